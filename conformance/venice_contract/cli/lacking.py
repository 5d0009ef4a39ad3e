"""What the mock's tables lack of what a merge took, as entries for a person to confirm.

The mock is a second witness, written from other sources than the contract. So nothing is copied
into it: each entry is shown without its source, which a person looks for and fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.comparing.change import shown
from venice_contract.contract.comparing.kinds import BOUNDS_MOVED
from venice_contract.contract.reading.operations import operations
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.verdict import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.comparing.change import Change
    from venice_contract.contract.reading.document import Document
    from venice_contract.contract.reading.operations import Operation
    from venice_contract.contract.reading.schema import Schema
    from venice_contract.mock.rules import Shape

BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
}
"""Keywords that the mock's tables know, and what they are called there."""


def lacking(document: Document, taken: Iterable[Change]) -> list[str]:
    """Return a line for each thing that the tables lack, and the entry that would bring it."""
    known = {one.called: one for one in operations(document).values()}
    found: dict[tuple[str, str], list[str]] = {}
    for change in taken:
        operation = known.get(change.operation)
        if operation is not None and change.where in {"body", "operation"}:
            for said in _lacked(operation, change):
                found.setdefault(said, []).append(f"{operation.id} {change.direction}")
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
    side = "request" if change.direction == "request" else "answer"
    if not change.path or (side == "answer" and change.status != operation.success):
        return
    shape = DOCUMENTED.table(side).get(operation.id)  # type: ignore[arg-type]
    name = change.path[-1]
    there = _at(shape, change.path)
    if change.kind in {"field-added", "required-field-added"} and there is None:
        schema, above = (_described(operation, change, end) for end in (None, -1))
        if schema is not None and above is not None:
            yield name, _field(name, schema, always=name in above.required)
    elif there is not None:
        yield from _values(change, name, there)


def _values(change: Change, name: str, there: Shape) -> Iterator[tuple[str, str]]:
    if change.kind in {"value-added", "enum-added"}:
        values = change.after if change.kind == "enum-added" else [change.after]
        lacked = [value for value in values if value not in there.enum]
        if lacked:
            said = (*there.enum, *lacked)
            yield f"{name} {shown(lacked)}", f"enum={said!r}, {_evidence('enum')}"
    if change.kind not in BOUNDS_MOVED:
        return
    crossed = isinstance(change.after, dict)
    for word, bound in (change.after if crossed else {change.keyword: change.after}).items():
        attribute = BOUNDS.get(word, "")
        if attribute and getattr(there, attribute) != bound:
            text = (
                f"{name} {word} {shown(bound)}" if bound is not None else f"{name} without {word}"
            )
            yield text, f"{attribute}={bound!r}, {_evidence(word)}"


def _at(shape: Shape | None, path: tuple[str, ...]) -> Shape | None:
    for step in path:
        if shape is None:
            return None
        if step == ITEMS:
            shape = shape.items
        else:
            entry = shape.get(step)
            shape = entry.shape if entry else None
    return shape


def _described(operation: Operation, change: Change, end: int | None) -> Schema | None:
    """Return what the contract says at a path, up to one of its steps."""
    message = operation.answers.get(change.status) if change.status else operation.request
    return message.schema.at(change.path[:end]) if message and message.schema else None


def _field(name: str, schema: Schema, *, always: bool) -> str:
    how = "_always" if always else "_sometimes"
    return f'{how}("{name}", {_shape(schema)}, {_evidence("field")})'


def _evidence(of: str) -> str:
    """Write evidence that is left to be filled in: the contract's own source is no second one."""
    return f'_known("{of}", SOURCE, "DATE")'


def _shape(schema: Schema) -> str:
    """Write a schema as the mock's tables have it."""
    parts = [f"types={tuple(sorted(schema.types))!r}"] if schema.types else []
    if schema.value("enum"):
        parts.append(f"enum={tuple(schema.value('enum'))!r}")
    parts += [
        f"{attribute}={schema.value(word)!r}"
        for word, attribute in BOUNDS.items()
        if schema.value(word) is not None
    ]
    patterns = [one.value("pattern") for one in (schema, *schema.variants) if one.value("pattern")]
    if patterns:
        parts.append(f"patterns={tuple(patterns)!r}")
    if schema.properties:
        fields: list[Any] = [
            _field(name, one, always=name in schema.required)
            for name, one in schema.properties.items()
        ]
        parts.append(f"fields=({', '.join(fields)},)")
    if schema.closed:
        parts.append("closed=True")
    if schema.items is not None:
        parts.append(f"items={_shape(schema.items)}")
    return f"Shape({', '.join(parts)})"
