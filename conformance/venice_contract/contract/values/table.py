"""From constraints to values: for each kind, what a server must accept and what it must refuse.

Pure. `GOOD` and `BAD` are the one table from kind of constraint to values: at the edge, just
outside, far outside, and near misses that real services have let through. A maker proposes; the
schema as a whole decides, so that an edge that another keyword excludes is not asked about.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading import conditions
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.holding import BROKEN, KEPT, Maker
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import (
    entries,
    is_bounded_above,
    is_number,
    is_numeric,
    is_whole,
    json_type,
    json_type_of,
    lengths,
    lowest,
    on_grid,
    row,
    several,
    specimen,
    step,
)
from venice_contract.contract.values.texts import (
    extremes,
    longer,
    matching,
    near_matching,
    of_format,
)
from venice_contract.contract.values.validation import accepts
from venice_contract.verdict import Constraint

FAR = 10**6
"""By what factor "far outside" lies beyond a bound."""
EXPONENT = 1e-05
"""A fraction that JSON writers spell with an exponent."""
LARGE = 10**12
LONG = 1000
UNBOUNDED = "unbounded"
"""What is asked of a field without an upper bound, to notice when it gets one."""
FRACTION = "fraction"
EMPTY = "empty"
"""What is asked of a text or a list without a lower bound, to notice when it gets one."""
ASTRAL = "\U0001f511"
"""A character outside the basic plane: one code point, two UTF-16 units, four bytes."""
IN_CODE_POINTS = "longest-in-code-points"
"""The choice that shows in which unit a server counts."""
SPELLING = " {}  <b>&amp; É'ñe\u0301\u2019 "
"""A text that shows what a service does to texts: blanks around it and two in a row, capitals,
markup, accents in one character and in two."""
SHORT = 2
"""Characters of a text that has no room for blanks at both ends and something between them."""
NEIGHBOURS = ("WEEK", "DAILY", "NONE", "READONLY", "UNDOCUMENTED")
"""Words that APIs of this kind use for such enums; those that the contract lists are left out."""
UNKNOWN_NAME = "undocumentedField"
"""A property that no document has."""


ABSENT = conditions.ABSENT
"""The mark for a field that is not sent."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One constraint, the schema or branch that says it, and the field's schema as a whole."""

    constraint: Constraint
    schema: Schema
    field: Schema
    moment: Moment

    @property
    def value(self) -> Any:
        """What the constraint says."""
        return self.constraint.value


Made = tuple[str, Any, Any]
"""Label, value, and what within the constraint it is about."""


def _specimens_of_type(saying: Saying) -> Iterator[Made]:
    """Values that no other keyword brings up, of each branch where there are some."""
    for schema in saying.field.variants or (saying.field,):
        if schema.value("enum") is None:
            yield from _specimens_of(schema, saying.moment)


def _specimens_of(schema: Schema, moment: Moment) -> Iterator[Made]:
    """Of each type that a list of types names."""
    if is_numeric(schema):
        yield from _numbers(schema)
    if "string" in schema.types:
        yield from _free_texts(schema, moment)
    if "boolean" in schema.types:
        yield "true", True, True
        yield "false", False, False
    if "array" in schema.types:
        yield from _lists(schema, moment)
    if schema.additional is not None:
        yield "no-entries", {}, EMPTY
        yield "two-entries", entries(schema, 2, moment), 2
    elif "object" in schema.types and not schema.properties:
        yield "object", {}, "object"


def _lists(schema: Schema, moment: Moment) -> Iterator[Made]:
    yield "no-items", [], EMPTY
    if "prefixItems" in schema.keywords:
        yield "row", row(schema, len(schema.value("prefixItems")), moment), "row"
    elif schema.items is not None:
        yield "two-items", _unsorted(several(schema.items, 2, moment)), 2


def _numbers(schema: Schema) -> Iterator[Made]:
    low = lowest(schema)
    if (low is None or low <= 0) and not is_whole(schema):
        yield "negative-zero", -0.0, None
    if not is_whole(schema):
        base = low if low is not None else 0
        yield "exponent", base + EXPONENT, FRACTION
        yield "fraction", base + 0.5, FRACTION
    if not is_bounded_above(schema):
        yield "large", LARGE, UNBOUNDED
        if low is None:
            yield "integer", 1, None


