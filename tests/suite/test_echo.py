"""Tests of the check that what was sent comes back."""

from typing import Any

import pytest
from venice_contract.suite.subject import Subject

SENT = {"limitPeriod": "MONTH", "consumptionLimit": {"usd": 5}}


@pytest.mark.parametrize(
    ("answered", "wrong"),
    [
        ({"limitPeriod": "MONTH", "consumptionLimits": {"usd": 5}}, []),
        ({"limitPeriod": "EPOCH", "consumptionLimits": {"usd": 5.0}}, ["limitPeriod"]),
        ({"limitPeriod": "MONTH", "consumptionLimits": {"usd": 4}}, ["consumptionLimit.usd"]),
        ({"limitPeriod": "MONTH", "consumptionLimits": {}}, ["consumptionLimit.usd"]),
        ({"limitPeriod": "MONTH"}, ["consumptionLimit.usd"]),
        ({}, ["consumptionLimit.usd", "limitPeriod"]),
        (None, ["consumptionLimit.usd", "limitPeriod"]),
    ],
)
def test_every_field_that_did_not_come_back_is_named(
    subject: Subject, answered: Any, wrong: list[str]
) -> None:
    found = subject.differences("getApiKeys", SENT, answered)
    assert sorted(".".join(one.value) for one, _ in found) == wrong


def test_what_was_not_sent_need_not_come_back(subject: Subject) -> None:
    assert subject.differences("getApiKeys", {}, {"limitPeriod": "EPOCH"}) == []
