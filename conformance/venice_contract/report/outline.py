"""A run arranged for reading: what moved first, then everything that was asked, by constraint."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from venice_contract.report.plain import one_line
from venice_contract.verdict import (
    ITEMS,
    Check,
    Constraint,
    Finding,
    Impact,
    Path,
    Run,
    Status,
    counted,
    dotted,
)

DECIDED = (Status.PASSED, Status.EXPECTED_FAILURE, Status.FAILED)

_WORDS = {
    Status.ERROR: "UNDECIDED",
    Status.FAILED: "FAILED",
    Status.EXPECTED_FAILURE: "known deviation",
    Status.NOT_RUN: "not run",
    Status.LEFT_OUT: "left out",
}
_ORDER = (Impact.BREAKING, Impact.UNDECIDED, Impact.ADDITIVE, Impact.BENIGN)
# Kinds whose value says nothing in a list: it is told by other checks, or there is none.
_WITHOUT_VALUE = frozenset({"enum", "closed", "required", "optional", "null", "not-null", "secret"})


def spoken(status: Status) -> str:
    """Return a status as prose has it; those that need action stand out without colour too."""
    return _WORDS.get(status, status.label)


def tally(checks: Iterable[Check]) -> str:
    """Return how the checks ended, worst first, such as `1 FAILED, 4 passed`."""
    totals = Counter(check.status for check in checks)
    return ", ".join(
        f"{totals[status]} {spoken(status)}" for status in sorted(totals, reverse=True)
    )


# -- the names of fields ---------------------------------------------------------------------------

MESSAGE = "(message)"
ERRORS = "(errors)"

# Steps of a field that make a row of its own; what lies deeper is told by the row above it.
_DEPTH = 2


class Names:
    """The names of fields, as a reader has them.

    An answer holds its resource in an envelope: the one member of the message that has members
    itself. And a field that comes back under another name than it was sent by has the name it was
    sent by, as its `echo` constraint says.
    """

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        paths: dict[tuple[str, str], set[Path]] = {}
        self._sent_as: dict[tuple[str, Path], Path] = {}
        for one in constraints:
            paths.setdefault((one.operation, one.side), set()).add(one.path)
            if one.kind == "echo":
                self._alias(one)
        answers = {side: found for side, found in paths.items() if side[1] == "answer"}
        self._envelopes = {side: _envelope(found) for side, found in answers.items()}
        self._beside = {
            path[:1]
            for side, found in answers.items()
            for path in found
            if self._envelopes[side] and path[:1] != self._envelopes[side][:1]
        }

    def _alias(self, echo: Constraint) -> None:
        path, sent = echo.path, tuple(echo.value or ())  # none where only the drift was met
        while sent and path:
            self._sent_as[echo.operation, path] = sent
            path, sent = path[:-1], sent[:-1]

    def field(self, one: Constraint) -> str:
        """Return the field that it is about, without its envelope; empty for the message."""
        if one.side != "answer":
            return one.field
        return dotted(self._answered(one)) or one.field

    def row(self, one: Constraint) -> str:
        """Return the name of the row that it belongs to."""
        if one.side not in ("request", "answer"):
            return ERRORS
        path = one.path if one.side == "request" else self._answered(one)
        return dotted(path[:_DEPTH]) or MESSAGE

    def _answered(self, one: Constraint) -> Path:
        """Return the path in the resource that is answered, empty for what stands beside it."""
        sent = self._sent_as.get((one.operation, one.path))
        envelope = self._envelopes.get((one.operation, one.side), ())
        if sent:
            return sent
        if one.path[: len(envelope)] != envelope or one.path[:1] in self._beside:
            return ()
        return one.path[len(envelope) :]


def _envelope(paths: set[Path]) -> Path:
    """Return the path of the resource in a message, empty if the message is the resource."""
    holders = {path[:1] for path in paths if len(path) > 1}
    if len(holders) != 1:
        return ()
    (envelope,) = holders
    return (*envelope, ITEMS) if any(path[1:2] == (ITEMS,) for path in paths) else envelope


# -- what moved ------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A finding, the check that made it, and the field that moved; empty for the message."""

    check: Check
    finding: Finding
    field: str

    @property
    def known(self) -> bool:
        """Whether it is an accepted deviation."""
        return self.check.status is Status.EXPECTED_FAILURE

    @property
    def operations(self) -> list[str]:
        """Ids of the operations that show it, the leading one first."""
        also = [self.check.about.operation] if self.check.about else []
        return list(dict.fromkeys([*operations(self.finding), *also]))


