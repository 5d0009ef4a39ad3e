"""Each enum value and bound in time: published since and until when, and seen by which run."""

import json
from dataclasses import replace

import pytest
from venice_contract.report.timeline import Base, as_json, as_markdown, as_text, entries
from venice_contract.verdict import Check, Constraint, Evidence, Place, Run, Status

from tests.tables import table

from .conftest import MONTH, about, constraint

OTHER = replace(MONTH, id="updateApiKey.request.limitPeriod.enum-value.MONTH")
ANSWERED = replace(constraint("enum-value", "MONTH", status="200"), place=MONTH.place)
LONG = replace(
    constraint("max-length", 64, path=("description",)),
    place=Place(
        "openapi/api_keys.yaml", 200, 7, "/components/schemas/New/properties/a~1b/maxLength"
    ),
    evidence=Evidence("spec", "2026-06-19", "2026-08-21"),
)
NEWEST = "2026-11-25"


def run(*checks: Check, day: str = NEWEST, target: str = "mock") -> Run:
    """Return a run of one day."""
    return Run(checks, facts={"started": f"{day}T09:00:00+00:00", "target": target})


def passed(one: Constraint, **more: object) -> Check:
    return about(one, Status.PASSED, **more)


def failed(one: Constraint, status: Status = Status.FAILED) -> Check:
    return about(one, status)


def test_what_many_messages_say_by_one_node_is_one_entry() -> None:
    """Eight places of one component are a line; kinds that are no value or bound are none."""
    found = entries([MONTH, OTHER, ANSWERED, LONG, constraint("type", "string")], [], Base())
    assert [(one.schema, one.field, one.says) for one in found] == [
        ("LimitPeriod", "", "MONTH"),
        ("New", "a/b", "a/b max length 64"),
    ]
    assert found[0].about == (MONTH, OTHER, ANSWERED)


def test_the_newest_run_that_asked_counts() -> None:
    runs = [
        run(passed(MONTH), day="2026-11-20", target="https://a.example"),
        run(passed(MONTH), passed(ANSWERED), day="2026-11-22"),
        run(passed(LONG), day="2026-11-24"),
    ]
    (found,) = entries([MONTH, ANSWERED], runs, Base())
    assert found.seen is not None
    assert found.seen.said == "2026-11-22 mock, 1 sent, 1 answered"
    assert found.seen == found.confirmed


def test_a_refutation_outweighs_and_the_last_confirmation_is_kept() -> None:
    runs = [run(passed(MONTH), failed(OTHER)), run(passed(MONTH), day="2026-11-20")]
    (found,) = entries([MONTH, OTHER], runs, Base())
    assert found.seen is not None
    assert (found.seen.status, found.seen.by) == ("refuted", (OTHER.id,))
    assert "REFUTED 2026-11-25 mock, 1 sent; confirmed 2026-11-20 mock" in as_text(
        [found], Base(), width=120
    )
    (never,) = entries([MONTH], [run(failed(MONTH, Status.EXPECTED_FAILURE))], Base())
    assert "confirmed never" in as_text([never], Base(), width=120)


@pytest.mark.parametrize(
    "check",
    [
        passed(MONTH, message="no answer had this place"),
        failed(MONTH, Status.ERROR),
        failed(MONTH, Status.NOT_RUN),
        passed(replace(MONTH, value="MONTHLY")),
    ],
    ids=["vacuous", "undecided", "not run", "other value"],
)
def test_what_no_answer_has_shown_is_no_confirmation(check: Check) -> None:
    """A check that passed for want of a contradiction, or was of another value, shows nothing."""
    (found,) = entries([MONTH], [run(check)], Base())
    assert found.seen is None
    assert "no run" in as_text([found], Base())


def test_the_revision_merged_last_moves_the_last_day_but_that_of_a_guess() -> None:
    """What it says too is published until its day; what it lacks is marked."""
    base = Base("20261001.1", "2026-10-01", lambda one: one.kind == "enum-value" or None)
    period, text = entries([MONTH, LONG], [], base)
    assert (period.last, period.in_base) == ("2026-10-01", True)
    assert (text.last, text.in_base) == ("2026-08-21", None)
    lacking = replace(base, says=lambda _: False)
    (alone,) = entries([MONTH], [], lacking)
    told = as_text([alone], lacking)
    assert "page*" in told
    assert "20261001.1 was merged last, what has a * is not in it." in told
    guessed = replace(MONTH, evidence=Evidence("guide", "2026-05-07", "2026-08-22"))
    (found,) = entries([guessed], [], Base("1", "2026-10-01", lambda _: True))
    assert found.last == "2026-08-22"


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_an_entry_is_one_line_that_fits(width: int) -> None:
    long = replace(MONTH, value="A" * 200)
    lines = as_text(entries([long, LONG], [run(passed(long))], Base()), Base(), width=width)
    shown = lines.splitlines()[:4]
    assert len(shown) == 4
    assert all(len(line) <= width for line in shown)
    assert width < 60 or all("2026-08-21" in line for line in shown[1::2])


def test_a_value_of_a_server_is_only_text() -> None:
    evil = replace(MONTH, value="\x1b[31m|<b>`")
    found = entries([evil], [run(passed(evil), target="<script>|")], Base())
    assert "\x1b" not in as_text(found, Base())
    markdown = as_markdown(found, Base())
    assert "<b>" not in markdown
    assert "<script>" not in markdown
    row = next(line for line in markdown.splitlines() if "2026-05-07" in line)
    assert row.replace("\\|", "").count("|") == 6


def test_json_has_everything() -> None:
    base = Base("20260821.1", "2026-08-21", lambda _: True)
    (one,) = json.loads(as_json(entries([MONTH], [run(passed(MONTH))], base), base))
    seen = {"status": "confirmed", "date": NEWEST, "target": "mock", "by": [MONTH.id]}
    assert one == table("""
      {schema: LimitPeriod, field: '', kind: enum-value, value: MONTH, source: page,
        first_published: '2026-05-07', last_published: '2026-08-21', base: '20260821.1',
        in_base: true, file: openapi/api_keys.yaml, line: 120,
        pointer: /components/schemas/LimitPeriod/enum/1}
    """) | {"seen": seen, "last_confirmed": seen, "constraints": [MONTH.id]}
