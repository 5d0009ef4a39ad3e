"""Tests of the map: a row a field, a column an operation, a cell a direction."""

from venice_contract.report.html import Cell, maps
from venice_contract.report.outline import ERRORS, MESSAGE, Names
from venice_contract.verdict import Constraint, Status

from .conftest import about, constraint


def told(*checks: tuple[Constraint, Status]) -> list[dict[str, list[list[str]]]]:
    """Return the maps of checks, each as rows of what the cells say."""
    made = maps([about(one, status) for one, status in checks])
    return [
        {name: [[cell.said for cell in cells] for cells in row] for name, row in one.rows}
        for one in made
    ]


def answered(*path: str, operation: str = "createApiKey", kind: str = "type") -> Constraint:
    return constraint(kind, "string", path=path, operation=operation, status="200")


def test_a_field_has_one_row_for_what_is_sent_and_answered() -> None:
    (only,) = told(
        (constraint("enum-value", "EPOCH"), Status.PASSED),
        (constraint("enum-value", "MONTH"), Status.FAILED),
        (answered("data", "limitPeriod"), Status.PASSED),
        (answered("success"), Status.PASSED),
    )
    assert only == {
        "limitPeriod": [["sent: moved", "answered: passed"]],
        MESSAGE: [["answered: passed"]],
    }
    (only,) = told(
        (constraint("enum-value", "EPOCH"), Status.PASSED),
        (answered("data", "[]", "limitPeriod", operation="getApiKeys"), Status.ERROR),
        (answered("object", operation="getApiKeys"), Status.PASSED),
    )
    assert only["limitPeriod"] == [["sent: passed"], ["answered: undecided"]]
    refusal = constraint("required", path=("error",), status="400")
    (only,) = told((refusal, Status.PASSED), (constraint("type", "object"), Status.PASSED))
    assert only[ERRORS] == [["answered: passed"]]


def test_a_field_that_comes_back_under_another_name_keeps_its_own() -> None:
    """What `echo` says was sent as one name is not a second field."""
    echo = constraint(
        "echo", ("consumptionLimit", "usd"), path=("data", "consumptionLimits", "usd"), status="200"
    )
    (only,) = told(
        (constraint("minimum", 0, path=("consumptionLimit", "usd")), Status.PASSED),
        (echo, Status.PASSED),
        (answered("data", "consumptionLimits"), Status.FAILED),
    )
    assert only["consumptionLimit.usd"] == [["sent: passed", "answered: passed"]]
    assert only["consumptionLimit"] == [["answered: moved"]]


def test_an_operation_with_fields_of_its_own_has_a_map_of_its_own() -> None:
    first, second = maps(
        [
            about(constraint("type", "string", path=("a",)), Status.PASSED),
            about(answered("data", "a", operation="getApiKeys"), Status.PASSED),
            about(answered("data", "b", operation="getRateLimits"), Status.FAILED),
        ]
    )
    assert (first.operations, second.operations) == (
        ["createApiKey", "getApiKeys"],
        ["getRateLimits"],
    )
    assert (first.all_passed, second.all_passed) == (True, False)


def test_what_was_not_asked_is_not_passed() -> None:
    for status in (Status.LEFT_OUT, Status.NOT_RUN, Status.SKIPPED):
        assert Cell("request", status).said == "sent: not asked"


def test_operations_stand_in_the_order_that_was_asked_for() -> None:
    checks = [about(constraint("type", "string", operation=name), Status.PASSED) for name in "abc"]
    (only,) = maps(checks, ["c", "x", "a"])
    assert only.operations == ["c", "a", "b"]
    assert maps([]) == []


def test_a_field_is_named_as_a_reader_has_it() -> None:
    echo = constraint("echo", ("limit", "usd"), path=("data", "limits", "usd"), status="200")
    deep = answered("data", "usage", "seven", "usd")
    whole = answered("data")
    refusal = constraint("required", path=("error",), status="400")
    names = Names([echo, deep, whole, refusal])
    told = [names.field(one) for one in (echo, deep, whole, refusal, constraint("type"))]
    assert told == ["limit.usd", "usage.seven.usd", "data", "error", "limitPeriod"]
