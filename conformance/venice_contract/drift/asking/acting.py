"""Other operations on a key: each is called once, and asked about what its body may be.

They are called on a key that is not needed any more. One that a key takes a single time, such as an
ending, is asked nothing more: a second refusal would say nothing of what was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.answers.keys import UNKNOWN, at
from venice_contract.drift.asking.isolate import Isolator

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.reading.operations import Operation
    from venice_contract.contract.roles import Route
    from venice_contract.contract.values.moment import Moment
    from venice_contract.drift.answers.keys import Key
    from venice_contract.drift.asking.asker import Asker
    from venice_contract.drift.columns import Row
    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.plan import Plan

NOT_THERE = (404, 405, 410, 501)
"""Statuses of an operation that a server does not have; 404 and 410 may also mean the key."""
ONCE = "a key takes the operation once, so nothing more was asked"


class Acting:
    """Calls the operations on a key that neither read, change nor revoke it.

    Args:
        asker: what sends and judges; it knows the keys of the run.
        plan: the rows of each operation that takes a body.
        moment: time and tag of the run.
        body: a body that an operation takes for a key.
        missing: hears of an operation that is not there, and of the exchange that showed it.
        withhold: hears of one that answered nothing that decides, and of the exchange.
    """

    def __init__(
        self,
        asker: Asker,
        plan: Plan,
        moment: Moment,
        body: Callable[[Operation, Key], Any],
        missing: Callable[[Operation, Exchange], None],
        withhold: Callable[[Operation, Exchange], None],
    ) -> None:
        self._asker = asker
        self._plan = plan
        self._moment = moment
        self._body = body
        self._missing = missing
        self._withhold = withhold
        self.isolators: list[Isolator] = []
        """Those that asked about a body."""

    def act(self) -> None:
        """Call each operation, and ask about its body."""
        for route in self._asker.roles.actions:
            said = self._asker.contract.at(route.operation.id, "request", ())
            if self._asker.alive and not any(o.unasked for o in said if o.kind == "operation"):
                self._call(route, self._asker.alive[0])

    def _call(self, route: Route, key: Key) -> None:
        operation = route.operation
        exchange = self._send(route, key, self._body(operation, key))
        if exchange.answer.status in NOT_THERE:
            self._missing(operation, exchange)
        elif not exchange.accepted:
            self._withhold(operation, exchange)
        else:
            if self._asker.seen.seen_once_in(exchange):
                self._send(route, key, exchange.call.body)
            if operation.request and operation.request.schema:
                self._ask(route, key)

    def _send(self, route: Route, key: Key, body: Any, *, refusal: bool = False) -> Exchange:
        operation = route.operation
        call = self._asker.on(route, key.id, body=body, refusal=refusal)
        exchange = self._asker.call(operation, call)
        if exchange.accepted:
            self._note_change(operation, exchange, key)
            self._asker.judge(operation, exchange, [key])
            self._asker.took_id(route)
            self._note_secret(operation, exchange, key)
        return exchange

    def _note_change(self, operation: Operation, exchange: Exchange, key: Key) -> None:
        """Note what a key must look like after an action that was sent some of its fields.

        What PUT does not name may be left as it is or not, and what POST names may be kept or not.
        """
        request = operation.request.schema if operation.request else None
        if request is None or not isinstance(exchange.call.body, dict):
            return
        shared = [path for path in key.expected if path[0] in request.properties]
        if operation.method == "PUT" and shared:
            key.expected = dict.fromkeys(key.expected, UNKNOWN)
        if operation.method != "POST" and shared:
            self._asker.note_change(key, request, exchange)
        else:
            key.expected.update(dict.fromkeys(shared, UNKNOWN))

    def _ask(self, route: Route, key: Key) -> None:
        """Ask about each field of a body, if a key takes the operation more than once."""
        names = {route.name: key.id} if route.where == "body" else {}

        def send(content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
            whole = content if (route.name,) in row else names | content
            return self._send(route, key, whole, refusal=refusal)

        operation, asking = route.operation, self._plan.actions[route.operation.id]
        isolator = Isolator(self._asker, operation, asking, self._moment, (), send)
        if not isolator.ask({}).accepted:
            said = self._asker.contract.constraints
            here = [one for one in said if one.operation == operation.id and one.side == "request"]
            self._asker.seen.withhold(here, ONCE)
            return
        self._asker.understood(operation)
        for row in asking.accept:
            isolator.accept(row)
        for row in asking.refuse:
            isolator.refuse(row)
        self.isolators.append(isolator)

    def _note_secret(self, operation: Operation, exchange: Exchange, key: Key) -> None:
        """Compare a secret that an action answers with the one that the key had."""
        secret = self._asker.roles.secret
        message = operation.answers.get(operation.success)
        if secret is None or message is None or message.schema is None:
            return
        try:
            body = exchange.answer.json()
        except ValueError:
            return  # told already: the answer was judged
        for node in message.schema.walk():
            if node.path and node.path[-1] == secret[-1]:
                new = at(body, node.path)
                if new == key.secret and key.secret:
                    says = ("a new secret is answered", "answers the old one")
                    constraint = self._asker.contract.find(operation, "answer", node.path, "type")
                    again = self._asker.call(operation, exchange.call)
                    self._asker.seen.saw("secret-kept", constraint, says, exchange, again)
                elif isinstance(new, str):
                    key.secret = new