def operations(finding: Finding) -> list[str]:
    """Return the ids of the operations that a finding is about, the leading one first."""
    return list(dict.fromkeys(one.operation for one in finding.about))


def findings(run: Run) -> list[Found]:
    """Return every finding once: new ones before accepted ones, the breaking ones first."""
    found: dict[tuple[str, ...], Found] = {}
    telling = [check for check in run.checks if check.findings]
    names = Names([check.about for check in run.checks if check.about] if telling else [])
    for check in telling:
        for finding in check.findings:
            key = (finding.kind, finding.constraint.id, finding.contract_says, finding.server_does)
            if key not in found or check.status > found[key].check.status:
                found[key] = Found(check, finding, names.field(finding.constraint))
    return sorted(found.values(), key=lambda one: (one.known, _ORDER.index(one.finding.impact)))


def moved(run: Run) -> tuple[int, int]:
    """Return how many findings are not accepted, and how many of those break clients."""
    impacts = [one.finding.impact for one in findings(run) if not one.known]
    return len(impacts), impacts.count(Impact.BREAKING)


def known_from(finding: Finding) -> str:
    """Return how the contract knew, such as `page, since 2026-05-07, seen 2026-08-22`."""
    known = finding.constraint.evidence
    return f"{known.source}, since {known.since}, seen {known.seen}" if known else ""


def blamed(finding: Finding) -> str:
    """Return whose account is out of date, and why; empty where no published one was at hand."""
    return f"{finding.blame.value}: {finding.because}" if finding.because else ""


def kind_title(kind: str, titles: Mapping[str, str]) -> str:
    """Return a kind of finding in words: its title, or its id for one that has none."""
    return titles.get(kind, kind.replace("-", " ").capitalize())


# -- what no finding explains ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cause:
    """Checks that ended alike for one reason, empty if nobody said."""

    status: Status
    reason: str
    checks: tuple[Check, ...]

    @property
    def where(self) -> str:
        """How many checks of which group, such as `createApiKey 53, updateApiKey 48`."""
        totals = Counter(check.group for check in self.checks)
        return ", ".join(f"{group} {count}" for group, count in totals.items())


def causes(run: Run) -> list[Cause]:
    """Return what needs a reader though no finding tells of it, by cause, the worst first.

    Failed and undecided checks that no finding is about, and accepted ones without a finding.
    """
    told = {one.id for found in findings(run) for one in found.finding.about}
    wanted = [
        check
        for check in run.checks
        if check.status >= Status.EXPECTED_FAILURE
        and not check.findings
        and not (check.status is not Status.ERROR and check.about and check.about.id in told)
    ]
    return sorted(_by_cause(wanted), key=lambda cause: -cause.status)


def not_asked(run: Run) -> list[Cause]:
    """Return the checks that were left out, skipped or not run, by cause, the most first."""
    wanted = [check for check in run.checks if check.status < Status.PASSED]
    return sorted(_by_cause(wanted), key=lambda cause: -len(cause.checks))


def _by_cause(checks: Iterable[Check]) -> list[Cause]:
    found: dict[tuple[Status, str], list[Check]] = {}
    for check in checks:
        found.setdefault((check.status, check.message), []).append(check)
    return [Cause(status, reason, tuple(made)) for (status, reason), made in found.items()]


