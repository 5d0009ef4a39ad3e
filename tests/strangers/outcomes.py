"""What comes of a verdict on a server: one row of a table, and what a table comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.strangers.judging import Told, judge, named_at, open_at
from tests.strangers.lies import Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.server import Bent, Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from venice_contract.contract.document import Document
    from venice_contract.verdict import Check, Finding

    from tests.strangers.fragments import Json

RIGHT = ("GREEN", "NAMED", "ONE", "HARMLESS", "TOLD")
"""Outcomes that need no mending."""


@dataclass(frozen=True)
class Row:
    """What came of one server.

    Args:
        group: what it is listed under.
        server: the lie, or what the honest server is like.
        outcome: GREEN, FALSE ALARM, NAMED, ONE, OTHER, MANY, UNDECIDED, SILENT or CRASH, and of
            attacks HARMLESS, TOLD, LEFT, FOREIGN, SECRET or ENDLESS.
        said: kinds and fields, or reasons.
        cost: requests, creates and refusals.
    """

    group: str
    server: str
    outcome: str
    said: str
    cost: tuple[int, int, int] = (0, 0, 0)

    def __str__(self) -> str:
        return f"{self.group[:18]:18} {self.server[:52]:52} {self.outcome:11} {self.said}"

    @property
    def honest(self) -> bool:
        """Whether the server kept its contract."""
        return self.outcome in ("GREEN", "FALSE ALARM") or self.server.startswith("honest")


@dataclass
class Bench:
    """Judges servers of one contract; what is said of an honest one names no lie.

    Args:
        group: what the rows are listed under.
        data: the fragment, parsed.
        contract: the same as the tool reads it.
        own: the fragment that the servers follow, where it is another.
        usual: the findings about the honest server, by kind and constraint.
    """

    group: str
    data: Json
    contract: Document
    own: Json | None = None
    usual: frozenset[tuple[str, str]] = frozenset()

    def honest(self, manners: Manners, called: str, *bent: Bent) -> Row:
        """Judge a server that keeps the contract."""
        told = self.told(Lie(called, (), bent=bent), manners)
        if isinstance(told, str):
            return Row(self.group, called, "CRASH", told)
        if not self.usual:
            self.usual = frozenset((one.kind, one.constraint.id) for one in told.findings)
        return Row(self.group, called, *of_honest(told), cost(told))

    def liar(self, lie: Lie, manners: Manners | None = None) -> Row:
        """Judge a server that breaks it."""
        told = self.told(lie, manners or Manners())
        if isinstance(told, str):
            return Row(self.group, lie.name, "CRASH", told)
        new = [one for one in told.findings if (one.kind, one.constraint.id) not in self.usual]
        return Row(self.group, lie.name, *of_lie(told, new, lie.at), cost(told))

    def told(self, lie: Lie | None, manners: Manners) -> Told | str:
        """Return the verdict, or what stopped the tool."""
        clock = Clock()
        try:
            server = serve(self.own or self.data, lie, manners, clock)
            return judge(server, self.contract, clock=clock, base_url=server.base_url)
        except Exception as problem:  # noqa: BLE001 - a crash is a result
            return f"{type(problem).__name__}: {problem}"[:150]


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
    """Return what came of a server that broke its contract at some field or operation.

    Args:
        told: everything that was said.
        new: the findings that an honest server does not bring about.
        at: where it may rightly be named.
    """
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


def summary(found: list[Row]) -> str:
    """Return the totals."""
    text = ""
    for called, honest in (("honest", True), ("lies", False)):
        these = [one for one in found if one.honest is honest]
        totals = Counter(one.outcome for one in these)
        text += f"{called}: {len(these)}, " + ", ".join(f"{k} {n}" for k, n in totals.items())
        text += "\n"
    costs = [one.cost for one in found if one.cost[0]]
    for index, what in enumerate(("requests", "creates", "refusals")):
        used = [cost[index] for cost in costs]
        if used:
            text += f"{what}: {sum(used) / len(used):.0f} on average, {max(used)} at most; "
    return text
