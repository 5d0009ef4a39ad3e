"""The words of a verdict: the constraint, what a run can say of it, and what that means.

A constraint is made once, by `contract`, and carried from there: questions, observations,
findings, checks and differences hold that very object, and nothing finds it again by its name.

Plain data, no behaviour beyond ordering. Everything here is made of JSON types once serialized, so
that a record of a run needs no encoder of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Status(IntEnum):
    """How one check ended, from the most to the least harmless; a run is as bad as its worst.

    `LEFT_OUT` is a question that the contract itself says no run may ask, such as one that needs a
    wallet, or one about a part of an answer that need not be there and never was; the check's
    message is the reason. It stands below all others, so that it never makes a run worse, and
    never makes one green either: below `PASSED` nothing was shown.
    """

    LEFT_OUT = 0
    NOT_RUN = 1
    SKIPPED = 2
    PASSED = 3
    EXPECTED_FAILURE = 4
    FAILED = 5
    ERROR = 6

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


class Effect(StrEnum):
    """What a difference does to the values that may be sent or answered.

    A bound or an enum `NARROWS` or `WIDENS`; a value of the same size elsewhere, such as another
    default or status, `MOVES`; something new beside the known `ADDS`, something known that is gone
    `REMOVES`; and what no message shows, such as a deprecation, `NOTES`.
    """

    NARROWS = "narrows"
    WIDENS = "widens"
    MOVES = "moves"
    ADDS = "adds"
    REMOVES = "removes"
    NOTES = "notes"


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: `1 check`, `2 checks`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def impact_of(effect: Effect, direction: str) -> Impact:
    """Return what a difference means, by the one rule for drift and for documents compared.

    Who sends is hurt where less is taken, who reads where more is answered (`request`, `answer`).
    """
    if effect in (Effect.MOVES, Effect.REMOVES):
        return Impact.BREAKING
    if effect is Effect.ADDS:
        return Impact.ADDITIVE
    if effect is Effect.NOTES:
        return Impact.BENIGN
    if direction == "request":
        return Impact.BREAKING if effect is Effect.NARROWS else Impact.ADDITIVE
    return Impact.BENIGN if effect is Effect.NARROWS else Impact.BREAKING


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


Path = tuple[str, ...]
"""Where something stands in a message, by names; `ITEMS` for any item of an array."""

ITEMS = "[]"


def dotted(path: Path) -> str:
    """Write a path as people do: `data[].limitPeriod`."""
    text = ""
    for step in path:
        text += step if step == ITEMS or not text else f".{step}"
    return text


SAYS = {
    "type": "is of type {value}",
    "enum": "is one of {value} and nothing else",
    "enum-value": "may be {value}",
    "minimum": "is at least {value}",
    "maximum": "is at most {value}",
    "max-length": "has at most {value} characters",
    "min-length": "has at least {value} characters",
    "max-items": "has at most {value} items",
    "min-items": "has at least {value} items",
    "unique-items": "has no item twice",
    "max-properties": "has at most {value} names",
    "min-properties": "has at least {value} names",
    "exclusive-minimum": "is more than {value}",
    "exclusive-maximum": "is less than {value}",
    "multiple-of": "is a multiple of {value}",
    "format": "has the format {value}",
    "operation": "is answered at {value}",
    "needs": "needs a key with {value}",
    "only-when": "is taken only with {value}",
    "required-when": "must be there with {value}",
    "false-proof": "is refused for a false proof with: {value}",
    "pattern": "may have the form {value}",
    "not": "is not what is excluded: {value}",
    "contains": "contains an item of this kind: {value}",
    "prefix-items": "begins with items of these kinds: {value}",
    "property-names": "has names of this kind alone: {value}",
    "pattern-properties": "has under names of a form: {value}",
    "dependent-schemas": "is held to more beside a property: {value}",
    "null": "may be null",
    "not-null": "is not null",
    "required": "must be there",
    "optional": "may be left out",
    "closed": "has no other names",
    "absent-means": "is {value} when left out",
    "echo": "gives back what was sent as {value}",
    "presence": "is there {value}",
    "effect": "is {value} afterwards",
    "secret": "does not show the secret",
    "status": "answers {value}",
    "content-type": "is {value}",
}
"""Every kind of constraint, and how it is said of a field."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What one keyword says at one place of one message.

    `id` is stable as long as names are, `<operationId>.<side>.<field>.<kind>[.<value>]`; `kind` a
    key of `SAYS`; `side` `request`, `query`, `path`, `header` or `cookie`, `answer` for a success,
    or `answer-400` for another status; `status` empty for a request, `path` for the whole message.
    `value` is data: a number, an enum's value, a tuple of names or values, a path. `unasked` is why
    no probe asks about it, by the contract's own word.
    """

    id: str
    kind: str
    operation: str
    side: str
    status: str
    path: Path
    value: Any
    place: Place
    evidence: Evidence | None = None
    unasked: str = ""

    @property
    def direction(self) -> str:
        """`request` or `answer`."""
        return "answer" if self.status else "request"

    @property
    def field(self) -> str:
        """The field that it is about, such as `data[].limitPeriod`; empty for the message."""
        return dotted(self.path)

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the node that says it."""
        return self.place.pointer

    @property
    def said(self) -> str:
        """What it says, as text."""
        return _said(self.kind, self.value)

    @property
    def title(self) -> str:
        """The constraint in one clause."""
        return f"{self.field or 'the whole message'}: {SAYS[self.kind].format(value=self.said)}"


