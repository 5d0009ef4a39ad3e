"""Who is wrong: the contract, the published document or the server, and why."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from venice_contract.contract.reading.document import Document
from venice_contract.contract.values.table import UNKNOWN_NAME
from venice_contract.contract.witness import Published
from venice_contract.drift.judging.blame import QUESTIONS, Witness
from venice_contract.drift.kinds import KINDS
from venice_contract.drift.observe import Observation
from venice_contract.errors import BrokenContractError
from venice_contract.verdict import Blame, Finding

from tests.contract.comparing.documents import GONE, edited, read
from tests.drift.rig import contract, listed, seen_at

Edit = tuple[str, Any]

NEW, OLD = "20260930.120000", "20260507.023513"
PERIOD = ("limitPeriod",)
SCHEMAS = "/components/schemas"
CREATE, UPDATE = f"{SCHEMAS}/CreateApiKeyRequest", f"{SCHEMAS}/UpdateApiKeyRequest"
POST, PATCH = "/paths/~1api_keys/post", "/paths/~1api_keys/patch"
PERIODS = f"{SCHEMAS}/LimitPeriod/enum"
WEEK: Edit = (PERIODS, ["EPOCH", "MONTH", "LIFETIME", "WEEK"])
NO_MONTH: Edit = (PERIODS, ["EPOCH", "LIFETIME"])
ANYTHING: Edit = (f"{SCHEMAS}/LimitAmount", {"anyOf": [{"type": "number"}, {"nullable": True}]})


OTHERS = tuple(
    (f"/paths/~1api_keys{path}", GONE)
    for path in ("~1{id}", "~1rate_limits", "~1rate_limits~1log", "~1generate_web3_key", "/get")
)
"""What no test here asks about; without it a document is read in a third of the time."""


def revision(*edits: Edit, version: str = NEW) -> Document:
    """Return what a vendor would have published, by edits of what the contract says."""
    said = edited(("/info/version", version), *OTHERS, *edits, base=contract().data)
    return read(said, "published.yaml")


def witness(*edits: Edit, version: str = NEW) -> Witness:
    """Return a witness that says what the contract says but for some edits."""
    return Witness(Published(revision(*edits, version=version), listed()))


@cache
def alike() -> Witness:
    """Return a witness that says what the contract says."""
    return witness()


def judged(by: Witness, *seen: Observation) -> Finding:
    first = seen[0]
    about = tuple(one.constraint for one in seen)
    impact = KINDS[first.kind].impact
    return by.on(Finding(first.kind, about, first.contract, first.server, impact, 2), seen)


def taken(**more: Any) -> Observation:
    """Return WEEK taken by a creation."""
    more = {"about": "WEEK", "sent": "WEEK", "says": ("'WEEK' is refused", "accepts it")} | more
    return seen_at("value-accepted", "enum", PERIOD, **more)


def refused(**more: Any) -> Observation:
    """Return MONTH refused by a creation."""
    return seen_at("value-refused", "enum-value", PERIOD, value="MONTH", sent="MONTH", **more)


def test_a_finding_tells_all_three_accounts() -> None:
    found = judged(witness(WEEK), taken())
    place = found.published_says.rpartition("(")[2].rstrip(")")
    assert place.startswith("published.yaml:")
    assert found.because == (
        "the contract says 'WEEK' is refused since 2026-05-07 by page; the published document of "
        "2026-09-30 says that limitPeriod is one of EPOCH, MONTH, LIFETIME, WEEK and nothing else "
        f"({place}); the server accepts it: the contract is out of date"
    )


def test_an_older_revision_does_not_speak_against_newer_evidence() -> None:
    """A server that does what an older revision said has gone back to it."""
    found = judged(witness(NO_MONTH, version=OLD), refused())
    assert found.blame is Blame.SERVER_REGRESSED
    assert "the published document of 2026-05-07" in found.because
    assert found.because.endswith("so the server went back to it")
    assert judged(witness(NO_MONTH), refused()).blame is Blame.CONTRACT_STALE


def test_a_revision_without_a_date_counts_as_the_newest() -> None:
    """Where a version names no day, what was given is taken for what holds."""
    found = judged(witness(NO_MONTH, version="v1"), refused())
    assert found.blame is Blame.CONTRACT_STALE
    assert "the published document says" in found.because


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("20260821.003341", "2026-08-21"),
        ("2026-08-21", "2026-08-21"),
        ("2026.8.21", "2026-08-21"),
        ("20261321", ""),
        ("1.2.3", ""),
        ("202608211", ""),
    ],
)
def test_a_version_tells_its_day(version: str, day: str) -> None:
    assert revision(version=version).day == day


@pytest.mark.parametrize("kind", ["bound-tighter", "bound-looser", "null-refused"])
def test_a_branch_that_accepts_everything_says_nothing(kind: str) -> None:
    """Neither who takes a value nor who refuses it is then agreed with."""
    one = seen_at(kind, "maximum", ("consumptionLimit", "usd"), sent=5)
    found = judged(witness(ANYTHING), one)
    assert found.blame is Blame.UNDECIDED
    assert "has a branch there that accepts everything, and so says nothing" in found.because


def test_places_of_which_nothing_is_said_do_not_count() -> None:
    """A finding at two places is decided by the one that the published document has."""
    by = witness((PATCH, GONE))
    assert judged(by, taken(operation="updateApiKey")).blame is Blame.UNDECIDED
    found = judged(by, taken(operation="updateApiKey"), taken())
    assert found.blame is Blame.PUBLISHED_STALE


def test_places_that_contradict_each_other_decide_nothing() -> None:
    """A revision that has a value in one request and not in the other is no witness."""
    by = witness((f"{UPDATE}/properties/limitPeriod", {"type": "string", "enum": ["EPOCH"]}))
    found = judged(by, refused(), refused(operation="updateApiKey"))
    assert found.blame is Blame.UNDECIDED
    assert "one thing at some of the places and another at others" in found.because


def test_what_no_document_can_say_is_undecided() -> None:
    """Kinds without a question, such as an echo, are told as that."""
    assert QUESTIONS.keys() <= KINDS.keys()
    one = seen_at("echo-lost", "echo", ("data", *PERIOD), side="answer", sent="MONTH")
    found = judged(alike(), one)
    assert found.blame is Blame.UNDECIDED
    assert "has no word for this" in found.because


@dataclass(frozen=True)
class Case:
    """One observation, and what follows from a published document that agrees with the server.

    Args:
        theirs: edits that make the published document say what the server does.
        both: what follows where it says what the contract says.
    """

    seen: tuple[str, str, tuple[str, ...]]
    theirs: tuple[Edit, ...]
    both: Blame = Blame.SERVER_REGRESSED
    more: dict[str, Any] = field(default_factory=dict)


ANSWER: dict[str, Any] = {"operation": "createApiKey", "side": "answer"}
DATA = f"{SCHEMAS}/CreatedApiKey"
LONG = "x" * 65
COLOUR: Edit = (f"{CREATE}/properties/colour", {"type": "string"})
ASKED = "description", "apiKeyType"
CASES = {
    "value taken": Case(
        ("value-accepted", "enum", PERIOD), (WEEK,), Blame.PUBLISHED_STALE, {"sent": "WEEK"}
    ),
    "value refused": Case(
        ("value-refused", "enum-value", PERIOD),
        (NO_MONTH,),
        more={"value": "MONTH", "sent": "MONTH"},
    ),
    "longer text": Case(
        ("bound-looser", "max-length", ("description",)),
        ((f"{SCHEMAS}/KeyDescription/maxLength", GONE),),
        more={"sent": LONG},
    ),
    "field refused": Case(
        ("property-refused", "type", PERIOD), ((f"{CREATE}/properties/limitPeriod", GONE),)
    ),
    "value of a field that is not there": Case(
        ("value-refused", "enum-value", PERIOD),
        ((f"{CREATE}/properties/limitPeriod", GONE),),
        more={"value": "MONTH", "sent": "MONTH"},
    ),
    "field taken": Case(
        ("property-accepted", "closed", ()), (COLOUR,), Blame.PUBLISHED_STALE, {"about": "colour"}
    ),
    "any name taken": Case(
        ("property-accepted", "closed", ()),
        ((f"{CREATE}/additionalProperties", GONE),),
        more={"about": UNKNOWN_NAME},
    ),
    "field demanded": Case(
        ("property-required", "optional", PERIOD), ((f"{CREATE}/required", [*ASKED, *PERIOD]),)
    ),
    "new field demanded": Case(
        ("property-demanded", "closed", ()),
        (COLOUR, (f"{CREATE}/required", [*ASKED, "colour"])),
        Blame.PUBLISHED_STALE,
        {"about": "colour"},
    ),
    "field not demanded": Case(
        ("property-optional", "required", ("description",)),
        ((f"{CREATE}/required", ["apiKeyType"]),),
    ),
    "parameter demanded": Case(
        ("property-required", "optional", ("id",)),
        (("/paths/~1api_keys/delete/parameters/0/required", True),),
        more={"operation": "deleteApiKey", "side": "query"},
    ),
    "other default": Case(
        ("default-differs", "absent-means", PERIOD),
        ((f"{CREATE}/properties/limitPeriod", {"type": "string", "default": "MONTH"}),),
        Blame.UNDECIDED,
        {"sent": "EPOCH", "answered": "MONTH"},
    ),
    "field answered": Case(
        ("answer-extra", "closed", ("data",)),
        ((f"{DATA}/properties/colour", {"type": "string"}),),
        Blame.PUBLISHED_STALE,
        {"about": "colour", **ANSWER},
    ),
    "field not answered": Case(
        ("answer-missing", "required", ("data", "apiKey")),
        ((f"{DATA}/required", ["id"]),),
        more=ANSWER,
    ),
    "null answered": Case(
        ("answer-null", "not-null", ("data", "id")),
        ((f"{DATA}/properties/id/type", ["string", "null"]),),
        more={"answered": None, **ANSWER},
    ),
    "status": Case(
        ("answer-status", "status", ()),
        ((f"{POST}/responses/201", {"description": "made"}), (f"{POST}/responses/200", GONE)),
        more={"value": "200", "answered": 201, **ANSWER},
    ),
    "media type": Case(
        ("answer-content-type", "content-type", ()),
        ((f"{POST}/responses/200/content", {"text/plain": {}}),),
        more={"answered": "text/plain", **ANSWER},
    ),
    "operation": Case(("operation-missing", "operation", ()), ((POST, GONE),)),
    "a key": Case(("key-needed", "operation", ()), (), Blame.CONTRACT_STALE),
    "no key": Case(("key-not-needed", "status", ()), ((f"{POST}/security", []),)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_published_document_decides(case: Case) -> None:
    kind, keyword, path = case.seen
    one = seen_at(kind, keyword, path, **case.more)
    assert judged(witness(*case.theirs), one).blame is Blame.CONTRACT_STALE
    assert judged(alike(), one).blame is case.both


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "string", "pattern": "("}, "no value can be held to"),
        ({"type": "string", "not": {"maxLength": 2}}, "a keyword there that this tool only names"),
        ({}, "accepts everything"),
    ],
)
def test_a_schema_that_cannot_be_asked_says_nothing(schema: dict[str, Any], says: str) -> None:
    """What cannot be judged by is no agreement with anybody."""
    by = witness((f"{CREATE}/properties/limitPeriod", schema))
    found = judged(by, taken())
    assert found.blame is Blame.UNDECIDED
    assert says in found.because


def test_three_accounts_that_differ_decide_nothing() -> None:
    """A status that neither the contract nor the server has is no agreement."""
    edits = ((f"{POST}/responses/202", {"description": "later"}), (f"{POST}/responses/200", GONE))
    one = seen_at("answer-status", "status", value="200", answered=201, **ANSWER)
    assert judged(witness(*edits), one).blame is Blame.UNDECIDED


def test_a_document_of_something_else_is_refused() -> None:
    """A document that shares no operation with the contract cannot be a witness."""
    other = {"openapi": "3.1.0", "info": {"version": "1"}, "paths": {"/models": {"get": {}}}}
    with pytest.raises(BrokenContractError, match="none of the contract's operations"):
        Published(read(other), listed())
    broken = (f"{SCHEMAS}/LimitPeriod", {"type": 5})
    for document in (revision(broken), read({"openapi": "3.1.0", "info": [], "paths": {}})):
        with pytest.raises(BrokenContractError, match=r"not an OpenAPI document|no operation"):
            Published(document, listed())
