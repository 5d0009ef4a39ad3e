"""Answers pick what the table wants, and a foreign table bends what it does not allow."""

from typing import Any

import pytest
from venice_contract.mock.answers import bent, facts_of, invented, serialize
from venice_contract.mock.documented import CREATED_KEY, DOCUMENTED
from venice_contract.mock.rules import Field, Shape

from tests.mock.conftest import bare_key


def test_documented_tables_pick_and_order() -> None:
    """A table of a stranger that sets a list to null is no crash of the mock."""
    facts = facts_of(bare_key()) | {"apiKey": "secret"}
    shown = serialize(facts, CREATED_KEY)
    assert set(shown) == {entry.name for entry in CREATED_KEY.fields} - {
        "description",
        "ipAllowlist",
    }
    table = Shape(types=("array",), items=Shape(types=("string",)))
    assert serialize(None, table) is None
    assert serialize(["a"], table) == ["a"]


def test_bending_the_documented_tables_changes_nothing() -> None:
    """What the documented mock says is what its own tables allow."""
    facts = facts_of(bare_key(consumptionLimit={"usd": 5, "diem": None}, description="d"))
    for shape in DOCUMENTED.answers.values():
        entry = shape.get("data")
        if entry and entry.shape.get("consumptionLimits"):
            assert serialize(facts, entry.shape, bend=True) == serialize(facts, entry.shape)


@pytest.mark.parametrize(
    ("value", "shape", "result"),
    [
        ("WEEK", Shape(enum=("DAY", "MONTH")), "DAY"),
        ("MONTH", Shape(enum=("DAY", "MONTH")), "MONTH"),
        ("RPM", Shape(enum=("RPD", "RPM_V2")), "RPM_V2"),
        ("RPM", Shape(enum=("RPD", "rpm")), "rpm"),
        (None, Shape(types=("string", "null"), enum=("A",)), None),
        (5, Shape(types=("string",)), "5"),
        ("5", Shape(types=("number",)), 5),
        ("5.5", Shape(types=("number",)), 5.5),
        ("five", Shape(types=("number",)), 0),
        ("nan", Shape(types=("integer",)), 0),
        ("2026-01-01T00:00:00.000Z", Shape(types=("number", "null")), 1767225600000),
        (None, Shape(types=("string",)), ""),
        (7, Shape(types=("number",), maximum=5), 5),
        (-7, Shape(types=("number",), minimum=0), 0),
        ("long", Shape(types=("string",), max_length=2), "lo"),
        ({"a": 1}, Shape(), {"a": 1}),
    ],
)
def test_bent(value: Any, shape: Shape, result: Any) -> None:
    """A value outside a shape becomes the nearest one inside."""
    assert bent(value, shape) == result


@pytest.mark.parametrize(
    ("shape", "result"),
    [
        (Shape(), None),
        (Shape(types=("string",)), ""),
        (Shape(types=("string",), enum=("A",)), "A"),
        (Shape(types=("boolean",)), False),
        (Shape(types=("array",)), []),
        (Shape(types=("integer",), minimum=3), 3),
        (Shape(types=("object",), fields=(Field("a", Shape(), required=True),)), {"a": None}),
    ],
)
def test_invented(shape: Shape, result: Any) -> None:
    """A demanded field that nobody gave gets a value of its shape."""
    assert invented(shape) == result