def _free_texts(schema: Schema, moment: Moment) -> Iterator[Made]:
    if {"pattern", "format"} & schema.keywords.keys():
        return
    if "maxLength" not in schema.keywords:
        yield "long", (moment.tag + "-" + "x" * LONG)[:LONG], UNBOUNDED
    if schema.value("maxLength") != 0:
        yield "spelling", _spelling(schema, moment), "spelling"
        yield "empty", "", EMPTY


def _spelling(schema: Schema, moment: Moment) -> str:
    """Return a text that shows what becomes of texts, its beginning where it must be short."""
    longest, text = schema.value("maxLength"), SPELLING.format(moment.tag)
    if longest is None or longest >= len(text):
        return text
    return f" É {moment.tag}"[: max(1, longest - 1)] + " " if longest > SHORT else " É"[-longest:]


def _other_types(saying: Saying) -> Iterator[Made]:
    """Values of another JSON type, as clients that are careless would send them."""
    schema = saying.field
    others = {json_type_of(name) for name in schema.types - {"null"}}
    if len(others) > 1 or schema.types == {"null"}:
        yield from _of_no_branch(schema)
    elif schema.value("enum") is not None:
        yield from _enum_of_another_type(schema)
    elif is_numeric(schema):
        if is_whole(schema):
            yield "fraction-for-integer", (lowest(schema) or 0) + 0.5, "number"
        yield "text-for-number", _as_text(schema, saying.moment), "string"
        yield "boolean-for-number", True, "boolean"
    elif "string" in schema.types:
        yield "number-for-text", 1, "number"
    elif "boolean" in schema.types:
        yield "text-for-boolean", "true", "string"
        yield "number-for-boolean", 1, "number"
        yield "word-for-boolean", "yes", "string"
    else:
        yield from _for_containers(saying)


def _of_no_branch(schema: Schema) -> Iterator[Made]:
    """Values of the types that are not allowed, of several or of null alone."""
    known = {json_type_of(name) for name in schema.types}
    samples: tuple[Any, ...] = (True, 1, "x", [], {})
    for value in samples:
        if json_type(value) not in known:
            yield f"{json_type(value)}-for-none", value, json_type(value)


def _for_containers(saying: Saying) -> Iterator[Made]:
    schema = saying.field
    if "array" in schema.types and schema.items is not None:
        one = specimen(schema.items, saying.moment)
        yield "item-for-array", one, json_type(one)
        yield "object-for-array", {}, "object"
    elif "array" in schema.types:
        yield "object-for-array", {}, "object"
        yield "text-for-array", "x", "string"
    elif "object" in schema.types:
        yield "array-for-object", [], "array"
        if schema.variants:
            # Who takes one of several objects may take a plain value for one of them, too.
            yield "number-for-object", 1, "number"
            yield "text-for-object", "x", "string"
        if schema.additional is not None:
            one = specimen(schema.additional, saying.moment)
            yield "list-for-map", [one], "array"
            yield "text-for-map", "x", "string"


def _as_text(schema: Schema, moment: Moment) -> str:
    ten = 10 if is_whole(schema) else 10.0
    return f"{ten:g}" if accepts(schema, ten) else json.dumps(specimen(schema, moment))


def _enum_of_another_type(schema: Schema) -> Iterator[Made]:
    values = [value for value in schema.value("enum") if value is not None]
    if all(isinstance(value, str) for value in values):
        yield "number-for-text", 1, "number"
    elif any(isinstance(value, bool) for value in values):
        yield "text-for-boolean", str(values[0]).lower(), "string"
    elif values:
        yield "text-for-number", str(values[0]), "string"


def _near_enum(saying: Saying) -> Iterator[Made]:
    listed = saying.value
    texts = [value for value in listed if isinstance(value, str)]
    numbers = [value for value in listed if is_number(value)]
    words = [word for word in NEIGHBOURS if word not in texts]
    near: list[tuple[str, Any]] = []
    if texts:
        near += [
            ("neighbour", words[0]),
            ("other-case", texts[-1].swapcase()),
            ("padded", f" {texts[0]}"),
            ("neighbour-2", words[1]),
            ("empty", ""),
        ]
    if numbers:
        near += [("above", max(numbers) + 1), ("below", min(numbers) - 1), ("far", 90)]
    if any(isinstance(value, bool) for value in listed):
        near += [("other", True), ("other", False)]
    for label, value in near:
        if value not in listed:
            yield label, value, value


