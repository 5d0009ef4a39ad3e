"""What changed between two contracts, in meaning: one change for each thing a consumer can feel.

Pure. Both contracts are read as lists of constraints and compared by the constraints' ids, so
moving a schema into a component, or rewording a description, is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from venice_contract.contract.constraints import constraints
from venice_contract.verdict import Constraint, Impact, dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.document import Document

BREAKING, ADDITIVE, BENIGN = Impact.BREAKING, Impact.ADDITIVE, Impact.BENIGN

IMPACTS: dict[str, tuple[Impact, Impact]] = {
    "operation-added": (ADDITIVE, ADDITIVE),
    "operation-removed": (BREAKING, BREAKING),
    "field-added": (ADDITIVE, ADDITIVE),
    "required-field-added": (BREAKING, ADDITIVE),
    "field-removed": (BREAKING, BREAKING),
    "became-required": (BREAKING, BENIGN),
    "became-optional": (ADDITIVE, BREAKING),
    "value-added": (ADDITIVE, ADDITIVE),
    "value-removed": (BREAKING, BREAKING),
    "bound-tightened": (BREAKING, BENIGN),
    "bound-loosened": (ADDITIVE, ADDITIVE),
    "pattern-changed": (BREAKING, BENIGN),
    "type-changed": (BREAKING, BREAKING),
    "null-allowed": (ADDITIVE, BREAKING),
    "null-refused": (BREAKING, BENIGN),
    "absence-means-other": (BREAKING, BREAKING),
    "other": (BENIGN, BENIGN),
}
"""Each kind of change, and what it means for who sends it (request) and who reads it (answer).

A value removed from an answer breaks too: code that names the member stops to import. A value
added to an answer is additive for clients with open enums, such as the generated one.
"""

_LOWER = {"minimum", "min-length"}
_UPPER = {"maximum", "max-length", "max-items"}

Place = tuple[str, str, tuple[str, ...]]
"""Operation, side of it (`request`, `answer`, `answer-400`), and path in the message."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in meaning.

    Args:
        kind: a key of `IMPACTS`.
        operation: operationId.
        direction: `request` or `answer`.
        path: where in the message, such as `data[].limitPeriod`; empty for an operation.
        pointer: where it is written, in the new contract, or in the old if it is gone.
        before: what the old contract says, as text; empty if nothing.
        after: what the new contract says; empty if nothing.
        impact: what it means for a consumer.
    """

    kind: str
    operation: str
    direction: str
    path: str
    pointer: str
    before: str
    after: str
    impact: Impact

    @property
    def subject(self) -> str:
        """What changed, without the operation that it was seen in."""
        name = self.path.rpartition(".")[2].removesuffix("[]") or self.operation
        said = " to ".join(text for text in (self.before, self.after) if text)
        return f"{name}: {self.kind.replace('-', ' ')}{f' ({said})' if said else ''}"


def changes(old: Document, new: Document) -> tuple[Change, ...]:
    """List what a consumer of the old contract would meet in the new one."""
    before, after = _Side.of(old), _Side.of(new)
    found = [*_operations(before, after), *_fields(before, after)]
    for place in sorted(before.fields & after.fields):
        found.extend(_at(place, before, after))
    return tuple(found)


def worst(found: Iterable[Change]) -> Impact:
    """Return the worst impact of some changes; benign for none."""
    order = [BENIGN, ADDITIVE, BREAKING]
    return max((change.impact for change in found), key=order.index, default=BENIGN)


@dataclass(frozen=True, slots=True)
class _Side:
    """One contract, its constraints by place and keyword."""

    at: dict[Place, dict[str, Constraint]]
    operations: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> _Side:
        at: dict[Place, dict[str, Constraint]] = {}
        for one in constraints(document):
            tail = one.id.removeprefix(f"{one.operation}.")
            side = tail.partition(".")[0]
            keyword = one.id.rpartition(f".{one.kind}")[2]
            at.setdefault((one.operation, side, one.path), {})[one.kind + keyword] = one
        return cls(at, frozenset(place[0] for place in at))

    @property
    def fields(self) -> frozenset[Place]:
        """Every place that holds a value of its own."""
        return frozenset(p for p, known in self.at.items() if {"null", "not-null"} & known.keys())

    def pointer(self, place: Place) -> str:
        known = self.at[place]
        return next(iter(known.values())).pointer


def _change(
    kind: str, place: Place, pointer: str, before: object = "", after: object = ""
) -> Change:
    operation, side, path = place
    direction = "request" if side == "request" else "answer"
    impact = IMPACTS[kind][direction == "answer"]
    was, now = ("" if value is None else str(value) for value in (before, after))
    return Change(kind, operation, direction, dotted(path), pointer, was, now, impact)


def _operations(before: _Side, after: _Side) -> Iterator[Change]:
    for kind, gone, here in (
        ("operation-removed", before, after),
        ("operation-added", after, before),
    ):
        for name in sorted(gone.operations - here.operations):
            first = min(place for place in gone.at if place[0] == name)
            yield _change(kind, (name, "request", ()), gone.pointer(first))


def _fields(before: _Side, after: _Side) -> Iterator[Change]:
    shared = before.operations & after.operations
    for place in _outermost(before.fields - after.fields, shared):
        yield _change("field-removed", place, before.pointer(place))
    for place in _outermost(after.fields - before.fields, shared):
        required = "required" in after.at[place] and place[2]
        kind = "required-field-added" if required else "field-added"
        yield _change(kind, place, after.pointer(place))


def _outermost(places: frozenset[Place], operations: frozenset[str]) -> Iterator[Place]:
    """Leave out what lies inside another place of the set, and operations not in both."""
    for place in sorted(places):
        operation, side, path = place
        inside = any((operation, side, path[:n]) in places for n in range(len(path)))
        if operation in operations and not inside:
            yield place


def _at(place: Place, before: _Side, after: _Side) -> Iterator[Change]:
    old, new = before.at[place], after.at[place]
    if ("required" in old) != ("required" in new):
        kind = "became-required" if "required" in new else "became-optional"
        yield _change(kind, place, after.pointer(place))
    if ("null" in old) != ("null" in new):
        kind = "null-allowed" if "null" in new else "null-refused"
        yield _change(kind, place, after.pointer(place))
    for key in sorted(old.keys() | new.keys()):
        yield from _keyword(place, old.get(key), new.get(key))


def _keyword(place: Place, old: Constraint | None, new: Constraint | None) -> Iterator[Change]:
    one = new or old
    if one is None or (old and new and old.value == new.value):
        return
    kind = one.kind
    before, after = (old.value if old else None), (new.value if new else None)
    if kind == "enum-value":
        yield _change("value-added" if new else "value-removed", place, one.pointer, before, after)
    elif kind in _LOWER | _UPPER:
        yield _change(_bound(kind, before, after), place, one.pointer, before, after)
    elif kind == "pattern":
        yield _change("pattern-changed", place, one.pointer, before, after)
    elif kind == "type":
        said = [each.said if each else "" for each in (old, new)]
        yield _change("type-changed", place, one.pointer, *said)
    elif kind == "absent-means":
        yield _change("absence-means-other", place, one.pointer, before, after)
    elif kind in {"closed", "content-type", "echo", "effect", "presence", "secret", "status"}:
        yield _change("other", place, one.pointer, before, after)


def _bound(kind: str, before: float | None, after: float | None) -> str:
    """Tell whether fewer values fit than before; no bound is the widest of all."""
    if before is None or after is None:
        return "bound-tightened" if before is None else "bound-loosened"
    tightened = after > before if kind in _LOWER else after < before
    return "bound-tightened" if tightened else "bound-loosened"
