"""Edits of what a message consists of: properties, statuses, content types, echoes and defaults."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.edits import Ground
from venice_contract.drift.answers import json_type
from venice_contract.drift.mending.values import (
    remove_null,
    remove_value,
    set_keyword,
    whole_number,
)
from venice_contract.drift.probes import UNKNOWN_NAME
from venice_contract.verdict import ITEMS, EditStep, Effect

if TYPE_CHECKING:
    from venice_contract.contract.schema import Schema
    from venice_contract.drift.mending.bench import Bench
    from venice_contract.drift.observe import Observation

NO_GROUND = Ground("", (), {})


def require(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Add the property to those that are required."""
    name, above, place = _above(bench, group)
    if above is None:
        return []
    forget = EditStep("remove", join(place.pointer, "properties", name, "x-absent-means"))
    if "required" not in place.node:
        return [*place.steps, EditStep("set", join(place.pointer, "required"), [name])]
    added = EditStep("insert", join(place.pointer, "required", "-"), name)
    return [*place.steps, added, forget]


def unrequire(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take the property out of those that are required."""
    name, above, place = _above(bench, group, Effect.WIDENS)
    if above is None:
        return []
    return [*place.steps, *_not_required(place, name)]


def drop_property(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take the property out, required or not."""
    name, above, place = _above(bench, group)
    if above is None:
        return []
    gone = EditStep("remove", join(place.pointer, "properties", name))
    return [*place.steps, gone, *_not_required(place, name)]


def drop_if_gone(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take out a property that no answer had; one that some had is merely not required."""
    first = group[0]
    if (first.operation, first.status, first.path) in bench.facts.occurred:
        return unrequire(bench, group) if first.kind == "answer-missing" else []
    _, _, place = _above(bench, group)
    if place.steps and first.kind == "answer-missing":
        return unrequire(bench, group)  # others still have it; a copy would move a class
    return drop_property(bench, group)


def forget_presence(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take back the claim that an optional field is there."""
    name, above, place = _above(bench, group)
    if above is None:
        return []
    return [*place.steps, EditStep("remove", join(place.pointer, "properties", name, "x-presence"))]


def add_property(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Describe a property that answers have."""
    schema = bench.schema(group[0])
    if schema is None:
        return []
    place = bench.ground(schema, group, effect=Effect.WIDENS)
    name = group[0].about
    shown = [value for o in group for value in bench.facts.shown.get(o.key, [o.learned])]
    types = sorted({json_type(value.get(name)) for value in shown})
    if types == ["null"]:
        types = ["null", "string"]
    described: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    return [*place.steps, EditStep("set", join(place.pointer, "properties", name), described)]


def open_object(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Describe the name that is accepted; open the object if it was one that nobody has."""
    schema = bench.schema(group[0])
    if schema is None:
        return []
    place = bench.ground(schema, group)
    if group[0].about != UNKNOWN_NAME:
        described = {"type": json_type(group[0].learned)}
        where = join(place.pointer, "properties", str(group[0].about))
        return [*place.steps, EditStep("set", where, described)]
    return [*place.steps, EditStep("set", join(place.pointer, "additionalProperties"), value=True)]


def set_default(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Write what a field left out means now."""
    schema = bench.schema(group[0])
    if schema is None or "x-absent-means" not in schema.keywords:
        return []
    meaning = {"value": group[0].learned, **bench.evidence()}
    return [EditStep("set", schema.keywords["x-absent-means"].pointer, meaning)]


def echo(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Narrow an answer to what it gives back of what was sent."""
    first = group[0]
    schema = bench.schema(first)
    if schema is None:
        return []
    sent, answered = first.about, first.learned
    if schema.value("enum"):
        return remove_value(bench, group)
    if isinstance(answered, (int, float)) and not isinstance(answered, bool):
        return _clamp(bench, group, schema)
    if sent is None and schema.nullable and first.contract.startswith("None"):
        return remove_null(bench, group)
    if isinstance(answered, str) and answered and f"'{answered}" in first.contract:
        return set_keyword(bench, group, schema, "maxLength", len(answered))
    return []


def _clamp(bench: Bench, group: list[Observation], schema: Schema) -> list[EditStep]:
    if group[0].contract.startswith("None"):
        return remove_null(bench, group)
    sent = [_sent(o) for o in group]
    answers = {o.learned for o in group}
    if all(isinstance(o.learned, int) and _sent(o) - 1 < o.learned < _sent(o) + 1 for o in group):
        return whole_number(bench, group)
    if len(answers) == 1 and sent:
        limit = answers.pop()
        at_edge = {schema.value("minimum"), schema.value("maximum")} & set(sent)
        if (at_edge or len(set(sent)) > 1) and all(number > limit for number in sent):
            return set_keyword(bench, group, schema, "maximum", limit)
        if (at_edge or len(set(sent)) > 1) and all(number < limit for number in sent):
            return set_keyword(bench, group, schema, "minimum", limit)
    return []


def _sent(observation: Observation) -> float:
    """The number that an echo was about; the clause begins with it."""
    try:
        return float(observation.contract.split()[0])
    except ValueError:
        return math.nan


def rename_status(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Move what is documented for one status to the one that is answered."""
    first = group[0]
    operation = bench.operation(first)
    new = str(first.learned)
    old = first.status or (operation.success if new.startswith("2") else "")
    if old not in operation.answers or new in operation.answers:
        return []
    responses = join(operation.pointer, "responses")
    kept = bench.document.get(join(responses, old))
    return [
        EditStep("set", join(responses, new), kept),
        EditStep("remove", join(responses, old)),
    ]


def rename_content(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Move what is documented for one media type to the one that is answered."""
    first = group[0]
    message = bench.operation(first).answers.get(first.status)
    if message is None or not message.media or not first.learned:
        return []
    place = bench.ground(message, group)
    content = join(place.pointer, "content")
    return [
        *place.steps,
        EditStep("set", join(content, first.learned), place.node["content"][message.media[0]]),
        EditStep("remove", join(content, message.media[0])),
    ]


def open_to_all(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Say that an operation needs no key."""
    pointer = bench.operation(group[0]).pointer
    return [
        EditStep("set", join(pointer, "security"), []),
        EditStep("remove", join(pointer, "responses", "401")),
    ]


def _above(
    bench: Bench, group: list[Observation], effect: Effect | None = None
) -> tuple[str, Schema | None, Ground]:
    """The name of a property and the object it belongs to."""
    path = group[0].path
    above = bench.schema(group[0], path[:-1])
    if above is None or not path or path[-1] == ITEMS:
        return "", None, NO_GROUND
    return path[-1], above, bench.ground(above, group, up=1, effect=effect)


def _not_required(place: Ground, name: str) -> list[EditStep]:
    names = list(place.node.get("required", ()))
    if name not in names:
        return []
    return [EditStep("remove", join(place.pointer, "required", names.index(name)))]
