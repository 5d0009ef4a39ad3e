"""What speaks of a place of a message by its name speaks of another one after a move."""

import pytest
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.reading.references import leads_into, sent_as, shown_elsewhere

from tests.contract.fragment import contract

FAMILY = operations(contract())
LINKS = "/paths/~1api_keys/post/responses/200/links"
WALLET = "/paths/~1api_keys~1generate_web3_key/post"


def shown(operation: str, old: tuple[str, ...], new: tuple[str, ...]) -> dict[str, object]:
    """Return what changes by its pointer where an answer shows a place under another path."""
    steps = shown_elsewhere(contract(), FAMILY[operation], old, new)
    return {step.pointer: step.value for step in steps}


def sent(operation: str, old: str, new: str) -> dict[str, object]:
    steps = sent_as(contract(), FAMILY[operation], old, new)
    return {step.pointer: step.value for step in steps}


def test_links_lead_to_where_an_id_stands_now() -> None:
    assert shown("createApiKey", ("data",), ("result", "a/b")) == {
        f"{LINKS}/ReadCreatedKey/parameters/id": "$response.body#/result/a~1b/id",
        f"{LINKS}/UpdateCreatedKey/requestBody/id": "$response.body#/result/a~1b/id",
        f"{LINKS}/DeleteCreatedKey/parameters/id": "$response.body#/result/a~1b/id",
    }
    assert not shown("createApiKey", ("data", "apiKey"), ("data", "key"))
    assert not shown("getApiKeyById", ("data",), ("result",))


def test_a_proof_finds_its_challenge_where_it_stands_now() -> None:
    """`issued-at` follows the answer that hands it out."""
    assert shown("getApiKeyGenerateWeb3Key", ("data",), ()) == {
        f"{WALLET}/x-proof/issued-at": "$response.body#/token"
    }


@pytest.mark.parametrize(
    ("operation", "path", "wanted"),
    [
        ("createApiKey", ("data",), True),
        ("createApiKey", ("data", "id"), True),
        ("createApiKey", ("data", "apiKey"), False),
        ("updateApiKey", ("data",), False),
        ("getApiKeyGenerateWeb3Key", ("data", "token"), True),
    ],
)
def test_what_something_leads_into_is_wanted(
    operation: str, path: tuple[str, ...], wanted: bool
) -> None:
    assert leads_into(contract(), FAMILY[operation], path) is wanted


def test_a_proof_names_the_field_that_is_sent() -> None:
    assert sent("postApiKeyGenerateWeb3Key", "token", "jwt") == {
        f"{WALLET}/x-proof/challenge": "jwt"
    }


def test_what_a_key_keeps_is_said_of_the_field_that_is_sent() -> None:
    (told,) = sent("postApiKeyGenerateWeb3Key", "consumptionLimit", "limit").values()
    assert isinstance(told, dict)
    assert list(told) == ["limit.diem", "limit.usd", "x-evidence"]


def test_what_no_other_request_has_is_needed_and_given_back_under_its_new_name() -> None:
    """`x-needs` of each operation, and `x-echo-of` of each answer."""
    told = sent("createApiKey", "apiKeyType", "kind")
    schemas = "/components/schemas"
    assert told["/paths/~1api_keys/get/x-needs"] == {"kind": "ADMIN"}
    assert {pointer for pointer, value in told.items() if value == "kind"} == {
        f"{schemas}/{name}/properties/apiKeyType/x-echo-of"
        for name in ("CreatedApiKey", "UpdatedApiKey", "ApiKeySummary")
    }


def test_what_another_request_has_is_given_back_as_before() -> None:
    """A creation that says it otherwise changes nothing of what a change says."""
    assert not sent("createApiKey", "limitPeriod", "period")
