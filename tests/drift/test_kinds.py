"""The table of finding kinds, and a server for each that brings it about."""

from collections.abc import Callable
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
from tests.drift.test_run import FAULTS as NAMED
from tests.strangers import lies
from tests.strangers.additions import PAGES, ROTATION
from tests.strangers.bending import Asked, Bent, Reply
from tests.strangers.drifts_of_updates import new_id
from tests.strangers.fragments import NOTHING, Json, add_field, fragment, operation, schema
from tests.strangers.further import NOTE
from tests.strangers.lies import Addition, Lie
from tests.strangers.manners import Manners
from tests.strangers.operating import STATES
from tests.strangers.served import FOR_ALL
from tests.strangers.server import Server
from tests.strangers.whole import REPLACES, outdated, reaches

Edit = Callable[[Json], None]


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


@pytest.mark.parametrize(("kind", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_fault_of_the_mock_brings_a_kind_about(kind: str, fault: str) -> None:
    assert kind in {finding.kind for finding in judge_mock([fault]).findings}


def _changes(name: str, **others: Any) -> Bent:
    """Each change that names a field sets others as well, where it does not name them."""

    def keep(_server: Server, values: Json, before: Json, asked: Asked) -> None:
        if asked.role == "change" and name in (asked.body or {}):
            values.update({k: v for k, v in others.items() if k not in asked.body})

    return Bent(keeps=keep)


def _says_no(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["success"] = False


def _again(server: Server, _asked: Asked, reply: Reply) -> None:
    for shown in reply.body["data"]:
        if shown["id"] in server.records:
            shown["description"] = server.records[shown["id"]].secret


def _not_yours(_server: Server, asked: Asked, reply: Reply) -> None:
    others = [r for r in _server.records.values() if r.id != asked.id]
    if others:
        reply.body["data"]["id"] = others[0].id


def _loses(_server: Server, _asked: Asked, reply: Reply) -> None:
    del reply.body["data"][:1]


def _doubles(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"].extend(reply.body["data"][:1])


def _admits_dead(server: Server, _operation: Any, key: str, opens: bool) -> bool:
    return opens or any(record.secret == key for record in server.records.values())


def _opens_nothing(server: Server, _operation: Any, key: str, opens: bool) -> bool:
    return opens and not any(record.secret == key for record in server.records.values())


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


def _not_together(_server: Server, asked: Asked) -> Reply | None:
    sent = asked.body if isinstance(asked.body, dict) else {}
    pair = sent.get("limitPeriod"), sent.get("modelPrivacy")
    return Reply(400, {"error": "Not together"}) if pair == ("MONTH", "PRIVATE_TEXT") else None


def _slash(_server: Server, asked: Asked) -> Reply | None:
    url = asked.request.url
    led = asked.operation.id == "deleteApiKey" and not url.path.endswith("/")
    return Reply(307, None, {"location": f"{url.path}/?{url.query.decode()}"}) if led else None


class Case:
    """A server that brings a kind about; `adds` is what both sides know beside the contract."""

    def __init__(
        self, *does: Edit | Bent, adds: Edit | None = None, manners: Manners | None = None
    ) -> None:
        self.does, self.adds, self.manners = does, adds, manners


def _label(**keywords: Any) -> Edit:
    return lambda data: add_field(data, "label", dict(keywords))


def _lie(addition: Addition, name: str) -> Case:
    found = next(lie for lie in addition.lies if lie.name == name)
    return Case(*found.edits, *found.bent, adds=addition.edit)


LABEL = _label(type="string", maxLength=9)
ANY_LABEL = lies.takes("label", {})
CASES = {
    "null-accepted": Case(lies.says("label", type=["string", "null"]), adds=LABEL),
    "property-ignored": Case(ANY_LABEL, lies.drops("label"), adds=LABEL),
    "property-refused": Case(lies.unknown("modelPrivacy")),
    "request-refused": Case(_demands_a_form, manners=Manners(errors="silent")),
    "answer-bound": Case(lies.shows("label", lambda _: "x" * 99), adds=LABEL),
    "answer-form": Case(
        lies.shows("label", str.upper), adds=_label(type="string", pattern="^[a-z]+$")
    ),
    "form-refused": Case(
        lies.says("label", pattern="^[a-z]{9}$"), adds=_label(type="string", pattern="^[a-z]+$")
    ),
    "form-accepted": Case(
        lies.says("label", pattern=NOTHING), adds=_label(type="string", pattern="^[a-z]{4}$")
    ),
    "property-demanded": Case(_demands),
    "media-refused": Case(_other_media),
    "action-ignored": _lie(STATES, "stays on"),
    "side-effect": Case(_changes("description", limitPeriod="MONTH")),
    "presence-missing": Case(lies.hides("usage", "list")),
    "answer-failed": Case(lies.says_after("createApiKey", _says_no)),
    "change-replaces": Case(REPLACES),
    "change-outdated": Case(lies.says_after("updateApiKey", outdated)),
    "change-misplaced": Case(reaches(lambda ids, _: ids[0])),
    "id-changed": Case(lies.says_after("updateApiKey", new_id)),
    "path-redirected": Case(Bent(before=_slash)),
    "answer-other-key": Case(lies.says_after("getApiKeyById", _not_yours)),
    "operation-missing": Case(lies.answers("updateApiKey", 405)),
    "key-needed": _lie(FOR_ALL, "limits need a key"),
    "key-not-needed": Case(lies.unguarded("getApiKeys")),
    "key-dead": Case(Bent(door=_opens_nothing)),
    "key-lives": Case(Bent(door=_admits_dead)),
    "secret-shown": Case(lies.says_after("getApiKeys", _again)),
    "not-listed": Case(lies.says_after("getApiKeys", _loses)),
    "listed-twice": Case(lies.says_after("getApiKeys", _doubles)),
    "parameter-ignored": _lie(PAGES, "ignores status"),
    "page-too-long": _lie(PAGES, "limit ignored"),
    "page-repeats": _lie(PAGES, "the cursor repeats the first page"),
    "page-lost": _lie(PAGES, "the cursor loses a key"),
    "secret-kept": _lie(ROTATION, "the same secret"),
    "condition-ignored": _lie(NOTE, "taken for any type"),
    "condition-moved": _lie(NOTE, "refused for ADMIN"),
    "fields-conflict": Case(Bent(before=_not_together)),
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
    elsewhere = {kind for _, kind, *_ in NAMED}
    assert set(FAULTS) | elsewhere | set(CASES) | OF_PROOFS == set(KINDS)
    assert not elsewhere & set(FAULTS)
