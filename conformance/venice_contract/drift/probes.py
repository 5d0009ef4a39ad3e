"""The questions: for each field of a request, the values to send and what must become of them.

Pure. A column is one field with the choices of `venice_contract.drift.values`; the plan packs one
choice of each column into a row, and a row is one request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.drift.values import ABSENT, Choice, Moment, accepted, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.contract.operations import Operation
    from venice_contract.contract.schema import Schema

Path = tuple[str, ...]
Row = dict[Path, Choice]

IDENTITY = ("id",)
"""The field that names a key; its good values are the keys of the run, not ours to choose."""
UNKNOWN_NAME = "undocumentedField"
MOST_REFUSED = 7
"""Choices a leaf must refuse; with the other refusals of a verdict this stays within 20 in 30 s."""
MOST_REFUSED_NESTED = 5
MOST_REFUSED_OBJECT = 2
FEWER_WITH_ID = 1
"""How many fewer where a key is named: asking about its name takes calls of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a request and the choices to ask about."""

    path: Path
    schema: Schema | None
    required: bool
    accept: tuple[Choice, ...]
    refuse: tuple[Choice, ...]


def columns(operation: Operation, moment: Moment) -> tuple[Column, ...]:
    """Return the columns of an operation's request body, outer fields before inner ones."""
    if operation.request is None or operation.request.schema is None:
        return ()
    root = operation.request.schema
    fewer = FEWER_WITH_ID if IDENTITY[0] in root.properties else 0
    found = [
        _column(child, name in root.required, moment, MOST_REFUSED - fewer)
        for name, child in root.properties.items()
    ]
    for child in root.properties.values():
        for name, inner in child.properties.items():
            most = MOST_REFUSED_NESTED - fewer
            found.append(_column(inner, name in child.required, moment, most))
    found.extend(_unknown_names(root))
    return tuple(found)


def _column(schema: Schema, required: bool, moment: Moment, most: int) -> Column:
    if schema.properties:
        most = MOST_REFUSED_OBJECT + required
    return Column(
        schema.path,
        schema,
        required,
        ()
        if schema.path == IDENTITY
        else tuple(accepted(schema, required=required, moment=moment)),
        most_telling(refused(schema, required=required, moment=moment), most),
    )


def _unknown_names(root: Schema) -> list[Column]:
    """A closed object must refuse a name that no document has, and each that is rumoured."""
    if not root.closed:
        return []
    rumours = tuple(root.value("x-rumoured") or ())
    return [
        Column(
            (name,),
            None,
            False,
            (),
            (Choice((name,), "unknown-name", "x", False, "closed", name),),
        )
        for name in (UNKNOWN_NAME, *rumours)
    ]


def most_telling(choices: list[Choice], most: int) -> tuple[Choice, ...]:
    """Keep one choice of each kind of constraint, then fill up in order, at most so many."""
    first: dict[str, Choice] = {}
    for choice in choices:
        first.setdefault(choice.keyword, choice)
    kept = set(list(first.values())[:most])
    for choice in choices:
        if len(kept) >= most:
            break
        kept.add(choice)
    return tuple(choice for choice in choices if choice in kept)


def pack(chosen: Mapping[Path, tuple[Choice, ...]]) -> list[Row]:
    """Put choices into as few rows as hold one choice of a field each.

    A choice for an object and one for a field inside it exclude each other. Choices keep their
    order from row to row, so that the first rows hold the first choices of every field.
    """
    rows: list[Row] = []
    for path in sorted(chosen, key=lambda path: -len(path)):
        index = 0
        for choice in chosen[path]:
            while index < len(rows) and not _fits(rows[index], path):
                index += 1
            if index == len(rows):
                rows.append({})
            rows[index][path] = choice
            index += 1
    return rows


def _fits(row: Row, path: Path) -> bool:
    return not any(other[: len(path)] == path or path[: len(other)] == other for other in row)


def body(row: Mapping[Path, Choice], base: Mapping[Path, Any]) -> dict[str, Any]:
    """Build the JSON body of a row: its choices over the base values of the other fields."""
    values = {
        path: value
        for path, value in base.items()
        if not any(path[: len(other)] == other or other[: len(path)] == path for other in row)
    }
    values.update({path: choice.value for path, choice in row.items()})
    built: dict[str, Any] = {}
    for path in sorted(values, key=len):
        node = built
        for step in path[:-1]:
            node = node.setdefault(step, {})
        if values[path] is not ABSENT:
            node[path[-1]] = values[path]
    return built
