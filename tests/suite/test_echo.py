"""Tests of the check that what was sent comes back."""

from __future__ import annotations

from typing import Any

import pytest
from venice_contract.suite.echo import differences, same
from venice_contract.verdict import Constraint, Place


def echo(path: str, sent_as: str) -> Constraint:
    """Return the constraint that an answer's path repeats a request's."""
    where, source = tuple(path.split(".")), tuple(sent_as.split("."))
    place = Place("api.yaml", 1, 1, "")
    return Constraint("id", "echo", "createApiKey", "answer", "200", where, source, place)


ECHOES = [
    echo("data.limitPeriod", "limitPeriod"),
    echo("data.limits.usd", "limit.usd"),
    echo("data.limits", "limit"),
]


@pytest.mark.parametrize(
    ("answered", "wrong"),
    [
        ({"limitPeriod": "MONTH", "limits": {"usd": 5}}, []),
        ({"limitPeriod": "EPOCH", "limits": {"usd": 5}}, ["limitPeriod"]),
        ({"limitPeriod": "MONTH", "limits": {"usd": 4}}, ["limit.usd"]),
        ({"limitPeriod": "MONTH", "limits": {}}, ["limit.usd"]),
        ({"limitPeriod": "MONTH"}, ["limit.usd"]),
        ({}, ["limitPeriod", "limit.usd"]),
    ],
)
def test_every_field_that_did_not_come_back_is_named(answered: Any, wrong: list[str]) -> None:
    """A field that is another or gone is named as it was sent."""
    sent = {"limitPeriod": "MONTH", "limit": {"usd": 5}}
    found = differences(sent, {"data": answered}, ECHOES)
    assert [one.said for one, _ in found] == wrong


def test_what_was_not_sent_need_not_come_back() -> None:
    """A field that the request left out says nothing about the answer."""
    assert differences({}, {"data": {"limitPeriod": "EPOCH"}}, ECHOES) == []


def test_an_answer_of_another_shape_is_a_difference_not_a_crash() -> None:
    """An answer without the entity has given nothing back."""
    assert len(differences({"limitPeriod": "MONTH"}, [], ECHOES)) == 1


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        (1, 1.0, True),
        (0, False, False),
        (True, 1, False),
        (None, None, True),
        (None, 0, False),
        ("", None, True),
        ("", "x", False),
        ("2030-01-01", "2030-01-01T00:00:00.000Z", True),
        ("2030-01-01", "2030-01-02T00:00:00.000Z", False),
        ("MONTH", "month", False),
        ("5", 5, False),
    ],
)
def test_values_are_the_same_where_the_contract_cannot_tell_them_apart(
    before: Any, after: Any, alike: bool
) -> None:
    """Numbers compare by value, never with a boolean; a day may come back as an instant."""
    assert same(before, after) is alike
