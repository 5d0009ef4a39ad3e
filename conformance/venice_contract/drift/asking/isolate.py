"""From an unexpected answer to the one field that is to blame.

A row asks about many fields at once. Where its answer is the expected one, all of them are
decided. Where it is not, the refusal's own words say which field it is about; if they do not,
each field is asked about alone. What contradicts the contract is asked once more before it counts.
"""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

from venice_contract.contract.reading.conditions import ONLY
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import ANY_NAME
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.table import ABSENT, IN_CODE_POINTS
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.base_values import Base
from venice_contract.drift.asking.conflicts import Conflicts
from venice_contract.drift.asking.demands import Demands
from venice_contract.drift.asking.edges import Edges
from venice_contract.drift.asking.refusal import Refusal, unknown_part
from venice_contract.drift.asking.respelling import Respelling
from venice_contract.drift.columns import Column, Row, is_within, overlap
from venice_contract.drift.kinds import accepted_kind, refused_kind
from venice_contract.drift.observe import Exchange, Open
from venice_contract.drift.plan import Asking
from venice_contract.errors import NotSentError
from venice_contract.verdict import ITEMS, Constraint, Path, dotted

OTHERS = "refused for other fields alone"
TOGETHER = "refused in one request with other fields, accepted alone"
OWN_ID = "own-id"
"""The label of a wrong name of a key that is sent in place of one that somebody else may have."""


