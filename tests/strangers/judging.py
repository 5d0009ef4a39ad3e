"""The one place where the strangers call the tool: server and fragment in, findings out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import httpx
from venice_contract.cli.recording import TITLES, renderings
from venice_contract.contract.limits import service_limits
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.errors import KeysLeftError
from venice_contract.live import session
from venice_contract.live import transport as live
from venice_contract.live.pacing import Limits
from venice_contract.live.preflight import look
from venice_contract.live.session import Policy, open_session
from venice_contract.report import github
from venice_contract.report.record import RecordWriter
from venice_contract.report.terminal import render
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import ITEMS, Check, Constraint, Finding, Status, Traffic

from tests.strangers.bending import Clock
from tests.strangers.fragments import Json, text
from tests.strangers.server import ADMIN

TAG = "vc-1a2b3c4d"
TERMINAL = "terminal.txt"
UNDECIDED = (Status.ERROR, Status.NOT_RUN)


@dataclass(frozen=True)
class Told:
    """What the tool says of a server."""

    checks: tuple[Check, ...]
    traffic: Traffic
    waited: float = 0.0
    findings: tuple[Finding, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = {id(one): one for check in self.checks for one in check.findings}
        object.__setattr__(self, "findings", tuple(found.values()))

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        return max(check.status for check in self.checks)

    @property
    def open(self) -> list[Check]:
        return [check for check in self.checks if check.status in UNDECIDED]

    @property
    def kinds(self) -> list[str]:
        return sorted(
            f"{f.kind} at {f.constraint.operation}:{f.constraint.field}" for f in self.findings
        )


def document(data: Json) -> Document:
    """Return a parsed fragment as the tool reads it."""
    return _read(text(data))


@lru_cache(maxsize=4)  # most servers are judged by the fragment as it stands
def _read(written: str) -> Document:
    return parse(written, "openapi/api_keys.yaml")


BASE_URL = "http://stranger.test/api/v1"


def _inquired(
    transport: httpx.BaseTransport,
    contract: Document,
    moment: Moment,
    pause: Callable[[float], None],
    base_url: str,
) -> Inquiry:
    target = HttpTarget(base_url, ADMIN, transport=transport)
    return Inquiry(target, contract, moment=moment, budget=Budget(), pause=pause)


def _judged(
    transport: httpx.BaseTransport, contract: Document, clock: Clock, base_url: str
) -> tuple[Told, Judgement]:
    moment = Moment(datetime.fromtimestamp(clock.now(), UTC), TAG)
    inquiry = _inquired(transport, contract, moment, clock.wait, base_url)
    inquiry.run()
    judgement = Judgement(inquiry, contract, moment.now.date())
    told = Told(judgement.run({}).checks, inquiry.asker.traffic, clock.waited)
    return told, judgement


def judge(
    transport: httpx.BaseTransport, contract: Document, *, clock: Clock, base_url: str = BASE_URL
) -> Told:
    """Give the verdict on the server behind a transport; that it can be edited is tried as data."""
    told, judgement = _judged(transport, contract, clock, base_url)
    if told.findings:
        judgement.edited(shown=False)  # as a sketch: the text takes a fifth of the time of a row
    return told


def judge_and_edit(
    transport: httpx.BaseTransport, contract: Document, *, clock: Clock, base_url: str = BASE_URL
) -> tuple[Told, Document]:
    """Give the verdict on the server behind a transport, and the contract with every edit made."""
    told, judgement = _judged(transport, contract, clock, base_url)
    return told, judgement.edited() if told.findings else contract


def named_at(findings: Iterable[Finding], at: tuple[str, ...]) -> list[Finding]:
    """Return the findings that stand at a field or an operation.

    `@operationId` is an operation as a whole, or the object that it answers, and `@operationId*`
    anything in it.
    """
    return [one for one in findings if any(_is_at(one.constraint, name) for name in at)]


def _is_at(about: Constraint, name: str) -> bool:
    if name.endswith("*"):
        return about.operation == name[1:-1]
    if name.startswith("@"):
        return about.operation == name[1:] and set(about.path) <= WHOLE
    return name in about.path or name in about.id.split(".")


WHOLE = {"data", ITEMS, "success"}
"""Steps to what an answer is about, of the fragments that are used here."""


def open_at(checks: Iterable[Check], at: tuple[str, ...]) -> list[Check]:
    """Return the checks that stand at a field or an operation; as `named_at`."""
    return [one for one in checks if one.about and any(_is_at(one.about, name) for name in at)]


@dataclass(frozen=True)
class Guarded:
    """What came of a verdict through the guarded door, as the command line gives it.

    Args:
        written: all that was written down: journals, every text of every check, and every report.
        forged: lines of terminal and log that pose as commands of CI.
    """

    told: Told | None
    problem: BaseException | None
    left: KeysLeftError | None
    written: str
    forged: tuple[str, ...] = ()


def reported(checks: Iterable[Check], folder: Path, mask: Callable[[str], str]) -> None:
    """Write the record and every report of checks, as the command line does."""
    with (folder / "run.jsonl").open("w", encoding="utf-8") as stream:
        writer = RecordWriter(stream, mask)
        writer.header({"target": "https://stranger.test/api/v1"})
        for check in checks:
            writer.check(check)
        run = writer.footer(Traffic())
    for name, rendered in renderings(run):
        (folder / name).write_text(rendered, encoding="utf-8")
    said = render(run, titles=TITLES, width=100, color=False, verbose=True)
    (folder / TERMINAL).write_text(said, encoding="utf-8")
    commands = "\n".join(github.commands(run, TITLES))
    (folder / "commands.txt").write_text(commands, encoding="utf-8")


def judge_guarded(
    transport: httpx.BaseTransport,
    contract: Document,
    *,
    clock: Clock,
    folder: Path,
    base_url: str = "https://stranger.test/api/v1",
) -> Guarded:
    """Give the verdict through pacing, journal, masking and clean-up, on the clock of the test."""
    server = live.Server(transport, base_url, ADMIN)
    told: list[Told] = []
    problem: BaseException | None = None
    left: KeysLeftError | None = None
    policy = Policy(limits=Limits.of(service_limits(contract)))
    try:
        with open_session(
            server, journal_dir=folder, clock=clock, tag=TAG, policy=policy
        ) as opened:
            told.append(_through(opened, contract, clock, base_url))
            reported(told[0].checks, folder, opened.secrets.mask)
    except KeysLeftError as found:
        left = found
    except Exception as found:  # noqa: BLE001 - what it is is for the caller to judge
        problem = found
    written = [path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]
    terminal = folder / TERMINAL
    lines = terminal.read_text("utf-8").splitlines() if terminal.exists() else []
    forged = tuple(line for line in lines if line.lstrip().startswith(("::", "##[")))
    said = told[0] if told else None
    written += [repr(said), str(problem), repr(problem), str(left)]
    return Guarded(said, problem, left, "\n".join(written), forged)


def _through(opened: session.Session, contract: Document, clock: Clock, base_url: str) -> Told:
    moment = Moment(datetime.fromtimestamp(clock.now(), UTC), opened.tag)
    inquiry = _inquired(opened.transport, contract, moment, opened.pause, base_url)
    cost = inquiry.plan.cost
    look(opened, room=int(cost["alive"]), seconds=cost["seconds"])
    inquiry.run()
    judgement = Judgement(inquiry, contract, moment.now.date(), (), opened.secrets.mask)
    return Told(judgement.run({}).checks, opened.traffic(), clock.waited)
