"""A mutant as a server, with its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from venice_contract.scoring.mutants import Mutant, mutants
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of

if TYPE_CHECKING:
    from venice_contract.contract.document import Document
    from venice_contract.contract.moment import Moment

URL = "http://127.0.0.1/api/v1/api_keys"


def _mutant(contract: Document, name: str) -> Mutant:
    return next(one for one in mutants(rules_of(contract)) if one.name == name)


def _client(server: MutantServer) -> httpx.Client:
    headers = {"authorization": f"Bearer {server.service.admin_key}"}
    return httpx.Client(transport=server, headers=headers)


def test_a_request_mutant_decides_otherwise_and_says_so(contract: Document, moment: Moment) -> None:
    """A dropped enum value is refused, and the receipt counts it."""
    mutant = _mutant(contract, "createApiKey.request.limitPeriod.enum-drop.MONTH")
    server = MutantServer(rules_of(contract), mutant, now=moment.now)
    body = {"apiKeyType": "INFERENCE", "description": "x", "limitPeriod": "MONTH"}
    with _client(server) as client:
        assert client.post(URL, json={**body, "limitPeriod": "EPOCH"}).status_code == 200
        assert server.fired == 0
        assert client.post(URL, json=body).status_code == 400
    assert server.fired == 1


def test_an_answer_mutant_changes_that_answer_alone(contract: Document, moment: Moment) -> None:
    """A property renamed in the list is not renamed elsewhere."""
    name = "getApiKeys.answer.data.limitPeriod.property-rename.limitPeriodV2"
    server = MutantServer(rules_of(contract), _mutant(contract, name), now=moment.now)
    with _client(server) as client:
        made = client.post(URL, json={"apiKeyType": "INFERENCE", "description": "x"}).json()
        listed = client.get(URL).json()["data"]
    assert "limitPeriod" in made["data"]
    assert all("limitPeriodV2" in key and "limitPeriod" not in key for key in listed)
    assert server.fired == 1


def test_an_operation_that_a_server_does_not_have_is_answered_405(
    contract: Document, moment: Moment
) -> None:
    """A missing operation is refused, whatever is sent."""
    rules, missing = rules_of(contract), frozenset({"updateApiKey"})
    server = MutantServer(rules, None, now=moment.now, missing=missing)
    with _client(server) as client:
        assert client.patch(URL, json={"id": "x"}).status_code == 405
