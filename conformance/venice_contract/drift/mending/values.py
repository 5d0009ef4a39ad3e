"""Edits of what a value may be: enums, bounds, types, null, and the forms of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.drift.forms import generalised
from venice_contract.drift.values import UNBOUNDED
from venice_contract.verdict import EditStep, Effect

if TYPE_CHECKING:
    from venice_contract.contract.schema import Schema
    from venice_contract.drift.mending.bench import Bench
    from venice_contract.drift.observe import Observation

BOUNDS = {"minimum": "lower", "maximum": "upper", "max-length": "upper"}
ANY_TEXT = "never"
"""The near miss that is no date at all: where it is accepted, any text is."""
KEYWORDS = {"minimum": "minimum", "maximum": "maximum", "max-length": "maxLength"}


def add_value(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Add the value to the enum, with evidence."""
    schema = bench.schema(group[0])
    if schema is None or not schema.value("enum"):
        return []
    place = bench.ground(schema, group, effect=Effect.WIDENS, keyword="enum")
    value = group[0].about
    return [
        *place.steps,
        EditStep("insert", join(place.pointer, "enum", "-"), value),
        EditStep("set", join(place.pointer, "x-evidence", "enum", value), bench.evidence()),
    ]


def remove_value(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take the value out of the enum, with its evidence."""
    schema = bench.schema(group[0])
    values = schema.value("enum") if schema else None
    if schema is None or not values or group[0].about not in values or len(values) == 1:
        return []
    place = bench.ground(schema, group, effect=Effect.NARROWS, keyword="enum")
    index = place.node["enum"].index(group[0].about)
    return [
        *place.steps,
        EditStep("remove", join(place.pointer, "enum", index)),
        EditStep("remove", join(place.pointer, "x-evidence", "enum", str(group[0].about))),
    ]


def move_bound(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Set the bound to what a refusal named; remove one that no longer holds at all."""
    first = group[0]
    kind = first.keyword
    if first.about == UNBOUNDED:
        kind = "max-length" if isinstance(first.learned, str) else "maximum"
    schema = _bearer(bench, first, KEYWORDS[kind])
    if schema is None:
        return []
    keyword = KEYWORDS[kind]
    learned = bench.facts.learned.get((first.operation, first.path, BOUNDS[kind]))
    old = schema.value(keyword)
    if learned is None and first.kind == "bound-tighter":
        return []
    if learned is None or learned == old:
        return set_keyword(bench, group, schema, keyword, None)
    number = int(learned) if float(learned).is_integer() else learned
    return set_keyword(bench, group, schema, keyword, number)


def bound_of_answer(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Move the bound of an answer to the farthest value that was seen."""
    schema = bench.schema(group[0])
    if schema is None or group[0].keyword not in KEYWORDS:
        return []
    seen = [value for o in group for value in bench.facts.shown.get(o.key, [o.learned])]
    if group[0].keyword == "max-length":
        seen = [len(value) for value in seen]
    farthest = min(seen) if group[0].keyword == "minimum" else max(seen)
    return set_keyword(bench, group, schema, KEYWORDS[group[0].keyword], farthest)


def _bearer(bench: Bench, observation: Observation, keyword: str) -> Schema | None:
    """The schema, or the one of its variants, that writes the keyword."""
    schema = bench.schema(observation)
    if schema is None or schema.value(keyword) is not None:
        return schema
    found = [v for v in schema.variants if v.value(keyword) is not None]
    new = schema if observation.about == UNBOUNDED else None
    return found[0] if found else new


def set_keyword(
    bench: Bench, group: list[Observation], schema: Schema, keyword: str, value: Any
) -> list[EditStep]:
    """Write a keyword of a schema with its evidence, or take both out when the value is None."""
    effect = _effect(keyword, bench.document.get(schema.pointer).get(keyword), value)
    place = bench.ground(schema, group, effect=effect, keyword=keyword)
    if value is None:
        return [
            *place.steps,
            EditStep("remove", join(place.pointer, keyword)),
            EditStep("remove", join(place.pointer, "x-evidence", keyword)),
        ]
    return [
        *place.steps,
        EditStep("set", join(place.pointer, keyword), value),
        EditStep("set", join(place.pointer, "x-evidence", keyword), bench.evidence()),
    ]


def _effect(keyword: str, old: float | None, new: float | None) -> Effect:
    """Return what another bound does to the values."""
    if new is None or old is None:
        return Effect.WIDENS if new is None else Effect.NARROWS
    return Effect.NARROWS if (new > old) == (keyword == "minimum") else Effect.WIDENS


def add_type(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Add a JSON type, null included, to those that a schema allows."""
    schema = bench.schema(group[0])
    if schema is None:
        return []
    name = "null" if "null" in group[0].kind else str(group[0].about)
    place = bench.ground(schema, group, effect=Effect.WIDENS, keyword="type")
    if "anyOf" in place.node:
        branch = {"type": name}
        return [*place.steps, EditStep("insert", join(place.pointer, "anyOf", "-"), branch)]
    kept = place.node.get("type", [])
    types = [kept] if isinstance(kept, str) else list(kept)
    steps = [*place.steps, EditStep("set", join(place.pointer, "type"), [*types, name])]
    if schema.value("enum"):
        value = None if name == "null" else group[0].learned
        steps.append(EditStep("insert", join(place.pointer, "enum", "-"), value))
        where = join(place.pointer, "x-evidence", "enum", str(value))
        steps.append(EditStep("set", where, bench.evidence()))
    return steps


def remove_null(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Take null out of the types."""
    schema = bench.schema(group[0])
    if schema is None:
        return []
    for variant in schema.variants:
        if variant.types == {"null"}:
            place = bench.ground(schema, group)
            index = int(variant.pointer.rpartition("/")[2])
            return [*place.steps, EditStep("remove", join(place.pointer, "anyOf", index))]
    place = bench.ground(schema, group, effect=Effect.NARROWS, keyword="type")
    types = [name for name in place.node.get("type", []) if name != "null"]
    value: Any = types[0] if len(types) == 1 else types
    return [*place.steps, EditStep("set", join(place.pointer, "type"), value)]


def narrow_number(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Fractions are refused: numbers have become integers."""
    return whole_number(bench, group) if group[0].about == "fraction" else []


def whole_number(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Write that a number is a whole one."""
    schema = bench.schema(group[0])
    if schema is None:
        return []
    place = bench.ground(schema, group, effect=Effect.NARROWS, keyword="type")
    kept = place.node.get("type")
    types: Any = ["integer" if name == "number" else name for name in kept]
    if isinstance(kept, str):
        types = "integer"
    return [*place.steps, EditStep("set", join(place.pointer, "type"), types)]


def forms(bench: Bench, group: list[Observation]) -> list[EditStep]:
    """Write the forms that are accepted now: one branch each, or any text."""
    first = group[0]
    schema = bench.schema(first)
    if schema is None:
        return []
    place = bench.ground(schema, group)
    texts = bench.facts.accepted_forms.get((first.operation, first.path), [])
    nullable = [{"type": "null"}] if schema.nullable else []
    if ANY_TEXT in texts:
        types = ["string", "null"] if nullable else "string"
        return [
            *place.steps,
            EditStep("set", join(place.pointer, "type"), types),
            EditStep("remove", join(place.pointer, "anyOf")),
        ]
    branches = [_branch(bench, form) for form in dict.fromkeys(map(generalised, texts))]
    if not branches:
        return []
    return [*place.steps, EditStep("set", join(place.pointer, "anyOf"), [*branches, *nullable])]


def _branch(bench: Bench, pattern: str) -> dict[str, Any]:
    if not pattern:
        return {
            "type": "string",
            "title": "Never",
            "maxLength": 0,
            "x-evidence": {"maxLength": bench.evidence()},
        }
    return {"type": "string", "pattern": pattern, "x-evidence": {"pattern": bench.evidence()}}
