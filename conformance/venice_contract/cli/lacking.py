"""What the mock's tables lack of what a merge took, as entries for a person to confirm.

The mock is a second witness, written from other sources than the contract. So nothing is copied
into it: each entry is shown without its source, which a person looks for and fills in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from venice_contract.contract.comparing.change import BOUNDS_MOVED, Change, shown
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation, operations
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Field, Shape, Side
from venice_contract.mock.validation import BOUNDS
from venice_contract.scoring.translate import field_of
from venice_contract.verdict import ITEMS

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
