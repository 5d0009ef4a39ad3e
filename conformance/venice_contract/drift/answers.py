"""Answers against the contract's schemas, each violation brought back to the constraint it breaks.

Pure. jsonschema-rs validates; what it reports is translated into observations, and the places that
an answer has are marked as decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from venice_contract.contract.operations import JSON
from venice_contract.verdict import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.operations import Message
    from venice_contract.contract.schema import Schema
    from venice_contract.drift.observe import Observation, Scene

KEPT = ("type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "maxItems")
BOUND_KINDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "maxItems": "max-items",
    "pattern": "pattern",
}


def inline(schema: Schema) -> dict[str, Any]:
    """Write a resolved schema as one JSON Schema without references."""
    plain: dict[str, Any] = {
        key: schema.value(key) for key in KEPT if schema.value(key) is not None
    }
    if schema.properties:
        plain["properties"] = {name: inline(child) for name, child in schema.properties.items()}
    if schema.required:
        plain["required"] = list(schema.required)
    if schema.closed:
        plain["additionalProperties"] = False
    if schema.items is not None:
        plain["items"] = inline(schema.items)
    if schema.variants:
        plain["anyOf"] = [inline(variant) for variant in schema.variants]
    return plain


class AnswerJudge:
    """Judges one answer after another; compiles each schema once."""

    def __init__(self) -> None:
        self._validators: dict[int, jsonschema_rs.Draft202012Validator] = {}

    def differences(self, scene: Scene, message: Message) -> Iterator[Observation]:
        """Yield every way in which an answer differs from its documented message."""
        answer = scene.exchange.answer
        if message.media and answer.media_type not in message.media:
            yield scene.saw(
                (),
                ("answer-content-type", "content-type", JSON),
                (f"the answer is {JSON}", f"answers {answer.media_type or 'no content type'}"),
                answer.media_type,
            )
        if message.schema is None:
            return
        try:
            errors = list(self._validator(message.schema).iter_errors(answer.json()))
        except ValueError:  # half of a surrogate pair is read, but cannot be validated
            says = ("the answer is JSON", "answers something that is not JSON")
            yield scene.saw((), ("answer-not-json", "type", None), says)
            return
        for error in errors:
            yield from _translate(scene, message.schema, error)

    def _validator(self, schema: Schema) -> jsonschema_rs.Draft202012Validator:
        key = id(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(inline(schema))
        return self._validators[key]


def general(path: list[str | int]) -> tuple[str, ...]:
    """Turn the path of an instance into that of its schema: indices become `[]`."""
    return tuple(ITEMS if isinstance(step, int) else step for step in path)


def _translate(
    scene: Scene, root: Schema, error: jsonschema_rs.ValidationError
) -> Iterator[Observation]:
    path = general(error.instance_path)
    schema = root.at(path)
    if schema is None:
        return
    kind: Any = error.kind  # its variants differ in what they carry, and the stubs do not say so
    name = kind.name
    value: Any = error.instance
    if name == "required":
        missing = kind.property
        what = ("answer-missing", "required", missing)
        yield scene.saw((*path, missing), what, ("it must be there", "leaves it out"))
    elif name == "additionalProperties":
        for extra in kind.unexpected:
            what = ("answer-extra", "closed", extra)
            says = ("there are no other names", f"answers {extra!r} too")
            yield scene.saw(path, what, says, {extra: value.get(extra)})
    elif value is None:
        says = ("it is not null", "answers null")
        yield scene.saw(path, ("answer-null", "not-null", None), says)
    else:
        yield _of_value(scene, path, schema, name, value)


def _of_value(
    scene: Scene, path: tuple[str, ...], schema: Schema, name: str, value: Any
) -> Observation:
    shown = short(value)
    if name == "enum":
        says = (f"it is one of {', '.join(map(str, schema.value('enum')))}", f"answers {shown}")
        return scene.saw(path, ("answer-enum-value", "enum", value), says, value)
    if name in BOUND_KINDS:
        says = (f"its {name} is {schema.value(name)}", f"answers {shown}")
        return scene.saw(path, ("answer-bound", BOUND_KINDS[name], None), says, value)
    found = json_type(value)
    says = (f"it is of type {', '.join(sorted(schema.types))}", f"answers the {found} {shown}")
    return scene.saw(path, ("answer-type", "type", found), says, value)


def json_type(value: Any) -> str:
    """Name the JSON type of a value."""
    kinds = {bool: "boolean", str: "string", int: "number", float: "number", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def short(value: Any) -> str:
    """Show a value in a clause."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def places(schema: Schema, value: Any) -> Iterator[tuple[Schema, Any]]:
    """Yield every schema that occurs in an instance, with the value at it."""
    yield schema, value
    if isinstance(value, dict):
        for name, child in schema.properties.items():
            if name in value:
                yield from places(child, value[name])
    elif isinstance(value, list) and schema.items is not None:
        for item in value:
            yield from places(schema.items, item)
