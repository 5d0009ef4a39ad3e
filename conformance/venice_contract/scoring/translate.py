"""From a document to the tables of the mock: what a server would do that keeps to the document.

Pure. The mock itself never sees a document; it is handed tables as data. And it is a second
witness, written from other sources than the contract: of what a merge took nothing is copied into
its own tables, but shown without a source, which a person looks for and fills in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from venice_contract.contract.comparing.change import BOUNDS_MOVED, Change, shown
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Field, Rules, Shape, Side
from venice_contract.mock.validation import BOUNDS
from venice_contract.verdict import ITEMS

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


# -- what the tables of the mock lack --------------------------------------------------------------

SOURCE = '"SOURCE DATE"'
"""Evidence that is left to be filled in: the contract's own source is no second one."""


def lacking(document: Document, taken: Iterable[Change]) -> list[str]:
    """Return a line for each thing that the tables lack, and the entry that would bring it."""
    known = {one.called: one for one in operations(document).values()}
    found: dict[tuple[str, str], list[str]] = {}
    for change in taken:
        operation = known.get(change.operation)
        if operation is not None and change.where in {"body", "operation"}:
            for lacked in _lacked(operation, change):
                found.setdefault(lacked, []).append(f"{operation.id} {change.direction}")
    lines = []
    for (what, entry), places in found.items():
        lines.append(f"the mock lacks, until another source says so too: {what}")
        lines.append(f"  {', '.join(dict.fromkeys(places))}: {entry}")
    return lines


def _lacked(operation: Operation, change: Change) -> Iterator[tuple[str, str]]:
    if change.kind == "operation-added":
        if operation.id not in DOCUMENTED.answers:
            yield operation.called, "a table of its request, one of its answer, and a handler"
        return
    side: Side = "request" if change.direction == "request" else "answer"
    if not change.path or (side == "answer" and change.status != operation.success):
        return
    known = DOCUMENTED.table(side).get(operation.id)
    there = known.at(0 if step == ITEMS else step for step in change.path) if known else None
    if change.kind in {"field-added", "required-field-added"} and there is None:
        message = operation.answers[change.status] if change.status else operation.request
        holder = message.schema.at(change.path[:-1]) if message and message.schema else None
        if holder is not None and change.path[-1] in holder.properties:
            yield change.path[-1], _field(field_of(holder, change.path[-1]))
    elif there is not None:
        yield from _values(change, change.field.rpartition(".")[2], there)


def _values(change: Change, name: str, there: Shape) -> Iterator[tuple[str, str]]:
    if change.kind in {"value-added", "enum-added"}:
        values = change.after if change.kind == "enum-added" else [change.after]
        lacked = [value for value in values if value not in there.enum]
        if lacked:
            said = (*there.enum, *lacked)
            yield f"{name} {shown(lacked)}", f"enum={said!r}, {SOURCE}"
    if change.kind not in BOUNDS_MOVED:
        return
    crossed = isinstance(change.after, dict)
    for word, bound in (change.after if crossed else {change.keyword: change.after}).items():
        attribute, *_ = BOUNDS.get(word, ("",))
        if attribute and getattr(there, attribute) != bound:
            text = (
                f"{name} {word} {shown(bound)}" if bound is not None else f"{name} without {word}"
            )
            yield text, f"{attribute}={bound!r}, {SOURCE}"


def _field(entry: Field) -> str:
    how = "_always" if entry.required else "_sometimes"
    return f'{how}("{entry.name}", {_shape(entry.shape)}, {SOURCE})'


def _shape(shape: Shape) -> str:
    """Write a shape as the mock's tables have it, what it does not say left out."""
    said = {one.name: getattr(shape, one.name) for one in fields(Shape)}
    unsaid = {one.name: one.default for one in fields(Shape)}
    told = {name: repr(value) for name, value in said.items() if value != unsaid[name]}
    if shape.fields:
        told["fields"] = f"({', '.join(map(_field, shape.fields))},)"
    if shape.items is not None:
        told["items"] = _shape(shape.items)
    return f"Shape({', '.join(f'{name}={value}' for name, value in told.items())})"
