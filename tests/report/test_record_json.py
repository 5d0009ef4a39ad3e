"""Tests of checks as JSON and back."""

import json
import math
from typing import Any

import pytest
from venice_contract.report.record import (
    KEPT,
    DamagedRecordError,
    check_from_json,
    check_to_json,
    each_text,
    shortened,
    status_from_label,
)
from venice_contract.verdict import Run, Status


def test_every_check_survives_the_way_through_json(mixed: Run) -> None:
    for check in mixed.checks:
        assert check_from_json(json.loads(json.dumps(check_to_json(check)))) == check


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "fine"),
        ("status", 2),
        ("id", None),
        ("seconds", "1"),
        ("seconds", True),
        ("findings", {}),
        ("findings", ["text"]),
        ("place", []),
        ("place", {"file": "a", "line": "1", "column": 1, "pointer": ""}),
    ],
)
def test_a_field_of_the_wrong_type_is_damage(mixed: Run, name: str, value: Any) -> None:
    data = json.loads(json.dumps(check_to_json(mixed.checks[1])))
    with pytest.raises(DamagedRecordError):
        check_from_json(data | {name: value})


@pytest.mark.parametrize("name", ["impact", "blame", "about", "edit", "confirmed"])
def test_a_damaged_finding_is_damage(mixed: Run, name: str) -> None:
    data = json.loads(json.dumps(check_to_json(mixed.checks[1])))
    data["findings"][0][name] = "nonsense"
    with pytest.raises(DamagedRecordError):
        check_from_json(data)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_found_by_its_label(status: Status) -> None:
    assert status_from_label(status.label) is status


def test_texts_are_changed_wherever_they_stand() -> None:
    assert each_text({"a": ["b", 1, None, {"c": "d"}]}, str.upper) == {
        "A": ["B", 1, None, {"C": "D"}]
    }


def test_numbers_that_json_cannot_say_become_texts() -> None:
    assert each_text([math.inf, -math.inf, math.nan, 1.5], str) == ["inf", "-inf", "nan", 1.5]


def test_a_long_text_is_shortened_and_says_so() -> None:
    assert shortened("x" * KEPT) == "x" * KEPT
    assert shortened("x" * (KEPT + 3)).endswith("... (3 more characters)")
