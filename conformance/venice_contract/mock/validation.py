"""Judging a request by its table, and naming every wrong field at once.

The judging is jsonschema-rs, compiled once per table; its errors become the issues of Zod, the
vendor's validator, because the guide's example of `details` is Zod's `format()` tree.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import jsonschema_rs

from venice_contract.mock.replies import Issue
from venice_contract.mock.rules import Shape

Path = tuple[str | int, ...]
"""Property names and indexes from the root of a body to a value."""

BOUNDS = {  # keyword: attribute of a shape, Zod's code and its message (texts: Zod 3; skill)
    "minimum": ("minimum", "too_small", "Number must be greater than or equal to {}"),
    "maximum": ("maximum", "too_big", "Number must be less than or equal to {}"),
    "exclusiveMinimum": ("exclusive_minimum", "too_small", "Number must be greater than {}"),
    "exclusiveMaximum": ("exclusive_maximum", "too_big", "Number must be less than {}"),
    "minLength": ("min_length", "too_small", "String must contain at least {} character(s)"),
    "maxLength": ("max_length", "too_big", "String must contain at most {} character(s)"),
    "maxItems": ("max_items", "too_big", "Array must contain at most {} element(s)"),
}
_BOUND_OF = {"Length": "string", "Items": "array"}
TYPE_NAMES = {
    type(None): "null",
    bool: "boolean",
    str: "string",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
}
"""What JSON calls the types of Python; an integer is a number."""


def json_schema(shape: Shape) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that says the same as the shape."""
    schema: dict[str, Any] = {
        keyword: value
        for keyword, (attribute, _, _) in BOUNDS.items()
        if (value := getattr(shape, attribute)) is not None
    }
    if shape.types:
        schema["type"] = list(shape.types)
    if shape.enum:
        null = [None] if "null" in shape.types and None not in shape.enum else []
        schema["enum"] = [*shape.enum, *null]
    if shape.patterns:
        # A pattern says nothing about null, so the alternatives need no branch for it.
        schema["anyOf"] = [{"pattern": pattern} for pattern in shape.patterns]
    if shape.fields:
        schema["properties"] = {entry.name: json_schema(entry.shape) for entry in shape.fields}
        schema["required"] = [entry.name for entry in shape.fields if entry.required]
    if shape.closed:
        schema["additionalProperties"] = False
    if shape.items is not None:
        schema["items"] = json_schema(shape.items)
    return schema


@lru_cache(maxsize=4096)
def checker(shape: Shape) -> Callable[[Any], list[Issue]]:
    """Return a function that lists what is wrong with a value; compiled once per shape.

    The function raises UnicodeEncodeError for a text that is no Unicode (a lone surrogate).
    """
    validator = jsonschema_rs.Draft202012Validator(json_schema(shape))
    is_valid = validator.is_valid

    def check(value: Any) -> list[Issue]:
        return [] if is_valid(value) else _issues(shape, list(validator.iter_errors(value)))

    return check


def _issues(shape: Shape, errors: list[jsonschema_rs.ValidationError]) -> list[Issue]:
    """Return the validator's errors as issues, a wrong type silencing its followers."""
    mistyped = [error for error in errors if error.kind.name == "type"]
    silent = {tuple(error.instance_path) for error in mistyped}
    others = [error for error in errors if tuple(error.instance_path) not in silent]
    return [_issue(shape, error) for error in (*mistyped, *others)]


def _issue(shape: Shape, error: jsonschema_rs.ValidationError) -> Issue:
    name, value = error.kind.name, getattr(error.kind, "value", None)
    path = [*error.instance_path, *([str(value)] if name == "required" else [])]
    there = shape.at(path) or Shape()
    return {**_told(there, name, value, error.instance), "path": path}


def _told(there: Shape, name: str, value: Any, received: Any) -> dict[str, Any]:
    """Return code, message and what the code needs, of an error where a shape stands."""
    if name in BOUNDS:
        return _out_of_bounds(name, value)
    if name in ("type", "required"):
        return _wrong_type(there, TYPE_NAMES.get(type(received), "unknown"), name)
    if name == "additionalProperties":
        keys = ", ".join(f"'{key}'" for key in value)
        message = f"Unrecognized key(s) in object: {keys}"
        return {"code": "unrecognized_keys", "keys": list(value), "message": message}
    if name == "enum":
        options = list(there.enum or value)
        message = f"Invalid enum value. Expected {_joined(options)}, received '{received}'"
        code = {"code": "invalid_enum_value", "received": received}
        return {**code, "options": options, "message": message}
    if len(there.patterns) == 1:
        return {"validation": "regex", "code": "invalid_string", "message": "Invalid"}
    return {"code": "invalid_union", "message": "Invalid input"}


def _wrong_type(there: Shape, received: str, name: str) -> dict[str, Any]:
    types = " | ".join(name for name in there.types if name != "null")
    expected = _joined(there.enum) if there.enum else types or "unknown"
    message = f"Expected {expected}, received {received}"
    if name == "required":
        received, message = "undefined", "Required"
    return {"code": "invalid_type", "expected": expected, "received": received, "message": message}


def _out_of_bounds(keyword: str, limit: Any) -> dict[str, Any]:
    _, code, message = BOUNDS[keyword]
    return {
        "code": code,
        "minimum" if code == "too_small" else "maximum": limit,
        "type": _BOUND_OF.get(keyword[3:], "number"),
        "inclusive": not keyword.startswith("exclusive"),
        "exact": False,
        "message": message.format(limit),
    }


def _joined(values: Iterable[Any]) -> str:
    return " | ".join(f"'{value}'" for value in values)
