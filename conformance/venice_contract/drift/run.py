"""A verdict, from the first call to the last: the phases in order, and what each leaves decided."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.roles import Route, marked
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.answers.pages import Pages
from venice_contract.drift.answers.violations import short
from venice_contract.drift.asking.acting import Acting
from venice_contract.drift.asking.asker import LAG, TOO_LONG, Asker
from venice_contract.drift.asking.barred import (
    call_for_all,
    call_what_is_for_all,
    call_what_is_gone,
    call_without_key,
    note_shut,
    read_unknown,
)
from venice_contract.drift.asking.changing import Changing
from venice_contract.drift.asking.choosing import Choosing
from venice_contract.drift.asking.filtering import filters_do_something
from venice_contract.drift.asking.isolate import Isolator
from venice_contract.drift.asking.opening import Opening
from venice_contract.drift.asking.parameters import ask_parameters
from venice_contract.drift.asking.proving import Proving, Signer
from venice_contract.drift.asking.sending import NOT_THERE
from venice_contract.drift.calls import NOTHING, Given
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange, Seen
from venice_contract.drift.plan import Budget, Plan, plan
from venice_contract.errors import UndecidedError
from venice_contract.target import Target
from venice_contract.target.paging import plain
from venice_contract.verdict import Constraint, Path

FEWEST_ALIVE = 4
"""Keys that are left for what is asked after parameters."""
KEPT_ALIVE = 20
"""So many keys are kept; of those beyond, the oldest are revoked as soon as they were shown."""
INTERRUPTED = "the run was interrupted"
NO_OPERATION = "no probe calls the operation"


class OperationMissingError(Exception):
    """The server has no such operation; carries the exchange that showed it."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange


