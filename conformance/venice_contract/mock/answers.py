"""What an answer holds: facts, serialized as the table of the operation wants them."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from venice_contract.mock.clock import text_of
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Rules, Shape
from venice_contract.mock.store import Key
from venice_contract.mock.validation import TYPE_NAMES

Serializer = Callable[[Any], Any]
"""Turns facts into the JSON value of an answer."""


def facts_of(key: Key) -> dict[str, Any]:
    """Return all that any table may ask about a key, under the mock's own names.

    The limits are spelled both ways: `consumptionLimit` where a key is created, and
    `consumptionLimits` everywhere else (page, spec).
    """
    facts = dict(key.fields)
    if facts.get("description") is None:
        facts.pop("description", None)
    return facts | {
        "consumptionLimits": facts["consumptionLimit"],
        "id": key.id,
        "last6Chars": key.last_six,
        "createdAt": text_of(key.created_ms),
        "lastUsedAt": None if key.last_used_ms is None else text_of(key.last_used_ms),
    }


def serializers(rules: Rules) -> dict[str, Serializer]:
    """Return for each operation the function that makes its answer from facts.

    A documented table only picks and orders. A foreign one also bends the values to what it
    allows, for a server can only say what its own table knows.
    """
    return {
        operation: serializer_of(shape, bend=shape != DOCUMENTED.answers.get(operation))
        for operation, shape in rules.answers.items()
    }


def serializer_of(shape: Shape, *, bend: bool = False) -> Serializer:
    """Return the function that serializes facts by one shape; `bend` makes them fit it."""
    if shape.fields:
        return _of_object(shape, bend=bend)
    if shape.items is not None:
        serialize = serializer_of(shape.items, bend=bend)

        def each(facts: Any) -> Any:
            # A foreign table may let another value be kept where the documented one has a list.
            return [serialize(one) for one in facts] if isinstance(facts, list | tuple) else facts

        return each
    if bend:
        return lambda facts: bent(facts, shape)
    return lambda facts: facts


def _of_object(shape: Shape, *, bend: bool) -> Serializer:
    properties: list[tuple[str, str, Serializer | None, Shape | None]] = []
    for entry in shape.fields:
        plain = not (bend or entry.shape.fields or entry.shape.items)
        inner = None if plain else serializer_of(entry.shape, bend=bend)
        missing = entry.shape if entry.required else None
        properties.append((entry.name, entry.fact or entry.name, inner, missing))

    def serialize(facts: Any) -> Any:
        if not isinstance(facts, dict):
            return facts if not bend else bent(facts, shape)
        answer = {}
        for name, fact, inner, missing in properties:
            if fact in facts:
                value = facts[fact]
                answer[name] = value if inner is None else inner(value)
            elif missing is not None:
                answer[name] = invented(missing)
        return answer

    return serialize


def bent(value: Any, shape: Shape) -> Any:
    """Return the value, or the nearest one that the shape allows."""
    if value is None and (not shape.types or "null" in shape.types):
        return None
    if shape.enum:
        return value if value in shape.enum else _renamed(value, shape.enum)
    if shape.types and not any(_is(value, name) for name in shape.types):
        return _cast(value, shape)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _within(value, shape)
    if isinstance(value, str) and shape.max_length is not None:
        return value[: shape.max_length]
    return value


def invented(shape: Shape) -> Any:
    """Return some value for a field that the table demands and nobody ever gave."""
    if shape.enum:
        return shape.enum[0]
    if not shape.types or "null" in shape.types:
        return None
    if "object" in shape.types:
        return {one.name: invented(one.shape) for one in shape.fields if one.required}
    plain = {"string": "", "boolean": False, "array": []}
    kind = shape.types[0]
    return plain[kind] if kind in plain else _within(0, shape)


def _is(value: Any, kind: str) -> bool:
    named = TYPE_NAMES.get(type(value))
    if kind == "integer" and named == "number":
        return isinstance(value, int) or value.is_integer()
    return named == kind


def _cast(value: Any, shape: Shape) -> Any:
    if "integer" in shape.types and isinstance(value, float) and math.isfinite(value):
        return _within(int(value), shape)
    if "string" in shape.types and isinstance(value, int | float):
        return str(value)
    if {"number", "integer"} & set(shape.types) and isinstance(value, str):
        number = _number(value)
        return int(number) if "integer" in shape.types or number.is_integer() else number
    return invented(shape)


def _renamed(value: Any, options: tuple[Any, ...]) -> Any:
    """Return what a value is called now: the first that begins as it does, in whatever case."""
    begin = str(value).casefold()
    return next((one for one in options if str(one).casefold().startswith(begin)), options[0])


def _number(text: str) -> float:
    """Return the number that a text says, an instant in milliseconds since 1970, or 0."""
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        return number if math.isfinite(number) else 0.0
    try:
        return datetime.fromisoformat(text).timestamp() * 1000
    except ValueError:
        return 0.0


def _within(value: float, shape: Shape) -> float:
    if shape.minimum is not None and value < shape.minimum:
        return shape.minimum
    if shape.maximum is not None and value > shape.maximum:
        return shape.maximum
    return value