# -- the outcome -----------------------------------------------------------------------------------


def tone(run: Run) -> str:
    """Return the colour of a run in a word: `bad`, `unsure` or `good`."""
    if run.traffic.left_behind or run.status is Status.FAILED:
        return "bad"
    if run.status is Status.ERROR and any(check.status is Status.FAILED for check in run.checks):
        return "bad"
    return "good" if run.status in (Status.PASSED, Status.EXPECTED_FAILURE) else "unsure"


def headline(run: Run) -> str:
    """Return the verdict in a few words, such as `1 thing moved, 1 breaks clients`."""
    if run.traffic.left_behind:
        left = run.traffic.left_behind
        return (
            f"{counted(left, 'key')} of this run {'is' if left == 1 else 'are'} still on the server"
        )
    if not run.checks:
        return "Nothing was checked"
    parts = [part for part in (_moved(run), _undecided(run)) if part]
    if parts:
        return "; ".join(parts)
    if run.status < Status.PASSED:
        return "Nothing was decided: every check was skipped, left out or not run"
    if WITHOUT in run.facts:
        return "The server keeps what was watched of the contract"
    return "The server keeps the contract"


def _moved(run: Run) -> str:
    new, broken = moved(run)
    if new:
        breaks = counted(broken, "breaks", "break") if broken else "none breaks"
        return f"{counted(new, 'thing')} moved, {breaks} clients"
    failed = sum(check.status is Status.FAILED for check in run.checks)
    return f"{counted(failed, 'check')} failed" if failed else ""


def _undecided(run: Run) -> str:
    undecided = sum(check.status is Status.ERROR for check in run.checks)
    return f"{undecided} of {counted(len(run.checks), 'check')} undecided" if undecided else ""


WITHOUT = "without"
"""Fact of a run that could not ask everything: what it had to do without, such as `an account`."""
ASSUMING = "assuming"
"""Fact of such a run: what its verdict rests on and no request can show, as a clause."""


def coverage(run: Run) -> str:
    """Return how much was decided and why no more: `2 of 3 decided, 1 left out: needs a wallet`."""
    return ", ".join([_decided(run), *map(unasked, not_asked(run))])


def share(run: Run) -> str:
    """Return how much was decided in short, such as `605 of 765 decided, 160 not asked`."""
    left = sum(check.status < Status.PASSED for check in run.checks)
    return f"{_decided(run)}, {left} not asked" if left else _decided(run)


def unasked(cause: Cause) -> str:
    """Return why checks were not asked, such as `160 left out: needs a wallet`."""
    reason = f": {cause.reason}" if cause.reason else ""
    return f"{len(cause.checks)} {spoken(cause.status)}{reason}"


def _decided(run: Run) -> str:
    """Say how much was decided.

    A run that had to do without something says what share that is, and what it rests on.
    """
    decided = sum(check.status in DECIDED for check in run.checks)
    parts = [f"{decided} of {len(run.checks)} decided"]
    if WITHOUT in run.facts and run.checks:
        share = 100 * decided / len(run.checks)
        without, assumed = run.facts[WITHOUT], run.facts.get(ASSUMING, "nothing")
        parts.append(f"{share:.0f} % of the contract, without {without}, assuming that {assumed}")
    undecided = sum(check.status is Status.ERROR for check in run.checks)
    if undecided:
        parts.append(f"{undecided} undecided")
    return ", ".join(parts)


def outcome(run: Run) -> str:
    """Return how many checks passed, where and when, as one sentence."""
    passed = sum(check.status is Status.PASSED for check in run.checks)
    known = sum(check.status is Status.EXPECTED_FAILURE for check in run.checks)
    facts = run.facts
    accepted = f", {counted(known, 'known deviation')}" if known else ""
    against = f" against {one_line(facts['target'], limit=80)}" if facts.get("target") else ""
    when = f" on {moment(facts['started'])}" if facts.get("started") else ""
    return f"{passed} of {counted(len(run.checks), 'check')} passed{accepted}{against}{when}."


