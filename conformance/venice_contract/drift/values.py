"""Values to ask a server about: what the contract accepts of a field, and what it must refuse.

Pure. Everything is derived from the keywords of a schema, so that a value added to the fragment is
asked about with no change here. Near misses are what real services have been seen to let through:
another case, padding, a neighbouring word, the other JSON types, and the edges of bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.schema import Schema

JUST = 0.01
"""How far outside a bound "just outside" is: the least amount of money that is worth naming."""
FAR = 10**6
"""By what factor "far outside" lies beyond a bound."""
EXPONENT = 1e-05
"""A fraction that JSON writers spell with an exponent."""
LARGE = 10**12
LONG = 1000
UNBOUNDED = "unbounded"
"""What is asked of a field without an upper bound, to notice when it gets one."""
ASTRAL = "\U0001f511"
"""A character outside the basic plane: one code point, two UTF-16 units, four bytes."""
NEIGHBOURS = ("WEEK", "DAILY", "NONE", "READONLY", "UNDOCUMENTED")
"""Words that APIs of this kind use for such enums; those that the contract lists are left out."""


class Absent(Enum):
    """The mark for a field that is not sent."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One value of one field and what the contract says becomes of it; compared by identity.

    Args:
        path: the field.
        label: what the value is there for, such as `maximum` or `above-maximum`.
        value: the value, ABSENT for leaving it out.
        accepted: whether the contract accepts it.
        keyword: the kind of constraint that decides.
        about: what within that kind, such as the enum value or the variant's pointer.
    """

    path: tuple[str, ...]
    label: str
    value: Any
    accepted: bool
    keyword: str
    about: Any = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The time and tag of a run, for values that depend on them.

    Args:
        now: the start of the run, in UTC.
        tag: a text that is unique to the run and marks its keys.
    """

    now: datetime
    tag: str

    def instant(self, minutes: int = 30, *, millisecond: int | None = None) -> str:
        """Return an instant within the hour, so that a key that escapes dies by itself."""
        moment = self.now + timedelta(minutes=minutes)
        text = moment.strftime("%Y-%m-%dT%H:%M:%S")
        return f"{text}Z" if millisecond is None else f"{text}.{millisecond:03d}Z"

    def day(self) -> str:
        """Return the nearest day that begins in an hour or later: keys may end as it begins."""
        return (self.now + timedelta(days=1, hours=1)).strftime("%Y-%m-%d")


def accepted(schema: Schema, *, required: bool, moment: Moment) -> list[Choice]:
    """Return the values of a field that a server must accept, the most harmless first."""
    found = list(_accepted(schema, moment))
    null = [Choice(schema.path, "null", None, True, "null")]
    absent = [Choice(schema.path, "absent", ABSENT, True, "optional")]
    if schema.variants:
        # Without an end a key lives for ever: ask for that while the first rows set limits of 0.
        found[1:1] = absent if not required else []
        found[1:1] = null if schema.nullable else []
        return found
    if schema.nullable:
        found[4:4] = null
    return found if required else found + absent


def _accepted(schema: Schema, moment: Moment) -> Iterator[Choice]:
    if schema.value("enum"):
        for value in schema.value("enum"):
            yield Choice(schema.path, f"value-{value}", value, True, "enum-value", value)
    elif "number" in schema.types or "integer" in schema.types:
        yield from _accepted_numbers(schema)
    elif "string" in schema.types:
        for variant in schema.variants or (schema,):
            if "string" in variant.types:
                yield from _accepted_strings(variant, moment)


def _accepted_numbers(schema: Schema) -> Iterator[Choice]:
    low, high = schema.value("minimum"), schema.value("maximum")
    path = schema.path
    if low is not None:
        yield Choice(path, "minimum", low, True, "minimum")
    if (low is None or low <= 0) and "number" in schema.types:
        yield Choice(path, "negative-zero", -0.0, True, "type")
    if "number" in schema.types:
        base = low if low is not None else 0
        yield Choice(path, "exponent", base + EXPONENT, True, "type")
        yield Choice(path, "fraction", base + 0.5, True, "type", "fraction")
    if high is not None:
        yield Choice(path, "maximum", high, True, "maximum")
        yield Choice(path, "below-maximum", high - 1, True, "maximum")
    else:
        yield Choice(path, "large", LARGE, True, "type", UNBOUNDED)
    if low is None and high is None:
        yield Choice(path, "integer", 1, True, "type")


def _accepted_strings(schema: Schema, moment: Moment) -> Iterator[Choice]:
    pattern, longest = schema.value("pattern"), schema.value("maxLength")
    path, pointer = schema.path, schema.pointer
    if pattern is not None:
        for label, text in _texts(moment):
            if re.search(pattern, text):
                yield Choice(path, label, text, True, "pattern", pointer)
    elif longest == 0:
        yield Choice(path, "empty", "", True, "max-length", pointer)
    else:
        if longest is None:
            yield Choice(
                path, "long", (moment.tag + "-" + "x" * LONG)[:LONG], True, "type", UNBOUNDED
            )
        else:
            filled = (moment.tag + "-" + "x" * longest)[:longest]
            astral = (moment.tag + "-" + ASTRAL * longest)[:longest]
            yield Choice(path, "longest", filled, True, "max-length", pointer)
            yield Choice(path, "longest-in-code-points", astral, True, "max-length", pointer)
        yield Choice(path, "empty", "", True, "type")


