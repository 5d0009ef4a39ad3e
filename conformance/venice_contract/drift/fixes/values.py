"""Edits of what a value may be: enums, bounds, types and null."""

from collections.abc import Collection
from typing import Any

from venice_contract.contract.edits import Ground, Site
from venice_contract.contract.messages import SCALAR_KEYWORDS
from venice_contract.contract.reading.combining import COUNTS, EXCLUSIVE, LOWER, UPPER
from venice_contract.contract.reading.conditions import place_of
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.specimens import is_number, json_type_of
from venice_contract.contract.values.table import EMPTY, FRACTION, UNBOUNDED
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.conversions import is_held
from venice_contract.drift.answers.violations import BOUNDS
from venice_contract.drift.asking.edges import STRICT, is_outside
from venice_contract.drift.fixes import branches, conditions
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.judging.causes import ANY_VALUE, branch_name, other_types
from venice_contract.drift.observe import Observation
from venice_contract.verdict import EditStep, Effect

SIDES = dict.fromkeys(LOWER, "lower") | dict.fromkeys(UPPER, "upper") | {"multipleOf": "multiple"}
"""What a run learns of a bound, by the keyword that says it."""
OTHER_FORM = EXCLUSIVE | {other: keyword for keyword, other in EXCLUSIVE.items()}
"""A bound of numbers and the one of the same side that is itself refused, either way."""
KEYWORDS = {kind: word for word, kind in BOUNDS.items()}
"""Keywords that can be moved or taken away, by kind of constraint."""


def add_value(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Add the values to the enum, with evidence; where any value is taken, no enum is left."""
    held = bearer(group[0], schema, "enum")
    if held is None:
        return []
    place = context.ground(held, group, effect=_spread(group), keyword="enum")
    new = [o.about for o in group if o.kind in ADDED]
    free = [one for one in context.given(group[0]) if not one.value("enum")]
    if ANY_VALUE in new or (group[0].kind == "answer-enum-value" and free):
        return [*place.steps, *_gone(place, "const" if "const" in place.node else "enum")]
    # An edit of another message that shares the node may have added one.
    new = [value for value in dict.fromkeys(new) if value not in place.node.get("enum", ())]
    return [*place.steps, *_listing(context, place, new)] if new else []


def _listing(context: Context, place: Ground, new: list[Any]) -> list[EditStep]:
    """Add values to an enum, each with evidence; a `const` becomes one."""
    if "const" in place.node:
        both = [place.node["const"], *new]
        return [*_written(context, place, "enum", both), *_gone(place, "const")]
    known, evidence = join(place.pointer, "x-evidence", "enum"), context.evidence()
    steps = []
    for value in new:
        steps.append(EditStep("insert", join(place.pointer, "enum", "-"), value))
        steps.append(EditStep("set", join(known, str(value)), evidence))
    return steps


KINDS_OF_ITEMS = frozenset({"prefix-items", "pattern-properties"})
"""Constraints without which a list or an object would hold anything."""
ADDED = frozenset({"value-accepted", "answer-enum-value"})


def _spread(group: list[Observation]) -> Effect | None:
    """Return the effect that lets messages that share a node change alike.

    A value that no answer gives back is written for requests alone: what comes back in its place
    is documented.
    """
    shown = any(o.constraint.direction == "answer" for o in group)
    everything = any(o.about == ANY_VALUE for o in group)
    return Effect.WIDENS if shown or everything else None


def remove_value(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Take the values out of the enum, with their evidence; a branch that has no other goes."""
    values, steps = _taken_out(context, group), list[EditStep]()
    shown = context.showing(values)
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="enum", spared=shown)
    # The last of an enum first, so that the places of the others stay.
    above = context.schema(group[0], group[0].field[:-1]) if schema.path else None
    gone = [branches.without_value(above, schema.path[-1], v) for v in values] if above else []
    if any(gone):
        return [step for some in gone for step in some]
    known = [v for one in (schema, *schema.variants) for v in one.value("enum") or ()]
    for value in sorted((v for v in values if v in known), key=known.index, reverse=True):
        steps.extend(_without(place, schema, value))
    left = conditions.orphaned(context, group, values) if steps else ()
    return [*place.steps, *steps, *left] if steps else []


def _taken_out(context: Context, group: list[Observation]) -> list[Any]:
    """The values that are refused, or that answers never give back as they were sent."""
    found = [o.about for o in group if o.kind == "value-refused"]
    echoed = [o.sent for o in group if o.kind != "value-refused"]
    found += [value for value in echoed if not context.had(group, value)]
    return list(dict.fromkeys(found))


