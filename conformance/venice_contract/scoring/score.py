"""The mutation score: the verdict against every mutant, and whether its edit closes the loop."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from venice_contract.contract.document import Document, load, parse
from venice_contract.contract.moment import Moment
from venice_contract.drift.judge import Judgement
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.mock.faults import CATALOGUE
from venice_contract.scoring.mutants import Mutant, behaviours, mutants
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

BASE_URL = "http://127.0.0.1/api/v1"
LIMIT_OPERATORS = ("enum-", "bound-", "length-")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutant.

    Args:
        mutant: the mutant, its table left out.
        fired: how often the difference showed.
        status: the verdict.
        kinds: kinds of the findings.
        closed: whether the edited contract conforms; None where there was nothing to edit.
        requests, creates, refusals: what the verdict cost.
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
    def equivalent(self) -> bool:
        """Whether it never could show: an answer or behaviour that no call brought about."""
        return not self.fired and self.side != "request"


def verdict(document: Document, server: MutantServer, moment: Moment) -> Judgement:
    """Give the verdict of a document on a server, in this process."""
    inquiry = Inquiry(
        HttpTarget(BASE_URL, server.service.admin_key, transport=server),
        document,
        moment=moment,
        budget=Budget(),
        signer=server.wallet,
    )
    inquiry.run()
    return Judgement(inquiry, document, moment.now.date(), diffs=False)


def judge(document: Document, mutant: Mutant | None, moment: Moment) -> Outcome:
    """Give the verdict on one mutant, edit the contract by it, and give the verdict again."""
    rules = rules_of(document)
    server = MutantServer(rules, mutant, now=moment.now)
    judgement = verdict(document, server, moment)
    run = judgement.run({})
    closed = None
    if mutant and mutant.side != "behaviour" and server.fired and _kinds(run):
        closed = _closes(judgement, MutantServer(rules, mutant, now=moment.now), moment)
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


def _kinds(run: Run) -> tuple[str, ...]:
    return tuple(finding.kind for check in run.checks for finding in check.findings)


def _closes(judgement: Judgement, server: MutantServer, moment: Moment) -> bool:
    edited = judgement.edited()
    if edited.text == judgement.document.text:
        return False
    return verdict(edited, server, moment).run({}).status is Status.PASSED


def all_mutants(document: Document) -> Iterator[Mutant]:
    """Yield the mutants of a contract and the mock's faults."""
    yield from mutants(rules_of(document))
    yield from behaviours(CATALOGUE)


@lru_cache(maxsize=1)
def _loaded(file: str) -> tuple[Document, dict[str, Mutant]]:
    document = load(Path(file))
    return document, {mutant.name: mutant for mutant in all_mutants(document)}


def _one(task: tuple[str, str, datetime]) -> Outcome:
    file, name, now = task
    document, found = _loaded(file)
    return judge(document, found[name], Moment(now, "vc-5c04e000"))


def score(file: str, *, now: datetime, jobs: int, only: str = "") -> list[Outcome]:
    """Judge every mutant whose name contains `only`, in as many processes as wanted."""
    document = parse(Path(file).read_text(encoding="utf-8"), file)
    names = [mutant.name for mutant in all_mutants(document) if only in mutant.name]
    tasks = [(file, name, now) for name in names]
    if jobs <= 1:
        return [_one(task) for task in tasks]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_one, tasks, chunksize=8))


def table(outcomes: list[Outcome]) -> str:
    """Return the score as text: by operator, then every survivor and every loop left open."""
    counted = [outcome for outcome in outcomes if not outcome.equivalent]
    lines = [f"{'operator':22}{'killed':>8}{'of':>6}{'closed':>8}"]
    total = Counter(outcome.operator for outcome in counted)
    killed = Counter(outcome.operator for outcome in counted if outcome.killed)
    closed = Counter(outcome.operator for outcome in counted if outcome.closed)
    lines += [f"{op:22}{killed[op]:>8}{total[op]:>6}{closed[op]:>8}" for op in sorted(total)]
    for title, chosen in (
        ("survived", [o for o in counted if not o.killed]),
        ("loop left open", [o for o in counted if o.killed and o.closed is False]),
    ):
        lines += [f"{title}: {o.name}: {o.sentence} {list(o.kinds)}" for o in chosen]
    narrow = [o for o in counted if o.operator.startswith(LIMIT_OPERATORS)]
    fragment = [o for o in counted if o.side != "behaviour" and o.killed]
    lines += [
        _share("enum and limit operators", [o for o in narrow if o.killed], narrow),
        _share("all operators", [o for o in counted if o.killed], counted),
        _share("loops closed", [o for o in fragment if o.closed], fragment),
        f"equivalent, never shown: {len(outcomes) - len(counted)}",
    ]
    return "\n".join(lines)


def _share(title: str, part: list[Outcome], whole: list[Outcome]) -> str:
    share = 100 * len(part) / len(whole) if whole else 100.0
    return f"{title}: {len(part)} of {len(whole)}, {share:.1f} %"
