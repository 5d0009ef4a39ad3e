"""From an unexpected answer to the one field that is to blame.

A row asks about many fields at once. Where its answer is the expected one, all of them are
decided. Where it is not, the refusal's own words say which field it is about; if they do not,
each field is asked about alone. What contradicts the contract is asked once more before it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.base_values import Base
from venice_contract.drift.kinds import accepted_kind, refused_kind
from venice_contract.drift.notes import Notes
from venice_contract.drift.probes import IDENTITY, Column, Row
from venice_contract.drift.refusal import Refusal, read, unknown_part
from venice_contract.drift.values import ABSENT, Choice
from venice_contract.errors import NotSentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.values import Moment

Path = tuple[str, ...]
OTHERS = "refused for other fields alone"


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
        self._base = Base(self._columns, moment, creates=operation is asker.roles.create)
        self._send = send
        self._stands: tuple[dict[Path, Any], bool] | None = None
        self.notes = Notes(asker, operation, columns)
        self._tried: set[tuple[Path, str]] = set()

    def ask(self, row: Row, *, refusal: bool = False) -> Exchange:
        """Send a row over harmless base values."""
        return self._send(self._base.around(row), refusal, row)

    # -- rows that must be accepted -------------------------------------------------------------

    def accept(self, row: Row) -> None:
        """Send a row that must be accepted, and find what is refused if it is not."""
        row = self._base.known(row)
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
        if not blamed and self._base.mend(row, refusal):
            self.accept(row)
            return
        if not blamed and not self._base_works():
            self.notes.undecided(row, exchange)
            return
        first, fine = exchange if blamed else None, True
        for choice in (blamed or row).values():
            one = self._base.known({choice.path: choice})
            fine &= bool(one) and self._accept_alone(choice, first)
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
        unknown = self._unknown(choice, refusal)
        kind = "property-refused" if unknown else refused_kind(choice)
        self.notes.observe(choice, kind, [exchange, second], accepted=False, gone=unknown)
        self.notes.resolve(choice)
        if not unknown:
            self._base.avoid(choice)
            return
        for column in self._base.drop(unknown):
            for other in (*column.accept, *column.refuse):
                self.notes.resolve(other)

    def _unknown(self, choice: Choice, refusal: Refusal) -> Path:
        """The property that the server does not know any more, empty if that is not it."""
        if choice.value is ABSENT:
            return ()
        found = [unknown_part(c, choice.path) for c in refusal.about(choice.path)]
        return next((path for path in found if path in self._columns), None) or ()

    # -- the base ---------------------------------------------------------------------------------

    def _base_works(self) -> bool:
        """Whether the base alone is accepted; if not, look for one that is."""
        return _accepted(self.ask({})) or self._other_base_works()

    def _other_base_works(self) -> bool:
        before = dict(self._base.extra)
        for extra in self._base.fullest_and_least():
            self._base.extra = {**before, **extra}
            if _accepted(self.ask({})):
                return True
        self._base.extra = before
        return False

    def _base_stands(self) -> bool:
        """Whether the base alone is accepted, mended if it has to be; asked once for each base."""
        if self._stands is None or self._stands[0] != self._base.extra:
            works = self._mended_base_works()
            self._stands = (dict(self._base.extra), works)
        return self._stands[1]

    def _mended_base_works(self) -> bool:
        before = dict(self._base.extra)
        exchange = self.ask({})
        while _refused(exchange) and self._base.mend({}, read(exchange.answer.content)):
            exchange = self.ask({})
        if _accepted(exchange) or self._other_base_works():
            return True
        self._base.extra = before
        return False

    # -- rows that must be refused --------------------------------------------------------------

    def refuse(self, row: Row) -> None:
        """Send a row whose every choice must be refused, and find what is accepted."""
        row = self._base.known(row)
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
        for choice in self._unnamed(row, exchange) if _refused(exchange) else row.values():
            self._refuse_alone(choice)

    def _unnamed(self, row: Row, exchange: Exchange) -> list[Choice]:
        """Settle what a refusal names, and return what is still to be asked about alone."""
        self.notes.refusal(exchange)
        refusal = read(exchange.answer.content)
        if len(row) == 1:
            (choice,) = row.values()
            self._weigh(choice, refusal)
            return []
        unnamed = []
        for choice in row.values():
            if refusal.about(choice.path):
                self._settle_refused(choice, refusal)
            else:
                unnamed.append(choice)
        return unnamed

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
            self._weigh(choice, read(exchange.answer.content))
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

    def _weigh(self, choice: Choice, refusal: Refusal) -> None:
        """Settle what was refused alone, unless it was for a base that is refused by itself."""
        asked_over = dict(self._base.extra)
        if not refusal.is_elsewhere(choice.path, self._columns):
            self._settle_refused(choice, refusal)
        elif choice.path == IDENTITY or not self._base_stands():
            self.notes.held_back({choice.path: choice}, OTHERS)
        elif asked_over == self._base.extra:
            self._settle_refused(choice, refusal)
        else:
            self._refuse_alone(choice)

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
