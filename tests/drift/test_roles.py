"""The five key operations, found by method and path."""

from __future__ import annotations

import pytest
from venice_contract.contract.operations import operations
from venice_contract.drift.roles import roles
from venice_contract.errors import UsageError

from tests.drift.rig import contract, edited, roles_of


def test_the_five_are_found_in_the_contract() -> None:
    """Creating comes first."""
    found = roles_of(contract())
    assert [operation.id for operation in found.all] == [
        "createApiKey",
        "getApiKeys",
        "getApiKeyById",
        "updateApiKey",
        "deleteApiKey",
    ]
    assert "createApiKey" in found
    assert "getApiKeyRateLimits" in found
    assert "postApiKeyGenerateWeb3Key" not in found


def test_another_name_of_an_operation_breaks_nothing() -> None:
    """What it does is told by its place, not by its id."""
    renamed = roles_of(edited(("operationId: createApiKey", "operationId: mintKey")))
    assert renamed.create.id == "mintKey"


def test_reads_that_need_nothing_are_found() -> None:
    """The limits, their log, and the wallet's token."""
    assert {operation.id for operation in roles_of(contract()).plain} == {
        "getApiKeyRateLimits",
        "getApiKeyRateLimitLogs",
        "getApiKeyGenerateWeb3Key",
    }


@pytest.mark.parametrize("missing", ["createApiKey", "getApiKeys", "getApiKeyById", "deleteApiKey"])
def test_a_fragment_that_lacks_one_is_refused_with_its_name(missing: str) -> None:
    """The sentence says which place is missing."""
    found = {k: v for k, v in operations(contract()).items() if k != missing}
    with pytest.raises(UsageError, match=r"The fragment has no (POST|GET|DELETE) /api_keys"):
        roles(found)