def _beyond(saying: Saying, *, up: bool) -> float:
    """Return a number outside of a bound: the next multiple, where it must be one."""
    unit, apart = saying.field.value("multipleOf"), 1 if up else step(saying.field)
    if not is_whole(saying.field):
        # Beside a small bound a usual step is so far out that it lies beyond most others, too.
        apart = min(apart, abs(saying.value) or apart)
    edge = saying.value + (unit or apart) * (1 if up else -1)
    return on_grid(saying.field, edge, up=up)


def _at_bound(saying: Saying) -> Iterator[Made]:
    """At a bound that is met, and at the nearest multiple that is inside of it."""
    low = saying.constraint.kind == "minimum"
    yield saying.constraint.kind, saying.value, None
    if not low:
        yield "below-maximum", saying.value - 1, None
    yield "lowest" if low else "highest", on_grid(saying.field, saying.value, up=low), None


def _inside_bound(saying: Saying) -> Iterator[Made]:
    """Just inside of a bound that is not met."""
    low, near = saying.constraint.kind == "exclusive-minimum", step(saying.field)
    number = on_grid(saying.field, saying.value + (near if low else -near), up=low)
    yield "above-minimum" if low else "below-maximum", number, None


def _at_open_bound(saying: Saying) -> Iterator[Made]:
    up = saying.constraint.kind == "exclusive-maximum"
    yield "edge", on_grid(saying.field, saying.value, up=up), None


def _below_minimum(saying: Saying) -> Iterator[Made]:
    yield "below-minimum", _beyond(saying, up=False), None


def _above_maximum(saying: Saying) -> Iterator[Made]:
    yield "above-maximum", _beyond(saying, up=True), None
    yield "far-above-maximum", saying.value * FAR, None


def _multiples(saying: Saying) -> Iterator[Made]:
    low, unit = lowest(saying.field) or 0, saying.value
    first = math.ceil(low / unit) * unit
    for factor in (0, 1, 2, 6):
        yield f"multiple-{factor}", first + factor * unit, None


def _no_multiples(saying: Saying) -> Iterator[Made]:
    low, unit = lowest(saying.field) or 0, saying.value
    first = math.ceil(low / unit) * unit
    yield "no-multiple", first + (1 if is_whole(saying.field) else unit / 2), None


def _longest(saying: Saying) -> Iterator[Made]:
    longest, tag = saying.value, saying.moment.tag
    if longest == 0:
        yield "empty", "", None
        return
    if "pattern" in saying.schema.keywords:
        for text in _patterned(saying.schema, saying.moment):
            yield "longest", longer(text, longest), None
        return
    yield "longest", (f"{tag}-" + "x" * longest)[:longest], None
    yield IN_CODE_POINTS, (f"{tag}-" + ASTRAL * longest)[:longest], None


def _too_long(saying: Saying) -> Iterator[Made]:
    longest = saying.value
    if longest == 0 and saying.field.variants:
        return
    over = (f"{saying.moment.tag}-" + "x" * (longest + 1))[: longest + 1]
    if "pattern" in saying.schema.keywords:
        over = longer(_sample(saying), longest + 1)
    yield "one-too-long", over, None
    yield "far-too-long", over * 8, None


def _shortest(saying: Saying) -> Iterator[Made]:
    yield "shortest", longer(_sample(saying), saying.value)[: saying.value], None


def _too_short(saying: Saying) -> Iterator[Made]:
    if saying.value > 0:
        text = longer(_sample(saying), saying.value - 1)
        yield "one-too-short", text[: saying.value - 1], None


def _patterned(schema: Schema, moment: Moment) -> list[str]:
    pattern = schema.value("pattern")
    if pattern is None:
        return []
    return [text for _, text in matching(pattern, moment, lengths=lengths(schema))]


def _sample(saying: Saying) -> str:
    return next(iter(_patterned(saying.schema, saying.moment)), "x")


