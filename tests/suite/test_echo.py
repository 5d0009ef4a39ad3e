"""Tests of the check that what was sent comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.document import parse
from venice_contract.suite.echo import differences
from venice_contract.verdict import Constraint, Place

if TYPE_CHECKING:
    from venice_contract.contract.schema import Schema

TEXT = """
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /keys:
    post:
      operationId: createApiKey
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    type: object
                    properties:
                      limitPeriod: {type: string}
                      ends: {type: [string, 'null'], x-echo: date-time}
                      subnets: {type: array, items: {type: string, x-echo: subnet}}
                      limits: {type: object, properties: {usd: {type: number}}}
"""
ANSWER = Contract(parse(TEXT, "api.yaml")).operations["createApiKey"].answers["200"].schema


def schema_of(constraint: Constraint) -> Schema:
    """Return the schema of the field that a constraint is about."""
    found = ANSWER.at(constraint.path) if ANSWER else None
    assert found is not None
    return found


def echo(path: str, sent_as: str) -> Constraint:
    """Return the constraint that an answer's path repeats a request's."""
    where, source = tuple(path.split(".")), tuple(sent_as.split("."))
    place = Place("api.yaml", 1, 1, "")
    return Constraint("id", "echo", "createApiKey", "answer", "200", where, source, place)


ECHOES = [
    echo("data.limitPeriod", "limitPeriod"),
    echo("data.limits.usd", "limit.usd"),
    echo("data.limits", "limit"),
    echo("data.ends", "ends"),
    echo("data.subnets", "subnets"),
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
    found = differences(sent, {"data": answered}, ECHOES, schema_of)
    assert [one.said for one, _ in found] == wrong


def test_what_was_not_sent_need_not_come_back() -> None:
    """A field that the request left out says nothing about the answer."""
    assert differences({}, {"data": {"limitPeriod": "EPOCH"}}, ECHOES, schema_of) == []


def test_an_answer_of_another_shape_is_a_difference_not_a_crash() -> None:
    """An answer without the entity has given nothing back."""
    assert len(differences({"limitPeriod": "MONTH"}, [], ECHOES, schema_of)) == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "alike"),
    [
        ("limits", {"usd": 1}, {"usd": 1.0}, True),
        ("limits", {"usd": 0}, {"usd": False}, False),
        ("ends", None, None, True),
        ("ends", "", None, True),
        ("ends", "", "2030-01-02", False),
        ("ends", "2030-01-01", "2030-01-01T00:00:00.000Z", True),
        ("ends", "2030-01-01", "2030-01-02T00:00:00.000Z", False),
        ("limitPeriod", "2030-01-01", "2030-01-01T00:00:00.000Z", False),
        ("limitPeriod", "MONTH", "month", False),
        ("subnets", ["11.22.33.44"], ["11.22.33.44/32"], True),
        ("subnets", ["11.22.33.44"], ["11.22.33.45/32"], False),
    ],
)
def test_values_are_the_same_where_the_contract_says_so(
    name: str, before: Any, after: Any, alike: bool
) -> None:
    """Numbers compare by value, never with a boolean; a day is an instant where that is said."""
    sent = {"limit" if name == "limits" else name: before}
    assert (differences(sent, {"data": {name: after}}, ECHOES, schema_of) == []) is alike
