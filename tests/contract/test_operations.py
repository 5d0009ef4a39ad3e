"""Operations are found with their messages, their parameters and their security."""

from __future__ import annotations

import pytest
from venice_contract.contract.document import parse
from venice_contract.contract.operations import Operation, operations

from tests.contract.fragment import TEXT, contract, small


def one(name: str) -> Operation:
    """Return an operation of the fragment."""
    return operations(contract())[name]


EXPECTED = {
    "getApiKeys": ("GET", "/api_keys", {"200", "401", "500"}),
    "createApiKey": ("POST", "/api_keys", {"200", "400", "401", "413", "415", "429", "500"}),
    "updateApiKey": ("PATCH", "/api_keys", {"200", "400", "401", "413", "415", "500", "4XX"}),
    "deleteApiKey": ("DELETE", "/api_keys", {"200", "400", "401", "500", "4XX"}),
    "getApiKeyById": ("GET", "/api_keys/{id}", {"200", "401", "500", "4XX"}),
    "getApiKeyRateLimits": ("GET", "/api_keys/rate_limits", {"200", "401", "500"}),
    "getApiKeyRateLimitLogs": ("GET", "/api_keys/rate_limits/log", {"200", "401", "500"}),
    "getApiKeyGenerateWeb3Key": ("GET", "/api_keys/generate_web3_key", {"200", "500"}),
    "postApiKeyGenerateWeb3Key": (
        "POST",
        "/api_keys/generate_web3_key",
        {"200", "400", "413", "415", "429", "500"},
    ),
}
"""As the vendor's published document of 2026-08-21 and its guide have them."""


def test_all_nine_operations_are_there() -> None:
    """The family is complete, and has nothing that the vendor does not document."""
    assert operations(contract()).keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_an_operation_is_where_the_vendor_has_it(name: str) -> None:
    """Method, path and documented statuses are those of the vendor."""
    found = one(name)
    assert (found.method, found.path, set(found.answers)) == EXPECTED[name]


def test_all_but_the_wallet_need_a_key() -> None:
    """Only the two wallet operations do without the bearer key."""
    open_ones = {name for name, found in operations(contract()).items() if not found.secured}
    assert open_ones == {"getApiKeyGenerateWeb3Key", "postApiKeyGenerateWeb3Key"}


def test_security_is_inherited_from_the_document() -> None:
    """An operation that says nothing needs what the document says."""
    assert operations(small("{type: object}", "security: [{BearerAuth: []}]"))[
        "createApiKey"
    ].secured
    assert not operations(small("{type: object}"))["createApiKey"].secured


def test_the_answer_of_a_status_is_the_nearest_one() -> None:
    """The code itself is preferred to its range, and a range to nothing."""
    update = one("updateApiKey")
    assert update.answer(400) is update.answers["400"]
    assert update.answer(404) is update.answers["4XX"]
    assert update.answer(503) is None
    assert one("createApiKey").answer(404) is None


def test_default_answers_for_all_that_is_left() -> None:
    """An answer called default stands for every status that is not named."""
    text = TEXT.replace("        '500':\n", "        default:\n", 1)
    listed = operations(parse(text, "f"))["getApiKeys"]
    assert listed.answer(503) is listed.answers["default"]


def test_statuses_are_told_by_what_they_mean() -> None:
    """Success, refusal and missing key each have their documented status."""
    create = one("createApiKey")
    assert (create.success, create.invalid, create.unauthorized) == ("200", "400", "401")
    listed = one("getApiKeys")
    assert (listed.invalid, listed.unauthorized) == ("", "401")
    assert one("getApiKeyGenerateWeb3Key").unauthorized == ""


def test_messages_know_their_place_and_media_type() -> None:
    """A response that is a reference is placed where it is written, and remembers the way."""
    refused = one("createApiKey").answers["400"]
    assert refused.pointer == "/components/responses/InvalidRequest"
    assert refused.slots == ("/paths/~1api_keys/post/responses/400",)
    assert refused.media == ("application/json",)
    assert refused.schema
    assert refused.schema.pointer == "/components/schemas/DetailedError"


def test_requests_are_there_only_where_a_body_is() -> None:
    """Create and update take a body, the reads do not."""
    assert one("createApiKey").request
    assert one("updateApiKey").request
    assert one("getApiKeys").request is None


def test_parameters_are_told_with_their_place() -> None:
    """A path parameter is required; the id of a delete is not, as published."""
    (read,) = one("getApiKeyById").parameters
    assert (read.name, read.where, read.required) == ("id", "path", True)
    (delete,) = one("deleteApiKey").parameters
    assert (delete.name, delete.where, delete.required) == ("id", "query", False)
    assert delete.pointer == "/paths/~1api_keys/delete/parameters/0"


def test_a_message_without_a_body_has_no_schema() -> None:
    """An answer that has no content is a message without media types and without a schema."""
    bare = operations(small("{type: object}"))["createApiKey"].answers["200"]
    assert (bare.media, bare.schema) == ((), None)
