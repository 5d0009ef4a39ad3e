"""Receipts count what made a difference, with several faults at once."""

from __future__ import annotations

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.settings import Settings

from tests.mock.conftest import TOKEN, make


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


@pytest.mark.parametrize("name", ["time-failures-block-after-ten", "time-block-lasts-five-seconds"])
def test_a_failure_that_begins_no_block_fires_nothing(name: str) -> None:
    """The faults of blocks fire when a block begins that would not, or lasts otherwise."""
    client = make(faults=[name], settings=Settings(control_token=TOKEN))
    for _ in range(10):
        client.ask("GET", "/api_keys", key="nobody")
    assert client.service.faults.receipts() == {name: 0}
    for _ in range(11):
        client.ask("GET", "/api_keys", key="nobody")
    assert client.service.faults.receipts() == {name: 1}


def test_a_window_that_changes_nothing_fires_nothing() -> None:
    """A window that begins elsewhere fires where a spend or an answer goes otherwise."""
    name = "time-epoch-resets-hourly"
    client = make(faults=[name])
    free, limited = client.create(), client.create(consumptionLimit={"usd": 5})
    client.control("POST", "clock", set="2024-05-15T10:00:00Z")
    for key in (free, limited):
        client.control("POST", "spend", id=key["id"], usd=1)
    client.control("POST", "clock", advance=7200)
    client.read(free["id"])
    client.control("POST", "spend", id=limited["id"], usd=1)
    client.ask("GET", "/api_keys/rate_limits", key=limited["apiKey"])
    assert client.service.faults.receipts() == {name: 0}
    client.read(limited["id"])
    assert client.service.faults.receipts() == {name: 1}