def circumstances(run: Run) -> str:
    """Return what passed, where, when and at what cost to the account, as two sentences."""
    left = run.traffic.left_behind
    keys = f"{counted(left, 'key')} left behind" if left else "no key left behind"
    return f"{outcome(run)} {counted(run.traffic.requests, 'request')}, {keys}."


OPERATIONS = "operations"
"""Fact that gives operations short names, in the order to show them: `createApiKey=create ...`."""


def short_names(run: Run) -> dict[str, str]:
    """Return the short names that the record gives to operations, in its order."""
    pairs = (pair.partition("=") for pair in run.facts.get(OPERATIONS, "").split())
    return {operation: name for operation, _, name in pairs if name}


def moment(started: str) -> str:
    """Return an ISO 8601 time as people write it, such as `2026-11-25 09:41 UTC`."""
    if len(started) >= 16 and started[10] == "T" and started.endswith(("Z", "+00:00")):
        return f"{started[:10]} {started[11:16]} UTC"
    return started


def cost(run: Run) -> str:
    """Return what a run cost, such as `31 requests, 12 creates, 9 refusals, 0.8 s`."""
    traffic = run.traffic
    # The own mock's clock runs ahead in place of every wait.
    how = "of it waiting" if traffic.waited <= traffic.seconds else "of waiting skipped"
    waited = f" ({traffic.waited:.1f} s {how})" if traffic.waited >= 0.05 else ""
    return (
        f"{counted(traffic.requests, 'request')}, {counted(traffic.creates, 'create')}, "
        f"{counted(traffic.refusals, 'refusal')}, at most {counted(traffic.alive_at_most, 'key')} "
        f"alive, {traffic.left_behind or 'none'} left behind, {traffic.seconds:.1f} s{waited}"
    )


def sentence(run: Run) -> str:
    """Return the outcome of a run in one line: the verdict, and how much was decided."""
    return f"{headline(run)}. {coverage(run)}." if run.checks else f"{headline(run)}."


# -- everything that was asked ---------------------------------------------------------------------


@dataclass(slots=True)
class Row:
    """All checks about one field of one operation."""

    name: str  # side and field, such as `request.limitPeriod`; empty for tests of the suite
    checks: list[Check] = field(default_factory=list)
    words: dict[str, dict[str, None]] = field(default_factory=dict)  # kinds to values

    @property
    def asks(self) -> str:
        """What is constrained, such as `enum EPOCH, MONTH; type string`."""
        return "; ".join(
            f"{word} {', '.join(values)}" if values else word for word, values in self.words.items()
        )


@dataclass(slots=True)
class Section:
    """All rows of one group, usually an operation; `source` is what fed them to the record."""

    source: str
    group: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The group, with its source unless that is the probes."""
        return self.group if self.source == "probe" else f"{self.source}: {self.group}"

    @property
    def checks(self) -> list[Check]:
        """Every check of the section."""
        return [check for row in self.rows.values() for check in row.checks]


def sections(run: Run) -> list[Section]:
    """Return the checks of a run by source and group, in the order in which they came."""
    found: dict[tuple[str, str], Section] = {}
    for check in run.checks:
        section = found.setdefault((check.source, check.group), Section(check.source, check.group))
        about = check.about
        name = ".".join(filter(None, (about.side, about.field))) if about else ""
        row = section.rows.setdefault(name, Row(name))
        row.checks.append(check)
        if about:
            # The values of an enum stand together, beside what says that there are no others.
            word = "enum" if about.kind == "enum-value" else about.kind
            values = row.words.setdefault(word, {})
            if about.value is not None and about.kind not in _WITHOUT_VALUE:
                values.setdefault(about.said)
    return list(found.values())