def _without(place: Ground, schema: Schema, value: Any) -> list[EditStep]:
    found = [
        (join(place.pointer, schema.choice, index), branch)
        for index, branch in enumerate(schema.variants)
        if value in (branch.value("enum") or ())
    ]
    pointer, bearer = found[0] if found else (place.pointer, schema)
    values = list(bearer.value("enum"))
    if len(values) == 1:
        gone = found and len(schema.variants) > 1
        return [EditStep("remove", pointer)] if gone else []
    return [
        EditStep("remove", join(pointer, "enum", values.index(value))),
        EditStep("remove", join(pointer, "x-evidence", "enum", str(value))),
    ]


def move_bound(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Set the bound to what a refusal named; remove one that no longer holds at all."""
    first = group[0]
    if first.constraint.kind in KINDS_OF_ITEMS:
        return []
    unsaid = first.about in {UNBOUNDED, EMPTY}
    keyword = KEYWORDS.get(_unsaid(first) if unsaid else first.constraint.kind, "")
    held = bearer(first, schema, keyword) or (schema if unsaid else None)
    if held is None:
        return []
    form, learned = _named(context, group, keyword)
    tighter = first.kind == "bound-tighter"
    meant = Effect.NARROWS if tighter else Effect.WIDENS
    if learned is None or _effect(keyword, held.value(keyword), learned, form) is not meant:
        # A bound that has become tighter is never taken away.
        if tighter:
            return []
        # What is kept at a bound is taken beyond it, and never shown there.
        shown = context.answers_of(held) if is_held(group) else ()
        return unset(context, group, held, keyword, shown)
    return set_keyword(context, group, held, keyword, _plain(learned), form=form)


def _named(context: Context, group: list[Observation], keyword: str) -> tuple[str, float | None]:
    """Return the bound that a refusal named, and the keyword that says it: itself is taken or not.

    The keyword is the documented one where the refusal named none.
    """
    first, side = group[0], SIDES.get(keyword, "")
    learned = _learned(context, group, side)
    if keyword not in OTHER_FORM:
        return keyword, learned
    place = place_of(first.field, first.branch)
    strict = context.seen.learned.get((first.constraint.operation, place, STRICT[side]))
    if strict is None and learned is None:
        return keyword, None
    inclusive = keyword if keyword in EXCLUSIVE else OTHER_FORM[keyword]
    return (inclusive, learned) if strict is None else (EXCLUSIVE[inclusive], strict)


def _learned(context: Context, group: list[Observation], side: str) -> float | None:
    """Return the bound that an operation has named for a field.

    Another one's is as good where it has none, and took what that one takes.
    """
    first, known = group[0], context.seen.learned
    place = place_of(first.field, first.branch)
    own = known.get((first.constraint.operation, place, side))
    if own is not None or first.kind == "bound-tighter" or side not in STRICT:
        return own
    sizes = [o.sent if is_number(o.sent) else len(o.sent) for o in group if o.sent is not None]
    others = (n for (_, path, edge), n in known.items() if (path, edge) == (place, side))
    return next((n for n in others if not any(is_outside(s, {side: n}) for s in sizes)), None)


def _unsaid(observation: Observation) -> str:
    side = "min" if observation.about == EMPTY else "max"
    if isinstance(observation.answered, list):
        return f"{side}-items"
    return f"{side}-length" if isinstance(observation.answered, str) else f"{side}imum"


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number


def bound_of_answer(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Move the bound of an answer to the farthest value that such a field had, or may be given."""
    keyword = KEYWORDS.get(group[0].constraint.kind, "")
    held = bearer(group[0], schema, keyword)
    if held is None:
        return []
    if keyword not in LOWER | UPPER:
        return unset(context, group, held, keyword)
    seen = context.shown_like(group[0]) or [o.answered for o in group]
    if keyword in COUNTS:
        seen = [len(value) for value in seen]
    side = SIDES[keyword]
    names = context.sources(group[0].field[-1])
    edges = [(number, side) for number in seen] + [
        (_plain(number), edge)
        for (_, path, edge), number in context.seen.learned.items()
        if path and path[-1] in names and edge in {side, STRICT[side]}
    ]
    farthest, edge = min(edges) if side == "lower" else max(edges)
    if any(_is_open(one, keyword) for one in context.given(group[0])):
        return unset(context, group, held, keyword)
    form = keyword if keyword in EXCLUSIVE else OTHER_FORM.get(keyword, keyword)
    form = form if edge == side else EXCLUSIVE.get(form, form)
    return set_keyword(context, group, held, keyword, farthest, form=form)


def _is_open(given: Schema, keyword: str) -> bool:
    """Whether a request sets no bound of its own where an answer has one."""
    forms = (keyword, OTHER_FORM.get(keyword, keyword))
    return all(one.value(form) is None for one in (given, *given.variants) for form in forms)


def bearer(observation: Observation, schema: Schema, keyword: str) -> Schema | None:
    """The schema, or the one of its variants, that writes the keyword."""
    found = [one for one in (schema, *schema.variants) if one.value(keyword) is not None]
    chosen = [one for one in found if one is schema or one.pointer == observation.branch]
    return next(iter(chosen or found), None)


def set_keyword(  # noqa: PLR0913 - keywords, each with a default
    context: Context,
    group: list[Observation],
    schema: Schema,
    keyword: str,
    value: Any,
    *,
    form: str = "",
    up: int = 0,
) -> list[EditStep]:
    """Write a keyword of a schema with its evidence, in another form of it where one is given."""
    form = form or keyword
    effect = _effect(keyword, schema.value(keyword), value, form)
    place = context.ground(schema, group, up, effect=effect, keyword=keyword)
    gone = _gone(place, keyword) if form != keyword else ()
    return [*place.steps, *_written(context, place, form, value), *gone]


def _written(context: Context, place: Ground, keyword: str, value: Any) -> list[EditStep]:
    """Write a keyword with its evidence, that of an enum for each value."""
    known = context.evidence()
    told = {str(one): known for one in value} if isinstance(value, list) else known
    return [
        EditStep("set", join(place.pointer, keyword), value),
        EditStep("set", join(place.pointer, "x-evidence", keyword), told),
    ]


def _gone(place: Ground, keyword: str) -> list[EditStep]:
    return [
        EditStep("remove", join(place.pointer, keyword)),
        EditStep("remove", join(place.pointer, "x-evidence", keyword)),
    ]


def unset(
    context: Context,
    group: list[Observation],
    schema: Schema,
    keyword: str,
    spared: Collection[Site] = (),
) -> list[EditStep]:
    """Take a keyword out with its evidence, for all answers but those that are spared, too."""
    place = context.ground(schema, group, effect=Effect.WIDENS, keyword=keyword, spared=spared)
    return [*place.steps, *_gone(place, keyword)]


def _effect(keyword: str, old: float | None, new: float, form: str) -> Effect:
    """Return what another bound does to the values, or the same that is itself refused or taken."""
    if not isinstance(new, int | float) or old is None:
        return Effect.NARROWS
    if new == old and form != keyword:
        return Effect.WIDENS if form in EXCLUSIVE else Effect.NARROWS
    if new == old:
        return Effect.NOTES
    return Effect.NARROWS if (new > old) == (keyword not in UPPER) else Effect.WIDENS


def add_type(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Add a JSON type, null included, to those that a schema allows."""
    named = ("null" if "null" in one.kind else str(one.about) for one in group)
    names = list(dict.fromkeys(named))
    null = names == ["null"]
    if group[0].kind == "type-accepted":
        names = _with_likely(context, group[0], names)
    taken = all(one.kind == "null-accepted" for one in group)
    shown = not taken or context.had_anywhere(group[0].field[-1], None)
    effect = Effect.WIDENS if shown else None
    place = context.ground(schema, group, effect=effect, keyword="type")
    values = [one.answered if one.kind == "answer-type" else one.sent for one in group]
    if schema.items is not None and all(accepts(schema.items, one) for one in values):
        return [*place.steps, _or_one_item(place)]
    if schema.choice in place.node:
        where = join(place.pointer, schema.choice, "-")
        return [*place.steps, *(EditStep("insert", where, {"type": name}) for name in names)]
    said = place.node.get("type", [])
    types = [said] if isinstance(said, str) else list(said)
    new = [name for name in names if name not in types]
    if not new:
        return []
    steps = [*place.steps, EditStep("set", join(place.pointer, "type"), [*types, *new])]
    # Of all texts only those that name a boolean were seen to be taken.
    as_text = all(o.kind == "type-accepted" and o.sent in ("true", "false") for o in group)
    if schema.types == {"boolean"} and as_text:
        steps += _written(context, place, "enum", [True, False, "true", "false"])
    if schema.value("enum"):
        steps += _listing(context, place, [None] if null else _texts_of(group, schema))
    return steps


AROUND = frozenset(
    {"title", "description", "default", "deprecated", "readOnly", "writeOnly"}
    | {"x-absent-means", "x-echo", "x-echo-of", "x-presence", "x-only-when"}
)
"""Keywords of a field that say nothing of what it may hold."""


def _or_one_item(place: Ground) -> EditStep:
    """Write that an item of a list may stand in its place."""
    around = {name: said for name, said in place.node.items() if name in AROUND}
    of_list = {name: said for name, said in place.node.items() if name not in AROUND}
    both = {**around, "anyOf": [of_list, place.node["items"]]}
    return EditStep("set", place.pointer, both)


def are_some_taken(context: Context, group: list[Observation]) -> bool:
    """Whether some values of another type are taken, and which is for a person to say.

    Of a choice of objects, what a plain value stands for; of a boolean, some words alone.
    """
    taken = [one for one in group if one.kind == "type-accepted"]
    schema = context.schema(taken[0]) if taken else None
    if schema is None:
        return False
    words = {one.sent for one in taken if isinstance(one.sent, str)} - {"true", "false"}
    objects = bool(schema.variants) and schema.types == {"object"}
    return objects or (schema.types == {"boolean"} and bool(words) and NO_FORM not in words)


def _with_likely(context: Context, first: Observation, names: list[str]) -> list[str]:
    """Return the types that a request takes, with those of which what is taken gives proof.

    Who takes texts and booleans looks at no type; a parameter that takes a boolean takes texts.
    """
    if context.parameter(first) is not None:
        return [*names, "string"] if "boolean" in names and "string" not in names else names
    return [*names, "array", "object"] if {"string", "boolean"} <= {*names} else names


def _texts_of(group: list[Observation], schema: Schema) -> list[Any]:
    """Return the values of another type that an enum gains: all as texts, where one is a text."""
    value = group[0].answered
    texts = [str(one) for one in schema.value("enum") if is_number(one)]
    return texts if value in texts else [value]


def other_type(group: Collection[Observation]) -> str:
    """Return the JSON type that a field of a request takes in place of its own, empty if unknown.

    Of a service that takes texts it is known where it takes one of no form.
    """
    names = set[str]().union(*other_types(group).values())
    any_text = any(one.kind == "type-accepted" and one.sent == NO_FORM for one in group)
    return names.pop() if len(names) == 1 and (any_text or names != {"string"}) else ""


def retype(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write another type in place of a field's own, for its messages, without what bounds that."""
    if schema.variants or schema.value("enum"):
        return []
    place = context.ground(schema, group)
    name = other_type(group)
    types = [name, "null"] if schema.nullable else name
    known = [word for word in SCALAR_KEYWORDS if word in place.node]
    gone = (step for word in known for step in _gone(place, word))
    return [*place.steps, EditStep("set", join(place.pointer, "type"), types), *gone]


def remove_null(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Take null out of the types, where no answer had one."""
    if context.had(group, None):
        return []
    for variant in schema.variants:
        if variant.types == {"null"}:
            place = context.ground(schema, group)
            index = int(variant.pointer.rpartition("/")[2])
            return [*place.steps, EditStep("remove", join(place.pointer, "anyOf", index))]
    shown = context.showing({None})
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="type", spared=shown)
    types = [name for name in place.node.get("type", []) if name != "null"]
    value: Any = types[0] if len(types) == 1 else types
    steps = [*place.steps, EditStep("set", join(place.pointer, "type"), value)]
    values = place.node.get("enum", [])
    if None in values:
        steps.append(EditStep("remove", join(place.pointer, "enum", values.index(None))))
        steps.append(EditStep("remove", join(place.pointer, "x-evidence", "enum", "None")))
    return steps


def narrow_type(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Fractions are refused: numbers are whole; a type is refused: its branches go.

    Of true and false the one that is refused goes.
    """
    if group[0].about == FRACTION:
        return _grid(context, group, schema)
    sent = {o.sent for o in group if isinstance(o.sent, bool)}
    if schema.types == {"boolean"} and len(sent) == 1:
        return set_keyword(context, group, schema, "enum", [not sent.pop()])
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


def _grid(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write of what a number must be a multiple: what a refusal named, or one."""
    first = group[0]
    learned = context.seen.learned.get((first.constraint.operation, first.field, "multiple"))
    if learned is not None and learned != 1:
        return set_keyword(context, group, schema, "multipleOf", _plain(learned))
    # A service that takes halves may have a grid of its own.
    fine = all(isinstance(o.sent, float) and not (o.sent * 2).is_integer() for o in group)
    return [] if fine else whole_number(context, group, schema)


def whole_number(
    context: Context,
    group: list[Observation],
    schema: Schema,
    effect: Effect = Effect.NARROWS,
) -> list[EditStep]:
    """Write that a number is a whole one."""
    numbers = (one for one in (schema, *schema.variants) if "type" in one.keywords)
    number = next((one for one in numbers if "number" in one.types), None)
    if number is None:
        return []
    place = context.ground(number, group, effect=effect, keyword="type")
    kept = place.node.get("type", ())
    types: Any = ["integer" if name == "number" else name for name in kept]
    if isinstance(kept, str):
        types = "integer"
    return [*place.steps, EditStep("set", join(place.pointer, "type"), types)]