def _matching(saying: Saying) -> Iterator[Made]:
    texts = matching(saying.value, saying.moment, lengths=lengths(saying.schema))
    whole = [] if saying.schema.value("enum") else extremes(saying.value, saying.moment, texts)
    for label, text in (*texts, *whole):
        yield label, text, saying.constraint.pointer


def _not_matching(saying: Saying) -> Iterator[Made]:
    for label, text in near_matching(saying.value, saying.moment, lengths(saying.schema)):
        yield label, text, text


def _counted(saying: Saying, number: int, label: str) -> Iterator[Made]:
    schema = saying.schema
    if "prefixItems" in schema.keywords:
        yield label, row(schema, number, saying.moment), None
    elif schema.items is not None:
        yield label, _unsorted(row(schema, number, saying.moment)), None
    elif schema.additional is not None:
        made = entries(schema, number, saying.moment)
        yield from [(label, made, None)] if len(made) == number else ()


def _unsorted(values: list[Any]) -> list[Any]:
    """Return values in an order that neither sorting nor turning leaves as it is, if they grow."""
    return [*values[1:], *values[:1]]


def _twice_the_same(saying: Saying) -> Iterator[Made]:
    if saying.schema.items is not None:
        one = specimen(saying.schema.items, saying.moment)
        yield "item-twice", [one, one], None


def _more_names(saying: Saying) -> Iterator[Made]:
    inside = specimen(saying.schema, saying.moment)
    if isinstance(inside, dict) and saying.constraint.path:
        yield "unknown-name", {**inside, UNKNOWN_NAME: "x"}, UNKNOWN_NAME


def _each(label: str, makers: dict[str, Maker]) -> dict[str, Callable[[Saying], Iterable[Made]]]:
    """Return makers of values of the schema that a constraint is, each under one label."""

    def of(make: Maker) -> Callable[[Saying], Iterable[Made]]:
        return lambda s: ((label, value, None) for value in make(s.schema, s.moment))

    return {kind: of(make) for kind, make in makers.items()}


GOOD: dict[str, Callable[[Saying], Iterable[Made]]] = {
    "minimum": _at_bound,
    "exclusive-minimum": _inside_bound,
    "enum-value": lambda s: [(f"value-{s.value}", s.value, s.value)],
    "max-length": _longest,
    "min-length": _shortest,
    "pattern": _matching,
    "format": lambda s: [(n, t, s.value) for n, t in of_format(s.value, s.moment)[0]],
    "type": _specimens_of_type,
    "null": lambda _: [("null", None, None)],
    "multiple-of": _multiples,
    "maximum": _at_bound,
    "exclusive-maximum": _inside_bound,
    "min-items": lambda s: _counted(s, s.value, "fewest-items"),
    "max-items": lambda s: _counted(s, s.value, "most-items"),
    "min-properties": lambda s: _counted(s, s.value, "fewest-entries"),
    "max-properties": lambda s: _counted(s, s.value, "most-entries"),
    **_each("kept", KEPT),
    "optional": lambda _: [("absent", ABSENT, None)],
}
"""What a server must accept, by kind of constraint, the most harmless kinds first."""

BAD: dict[str, Callable[[Saying], Iterable[Made]]] = {
    "enum": _near_enum,
    "minimum": _below_minimum,
    "exclusive-minimum": _at_open_bound,
    "maximum": _above_maximum,
    "exclusive-maximum": _at_open_bound,
    "multiple-of": _no_multiples,
    "pattern": _not_matching,
    "format": lambda s: [(n, t, t) for n, t in of_format(s.value, s.moment)[1]],
    "max-length": _too_long,
    "min-length": _too_short,
    "min-items": lambda s: _counted(s, s.value - 1, "one-item-too-few") if s.value else (),
    "max-items": lambda s: _counted(s, s.value + 1, "one-item-too-many"),
    "min-properties": lambda s: _counted(s, s.value - 1, "one-entry-too-few") if s.value else (),
    "max-properties": lambda s: _counted(s, s.value + 1, "one-entry-too-many"),
    "unique-items": _twice_the_same,
    **_each("broken", BROKEN),
    "type": _other_types,
    "closed": _more_names,
    "not-null": lambda _: [("null", None, None)],
    **dict.fromkeys(("required", "required-when"), lambda _: [("absent", ABSENT, None)]),
}
"""What a server must refuse, by kind of constraint, the most telling kinds first."""
