"""Edits of what a value may be: enums, bounds, types, null, and the forms of texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.specimens import json_type_of
from venice_contract.contract.values import EMPTY, FRACTION, UNBOUNDED
from venice_contract.drift.causes import ANY_VALUE, branch_name
from venice_contract.verdict import EditStep, Effect

if TYPE_CHECKING:
    from venice_contract.contract.schema import Schema
    from venice_contract.drift.fixes.context import Context
    from venice_contract.drift.observe import Observation

BOUNDS = {
    "minimum": "lower",
    "exclusive-minimum": "lower",
    "min-length": "lower",
    "min-items": "lower",
    "maximum": "upper",
    "exclusive-maximum": "upper",
    "max-length": "upper",
    "max-items": "upper",
}
ANY_TEXT = "never"
"""The near miss that is no date at all: where it is accepted, any text is."""
KEYWORDS = {
    "minimum": "minimum",
    "exclusive-minimum": "exclusiveMinimum",
    "min-length": "minLength",
    "min-items": "minItems",
    "maximum": "maximum",
    "exclusive-maximum": "exclusiveMaximum",
    "max-length": "maxLength",
    "max-items": "maxItems",
}


def add_value(context: Context, group: list[Observation]) -> list[EditStep]:
    """Add the value to the enum, with evidence; where any value is taken, no enum is left."""
    schema = context.schema(group[0])
    if schema is None or not schema.value("enum"):
        return []
    place = context.ground(schema, group, effect=Effect.WIDENS, keyword="enum")
    value, evidence = group[0].about, context.evidence()
    keyword = "const" if "const" in place.node else "enum"
    gone = [
        EditStep("remove", join(place.pointer, keyword)),
        EditStep("remove", join(place.pointer, "x-evidence", keyword)),
    ]
    if value == ANY_VALUE:
        return [*place.steps, *gone]
    if value in place.node.get("enum", ()):
        return []  # an edit of another message that shares the node has added it
    if keyword == "const":
        both = [place.node["const"], value]
        known = {str(one): evidence for one in both}
        return [
            *place.steps,
            *gone,
            EditStep("set", join(place.pointer, "enum"), both),
            EditStep("set", join(place.pointer, "x-evidence", "enum"), known),
        ]
    return [
        *place.steps,
        EditStep("insert", join(place.pointer, "enum", "-"), value),
        EditStep("set", join(place.pointer, "x-evidence", "enum", value), evidence),
    ]


def remove_value(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take the value out of the enum, with its evidence; a branch that has no other goes."""
    schema, value = context.schema(group[0]), group[0].about
    if schema is None:
        return []
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="enum")
    found = [
        (join(place.pointer, schema.choice, index), branch)
        for index, branch in enumerate(schema.variants)
        if value in (branch.value("enum") or ())
    ]
    pointer, bearer = found[0] if found else (place.pointer, schema)
    values = bearer.value("enum") or ()
    if value not in values:
        return []
    if len(values) == 1:
        gone = found and len(schema.variants) > 1
        return [*place.steps, EditStep("remove", pointer)] if gone else []
    return [
        *place.steps,
        EditStep("remove", join(pointer, "enum", list(values).index(value))),
        EditStep("remove", join(pointer, "x-evidence", "enum", str(value))),
    ]


def move_bound(context: Context, group: list[Observation]) -> list[EditStep]:
    """Set the bound to what a refusal named; remove one that no longer holds at all."""
    first = group[0]
    kind = first.constraint.kind
    if first.about == UNBOUNDED:
        kind = "max-length" if isinstance(first.answered, str) else "maximum"
    if first.about == EMPTY:
        kind = "min-length" if isinstance(first.answered, str) else "min-items"
    if kind not in KEYWORDS:
        return []
    keyword = KEYWORDS[kind]
    schema = _bearer(context, first, keyword)
    if schema is None:
        return []
    learned = context.facts.learned.get((first.constraint.operation, first.field, BOUNDS[kind]))
    if learned is None and first.about == EMPTY:
        learned = 1
    old = schema.value(keyword)
    tighter = first.kind == "bound-tighter"
    meant = Effect.NARROWS if tighter else Effect.WIDENS
    if learned is None or _effect(keyword, old, learned) is not meant:
        # A bound that has become tighter is never taken away.
        if tighter:
            return _exclude_edge(context, group, schema, keyword)
        return set_keyword(context, group, schema, keyword, None)
    number = int(learned) if float(learned).is_integer() else learned
    return set_keyword(context, group, schema, keyword, number)


