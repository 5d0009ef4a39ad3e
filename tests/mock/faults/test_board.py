"""Receipts count what made a difference, with several faults at once."""

from __future__ import annotations

import pytest

from conformance.errors import UsageError
from tests.mock.conftest import make


def test_no_difference_is_no_firing() -> None:
    """A fault that found nothing to change has an empty receipt."""
    client = make(faults=["limit-usd-clamped", "enum-limit-period-accepts-week"])
    client.create(consumptionLimit={"usd": 5}, limitPeriod="MONTH")
    assert client.service.faults.receipts() == {
        "limit-usd-clamped": 0,
        "enum-limit-period-accepts-week": 0,
    }


def test_several_at_once() -> None:
    """Several faults act on one request, each with its own receipt."""
    names = ["limit-usd-maximum-raised", "limit-usd-clamped", "limit-stringified"]
    client = make(faults=names)
    assert client.create(consumptionLimit={"usd": 10**11})["consumptionLimit"] == {"usd": "1000000"}
    assert client.service.faults.receipts() == dict.fromkeys(names, 1)


def test_masked_fault_does_not_fire() -> None:
    """A fault whose effect another one hides has made no difference."""
    client = make(faults=["limit-usd-maximum-lowered", "limit-update-usd-maximum-lowered"])
    key = client.create()
    body = {"id": key["id"], "consumptionLimit": {"usd": 1_000_000_000}}
    assert client.ask("PATCH", "/api_keys", json=body).status_code == 400
    assert set(client.service.faults.receipts().values()) == {0}


def test_one_request_counts_once() -> None:
    """A fault with two hooks counts one request once."""
    client = make(faults=["enum-limit-period-case-blind"])
    assert client.create(limitPeriod="month")["limitPeriod"] == "MONTH"
    assert client.service.faults.receipts() == {"enum-limit-period-case-blind": 1}


def test_arming_begins_a_receipt_anew() -> None:
    """Arming again empties the receipt; disarming returns it."""
    board = make(faults=["limit-stringified"]).service.faults
    board._fired.add("limit-stringified")
    board.settle()
    assert board.disarm("limit-stringified") == 1
    board.arm("limit-stringified")
    assert board.receipts() == {"limit-stringified": 0}
    with pytest.raises(UsageError):
        board.disarm("nothing")
