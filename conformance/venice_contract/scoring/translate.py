"""From a document to the tables of the mock: what a server would do that keeps to the document.

Pure. The mock itself never sees a document; it is handed tables as data.
"""

from typing import Any

from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.mock.rules import Field, Rules, Shape

EMPTY = r"^$"


def rules_of(document: Document) -> Rules:
    """Translate every request body and every success answer of a document."""
    requests: dict[str, Shape] = {}
    answers: dict[str, Shape] = {}
    for operation in operations(document).values():
        if operation.request and operation.request.schema:
            requests[operation.id] = shape_of(operation.request.schema)
        elif operation.method == "DELETE":
            requests[operation.id] = parameters(operation.parameters)
        answer = operation.answers.get(operation.success)
        if answer and answer.schema:
            answers[operation.id] = shape_of(answer.schema)
    return Rules(requests, answers)


def parameters(found: Any) -> Shape:
    """Translate query parameters into a table; the mock needs an id to delete."""
    fields = tuple(Field(one.name, Shape(types=("string",)), required=True) for one in found)
    return Shape(types=("object",), fields=fields)


def shape_of(schema: Schema, above: frozenset[tuple[str, ...]] = frozenset()) -> Shape:
    """Translate one schema; where it contains one that it stands in, anything may be."""
    if schema.identity in above:
        return Shape()
    variants, above = schema.variants, above | {schema.identity}
    return Shape(
        types=tuple(sorted(schema.types)),
        enum=tuple(value for value in schema.value("enum") or () if value is not None),
        minimum=schema.value("minimum"),
        maximum=schema.value("maximum"),
        exclusive_minimum=schema.value("exclusiveMinimum"),
        exclusive_maximum=schema.value("exclusiveMaximum"),
        min_length=schema.value("minLength"),
        max_length=schema.value("maxLength"),
        max_items=schema.value("maxItems"),
        patterns=_patterns(schema, variants),
        fields=tuple(field_of(schema, name, above) for name in schema.properties),
        closed=schema.closed,
        items=shape_of(schema.items, above) if schema.items else None,
    )


def _patterns(schema: Schema, variants: tuple[Schema, ...]) -> tuple[str, ...]:
    own = schema.value("pattern")
    found = [own] if own else []
    for variant in variants:
        if variant.value("pattern"):
            found.append(variant.value("pattern"))
        elif variant.value("maxLength") == 0:
            found.append(EMPTY)
    return tuple(found)


def field_of(holder: Schema, name: str, above: frozenset[tuple[str, ...]] = frozenset()) -> Field:
    """Translate one of the fields that an object documents."""
    schema = holder.properties[name]
    meaning = schema.value("x-absent-means") or {}
    default = meaning.get("value", schema.value("default"))
    return Field(name, shape_of(schema, above), required=name in holder.required, default=default)
