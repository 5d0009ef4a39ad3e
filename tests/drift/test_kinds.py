"""The table of finding kinds, and a server for each that brings it about."""

from collections.abc import Iterable
from typing import Any

import pytest
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import UNBOUNDED
from venice_contract.drift.answers.conversions import ACCEPTED, ECHOES
from venice_contract.drift.fixes import FIXES
from venice_contract.drift.judging.causes import REFUSED
from venice_contract.drift.judging.grouping import FAMILIES, WITHOUT_VALUE
from venice_contract.drift.kinds import KINDS, accepted_kind, refused_kind
from venice_contract.verdict import Impact

from tests.drift.rig import judge_mock, judge_stranger, listed, planned
from tests.drift.test_lists import OF_PAGES
from tests.drift.test_run import FAULTS as NAMED
from tests.strangers import lies
from tests.strangers.additions import ADDITIONS
from tests.strangers.bending import Asked, Bent, Reply
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import Json, add_field, fragment, operation, schema
from tests.strangers.lies import Edit, Lie
from tests.strangers.manners import Manners
from tests.strangers.server import Server
from tests.strangers.test_cases import OF_A_KIND


def test_impacts_follow_effect_and_direction() -> None:
    """Who sends is hurt where less is taken, who reads where more is answered."""
    assert KINDS["value-accepted"].impact is Impact.ADDITIVE
    assert KINDS["value-refused"].impact is Impact.BREAKING
    assert KINDS["answer-enum-value"].impact is Impact.BREAKING
    assert KINDS["answer-extra"].impact is Impact.ADDITIVE


def test_every_kind_that_is_named_anywhere_is_in_the_table() -> None:
    assert {*FIXES, *ACCEPTED, *REFUSED, *ECHOES, *FAMILIES, *WITHOUT_VALUE} <= set(KINDS)


@pytest.mark.parametrize("name", ["create", "update"])
def test_every_choice_of_the_contract_has_a_kind(name: str) -> None:
    for column in getattr(planned(), name).columns:
        assert {refused_kind(choice) for choice in column.accept} <= set(KINDS)
        assert {accepted_kind(choice) for choice in column.refuse} <= set(KINDS)


def test_a_bound_that_is_not_documented_is_a_tighter_one() -> None:
    """A large value of an unbounded field that is refused shows a new bound."""
    of_type = listed().find(listed().operations["createApiKey"], "request", ("x",), "type")
    large = Choice(("x",), "large", 10**12, True, of_type, UNBOUNDED)
    assert refused_kind(large) == "bound-tighter"
    assert refused_kind(Choice(("x",), "fraction", 0.5, True, of_type)) == "type-refused"


def test_the_empty_text_of_a_date_is_a_form() -> None:
    create = listed().operations["createApiKey"]
    longest = listed().find(create, "request", ("expiresAt",), "max-length")
    empty = Choice(("expiresAt",), "empty", "", True, longest)
    assert refused_kind(empty) == "form-refused"


# -- a server for each ------------------------------------------------------------------------

FAULTS = {
    "property-required": "shape-limit-period-required",
    "answer-null": "shape-create-null-limit-period",
    "answer-type": "shape-success-string",
    "answer-missing": "shape-list-missing-last-six",
    "answer-content-type": "protocol-content-type-text",
    "answer-not-json": "protocol-create-body-truncated",
    "key-opens-too-much": "protocol-inference-key-admitted",
    "property-refused": "limit-vcu-refused",
    "presence-unexpected": "shape-period-usage-always",
}
"""Kinds that a fault of the mock brings about, beside those that `test_run` names in place."""

ELSEWHERE = {kind for _, kind, *_ in NAMED}


