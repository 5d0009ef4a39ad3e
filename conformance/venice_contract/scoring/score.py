"""The mutation score: the verdict against every mutant, and whether its edit closes the loop."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import Document, load
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.answers.conversions import ECHOES
from venice_contract.drift.fixes import FIXES
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry, means_of
from venice_contract.errors import UndecidedError
from venice_contract.live.wallet import SPARE, Wallet, can_sign
from venice_contract.mock.faults import CATALOGUE
from venice_contract.mock.rules import Rules
from venice_contract.scoring.conduct import conducts
from venice_contract.scoring.effects import effects
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.mutants import behaviours, mutants
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.stand_in import StandIn
from venice_contract.scoring.translate import rules_of
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Run, Status

BASE_URL = "http://127.0.0.1/api/v1"
TAG = "vc-5c04e000"
CONTRADICTS_ITSELF = frozenset({"type-add"})
"""Operators of a server that takes what its own answers cannot show: no contract says both."""
MEANS = frozenset({Wallet.by, *SPARE})
"""What a verdict can prove on a server of this process, in the contract's words."""
LIMIT_OPERATORS = ("enum-", "bound-", "length-")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutant: how often the difference showed, and what was found.

    `closed` is whether the edited contract conforms; None where no finding's kind has an edit.
    """

    name: str
    operator: str
    side: str
    sentence: str
    fired: int
    status: Status
    kinds: tuple[str, ...]
    closed: bool | None
    requests: int
    creates: int
    refusals: int

    @property
    def killed(self) -> bool:
        """Whether the difference showed and the verdict named one."""
        return bool(self.fired) and bool(self.kinds)

    @property
    def edited(self) -> bool:
        """Whether the contract was edited by what the verdict named."""
        return self.killed and self.closed is not None

    @property
    def equivalent(self) -> bool:
        """Whether it never could show: an answer or behaviour that no call brought about."""
        return not self.fired and self.side != "request"


def verdict(
    document: Document,
    server: MutantServer | StandIn,
    moment: Moment,
    contract: Contract | None = None,
) -> Judgement:
    """Give the verdict of a document on a server, in this process."""
    inquiry = Inquiry(
        HttpTarget(BASE_URL, server.key, transport=server),
        document,
        moment=moment,
        budget=Budget(),
        signer=server.wallet,
        contract=contract,
    )
    inquiry.run()
    return Judgement(inquiry, document, moment.now.date(), diffs=False)


@dataclass(frozen=True)
class Scored:
    """A contract whose mutants are judged, read once."""

    document: Document
    moment: Moment

    @property
    def contract(self) -> Contract:
        """The document as constraints, a proof's too where signing is installed."""
        return contract_of(self.document, MEANS if can_sign() else frozenset())

    @cached_property
    def rules(self) -> Rules:
        """The tables of a server that keeps to it."""
        return rules_of(self.document)

    def mutants(self) -> Iterator[Mutant]:
        """Yield every mutant, those of tables first, and the mock's faults."""
        yield from mutants(self.contract, self.moment)
        yield from conducts(self.contract, self.moment)
        yield from effects(self.contract, self.moment)
        yield from behaviours(CATALOGUE)

    def judge(self, mutant: Mutant | None) -> Outcome:
        """Give the verdict on one mutant, edit the contract by it, and give the verdict again."""
        server = self._server(mutant)
        contract = contract_of(self.document, means_of(server.wallet))
        judgement = verdict(self.document, server, self.moment, contract)
        run = judgement.run({})
        closed = None
        if mutant and mutant.side != "behaviour" and server.fired and FIXES & {*_kinds(run)}:
            closed = self._closes(judgement, mutant)
        traffic = run.traffic
        return Outcome(
            mutant.name if mutant else "none",
            mutant.operator if mutant else "none",
            mutant.side if mutant else "none",
            mutant.sentence if mutant else "keeps to the contract",
            server.fired,
            run.status,
            _kinds(run),
            closed,
            traffic.requests,
            traffic.creates,
            traffic.refusals,
        )

    def _server(self, mutant: Mutant | None) -> MutantServer:
        proof = self.contract.proof
        proves = bool(proof and mutant and mutant.operation == proof.operation.id)
        return MutantServer(self.rules, mutant, now=self.moment.now, proves=proves)

    def _closes(self, judgement: Judgement, mutant: Mutant) -> bool | None:
        edited = judgement.edited(shown=False)
        if mutant.operator in CONTRADICTS_ITSELF:
            return None
        if edited is judgement.document:
            # What a table says has an edit; of how a server behaves the contract may say nothing,
            # and of what one answer makes of a value that the others show as it was sent.
            echoes = mutant.side == "answer" and ECHOES.issuperset(_kinds(judgement.run({})))
            return None if mutant.conduct or echoes else False
        server = self._server(mutant)
        return verdict(edited, server, self.moment).run({}).status is Status.PASSED


