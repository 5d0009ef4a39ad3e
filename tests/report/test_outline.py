"""Tests of how a run is arranged for reading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from venice_contract.report.outline import (
    cost,
    findings,
    known_from,
    sections,
    sentence,
    split_id,
    spoken,
    tally,
    unfinished,
)
from venice_contract.verdict import Run, Status, Traffic

from .conftest import MONTH, check, finding

if TYPE_CHECKING:
    from venice_contract.verdict import Check


@pytest.mark.parametrize(
    ("tail", "parts"),
    [
        ("request.limitPeriod.enum.MONTH", ("request.limitPeriod", "enum", "MONTH")),
        ("request.consumptionLimit.usd.minimum", ("request.consumptionLimit.usd", "minimum", "")),
        ("request.limitPeriod.enum-value.MONTH", ("request.limitPeriod", "enum", "MONTH")),
        ("request.x.enum-value.a.b.c", ("request.x", "enum", "a.b.c")),
        ("answer.limits[].type.required", ("answer.limits[].type", "required", "")),
        ("answer.status", ("answer", "status", "")),
        ("request.expiresAt.max-length.0", ("request.expiresAt", "max-length", "0")),
        ("round-trip", ("round-trip", "", "")),
    ],
)
def test_an_id_tells_field_keyword_and_value(tail: str, parts: tuple[str, str, str]) -> None:
    """The keyword in an id parts the field from the value."""
    assert split_id(check(tail, Status.PASSED)) == parts


def test_the_id_of_a_test_tells_no_field(mixed: Run) -> None:
    """A pytest node id is not taken apart."""
    assert split_id(mixed.checks[-1]) == ("", "", "")


def test_rows_list_the_values_of_a_field(passing: Run) -> None:
    """All values of an enum stand on the row of their field, once each."""
    run = replace(passing, checks=passing.checks * 2)
    (section,) = sections(run)
    (row,) = section.rows.values()
    assert (row.name, row.asks) == ("request.limitPeriod", "enum EPOCH, MONTH")
    assert section.checks == row.checks


def test_groups_of_different_sources_stay_apart(mixed: Run) -> None:
    """A section is one group of one source."""
    assert [(one.source, one.group) for one in sections(mixed)] == [
        ("probe", "createApiKey"),
        ("suite", "enums"),
    ]


def test_a_tally_begins_with_the_worst() -> None:
    """What needs action is told first."""
    checks: list[Check] = [check("a", status) for status in Status] + [check("b", Status.PASSED)]
    assert tally(checks) == (
        "1 UNDECIDED, 1 FAILED, 1 known deviation, 2 passed, 1 skipped, 1 not run, 1 left out"
    )


def test_findings_of_failed_checks_come_before_accepted_ones(mixed: Run) -> None:
    """A reader meets what is new first."""
    assert [found.kind for _, found in findings(mixed)] == ["enum-value-refused", "pattern-looser"]


def test_checks_that_no_finding_explains_are_listed(mixed: Run) -> None:
    """An undecided check and a failed test are not forgotten."""
    assert [one.status for one in unfinished(mixed)] == [Status.ERROR, Status.FAILED]


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ([], "Nothing was checked"),
        ([Status.SKIPPED, Status.NOT_RUN], "Nothing was decided"),
        ([Status.PASSED, Status.SKIPPED], "conforms: 1 checks decided"),
        ([Status.PASSED, Status.EXPECTED_FAILURE], "2 checks decided, 1 of them known"),
        ([Status.PASSED, Status.FAILED], "Drift: 1 of 2 checks failed"),
        ([Status.PASSED, Status.ERROR], "1 of 2 checks could not be decided"),
    ],
)
def test_the_outcome_is_one_sentence(statuses: list[Status], words: str) -> None:
    """The sentence says whether the server conforms, and never so when nothing was shown."""
    run = Run(tuple(check(str(number), status) for number, status in enumerate(statuses)))
    assert words in sentence(run)
    assert ("conforms" in sentence(run)) == (Status.PASSED <= run.status < Status.FAILED)


def test_one_difference_found_twice_is_named_once() -> None:
    """Differences are counted by kind and constraint."""
    checks = tuple(check(tail, Status.FAILED, findings=(finding(),)) for tail in ("a", "b"))
    assert "2 of 2 checks failed, 1 difference(s) named" in sentence(Run(checks))


def test_keys_left_behind_are_the_outcome(passing: Run) -> None:
    """A run that left a key says so before anything else."""
    assert "1 key(s)" in sentence(replace(passing, traffic=Traffic(left_behind=1)))


def test_the_cost_names_waiting_only_when_there_was_some(passing: Run) -> None:
    """Time spent waiting for a budget is told apart."""
    assert "waiting" not in cost(passing)
    assert "(2.0 s of it waiting)" in cost(replace(passing, traffic=Traffic(waited=2.0)))


def test_evidence_is_told_where_there_is_some() -> None:
    """A finding without evidence says nothing about it."""
    assert known_from(finding()) == "page, since 2026-05-07, seen 2026-08-21"
    assert known_from(finding(about=(replace(MONTH, evidence=None),))) == ""


def test_statuses_that_need_action_stand_out_without_colour() -> None:
    """Only they are spoken in capitals."""
    assert [status for status in Status if spoken(status).isupper()] == [
        Status.FAILED,
        Status.ERROR,
    ]
