"""Any two faults go together, in either order of arming."""

from __future__ import annotations

import copy
from itertools import permutations
from typing import Any

import pytest
from venice_contract.mock.documented import CREATE, LIST, RATE_LIMIT_LOG, RATE_LIMITS, READ, UPDATE
from venice_contract.mock.faults import CATALOGUE
from venice_contract.mock.replies import encode

from tests.mock.conftest import make

TELLING = [one for one in CATALOGUE.values() if one.answer]


@pytest.fixture(scope="module")
def honest() -> dict[str, Any]:
    """What each operation answers without a fault."""
    client = make()
    body = {"apiKeyType": "ADMIN", "description": "A key", "limitPeriod": "MONTH"}
    limits = {"consumptionLimit": {"usd": 50, "diem": None}}
    made = client.ask("POST", "/api_keys", json=body | limits)
    key_id = made.json()["data"]["id"]
    asked = {
        LIST: client.ask("GET", "/api_keys"),
        READ: client.ask("GET", f"/api_keys/{key_id}"),
        UPDATE: client.ask("PATCH", "/api_keys", json={"id": key_id}),
        RATE_LIMITS: client.ask("GET", "/api_keys/rate_limits"),
        RATE_LIMIT_LOG: client.ask("GET", "/api_keys/rate_limits/log"),
    }
    return {CREATE: made.json()} | {name: answer.json() for name, answer in asked.items()}


def test_every_pair_that_changes_answers_gives_an_answer(honest: dict[str, Any]) -> None:
    """What one fault made of an answer never trips another one up."""
    pairs = list(permutations(TELLING, 2))
    assert len(pairs) > 500
    for one, other in pairs:
        for operation, payload in honest.items():
            assert one.answer is not None
            assert other.answer is not None
            changed = one.answer(operation, copy.deepcopy(payload))
            assert encode(other.answer(operation, changed))


@pytest.mark.parametrize("first", ["shape-list-bare", "shape-update-missing-data"])
def test_a_key_of_a_bare_answer_is_changed_all_the_same(first: str) -> None:
    """Two faults of one answer both act where both can."""
    client = make(faults=[first, "limit-stringified"])
    key = client.create(consumptionLimit={"usd": 5})
    told = client.ask("PATCH", "/api_keys", json={"id": key["id"]})
    listed = client.ask("GET", "/api_keys")
    assert (told.status_code, listed.status_code) == (200, 200)
    if first == "shape-list-bare":
        assert listed.json()[-1]["consumptionLimits"] == {"usd": "5"}
    else:
        assert told.json() == {"success": True}