def _kinds(run: Run) -> tuple[str, ...]:
    return tuple(finding.kind for check in run.checks for finding in check.findings)


@lru_cache(maxsize=1)
def _scored(file: str, now: datetime) -> tuple[Scored, dict[str, Mutant]]:
    scored = Scored(load(Path(file)), Moment(now, TAG))
    return scored, {mutant.name: mutant for mutant in scored.mutants()}


def _one(task: tuple[str, str, datetime]) -> Outcome:
    file, name, now = task
    scored, found = _scored(file, now)
    try:
        return scored.judge(found[name])
    except Exception as problem:  # from another process only its name and text would be seen
        raise UndecidedError(
            f"{name} could not be judged: {type(problem).__name__}: {problem}."
        ) from problem


def names(
    file: str, *, now: datetime, only: str = "", shard: tuple[int, int] = (1, 1)
) -> list[str]:
    """Return the names of the mutants to judge: those that contain `only`, of one shard of all.

    A shard takes every so-manieth, for neighbours take about the same time.
    """
    scored, _ = _scored(file, now)
    chosen = [mutant.name for mutant in scored.mutants() if only in mutant.name]
    number, of = shard
    return chosen[number - 1 :: of]


def score(file: str, chosen: Sequence[str], *, now: datetime, jobs: int) -> Iterator[Outcome]:
    """Judge mutants in as many processes as wanted, and yield each outcome when it is there."""
    tasks = [(file, name, now) for name in chosen]
    if jobs <= 1:
        yield from map(_one, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_one, tasks, chunksize=4)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the score as text: by operator, then every survivor and every loop left open."""
    counted = [outcome for outcome in outcomes if not outcome.equivalent]
    lines = [f"{'operator':22}{'killed':>8}{'of':>6}{'closed':>8}{'of':>6}"]
    for operator in sorted({one.operator for one in counted}):
        mine = [one for one in counted if one.operator == operator]
        killed, edits = sum(one.killed for one in mine), [one for one in mine if one.edited]
        closed = sum(bool(one.closed) for one in edits)
        lines.append(f"{operator:22}{killed:>8}{len(mine):>6}{closed:>8}{len(edits):>6}")
    for title, chosen in (
        ("survived", [o for o in counted if not o.killed]),
        ("loop left open", [o for o in counted if o.edited and not o.closed]),
    ):
        lines += [f"{title}: {o.name}: {o.sentence} {list(o.kinds)}" for o in chosen]
    narrow = [o for o in counted if o.operator.startswith(LIMIT_OPERATORS)]
    edited = [o for o in counted if o.edited]
    lines += [
        _share("enum and limit operators", [o for o in narrow if o.killed], narrow),
        _share("all operators", [o for o in counted if o.killed], counted),
        _share("loops closed", [o for o in edited if o.closed], edited),
        f"equivalent, never shown: {len(outcomes) - len(counted)}",
    ]
    return "\n".join(lines)


def _share(title: str, part: Sequence[Outcome], whole: Sequence[Outcome]) -> str:
    if not whole:
        return f"{title}: none asked"
    return f"{title}: {len(part)} of {len(whole)}, {100 * len(part) / len(whole):.1f} %"