def _exclude_edge(
    context: Context, group: list[Observation], schema: Schema, keyword: str
) -> list[EditStep]:
    """Write that a bound itself is refused, where its neighbour is accepted."""
    first, edge = group[0], schema.value(keyword)
    exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword)
    place = (first.constraint.operation, first.field)
    near = [
        n for n in context.facts.accepted_numbers.get(place, ()) if 0 < abs(n - (edge or 0)) <= 1
    ]
    if exclusive is None or edge is None or not near or {one.sent for one in group} != {edge}:
        return []
    old = set_keyword(context, group, schema, keyword, None)
    new = set_keyword(context, group, schema, exclusive, edge)
    return [*old, *(step for step in new if step not in old)]


def bound_of_answer(context: Context, group: list[Observation]) -> list[EditStep]:
    """Move the bound of an answer to the farthest value that was seen."""
    schema = context.schema(group[0])
    if schema is None or group[0].constraint.kind not in KEYWORDS:
        return []
    seen = [value for o in group for value in context.facts.shown.get(o.key, [o.answered])]
    if "length" in group[0].constraint.kind or "items" in group[0].constraint.kind:
        seen = [len(value) for value in seen]
    farthest = min(seen) if BOUNDS[group[0].constraint.kind] == "lower" else max(seen)
    return set_keyword(context, group, schema, KEYWORDS[group[0].constraint.kind], farthest)


def _bearer(context: Context, observation: Observation, keyword: str) -> Schema | None:
    """The schema, or the one of its variants, that writes the keyword."""
    schema = context.schema(observation)
    if schema is None or schema.value(keyword) is not None:
        return schema
    found = [v for v in schema.variants if v.value(keyword) is not None]
    new = schema if observation.about in {UNBOUNDED, EMPTY} else None
    return found[0] if found else new


def set_keyword(
    context: Context, group: list[Observation], schema: Schema, keyword: str, value: Any
) -> list[EditStep]:
    """Write a keyword of a schema with its evidence, or take both out when the value is None."""
    effect = _effect(keyword, schema.value(keyword), value)
    place = context.ground(schema, group, effect=effect, keyword=keyword)
    if value is None:
        return [
            *place.steps,
            EditStep("remove", join(place.pointer, keyword)),
            EditStep("remove", join(place.pointer, "x-evidence", keyword)),
        ]
    return [
        *place.steps,
        EditStep("set", join(place.pointer, keyword), value),
        EditStep("set", join(place.pointer, "x-evidence", keyword), context.evidence()),
    ]


def _effect(keyword: str, old: float | None, new: float | None) -> Effect:
    """Return what another bound does to the values."""
    if new is None or old is None:
        return Effect.WIDENS if new is None else Effect.NARROWS
    if new == old:
        return Effect.NOTES
    lower = keyword.startswith(("min", "exclusiveMin"))
    return Effect.NARROWS if (new > old) == lower else Effect.WIDENS


def add_type(context: Context, group: list[Observation]) -> list[EditStep]:
    """Add a JSON type, null included, to those that a schema allows."""
    schema = context.schema(group[0])
    if schema is None:
        return []
    null = "null" in group[0].kind
    names = ["null"] if null else list(dict.fromkeys(str(one.about) for one in group))
    place = context.ground(schema, group, effect=Effect.WIDENS, keyword="type")
    if "anyOf" in place.node:
        where = join(place.pointer, "anyOf", "-")
        return [*place.steps, *(EditStep("insert", where, {"type": name}) for name in names)]
    kept = place.node.get("type", [])
    types = [kept] if isinstance(kept, str) else list(kept)
    new = [name for name in names if name not in types]
    if not new:
        return []
    steps = [*place.steps, EditStep("set", join(place.pointer, "type"), [*types, *new])]
    if schema.value("enum"):
        value = None if null else group[0].answered
        steps.append(EditStep("insert", join(place.pointer, "enum", "-"), value))
        where = join(place.pointer, "x-evidence", "enum", str(value))
        steps.append(EditStep("set", where, context.evidence()))
    return steps


