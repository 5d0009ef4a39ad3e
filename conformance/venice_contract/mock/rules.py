"""Rules as data: what a request may hold and what an answer holds, for each operation apart.

A `Rules` value has one table for each request and one for each answer. The documented tables are in
`documented`; others are built from `Shape` and `Field`, or made by editing. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from venice_contract.errors import UsageError

Side = Literal["request", "answer"]
"""Which of the two families of tables is meant."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a JSON value must look like."""

    types: tuple[str, ...] = ()  # JSON types that are allowed; none means every value
    enum: tuple[Any, ...] = ()  # allowed values, none for all; `null` in `types` stays allowed
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    patterns: tuple[str, ...] = ()  # regular expressions, of which a string must match one
    fields: tuple[Field, ...] = ()
    closed: bool = False  # whether properties outside `fields` are refused
    items: Shape | None = None

    def get(self, name: str) -> Field | None:
        """Return the property of that name, or None."""
        return next((entry for entry in self.fields if entry.name == name), None)

    def at(self, path: Iterable[str | int]) -> Shape | None:
        """Return the shape at a path of names, None where there is none; a number enters a list."""
        shape: Shape | None = self
        for step in path:
            if shape is None or isinstance(step, int):
                shape = shape and shape.items
            else:
                shape = entry.shape if (entry := shape.get(step)) else None
        return shape

    def edit(self, path: str, change: Callable[[Field], Field | None]) -> Shape:
        """Return the shape with one property replaced, or dropped where `change` gives None.

        `path` joins property names by dots, such as `consumptionLimit.usd`; elements of an array
        are entered without a name of their own (`data.limitPeriod` for a list). UsageError where
        there is no such property.
        """
        if self.items is not None:
            return replace(self, items=self.items.edit(path, change))
        name, _, rest = path.partition(".")
        if self.get(name) is None:
            raise UsageError(f"The mock's rules have no field {name!r} there.")
        edited: list[Field] = []
        for entry in self.fields:
            if entry.name != name:
                edited.append(entry)
            elif rest:
                edited.append(replace(entry, shape=entry.shape.edit(rest, change)))
            elif (replacement := change(entry)) is not None:
                edited.append(replacement)
        return replace(self, fields=tuple(edited))

    def extend(self, entry: Field) -> Shape:
        """Return the object, or the array of objects, with one more property."""
        if self.items is not None:
            return replace(self, items=self.items.extend(entry))
        return replace(self, fields=(*self.fields, entry))


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object."""

    name: str
    shape: Shape = field(default_factory=Shape)
    required: bool = False  # whether a request must have it, or an answer always has it
    default: Any = None  # what a request without it means; None where there is no default
    fact: str = ""  # for answers, the mock's own name of the value, if the property has another one
    evidence: str = ""  # sources by which it is known, in order, each dated source with its date


@dataclass(frozen=True, slots=True)
class Rules:
    """All tables: operationId to the shape of its request body, and of its 200 answer."""

    requests: Mapping[str, Shape]
    answers: Mapping[str, Shape]

    def table(self, side: Side) -> Mapping[str, Shape]:
        """Return the tables of requests or of answers."""
        return self.requests if side == "request" else self.answers

    def edit(
        self, side: Side, operation: str, path: str, change: Callable[[Field], Field | None]
    ) -> Rules:
        """Return rules in which one field of one operation is edited, see `Shape.edit`."""
        return self._with(side, operation, lambda root: root.edit(path, change))

    def add(self, side: Side, operation: str, path: str, entry: Field) -> Rules:
        """Return rules in which the object at `path` (empty for the root) has one more field."""
        if not path:
            return self._with(side, operation, lambda root: root.extend(entry))
        return self.edit(
            side, operation, path, lambda there: replace(there, shape=there.shape.extend(entry))
        )

    def _with(self, side: Side, operation: str, change: Callable[[Shape], Shape]) -> Rules:
        tables = self.table(side)
        if operation not in tables:
            raise UsageError(f"The mock has no {side} table for {operation!r}.")
        name = "requests" if side == "request" else "answers"
        return replace(self, **{name: {**tables, operation: change(tables[operation])}})
