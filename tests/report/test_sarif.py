"""Tests of the SARIF rendering against what the standard demands of a log."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pytest import FixtureRequest  # noqa: PT013 - a type alone
from venice_contract.report.sarif import render
from venice_contract.verdict import Impact, Place, Run, Status

from .conftest import MONTH, TITLES, check, finding, moved
from .sarif_schema import LOG


def log(run: Run) -> dict[str, Any]:
    data = json.loads(render(run, titles=TITLES))
    LOG.validate(data)
    (only,) = data["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("name", ["passing", "mixed", "hostile"])
def test_the_log_has_the_shape_that_the_standard_demands(
    name: str, request: FixtureRequest
) -> None:
    run = log(request.getfixturevalue(name))
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        physical = result["locations"][0]["physicalLocation"]
        assert not physical["artifactLocation"]["uri"].startswith("/")
        assert physical["region"]["startLine"] >= 1
        assert physical["region"]["startColumn"] >= 1
    assert isinstance(run["invocations"][0]["executionSuccessful"], bool)


def test_rules_are_described_and_accepted_deviations_suppressed(mixed: Run) -> None:
    driver = log(mixed)["tool"]["driver"]
    assert driver["informationUri"].startswith("https://")
    first, _ = driver["rules"]
    assert first["shortDescription"]["text"] == "A documented enum value is refused."
    assert "server" in first["fullDescription"]["text"]
    assert "drift --write" in first["help"]["text"]
    assert "`" in first["help"]["markdown"]
    first, second = log(mixed)["results"]
    assert "suppressions" not in first
    assert second["suppressions"][0]["status"] == "accepted"


def test_an_edit_with_a_diff_is_offered_as_a_fix(mixed: Run) -> None:
    """The line that the diff removes is a region that is replaced by nothing."""
    (fix,) = log(mixed)["results"][0]["fixes"]
    assert fix["description"]["text"] == "remove MONTH from LimitPeriod"
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "openapi/api_keys.yaml"
    assert change["replacements"] == [
        {"deletedRegion": {"startLine": 4, "startColumn": 1, "endLine": 5, "endColumn": 1}}
    ]
    edit = finding().edit
    assert edit
    assert "fixes" not in log(moved(edit=replace(edit, diff="")))["results"][0]


def test_a_finding_stands_at_its_line_relative_to_the_repository(mixed: Run) -> None:
    run = log(mixed)
    assert set(run["originalUriBaseIds"]) == {"SRCROOT"}
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "openapi/api_keys.yaml", "uriBaseId": "SRCROOT"}
    assert place["region"]["startLine"] == 120


def test_what_was_left_out_or_could_not_be_decided_is_a_note(mixed: Run) -> None:
    checks = (check("p", Status.PASSED), check("a", Status.LEFT_OUT, message="needs a wallet"))
    run = log(Run(checks))
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (note["level"], run["results"]) == ("note", [])
    assert "needs a wallet" in note["message"]["text"]
    invocation = log(mixed)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 1
    assert "429 twice" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("impact", "level"),
    [
        (Impact.BREAKING, "error"),
        (Impact.ADDITIVE, "warning"),
        (Impact.BENIGN, "note"),
        (Impact.UNDECIDED, "warning"),
    ],
)
def test_the_impact_decides_the_level(impact: Impact, level: str) -> None:
    run = moved(impact=impact)
    assert log(run)["results"][0]["level"] == level


def test_a_place_with_blanks_is_a_valid_address() -> None:
    place = replace(MONTH, place=Place("my api/keys.yaml", 0, 0, ""))
    run = moved(about=(place,))
    location = log(run)["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "my%20api/keys.yaml"
    assert location["region"] == {"startLine": 1, "startColumn": 1}
