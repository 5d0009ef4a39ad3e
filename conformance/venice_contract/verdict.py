"""What a run can say: statuses, impacts, findings and the check they belong to.

Plain data, no behaviour beyond ordering. Everything here is made of JSON types once passed
through `dataclasses.asdict`, so that a record of a run needs no encoder of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Status(IntEnum):
    """How one check ended, from the most to the least harmless; a run is as bad as its worst."""

    NOT_RUN = 0
    SKIPPED = 1
    PASSED = 2
    EXPECTED_FAILURE = 3
    FAILED = 4
    ERROR = 5

    @property
    def label(self) -> str:
        """The name used in records and reports, such as `expected_failure`."""
        return self.name.lower()


class Impact(StrEnum):
    """What a difference means for someone who already uses the API."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    BENIGN = "benign"
    UNDECIDED = "undecided"


class Blame(StrEnum):
    """Whose account is out of date, where a published revision is at hand too."""

    CONTRACT_STALE = "contract-stale"
    PUBLISHED_STALE = "published-stale"
    SERVER_REGRESSED = "server-regressed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the fragment: its file, 1-based line and column, and JSON Pointer."""

    file: str
    line: int
    column: int
    pointer: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the contract knows what it claims.

    `source` is `page`, `spec`, `guide`, `sdk`, `inferred` or `observed`; `since` and `seen` are
    the ISO dates of the first revision known to say so and of the newest that still does.
    """

    source: str
    since: str
    seen: str


@dataclass(frozen=True, slots=True)
class EditStep:
    """One change of the fragment.

    `op` is `set` (add or replace the value at pointer), `insert` (into the sequence at the
    pointer's parent, before the index it ends with, `-` for the end) or `remove`.
    """

    op: str
    pointer: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The smallest change of the fragment that would make it say what the server does."""

    summary: str
    steps: tuple[EditStep, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between the contract and the server, told so that it can be acted on.

    Args:
        kind: stable kebab-case id from the table that `checks` prints.
        constraint: id of the constraint, such as `createApiKey.request.limitPeriod.enum.MONTH`.
        place: where the fragment says otherwise.
        operation: operationId.
        direction: `request` or `answer`.
        contract_says: one clause.
        server_does: one clause.
        impact: what it means for a consumer.
        confirmed: how many separate exchanges showed it.
        evidence: how the contract knew, if it says.
        curl: one exchange that shows it, masked.
        answer: status and body of that exchange, masked and cut.
        edit: the proposed change, or None where none would be right.
        deviation: id of the accepted deviation that covers it, or an empty string.
        blame: whose account is stale.
    """

    kind: str
    constraint: str
    place: Place
    operation: str
    direction: str
    contract_says: str
    server_does: str
    impact: Impact
    confirmed: int
    evidence: Evidence | None = None
    curl: str = ""
    answer: str = ""
    edit: Edit | None = None
    deviation: str = ""
    blame: Blame = Blame.UNDECIDED


@dataclass(frozen=True, slots=True)
class Check:
    """One question and how it ended.

    Args:
        id: unique within a run; a constraint's id, or a pytest node id.
        title: the question in words.
        status: how it ended.
        group: what it is listed under, usually the operationId.
        source: `probe` or `suite`.
        message: why, when it did not pass.
        place: where in the fragment (or test file) it stands.
        findings: what it found; empty unless failed or expected_failure.
        seconds: time spent, 0.0 where shared with others.
    """

    id: str
    title: str
    status: Status
    group: str
    source: str
    message: str = ""
    place: Place | None = None
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a run cost the server: counts of requests, and seconds on the run's clock."""

    requests: int = 0
    creates: int = 0
    refusals: int = 0
    alive_at_most: int = 0
    left_behind: int = 0
    seconds: float = 0.0
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: its checks, what they cost, and facts about how it was made.

    `facts` holds strings such as the target, the seed and the sha256 of the contract.
    """

    checks: tuple[Check, ...]
    traffic: Traffic = field(default_factory=Traffic)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The worst status of all checks; `error` when there is none, for nothing was shown."""
        return worst(check.status for check in self.checks)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of the statuses, `error` for none at all."""
    return max(statuses, default=Status.ERROR)
