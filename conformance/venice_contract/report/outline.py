"""A run arranged for reading: checks by operation, then by the field that they ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from venice_contract.verdict import Check, Finding, Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Words of a constraint's id that name what is constrained; what stands before them is the field,
# what follows is the value. They are the kinds of constraint that `spec` lists.
KEYWORDS = frozenset(
    {
        *("enum", "enum-value", "type", "null", "not-null", "pattern", "minimum", "maximum"),
        *("max-length", "min-length", "max-items", "required", "optional", "closed"),
        *("absent-means", "echo", "presence", "status", "content-type"),
    }
)
# Where a row names values, it names them beside this word.
_SPOKEN = {"enum-value": "enum"}


@dataclass(slots=True)
class Row:
    """All checks about one field of one operation.

    Args:
        name: direction and path, such as `request.limitPeriod`; a module's name for the suite.
        checks: in the order in which they ended.
        words: keyword to the values asked about, in order.
    """

    name: str
    checks: list[Check] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)

    @property
    def asks(self) -> str:
        """What is constrained, such as `enum EPOCH, MONTH; default`."""
        return "; ".join(
            f"{word} {', '.join(values)}" if values else word for word, values in self.words.items()
        )


@dataclass(slots=True)
class Section:
    """All rows of one group, usually an operation.

    Args:
        source: `probe`, `suite`, or what else fed the record.
        group: operationId, or the module of the suite.
        rows: by field.
    """

    source: str
    group: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def checks(self) -> list[Check]:
        """Every check of the section."""
        return [check for row in self.rows.values() for check in row.checks]


def sections(run: Run) -> list[Section]:
    """Return the checks of a run by source and group, in the order in which they came."""
    found: dict[tuple[str, str], Section] = {}
    for check in run.checks:
        section = found.setdefault(
            (check.source, check.group), Section(source=check.source, group=check.group)
        )
        name, word, value = split_id(check)
        row = section.rows.setdefault(name, Row(name))
        row.checks.append(check)
        if word:
            values = row.words.setdefault(word, [])
            if value and value not in values:
                values.append(value)
    return list(found.values())


def split_id(check: Check) -> tuple[str, str, str]:
    """Return field, keyword and value that the id of a check speaks of.

    `createApiKey.request.limitPeriod.enum-value.MONTH` gives `request.limitPeriod`, `enum` and
    `MONTH`.
    An id of any other shape, such as that of a test, gives empty texts.
    """
    head, dot, rest = check.id.partition(".")
    if not dot or head != check.group:
        return "", "", ""
    parts = rest.split(".")
    # A field may be named like a keyword, and a value may hold dots: the keyword is the last part
    # or the last but one, and failing that the first that there is.
    likely = [index for index in range(1, len(parts)) if parts[index] in KEYWORDS]
    late = [index for index in likely if index >= len(parts) - 2]
    if not likely:
        return rest, "", ""
    index = late[-1] if late else likely[0]
    word = _SPOKEN.get(parts[index], parts[index])
    return ".".join(parts[:index]), word, ".".join(parts[index + 1 :])


def tally(checks: Iterable[Check]) -> str:
    """Return how the checks ended, worst first, such as `1 FAILED, 4 passed`."""
    totals: dict[Status, int] = {}
    for check in checks:
        totals[check.status] = totals.get(check.status, 0) + 1
    return ", ".join(
        f"{totals[status]} {spoken(status)}" for status in sorted(totals, reverse=True)
    )


def spoken(status: Status) -> str:
    """Return a status as prose has it; those that need action stand out without colour too."""
    words = {
        Status.ERROR: "UNDECIDED",
        Status.FAILED: "FAILED",
        Status.EXPECTED_FAILURE: "known deviation",
        Status.NOT_RUN: "not run",
        Status.LEFT_OUT: "left out",
    }
    return words.get(status, status.label)


def findings(run: Run) -> Iterator[tuple[Check, Finding]]:
    """Yield every finding with the check that made it, failed ones before accepted ones."""
    for status in (Status.FAILED, Status.ERROR, Status.EXPECTED_FAILURE):
        for check in run.checks:
            if check.status is status:
                for finding in check.findings:
                    yield check, finding


def unfinished(run: Run) -> list[Check]:
    """Return the checks that need a reader though no finding tells of them."""
    return [
        check
        for check in run.checks
        if check.status >= Status.EXPECTED_FAILURE and not check.findings
    ]


def sentence(run: Run) -> str:
    """Return the outcome of a run in one sentence."""
    differences = {
        (finding.kind, finding.constraint.id)
        for check, finding in findings(run)
        if check.status is Status.FAILED
    }
    failed = sum(check.status is Status.FAILED for check in run.checks)
    undecided = sum(check.status is Status.ERROR for check in run.checks)
    if run.traffic.left_behind:
        return f"{run.traffic.left_behind} key(s) of this run are still on the server."
    if not run.checks:
        return "Nothing was checked."
    parts = []
    if failed:
        named = f"{len(differences)} difference(s) named" if differences else "see below"
        parts.append(f"Drift: {failed} of {len(run.checks)} checks failed, {named}")
    if undecided:
        parts.append(f"{undecided} of {len(run.checks)} checks could not be decided")
    if parts:
        return "; ".join(parts) + "."
    if run.status < Status.PASSED:
        return "Nothing was decided: every check was skipped or not run."
    decided = sum(check.status >= Status.PASSED for check in run.checks)
    known = sum(check.status is Status.EXPECTED_FAILURE for check in run.checks)
    accepted = f", {known} of them known deviations" if known else ""
    return f"The server conforms: {decided} checks decided{accepted}."


def cost(run: Run) -> str:
    """Return what a run cost, such as `31 requests, 12 creates, 9 refusals, 0.8 s`."""
    traffic = run.traffic
    waited = f" ({traffic.waited:.1f} s of it waiting)" if traffic.waited >= 0.05 else ""
    return (
        f"{traffic.requests} requests, {traffic.creates} creates, {traffic.refusals} refusals, "
        f"at most {traffic.alive_at_most} keys alive, {traffic.left_behind} left, "
        f"{traffic.seconds:.1f} s{waited}"
    )


def known_from(finding: Finding) -> str:
    """Return how the contract knew, such as `page, since 2026-05-07, seen 2026-08-22`."""
    known = finding.constraint.evidence
    return f"{known.source}, since {known.since}, seen {known.seen}" if known else ""
