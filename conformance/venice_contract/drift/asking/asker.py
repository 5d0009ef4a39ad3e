"""Asking the server: every answer is judged, and every key kept in mind, in one place."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from venice_contract.contract.echo import EchoMap
from venice_contract.contract.reading.operations import Message, Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Route, entity, marked, own_name
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import ABSENT
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.envelopes import rehoused
from venice_contract.drift.answers.keys import (
    UNKNOWN,
    Key,
    after_update,
    at,
    beside,
    born,
    is_identity,
    named,
    recovered,
    take_away,
    undocumented,
)
from venice_contract.drift.answers.pages import Pages
from venice_contract.drift.answers.roundtrip import Comparison
from venice_contract.drift.answers.violations import AnswerJudge, Scene, content, short
from venice_contract.drift.asking.sending import Sender
from venice_contract.drift.calls import NOTHING, Given
from venice_contract.drift.columns import is_within
from venice_contract.drift.observe import Exchange
from venice_contract.errors import UndecidedError
from venice_contract.target import FORM, Call, nodes
from venice_contract.target.paging import plain
from venice_contract.verdict import ITEMS, Path

Alone = Callable[[Path], dict[str, Any] | None]

LAG = (1.0, 2.0, 4.0)
"""Seconds after which a key or a list is read again that does not show yet what it should."""
LAGGING = frozenset({"echo-lost", "side-effect", "presence-missing"})
MOST_PAGES = 50
"""Pages of one list that are read; an account has at most 500 keys (page)."""
TOO_LONG = f"the list has more than {MOST_PAGES} pages"
LOOKED_FOR = ("q", "query", "search", "term", "text", "filter")
"""What is called so takes a text of the keys that it finds."""
UNKNOWN_KEY = ("401", "402", "403", "404", "429")
"""Refusals that say nothing of the request's form: of the key, of an id, of the pace."""


