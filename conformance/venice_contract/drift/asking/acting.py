"""Other operations on a key: each is called once, and asked about what its body may be.

They are called on a key that is not needed any more. One that a key takes a single time, such as an
ending, is asked nothing more: a second refusal would say nothing of what was sent.

What an action leaves a key as is known by what it is called: no schema says it. Where the last step
of its path begins as an enum value of a field, as `disable` does `DISABLED`, that is what the field
is afterwards, and a boolean that is called so is true. After the opposite neither is so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Route, entity, new_secrets, step
from venice_contract.drift.answers.keys import UNKNOWN, Key, at
from venice_contract.drift.asking.asker import LAG, Asker
from venice_contract.drift.asking.isolate import Isolator
from venice_contract.drift.asking.opening import Opening
from venice_contract.drift.asking.sending import NOT_THERE
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import Plan, renews
from venice_contract.target.paging import plain

ONCE = "a key takes the operation once, so nothing more was asked"


OPPOSITES = {
    "enable": "disable",
    "activate": "deactivate",
    "lock": "unlock",
    "archive": "unarchive",
    "suspend": "unsuspend",
    "pause": "resume",
    "block": "unblock",
    "freeze": "unfreeze",
}
OTHER = {**{back: there for there, back in OPPOSITES.items()}, **OPPOSITES, "restore": "archive"}
"""By what an action is called, the one whose end it is."""
SHORTEST = 3
"""Letters that an action and a value must share at least."""


@dataclass(frozen=True, slots=True)
class State:
    """A value that a field has after an action, or has no longer."""

    schema: Schema
    value: Any
    after: bool

    @property
    def said(self) -> str:
        """What must be so, for people."""
        return f"{self.schema.path[-1]} is {'' if self.after else 'not '}{self.value!r} after it"

    def contradicts(self, value: Any) -> bool:
        """Whether a field that shows a value is not as it must be, however that is spelt."""
        return (plain(str(value)) == plain(str(self.value))) is not self.after


class Acting:
    """Calls the operations on a key that neither read, change nor revoke it.

    `body` gives what an operation takes for a key; `missing` and `withhold` hear of one that is not
    there, and of one that answered nothing that decides, with the exchange.
    """

    def __init__(
        self,
        asker: Asker,
        plan: Plan,
        opening: Opening,
        body: Callable[[Operation, Key], Any],
        missing: Callable[[Operation, Exchange], None],
        withhold: Callable[[Operation, Exchange], None],
    ) -> None:
        self._asker = asker
        self._plan = plan
        self._opening = opening
        self._renewed: Key | None = None
        self._body = body
        self._missing = missing
        self._withhold = withhold
        self.isolators: list[Isolator] = []
        """Those that asked about a body."""
        self.ended: list[tuple[Operation, Key]] = []
        """Keys that an operation has ended, by its name, last of all."""
        self._left: set[str] = set()
        """Ids of keys that an action left as something by its name, and so are there."""

    def act(self) -> None:
        """Call each operation, and ask about its body."""
        # What leaves a key as no other was comes late, and what ends one last.
        actions = self._asker.roles.actions
        for route in sorted(actions, key=lambda one: (one.ends, bool(self._states(one)))):
            said = self._asker.contract.at(route.operation.id, "request", ())
            if self._asker.alive and not any(o.unasked for o in said if o.kind == "operation"):
                fit = self._opening.fit if renews(route, self._asker.roles) else []
                self._call(route, [*fit, *self._asker.alive][0])

    def _call(self, route: Route, key: Key) -> None:
        operation, self._renewed = route.operation, None
        opened = renews(route, self._asker.roles) and self._opening.opens(key)
        exchange = self._send(route, key, self._body(operation, key))
        if exchange.answer.status in NOT_THERE and self._is_over(key):
            if self._asker.alive:
                self._call(route, self._asker.alive[0])
            return
        if exchange.answer.status in NOT_THERE:
            self._missing(operation, exchange)
            return
        body = self._isolator(route, key)
        if body is not None and exchange.refused and body.stands():
            exchange = body.ask({})  # what is refused of the least is found out with the rest
        if not exchange.accepted:
            self._withhold(operation, exchange)
            return
        self._ask_more(route, key, exchange, body)
        if opened and self._renewed is not None:
            self._opening.try_renewed(self._renewed, operation)

    def _ask_more(self, route: Route, key: Key, exchange: Exchange, body: Isolator | None) -> None:
        """Ask about an action that a key has taken."""
        operation = route.operation
        if self._asker.seen.seen_once_in(exchange):
            self._send(route, key, exchange.call.body)
        self._see_states(route, key)
        if body is not None:
            self._ask(operation, body)
        if route.ends:
            self.ended.append((operation, key))

    def _is_over(self, key: Key) -> bool:
        """Whether an action has ended a key, so that no other can be called on it."""
        if key.id in self._left:
            return False
        key.alive = key.id in self._asker.list([]).shown
        return not key.alive

    def _states(self, route: Route) -> list[State]:
        """Return what the fields of a key are after an action, by what that is called."""
        read = self._asker.roles.read
        if read is None or route.ends or route.operation.method in ("GET", "HEAD"):
            return []
        return list(states(route.operation, read.operation, self._asker.roles.key_name))

    def _see_states(self, route: Route, key: Key) -> None:
        """Read a key after an action, and see that it is what the action is called after."""
        states = self._states(route)
        if states:
            self._left.add(key.id)
            key.secret = ""  # whether it still opens anything is the action's own affair
        for state in states:
            seen = []
            for seconds in (*LAG, 0.0):
                exchange = self._asker.read(key)
                body = self._asker.shown(exchange)
                shown = at(body, state.schema.path)
                if exchange is None or body is None or not state.contradicts(shown):
                    break
                seen.append(exchange)
                self._asker.wait(seconds)
            else:
                constraint = self._asker.contract.find(route.operation, "request", (), "operation")
                says = (state.said, f"shows {shown!r}")
                self._asker.seen.saw("action-ignored", constraint, says, *seen[-2:])

    def _send(self, route: Route, key: Key, body: Any, *, refusal: bool = False) -> Exchange:
        operation = route.operation
        given = {} if route.where else self._asker.likely(operation, key)
        call = self._asker.on(route, key.id, body=body, refusal=refusal, given=given)
        exchange = self._asker.call(operation, call)
        if exchange.accepted:
            self._note_change(operation, exchange, key)
            for state in self._states(route):
                name = state.schema.path[-1:]
                key.expected |= {name: UNKNOWN} if name in key.expected else {}
            self._asker.judge(operation, exchange, [key])
            self._asker.took_id(route, key.id)
            copied = self._asker.adopt_copy(operation, exchange)
            self._note_secret(operation, exchange, key, copied=copied)
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

    def _isolator(self, route: Route, key: Key) -> Isolator | None:
        """Return what asks about the body of an action, None where it has none."""
        operation, names = route.operation, route.names(key.id)
        if operation.request is None or operation.request.schema is None:
            return None

        def send(content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
            whole = content if (route.name,) in row else names | content
            return self._send(route, key, whole, refusal=refusal)

        return Isolator(self._asker, operation, self._plan.actions[operation.id], (), send)

    def _ask(self, operation: Operation, isolator: Isolator) -> None:
        """Ask about each field of a body, if a key takes the operation more than once."""
        asking = self._plan.actions[operation.id]
        if not isolator.ask({}).accepted:
            sides = ("request", f"answer-{operation.invalid}")
            here = [one for one in self._asker.said_of(operation) if one.side in sides]
            self._asker.seen.withhold(here, ONCE)
            return
        self._asker.understood(operation)
        for row in asking.accept:
            isolator.accept(row)
        for row in asking.refuse:
            isolator.refuse(row)
        self.isolators.append(isolator)

    def _note_secret(
        self, operation: Operation, exchange: Exchange, key: Key, *, copied: bool
    ) -> None:
        """Compare a secret that an action answers, of the key or of a copy, with the key's."""
        for path in new_secrets(operation, self._asker.roles):
            new = at(exchange.json, path)
            if new == key.secret and key.secret:
                says = ("a new secret is answered", "answers the old one")
                constraint = self._asker.contract.find(operation, "answer", path, "type")
                again = self._asker.call(operation, exchange.call)
                self._asker.adopt_copy(operation, again)
                self._asker.seen.saw("secret-kept", constraint, says, exchange, again)
            elif isinstance(new, str):
                self._renewed = self._asker.keys[-1] if copied else key
                self._renewed.secret = new
            elif not copied:
                key.secret = ""  # it is another one now, and none was told


def states(action: Operation, shown: Operation, key_name: str) -> Iterator[State]:
    """Yield what the fields of a key are after an action, as another operation shows them."""
    message = shown.answers.get(shown.success)
    root = entity(message.schema if message else None, key_name)
    for name, schema in (root.properties if root else {}).items():
        for word, value in _words(name, schema):
            if _begins(word, step(action)):
                yield State(schema, value, after=True)
            elif _begins(word, OTHER.get(step(action), "")):
                yield State(schema, value, after=False)


def _words(name: str, schema: Schema) -> Iterator[tuple[str, Any]]:
    if "boolean" in schema.types:
        yield plain(name).removeprefix("is"), True
    for value in schema.value("enum") or ():
        if isinstance(value, str):
            yield plain(value), value


def _begins(word: str, called: str) -> bool:
    stem = plain(called).removesuffix("e")
    return len(stem) >= SHORTEST and word.startswith(stem)
