"""Which field of an answer gives back which field of a request is read from the fragment."""

from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import EchoMap, leaves, sent_paths
from venice_contract.contract.roles import entity

from tests.contract.fragment import contract

LISTED = Contract(contract())
FAMILY = LISTED.operations
assert LISTED.roles is not None
SENT = sent_paths(LISTED.roles)


def fields(name: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return what an operation's answers give back, nothing if they show no key."""
    found = LISTED.echoes(FAMILY[name])
    return dict(found.fields) if found else {}


def test_the_entity_is_the_object_with_an_id() -> None:
    found = {
        name: entity(FAMILY[name].answers["200"].schema, "id")
        for name in ("getApiKeys", "createApiKey", "deleteApiKey")
    }
    assert {name: one.path if one else None for name, one in found.items()} == {
        "getApiKeys": ("data", "[]"),
        "createApiKey": ("data",),
        "deleteApiKey": None,
    }
    assert entity(None, "id") is None


def test_fields_of_one_name_are_echoes_of_operations_on_keys() -> None:
    """Create, read, list and update do; the tier of the limits has an id and is no key."""
    found = {name for name in FAMILY if fields(name)}
    assert {"createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById"} <= found
    assert not {"getApiKeyRateLimitLogs", "getApiKeyRateLimits", "deleteApiKey"} & found
    created, listed = fields("createApiKey"), fields("getApiKeys")
    assert created["limitPeriod",] == ("limitPeriod",)
    assert created["consumptionLimit", "usd"] == ("consumptionLimit", "usd")
    assert ("apiKey",) not in created
    assert listed["consumptionLimits", "diem"] == ("consumptionLimit", "diem")


def test_what_is_sent_are_the_fields_with_a_value_of_their_own() -> None:
    assert {("limitPeriod",), ("consumptionLimit", "usd"), ("id",)} <= SENT
    assert ("lastUsedAt",) not in SENT
    request = FAMILY["createApiKey"].request
    assert request is not None
    assert request.schema is not None
    found = set(leaves(request.schema))
    assert ("consumptionLimit", "usd") in found
    assert not {("consumptionLimit",), ()} & found


def shown(operation: str) -> EchoMap:
    found = LISTED.echoes(LISTED.operations[operation])
    assert found is not None
    return found


def test_a_place_of_an_answer_leads_to_the_field_that_it_repeats() -> None:
    """The plural of a list is the singular of the requests; what repeats nothing keeps its name."""
    found = shown("getApiKeys")
    limits = ("data", "[]", "consumptionLimits", "usd")
    assert found.source(limits) == ("consumptionLimit", "usd")
    assert found.source(("data", "[]", "limitPeriod")) == ("limitPeriod",)
    assert found.source(("data", "[]", "ipAllowlist", "[]")) == ("ipAllowlist", "[]")
    assert found.source(("data", "[]", "lastUsedAt")) == ("lastUsedAt",)
    assert found.source(("data", "[]")) == ()
    assert found.source(("object",)) is None
    assert shown("createApiKey").source(("success",)) is None
    assert found.prefix == found.root.path == ("data", "[]")


def test_the_entities_of_an_answer_are_objects_at_their_place() -> None:
    one = {"id": "a"}
    assert shown("getApiKeys").entities({"data": [one, 5, None]}) == [one]
    assert shown("createApiKey").entities({"data": one}) == [one]
    hostile: tuple[Any, ...] = (None, [], "x", {"data": "x"}, {"data": None})
    for wrong in hostile:
        assert shown("getApiKeys").entities(wrong) == []
        assert shown("createApiKey").entities(wrong) == []
