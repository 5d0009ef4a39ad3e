"""Tests of the Markdown rendering."""

from venice_contract.report.github import COMMENT_ROOM, NO_LINKS, ROOM, Links
from venice_contract.report.github import render as render_markdown
from venice_contract.verdict import Run, Status

from .conftest import TITLES, check, finding


def render(run: Run, links: Links = NO_LINKS, room: int = ROOM) -> str:
    return render_markdown(run, titles=TITLES, links=links, room=room)


def test_outcome_findings_and_what_was_left_out_are_there(mixed: Run) -> None:
    text = render(mixed)
    assert text.startswith("## 1 thing moved, 1 breaks clients; 1 of 7 checks undecided\n")
    assert "| createApiKey |" in text
    assert "-    - MONTH" in text
    assert "429 twice" in text
    checks = (check("p", Status.PASSED), check("a", Status.LEFT_OUT, message="needs a wallet"))
    assert "1 of 2 decided, 1 left out\\: needs a wallet" in render(Run(checks)).split("\n\n")[1]


def test_a_finding_is_told_once_with_a_link_where_the_revision_is_known(mixed: Run) -> None:
    many = Run((*mixed.checks, *(check(str(n), Status.ERROR, message="no") for n in range(99))))
    text = render(many)
    assert text.count("refuses MONTH with 400") == 2  # one of them is the accepted deviation
    assert "99 checks" in text
    line = "](https://example.org/a/b/blob/0123abc/openapi/api_keys.yaml#L120)"
    assert line in render(mixed, Links("https://example.org/a/b/blob/0123abc"))
    assert "](" not in render(mixed)


def test_hostile_texts_mean_nothing_to_markdown_or_html(hostile: Run) -> None:
    text = render(hostile)
    outside = "".join(text.split("```")[::2])
    assert "<script>" not in outside
    assert "| `code`" not in outside
    assert "\x1b" not in text
    text.encode()
    run = Run((check("a", Status.ERROR, message="```\n# heading\n`````\n<b>"),))
    assert "``````text\n```\n# heading\n`````\n<b>\n``````" in render(run)


def test_a_summary_never_outgrows_its_room() -> None:
    run = Run(
        tuple(
            check(
                str(n),
                Status.FAILED,
                findings=(finding(answer="ä" * 2_000, curl="x" * 2_000, server_does=f"says {n}"),),
            )
            for n in range(400)
        )
    )
    for room in (ROOM, COMMENT_ROOM):
        text = render(run, room=room)
        assert len(text.encode()) < room
        assert "more parts are in the report" in text
