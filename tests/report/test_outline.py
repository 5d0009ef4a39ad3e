"""Tests of how a run is arranged for reading."""

from dataclasses import replace

import pytest
from venice_contract.report.outline import (
    blamed,
    causes,
    circumstances,
    cost,
    coverage,
    findings,
    headline,
    kind_title,
    known_from,
    moment,
    not_asked,
    sections,
    sentence,
    spoken,
    tally,
    tone,
)
from venice_contract.report.record import exit_code
from venice_contract.verdict import Blame, Check, Impact, Run, Status, Traffic

from .conftest import MONTH, about, check, constraint, finding


def test_rows_list_the_values_of_a_field(passing: Run) -> None:
    """Rows are made of the constraint, not of words in its id."""
    run = replace(passing, checks=passing.checks * 2)
    (section,) = sections(run)
    first, second = section.rows.values()
    assert (first.name, first.asks) == ("request.limitPeriod", "enum EPOCH, MONTH")
    assert (second.name, second.asks) == ("answer.data.limitPeriod", "type string")
    assert section.checks == [*first.checks, *second.checks]
    one = constraint("required", path=("limits", "type"))
    (alone,) = sections(Run((about(one, Status.PASSED),)))
    assert [(row.name, row.asks) for row in alone.rows.values()] == [
        ("request.limits.type", "required")
    ]


def test_groups_stay_apart_and_a_tally_begins_with_the_worst(mixed: Run) -> None:
    assert [one.name for one in sections(mixed)] == ["createApiKey", "suite: enums"]
    checks: list[Check] = [check("a", status) for status in Status] + [check("b", Status.PASSED)]
    assert tally(checks) == (
        "1 UNDECIDED, 1 FAILED, 1 known deviation, 2 passed, 1 skipped, 1 not run, 1 left out"
    )


def test_findings_are_ordered_by_what_they_break_and_accepted_ones_last(mixed: Run) -> None:
    assert [(one.finding.kind, one.known) for one in findings(mixed)] == [
        ("enum-value-refused", False),
        ("pattern-looser", True),
    ]
    made = [Impact.BENIGN, Impact.ADDITIVE, Impact.BREAKING, Impact.UNDECIDED]
    run = Run(
        tuple(
            check(str(n), Status.FAILED, findings=(finding(kind=f"k-{n}", impact=impact),))
            for n, impact in enumerate(made)
        )
    )
    order = [Impact.BREAKING, Impact.UNDECIDED, Impact.ADDITIVE, Impact.BENIGN]
    assert [one.finding.impact for one in findings(run)] == order


def test_a_finding_that_two_checks_carry_is_told_once() -> None:
    one = finding(about=(MONTH, constraint("enum-value", "MONTH", operation="updateApiKey")))
    run = Run(tuple(check(name, Status.FAILED, findings=(one,)) for name in "ab"))
    (found,) = findings(run)
    assert found.operations == ["createApiKey", "updateApiKey"]


def test_checks_of_one_cause_are_one_if_no_finding_explains_them(mixed: Run) -> None:
    assert [(one.status, one.reason) for one in causes(mixed)] == [
        (Status.ERROR, "429 twice"),
        (Status.FAILED, "assert 'EPOCH' == 'MONTH'"),
    ]
    run = Run(tuple(check(str(n), Status.ERROR, message="no answer") for n in range(330)))
    (cause,) = causes(run)
    assert (len(cause.checks), cause.where) == (330, "createApiKey 330")
    other = constraint("enum-value", "MONTH", operation="updateApiKey")
    carrier = about(MONTH, Status.FAILED, findings=(finding(about=(MONTH, other)),))
    assert causes(Run((carrier, about(other, Status.FAILED)))) == []
    assert len(causes(Run((carrier, about(other, Status.ERROR))))) == 1


def test_what_was_left_out_is_told_with_its_reason() -> None:
    left = tuple(check(f"l{n}", Status.LEFT_OUT, message="needs a wallet") for n in range(160))
    passed = tuple(check(f"p{n}", Status.PASSED) for n in range(605))
    run = Run(passed + left)
    assert coverage(run) == "605 of 765 decided, 160 left out: needs a wallet"
    assert [len(one.checks) for one in not_asked(run)] == [160]
    half = Run((check("a", Status.SKIPPED), check("b", Status.PASSED)))
    assert sentence(half) == "The server keeps the contract. 1 of 2 decided, 1 skipped."
    assert tone(half) == "good"


@pytest.mark.parametrize("status", [Status.LEFT_OUT, Status.NOT_RUN, Status.SKIPPED])
def test_a_run_that_asked_nothing_is_not_told_as_a_success(status: Status) -> None:
    run = Run((check("a", status), check("b", status)))
    assert headline(run).startswith("Nothing was decided")
    assert tone(run) == "unsure"
    assert exit_code(run.statuses) == 3


HEADLINES = [
    ((), "Nothing was checked"),
    ((check("a", Status.PASSED),), "The server keeps the contract"),
    ((check("a", Status.FAILED, findings=(finding(),)),), "1 thing moved, 1 breaks clients"),
    (
        (check("a", Status.FAILED, findings=(finding(impact=Impact.ADDITIVE),)),),
        "1 thing moved, none breaks clients",
    ),
    (
        (check("a", Status.FAILED, findings=(finding(), finding(kind="other"))),),
        "2 things moved, 2 break clients",
    ),
    ((check("a", Status.FAILED),), "1 check failed"),
    ((check("a", Status.ERROR),), "1 of 1 check undecided"),
    (
        (check("a", Status.FAILED), check("b", Status.ERROR)),
        "1 check failed; 1 of 2 checks undecided",
    ),
]


@pytest.mark.parametrize(("checks", "words"), HEADLINES, ids=[words for _, words in HEADLINES])
def test_the_headline_says_what_moved_and_how_bad(checks: tuple[Check, ...], words: str) -> None:
    assert headline(Run(checks)) == words


def test_circumstances_name_target_time_cost_and_keys_left_behind(passing: Run, mixed: Run) -> None:
    assert circumstances(passing) == (
        "3 of 3 checks passed against mock on 2026-11-24 08:00 UTC. 4 requests, no key left behind."
    )
    assert cost(mixed).endswith("1.5 s (0.5 s of it waiting)")
    assert cost(passing).endswith("0.2 s")
    fast = replace(mixed, traffic=replace(mixed.traffic, waited=90.0))
    assert cost(fast).endswith("1.5 s (90.0 s of waiting skipped)")
    run = replace(passing, traffic=Traffic(left_behind=2))
    assert headline(run) == "2 keys of this run are still on the server"
    assert tone(run) == "bad"
    assert "2 keys left behind" in circumstances(run)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("2026-11-24T08:00:00Z", "2026-11-24 08:00 UTC"),
        ("2026-11-24T08:00:00+00:00", "2026-11-24 08:00 UTC"),
        ("2026-11-24T08:00:00+02:00", "2026-11-24T08:00:00+02:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_time_is_written_as_people_do(raw: str, shown: str) -> None:
    assert moment(raw) == shown


def test_words_of_a_finding() -> None:
    assert known_from(finding()) == "page, since 2026-05-07, seen 2026-08-21"
    assert known_from(finding(about=(replace(MONTH, evidence=None),))) == ""
    why = finding(blame=Blame.CONTRACT_STALE, because="two against one")
    assert blamed(why) == "contract-stale: two against one"
    assert blamed(finding()) == ""
    assert kind_title("value-refused", {}) == "Value refused"
    assert kind_title("a", {"a": "Words"}) == "Words"


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words(status: Status) -> None:
    assert "_" not in spoken(status)
