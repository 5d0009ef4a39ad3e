"""A table as text: a line for each case as it comes, and what they come to."""

import sys
import time
from collections import Counter
from collections.abc import Iterable

from tests.strangers.cases import Case
from tests.strangers.outcomes import RIGHT, Row


def printed(cases: Iterable[Case], *, quiet: bool) -> None:
    """Judge cases one after the other, print what is not right, or all, and the totals."""
    began, used = time.perf_counter(), time.process_time()
    found = []
    for case in cases:
        row = case.judge()
        found.append((case, row))
        if not (quiet and row.outcome in RIGHT):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    seconds, here = time.perf_counter() - began, time.process_time() - used
    sys.stdout.write(f"{summary(found)}{seconds:.1f} s, {here:.1f} s of this process\n")


def summary(found: list[tuple[Case, Row]]) -> str:
    """Return the totals: outcomes of honest servers and of others, and what they cost."""
    text = ""
    for called, honest in (("honest", True), ("others", False)):
        these = Counter(row.outcome for case, row in found if case.honest is honest)
        if these:
            told = ", ".join(f"{outcome} {times}" for outcome, times in these.most_common())
            text += f"{called}: {these.total()}, {told}\n"
    costs = [row.cost for _, row in found if row.cost[0]]
    for index, what in enumerate(("requests", "creates", "refusals")):
        used = [cost[index] for cost in costs]
        if used:
            text += f"{what}: {sum(used) / len(used):.0f} on average, {max(used)} at most; "
    return text
