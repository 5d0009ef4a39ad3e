"""Tests of validation by the contract's own schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.contract.operations import JSON, operations
from venice_contract.suite.validation import Validation

if TYPE_CHECKING:
    from venice_contract.contract.document import Document


def test_a_body_that_fits_has_nothing_wrong(document: Document) -> None:
    """The smallest documented request is a valid one."""
    request = operations(document)["createApiKey"].request
    assert request is not None
    body = {"apiKeyType": "INFERENCE", "description": "x"}
    assert Validation(document).violation(request, JSON, body) == ""


def test_what_is_wrong_is_told_with_its_place(document: Document) -> None:
    """A violation names the path, and a long list of them is cut."""
    request = operations(document)["createApiKey"].request
    assert request is not None
    validation = Validation(document)
    body = {"apiKeyType": "INFERENCE", "description": "x", "consumptionLimit": {"usd": -1}}
    assert validation.violation(request, JSON, body).startswith("consumptionLimit.usd: ")
    many = {"apiKeyType": 1, "description": 1, "limitPeriod": 1, "modelPrivacy": 1, "x": 1}
    assert validation.violation(request, JSON, many).endswith(" more")
