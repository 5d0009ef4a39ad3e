"""What speaks of a place of a message by its name speaks of another one after a move."""

import pytest
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.references import leads_into, sent_as, shown_elsewhere

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


def test_links_and_a_proof_lead_to_where_a_field_stands_now() -> None:
    assert shown("createApiKey", ("data",), ("result", "a/b")) == {
        f"{LINKS}/ReadCreatedKey/parameters/id": "$response.body#/result/a~1b/id",
        f"{LINKS}/UpdateCreatedKey/requestBody/id": "$response.body#/result/a~1b/id",
        f"{LINKS}/DeleteCreatedKey/parameters/id": "$response.body#/result/a~1b/id",
    }
    assert not shown("createApiKey", ("data", "apiKey"), ("data", "key"))
    assert not shown("getApiKeyById", ("data",), ("result",))
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


def test_what_is_said_of_a_field_follows_its_new_name() -> None:
    """A creation that says otherwise what a change says too changes nothing of it."""
    assert sent("postApiKeyGenerateWeb3Key", "token", "jwt") == {
        f"{WALLET}/x-proof/challenge": "jwt"
    }
    (told,) = sent("postApiKeyGenerateWeb3Key", "consumptionLimit", "limit").values()
    assert isinstance(told, dict)
    assert list(told) == ["limit.diem", "limit.usd", "x-evidence"]
    assert not sent("createApiKey", "limitPeriod", "period")
    renamed = sent("createApiKey", "apiKeyType", "kind")
    schemas = "/components/schemas"
    assert renamed["/paths/~1api_keys/get/x-needs"] == {"kind": "ADMIN"}
    assert {pointer for pointer, value in renamed.items() if value == "kind"} == {
        f"{schemas}/{name}/properties/apiKeyType/x-echo-of"
        for name in ("CreatedApiKey", "UpdatedApiKey", "ApiKeySummary")
    }
