"""Accepted differences: read, matched, and made to expire."""

from dataclasses import replace
from datetime import date

import pytest
from venice_contract.drift.judging.deviations import Deviation, parse
from venice_contract.errors import ExitCode, UsageError
from venice_contract.report.record import exit_code
from venice_contract.verdict import Status

from tests.drift.rig import judge_mock

WEEK = Deviation(
    "week",
    "createApiKey.request.limitPeriod.enum",
    "value-accepted",
    "a known drift",
    "mock",
    date(2028, 1, 1),
    date(2028, 12, 31),
)
TEXT = """
[[deviation]]
id = "week"
constraint = "*.limitPeriod.enum"
kind = "value-accepted"
reason = "a known drift"
evidence = "mock"
since = "2028-01-01"
review_by = "2028-12-31"
"""


def judged(*deviations: Deviation, faults: tuple[str, ...] = ()) -> dict[str, tuple[Status, str]]:
    """Return the checks that did not pass."""
    verdict = judge_mock(faults, deviations=deviations)
    calm = (Status.PASSED, Status.LEFT_OUT)
    return {c.id: (c.status, c.message) for c in verdict.checks if c.status not in calm}


def test_entries_are_read() -> None:
    (found,) = parse(TEXT, "deviations.toml")
    assert found == replace(WEEK, constraint="*.limitPeriod.enum")
    assert parse("", "deviations.toml") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[deviation]", "at line 1"),
        (TEXT.replace('reason = "a known drift"\n', ""), "`reason` - at `$.deviation[0]`"),
        (TEXT.replace('"a known drift"', "5"), "`$.deviation[0].reason`"),
        (TEXT.replace("2028-12-31", "soon"), "`$.deviation[0].review_by`"),
        (TEXT.replace("2028-01-01", "2028-02-30"), "`$.deviation[0].since`"),
        ('deviation = "x"', "deviation"),
        ("deviation = [5]", "deviation"),
    ],
)
def test_a_bad_entry_is_told_with_its_file(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=r"deviations\.toml") as caught:
        parse(text, "deviations.toml")
    assert message in str(caught.value)


def test_a_known_difference_is_expected() -> None:
    found = judged(WEEK, faults=("enum-limit-period-accepts-week",))
    assert found
    assert {status for status, _ in found.values()} == {Status.EXPECTED_FAILURE}


def test_a_difference_of_another_kind_is_not_covered() -> None:
    other = replace(WEEK, kind="value-refused")
    found = judged(other, faults=("enum-limit-period-accepts-week",))
    assert found["createApiKey.request.limitPeriod.enum"][0] is Status.FAILED
    assert found["deviation.week"][0] is Status.FAILED


def test_what_a_known_difference_hides_is_undecided() -> None:
    """A secret that is not shown opens nothing: no run says that all that conforms."""
    name = "createApiKey.answer.data.apiKey.required"
    known = replace(WEEK, constraint=name, kind="answer-missing")
    found = judged(known, faults=("shape-create-missing-secret",))
    assert found.pop(name)[0] is Status.EXPECTED_FAILURE
    assert "getApiKeys.request.needs" in found
    assert {status for status, _ in found.values()} == {Status.ERROR}
    assert exit_code(status for status, _ in found.values()) is ExitCode.UNDECIDED


def test_an_entry_that_no_longer_happens_fails_the_run() -> None:
    assert judged(WEEK) == {
        "deviation.week": (Status.FAILED, "it no longer happens, or matches nothing; take it out")
    }


def test_an_entry_past_its_review_fails_the_run() -> None:
    """The difference itself stays expected until somebody looks."""
    late = replace(WEEK, review_by=date(2028, 2, 28))
    found = judged(late, faults=("enum-limit-period-accepts-week",))
    assert found["deviation.week"] == (Status.FAILED, "its review was due on 2028-02-28")


def test_on_the_day_of_its_review_an_entry_still_holds() -> None:
    today = replace(WEEK, review_by=date(2028, 2, 29))
    assert "deviation.week" not in judged(today, faults=("enum-limit-period-accepts-week",))
