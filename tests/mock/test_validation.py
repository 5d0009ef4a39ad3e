"""A request is judged by its table, and every wrong field is named in Zod's words."""

from typing import Any

import pytest
from venice_contract.mock.documented import CREATE_REQUEST, UPDATE_REQUEST
from venice_contract.mock.replies import details_of
from venice_contract.mock.rules import Field, Shape
from venice_contract.mock.validation import checker

GOOD = {"apiKeyType": "ADMIN", "description": "A key"}


def test_good_body_has_no_issues() -> None:
    body = GOOD | {
        "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
        "limitPeriod": "MONTH",
        "expiresAt": "2023-10-01T12:00:00.000Z",
    }
    assert checker(CREATE_REQUEST)(body) == []


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        (
            {"limitPeriod": "WEEK"},
            ["limitPeriod"],
            "Invalid enum value. Expected 'EPOCH' | 'MONTH' | 'LIFETIME', received 'WEEK'",
        ),
        (
            {"limitPeriod": None},
            ["limitPeriod"],
            "Expected 'EPOCH' | 'MONTH' | 'LIFETIME', received null",
        ),
        (
            {"consumptionLimit": {"usd": 10_000_000_000}},
            ["consumptionLimit", "usd"],
            "Number must be less than or equal to 9999999999",
        ),
        (
            {"consumptionLimit": {"diem": -0.01}},
            ["consumptionLimit", "diem"],
            "Number must be greater than or equal to 0",
        ),
        (
            {"consumptionLimit": {"vcu": True}},
            ["consumptionLimit", "vcu"],
            "Expected number, received boolean",
        ),
        ({"description": "d" * 65}, ["description"], "String must contain at most 64 character(s)"),
        ({"description": 5}, ["description"], "Expected string, received number"),
        ({"expiresAt": "tomorrow"}, ["expiresAt"], "Invalid input"),
        ({"extra": 1}, [], "Unrecognized key(s) in object: 'extra'"),
    ],
)
def test_one_wrong_field(fields: dict[str, Any], path: list[str], message: str) -> None:
    issues = checker(CREATE_REQUEST)(GOOD | fields)
    assert [(one["path"], one["message"]) for one in issues] == [(path, message)]


def test_all_wrong_fields_at_once() -> None:
    """Missing, wrong and unknown fields of one request are named together, nested by field."""
    body = {"limitPeriod": "DAY", "consumptionLimit": {"usd": "1", "diem": -1}, "more": 0}
    details = details_of(checker(CREATE_REQUEST)(body))
    assert details["apiKeyType"]["_errors"] == ["Required"]
    assert details["description"]["_errors"] == ["Required"]
    assert details["limitPeriod"]["_errors"][0].startswith("Invalid enum value")
    assert details["consumptionLimit"]["usd"]["_errors"] == ["Expected number, received string"]
    assert len(details["consumptionLimit"]["diem"]["_errors"]) == 1
    assert details["_errors"] == ["Unrecognized key(s) in object: 'more'"]


@pytest.mark.parametrize("value", ["", "2024-02-30", "2024-01-01T00:00:00Z"])
def test_expiry_patterns(value: str) -> None:
    """Empty, date and UTC date-time are taken, whether a calendar knows them or not."""
    assert checker(CREATE_REQUEST)(GOOD | {"expiresAt": value}) == []


@pytest.mark.parametrize(
    "value", ["2024-1-1", "2024-01-01T00:00:00", "2024-01-01T00:00:00.12Z", " ", "2024-01-01\n"]
)
def test_expiry_just_outside(value: str) -> None:
    """A string next to the patterns is refused."""
    assert checker(CREATE_REQUEST)(GOOD | {"expiresAt": value}) != []


def test_null_expiry_on_update_only() -> None:
    assert checker(UPDATE_REQUEST)({"id": "x", "expiresAt": None}) == []
    assert checker(CREATE_REQUEST)(GOOD | {"expiresAt": None}) != []


def test_not_an_object() -> None:
    """A body of another type is one issue at the root."""
    assert details_of(checker(CREATE_REQUEST)([]))["_errors"] == ["Expected object, received array"]


@pytest.mark.parametrize(
    ("shape", "value", "message"),
    [
        (Shape(exclusive_minimum=0), 0, "Number must be greater than 0"),
        (Shape(exclusive_maximum=9), 9, "Number must be less than 9"),
        (Shape(types=("integer",)), 0.5, "Expected integer, received number"),
        (Shape(min_length=2), "a", "String must contain at least 2 character(s)"),
        (Shape(patterns=("^a",)), "b", "Invalid"),
    ],
)
def test_other_rules_of_a_foreign_table(shape: Shape, value: Any, message: str) -> None:
    """A foreign table can ask for what the documented one does not."""
    table = Shape(types=("object",), fields=(Field("one", shape),))
    assert checker(table)({"one": value})[0]["message"] == message


def test_items_of_arrays() -> None:
    """An element of an array is named by its index."""
    table = Shape(
        types=("object",),
        fields=(Field("list", Shape(types=("array",), items=Shape(types=("string",)))),),
    )
    assert checker(table)({"list": ["a", 5]})[0]["path"] == ["list", 1]
