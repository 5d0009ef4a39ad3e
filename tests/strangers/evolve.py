"""The evolution table: what the tool says of honest and of lying servers for each addition.

`python -m tests.strangers.evolve [--only NAME] [--reasons]` prints it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.strangers.additions import PAGES, TWELVE
from tests.strangers.fragments import fragment
from tests.strangers.further import FURTHER
from tests.strangers.judging import Told, document, judge, named_at, open_at
from tests.strangers.lies import Addition, Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.server import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.document import Document
    from venice_contract.verdict import Check, Finding

    from tests.strangers.fragments import Json

SETS = {"twelve": TWELVE, "further": FURTHER}
IN_PAGES = "an honest list in pages of five, with 23 keys of others"


@dataclass(frozen=True)
class Row:
    """What came of one server.

    Args:
        addition: what was added to the contract.
        server: the lie, or what the honest server is like.
        outcome: GREEN, FALSE ALARM, NAMED, OTHER, UNDECIDED, SILENT or CRASH.
        said: kinds and fields, or reasons.
        cost: requests, creates and refusals.
    """

    addition: str
    server: str
    outcome: str
    said: str
    cost: tuple[int, int, int] = (0, 0, 0)

    @property
    def honest(self) -> bool:
        """Whether the server kept its contract."""
        return self.server.startswith("an honest")


def rows(additions: tuple[Addition, ...]) -> Iterator[Row]:
    """Judge the honest server of each addition, then its liars."""
    for addition in additions:
        data = fragment()
        addition.edit(data)
        bench = Bench(addition, data, document(data))
        yield bench.honest(Manners(), "an honest server")
        for lie in addition.lies:
            yield bench.liar(lie)
        if addition is PAGES:
            yield bench.honest(Manners(page=5, foreign=23), IN_PAGES)


@dataclass
class Bench:
    """Judges servers of one addition; what is said of an honest one names no lie.

    Args:
        addition: what was added.
        data: the fragment with it, parsed.
        contract: the same as the tool reads it.
        usual: the findings about the honest server, by kind and constraint.
    """

    addition: Addition
    data: Json
    contract: Document
    usual: frozenset[tuple[str, str]] = frozenset()

    def honest(self, manners: Manners, called: str) -> Row:
        """Judge a server that keeps the contract."""
        told = self._told(None, manners)
        if isinstance(told, str):
            return Row(self.addition.name, called, "CRASH", told)
        if called == "an honest server":
            self.usual = frozenset((one.kind, one.constraint.id) for one in told.findings)
        return Row(self.addition.name, called, *of_honest(told), cost(told))

    def liar(self, lie: Lie) -> Row:
        """Judge a server that breaks it."""
        told = self._told(lie, Manners())
        if isinstance(told, str):
            return Row(self.addition.name, lie.name, "CRASH", told)
        new = [one for one in told.findings if (one.kind, one.constraint.id) not in self.usual]
        return Row(self.addition.name, lie.name, *of_lie(told, new, lie.at), cost(told))

    def _told(self, lie: Lie | None, manners: Manners) -> Told | str:
        clock = Clock()
        try:
            return judge(serve(self.data, lie, manners, clock), self.contract, clock=clock)
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


def main(argv: list[str]) -> int:
    """Print the table, and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="an addition, or the set `twelve` or `further`")
    parser.add_argument("--quiet", action="store_true", help="leave out what is as it should be")
    chosen = parser.parse_args(argv)
    every = [one for additions in SETS.values() for one in additions]
    wanted = SETS.get(chosen.only, tuple(a for a in every if chosen.only in ("", a.name)))
    began = time.perf_counter()
    found = []
    for one in rows(tuple(wanted)):
        found.append(one)
        if not (chosen.quiet and one.outcome in ("NAMED", "GREEN")):
            line = f"{one.addition:18} {one.server[:34]:34} {one.outcome:11} {one.said}"
            sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{summary(found)}{time.perf_counter() - began:.1f} s\n")
    return 0


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


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
