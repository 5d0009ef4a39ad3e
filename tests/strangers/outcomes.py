"""What comes of a verdict on a server: one row of a table, and what a table comes to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from venice_contract.contract.reading.document import Document
from venice_contract.verdict import Check, Finding

from tests.strangers.bending import Bent, Clock
from tests.strangers.fragments import Json
from tests.strangers.judging import Told, document, judge, judge_and_edit, named_at, open_at
from tests.strangers.lies import Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.required import NAME, Demand
from tests.strangers.server import Server

RIGHT = ("GREEN", "NAMED", "ONE", "HARMLESS", "TOLD")
"""Outcomes that need no mending."""


@dataclass(frozen=True)
class Row:
    """What came of one server.

    Args:
        outcome: GREEN, FALSE ALARM, NAMED, ONE, NO EDIT, OTHER, MANY, UNDECIDED, SILENT or CRASH;
            of attacks HARMLESS, TOLD, LEFT, FOREIGN, SECRET, FORGED or ENDLESS.
    """

    group: str
    server: str
    outcome: str
    said: str
    cost: tuple[int, int, int] = (0, 0, 0)

    def __str__(self) -> str:
        return f"{self.group[:18]:18} {self.server[:52]:52} {self.outcome:11} {self.said}"


@dataclass
class Bench:
    """Judges servers of one contract; what is said of an honest one names no lie.

    Args:
        own: the fragment that liars follow, where it is another.
        bent: what every server does, honest or not.
        once: whether each lie must be one finding, and have an edit that the liar keeps to.
    """

    group: str
    data: Json
    own: Json | None = None
    manners: Manners = field(default_factory=Manners)
    bent: tuple[Bent, ...] = ()
    once: bool = False

    @cached_property
    def contract(self) -> Document:
        """The fragment as the tool reads it."""
        return document(self.data)

    @cached_property
    def plain(self) -> Told | str:
        """What is said of the honest server."""
        return self._told(self._serve(None))

    @cached_property
    def usual(self) -> frozenset[tuple[str, str]]:
        """The findings about the honest server, by kind and constraint."""
        found = () if isinstance(self.plain, str) else self.plain.findings
        return frozenset((one.kind, one.constraint.id) for one in found)

    def honest(self, called: str, manners: Manners | None = None, *bent: Bent) -> Row:
        """Judge a server that keeps the contract, the plainest where no manners are given."""
        told = self.plain
        if manners or bent:
            lie = Lie(called, (), *bent)
            told = self._told(serve(self.data, lie, manners or self.manners, Clock()))
        if isinstance(told, str):
            return Row(self.group, called, "CRASH", told)
        return Row(self.group, called, *of_honest(told), cost(told))

    def demand(self, demand: Demand) -> Row:
        """Judge a server that demands one field more."""
        lie = Lie(demand.name, (), demand.edit)
        told = self._told(serve(self.data, lie, Manners(errors=demand.errors), Clock()))
        if isinstance(told, str):
            return Row(self.group, demand.name, "CRASH", told)
        return Row(self.group, demand.name, *of_demand(told, demand), cost(told))

    def liar(self, lie: Lie) -> Row:
        """Judge a server that breaks it."""
        told, edited = self._judged(self._serve(lie))
        if isinstance(told, str):
            return Row(self.group, lie.name, "CRASH", told)
        new = [one for one in told.findings if (one.kind, one.constraint.id) not in self.usual]
        outcome, said = of_lie(told, new, lie.at)
        if lie.open and outcome == "UNDECIDED" and lie.open in said:
            outcome = "TOLD"
        if self.once and outcome == "NAMED":
            outcome, said = self._of_once(lie, new, said, edited)
            if lie.apart and outcome == "ONE":
                outcome, said = "OTHER", f"{said}; one and closed, though {lie.apart}"
            elif lie.apart:
                outcome = "NAMED"
        return Row(self.group, lie.name, outcome, said, cost(told))

    def _of_once(
        self, lie: Lie, new: list[Finding], said: str, edited: Document
    ) -> tuple[str, str]:
        """Return MANY for several findings, OTHER where the liar breaks the edited contract.

        NO EDIT for one without an edit of which no reason is known; OTHER for an edit in spite of
        such a reason.
        """
        if len(new) > 1:
            return "MANY", said
        if edited is self.contract:
            return ("ONE" if lie.unedited else "NO EDIT"), said
        if lie.unedited:
            return "OTHER", f"{said}; edited, though {lie.unedited}"
        server = self._serve(lie)
        again = judge(server, edited, clock=server.clock, base_url=server.base_url)
        left = f"{placed(again.findings)} {reasons(again.open)}".strip()
        return ("OTHER", f"{said}; after the edit: {left}") if left else ("ONE", said)

    def _serve(self, lie: Lie | None) -> Server:
        server = serve((lie and self.own) or self.data, lie, self.manners, Clock())
        server.bent = (*self.bent, *server.bent)
        return server

    def _told(self, server: Server) -> Told | str:
        """Return the verdict, or what stopped the tool."""
        return self._judged(server)[0]

    def _judged(self, server: Server) -> tuple[Told | str, Document]:
        """Return the verdict, or what stopped the tool, and the contract with the edits asked for.

        A finding is edited where each lie must have an edit.
        """
        clock, at = server.clock, server.base_url
        try:
            if self.once:
                return judge_and_edit(server, self.contract, clock=clock, base_url=at)
            return judge(server, self.contract, clock=clock, base_url=at), self.contract
        except Exception as problem:  # noqa: BLE001 - a crash is a result
            return f"{type(problem).__name__}: {problem}"[:150], self.contract


def of_demand(told: Told, demand: Demand) -> tuple[str, str]:
    """Return what came of a demand: ONE where one finding tells it, and nothing else is found."""
    found = told.findings
    telling = [one for one in found if NAME in said_by(one) or demand.errors == "silent"]
    if len(found) == 1 and telling:
        return "ONE", f"{placed(found)}; {len(told.open)} left open"
    if telling:
        return "MANY", placed(found)
    if found:
        return "OTHER", placed(found)
    if told.open:
        return "UNDECIDED", f"{len(told.open)} open: {reasons(told.open)}"
    return "SILENT", told.status.label


def said_by(finding: Finding) -> str:
    edit = finding.edit.summary if finding.edit else ""
    return f"{finding.constraint.id} {finding.server_does} {finding.contract_says} {edit}"


def cost(told: Told) -> tuple[int, int, int]:
    """Return requests, creates and refusals."""
    return told.traffic.requests, told.traffic.creates, told.traffic.refusals


def of_honest(told: Told) -> tuple[str, str]:
    """Return what came of a server that kept its contract."""
    if told.findings:
        return "FALSE ALARM", placed(told.findings)
    if told.open:
        return "UNDECIDED", reasons(told.open)
    return "GREEN", ""


def of_lie(told: Told, new: list[Finding], at: tuple[str, ...]) -> tuple[str, str]:
    """Return what came of a server that broke its contract at some field or operation."""
    there = named_at(new, at)
    if there:
        beside = len(new) - len(there)
        return "NAMED", placed(there) + (f"; and {beside} elsewhere" if beside else "")
    if new:
        return "OTHER", placed(new)
    asked = open_at(told.open, at)
    if asked:
        return "UNDECIDED", reasons(asked)
    if told.open:
        return "UNDECIDED", "elsewhere: " + reasons(told.open)
    return "SILENT", told.status.label


def placed(findings: Iterable[Finding]) -> str:
    """Return kinds and fields of findings, each with how often it was found."""
    counted = Counter(
        f"{one.kind} at {one.constraint.field or one.constraint.operation}" for one in findings
    )
    return "; ".join(text if n == 1 else f"{n} x {text}" for text, n in counted.items())


def reasons(checks: list[Check]) -> str:
    """Return why checks are not decided, the commonest first."""
    counted = Counter(check.message for check in checks).most_common(3)
    return "; ".join(f"{times} x {text[:110]}" for text, times in counted)
