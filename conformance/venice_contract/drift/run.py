"""A verdict, from the first call to the last: the phases in order, and what each leaves decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.constraints import constraints
from venice_contract.drift.asking import Asker
from venice_contract.drift.isolate import Isolator
from venice_contract.drift.ledger import UNKNOWN, Key
from venice_contract.drift.listing import not_listed, still_listed
from venice_contract.drift.marks import Marks
from venice_contract.drift.observe import Exchange, Scene, Seen
from venice_contract.drift.plan import Plan, plan
from venice_contract.drift.roles import shown_by_reading
from venice_contract.drift.unkeyed import call_without_key
from venice_contract.errors import UndecidedError
from venice_contract.target import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.document import Document
    from venice_contract.contract.operations import Operation
    from venice_contract.drift.plan import Budget
    from venice_contract.drift.probes import Row
    from venice_contract.drift.roles import Roles
    from venice_contract.drift.values import Moment
    from venice_contract.target import Target


NOT_THERE = (405, 501)
"""Statuses of an operation that a server does not have."""


class OperationMissingError(Exception):
    """The server has no such operation; carries the exchange that showed it."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange


class Inquiry:
    """One run of the probes against one target.

    Args:
        target: the server.
        document: the contract.
        roles: its five key operations.
        moment: time and tag of the run.
        budget: hard caps.
        progress: hears the name of each phase.
    """

    def __init__(
        self,
        target: Target,
        document: Document,
        roles: Roles,
        *,
        moment: Moment,
        budget: Budget,
        progress: Callable[[str], None],
    ) -> None:
        plain = {operation.id: operation.success for operation in roles.plain}
        wanted = [
            c
            for c in constraints(document)
            if c.operation in roles
            and (c.operation not in plain or shown_by_reading(c, plain[c.operation]))
        ]
        self.seen = Seen()
        self.marks = Marks(wanted, self.seen)
        self.plan: Plan = plan(roles, moment)
        self.asker = Asker(target, roles, self.seen, self.marks, budget)
        self.stopped = ""
        self.stopped_by: UndecidedError | None = None
        self._roles = roles
        self._moment = moment
        self._progress = progress
        self._created: Isolator | None = None
        self._updated: Isolator | None = None

    @property
    def learned(self) -> dict[tuple[str, tuple[str, ...], str], float]:
        """Bounds that refusals have named, by operationId, path and side."""
        found = {}
        for isolator, operation in (
            (self._created, self._roles.create),
            (self._updated, self._roles.update),
        ):
            if isolator and operation:
                for (path, side), value in isolator.notes.learned.items():
                    found[operation.id, path, side] = value
        return found

    @property
    def accepted_forms(self) -> dict[tuple[str, tuple[str, ...]], list[str]]:
        """Texts that were accepted of each field, by operationId and path."""
        found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for isolator, operation in (
            (self._created, self._roles.create),
            (self._updated, self._roles.update),
        ):
            if isolator and operation:
                for path, texts in isolator.notes.accepted_texts.items():
                    found[operation.id, path] = texts
        return found

    def run(self) -> None:
        """Ask everything; what stops the run is kept in `stopped`, with all decided before it."""
        try:
            for phase, name in (
                (self._open, "reading the list"),
                (self._create, "creating keys"),
                (self._list, "listing them"),
                (self._update, "changing them"),
                (self._list, "listing them again"),
                (self._read, "reading some"),
                (self._refuse_create, "asking for refusals of creations"),
                (self._refuse_update, "asking for refusals of changes"),
                (self._try_shown_names, "trying names that answers have shown"),
                (self._without_key, "calling without a key"),
            ):
                self._progress(name)
                phase()
        except UndecidedError as problem:
            self.stopped, self.stopped_by = str(problem), problem
        self._finish()
        self._drop_unconfirmed()
        self.marks.settle()

    def _finish(self) -> None:
        self._progress("revoking")
        try:
            self._remove()
        except UndecidedError as problem:
            if not self.stopped:
                self.stopped, self.stopped_by = str(problem), problem

    def _drop_unconfirmed(self) -> None:
        """What was seen once, and not when it was asked again, decides nothing."""
        for observation in self.seen.seen_once():
            of_removing = observation.operation == self._roles.remove.id
            if of_removing and observation.kind != "still-listed":
                continue
            del self.seen.observations[observation.key]
            constraint = self.marks.of_observation(observation)
            if constraint:
                reason = f"seen once and not again: {observation.server}"
                self.seen.undecided[constraint.id] = reason

    # -- phases ---------------------------------------------------------------------------------

    def _open(self) -> None:
        self._get(self._roles.list, self._roles.list.path, [])
        for operation in self._roles.plain:
            self._get(operation, operation.path, [])

    def _list(self) -> Exchange:
        exchange = self._get(self._roles.list, self._roles.list.path, self.asker.alive)
        if 200 <= exchange.answer.status < 300:
            create = self._roles.create
            self.marks.compared(create.id, create.success, (), "effect")
            for observation in not_listed(create, exchange, self.asker.alive):
                self.seen.add(observation)
        return exchange

    def _get(self, operation: Operation, path: str, keys: list[Key]) -> Exchange:
        return self.asker.get(operation, path, keys)

    def _create(self) -> None:
        def send(content: dict[str, Any], refusal: bool, _row: Row) -> Exchange:
            return self.asker.create(content, refusal=refusal)

        columns = self.plan.columns["create"]
        self._created = Isolator(self.asker, self._roles.create, columns, self._moment, send)
        for row in self.plan.create:
            self._created.accept(row)

    def _update(self) -> None:
        if self._roles.update is None or not self.asker.alive:
            return

        def send(content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
            key = self._key_for(row, refusal)
            if ("id",) not in row:
                content = {"id": key.id, **content}
            exchange = self.asker.update(key, content, refusal=refusal)
            if exchange.answer.status in NOT_THERE:
                raise OperationMissingError(exchange)
            return exchange

        columns = self.plan.columns["update"]
        self._updated = Isolator(self.asker, self._roles.update, columns, self._moment, send)
        try:
            for row in self.plan.update:
                self._updated.accept(row)
        except OperationMissingError as gone:
            self._updated = None
            says = ("the operation is there", f"answers {gone.exchange.answer.status}")
            for exchange in (
                gone.exchange,
                self.asker.call(self._roles.update, gone.exchange.call),
            ):
                scene = Scene(self._roles.update.id, "answer", "200", exchange)
                self.seen.add(scene.saw((), ("operation-missing", "status", None), says))

    def _key_for(self, row: Row, refusal: bool) -> Key:
        """The key that shows most if a field left out is changed; the last one for refusals."""
        alive = self.asker.alive
        if not alive:
            raise UndecidedError("No key is left to change.")
        if refusal:
            return alive[-1]
        absent = [choice.path for choice in row.values() if choice.label == "absent"]

        def rich(key: Key) -> int:
            known = [path for path, value in key.expected.items() if value not in (UNKNOWN, None)]
            return sum(any(path[: len(a)] == a for a in absent) for path in known)

        return max(alive, key=lambda key: (rich(key), -key.changes))

    def _read(self) -> None:
        operation = self._roles.read
        for key in self._telling(self.plan.reads):
            self._get(operation, operation.path.replace("{id}", key.id), [key])

    def _telling(self, most: int) -> list[Key]:
        """Choose keys that together show as many different values as they can."""
        chosen: list[Key] = []
        shown: set[str] = set()
        pool = self.asker.alive
        while pool and len(chosen) < most:
            best = max(pool, key=lambda key: len(_values(key) - shown))
            chosen.append(best)
            shown |= _values(best)
            pool = [key for key in pool if key is not best]
        return chosen

    def _refuse_create(self) -> None:
        if self._created:
            for row in self.plan.refuse_create:
                self._created.refuse(row)

    def _refuse_update(self) -> None:
        if self._updated:
            for row in self.plan.refuse_update:
                self._updated.refuse(row)

    def _try_shown_names(self) -> None:
        """A property that answers have and the contract does not know may be accepted, too."""
        shown = {
            str(found[0].about): next(iter((found[0].learned or {}).values()), None)
            for found in self.seen.observations.values()
            if found[0].kind == "answer-extra" and found[0].path[:1] == ("data",)
        }
        for isolator in filter(None, (self._created, self._updated)):
            for name, value in shown.items():
                isolator.try_name(name, value)

    def _without_key(self) -> None:
        if self.asker.alive:
            call_without_key(self.asker, self.plan, self._moment)

    def _remove(self) -> None:
        operation = self._roles.remove
        gone: list[Key] = []
        for key in sorted(self.asker.alive, key=lambda key: not key.limited):
            exchange = self._revoke(operation, key)
            if 200 <= exchange.answer.status < 300:
                key.alive = False
                gone.append(key)
        if not gone or self.stopped:
            return
        for _ in range(2):
            listed = self._get(self._roles.list, self._roles.list.path, [])
            if not 200 <= listed.answer.status < 300:
                return
            self.marks.compared(operation.id, operation.success, (), "effect")
            for observation in still_listed(operation, listed, gone):
                self.seen.add(observation)
            if not self.seen.seen_once_in(listed):
                return

    def _revoke(self, operation: Operation, key: Key) -> Exchange:
        query = (("id", key.id),)
        call = Call(operation.id, operation.method, operation.path, query=query)
        exchange = self.asker.call(operation, call)
        self.asker.judge(operation, exchange, ())
        return exchange


def _values(key: Key) -> set[str]:
    return {f"{path}={value!r}" for path, value in key.expected.items() if path != ("id",)}