@pytest.mark.parametrize(("kind", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_fault_of_the_mock_brings_a_kind_about(kind: str, fault: str) -> None:
    assert kind in {finding.kind for finding in judge_mock([fault]).findings}


def _doubles(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"].extend(reply.body["data"][:1])


def _demands(data: Json) -> None:
    node = schema(data, "CreateApiKeyRequest")
    node["properties"]["costCentre"] = {"type": "string"}
    node["required"].append("costCentre")


def _demands_a_form(data: Json) -> None:
    _demands(data)
    form = {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"}
    schema(data, "CreateApiKeyRequest")["properties"]["costCentre"] = form


def _other_media(data: Json) -> None:
    content = operation(data, "updateApiKey")["requestBody"]["content"]
    content["application/merge-patch+json"] = content.pop("application/json")


class Case:
    """A server that brings a kind about; `adds` is what both sides know beside the contract."""

    def __init__(
        self, *does: Edit | Bent, adds: Edit | None = None, manners: Manners | None = None
    ) -> None:
        self.does, self.adds, self.manners = does, adds, manners


def _label(**keywords: Any) -> Edit:
    return lambda data: add_field(data, "label", dict(keywords))


LABEL = _label(type="string", maxLength=9)
ANY_LABEL = lies.takes("label", {})


def _lie(lies: Iterable[Lie], name: str, adds: Edit | None = None) -> Case:
    """Return the server of a lie that stands in a table."""
    found = next(lie for lie in lies if lie.name == name)
    return Case(*found.edits, *found.bent, adds=adds)


def _added(name: str, lie: str) -> Case:
    """Return the server of a lie about an addition."""
    return _lie(ADDITIONS[name].lies, lie, ADDITIONS[name].edit)


HELD = {*OF_A_KIND, *OF_PAGES.values()}
"""Kinds that `strangers.test_cases` holds, as one finding each, or `test_lists`."""
CASES = {
    "property-ignored": Case(ANY_LABEL, lies.drops("label"), adds=LABEL),
    "request-refused": Case(_demands_a_form, manners=Manners(errors="silent")),
    "answer-bound": Case(lies.shows("label", lambda _: "x" * 99), adds=LABEL),
    "answer-form": Case(
        lies.shows("label", str.upper), adds=_label(type="string", pattern="^[a-z]+$")
    ),
    "form-refused": Case(
        lies.says("label", pattern="^[a-z]{9}$"), adds=_label(type="string", pattern="^[a-z]+$")
    ),
    "media-refused": Case(_other_media),
    "action-ignored": _added("states", "stays on"),
    "presence-missing": _lie(DRIFTS, "no usage"),
    "answer-failed": _lie(DRIFTS, "success false with 200"),
    "key-needed": _added("for-all", "limits need a key"),
    "key-dead": _lie(DRIFTS, "a new key opens nothing"),
    "key-lives": _lie(DRIFTS, "a revoked key opens"),
    "not-listed": _lie(DRIFTS, "list loses the newest key"),
    "listed-twice": Case(lies.says_after("getApiKeys", _doubles)),
    "secret-kept": _added("rotate", "the same secret"),
    "change-merges": _added("replacing", "merges"),
    "condition-ignored": _added("admin-note", "taken for any type"),
    "condition-moved": _added("admin-note", "refused for ADMIN"),
}
"""Kinds that a stranger brings about."""
OF_PROOFS = {"proof-accepted", "proof-refusal", "proof-not-needed"}
"""Kinds that show where proofs are given: see `test_proving`, and `keyless.test_inquiry`."""


@pytest.mark.parametrize(("kind", "case"), CASES.items(), ids=CASES)
def test_a_stranger_brings_a_kind_about(kind: str, case: Case) -> None:
    data = fragment()
    if case.adds:
        case.adds(data)
    told = judge_stranger(data, Lie(kind, (), *case.does), case.manners)
    assert kind in {finding.kind for finding in told.findings}, told.kinds


def test_every_kind_is_brought_about() -> None:
    assert set(FAULTS) | ELSEWHERE | HELD | set(CASES) | OF_PROOFS == set(KINDS)
    assert not ELSEWHERE & set(FAULTS)
