"""The map of a run: fields by operations, what is sent and what is answered, how each fared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from venice_contract.verdict import ITEMS, Check, Constraint, Path, Status, dotted, worst

MESSAGE = "(message)"
ERRORS = "(errors)"

# Steps of a field that make a row of its own; what lies deeper is told by the row above it.
_DEPTH = 2

_WORDS = {
    Status.PASSED: "passed",
    Status.EXPECTED_FAILURE: "known deviation",
    Status.FAILED: "moved",
    Status.ERROR: "undecided",
}

Side = tuple[str, str]
"""An operation and a direction."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one direction (`request` or `answer`) of one field fared in one operation."""

    direction: str
    status: Status

    @property
    def word(self) -> str:
        """`passed`, `moved`, `undecided`, `known deviation` or `not asked`."""
        return _WORDS.get(self.status, "not asked")

    @property
    def said(self) -> str:
        """The cell in words, such as `sent: passed`."""
        return f"{'sent' if self.direction == 'request' else 'answered'}: {self.word}"


@dataclass(frozen=True, slots=True)
class Map:
    """One table: for each field its name, and the cells of the directions of each operation."""

    operations: list[str]
    rows: list[tuple[str, list[list[Cell]]]]

    @property
    def all_passed(self) -> bool:
        """Whether nothing in it needs a look."""
        cells = [cell for _, row in self.rows for cells in row for cell in cells]
        return all(cell.status is Status.PASSED for cell in cells)


def maps(checks: Iterable[Check], first: Sequence[str] = ()) -> list[Map]:
    """Return the maps of a run: operations that share fields stand in one.

    Several operations answer with one resource, others with something of their own; in one table
    most cells would be empty.
    """
    asked = [(check.about, check.status) for check in checks if check.about]
    names = Names([about for about, _ in asked])
    found: dict[str, dict[Side, list[Status]]] = {}
    for about, status in asked:
        row = found.setdefault(names.row(about), {})
        row.setdefault((about.operation, about.direction), []).append(status)
    there = dict.fromkeys(about.operation for about, _ in asked)
    operations = [
        *(one for one in first if one in there),
        *(one for one in there if one not in first),
    ]
    return [_map(columns, found) for columns in _together(operations, found)]


def _map(columns: list[str], found: Mapping[str, dict[Side, list[Status]]]) -> Map:
    last = {MESSAGE: 1, ERRORS: 2}
    rows = []
    for name in sorted(found, key=lambda name: last.get(name, 0)):
        row = [
            [
                Cell(direction, worst(found[name][operation, direction]))
                for direction in ("request", "answer")
                if (operation, direction) in found[name]
            ]
            for operation in columns
        ]
        if any(row):
            rows.append((name, row))
    return Map(columns, rows)


def _together(
    operations: list[str], found: Mapping[str, dict[Side, list[Status]]]
) -> list[list[str]]:
    """Put operations together that share a field; what every message has does not count."""
    fields: dict[str, set[str]] = {operation: set() for operation in operations}
    for name, sides in found.items():
        for operation, _ in sides:
            if name not in (MESSAGE, ERRORS):
                fields[operation].add(name)
    shared: list[str] = []
    alone: list[str] = []
    for operation in operations:
        others = set().union(*(fields[one] for one in operations if one != operation))
        # One without fields of its own, such as a delete, belongs to the resource.
        belongs = fields[operation] & others or not fields[operation]
        (shared if belongs else alone).append(operation)
    return [columns for columns in (shared, *([one] for one in alone)) if columns]


class Names:
    """The names of fields, as a reader has them.

    An answer holds its resource in an envelope: the one member of the message that has members
    itself. And a field that comes back under another name than it was sent by has the name it was
    sent by, as its `echo` constraint says.
    """

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        paths: dict[tuple[str, str], set[Path]] = {}
        self._sent_as: dict[tuple[str, Path], Path] = {}
        for one in constraints:
            paths.setdefault((one.operation, one.side), set()).add(one.path)
            if one.kind == "echo":
                self._alias(one)
        answers = {side: found for side, found in paths.items() if side[1] == "answer"}
        self._envelopes = {side: _envelope(found) for side, found in answers.items()}
        self._beside = {
            path[:1]
            for side, found in answers.items()
            for path in found
            if self._envelopes[side] and path[:1] != self._envelopes[side][:1]
        }

    def _alias(self, echo: Constraint) -> None:
        path, sent = echo.path, tuple(echo.value or ())  # none where only the drift was met
        while sent and path:
            self._sent_as[echo.operation, path] = sent
            path, sent = path[:-1], sent[:-1]

    def field(self, one: Constraint) -> str:
        """Return the field that it is about, without its envelope; empty for the message."""
        if one.side != "answer":
            return one.field
        return dotted(self._answered(one)) or one.field

    def row(self, one: Constraint) -> str:
        """Return the name of the row that it belongs to."""
        if one.side not in ("request", "answer"):
            return ERRORS
        path = one.path if one.side == "request" else self._answered(one)
        return dotted(path[:_DEPTH]) or MESSAGE

    def _answered(self, one: Constraint) -> Path:
        """Return the path in the resource that is answered, empty for what stands beside it."""
        sent = self._sent_as.get((one.operation, one.path))
        envelope = self._envelopes.get((one.operation, one.side), ())
        if sent:
            return sent
        if one.path[: len(envelope)] != envelope or one.path[:1] in self._beside:
            return ()
        return one.path[len(envelope) :]


def _envelope(paths: set[Path]) -> Path:
    """Return the path of the resource in a message, empty if the message is the resource."""
    holders = {path[:1] for path in paths if len(path) > 1}
    if len(holders) != 1:
        return ()
    (envelope,) = holders
    return (*envelope, ITEMS) if any(path[1:2] == (ITEMS,) for path in paths) else envelope
