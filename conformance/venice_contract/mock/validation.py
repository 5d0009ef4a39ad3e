"""Judging a request by its table, and telling every wrong field at once.

The judging is jsonschema-rs, compiled once per table; its errors are retold as the issues of
Zod, the vendor's validator, because the guide's example of `details` is Zod's `format()` tree:
nested by field, each node with `_errors`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from venice_contract.mock.rules import Shape

Issue = dict[str, Any]
"""One thing that is wrong: `code`, `path`, `message`, and what the code needs besides."""

_KEYWORDS = (
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusive_minimum", "exclusiveMinimum"),
    ("exclusive_maximum", "exclusiveMaximum"),
    ("multiple_of", "multipleOf"),
    ("min_length", "minLength"),
    ("max_length", "maxLength"),
)


def json_schema(shape: Shape) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that says the same as the shape."""
    schema: dict[str, Any] = {
        keyword: value
        for attribute, keyword in _KEYWORDS
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
    return schema | _structure(shape)


def _structure(shape: Shape) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    if shape.fields:
        schema["properties"] = {entry.name: json_schema(entry.shape) for entry in shape.fields}
        schema["required"] = [entry.name for entry in shape.fields if entry.required]
    if shape.closed:
        schema["additionalProperties"] = False
    if shape.items is not None:
        schema["items"] = json_schema(shape.items)
    return schema


@lru_cache(maxsize=4096)
def _compiled(shape: Shape) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json_schema(shape))


def checker(shape: Shape) -> Callable[[Any], list[Issue]]:
    """Return a function that lists what is wrong with a value; compiled once per shape.

    The function raises UnicodeEncodeError for a text that is no Unicode (a lone surrogate).
    """
    validator = _compiled(shape)
    is_valid = validator.is_valid

    def check(value: Any) -> list[Issue]:
        if is_valid(value):
            return []
        return issues_of(shape, validator.iter_errors(value))

    return check


def issues_of(shape: Shape, errors: Iterable[jsonschema_rs.ValidationError]) -> list[Issue]:
    """Retell the validator's errors as issues, a wrong type silencing its followers."""
    issues: list[Issue] = []
    mistyped: set[tuple[str | int, ...]] = set()
    found = list(errors)
    for error in found:
        if error.kind.name == "type":
            path = tuple(error.instance_path)
            mistyped.add(path)
            issues.append(_wrong_type(path, error.instance, _shape_at(shape, path)))
    for error in found:
        path = tuple(error.instance_path)
        name = error.kind.name
        if name == "type" or path in mistyped:
            continue
        retell = _RETELLERS.get(name, _invalid)
        issues.append(retell(path, error, shape))
    return issues


def details_of(issues: Iterable[Issue]) -> dict[str, Any]:
    """Nest the messages of the issues by field, each node with its `_errors` (guide)."""
    root: dict[str, Any] = {"_errors": []}
    for issue in issues:
        node = root
        for step in issue["path"]:
            node = node.setdefault(str(step), {"_errors": []})
        node["_errors"].append(issue["message"])
    return root


def _shape_at(shape: Shape, path: Iterable[str | int]) -> Shape | None:
    current: Shape | None = shape
    for step in path:
        if current is None:
            return None
        if isinstance(step, int):
            current = current.items
        else:
            entry = current.get(step)
            current = entry.shape if entry else None
    return current


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    named = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return named.get(type(value), "unknown")


def _expected(shape: Shape | None) -> str:
    if shape is None:
        return "unknown"
    if shape.enum:
        return _choices(shape.enum)
    return " | ".join(name for name in shape.types if name != "null") or "unknown"


def _choices(values: Iterable[Any]) -> str:
    return " | ".join(f"'{value}'" for value in values)


def _wrong_type(path: tuple[str | int, ...], value: Any, shape: Shape | None) -> Issue:
    expected, received = _expected(shape), _type_name(value)
    return {
        "code": "invalid_type",
        "expected": expected,
        "received": received,
        "path": list(path),
        "message": f"Expected {expected}, received {received}",
    }


def _missing(
    path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
) -> Issue:
    full = (*path, error.kind.value)
    return {
        "code": "invalid_type",
        "expected": _expected(_shape_at(shape, full)),
        "received": "undefined",
        "path": list(full),
        "message": "Required",
    }


def _unrecognized(
    path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
) -> Issue:
    del shape
    keys = list(error.kind.value)
    listed = ", ".join(f"'{key}'" for key in keys)
    return {
        "code": "unrecognized_keys",
        "keys": keys,
        "path": list(path),
        "message": f"Unrecognized key(s) in object: {listed}",
    }


def _not_a_choice(
    path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
) -> Issue:
    there = _shape_at(shape, path)
    options = list(there.enum) if there else list(error.kind.value)
    return {
        "code": "invalid_enum_value",
        "received": error.instance,
        "options": options,
        "path": list(path),
        "message": (
            f"Invalid enum value. Expected {_choices(options)}, received '{error.instance}'"
        ),
    }


def _bound(
    code: str, keyword: str, kind: str, words: str, *, inclusive: bool
) -> Callable[..., Issue]:
    def retell(
        path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
    ) -> Issue:
        del shape
        limit = error.kind.value
        return {
            "code": code,
            keyword: limit,
            "type": kind,
            "inclusive": inclusive,
            "exact": False,
            "path": list(path),
            "message": words.format(limit),
        }

    return retell


def _not_a_multiple(
    path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
) -> Issue:
    del shape
    factor = error.kind.value
    return {
        "code": "not_multiple_of",
        "multipleOf": factor,
        "path": list(path),
        "message": f"Number must be a multiple of {factor}",
    }


def _invalid(
    path: tuple[str | int, ...], error: jsonschema_rs.ValidationError, shape: Shape
) -> Issue:
    del error
    there = _shape_at(shape, path)
    if there is not None and len(there.patterns) == 1:
        return {
            "validation": "regex",
            "code": "invalid_string",
            "path": list(path),
            "message": "Invalid",
        }
    return {"code": "invalid_union", "path": list(path), "message": "Invalid input"}


_STRING = "String must contain at {} {{}} character(s)"
_NUMBER = "Number must be {} {{}}"
_RETELLERS: dict[str, Callable[..., Issue]] = {
    "required": _missing,
    "additionalProperties": _unrecognized,
    "enum": _not_a_choice,
    "multipleOf": _not_a_multiple,
    "minimum": _bound(
        "too_small",
        "minimum",
        "number",
        _NUMBER.format("greater than or equal to"),
        inclusive=True,
    ),
    "maximum": _bound(
        "too_big", "maximum", "number", _NUMBER.format("less than or equal to"), inclusive=True
    ),
    "exclusiveMinimum": _bound(
        "too_small", "minimum", "number", _NUMBER.format("greater than"), inclusive=False
    ),
    "exclusiveMaximum": _bound(
        "too_big", "maximum", "number", _NUMBER.format("less than"), inclusive=False
    ),
    "minLength": _bound("too_small", "minimum", "string", _STRING.format("least"), inclusive=True),
    "maxLength": _bound("too_big", "maximum", "string", _STRING.format("most"), inclusive=True),
}
