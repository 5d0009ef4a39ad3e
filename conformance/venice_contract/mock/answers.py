"""What an answer holds: facts, serialized as the table of the operation wants them."""

import math
from datetime import datetime
from typing import Any

from venice_contract.mock.clock import text_of
from venice_contract.mock.rules import Shape
from venice_contract.mock.store import Key
from venice_contract.mock.validation import TYPE_NAMES


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


def serialize(facts: Any, shape: Shape, *, bend: bool = False) -> Any:
    """Return the JSON value of an answer: the facts that its table names, in its order.

    A foreign table also bends the values to what it allows (`bend`), for a server can only say what
    its own table knows. What is no object or list, as a foreign table may let it be kept, stays.
    """
    if shape.fields and isinstance(facts, dict):
        return _object(facts, shape, bend=bend)
    if shape.items is not None and isinstance(facts, list):
        return [serialize(one, shape.items, bend=bend) for one in facts]
    return bent(facts, shape) if bend and shape.items is None else facts


def _object(facts: dict[str, Any], shape: Shape, *, bend: bool) -> dict[str, Any]:
    answer = {}
    for entry in shape.fields:
        fact, inner = entry.fact or entry.name, entry.shape
        if fact in facts:
            plain = not (bend or inner.fields or inner.items)
            value = facts[fact]
            answer[entry.name] = value if plain else serialize(value, inner, bend=bend)
        elif entry.required:
            answer[entry.name] = invented(inner)
    return answer


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