def _said(kind: str, value: Any) -> str:
    if kind == "echo":
        return dotted(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return str(value)


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
    """The smallest change of the fragment that would make it say what the server does.

    `diff` is the same as `report.patch.unified` makes it; empty where nobody applied the edit.
    """

    summary: str
    steps: tuple[EditStep, ...]
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between the contract and the server, told so that it can be acted on.

    `kind` is a stable id from the table that `checks` prints. `about` are the constraints that it
    contradicts, the leading one first; `confirmed` counts the separate exchanges that showed it.
    `edit` is None where none would be right, and `without_edit` says why. `deviation` is the id of
    the accepted one that covers it. `published_says` is a clause, and `because` the sentence with
    all three accounts; both are empty where no published document was at hand.
    """

    kind: str
    about: tuple[Constraint, ...]
    contract_says: str
    server_does: str
    impact: Impact
    confirmed: int
    curl: str = ""
    answer: str = ""
    edit: Edit | None = None
    deviation: str = ""
    blame: Blame = Blame.UNDECIDED
    published_says: str = ""
    because: str = ""
    without_edit: str = ""

    @property
    def constraint(self) -> Constraint:
        """The leading constraint: where the fragment says otherwise, and how it knew."""
        return self.about[0]

    @property
    def place(self) -> Place:
        """The node of the fragment that says otherwise."""
        return self.constraint.place


@dataclass(frozen=True, slots=True)
class Check:
    """One question and how it ended.

    `id` is unique within a run: a constraint's id, or a pytest node id; `source` is `probe` or
    `suite`; `message` says why it did not pass or was left out; `about` is the constraint that it
    decides, if it is about one; `findings` is empty unless it is failed or expected_failure.
    """

    id: str
    title: str
    status: Status
    group: str
    source: str
    message: str = ""
    place: Place | None = None
    about: Constraint | None = None
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
class Messages:
    """What one exchange said: bodies as text, header names in lower case, in their order.

    `left_out` is what of it was not kept, and why.
    """

    url: str
    sent_headers: tuple[tuple[str, str], ...] = ()
    sent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it was sent, and what came back.

    `at` (from the beginning of the run), `seconds` and `waited` (before it was sent) are seconds on
    the run's clock; `status` is 0 if no answer came; `kept` what was said, where that was to be
    kept.
    """

    at: float
    seconds: float
    waited: float
    method: str
    path: str
    status: int
    kept: Messages | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: its checks, what they cost, and facts about how it was made.

    `facts` holds strings such as the target, the seed and the sha256 of the contract; `exchanges`
    is empty where the record is older than they are, or the run was cut off.
    """

    checks: tuple[Check, ...]
    traffic: Traffic = field(default_factory=Traffic)
    facts: dict[str, str] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()

    @property
    def statuses(self) -> tuple[Status, ...]:
        """How each check ended."""
        return tuple(check.status for check in self.checks)

    @property
    def status(self) -> Status:
        """The worst status of all checks; `error` when there is none, for nothing was shown."""
        return worst(check.status for check in self.checks)


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of the statuses, `error` for none at all."""
    return max(statuses, default=Status.ERROR)
