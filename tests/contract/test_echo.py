"""Which field of an answer gives back which field of a request is read from the fragment."""

from __future__ import annotations

from venice_contract.contract.echo import echoes, entity, entity_operation, sent_paths
from venice_contract.contract.operations import operations

from tests.contract.fragment import contract

FAMILY = operations(contract())
SENT = sent_paths(FAMILY)


def test_the_entity_is_the_object_with_an_id() -> None:
    """A key is found inside an answer, wrapped or listed; other answers have none."""
    listed = entity(FAMILY["getApiKeys"].answers["200"].schema)
    assert listed
    assert listed.path == ("data", "[]")
    created = entity(FAMILY["createApiKey"].answers["200"].schema)
    assert created
    assert created.path == ("data",)
    assert entity(FAMILY["deleteApiKey"].answers["200"].schema) is None
    assert entity(None) is None


def test_operations_on_keys_answer_with_one() -> None:
    """Create, read, list and update answer with a key."""
    found = {name for name, operation in FAMILY.items() if entity_operation(operation)}
    assert {"createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById"} <= found
    assert "getApiKeyRateLimitLogs" not in found


def test_sent_paths_are_those_of_requests() -> None:
    """Every field that some request can carry is listed, nested ones with their path."""
    assert {("limitPeriod",), ("consumptionLimit", "usd"), ("id",)} <= SENT
    assert ("lastUsedAt",) not in SENT


def test_fields_of_one_name_are_echoes() -> None:
    """A field of an answer gives back the field of the request that is called the same."""
    created = echoes(FAMILY["createApiKey"].answers["200"].schema, SENT)
    assert created["limitPeriod",] == ("limitPeriod",)
    assert created["consumptionLimit", "usd"] == ("consumptionLimit", "usd")
    assert ("apiKey",) not in created


def test_a_field_may_give_back_another_name() -> None:
    """The plural of the answers is the singular of the requests, because the fragment says so."""
    listed = echoes(FAMILY["getApiKeys"].answers["200"].schema, SENT)
    assert listed["consumptionLimits",] == ("consumptionLimit",)
    assert listed["consumptionLimits", "diem"] == ("consumptionLimit", "diem")


def test_an_id_alone_is_no_echo() -> None:
    """The tier of the rate limits has an id and is no key of this family."""
    assert echoes(FAMILY["getApiKeyRateLimits"].answers["200"].schema, SENT) == {}
