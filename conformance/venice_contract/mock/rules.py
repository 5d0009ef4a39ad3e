"""Rules as data: what a request may hold and what an answer holds, for each operation apart.

A `Rules` value has one table for each request and one for each answer, so that a caller can
change the limit of one operation and leave its neighbour alone. The documented tables are in
`documented`; any other table can be handed over as JSON (`Rules.from_json`) or made by editing
(`Rules.edit`, `Rules.add`). Nothing here touches a file, a clock or the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Side = Literal["request", "answer"]
"""Which of the two families of tables is meant."""

TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
"""The JSON types a shape may name."""

_PLAIN = (
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "multiple_of",
    "min_length",
    "max_length",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an entry stands in the table.

    Args:
        of: what is known by it: `field`, `enum`, `maximum`, `default` and so on.
        source: `page`, `spec`, `guide`, or `choice` where the documents are silent.
        date: date of the source, `YYYY-MM-DD`; empty where the source has none.
    """

    of: str
    source: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a JSON value must look like.

    Args:
        types: JSON types that are allowed; none means every value.
        enum: allowed values; none means no such restriction. `null` in `types` stays allowed.
        minimum: smallest number, itself allowed.
        maximum: largest number, itself allowed.
        exclusive_minimum: bound that a number must exceed.
        exclusive_maximum: bound that a number must stay below.
        multiple_of: the number divides the value.
        min_length: fewest characters.
        max_length: most characters.
        patterns: regular expressions, of which a string must match one.
        fields: properties of an object.
        closed: whether properties outside `fields` are refused.
        items: what the elements of an array look like.
    """

    types: tuple[str, ...] = ()
    enum: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    patterns: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    closed: bool = False
    items: Shape | None = None

    def get(self, name: str) -> Field | None:
        """Return the property of that name, or None."""
        return next((entry for entry in self.fields if entry.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """Return the shape as JSON types; what is at its default is left out."""
        told: dict[str, Any] = {
            name: value for name in _PLAIN if (value := getattr(self, name)) is not None
        }
        if self.closed:
            told["closed"] = True
        if self.types:
            told["types"] = list(self.types)
        if self.enum:
            told["enum"] = list(self.enum)
        if self.patterns:
            told["patterns"] = list(self.patterns)
        if self.fields:
            told["fields"] = [one.to_json() for one in self.fields]
        if self.items is not None:
            told["items"] = self.items.to_json()
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Shape:
        """Build a shape from what `to_json` gave; raise UsageError for anything else."""
        known = {entry.name for entry in fields(cls)}
        if not isinstance(told, dict) or not known.issuperset(told):
            raise UsageError(f"A shape of the mock's rules is an object of {sorted(known)}.")
        plain = dict(told)
        for name in ("types", "enum", "patterns"):
            plain[name] = tuple(plain.get(name, ()))
        if not TYPES.issuperset(plain["types"]):
            raise UsageError(f"A shape of the mock's rules names an unknown type: {told['types']}.")
        plain["fields"] = tuple(Field.from_json(one) for one in plain.get("fields", ()))
        if plain.get("items") is not None:
            plain["items"] = cls.from_json(plain["items"])
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object.

    Args:
        name: as it stands in the JSON.
        shape: what its value looks like.
        required: whether a request must have it, or an answer always has it.
        default: what a request without it means; None where there is no default.
        fact: for answers, the mock's own name of the value, if the property has another one.
        evidence: why the entry stands here.
    """

    name: str
    shape: Shape = field(default_factory=Shape)
    required: bool = False
    default: Any = None
    fact: str = ""
    evidence: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the field as JSON types; what is at its default is left out."""
        told: dict[str, Any] = {"name": self.name, "shape": self.shape.to_json()}
        if self.required:
            told["required"] = True
        if self.default is not None:
            told["default"] = self.default
        if self.fact:
            told["fact"] = self.fact
        if self.evidence:
            told["evidence"] = [[one.of, one.source, one.date] for one in self.evidence]
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Field:
        """Build a field from what `to_json` gave; raise UsageError for anything else."""
        known = {entry.name for entry in fields(cls)}
        if not isinstance(told, dict) or "name" not in told or not known.issuperset(told):
            raise UsageError(f"A field of the mock's rules needs a name and only {sorted(known)}.")
        return cls(
            name=str(told["name"]),
            shape=Shape.from_json(told.get("shape", {})),
            required=bool(told.get("required", False)),
            default=told.get("default"),
            fact=str(told.get("fact", "")),
            evidence=tuple(Evidence(*one) for one in told.get("evidence", ())),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All tables: operationId to the shape of its request body, and of its 200 answer."""

    requests: Mapping[str, Shape]
    answers: Mapping[str, Shape]

    def to_json(self) -> dict[str, Any]:
        """Return all tables as JSON types."""
        return {
            "requests": {name: shape.to_json() for name, shape in self.requests.items()},
            "answers": {name: shape.to_json() for name, shape in self.answers.items()},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Rules:
        """Build rules from what `to_json` gave; raise UsageError for anything else."""
        if not isinstance(told, dict) or set(told) != {"requests", "answers"}:
            raise UsageError("The mock's rules are an object of 'requests' and 'answers'.")
        tables = [
            {name: Shape.from_json(shape) for name, shape in told[side].items()}
            for side in ("requests", "answers")
        ]
        return cls(tables[0], tables[1])

    def table(self, side: Side) -> Mapping[str, Shape]:
        """Return the tables of requests or of answers."""
        return self.requests if side == "request" else self.answers

    def edit(
        self, side: Side, operation: str, path: str, change: Callable[[Field], Field | None]
    ) -> Rules:
        """Return rules in which one field is replaced, or dropped where `change` gives None.

        Args:
            side: `request` or `answer`.
            operation: operationId.
            path: property names joined by dots, such as `consumptionLimit.usd`; elements of an
                array are entered without a name of their own (`data.limitPeriod` for a list).
            change: given the field, returns its replacement.

        Raises:
            UsageError: there is no such field.
        """
        return self._with(side, operation, _edited(self._root(side, operation), path, change))

    def reshape(
        self, side: Side, operation: str, path: str, change: Callable[[Shape], Shape]
    ) -> Rules:
        """Return rules in which the shape of one field is replaced; as `edit` otherwise."""
        return self.edit(
            side, operation, path, lambda entry: replace(entry, shape=change(entry.shape))
        )

    def add(self, side: Side, operation: str, path: str, entry: Field) -> Rules:
        """Return rules in which the object at `path` (empty for the root) has one more field."""
        root = self._root(side, operation)
        if path:
            return self.reshape(side, operation, path, lambda shape: _extended(shape, entry))
        return self._with(side, operation, _extended(root, entry))

    def _root(self, side: Side, operation: str) -> Shape:
        try:
            return self.table(side)[operation]
        except KeyError:
            raise UsageError(f"The mock has no {side} table for {operation!r}.") from None

    def _with(self, side: Side, operation: str, shape: Shape) -> Rules:
        tables = {**self.table(side), operation: shape}
        return replace(self, **{"requests" if side == "request" else "answers": tables})


def _extended(shape: Shape, entry: Field) -> Shape:
    if shape.items is not None:
        return replace(shape, items=_extended(shape.items, entry))
    return replace(shape, fields=(*shape.fields, entry))


def _edited(shape: Shape, path: str, change: Callable[[Field], Field | None]) -> Shape:
    if shape.items is not None:
        return replace(shape, items=_edited(shape.items, path, change))
    name, _, rest = path.partition(".")
    if shape.get(name) is None:
        raise UsageError(f"The mock's rules have no field {name!r} there.")
    changed: list[Field] = []
    for entry in shape.fields:
        if entry.name != name:
            changed.append(entry)
        elif rest:
            changed.append(replace(entry, shape=_edited(entry.shape, rest, change)))
        elif (replacement := change(entry)) is not None:
            changed.append(replacement)
    return replace(shape, fields=tuple(changed))
