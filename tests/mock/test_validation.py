"""A request is judged by its table, and every wrong field is named in Zod's words."""

from typing import Any

import pytest
from venice_contract.mock.documented import CREATE_REQUEST, UPDATE_REQUEST
from venice_contract.mock.replies import details_of
from venice_contract.mock.rules import Field, Shape
from venice_contract.mock.validation import checker

GOOD = {"apiKeyType": "ADMIN", "description": "A key"}


LIMIT, NUMBER, MOST = "consumptionLimit", "Number must be", "equal to 9999999999"
WANTED = "Expected 'EPOCH' | 'MONTH' | 'LIFETIME', received"


def test_good_body_has_no_issues_and_one_of_another_type_is_one_issue() -> None:
    body = GOOD | {
        "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
        "limitPeriod": "MONTH",
        "expiresAt": "2023-10-01T12:00:00.000Z",
    }
    assert checker(CREATE_REQUEST)(body) == []
    assert details_of(checker(CREATE_REQUEST)([]))["_errors"] == ["Expected object, received array"]


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"limitPeriod": "WEEK"}, ["limitPeriod"], f"Invalid enum value. {WANTED} 'WEEK'"),
        ({"limitPeriod": None}, ["limitPeriod"], f"{WANTED} null"),
        ({LIMIT: {"usd": 10_000_000_000}}, [LIMIT, "usd"], f"{NUMBER} less than or {MOST}"),
        ({LIMIT: {"diem": -0.01}}, [LIMIT, "diem"], f"{NUMBER} greater than or equal to 0"),
        ({LIMIT: {"vcu": True}}, [LIMIT, "vcu"], "Expected number, received boolean"),
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


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        *((one, True) for one in ("", "2024-02-30", "2024-01-01T00:00:00Z")),
        *((one, False) for one in ("2024-1-1", "2024-01-01T00:00:00", "2024-01-01T00:00:00.12Z")),
        *((one, False) for one in (" ", "2024-01-01\n", None)),
    ],
)
def test_an_expiry_is_a_day_or_an_instant_of_utc(value: Any, *, taken: bool) -> None:
    """Whether a calendar knows it or not; null is taken on update alone."""
    assert (checker(CREATE_REQUEST)(GOOD | {"expiresAt": value}) == []) is taken
    if value is None:
        assert checker(UPDATE_REQUEST)({"id": "x", "expiresAt": None}) == []


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
