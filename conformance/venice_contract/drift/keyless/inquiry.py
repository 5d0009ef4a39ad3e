"""A run without an account, from the first call to the last.

Asked is one operation that takes a proof in place of a key, each time with a proof that cannot be
right, and the one that hands out its challenge. Nothing is signed, and no key is sent. A request
that is refused for its proof alone stands for one that is accepted, so that rows, isolation and
judging are those of every other run. It rests on one assumption, `ASSUMED`, which no request can
show; what the server shows of it (`telling`) is asked for first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from venice_contract.contract.roles import marked
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.answers.conversions import ACCEPTED
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.base_values import Base
from venice_contract.drift.asking.demands import Demands
from venice_contract.drift.asking.isolate import Isolator
from venice_contract.drift.asking.refusal import Refusal, unknown_part
from venice_contract.drift.columns import Row
from venice_contract.drift.keyless.questions import (
    Watch,
    false_proof,
    one_by_one,
    rows_of,
)
from venice_contract.drift.keyless.telling import (
    FIELD,
    PROOF,
    Telling,
    Weighed,
    learn,
    names_a_field,
)
from venice_contract.drift.observe import Exchange, Observation, Seen
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import INTERRUPTED
from venice_contract.errors import BudgetError, UndecidedError
from venice_contract.target import Call, Target
from venice_contract.verdict import Path

ASSUMED = "the service looks at what is asked for before it verifies the proof"
KEPT = 1
"""Requests of these that are kept for revoking a key that should never have been made."""
LIKE = "a wrong field is refused as a false proof is"
MOST_MENDED = 6
"""Times that a body is sent otherwise until it is refused for its proof alone."""
MOST_GUESSED = 4
"""Values that are tried for a field that the server demands and no document has."""
LATE = "no wrong value of it was refused before the proof"
IGNORED = "takes anything for it"
MINTED = "the server makes keys for a false proof, so nothing more was asked"
ACCEPTED_KINDS = ACCEPTED | {"property-optional", "condition-ignored"}
"""Kinds of what was taken against the contract."""


class MintedError(Exception):
    """A key was made for a false proof; the end of every run without an account."""


class KeylessInquiry:
    """One run without an account against one target, of what can be asked of the contract."""

    def __init__(
        self,
        target: Target,
        watch: Watch,
        *,
        moment: Moment,
        progress: Callable[[str], None] = lambda _: None,
        pause: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.contract, self.proof = watch
        self.seen = Seen()
        self._most = watch.most
        budget = Budget(requests=watch.most, creates=1, refusals=watch.most, alive=1)
        self.asker = Asker(target, self.contract, self.seen, budget, moment, pause)
        self.plan = rows_of(self.contract, self.proof, moment)
        self.stopped = ""
        self.stopped_by: UndecidedError | None = None
        self._moment = moment
        self._progress = progress
        self._false = false_proof(self.proof, moment)
        self._telling: Telling | None = None
        self._minted = False
        self._turn = 0
        self._refused: set[Path] = set()
        self._mark = marked(self.proof.operation)
        self._base = Base(self.plan, self.seen, moment, self._mark, creates=True)

    @property
    def beyond(self) -> list[Key]:
        """None: the keys of a server that makes them for a false proof are told otherwise."""
        return []

    @property
    def asked(self) -> list[str]:
        """Ids of the constraints that are asked about."""
        return [one.id for one in self.contract.constraints if not one.unasked]

    @property
    def trouble(self) -> str:
        """What ended the run though it was not at its end; empty where nothing did."""
        expected = self._minted or isinstance(self.stopped_by, BudgetError)
        return "" if expected else self.stopped

    def run(self) -> None:
        """Ask everything; what stops the run is kept in `stopped`, with all decided before it.

        Raises:
            UndecidedError: the two refusals cannot be told apart, or no answer came.
        """
        try:
            self._progress("telling a refused proof from a refused field")
            self._tell_apart()
            self._ask()
        except MintedError:
            self.stopped, self._minted = MINTED, True
        except KeyboardInterrupt:
            self.stopped = INTERRUPTED
        self._weigh_accepted()
        self.seen.drop_unconfirmed()
        self.seen.settle(self.contract)

    def _ask(self) -> None:
        """Ask for the challenge once, then for all that must be taken, and all that must not."""
        asker, operation, base = self.asker, self.proof.operation, self._base
        isolator = Isolator(asker, operation, self.plan, self._mark, self._weighed, base)
        early = True
        try:
            self._progress("asking for a challenge")
            issuing = self.proof.issuing
            self.asker.get(issuing, self.asker.request(issuing, authenticated=False), [])
            self._progress("trying values that must be accepted")
            for row in self.plan.accept:
                isolator.accept(row)
            self._progress("trying values that must be refused")
            for row in self.plan.refuse:
                isolator.refuse(row)
            early = False
        except UndecidedError as problem:
            self.stopped, self.stopped_by = str(problem), problem
        finally:
            isolator.finish(stopped=early)

    def _send(self, content: dict[str, Any]) -> Exchange:
        """Send a body whose proof is false, again after weather; a key for it ends the run."""
        operation = self.proof.operation
        call = self.asker.request(operation, body=content, refusal=True, authenticated=False)

        def within_budget() -> Call:
            if self.asker.traffic.requests >= self._most - KEPT:
                spent = f"the {self._most} requests of a run without an account are spent"
                raise BudgetError(spent)
            return call

        exchange = self.asker.call(operation, within_budget(), again=within_budget)
        if exchange.accepted:
            self._note_minted(exchange, content)
        if exchange.refused and str(exchange.answer.status) in operation.answers:
            self.asker.judge(operation, exchange, ())
        return exchange

    def _with_proof(self, content: dict[str, Any], row: Row) -> dict[str, Any]:
        """Put the false proof into a body, before its other fields and behind them by turns."""
        proved = {path[0]: value for path, value in self._false.items() if path not in row}
        rest = {n: value for n, value in content.items() if n not in proved}
        self._turn += 1
        return {**proved, **rest} if self._turn % 2 else {**rest, **proved}

    def _weighed(self, content: dict[str, Any], _refusal: bool, row: Row) -> Exchange:
        """Send a row, and say whether it was refused for its proof alone."""
        exchange = self._send(self._with_proof(content, row))
        of = self._telling.of(exchange, row) if self._telling else ""
        if of == PROOF:
            self.asker.understood(self.proof.operation)
        if of == FIELD:
            refusal = self._base.read(exchange)
            self._refused.update(path for path in row if len(row) == 1 or refusal.about(path))
        return Weighed(exchange.number, exchange.call, exchange.answer, of)

    def _tell_apart(self) -> None:
        """Learn how a false proof is refused, and how a field that is certainly wrong.

        Raises:
            UndecidedError: the server refuses both alike, or no body for its proof alone.
        """
        proved = self.proof.fields
        rows = [{p: c for p, c in row.items() if p[0] not in proved} for row in self.plan.refuse]
        wrong = [row for row in rows if row][:2]
        first = self._first_valid()
        bad = [self._plainly(row) for row in wrong]
        second = self._plainly({})
        telling = learn((first, second), bad, self.proof.fields, self.proof.refused.values())
        if telling is None:
            answered = ", ".join(str(one.answer.status) for one in (first, *bad, second))
            raise UndecidedError(
                f"Nothing can be told without an account, for {LIKE} ({answered}): the server "
                "may verify the proof before it looks at anything else."
            )
        self._telling = telling
        named = [self._base.read(one) for one in bad]
        if all(sum(bool(n.about(p)) for p in row) < 2 for n, row in zip(named, wrong, strict=True)):
            self.plan = one_by_one(self.plan)

    def _first_valid(self) -> Exchange:
        """Send a valid body, another one where the server has come to refuse a field of it."""
        ask, operation = self._plainly, self.proof.operation
        demands = Demands(self._base, ask, self.contract, operation, self._takes, MOST_GUESSED)
        exchange = self._plainly({})
        for _ in range(MOST_MENDED):
            refusal = self._base.read(exchange)
            if not names_a_field(refusal, self._base.columns.keys(), self.proof.fields):
                return exchange
            met = demands.meet(refusal, exchange)
            if not met and not self._base.mend(refusal, self.proof.fields):
                break
            exchange = self._plainly({})
        said = " ".join(exchange.text[:200].split())
        raise UndecidedError(
            "Nothing can be told without an account, for every body that the contract allows is "
            f"refused for a field of it: {said}"
        )

    def _takes(self, name: str, _: Exchange, refusal: Refusal) -> bool:
        """Whether a refusal names neither a field nor, as unknown, one of the proof."""
        proved = [(field,) for field in self.proof.fields]
        unknown = (unknown_part(one, path) for one in refusal.complaints for path in proved)
        return not refusal.about((name,)) and not any(unknown)

    def _plainly(self, row: Row) -> Exchange:
        exchange = self._send(self._with_proof(self._base.around(row), row))
        if not exchange.refused:
            raise UndecidedError(
                f"Nothing can be told without an account, for {self.proof.operation.called} "
                f"answered {exchange.answer.status}."
            )
        return exchange

    def _note_minted(self, exchange: Exchange, content: dict[str, Any]) -> None:
        """Note that a key was made, and revoke it with its own secret if that opens so much."""
        operation, remove = self.proof.operation, self.contract.family.remove
        key = self.asker.adopt(exchange, content)
        does = "makes a key for a proof that cannot be right"
        if key is not None and key.secret:
            call = self.asker.on(remove, key.id, refusal=True)
            revoked = self.asker.call(remove.operation, replace(call, bearer=key.secret))
            key.alive = not revoked.accepted
            does += f", and its own secret {'does not revoke' if key.alive else 'revoked'} it"
        constraint = self.contract.find(operation, "request", (), "operation")
        says = ("a false proof makes no key", does)
        self.seen.saw("proof-not-needed", constraint, says, exchange)
        raise MintedError

    def _weigh_accepted(self) -> None:
        """Weigh fields whose every wrong value passed.

        Where nothing of a field was refused, it may be looked at after the proof, and is left out.
        Where something else in the same object was, it is not looked at at all.
        """
        looked_at = {path[0] for path in self._refused}
        own = self.proof.operation.id
        for path, column in self._base.columns.items():
            taken = [f for f in self.seen.observations.values() if _is_taken(f[0], own, path)]
            if column.schema is None or not taken or path in self._refused:
                continue
            if path[0] not in looked_at:
                self._take_back(path, taken)
            elif len(taken) > 1:
                self._take_back(path, taken)
                for one in taken[0]:
                    self.seen.add(replace(one, kind="property-ignored", about=None, server=IGNORED))

    def _take_back(self, path: Path, taken: list[list[Observation]]) -> None:
        """Forget what was taken of a field, and leave out what the contract says of it."""
        for found in taken:
            del self.seen.observations[found[0].key]
        said = self.contract.at(self.proof.operation.id, "request", path)
        self.seen.decided.difference_update(one.id for one in said)
        self.seen.withhold((one for one in said if not one.unasked), LATE)


def _is_taken(one: Observation, operation: str, path: Path) -> bool:
    here = (one.constraint.operation, one.field) == (operation, path)
    return here and one.kind in ACCEPTED_KINDS
