"""From an unexpected answer to the one field that is to blame.

A row asks about many fields at once. Where its answer is the expected one, all of them are
decided. Where it is not, the refusal's own words say which field it is about; if they do not,
each field is asked about alone. What contradicts the contract is asked once more before it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.drift.kinds import accepted_kind, refused_kind
from conformance.drift.notes import Notes
from conformance.drift.plan import harmless
from conformance.drift.probes import IDENTITY, Column, Row, body
from conformance.drift.refusal import Refusal, read, unknown_part
from conformance.drift.values import ABSENT, Choice
from conformance.errors import NotSentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.drift.asking import Asker
    from conformance.drift.observe import Exchange
    from conformance.drift.values import Moment
    from conformance.spec.operations import Operation

Path = tuple[str, ...]
TEXT = ("description",)
"""The field that an update always names, for one that names nothing might be refused."""


class Isolator:
    """Sends the rows of one operation and finds what is to blame.

    Args:
        asker: what sends and judges.
        operation: the creating or the updating operation.
        columns: its fields.
        moment: time and tag of the run.
        send: sends a body and gives the exchange; for updates it chooses the key.
    """

    def __init__(
        self,
        asker: Asker,
        operation: Operation,
        columns: tuple[Column, ...],
        moment: Moment,
        send: Callable[[dict[str, Any], bool, Row], Exchange],
    ) -> None:
        self._asker = asker
        self._operation = operation
        self._columns = {column.path: column for column in columns}
        self._moment = moment
        self._send = send
        self._number = 0
        self._extra: dict[Path, Any] = {}
        self._without: set[Path] = set()
        self.notes = Notes(asker, operation, columns)
        self._tried: set[tuple[Path, str]] = set()

    @property
    def creates(self) -> bool:
        """Whether this is the creating operation."""
        return self._operation is self._asker.roles.create

    def ask(self, row: Row, *, refusal: bool = False) -> Exchange:
        """Send a row over harmless base values."""
        self._number += 1
        base = harmless(tuple(self._columns.values()), self._moment, self._number)
        if not self.creates:
            base = {path: value for path, value in base.items() if self._is_required(path)}
            # A change that names no key of ours may be sent only while it changes nothing.
            if TEXT in self._columns and tuple(row) != (IDENTITY,):
                base[TEXT] = f"{self._moment.tag}-{self._number}"
        base = {path: value for path, value in base.items() if path not in self._without}
        base.update(self._extra)
        return self._send(self._completed(body(row, base), row), refusal, row)

    def _is_required(self, path: Path) -> bool:
        return all(self._columns[path[:end]].required for end in range(1, len(path) + 1))

    def _completed(self, content: dict[str, Any], row: Row) -> dict[str, Any]:
        """Add what an object must have that a row has put there."""
        for path, column in self._columns.items():
            above = content.get(path[0])
            if len(path) == 2 and column.required and isinstance(above, dict) and path not in row:
                above.setdefault(path[1], self._first_value(column))
        return content

    # -- rows that must be accepted -------------------------------------------------------------

    def accept(self, row: Row) -> None:
        """Send a row that must be accepted, and find what is refused if it is not."""
        row = {path: choice for path, choice in row.items() if path not in self._without}
        if not row:
            return
        exchange = self.ask(row)
        if _accepted(exchange):
            for choice in row.values():
                self.notes.accepted(choice)
                self.notes.resolve(choice)
        elif _refused(exchange):
            self._accept_in_parts(row, exchange)
        else:
            self.notes.undecided(row, exchange)

    def _accept_in_parts(self, row: Row, exchange: Exchange) -> None:
        refusal = read(exchange.answer.content)
        blamed = {path: choice for path, choice in row.items() if refusal.about(path)}
        if not blamed and self._mend_base(row, refusal):
            self.accept(row)
            return
        if not blamed and not self._base_works():
            self.notes.undecided(row, exchange)
            return
        first, fine = exchange if blamed else None, True
        for choice in (blamed or row).values():
            fine &= choice.path not in self._without and self._accept_alone(choice, first)
        if fine and _refused(self.ask(row)):
            together = "refused in one request with other fields, accepted alone"
            self.notes.held_back(blamed or row, together)
        rest = {path: choice for path, choice in row.items() if path not in blamed}
        if blamed and rest:
            self.accept(rest)

    def _accept_alone(self, choice: Choice, first: Exchange | None) -> bool:
        exchange = self.ask({choice.path: choice})
        if _accepted(exchange):
            self.notes.accepted(choice)
            self.notes.resolve(choice)
            return True
        if not _refused(exchange):
            self.notes.undecided({choice.path: choice}, exchange)
            return False
        second = first or self.ask({choice.path: choice})
        if _refused(second):
            self._refused_alone(choice, exchange, second)
        else:
            self.notes.undecided({choice.path: choice}, second)
        return False

    def _refused_alone(self, choice: Choice, exchange: Exchange, second: Exchange) -> None:
        refusal = read(exchange.answer.content)
        self.notes.learn(choice, refusal)
        column = self._columns[choice.path]
        unknown = self._unknown(choice, refusal)
        kind = "property-refused" if unknown else refused_kind(choice)
        self.notes.observe(choice, kind, [exchange, second], accepted=False, gone=unknown)
        self.notes.resolve(choice)
        if unknown:
            self._drop(unknown)
            return
        if choice.value is ABSENT:
            self._extra[choice.path] = self._first_value(column)
        else:
            self._avoid(choice)

    def _unknown(self, choice: Choice, refusal: Refusal) -> Path:
        """The property that the server does not know any more, empty if that is not it."""
        if choice.value is ABSENT:
            return ()
        found = [unknown_part(c, choice.path) for c in refusal.about(choice.path)]
        return next((path for path in found if path in self._columns), None) or ()

    def _drop(self, gone: Path) -> None:
        """A property that the server does not know any more is not asked about again."""
        for path, other in self._columns.items():
            if path[: len(gone)] == gone:
                self._without.add(path)
                for choice in (*other.accept, *other.refuse):
                    self.notes.resolve(choice)

    def _avoid(self, choice: Choice) -> None:
        """Keep a refused value out of the base of later rows."""
        base = harmless(tuple(self._columns.values()), self._moment, self._number)
        if base.get(choice.path) == choice.value and choice.value is not ABSENT:
            spare = [c for c in self._columns[choice.path].accept if c is not choice]
            value = next((c.value for c in spare if c.value not in (choice.value, ABSENT)), ABSENT)
            self._extra[choice.path] = value

    def _first_value(self, column: Column) -> Any:
        values = [choice.value for choice in column.accept if choice.value is not ABSENT]
        return values[0] if values else {}

    def _mend_base(self, row: Row, refusal: Refusal) -> bool:
        """Follow a refusal that names a field of the base, or one that is missing from it."""
        for path, column in self._columns.items():
            if path in row or not refusal.about(path) or path in self._extra:
                continue
            absent = next((c for c in column.accept if c.value is ABSENT), None)
            self._extra[path] = self._first_value(column) if absent else ABSENT
            return True
        return False

    def _base_works(self) -> bool:
        """Whether the base alone is accepted; if not, look for one that is."""
        if _accepted(self.ask({})):
            return True
        asked = {p: c for p, c in self._columns.items() if c.accept and p not in self._without}
        leaves = {p: c for p, c in asked.items() if not (c.schema and c.schema.properties)}
        full = {path: self._first_value(column) for path, column in leaves.items()}
        least = {path: ABSENT for path, column in asked.items() if not column.required}
        before = dict(self._extra)
        for extra in (full, least):
            self._extra = {**before, **extra}
            if _accepted(self.ask({})):
                return True
        self._extra = before
        return False

    # -- rows that must be refused --------------------------------------------------------------

    def refuse(self, row: Row) -> None:
        """Send a row whose every choice must be refused, and find what is accepted."""
        row = {path: choice for path, choice in row.items() if path not in self._without}
        if not row:
            return
        try:
            exchange = self.ask(row, refusal=True)
        except NotSentError as held_back:
            self._held_back(row, str(held_back))
            return
        if not _refused(exchange) and not _accepted(exchange):
            self.notes.undecided(row, exchange)
            return
        unnamed = list(row.values())
        if _refused(exchange):
            self.notes.refusal(exchange)
            refusal = read(exchange.answer.content)
            unnamed = [choice for choice in unnamed if not refusal.about(choice.path)]
            for choice in row.values():
                if choice not in unnamed or len(row) == 1:
                    self._settle_refused(choice, refusal)
            unnamed = unnamed if len(row) > 1 else []
        for choice in unnamed:
            self._refuse_alone(choice)

    def _held_back(self, row: Row, reason: str) -> None:
        """Ask about the name of the key by itself, and about all else with the name of our own."""
        rest = {path: choice for path, choice in row.items() if path != IDENTITY}
        if len(rest) in (0, len(row)):
            self.notes.held_back(row, reason)
            return
        self.refuse({IDENTITY: row[IDENTITY]})
        self.refuse(rest)

    def _refuse_alone(self, choice: Choice) -> None:
        exchange = self.ask({choice.path: choice}, refusal=True)
        if _refused(exchange):
            self.notes.refusal(exchange)
            self._settle_refused(choice, read(exchange.answer.content))
            return
        if not _accepted(exchange):
            self.notes.undecided({choice.path: choice}, exchange)
            return
        second = self.ask({choice.path: choice}, refusal=True)
        if not _accepted(second):
            self.notes.undecided({choice.path: choice}, second)
            return
        self.notes.accepted(choice)
        self.notes.observe(choice, accepted_kind(choice), [exchange, second], accepted=True)
        self.notes.resolve(choice)
        self._asker.look_at(second)

    def try_name(self, name: str, value: Any) -> None:
        """Ask about a property that answers have shown and the contract does not know."""
        path = (name,)
        root = self._operation.request.schema if self._operation.request else None
        if path not in self._columns and root is not None and root.closed:
            choice = Choice(path, "shown-name", value, False, "closed", name)
            self._columns[path] = Column(path, None, False, (), (choice,))
            self._refuse_alone(choice)

    def _settle_refused(self, choice: Choice, refusal: Refusal) -> None:
        self.notes.learn(choice, refusal)
        self.notes.resolve(choice)
        column = self._columns[choice.path]
        values = column.schema.value("enum") if column.schema else None
        for complaint in refusal.about(choice.path):
            for value in complaint.allowed:
                if values and value not in values and complaint.path == choice.path:
                    self._try_unlisted(choice.path, value)

    def _try_unlisted(self, path: Path, value: str) -> None:
        """A refusal named a value that the contract does not know: see whether it is accepted."""
        choice = Choice(path, f"unlisted-{value}", value, False, "enum", value)
        if (path, value) not in self._tried:
            self._tried.add((path, value))
            self._refuse_alone(choice)


def _accepted(exchange: Exchange) -> bool:
    return 200 <= exchange.answer.status < 300


def _refused(exchange: Exchange) -> bool:
    return 400 <= exchange.answer.status < 500 and exchange.answer.status != 429
