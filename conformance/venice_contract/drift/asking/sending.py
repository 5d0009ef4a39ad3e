"""Sending: each call is counted against the budget, and sent again where that can do no harm."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from urllib.parse import quote

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.operations import JSON, Operation
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.calls import Calls
from venice_contract.drift.observe import Exchange, Observation, Seen
from venice_contract.drift.plan import Budget
from venice_contract.errors import BudgetError, RefusedKeyError, UndecidedError, UnreachableError
from venice_contract.target import FORM, Answer, Call, Target
from venice_contract.target.redirects import leads_on, other_end, slashed
from venice_contract.verdict import Constraint, Traffic, counted

TROUBLES_IN_A_ROW = 3
"""So many failures of the server itself, one after another, and the run gives up."""
BACKOFF = (1.0, 2.0, 4.0)
"""Seconds before a call that changes nothing twice is sent again (the vendor's guide: 500 and 503
are to be retried with exponential backoff)."""
KEY_REFUSED = (401, 403)
"""Statuses of a caller's key that is not accepted, which is no matter of the key that is named."""
NOT_THERE = (404, 405, 410, 501)
"""Statuses of an operation that a server does not have; 404 and 410 may also mean the key."""
NOT_FOUND = (400, 404, 410)
"""Refusals of an id that no key has."""
OF_FORM = (400, 422, 428)
"""Refusals of a request for its form."""
OF_MEDIA = 415
MERGE_PATCH = "application/merge-patch+json"


def _is_named(name: str, said: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said, re.IGNORECASE))


def _is_disguised(operation: Operation, answer: Answer) -> bool:
    """Whether an answer of success is a refusal by its body, and nothing else by the contract."""
    done, refusal = (operation.answers.get(one) for one in (operation.success, operation.invalid))
    if not 200 <= answer.status < 300 or not (done and done.schema and refusal and refusal.schema):
        return False
    body = answer.json_or(None)
    # A refusal that need not say anything could be any answer.
    says = isinstance(body, dict) and bool(refusal.schema.required)
    told = says and accepts(refusal.schema, body)
    return told and not accepts(done.schema, body)


