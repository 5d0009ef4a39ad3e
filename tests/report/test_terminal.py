"""Tests of the terminal's rendering."""

import re

import pytest
from venice_contract.report.terminal import brief
from venice_contract.report.terminal import render as render_terminal
from venice_contract.verdict import Edit, Run, Status

from .conftest import MONTH, TITLES, about, check, constraint, finding


def render(run: Run, *, width: int = 80, color: bool = False, verbose: bool = False) -> str:
    return render_terminal(run, titles=TITLES, width=width, color=color, verbose=verbose)


def test_a_pass_is_a_line_an_operation_or_the_table_if_asked_for(passing: Run) -> None:
    lines = render(passing).splitlines()
    assert lines[0].split() == ["createApiKey", "3", "passed"]
    assert lines[2] == "The server keeps the contract"
    assert "limitPeriod" not in render(passing)
    rows = [line.split() for line in render(passing, verbose=True).splitlines()]
    assert ["request.limitPeriod", "enum", "EPOCH,", "MONTH", "2", "passed"] in rows


def test_drift_is_findings_and_nothing_checked_is_said(mixed: Run) -> None:
    assert "createApiKey  " not in render(mixed)
    assert render(mixed).lstrip().startswith("1. BREAKING limitPeriod: A documented enum value")
    text = render(mixed)
    assert "429 twice" in text
    assert "assert 'EPOCH' == 'MONTH'" in text
    last = " ".join(render(mixed).strip().splitlines()[-2:])
    for words in ("9 requests", "4 creates", "3 refusals", "1.5 s"):
        assert words in last
    assert "Nothing was checked" in render(Run(()))


def test_a_finding_is_told_in_full_in_twenty_lines(mixed: Run) -> None:
    text = " ".join(render(mixed, width=200).split())
    for words in (
        "1. BREAKING limitPeriod: A documented enum value is refused",
        "openapi/api_keys.yaml:120",
        "MONTH is a value of limitPeriod",
        "refuses MONTH with 400",
        "seen 2 times",
        "4 - - MONTH",
        "curl -X POST",
        "page, since 2026-05-07",
        "dates-with-offset",
    ):
        assert words in text
    alone = render(Run((about(MONTH, Status.FAILED, findings=(finding(),)),)))
    assert len(alone.splitlines()) <= 20


def with_diff(diff: str) -> str:
    """Return what is told of a finding with a diff."""
    told = finding(edit=Edit("s", (), f"--- a/f\n+++ b/f\n{diff}"))
    return render(Run((about(MONTH, Status.FAILED, findings=(told,)),)))


def test_a_long_diff_is_cut_and_a_long_line_shows_where_it_differs() -> None:
    added = "".join(f"+line {number}\n" for number in range(50))
    text = with_diff(f"@@ -1 +1,51 @@\n{added}")
    assert "line 7" in text
    assert "line 8" not in text
    assert "42 more lines" in text
    long = "x" * 100
    text = with_diff(f"@@ -1 +1 @@\n-{long} old {long}\n+{long} new {long}\n")
    assert " old " in text
    assert " new " in text


def test_one_cause_is_one_block() -> None:
    run = Run(
        tuple(
            about(constraint("enum-value", str(n)), Status.ERROR, message="the server is down")
            for n in range(330)
        )
    )
    text = render(run)
    assert text.count("the server is down") == 1
    assert "UNDECIDED 330 checks" in text
    assert "createApiKey 330" in text
    assert len(text.splitlines()) < 10


def test_how_much_was_decided_is_told() -> None:
    passed, left = check("p", Status.PASSED), check("l", Status.LEFT_OUT, message="needs a wallet")
    told = "1 of 2 decided, 1 not asked"
    assert f"\n{told}:\n  1 left out: needs a wallet\n" in render(Run((passed, left)))
    assert f"\n{told}.\n" in brief(Run((passed, left)))
    more = (check(f"s{n}", Status.SKIPPED, message="no key") for n in range(10))
    assert "\n  10 skipped: no key\n   1 left out: needs a wallet\n" in render(
        Run((passed, left, *more))
    )
    assert "keeps the contract" not in render(Run((left,)))


def test_quiet_is_the_verdict_and_a_line_a_finding(mixed: Run) -> None:
    lines = brief(mixed).splitlines()
    assert lines[0].startswith("1 thing moved, 1 breaks clients")
    assert (
        lines[2]
        == "breaking openapi/api_keys.yaml:120: limitPeriod refuses MONTH with 400 (createApiKey)"
    )
    assert lines[3].startswith("known ")
    assert len(lines) == 6


def test_lines_fit_in_eighty_columns_with_colour_and_without(mixed: Run) -> None:
    for verbose in (False, True):
        lines = [line for line in render(mixed, verbose=verbose).splitlines() if len(line) > 80]
        assert all(line.lstrip().startswith("curl ") for line in lines)
    assert any(line.lstrip().startswith("curl ") for line in render(mixed).splitlines())
    plain = render(mixed)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", render(mixed, color=True)) == plain


def test_hostile_texts_reach_no_terminal(hostile: Run) -> None:
    for text in (render(hostile), render(hostile, verbose=True), brief(hostile)):
        assert not {"\x1b", "\x07", "\x00", "\u202e", "\ud800"} & set(text)
        assert len(text) < 40_000


@pytest.mark.parametrize("width", [40, 61, 80, 97, 200])
def test_no_line_of_a_server_is_a_command_to_a_ci_service(width: int) -> None:
    text = "x" * 30 + " ::error::a " * 30 + "\n::warning::b ##[error]c"
    bad = finding(contract_says=text, server_does=text, curl=text, deviation=text)
    run = Run(
        (
            about(MONTH, Status.FAILED, findings=(bad,)),
            check("x", Status.ERROR, message=text, title=text),
        ),
        facts={"target": text},
    )
    for shown in (render(run, width=width), render(run, width=width, color=True), brief(run)):
        assert "##[" not in shown
        for line in shown.splitlines():
            assert not re.sub(r"\x1b\[[0-9;]*m", "", line).lstrip().startswith("::")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_value_is_lost_to_a_narrow_terminal(width: int) -> None:
    letters = [chr(code) for code in range(ord("Ā"), ord("Ā") + 40)]
    one = constraint("enum-value", "VALUE", path=("".join(letters),))
    run = Run((about(one, Status.FAILED, findings=(finding(about=(one,)),)),))
    text = render(run, width=width)
    assert all(letter in text for letter in letters)