class Isolator:
    """Sends the rows of one operation and finds what is to blame.

    Args:
        mark: the field that carries the tag.
        send: sends a body and gives the exchange; for updates it chooses the key.
        base: what is sent beside a row; made for the operation by default.
    """

    def __init__(
        self,
        asker: Asker,
        operation: Operation,
        asking: Asking,
        mark: Path,
        send: Callable[[dict[str, Any], bool, Row], Exchange],
        base: Base | None = None,
    ) -> None:
        self._asker = asker
        self._seen = asker.seen
        self._operation = operation
        self._asking = asking
        creates = operation in asker.contract.makers
        self._base = base or Base(asking, asker.seen, asker.moment, mark, creates=creates)
        self._columns = self._base.columns
        self._send = send
        ask = partial(self.ask, refusal=True)
        self._edges = Edges(self._seen, operation.id, self._columns, asker.moment, ask)
        self._conflicts = Conflicts(self._base, self.ask)
        self._demands = Demands(self._base, self.ask, asker.contract, operation)
        self._respelling = Respelling(self._base, self.ask, self._enum_at)
        self._stands: tuple[tuple[dict[Path, Any], int], bool] | None = None
        self._open = Open(self._seen)
        self._tried: set[tuple[Path, str]] = set()
        self.hopeless = ""
        """Why no request of this operation can be accepted; empty while some can."""
        self._accepted: set[Path] = set()
        self._refused: set[tuple[Path, str]] = set()
        self._taken: list[Choice] = []
        self._blamed: list[tuple[tuple[str, ...], Choice]] = []
        """What was refused inside of a list, map or branch, and the key of what was seen."""
        self._any_accepted = False
        self.too_much: list[Choice] = []
        """What was accepted against the contract."""
        for column in asking.columns:
            self._open.expect((*column.accept, *column.refuse))

    def body(self, row: Row | None = None) -> dict[str, Any]:
        """Return a body that must be accepted: a row over the base, or the base alone."""
        return self._base.around(row or {})

    def ask(self, row: Row, *, refusal: bool = False) -> Exchange:
        """Send a row over harmless base values."""
        return self._send(self._base.around(row), refusal, row)

    def alone(self, row: Row, field: Path) -> dict[str, Any] | None:
        """Return a body with one field of a row alone, None where it would ask nothing of its own.

        A part of an answer, the empty path, is about no field: a creation shows it, too.
        """
        part = {p: one for p, one in row.items() if overlap(p, field)}
        part = part if field else {}
        fewer = len(part) < len(row) and (part or self._base.creates)
        return self._base.around(part) if fewer else None

    # -- rows that must be accepted -------------------------------------------------------------

    def accept(self, row: Row) -> None:
        """Send a row that must be accepted, and find what is refused if it is not."""
        row = self._base.known(row)
        if not row:
            return
        row = self._demands.beside(row, accepted=True)
        parts = self._base.split(row)
        if len(parts) > 1:
            for part in parts:
                self.accept(part)
            return
        shut = next(filter(None, map(self._shut, row.values())), "")
        if self.hopeless or shut:
            self._held_back(row, self.hopeless or shut)
            return
        exchange = self.ask(row)
        if exchange.accepted:
            self._took(row.values(), exchange)
        elif exchange.refused:
            self._accept_in_parts(row, exchange)
        else:
            self._withheld(row, exchange)

    def _shut(self, choice: Choice) -> str:
        """Why a choice cannot be asked about: what it depends on is refused; empty if it can."""
        column = self._columns[choice.path]
        held = [(one.when, True) for one in column.only] + column.limits(choice)
        for when in (when for when, holds in held if holds and not when.others):
            if all((when.path, repr(value)) in self._refused for value in when.values):
                return f"it is taken only with {dotted(when.path)} {when.said}, which is refused"
        others = " and ".join(map(dotted, self._base.strays(choice)))
        return f"it depends on {others}, of which no value is left to be sent" if others else ""

    def _took(self, choices: Collection[Choice], exchange: Exchange | None = None) -> None:
        self._any_accepted = True
        self._respelling.note(choices, exchange)
        self._edges.note(choices)
        for choice in choices:
            self._note_accepted(choice)
            self._open.resolve(choice)

    def _accept_in_parts(self, row: Row, exchange: Exchange) -> None:
        refusal = self._base.read(exchange)
        if self._demands.meet(refusal, exchange) or self._base.learns(row, refusal):
            self.accept(row)
            return
        self.hopeless = self.hopeless or self._demands.unmet
        if self.hopeless:
            self._held_back(row, self.hopeless)
            return
        blamed = {path: choice for path, choice in row.items() if refusal.about(path)}
        before = self._base.state
        stands = self.stands() if self._is_base_doubted(blamed) else True
        if not blamed and not stands:
            self._give_up(exchange)
            self._held_back(row, self.hopeless or f"the server answered {exchange.answer.status}")
            return
        if before != self._base.state:
            self.accept(row)
            return
        if not blamed and self._is_suspected(row):
            return
        taken = self._taken_alone(blamed or row, exchange if blamed else None)
        fine = taken == [*(blamed or row)]
        if fine and self._is_taken_together(row, blamed, exchange):
            return
        # What is taken alone may still be refused beside the rest.
        gone = [path for path in blamed if fine or path not in taken]
        rest = {path: choice for path, choice in row.items() if path not in gone}
        if blamed and rest.keys() - blamed.keys():
            self.accept(rest)

    def _is_suspected(self, row: Row) -> bool:
        """Ask about fields of which nothing was taken yet, and about the others without them.

        Returns:
            Whether there are such fields, so that the row is settled.
        """
        suspects = {p: one for p, one in row.items() if self._never_taken(one)}
        if not suspects or len(suspects) == len(row):
            return False
        taken = self._taken_alone(suspects, None)
        self.accept({p: one for p, one in row.items() if p not in suspects or p in taken})
        return True

    def _taken_alone(self, row: Row, first: Exchange | None) -> list[Path]:
        known = [one for one in row.values() if self._base.known({one.path: one})]
        return [one.path for one in known if self._accept_alone(one, first)]

    def _is_taken_together(self, row: Row, blamed: Row, exchange: Exchange) -> bool:
        """Whether a row is taken after all, now that each value which was to blame is taken."""
        again = self.ask(row)
        if again.accepted:
            self._took(row.values(), again)
        elif again.refused and not self._conflicts.within(row, blamed, exchange):
            self._held_back(blamed or row, TOGETHER)
        return again.accepted

    def _asked(self, row: Row) -> Exchange:
        """Ask about a row, with what goes with it where a refusal tells of that."""
        exchange = self.ask(row)
        while exchange.refused and (
            self._base.learns(row, self._base.read(exchange))
            or self._base.fill_otherwise(row, self._base.read(exchange))
        ):
            exchange = self.ask(row)
        return exchange

    def _accept_alone(self, choice: Choice, first: Exchange | None) -> bool:
        row = {choice.path: choice}
        before = self._base.state
        exchange = self._asked(row)
        # Another unit of a length is tried beside a base that stands; a refusal may not tell why.
        doubted = choice.label == IN_CODE_POINTS or self._base.is_named(
            choice.path, self._base.read(exchange)
        )
        if exchange.refused and doubted and self.stands() and before != self._base.state:
            exchange = self.ask(row)
        first = first if before == self._base.state else None
        if exchange.accepted:
            self._took([choice], exchange)
            return True
        refusal = self._base.read(exchange)
        if exchange.refused and (
            self._edges.counts_otherwise(choice) or self._respelling.explains(choice, refusal)
        ):
            self._took([choice])
            return True
        if not exchange.refused:
            self._withheld({choice.path: choice}, exchange)
            return False
        second = first or self.ask({choice.path: choice})
        if second.refused and self._is_rule(choice, [exchange, second]):
            self._took([choice])
        elif second.refused:
            self._refused_alone(choice, exchange, second)
        else:
            self._withheld({choice.path: choice}, second)
        return False

    def _never_taken(self, choice: Choice) -> bool:
        """Whether values of a field were refused, and none was taken."""
        refused = any(path == choice.path for path, _ in self._refused)
        return refused and choice.value is not ABSENT and choice.path not in self._accepted

    def _is_rule(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        if self._never_taken(choice):
            return False  # a rule would have shown in the first of them
        column = self._columns[choice.path]
        if (choice.value is ABSENT and column.conditions) or column.limits(choice):
            return False  # it is the rule that the contract has, which is asked about
        works = self._any_accepted or self.ask({}).accepted
        return works and self._conflicts.explain(choice, exchanges)

    def _refused_alone(self, choice: Choice, exchange: Exchange, second: Exchange) -> None:
        refusal = self._base.read(exchange)
        told = self._edges.beyond(choice, refusal)
        self._edges.learn(told, refusal, alone=True)
        unknown = self._unknown(choice, refusal)
        kind = "property-refused" if unknown else refused_kind(told)
        before = {*self._seen.observations}
        self._asker.saw_choice(self._operation, told, kind, [exchange, second], gone=unknown)
        if told.around and not unknown:
            self._blamed += [(key, told) for key in self._seen.observations.keys() - before]
        self._open.resolve(choice)
        self._refused.add((choice.path, repr(choice.value)))
        if not unknown:
            self._base.avoid(choice)
            if kind == "bound-tighter":
                self._edges.look_within(told)
            return
        for column in self._base.drop(unknown):
            for other in (*column.accept, *column.refuse):
                self._open.resolve(other)

    def reconsider(self) -> None:
        """Ask again about what was refused inside of a value, in one of its branch that was taken.

        What the value held beside it may have been what was refused.
        """
        for key, choice in self._blamed:
            column = self._columns[choice.path].schema
            like = [o for o in self._taken if (o.path, o.branch) == (choice.path, choice.branch)]
            base = next((one.value for one in like), None)
            place = choice.constraint.path[len(choice.path) :]
            around = partial(_put_in, base, place)
            value = around(choice.own) if base else choice.value
            if value == choice.value or column is None or not accepts(column, value):
                continue
            again = replace(choice, value=value, around=around)
            if self.ask({choice.path: again}).accepted:
                self._seen.forget(key)
                self._refused.discard((choice.path, repr(choice.value)))
                self._took([again])

    def _unknown(self, choice: Choice, refusal: Refusal) -> Path:
        """The property that the server does not know any more, empty if that is not it."""
        if choice.value is ABSENT:
            return ()
        found = [unknown_part(c, choice.path) for c in refusal.about(choice.path)]
        return next((path for path in found if path in self._columns), None) or ()

    def _give_up(self, exchange: Exchange) -> None:
        """Note that the server refuses every request that the contract allows, if it does."""
        if self._accepted or self._any_accepted:
            return
        again = self.ask({})
        if not again.refused:
            return
        said = " ".join(exchange.text[:200].split())
        constraint = self._asker.contract.find(self._operation, "request", (), "type")
        says = ("a request that keeps to the contract is accepted", f"refuses each: {said}")
        self._seen.saw("request-refused", constraint, says, exchange, again)
        self.hopeless = f"{self._operation.called} refuses every request that the contract allows"

    # -- the base ---------------------------------------------------------------------------------

    def _is_base_doubted(self, blamed: Collection[Path]) -> bool:
        """Whether the base may be refused by itself: one that holds what is blamed, for a rule."""
        spare = self._base.spare
        return not blamed or not (self._any_accepted or set(blamed).isdisjoint(spare))

    def _other_base_works(self) -> bool:
        before = dict(self._base.extra)
        for extra in self._base.others():
            self._base.extra = {**before, **extra}
            if self.ask({}).accepted:
                return True
        self._base.extra = before
        return False

    def stands(self) -> bool:
        """Whether the base alone is accepted, mended if it has to be; asked once for each base."""
        if self._stands is None or self._stands[0] != self._base.state:
            works = self._mended_base_works()
            self._stands = (self._base.state, works)
            self._any_accepted |= works
        return self._stands[1]

    def _mended_base_works(self) -> bool:
        before = dict(self._base.extra)
        exchange = self.ask({})
        if exchange.refused and self._is_base_explained(self._base.read(exchange)):
            return True
        while exchange.refused and self._base.mend(self._base.read(exchange)):
            exchange = self.ask({})
        if exchange.accepted or self._other_base_works():
            return True
        self._base.extra = before
        return False

    def _is_base_explained(self, refusal: Refusal) -> bool:
        """Whether the base stands with its enums in other letters, or without one of two fields."""
        named = [path for path in self._columns if refusal.about(path)]
        if self._respelling.in_base(named or self._columns):
            return True
        return self._conflicts.in_base(self._first_choice, named)

    def _first_choice(self, field: Path) -> Choice | None:
        inside = (column for path, column in self._columns.items() if is_within(path, field))
        return next((choice for column in inside for choice in column.accept), None)

    # -- rows that must be refused --------------------------------------------------------------

    def refuse(self, row: Row) -> None:
        """Send a row whose every choice must be refused, and find what is accepted."""
        knows, strays = self._respelling.knows, self._base.strays
        fixed = [p for p, one in row.items() if one.kind == ONLY and strays(one)]
        told = [one for p, one in row.items() if p in fixed or knows(p, one.value)]
        for choice in told:
            self._open.resolve(choice)
        row = self._base.known({p: one for p, one in row.items() if one not in told})
        if not row:
            return
        row = self._demands.beside(row, accepted=False)
        if self.hopeless:
            self._held_back(row, self.hopeless)
            return
        try:
            exchange = self.ask(row, refusal=True)
        except NotSentError as held_back:
            self._without_identity(row, str(held_back))
            return
        if not exchange.refused and not exchange.accepted:
            self._withheld(row, exchange)
            return
        for choice in self._unnamed(row, exchange) if exchange.refused else row.values():
            self._refuse_alone(choice)

    def _unnamed(self, row: Row, exchange: Exchange) -> list[Choice]:
        """Settle what a refusal names, and return what is still to be asked about alone."""
        self._asker.judge_refusal(self._operation, exchange)
        refusal = self._base.read(exchange)
        if len(row) == 1:
            (choice,) = row.values()
            self._weigh(choice, refusal)
            return []
        for choice in (one for path, one in row.items() if refusal.about(path)):
            self._settle_refused(choice, refusal)
        return [one for path, one in row.items() if not refusal.about(path)]

    def _without_identity(self, row: Row, reason: str) -> None:
        """Ask about the name of the key by itself, and about all else with the name of our own."""
        identity = self._asking.identity
        rest = {path: choice for path, choice in row.items() if path != identity}
        if identity in row and not rest and row[identity].label != OWN_ID:
            own = self._own_id(row[identity])
            self.refuse({identity: own})
            if own.constraint.id not in self._seen.undecided:
                self._open.resolve(row[identity])
            return
        if len(rest) in (0, len(row)):
            self._held_back(row, reason)
            return
        self.refuse({identity: row[identity]})
        self.refuse(rest)

    def _own_id(self, choice: Choice) -> Choice:
        """Return what can name no key but the run's own: its id as a number, or no id at all."""
        own = self._asker.alive[-1].id if self._asker.alive else ""
        if choice.kind != "type":
            return replace(choice, label=OWN_ID)
        value = int(own) if own.isdecimal() else True
        return replace(choice, value=value, about=json_type(value), label=OWN_ID)

    def _refuse_alone(self, choice: Choice) -> None:
        exchange = self.ask({choice.path: choice}, refusal=True)
        if exchange.refused:
            self._asker.judge_refusal(self._operation, exchange)
            self._weigh(choice, self._base.read(exchange))
            return
        if not exchange.accepted:
            self._withheld({choice.path: choice}, exchange)
            return
        second = self.ask({choice.path: choice}, refusal=True)
        if not second.accepted:
            self._withheld({choice.path: choice}, second)
            return
        self.too_much.append(choice)
        self._saw_taken(choice, exchange, second)
        self._open.resolve(choice)
        self._asker.look_at(second, self._base.beside())
        if beyond := self._edges.look_beyond(choice):
            # A word that no enum has is a value of its own, and counts when it is taken twice.
            word = beyond[0].kind == "enum"
            again = [self.ask({choice.path: beyond[0]}, refusal=True)] if word else []
            self._saw_taken(*beyond, *(one for one in again if one.accepted))
            if choice.kind == "type":
                self._asker.look_at(beyond[1], self._base.beside())  # every answer shows its own

    def _weigh(self, choice: Choice, refusal: Refusal) -> None:
        """Settle what was refused alone, unless it was for a base that is refused by itself."""
        asked_over = self._base.state
        row = {choice.path: choice}
        if self._base.lacks(row) and not refusal.about(choice.path):
            self._held_back(row, OTHERS)
        elif not refusal.is_elsewhere(choice.path, self._columns):
            self._settle_refused(choice, refusal)
        elif choice.path == self._asking.identity or not self.stands():
            self._held_back({choice.path: choice}, OTHERS)
        elif asked_over == self._base.state:
            self._settle_refused(choice, refusal)
        else:
            self._refuse_alone(choice)

    def try_too(self, choice: Choice) -> None:
        """Ask about what another request took, where both are told the same."""
        column, said = self._columns.get(choice.path), choice.constraint
        root = self._operation.request.schema if self._operation.request else None
        if said.kind == "closed" and root is not None and root.at(choice.path) is not None:
            return  # a name that is not known there is known here
        here = self._asker.contract.at(self._operation.id, "request", said.path)
        alike = (c for c in here if (c.kind, c.value) == (said.kind, said.value))
        own = next((c for c in alike if not c.unasked), None)
        asked = [*(column.refuse if column else ()), *self.too_much]
        if own and column and all(repr(one.value) != repr(choice.value) for one in asked):
            self._refuse_alone(replace(choice, constraint=own))

    def try_name(self, name: str, value: Any) -> None:
        """Ask about a property that answers have shown and the contract does not know."""
        path = (name,)
        root = self._operation.request.schema if self._operation.request else None
        if path not in self._columns and root is not None and root.closed:
            closed = self._asker.contract.find(self._operation, "request", (), "closed")
            choice = Choice(path, "shown-name", value, False, closed, name)
            self._columns[path] = Column(path, None, False, (), (choice,))
            self._refuse_alone(choice)

    def _settle_refused(self, choice: Choice, refusal: Refusal) -> None:
        self._edges.learn(choice, refusal)
        self._open.resolve(choice)
        # A refusal may list what it asks about, or the enum of its field.
        enum = choice.constraint if choice.kind == "enum" else self._enum_at(choice.path)
        if enum is None:
            return
        known = tuple(map(str, enum.value))
        for complaint in refusal.listing(choice.path, known):
            for value in complaint.allowed:
                if value not in known:
                    self._try_unlisted(choice, enum, value)

    def _enum_at(self, path: Path) -> Constraint | None:
        here = self._asker.contract.at(self._operation.id, "request", path)
        enums = (one for one in here if one.kind == "enum")
        return max(enums, key=lambda one: len(one.value), default=None)  # not of a condition alone

    def _try_unlisted(self, choice: Choice, enum: Constraint, value: str) -> None:
        """A refusal named a value that the contract does not know: see whether it is accepted."""
        if (choice.path, value) in self._tried or self._respelling.knows(choice.path, value):
            return
        self._tried.add((choice.path, value))
        unlisted = Choice(choice.path, "", value, accepted=False, constraint=enum)
        like = choice if choice.kind == "enum" else unlisted
        self._refuse_alone(replace(like.holding(value, f"unlisted-{value}"), about=value))

    # -- what is noted ----------------------------------------------------------------------------

    def finish(self, *, stopped: bool) -> None:
        """Take back what refusals alone have decided: no value of the field was ever accepted.

        Where the run was stopped early, a field may never have been asked about.
        """
        here, seen = (self._operation.id, "request"), self._seen.observations.values()
        about = ((one[0].field, one[0].constraint) for one in seen)
        told = {path for path, said in about if (said.operation, said.direction) == here}
        for path, column in self._columns.items():
            if column.schema is None or path == self._asking.identity:
                continue
            said = self._asker.contract.at(self._operation.id, "request", path)
            if column.schema.properties and any(p[: len(path)] == path for p in self._accepted):
                # What held an accepted value is an object, also where no other type was sent.
                unasked = {"type"}.difference(choice.kind for choice in column.refuse)
                self._seen.decide(one for one in said if one.kind in unasked)
            if path in self._accepted or column.schema.properties:
                continue
            if path in self._asking.proof and self._any_accepted:
                continue
            inner = [choice.constraint for choice in (*column.accept, *column.refuse)]
            constraints = {one.id: one for one in (*said, *inner) if not one.unasked}
            self._seen.decided.difference_update(constraints)
            explained = any(path[: len(gone)] == gone for gone in told if gone)
            if explained or stopped:
                continue
            reason = self.hopeless or "no value of the field was accepted"
            made = path in self._asking.proof
            if not made and not any(choice.value is not ABSENT for choice in column.accept):
                reason = "no value could be made that the contract accepts"
            self._seen.withhold(constraints.values(), reason)

    def _note_accepted(self, choice: Choice) -> None:
        if choice.accepted and choice.value is not ABSENT:
            self._taken.append(choice)
            self._accepted.add(choice.path)
            self._seen.branches.add((self._operation.id, choice.branch))
            if choice.value is not None:
                for path, value in (
                    (choice.path, choice.value),
                    (choice.constraint.path, choice.own),
                ):
                    self._seen.taken.add((self._operation.id, path, json_type(value)))
        if isinstance(choice.own, str):
            place = self._operation.id, choice.constraint.path
            self._seen.accepted_texts[place].append(choice.own)

    def _saw_taken(self, choice: Choice, *exchanges: Exchange) -> None:
        self._note_accepted(choice)
        self._asker.saw_choice(self._operation, choice, accepted_kind(choice), exchanges)

    def _withheld(self, row: Row, exchange: Exchange) -> None:
        """Note that an answer decided nothing about the choices of a row."""
        if not (exchange.accepted or exchange.refused or exchange.weather):
            self._asker.judge(self._operation, exchange, ())
        self._held_back(row, f"the server answered {exchange.answer.status}")

    def _held_back(self, row: Row, reason: str) -> None:
        """Note that nothing was decided about the choices of a row, and why."""
        self._seen.withhold((choice.constraint for choice in row.values()), reason)


def _put_in(whole: Any, path: Path, own: Any) -> Any:
    """Return a value with another one at a place inside of it: of a list or map its first."""
    if not path or not whole:
        return own
    step, inner, copied = path[0], path[1:], copy(whole)
    if step in (ITEMS, ANY_NAME):
        at = next(iter(copied)) if isinstance(copied, dict) else 0
        copied[at] = _put_in(copied[at], inner, own)
    elif own is ABSENT and not inner:
        copied.pop(step, None)
    else:
        copied[step] = _put_in(copied.get(step), inner, own)
    return copied
