"""Which keys a list shows."""

from __future__ import annotations

from typing import Any

import pytest
from venice_contract.drift.ledger import Key
from venice_contract.drift.listing import not_listed, still_listed, texts
from venice_contract.verdict import Status

from tests.drift.other_server import ADMIN, Manners, Other
from tests.drift.rig import KEY, contract, exchanged, judge, judge_mock, roles_of

ROLES = roles_of(contract())
OURS = [Key("5", "", {}), Key("k1", "", {})]


def told(body: Any) -> tuple[int, int]:
    """Return how many keys are told as missing, and as still there."""
    exchange = exchanged(body, operation="getApiKeys")
    return (
        len(list(not_listed(ROLES.create, exchange, OURS))),
        len(list(still_listed(ROLES.remove, exchange, OURS))),
    )


@pytest.mark.parametrize(
    ("body", "missing", "there"),
    [
        ({"data": []}, 2, 0),
        ({"data": [KEY]}, 1, 1),
        ({"data": [KEY, {"id": "5"}]}, 0, 2),
        ([{"ref": "5"}, {"ref": "k1"}], 0, 2),
        ({"data": [{"id": "55", "amount": 5, "text": "k1 and 5"}]}, 2, 0),
        ({"5": "k"}, 2, 0),
    ],
)
def test_a_key_is_found_by_a_text_that_is_its_id(body: Any, missing: int, there: int) -> None:
    """Not by a part of a text, a number or a name, but in any shape of the list."""
    assert told(body) == (missing, there)


def test_a_list_that_cannot_be_read_says_nothing() -> None:
    """That it is no JSON is told elsewhere."""
    exchange = exchanged(content=b"<html>k1", operation="getApiKeys")
    assert texts(exchange.answer) is None
    assert not list(not_listed(ROLES.create, exchange, OURS))
    assert not list(still_listed(ROLES.remove, exchange, OURS))


@pytest.mark.parametrize("already", range(9))
def test_ids_of_one_digit_are_no_drift(already: int) -> None:
    """They stand in amounts and dates, and are not found there."""
    verdict = judge(Other(Manners(ids="number", already=already)), ADMIN)
    assert verdict.status is Status.PASSED


def test_a_key_that_is_still_listed_is_looked_for_twice() -> None:
    """It is told only if the second list has it, too."""
    (finding,) = judge_mock(["protocol-delete-ignored"]).findings
    assert finding.kind == "still-listed"
    assert finding.confirmed == 2