@dataclass(eq=False, repr=False)
class Sender:
    """The only way from the verdict to the target; `wait` waits so many seconds."""

    _target: Target
    contract: Contract
    seen: Seen
    _budget: Budget
    moment: Moment
    wait: Callable[[float], None]
    keys: list[Key] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    _troubles: int = 0
    # Operations that were sent again with what a refusal of theirs had named.
    _demanding: set[str] = field(default_factory=set)
    # Operations that refuse every media type that was tried.
    _in_media: set[str] = field(default_factory=set)
    # Operations that stand at their path with another end.
    _elsewhere: set[str] = field(default_factory=set)
    # Whether keys were made since new ones were waited for.
    _new_keys: bool = False

    def __post_init__(self) -> None:
        """Make what makes the calls."""
        self.roles = self.contract.family
        self._calls = calls = Calls(self.roles, self.moment)
        self.request, self.on, self.of = calls.request, calls.on, calls.of
        self.route_of = calls.route_of

    @property
    def alive(self) -> list[Key]:
        """The keys of this run that have not been revoked."""
        return [key for key in self.keys if key.alive]

    @property
    def room(self) -> int:
        """How many more keys may be alive at one time."""
        return self._budget.alive - len(self.alive)

    def call(
        self, operation: Operation, call: Call, again: Callable[[], Call] | None = None
    ) -> Exchange:
        """Send one call within the budget, again after trouble if that can do no harm.

        `again` makes the call for each time that it is sent again, the same one by default.

        Raises:
            UndecidedError: no usable answer came, or the budget is spent.
        """
        exchange = self._sent(operation, chain([call], iter(again or (lambda: call), None)))
        if self._may_not_know(operation, exchange):
            # A new one may not be known everywhere; waited is once for all keys.
            self._new_keys, call = False, exchange.call
            exchange = self.until(
                lambda one: not one.refused, lambda: self._send(operation, call), exchange
            )
        if exchange.answer.status in OF_FORM and not call.refusal:
            exchange = self._met(operation, exchange)
        if exchange.answer.status == OF_MEDIA and not call.refusal:
            exchange = self._in_other_media(operation, exchange)
        status = exchange.answer.status
        self._troubles = self._troubles + 1 if status >= 500 or status == 429 else 0
        if self._troubles >= TROUBLES_IN_A_ROW:
            raise UndecidedError(f"The server answered {status} {self._troubles} times in a row.")
        own = call.authenticated and not call.bearer
        if status in KEY_REFUSED and own and not exchange.weather:
            self._check_key(operation, exchange)
        return exchange

    def _sent(self, operation: Operation, calls: Iterator[Call]) -> Exchange:
        """Send, and after weather or a lost answer again where that can do no harm."""
        for seconds in BACKOFF if self._may_repeat(operation) else ():
            with suppress(UnreachableError):
                exchange = self._send(operation, next(calls))
                if not exchange.weather:
                    return exchange
            self.wait(seconds)
        return self._send(operation, next(calls))

    def _may_not_know(self, operation: Operation, exchange: Exchange) -> bool:
        """Whether a key of the run is refused that was made a moment ago, and no field is named."""
        call, route = exchange.call, self.route_of(operation)
        asked = route and not call.refusal and exchange.answer.status in NOT_FOUND
        if not asked or not self._new_keys or not route:
            return False
        fields = call.body if isinstance(call.body, dict) else {}
        named = {*call.path.split("/"), *dict(call.query).values(), fields.get(route.name)}
        return any({key.id, quote(key.id, safe="")} & named for key in self.alive) and not any(
            _is_named(name, exchange.text) for name in fields if name != route.name
        )

    def until(
        self,
        fine: Callable[[Exchange], bool],
        ask: Callable[[], Exchange],
        first: Exchange | None = None,
    ) -> Exchange:
        """Ask, or take a first answer; ask again after longer waits until one is fine."""
        exchange = first or ask()
        for seconds in BACKOFF:
            if fine(exchange):
                break
            self.wait(seconds)
            exchange = ask()
        return exchange

    def said_of(self, operation: Operation) -> list[Constraint]:
        """Return all that the contract says of an operation."""
        return [one for one in self.contract.constraints if one.operation == operation.id]

    def _met(self, operation: Operation, refused: Exchange) -> Exchange:
        """Ask again with the parameters that a refusal names, the first time that one does.

        They go with every call of the operation from then on.
        """
        lacking = self._calls.lacking(refused.call, operation)
        named = [one for one in lacking if _is_named(one.name, refused.text)]
        if operation.id in self._demanding or not named:
            return refused
        self._demanding.add(operation.id)
        again = self._send(operation, self._calls.with_more(refused.call, operation, named))
        if not again.accepted:
            return refused
        self._calls.needed[operation.id] = [*self._calls.needed.get(operation.id, ()), *named]
        says = ("absent is accepted", "refuses absent")
        for one in named:
            demands = self.contract.find(operation, one.where, (one.name,), "optional")
            self.seen.saw(
                "property-required", demands, says, refused, replace(refused, number=again.number)
            )
        return again

    def _in_other_media(self, operation: Operation, refused: Exchange) -> Exchange:
        """Ask again in the usual media types, once; all bodies are sent in one that is taken."""
        call = refused.call
        usual = (JSON, MERGE_PATCH) if call.method == "PATCH" else (JSON, FORM)
        for media in usual if operation.id not in self._in_media else ():
            if media == call.media:
                continue
            again = self._send(operation, replace(call, media=media))
            if again.accepted:
                self._calls.media[operation.id] = media
                constraint = self.contract.find(operation, "request", (), "content-type")
                says = (f"a body of {call.media} is taken", f"takes {media} in its place")
                second = replace(refused, number=again.number)
                both = (refused, second)
                self.seen.saw("media-refused", constraint, says, *both, answered=media)
                return again
        self._in_media.add(operation.id)
        return refused

    def _may_repeat(self, operation: Operation) -> bool:
        """Whether an operation may be called again: it does no more, or makes a key of the run.

        A key that an unanswered creation has made is found and revoked by the session.
        """
        update, proof = self.roles.update, self.contract.proof
        others = [one.operation for one in (self.roles.remove, update, proof) if one is not None]
        repeated = (self.roles.create, *others)
        return operation.method in ("GET", "HEAD", "DELETE") or operation in repeated

    def _check_key(self, operation: Operation, exchange: Exchange) -> None:
        """Tell a key that is not accepted from an id that is not known: the list knows no id."""
        listing = self.roles.list
        if operation is not listing:
            exchange = self._send(listing, self.request(listing))
        if exchange.answer.status in KEY_REFUSED:
            raise RefusedKeyError(
                f"{listing.method} {listing.path} answered {exchange.answer.status}: the key is "
                "not accepted.",
                hint="Give an ADMIN key in VENICE_API_KEY.",
            )

    def _send(self, operation: Operation, call: Call, *, followed: bool = False) -> Exchange:
        traffic, budget = self.traffic, self._budget
        creating = operation in self.contract.makers
        for name, used, most in (
            ("request", traffic.requests, budget.requests),
            ("create", traffic.creates, budget.creates if creating else budget.creates + 1),
            ("refusal", traffic.refusals, budget.refusals),
        ):
            if used >= most:
                raise BudgetError(f"The budget of {counted(most, name)} is spent.")
        if creating and self.room <= 0:
            raise BudgetError(f"The budget of {counted(budget.alive, 'key')} at one time is spent.")
        self.traffic = replace(traffic, requests=traffic.requests + 1)
        usual = call.path.endswith("/") == operation.path.endswith("/")
        if operation.id in self._elsewhere and usual:
            call = replace(call, path=other_end(call.path))
        answer = self._target.send(call)
        if 400 <= answer.status < 500:
            self.traffic = replace(self.traffic, refusals=self.traffic.refusals + 1)
        disguised = _is_disguised(operation, answer)
        exchange = Exchange(self.traffic.requests, call, answer, disguised=disguised)
        location = answer.headers.get("location", "")
        other = slashed(call.method, call.path, answer.status, location)
        return self._follow(operation, exchange, other) if other and not followed else exchange

    def _follow(self, operation: Operation, first: Exchange, path: str) -> Exchange:
        """Ask at the path that a redirect names, and note that it did, if that is an answer."""
        exchange = self._send(operation, replace(first.call, path=path), followed=True)
        if leads_on(first.call.method, exchange.answer.status):
            return first
        constraint = self.contract.find(operation, "request", (), "operation")
        says = ("an operation answers at its path", "redirects to the path with another end")
        seen = replace(first, number=exchange.number)
        told = Observation("path-redirected", constraint, None, *says, seen)
        if told.key in self.seen.observations:
            self._elsewhere.add(operation.id)  # confirmed: it is asked there
        self.seen.add(told)
        return exchange
