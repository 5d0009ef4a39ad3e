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
    path, name = tuple(error.instance_path), error.kind.name
    there = shape.at(path)
    if name in BOUNDS:
        return _out_of_bounds(path, name, error.kind.value)
    if name == "type":
        received = TYPE_NAMES.get(type(error.instance), "unknown")
        return _wrong_type(path, there, received, "Expected {}, received {}")
    if name == "required":
        path = (*path, error.kind.value)
        return _wrong_type(path, shape.at(path), "undefined", "Required")
    if name == "additionalProperties":
        return _unrecognized(path, list(error.kind.value))
    if name == "enum":
        options = list(there.enum) if there else list(error.kind.value)
        return _not_an_option(path, error.instance, options)
    return _no_match(path, len(there.patterns) if there else 0)


def _no_match(path: Path, patterns: int) -> Issue:
    if patterns == 1:
        regex = {"validation": "regex", "code": "invalid_string"}
        return {**regex, "path": list(path), "message": "Invalid"}
    return {"code": "invalid_union", "path": list(path), "message": "Invalid input"}


def _wrong_type(path: Path, shape: Shape | None, received: str, message: str) -> Issue:
    expected = _expected(shape)
    return {
        "code": "invalid_type",
        "expected": expected,
        "received": received,
        "path": list(path),
        "message": message.format(expected, received),
    }


def _unrecognized(path: Path, keys: list[str]) -> Issue:
    listed = ", ".join(f"'{key}'" for key in keys)
    return {
        "code": "unrecognized_keys",
        "keys": keys,
        "path": list(path),
        "message": f"Unrecognized key(s) in object: {listed}",
    }


def _not_an_option(path: Path, received: Any, options: list[Any]) -> Issue:
    return {
        "code": "invalid_enum_value",
        "received": received,
        "options": options,
        "path": list(path),
        "message": f"Invalid enum value. Expected {_joined(options)}, received '{received}'",
    }


def _out_of_bounds(path: Path, keyword: str, limit: Any) -> Issue:
    _, code, message = BOUNDS[keyword]
    return {
        "code": code,
        "minimum" if code == "too_small" else "maximum": limit,
        "type": _BOUND_OF.get(keyword[3:], "number"),
        "inclusive": not keyword.startswith("exclusive"),
        "exact": False,
        "path": list(path),
        "message": message.format(limit),
    }


def _expected(shape: Shape | None) -> str:
    if shape is None:
        return "unknown"
    if shape.enum:
        return _joined(shape.enum)
    return " | ".join(name for name in shape.types if name != "null") or "unknown"


def _joined(values: Iterable[Any]) -> str:
    return " | ".join(f"'{value}'" for value in values)