def _texts(moment: Moment) -> Iterator[tuple[str, str]]:
    """Well-formed texts of the forms that APIs ask for; a pattern picks those that it knows."""
    yield "instant", moment.instant()
    yield "instant-with-milliseconds", moment.instant(31, millisecond=250)
    yield "day", moment.day()
    yield "instant-with-offset", moment.instant()[:-1] + "+00:00"
    yield "uuid", "00000000-0000-4000-8000-000000000000"
    yield "digits", "123456"


def refused(schema: Schema, *, required: bool, moment: Moment, rank: int = 0) -> list[Choice]:
    """Return the values of a field that a server must refuse, the most telling first.

    Args:
        schema: the field.
        required: whether leaving it out must be refused too.
        moment: time and tag of the run.
        rank: at most so many values, 0 for all.
    """
    found = [
        choice
        for choice in _refused(schema, moment)
        if choice.keyword != "type" or choice.about not in schema.types
    ]
    if not schema.nullable:
        found.append(Choice(schema.path, "null", None, False, "not-null"))
    if required:
        found.insert(1, Choice(schema.path, "absent", ABSENT, False, "required"))
    return found[:rank] if rank else found


def _refused(schema: Schema, moment: Moment) -> Iterator[Choice]:
    path = schema.path
    if schema.value("enum"):
        yield from _near_enum(schema)
    elif "number" in schema.types or "integer" in schema.types:
        yield from _near_numbers(schema)
    elif "object" in schema.types:
        yield Choice(path, "array-for-object", [], False, "type", "array")
    elif "string" in schema.types:
        yield from _near_strings(schema, moment)
    elif "boolean" in schema.types:
        yield Choice(path, "text-for-boolean", "true", False, "type", "string")


def _near_enum(schema: Schema) -> Iterator[Choice]:
    values = [value for value in schema.value("enum") if isinstance(value, str)]
    path = schema.path
    words = [word for word in NEIGHBOURS if word not in values]
    near = [
        ("neighbour", words[0]),
        ("other-case", values[-1].swapcase() if values else "x"),
        ("padded", f" {values[0]}" if values else " "),
        ("neighbour-2", words[1]),
        ("empty", ""),
    ]
    for label, text in near:
        if text not in values:
            yield Choice(path, label, text, False, "enum", text)
    yield Choice(path, "number-for-text", 1, False, "type", "number")


def _near_numbers(schema: Schema) -> Iterator[Choice]:
    low, high = schema.value("minimum"), schema.value("maximum")
    path = schema.path
    if low is not None:
        yield Choice(path, "below-minimum", low - JUST, False, "minimum")
    if high is not None:
        yield Choice(path, "above-maximum", high + 1, False, "maximum")
        yield Choice(path, "far-above-maximum", high * FAR, False, "maximum")
    yield Choice(path, "text-for-number", "10", False, "type", "string")
    yield Choice(path, "boolean-for-number", True, False, "type", "boolean")


def _near_strings(schema: Schema, moment: Moment) -> Iterator[Choice]:
    path = schema.path
    variants = schema.variants or (schema,)
    lengths = [v.value("maxLength") for v in variants if v.value("pattern") is None]
    text_variants = [v for v in variants if "string" in v.types]
    if all(v.value("pattern") or v.value("maxLength") == 0 for v in text_variants):
        for label, text in _near_dates(moment):
            if not any(_matches(v, text) for v in text_variants):
                yield Choice(path, label, text, False, "pattern", text)
    elif lengths and lengths[0] is not None:
        longest = lengths[0]
        over = (moment.tag + "-" + "x" * (longest + 1))[: longest + 1]
        yield Choice(path, "one-too-long", over, False, "max-length", schema.pointer)
        yield Choice(path, "far-too-long", over * 8, False, "max-length", schema.pointer)
    yield Choice(path, "number-for-text", 1, False, "type", "number")


def _near_dates(moment: Moment) -> Iterator[tuple[str, str]]:
    instant = moment.instant()
    yield "no-date", "never"
    yield "instant-with-offset", instant[:-1] + "+00:00"
    yield "instant-without-zone", instant[:-1]
    yield "instant-with-hundredths", instant[:-1] + ".25Z"
    yield "day-with-slashes", moment.day().replace("-", "/")


def _matches(variant: Schema, text: str) -> bool:
    pattern, longest = variant.value("pattern"), variant.value("maxLength")
    return (pattern is None or re.search(pattern, text) is not None) and (
        longest is None or len(text) <= longest
    )