def remove_null(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take null out of the types."""
    schema = context.schema(group[0])
    if schema is None:
        return []
    for variant in schema.variants:
        if variant.types == {"null"}:
            place = context.ground(schema, group)
            index = int(variant.pointer.rpartition("/")[2])
            return [*place.steps, EditStep("remove", join(place.pointer, "anyOf", index))]
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="type")
    types = [name for name in place.node.get("type", []) if name != "null"]
    value: Any = types[0] if len(types) == 1 else types
    steps = [*place.steps, EditStep("set", join(place.pointer, "type"), value)]
    values = place.node.get("enum", [])
    if None in values:
        steps.append(EditStep("remove", join(place.pointer, "enum", values.index(None))))
        steps.append(EditStep("remove", join(place.pointer, "x-evidence", "enum", "None")))
    return steps


def narrow_type(context: Context, group: list[Observation]) -> list[EditStep]:
    """Fractions are refused: numbers are whole; a type is refused: its branches go."""
    if group[0].about == FRACTION:
        return whole_number(context, group)
    schema = context.schema(group[0])
    if schema is None or not schema.variants:
        return []
    gone = [
        index
        for index, variant in enumerate(schema.variants)
        if branch_name(variant.pointer) == group[0].about
        or {json_type_of(name) for name in variant.types} == {group[0].about}
    ]
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword=schema.choice)
    if not 0 < len(gone) < len(place.node.get(schema.choice, ())):
        return []
    where = (join(place.pointer, schema.choice, index) for index in reversed(gone))
    return [*place.steps, *(EditStep("remove", pointer) for pointer in where)]


def whole_number(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write that a number is a whole one."""
    schema = context.schema(group[0])
    if schema is None:
        return []
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="type")
    kept = place.node.get("type")
    types: Any = ["integer" if name == "number" else name for name in kept]
    if isinstance(kept, str):
        types = "integer"
    return [*place.steps, EditStep("set", join(place.pointer, "type"), types)]


def forms(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write the forms that are accepted now: one branch each, or any text."""
    first = group[0]
    schema = context.schema(first)
    if schema is None:
        return []
    keyword = first.constraint.kind
    if keyword in schema.keywords:
        gone = first.kind == "form-accepted"
        return set_keyword(context, group, schema, keyword, None) if gone else []
    place = context.ground(schema, group)
    texts = context.facts.accepted_forms.get((first.constraint.operation, first.field), [])
    nullable = [{"type": "null"}] if schema.nullable else []
    if ANY_TEXT in texts:
        types = ["string", "null"] if nullable else "string"
        return [
            *place.steps,
            EditStep("set", join(place.pointer, "type"), types),
            EditStep("remove", join(place.pointer, "anyOf")),
        ]
    branches = [_branch(context, form) for form in dict.fromkeys(map(generalised, texts))]
    if not branches:
        return []
    return [*place.steps, EditStep("set", join(place.pointer, "anyOf"), [*branches, *nullable])]


def _branch(context: Context, pattern: str) -> dict[str, Any]:
    if not pattern:
        return {
            "type": "string",
            "title": "Never",
            "maxLength": 0,
            "x-evidence": {"maxLength": context.evidence()},
        }
    return {"type": "string", "pattern": pattern, "x-evidence": {"pattern": context.evidence()}}


def generalised(text: str) -> str:
    """Return an anchored pattern in which each run of digits may be any of the same length."""
    if not text:
        return ""
    parts = re.split(r"(\d+)", text)
    pattern = "".join(
        rf"\d{{{len(part)}}}" if part.isdigit() else re.escape(part).replace("\\-", "-")
        for part in parts
    )
    return f"^{pattern}$"
