"""From a document to the tables of the mock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.validation import checker
from venice_contract.scoring.translate import rules_of

if TYPE_CHECKING:
    from venice_contract.contract.reading.document import Document


def test_the_contract_translates_to_what_the_mock_was_written_with(contract: Document) -> None:
    """Contract and mock, two independent accounts, agree on every request that is tried."""
    ours, theirs = rules_of(contract), DOCUMENTED
    bodies = [
        {"apiKeyType": "ADMIN", "description": "x"},
        {"apiKeyType": "SERVICE", "description": "x"},
        {"apiKeyType": "ADMIN", "description": "x" * 65},
        {"apiKeyType": "ADMIN", "description": "x", "consumptionLimit": {"usd": -1}},
        {"apiKeyType": "ADMIN", "description": "x", "consumptionLimit": {"usd": None}},
        {"apiKeyType": "ADMIN", "description": "x", "expiresAt": "2030-1-1"},
        {"apiKeyType": "ADMIN", "description": "x", "expiresAt": ""},
        {"apiKeyType": "ADMIN", "description": "x", "unheardOf": 1},
    ]
    for body in bodies:
        mine = bool(checker(ours.requests["createApiKey"])(body))
        assert mine == bool(checker(theirs.requests["createApiKey"])(body)), body


def test_what_a_field_left_out_means_becomes_its_default(contract: Document) -> None:
    """The meaning of an absent limitPeriod is handed to the mock as a default."""
    field = rules_of(contract).requests["createApiKey"].get("limitPeriod")
    assert field is not None
    assert field.default == "EPOCH"