@dataclass(eq=False, repr=False)
class Asker(Sender):
    """Sends, and judges every answer.

    Attributes:
        changed_from: the number of the exchange that first changed a key, 0 before it.
        steady: whether a key is after a change what was sent, so that answers can be held to it.
        before: ids that were listed before the run made a key.
    """

    changed_from: int = 0
    steady: bool = True
    before: set[str] = field(default_factory=set)
    _nameless: list[Key] = field(default_factory=list)
    _confirming: bool = False

    def __post_init__(self) -> None:
        """Make what judges the answers."""
        super().__post_init__()
        self._answers = AnswerJudge(self.contract, self.seen)

    def judge(
        self, operation: Operation, exchange: Exchange, keys: Iterable[Key], *, one: bool = False
    ) -> None:
        """Judge an answer: its status, its schema, and what it gives back of the keys it may show.

        With `one` it must show just the one key that is given.
        """
        status = exchange.answer.status
        message, side = operation.answer(status), self.side(operation, status)
        if message is None or (
            exchange.accepted and operation.documents(status) != operation.success
        ):
            self._saw_status(operation, exchange)
            message = operation.answers.get(operation.success) if exchange.accepted else None
        if message is None:
            return
        for observation in self._answers.differences(operation, side, exchange, message):
            self.seen.add(observation)
        try:
            body = content(message, exchange.answer)
        except ValueError:
            if not message.media or message.schema is None:
                self._answers.mark(operation, side, None, None)
            return
        self._answers.mark(operation, side, message.schema, body)
        shown = self.contract.echoes(operation) if exchange.accepted else None
        if shown is not None:
            moved = self._judge_moved(operation, side, exchange, message, shown)
            within = body if moved is None else moved
            scene = Scene(self.contract, operation, "answer", exchange)
            compare = Comparison(scene, self.roles, shown)
            for observation in compare.all(within, list(keys), one=one):
                self.seen.add(observation)
            self.seen.became.update(compare.became)
            self.seen.decide(compare.decided)

    def _judge_moved(
        self, operation: Operation, side: str, exchange: Exchange, message: Message, shown: EchoMap
    ) -> Any:
        """Judge the keys that stand elsewhere than they should, None where they do not."""
        moved = self._moved(exchange)
        if moved is None or message.schema is None:
            return moved
        for one in self._answers.differences(operation, side, exchange, message, moved):
            if one.field != shown.prefix and is_within(one.field, shown.prefix):
                self.seen.add(one)
        self._answers.mark(operation, side, message.schema, moved)
        return moved

    def shown(self, exchange: Exchange | None) -> Any:
        """Return what an accepted read shows, None for anything else."""
        return self._shown(exchange) if exchange is not None and exchange.accepted else None

    def _shown(self, exchange: Exchange) -> Any:
        """Return an answer with its keys in their place, None for what is no JSON."""
        moved = self._moved(exchange)
        return exchange.json if moved is None else moved

    def _moved(self, exchange: Exchange) -> Any:
        """Return an answer with its keys in their place, None where they need no moving."""
        shown = self.contract.echoes(self.contract.operations[exchange.call.operation])
        if shown is None or not exchange.accepted:
            return None
        return rehoused(exchange.json, shown, self.roles.key_name)

    def judge_refusal(self, operation: Operation, exchange: Exchange) -> None:
        """Judge the refusal of an invalid request: its status and its shape."""
        status, documented = exchange.answer.status, operation.invalid
        known = operation.documents(status) == documented or str(status) in UNKNOWN_KEY
        if not documented or known:
            self.judge(operation, exchange, ())
            return
        self.saw_refusal(operation, documented, "an invalid request is answered", exchange)

    def saw_refusal(
        self,
        operation: Operation,
        documented: str,
        told: str,
        *exchanges: Exchange,
        kind: str = "refusal-status",
    ) -> None:
        """Note that calls were not refused as documented; `told` says what is answered so."""
        side = f"answer-{documented}"
        constraint = self.contract.find(operation, side, (), "status", documented)
        for one in exchanges:
            status = one.answer.status
            with_it = "with an error" if documented == "default" else documented
            says = (f"{told} {with_it}", f"answers {status}")
            self.seen.saw(kind, constraint, says, one, about=status, answered=status)

    def judge_refused(
        self,
        exchange: Exchange,
        operation: Operation,
        documented: str,
        told: str,
        again: Callable[[], Exchange],
    ) -> None:
        """Judge a refusal that has a status of its own, and once more where it is another one.

        `documented` is that status, empty if the contract has none; `told` says what is so
        answered.
        """
        if not documented or exchange.weather:
            return
        if operation.documents(exchange.answer.status) == documented:
            self.judge(operation, exchange, ())
            if self.seen.seen_once_in(exchange):
                self.judge(operation, again(), ())
            return
        self.saw_refusal(operation, documented, told, exchange, again())

    def saw_choice(
        self,
        operation: Operation,
        choice: Choice,
        kind: str,
        exchanges: Iterable[Exchange],
        gone: Path = (),
    ) -> None:
        """Note that a choice was accepted or refused against the contract.

        `gone` is the property that the server does not know any more, empty if that is not it.
        """
        sent = "leaving it out" if choice.value is ABSENT else short(choice.value)
        should, does = ("accepted", "refuses") if choice.accepted else ("refused", "accepts")
        says = (f"{sent} is {should}", f"{does} {sent}")
        constraint, about = choice.constraint, choice.about
        if gone:
            constraint = self.contract.find(operation, "request", gone, "type")
            about = None
        elif choice.kind == "closed":
            says = (f"there is no field {about!r}", f"{does} {about!r}")
        own = None if choice.own is ABSENT else choice.own
        more = {"sent": own, "answered": own, "path": gone, "branch": choice.branch}
        self.seen.saw(kind, constraint, says, *exchanges, about=about, **more)

    def side(self, operation: Operation, status: int) -> str:
        """Name the side of an answer as constraints do."""
        if 200 <= status < 300:
            return "answer"
        return f"answer-{operation.documents(status) or 'default'}"

    def _saw_status(self, operation: Operation, exchange: Exchange) -> None:
        status = exchange.answer.status
        known = operation.success if exchange.accepted else ", ".join(operation.answers)
        constraint = self.contract.find(operation, "answer", (), "status", operation.success)
        says = (f"the status is {known}", f"answers {status}")
        self.seen.saw("answer-status", constraint, says, exchange, about=status, answered=status)

    def create(self, body: dict[str, Any], **how: Any) -> Exchange:
        """Send a creation, see `make`."""
        return self.make(self.roles.create, lambda: body, **how)

    def make(
        self,
        operation: Operation,
        body: Callable[[], dict[str, Any]],
        *,
        refusal: bool = False,
        given: Given = NOTHING,
        alone: Alone | None = None,
    ) -> Exchange:
        """Send what makes a key; one that is made is adopted, and the answer is judged.

        `body` is asked for again where it is sent again; `alone` makes a body with one field of it.
        """
        # Many a document says nothing of security, and yet its create needs a key.
        keyed = operation.secured or operation == self.roles.create

        def call() -> Call:
            return self.request(
                operation, body=body(), refusal=refusal, authenticated=keyed, given=given
            )

        # Two keys of one mark could not be told from one and its copy, where an answer was lost.
        exchange = self.call(operation, call(), again=call)
        key = self.adopt(exchange, exchange.call.body, operation)
        if exchange.accepted:
            self.understood(operation)
            made = [key] if key else self._nameless[-1:]
            self.judge(operation, exchange, made, one=key is not None)
            self._see_again(
                operation,
                exchange,
                lambda one: self.make(operation, lambda: one, refusal=refusal, given=given),
                alone,
                body,
            )
        return exchange

    def _see_again(
        self,
        operation: Operation,
        exchange: Exchange,
        send: Callable[[dict[str, Any]], Exchange],
        alone: Alone | None,
        body: Callable[[], dict[str, Any]],
    ) -> None:
        """Confirm what an exchange has shown: each field in doubt alone, all of it if need be."""
        if self._confirming:
            return
        self._confirming = True
        try:
            doubted = self.seen.doubted(exchange, self.contract.echoes(operation))
            for part in map(alone, doubted) if alone else ():
                if part is not None:
                    send(part)
            if self.seen.seen_once_in(exchange):
                send(body())
        finally:
            self._confirming = False

    def adopt(
        self, exchange: Exchange, body: dict[str, Any], operation: Operation | None = None
    ) -> Key | None:
        """Take the key that an answer shows for one of the run, None if it shows none."""
        operation = operation or self.roles.create
        if exchange.accepted:
            self.traffic = replace(self.traffic, creates=self.traffic.creates + 1)
        request = operation.request.schema if operation.request else None
        shown = self._shown(exchange)
        if request is None or not (exchange.accepted or shown):
            return None
        where, hidden = self.contract.shown_by(operation)
        identity, secret = at(shown, where), at(shown, hidden) if hidden else ""
        if not is_identity(identity):
            self._nameless += [born(operation, request, body, "", secret)] * exchange.accepted
            return None
        return self._take(born(operation, request, body, str(identity), secret))

    def adopt_copy(self, operation: Operation, exchange: Exchange) -> bool:
        """Take another key that an action has made and shows, and say whether there is one.

        It was on no list before the run, and is none that the run knows.
        """
        message = operation.answers.get(operation.success)
        shown = entity(message.schema if message else None, self.roles.key_name)
        reads = operation.method in ("GET", "HEAD")
        if shown is None or ITEMS in shown.path or reads or not exchange.accepted:
            return False
        found = at(self._shown(exchange), shown.path)
        name = own_name(shown, self.roles.key_name)
        identity = found.get(name) if isinstance(found, dict) else None
        known = {*self.before, *(key.id for key in self.keys)}
        if not is_identity(identity) or str(identity) in known:
            return False
        _, hidden = self.contract.shown_by(operation)
        secret = at(found, hidden[-1:]) if hidden else ""
        self._take(Key(str(identity), secret if isinstance(secret, str) else "", {}))
        return True

    def _take(self, key: Key) -> Key:
        self.keys.append(key)
        self._new_keys = True
        most = max(self.traffic.alive_at_most, len(self.alive))
        self.traffic = replace(self.traffic, alive_at_most=most)
        return key

    def recover(self, pages: Pages, before: Collection[str]) -> None:
        """Take keys whose creation told no id, where a list of now shows just one that is like it.

        `before` are the ids that were listed before the first creation.
        """
        shown = self.contract.echoes(self.roles.list)
        if shown is None or not self._nameless:
            return
        known = {*before, *(key.id for key in self.keys)}
        new = {key_id: one for key_id, one in self.listed(pages).items() if key_id not in known}
        for key in recovered(self._nameless, new, shown):
            self._take(key)
        self._nameless = []

    def likely(self, operation: Operation, key: Key) -> dict[str, Any]:
        """Return values of the parameters and fields by which an operation finds a key."""
        needed = {one.name: one.schema for one in operation.parameters if one.required}
        found = {}
        for name, schema in (*operation.fields.items(), *needed.items()):
            value = self.found_by(name, key)
            if isinstance(value, str | int) and schema and accepts(schema, value):
                found[name] = value
        return found

    def found_by(self, name: str, key: Key) -> Any:
        """Return the value of a key by which a parameter of a name finds it, UNKNOWN for none."""
        path = marked(self.roles.create) if plain(name) in LOOKED_FOR else (name,)
        return key.expected.get(path, UNKNOWN)

    def listed(self, pages: Pages) -> dict[str, dict[str, Any]]:
        """Return the keys of a list by their ids, wherever they stand in it."""
        shown, name = self.contract.echoes(self.roles.list), self.roles.key_name
        bodies = [self._shown(page) for page in pages.exchanges]
        found = [one for body in bodies if shown for one in shown.entities(body) if name in one]
        return {str(one[name]): one for one in found}

    def understood(self, operation: Operation) -> None:
        """Note that a request was accepted as what it is: an object, at this place, in JSON."""
        kinds = ("type", "not-null", "operation", "content-type")
        self.seen.decide(self.contract.at(operation.id, "request", ()), *kinds)
        if operation.request and operation.request.chosen == FORM:
            # Whatever a form says is a text, and nothing in it is null.
            inside = (one for one in self.said_of(operation) if one.side == "request")
            self.seen.decide(inside, "type", "not-null", "null")

    def update(
        self,
        key: Key,
        body: dict[str, Any],
        *,
        refusal: bool = False,
        given: Given = NOTHING,
        alone: Alone | None = None,
    ) -> Exchange:
        """Send a change of one key; what it must look like follows if it is accepted."""
        route = self.roles.update
        if (
            route is None
            or route.operation.request is None
            or route.operation.request.schema is None
        ):
            raise UndecidedError("The fragment has no operation that changes a key.")
        operation, request = route.operation, route.operation.request.schema
        exchange = self.call(
            operation, self.on(route, key.id, body=body, refusal=refusal, given=given)
        )
        if exchange.accepted:
            self.changed_from = self.changed_from or exchange.number
            self.note_change(key, request, exchange)
            self.understood(operation)
            self.took_id(route, key.id)
            self.judge(operation, exchange, [key] if self.steady else (), one=self.steady)
            self._see_again(
                operation,
                exchange,
                lambda one: self.update(key, one, refusal=refusal, given=given),
                alone,
                lambda: body,
            )
        elif not exchange.refused:
            # It may have done what was asked, or not.
            key.expected.update({path: UNKNOWN for path in key.expected if path[0] in body})
        return exchange

    def note_change(self, key: Key, request: Schema, exchange: Exchange) -> None:
        """Note what a key must look like after a change, and any key where one may be changed."""
        body, sent = exchange.call.body, named(request, exchange.call.body)
        key.changes += 1
        if not self.steady:
            for one in self.alive:
                one.expected.update(dict.fromkeys(sent, UNKNOWN))
            return
        key.beside = beside(key, body)
        operation = self.contract.operations[exchange.call.operation]
        if operation.replaces:
            made = self.roles.create.request
            take_away(key, made.schema if made else None, request)
        key.expected = after_update(request, body, key.expected)
        shown = self.contract.echoes(operation)
        if shown is not None:
            key.expected |= undocumented(request, body, shown, self._shown(exchange))
        key.alike = {path: v for path, v in key.alike.items() if path[0] not in body}
        key.taken = {path: v for path, v in key.taken.items() if path[0] not in body}
        key.named = sent | (key.named if key.changes > 1 else frozenset())
        # What a change names has yet to be shown right by each answer.
        key.right -= {one for one in key.right if one[1] in sent}

    def took_id(self, route: Route, key_id: str) -> None:
        """Note that an operation took the id of a key where the contract says it stands.

        What else the contract says of ids is right where it is right of the one that was taken.
        """
        if route.where in ("path", "query"):
            here = self.contract.at(route.operation.id, route.where, (route.name,))
            of_ids = (one.schema for one in route.operation.parameters if one.name == route.name)
            right = any(schema is not None and accepts(schema, key_id) for schema in of_ids)
            self.seen.decide(here, *(() if right else ("required", "type", "not-null")))
        self.seen.decide(self.contract.at(route.operation.id, "request", ()), "operation")

    def get(
        self,
        operation: Operation,
        call: Call,
        keys: list[Key],
        *,
        one: bool = False,
        first: Exchange | None = None,
    ) -> Exchange:
        """Read something, and judge the answer; read it again if that shows something new."""
        exchange = first or self.call(operation, call)
        self.judge(operation, exchange, keys, one=one)
        if exchange.accepted:
            self.seen.decide(self.contract.at(operation.id, "request", ()), "operation")
        if self.seen.seen_once_in(exchange):
            return self._read_again(operation, call, keys, exchange, one=one)
        return exchange

    def _read_again(
        self,
        operation: Operation,
        call: Call,
        keys: list[Key],
        exchange: Exchange,
        *,
        one: bool,
    ) -> Exchange:
        """See again what a read has shown, after a while where it may only lag behind."""
        first = self.seen.take(exchange)
        waits = LAG if any(each.late or each.kind in LAGGING for each in first) else (0.0,)
        again = exchange
        for seconds in waits:
            self.seen.take(again)
            if seconds:
                self.wait(seconds)
            again = self.call(operation, call)
            self.judge(operation, again, keys, one=one)
            if seconds and not self.seen.seen_once_in(again):
                return again
        for each in first:
            self.seen.add(each)
        return again

    def read(self, key: Key) -> Exchange | None:
        """Read one key, None where no operation does."""
        route = self.roles.read
        if route is None:
            return None
        exchange = self.get(route.operation, self.on(route, key.id), [key], one=True)
        if exchange.accepted:
            self.took_id(route, key.id)
        return exchange

    def _read_pages(self, pages: Pages, keys: list[Key], given: Given) -> None:
        operation = self.roles.list
        following: tuple[tuple[str, str], ...] = ()
        for _ in range(MOST_PAGES):
            call = self.request(operation, given=given)
            kept = [one for one in call.query if one[0] not in dict(following)]
            call = replace(call, query=(*kept, *following))
            following = pages.add(self.get(operation, call, keys))
            if not following:
                break
        pages.cut |= bool(following)

    def list(self, keys: list[Key], given: Given = NOTHING) -> Pages:
        """Read the list, every page of it, and judge each.

        Where it demands a filter of a few values, the pages of each value are the list.
        """
        pages = Pages(self.roles.list, self.roles)
        for one in self._calls.filters(self.roles.list, given):
            pages.begin()
            self._read_pages(pages, keys, {**given, **one})
        return pages

    def look_at(self, exchange: Exchange, change: dict[str, Any]) -> None:
        """Change and read the key that an exchange shows or names, so that every answer shows it.

        The change is of something else of that key, and empty where it was changed already.
        """
        call = exchange.call
        named = {*call.path.split("/"), *dict(call.query).values(), *map(str, nodes(call.body))}
        for key in self.alive:
            shown = (str(one) for one in nodes(exchange.json) if is_identity(one))
            if key.id in named or key.id in shown:
                if change and self.roles.update is not None:
                    route = self.roles.update
                    self.update(key, route.names(key.id) | change)
                self.read(key)
                self.list(self.alive)
                return