class Inquiry:
    """One run of the probes against one target.

    Args:
        pause: waits so many seconds; does nothing by default.
        signer: gives proofs, where the run can; what needs one is left out otherwise.
        contract: the document as constraints, where it was read already, for the same signer.

    Raises:
        UsageError: the contract has no operation that creates, lists or revokes a key.
    """

    def __init__(  # noqa: PLR0913 - keywords, most with a default
        self,
        target: Target,
        document: Document,
        *,
        moment: Moment,
        budget: Budget,
        progress: Callable[[str], None] = lambda _: None,
        pause: Callable[[float], None] = lambda _: None,
        signer: Signer | None = None,
        contract: Contract | None = None,
    ) -> None:
        self.contract = contract or contract_of(document, means_of(signer))
        self._roles = self.contract.family
        self.seen = Seen()
        self.plan: Plan = plan(self.contract, self._roles, moment)
        self.asker = Asker(target, self.contract, self.seen, budget, moment, pause)
        self._opening = Opening(self.asker)
        self._choosing = Choosing(self.asker, self.plan)
        self.stopped = ""
        self.stopped_by: UndecidedError | None = None
        self.interrupted = False
        self._moment = moment
        self._progress = progress
        self._created: Isolator | None = None
        self._updated: Isolator | None = None
        self._changing: Changing | None = None
        self._missing: set[str] = set()
        told = (self._body_for, self._saw_missing, self._withhold)
        self._acting = Acting(self.asker, self.plan, self._opening, *told)
        self._proving: Proving | None = None
        if signer is not None and self.contract.proof is not None and self.contract.proves:
            proof, listed = self.contract.proof, self._listed_all
            self._proving = Proving(self.asker, proof, signer, self.plan, listed)

    def run(self) -> None:
        """Ask everything; what stops the run is kept in `stopped`, with all decided before it."""
        try:
            for phase, name in self._phases():
                self._progress(name)
                phase()
        except UndecidedError as problem:
            self.stopped, self.stopped_by = str(problem), problem
        except KeyboardInterrupt:
            # What was decided is kept; the session takes the keys away.
            self.stopped, self.interrupted = INTERRUPTED, True
        if not self.interrupted:
            self._finish()
        proved = self._proving.isolator if self._proving else None
        for isolator in (self._created, self._updated, proved, *self._acting.isolators):
            if isolator is not None:
                isolator.finish(stopped=bool(self.stopped))
        self.seen.drop_unconfirmed(self._roles.remove.operation.id)
        self.seen.settle(self.contract)

    @property
    def beyond(self) -> list[Key]:
        """Keys that were made for an account that the key of the run does not reach."""
        return self._proving.beyond if self._proving else []

    def _phases(self) -> Iterator[tuple[Callable[[], None], str]]:
        proving = self._proving
        yield self._open, "reading the list"
        yield self._create, "creating keys"
        if proving:
            yield partial(proving.ask, proving.make), "making keys with a wallet"
        yield self._list, "listing them"
        yield self._update, "changing them"
        yield self._list_again, "listing them again"
        yield self._read, "reading some"
        yield self._refuse_create, "asking for refusals of creations"
        yield self._refuse_update, "asking for refusals of changes"
        if proving:
            yield partial(proving.ask, proving.refuse), "asking for refusals of keys with a wallet"
            yield partial(proving.ask, proving.disprove), "giving false proofs"
        yield self._ask_alike, "asking about one request what another took"
        yield self._try_shown_names, "trying names that answers have shown"
        yield self._act, "calling other operations on a key"
        if self.plan.parameters:
            yield self._parameters, "asking about parameters"
        yield self._without_key, "calling without a key"
        yield self._opening.try_keys, "trying the keys"

    def _finish(self) -> None:
        self._progress("revoking")
        try:
            self._remove()
        except UndecidedError as problem:
            if not self.stopped:
                self.stopped, self.stopped_by = str(problem), problem

    def _open(self) -> None:
        self.asker.before = self.asker.list([]).shown
        for operation in self._roles.plain:
            call, first = self.asker.request(operation), None
            if operation.id in self.plan.reads_for_all:
                bare = self.asker.request(operation, authenticated=False)
                exchange = call_for_all(self.asker, operation, bare)
                call, first = (bare, exchange) if exchange.accepted else (call, None)
            exchange = self.asker.get(operation, call, [], first=first)
            if exchange.weather:
                self._withhold(operation, exchange)

    def _list(self) -> None:
        """List the keys, again after a while where one is missing: a list may lag."""
        pages = self._listed_all()
        if pages.cut:
            for maker in self.contract.makers:
                self.seen.withhold(self._effect_of(maker), TOO_LONG)
        if pages.cut or not pages.last.accepted:
            return
        for maker in self.contract.makers:
            made = [key for key in self.asker.alive if key.made_by == maker.id]
            if made or maker is self._roles.create:
                self.seen.decide(self._effect_of(maker))
            missing = [key for key in made if key.id not in pages.shown]
            says = ("a created key is in the list", "does not list it")
            if missing:
                effect = self.contract.find(maker, "answer", (), "effect")
                self.seen.saw("not-listed", effect, says, pages.last)
        own = [key.id for key in self.asker.alive]
        if any(page.count(key_id) > 1 for page in pages.entities for key_id in own):
            again = self.asker.list(self.asker.alive)
            shape = self.contract.find(self._roles.list, "answer", (), "type")
            says = ("a list shows each key once", "shows a key twice")
            self.seen.saw("listed-twice", shape, says, pages.last, again.last)

    def _effect_of(self, operation: Operation) -> list[Constraint]:
        """What the contract says of the list after an operation."""
        here = self.contract.at(operation.id, "answer", ())
        return [one for one in here if one.kind == "effect"]

    def _listed_all(self) -> Pages:
        pages = self.asker.list(self.asker.alive)
        self.asker.recover(pages, self.asker.before)

        def whole(pages: Pages) -> bool:
            return all(key.id in pages.shown for key in self.asker.alive)

        return self._settled(pages, whole, self.asker.alive, self._roles.create, "listed")

    def _settled(
        self,
        pages: Pages,
        as_it_should: Callable[[Pages], bool],
        keys: list[Key],
        operation: Operation,
        does: str,
    ) -> Pages:
        """List keys again while a list may lag, and note when it showed what an operation did."""
        waited = 0.0
        for seconds in LAG:
            if as_it_should(pages) or pages.cut or not pages.last.accepted:
                break
            self.asker.wait(seconds)
            waited += seconds
            pages = self.asker.list(keys)
            if as_it_should(pages):
                here = self.contract.find(operation, "answer", (), "effect")
                self.seen.measured[here.id] = f"{does} after {waited:.1f} s"
        return pages

    def _create(self) -> None:
        def send(content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
            self._make_room()
            bodies = chain([content], iter(partial(created.body, row), None))
            alone = partial(created.alone, row)
            return self.asker.make(create, partial(next, bodies), refusal=refusal, alone=alone)

        asking = self.plan.create
        create = self._roles.create
        self._created = created = Isolator(self.asker, create, asking, marked(create), send)
        for row in asking.accept:
            created.accept(row)
        created.reconsider()

    def _make_room(self) -> None:
        """Revoke the oldest keys once they were shown, so that a long enum has room."""
        if len(self.asker.alive) <= KEPT_ALIVE or self.asker.room > KEPT_ALIVE // 2:
            return
        self._list()
        kept = [key.id for key in self._opening.keys]
        for key in [key for key in self.asker.alive if key.id not in kept][: KEPT_ALIVE // 2]:
            self._revoke(self._roles.remove, key)

    def _update(self) -> None:
        route = self._roles.update
        if route is None or not self.asker.alive:
            return

        def send(content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
            key = self._choosing.to_change(row, refusal=refusal)
            if (route.name,) not in row:
                content = route.names(key.id) | content
            named = str(content.get(route.name, key.id))
            key = next((one for one in self.asker.alive if one.id == named), key)

            def alone(field: Path) -> dict[str, Any] | None:
                part = updated.alone(row, field)
                return route.names(key.id) | part if part else None

            exchange = self.asker.update(key, content, refusal=refusal, alone=alone)
            if (route.name,) not in row and self._is_missing(route, exchange, key):
                raise OperationMissingError(exchange)
            return exchange

        mark, asking = marked(self._roles.create), self.plan.update
        self._updated = updated = Isolator(self.asker, route.operation, asking, mark, send)
        self._changing = self._watch(route, updated)
        try:
            for row in asking.accept:
                self._change(updated, row)
            updated.reconsider()
        except OperationMissingError as gone:
            self._updated = None
            self._saw_missing(route.operation, gone.exchange)

    def _change(self, updated: Isolator, row: Row) -> None:
        """Send a row of changes, unless each of them costs a key its id."""
        if self._changing is None or not self._changing.ids_change:
            updated.accept(row)
        if self._changing is not None:
            self._changing.look_at_once()

    def _watch(self, route: Route, updated: Isolator) -> Changing | None:
        """Return what finds out what a change does at all, None where no list would show it."""
        shown = self.contract.echoes(self._roles.list)
        rows = iter(sorted(self.plan.update.accept, key=len, reverse=True))
        mark = marked(self._roles.create)

        def content(key: Key, much: bool) -> dict[str, Any]:
            # No key has seen it, for its mark is new.
            row = next(rows, {}) if much else {}
            rest = {path: choice for path, choice in row.items() if path != mark}
            return route.names(key.id) | updated.body(rest)

        return Changing(self.asker, route, shown, content) if shown else None

    def _list_again(self) -> None:
        """List the keys after they were changed, and ask what a change does if that is in doubt."""
        if self._changing and not self.asker.steady:
            self._changing.learn()
        self._list()
        if self._changing:
            self._changing.look()

    def _is_missing(self, route: Route, exchange: Exchange, key: Key) -> bool:
        """Whether the server does not have an operation, rather than the key that was named."""
        status = exchange.answer.status
        if status not in NOT_THERE or str(status) in route.operation.answers:
            return False
        if status in (405, 501):
            return True
        return key.id in self.asker.list([]).shown

    def _saw_missing(self, operation: Operation, exchange: Exchange) -> None:
        """Note that an operation is not there, once it was called again."""
        self._missing.add(operation.id)
        constraint = self.contract.find(operation, "request", (), "operation")
        says = ("the operation is there", f"answers {exchange.answer.status}")
        again = self.asker.call(operation, exchange.call)
        self.seen.saw("operation-missing", constraint, says, exchange, again)

    def _read(self) -> None:
        if self._roles.read is None:
            return
        for key in self._choosing.to_read(self.plan.reads):
            exchange = self.asker.read(key)
            if exchange is not None and self._is_missing(self._roles.read, exchange, key):
                self._saw_missing(self._roles.read.operation, exchange)
                return
            if exchange is not None:
                note_shut(self.asker, self._roles.read, exchange, key)
        if self.plan.unknown and self.asker.alive:
            read_unknown(self.asker, self._roles.read, self.asker.before)

    def _refuse_create(self) -> None:
        if self._created:
            for row in self.plan.create.refuse:
                self._created.refuse(row)

    def _refuse_update(self) -> None:
        if self._updated and self.asker.alive:
            try:
                for row in self.plan.update.refuse:
                    self._updated.refuse(row)
            except OperationMissingError as gone:
                route = self._roles.update
                if route is not None:
                    self._saw_missing(route.operation, gone.exchange)

    def _ask_alike(self) -> None:
        """Ask a change what a creation took against the contract, and the reverse."""
        if self._created and self._updated and self.asker.alive:
            for choice in list(self._created.too_much):
                self._updated.try_too(choice)
            for choice in self._updated.too_much:
                self._created.try_too(choice)

    def _try_shown_names(self) -> None:
        """Ask whether requests take a new property that answers show or another one demands."""
        shown: dict[str, Any] = {}
        for found in self.seen.observations.values():
            one = found[0]
            within = self.contract.echoes(self.contract.operations[one.constraint.operation])
            of_key = within is not None and one.field[: len(within.prefix)] == within.prefix
            if one.kind == "answer-extra" and of_key and one.about in (one.answered or ()):
                shown.update(one.answered)
            elif one.kind == "property-demanded":
                shown[one.about] = one.answered
        for name, value in shown.items():
            for isolator in (self._created, self._updated):
                if isolator and value is not None and isinstance(name, str):
                    isolator.try_name(name, value)

    def _parameters(self) -> None:
        for operation in self._roles.all:
            asking = self.plan.parameters.get(operation.id)
            if asking is not None and operation.id not in self._missing and self.asker.alive:
                ask_parameters(self.asker, operation, asking, self._sender(operation))

    def _sender(self, operation: Operation) -> Callable[[Given, bool], Exchange] | None:
        """Return what sends an operation with parameters; None where that does too much."""
        asker, roles, key = self.asker, self._roles, self.asker.alive[-1]
        if operation is roles.create and self._created:
            body = self._created.body
            return lambda given, refusal: asker.create(body(), refusal=refusal, given=given)
        if roles.update and operation is roles.update.operation and self._updated:
            return lambda given, refusal: asker.update(
                key, self._body_for(operation, key), refusal=refusal, given=given
            )
        if operation is roles.remove.operation:
            return self._revoke_one
        if operation.method not in ("GET", "PUT"):
            return None
        content = self._body_for(operation, key) if operation.request else None
        return lambda given, refusal: asker.call(
            operation, asker.of(operation, key.id, body=content, refusal=refusal, given=given)
        )

    def _revoke_one(self, given: Given, refusal: bool) -> Exchange:
        """Revoke a key of the run, made for it where few are left."""
        if len(self.asker.alive) <= FEWEST_ALIVE and self._created:
            self.asker.create(self._created.body())
        return self._revoke(self._roles.remove, self.asker.alive[-1], given, refusal=refusal)

    def _withhold(self, operation: Operation, exchange: Exchange) -> None:
        reason = f"{operation.method} {operation.path} answered {exchange.answer.status}"
        said = self.asker.said_of(operation)
        self.seen.withhold((one for one in said if one.id not in self.seen.decided), reason)

    def _body_for(self, operation: Operation, key: Key) -> Any:
        """Return a body that an operation takes, as far as the run has found out."""
        if operation is self._roles.create and self._created:
            return self._created.body()
        route = self.asker.route_of(operation)
        names = route.names(key.id) if route else {}
        if route and route == self._roles.update and self._updated:
            return self._updated.body() | names
        schema = operation.request.schema if operation.request else None
        content = specimen(schema, self._moment) if schema else None
        if not isinstance(content, dict):
            return content
        found = self.asker.likely(operation, key) if route and not route.where else {}
        return content | {n: v for n, v in found.items() if n in content} | names

    def _without_key(self) -> None:
        if self.asker.alive:
            call_without_key(self.asker, self.plan, self._body_for, self._missing)
            call_what_is_for_all(self.asker, self.plan, self._body_for, self._missing)

    def _remove(self) -> None:
        route = self._roles.remove
        gone: list[Key] = []
        keys = sorted(self.asker.alive, key=lambda key: not key.limited)
        for number, key in enumerate(keys):
            exchange = self._revoke(route, key)
            if exchange.accepted:
                gone.append(key)
            elif number == 0 and self._is_missing(route, exchange, key):
                self._saw_missing(route.operation, exchange)
                return
            else:
                note_shut(self.asker, route, exchange, key)
            if number == 0 and self.plan.parameters.get(self._roles.list.id) and not self.stopped:
                filters_do_something(self.asker, self.plan.parameters[self._roles.list.id])
        if gone and not self.stopped:
            self._opening.try_revoked()
            if not self._look_for(gone, self._roles.remove.operation):
                call_what_is_gone(self.asker, gone[-1])

    def _act(self) -> None:
        """Call the other operations on a key, and look for the keys that some have ended."""
        self._acting.act()
        for operation, key in self._acting.ended:
            key.alive = False
            key.alive = bool(self._look_for([key], operation))

    def _look_for(self, gone: list[Key], operation: Operation) -> list[Key]:
        """See whether the list still has keys that an operation has ended; return those."""
        does, ended = "gone from the list", operation.ended
        does += f", or shown as {short(ended)}" if ended else ""

        def over(shown: dict[str, Any]) -> bool:
            # In whatever letters: how a value is written is another matter.
            return bool(ended) and all(
                plain(str(shown.get(n))) == plain(str(ended[n])) for n in ended
            )

        def left(pages: Pages) -> list[Key]:
            there = self.asker.listed(pages)
            listed = (key for key in gone if key.id in pages.shown)
            return [key for key in listed if not over(there.get(key.id, {}))]

        pages = self._settled(self.asker.list([]), lambda one: not left(one), [], operation, does)
        if pages.cut:
            self.seen.withhold(self._effect_of(operation), TOO_LONG)
        if pages.cut or not pages.last.accepted:
            return []
        self.seen.decide(self._effect_of(operation))
        effect = self.contract.find(operation, "answer", (), "effect")
        says = (f"a revoked key is {does}", "still lists it")
        for one in (pages, self.asker.list([])) if left(pages) else ():
            if left(one):
                self.seen.saw("still-listed", effect, says, one.last)
        return left(pages)

    def _revoke(
        self, route: Route, key: Key, given: Given = NOTHING, *, refusal: bool = False
    ) -> Exchange:
        call = self.asker.on(route, key.id, given=given, refusal=refusal)
        exchange = self.asker.call(route.operation, call)
        # Which key it was is known; what else the end of a key makes of it is not.
        self.asker.judge(route.operation, exchange, [Key(key.id, key.secret, {})], one=True)
        if exchange.accepted:
            self.asker.took_id(route, key.id)
            key.alive = False
        return exchange


def means_of(signer: Signer | None) -> frozenset[str]:
    """Return what a run can do with a signer beyond what anybody can, in the contract's words."""
    return frozenset() if signer is None else frozenset({signer.by, *signer.spare})
