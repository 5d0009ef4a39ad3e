"""Asking the server: every call is counted, and every answer judged, in one place."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.contract.echo import sent_paths
from venice_contract.drift.answers import AnswerJudge
from venice_contract.drift.ledger import Key, after_create, after_update, leaves
from venice_contract.drift.listing import texts
from venice_contract.drift.observe import Exchange, Scene, Seen
from venice_contract.drift.roundtrip import Mirror, compare, mirror, shows_secret
from venice_contract.errors import BudgetError, RefusedKeyError, UndecidedError
from venice_contract.target import Call
from venice_contract.verdict import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.operations import Operation
    from venice_contract.drift.marks import Marks
    from venice_contract.drift.plan import Budget
    from venice_contract.drift.roles import Roles
    from venice_contract.target import Target

Path = tuple[str, ...]
NO_NAMES: frozenset[Path] = frozenset()
TROUBLES_IN_A_ROW = 3
"""So many failures of the server itself, one after another, and the run gives up."""


class Asker:
    """The only way from the verdict to the target.

    Args:
        target: the server.
        roles: the five key operations.
        seen: takes what is observed.
        marks: takes what is decided.
        budget: hard caps; passing one raises BudgetError.
    """

    def __init__(
        self, target: Target, roles: Roles, seen: Seen, marks: Marks, budget: Budget
    ) -> None:
        self.roles = roles
        self.seen = seen
        self.marks = marks
        self.keys: list[Key] = []
        self.traffic = Traffic()
        self._target = target
        self._budget = budget
        self._judge = AnswerJudge()
        self._troubles = 0
        self._confirming = False
        sent = sent_paths({operation.id: operation for operation in roles.all})
        self._mirrors: dict[str, Mirror | None] = {
            operation.id: mirror(operation.answers[operation.success].schema, sent)
            for operation in (*roles.all, *roles.plain)
        }

    @property
    def alive(self) -> list[Key]:
        """The keys of this run that have not been revoked."""
        return [key for key in self.keys if key.alive]

    def call(self, operation: Operation, call: Call) -> Exchange:
        """Send one call within the budget; retry once after a failure of the server itself.

        Raises:
            UndecidedError: no usable answer came, or the budget is spent.
        """
        exchange = self._send(operation, call)
        if exchange.answer.status >= 500 and call.method == "GET":
            exchange = self._send(operation, call)
        status = exchange.answer.status
        self._troubles = self._troubles + 1 if status >= 500 or status == 429 else 0
        if self._troubles >= TROUBLES_IN_A_ROW:
            raise UndecidedError(f"The server answered {status} {self._troubles} times in a row.")
        if status in (401, 403) and call.authenticated:
            self._check_key(operation, exchange)
        return exchange

    def _check_key(self, operation: Operation, exchange: Exchange) -> None:
        """Tell a key that is not accepted from an id that is not known: the list knows no id."""
        listing = self.roles.list
        if operation is not listing:
            call = Call(listing.id, listing.method, listing.path)
            exchange = self._send(listing, call)
        if exchange.answer.status in (401, 403):
            raise RefusedKeyError(
                f"{listing.method} {listing.path} answered {exchange.answer.status}: the key is "
                "not accepted.",
                hint="Give an ADMIN key in VENICE_API_KEY.",
            )

    def _send(self, operation: Operation, call: Call) -> Exchange:
        traffic, budget = self.traffic, self._budget
        creating = operation is self.roles.create
        for name, used, most in (
            ("requests", traffic.requests, budget.requests),
            ("creates", traffic.creates, budget.creates if creating else budget.creates + 1),
            ("refusals", traffic.refusals, budget.refusals),
        ):
            if used >= most:
                raise BudgetError(f"The budget of {most} {name} is spent.")
        if creating and len(self.alive) >= budget.alive:
            raise BudgetError(f"The budget of {budget.alive} keys at one time is spent.")
        self.traffic = replace(traffic, requests=traffic.requests + 1)
        answer = self._target.send(call)
        if 400 <= answer.status < 500:
            self.traffic = replace(self.traffic, refusals=self.traffic.refusals + 1)
        return Exchange(self.traffic.requests, call, answer)

    def judge(
        self, operation: Operation, exchange: Exchange, keys: Iterable[Key], sent: Any = None
    ) -> None:
        """Judge one answer: its status, its schema, and what it gives back of the keys it shows."""
        status = exchange.answer.status
        documented = str(status) if str(status) in operation.answers else ""
        message = operation.answer(status)
        wanted = operation.success if 200 <= status < 300 else ""
        scene = Scene(operation.id, "answer", wanted or documented, exchange)
        if message is None or (wanted and status != int(wanted)):
            known = operation.success if wanted else ", ".join(operation.answers)
            says = (f"the status is {known}", f"answers {status}")
            self.seen.add(scene.saw((), ("answer-status", "status", status), says, status))
            message = operation.answers[operation.success] if wanted else None
        if message is None:
            return
        for observation in self._judge.differences(scene, message):
            self.seen.add(observation)
        try:
            body = exchange.answer.json()
        except ValueError:
            return
        self.marks.answer(operation.id, scene.status, message.schema, body)
        if wanted:
            self._reflect(operation, scene, body, {key.id: key for key in keys}, sent)

    def _reflect(
        self, operation: Operation, scene: Scene, body: Any, keys: dict[str, Key], sent: Any
    ) -> None:
        glass = self._mirrors[operation.id]
        if glass is None:
            return
        named = NO_NAMES
        if sent is not None and operation.request and operation.request.schema:
            paths = leaves(operation.request.schema)
            named = frozenset(path for path in paths if _is_in(sent, path))
        for shown in glass.entities(body):
            key = keys.get(str(shown.get("id")))
            if key is None:
                continue
            for observation in compare(scene, glass, shown, key, named):
                self.seen.add(observation)
            self._mark_compared(operation, scene, glass, shown, key)
            if operation is not self.roles.create:
                for observation in shows_secret(scene, glass, key):
                    self.seen.add(observation)

    def _mark_compared(
        self, operation: Operation, scene: Scene, glass: Mirror, shown: dict[str, Any], key: Key
    ) -> None:
        for path in glass.fields:
            if _is_in(shown, path[:-1]):
                self.marks.compared(operation.id, scene.status, (*glass.prefix, *path), "echo")
        for name in glass.root.properties:
            if name in shown or key.limited:
                self.marks.compared(operation.id, scene.status, (*glass.prefix, name), "presence")
        self.marks.compared(operation.id, scene.status, glass.prefix, "secret")
        if operation is self.roles.create:
            for path in key.defaulted:
                self.marks.compared(operation.id, "", path, "absent-means")

    def create(self, body: dict[str, Any], *, refusal: bool = False) -> Exchange:
        """Send a creation; a key that it makes enters the ledger, and the answer is judged."""
        operation = self.roles.create
        call = Call(operation.id, "POST", operation.path, body=body, refusal=refusal)
        exchange = self.call(operation, call)
        key = self.adopt(exchange, body)
        if 200 <= exchange.answer.status < 300:
            self.understood(operation)
            self.judge(operation, exchange, [key] if key else [], body)
            if self.seen.seen_once_in(exchange) and not self._confirming:
                with self._confirmation():
                    self.create(body, refusal=refusal)
        return exchange

    def adopt(self, exchange: Exchange, body: dict[str, Any]) -> Key | None:
        """Enter the key that an answer shows into the ledger, None if it shows none."""
        request = self.roles.create.request
        if 200 <= exchange.answer.status < 300:
            self.traffic = replace(self.traffic, creates=self.traffic.creates + 1)
        try:
            shown = exchange.answer.json()
        except ValueError:
            return None
        data = shown.get("data") if isinstance(shown, dict) else None
        data = data if isinstance(data, dict) else {}
        identity = data.get("id")
        if not isinstance(identity, str) or request is None or request.schema is None:
            return None
        secret = data.get("apiKey")
        expected = after_create(request.schema, body)
        defaulted = frozenset(
            path
            for path, schema in leaves(request.schema).items()
            if schema.value("x-absent-means") is not None and not _is_in(body, path)
        )
        expected["id",] = identity
        key = Key(
            identity,
            secret if isinstance(secret, str) else "",
            expected,
            defaulted,
            exchange.call.operation,
        )
        self.keys.append(key)
        most = max(self.traffic.alive_at_most, len(self.alive))
        self.traffic = replace(self.traffic, alive_at_most=most)
        return key

    def look_at(self, exchange: Exchange) -> None:
        """Read back the key that an exchange has made or changed, so that every answer shows it."""
        shown = texts(exchange.answer) or ()
        for key in self.alive:
            if key.id in shown:
                self.get(self.roles.read, self.roles.read.path.replace("{id}", key.id), [key])
                self.get(self.roles.list, self.roles.list.path, self.alive)
                return

    def understood(self, operation: Operation) -> None:
        """Note that a request was accepted as what it is: an object."""
        for kind in ("type", "not-null"):
            self.marks.compared(operation.id, "", (), kind)

    def update(self, key: Key, body: dict[str, Any], *, refusal: bool = False) -> Exchange:
        """Send a change of one key; the ledger follows if it is accepted."""
        operation = self.roles.update
        if operation is None or operation.request is None or operation.request.schema is None:
            raise UndecidedError("The fragment has no operation that changes a key.")
        call = Call(operation.id, operation.method, operation.path, body=body, refusal=refusal)
        exchange = self.call(operation, call)
        if 200 <= exchange.answer.status < 300:
            key.changes += 1
            key.expected = after_update(operation.request.schema, body, key.expected)
            key.expected["id",] = key.id
            self.understood(operation)
            self.judge(operation, exchange, [key], body)
            if self.seen.seen_once_in(exchange) and not self._confirming:
                with self._confirmation():
                    self.update(key, body, refusal=refusal)
        return exchange

    def get(self, operation: Operation, path: str, keys: list[Key]) -> Exchange:
        """Read something, and judge the answer; read it again if that shows something new."""
        exchange = self.call(operation, Call(operation.id, operation.method, path))
        self.judge(operation, exchange, keys)
        if self.seen.seen_once_in(exchange):
            again = self.call(operation, Call(operation.id, operation.method, path))
            self.judge(operation, again, keys)
        return exchange

    @contextmanager
    def _confirmation(self) -> Iterator[None]:
        """A call that is made to see again what was seen once is not itself confirmed."""
        self._confirming = True
        try:
            yield
        finally:
            self._confirming = False


def _is_in(body: Any, path: Path) -> bool:
    for step in path:
        if not isinstance(body, dict) or step not in body:
            return False
        body = body[step]
    return True
