"""Tests of what is said to GitHub: links and annotations."""

import pytest
from venice_contract.report.github import ANNOTATIONS, NO_LINKS, commands, links, outputs
from venice_contract.verdict import Impact, Place, Run, Status, Traffic

from .conftest import HOSTILE, TITLES, check, finding, moved

JOB = {
    "GITHUB_SERVER_URL": "https://github.example/",
    "GITHUB_REPOSITORY": "owner/name",
    "GITHUB_SHA": "0123abcd" * 5,
}


def test_a_place_is_a_line_at_the_revision_inside_of_the_repository() -> None:
    address = links(JOB).at(Place("openapi/a b.yaml", 12, 3, ""))
    tree = f"https://github.example/owner/name/blob/{JOB['GITHUB_SHA']}"
    assert address == f"{tree}/openapi/a%20b.yaml#L12"
    for outside in ("/etc/keys.yaml", "../keys.yaml", "a/../../b", "a\\b"):
        assert links(JOB).of(outside) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"GITHUB_SHA": ""},
        {"GITHUB_SERVER_URL": "javascript:alert(1)//"},
        {"GITHUB_REPOSITORY": 'a/b" onclick="x'},
        {"GITHUB_SHA": "main"},
    ],
)
def test_variables_that_are_not_as_they_should_be_make_no_link(changed: dict[str, str]) -> None:
    assert links(JOB | changed) == NO_LINKS


def test_a_finding_is_an_annotation_at_its_line(mixed: Run) -> None:
    (only,) = commands(mixed, TITLES)
    assert only.startswith("::error file=openapi/api_keys.yaml,line=120,title=")
    assert only.endswith(
        "::The contract says MONTH is a value of limitPeriod; the server refuses MONTH with 400 "
        "(createApiKey)."
    )


@pytest.mark.parametrize(
    ("impact", "level"),
    [
        (Impact.BREAKING, "error"),
        (Impact.UNDECIDED, "warning"),
        (Impact.ADDITIVE, "warning"),
        (Impact.BENIGN, "notice"),
    ],
)
def test_the_impact_decides_the_level(impact: Impact, level: str) -> None:
    run = moved(impact=impact)
    assert commands(run, TITLES)[0].startswith(f"::{level} ")


def test_a_hostile_text_stays_inside_its_annotation() -> None:
    run = moved(kind=HOSTILE[:200], server_does="50%0A::error::x\n::error::y")
    (line,) = commands(run, TITLES)
    assert "\n" not in line
    assert "50%250A" in line
    properties = line[2:].partition("::")[0]
    assert properties.count(",") == 2


def test_no_more_is_annotated_than_is_shown() -> None:
    """GitHub drops what is over its limit without a word, so it is not sent."""
    run = Run(
        tuple(
            check(str(n), Status.FAILED, findings=(finding(server_does=str(n)),))
            for n in range(ANNOTATIONS + 5)
        )
    )
    assert len(commands(run, TITLES)) == ANNOTATIONS


@pytest.mark.parametrize(
    ("run", "verdict", "findings", "breaking"),
    [
        (Run((check("a", Status.PASSED),)), "conforms", "0", "0"),
        (moved(), "drift", "1", "1"),
        (Run((check("a", Status.LEFT_OUT),)), "undecided", "0", "0"),
        (Run((check("a", Status.PASSED),), Traffic(left_behind=1)), "keys-left", "0", "0"),
    ],
)
def test_later_steps_are_told_the_verdict(
    run: Run, verdict: str, findings: str, breaking: str
) -> None:
    assert outputs(run) == {"verdict": verdict, "findings": findings, "breaking": breaking}
