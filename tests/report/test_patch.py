"""Tests of unified diffs: what is made can be applied, and what is read has its numbers."""

import shutil
import subprocess
from pathlib import Path

import pytest
from venice_contract.report.patch import Hunk, Line, hunks, lines, unified

BEFORE = "".join(f"line {number}\n" for number in range(1, 31))
AFTER = BEFORE.replace("line 5\n", "").replace("line 25\n", "line 25\nnew\n")


def test_a_diff_can_be_applied(tmp_path: Path) -> None:
    (tmp_path / "keys.yaml").write_text(BEFORE)
    git = shutil.which("git")
    assert git, "git is needed, as README says"
    subprocess.run(  # noqa: S603 - a diff that this test has made
        [git, "apply", "-"],
        cwd=tmp_path,
        input=unified(BEFORE, AFTER, "keys.yaml"),
        text=True,
        check=True,
    )
    assert (tmp_path / "keys.yaml").read_text() == AFTER


ENTRY = "  {}:\n    source: page\n    seen: '2026'\n"


@pytest.mark.parametrize("removed", ["one", "two", "three"])
def test_a_block_is_shown_from_its_head(removed: str) -> None:
    """Where blocks end alike, the diff is never of the end of one and the head of the next."""
    names = ("one", "two", "three")
    long = "top:\n" + "".join(map(ENTRY.format, names)) + "end: 1\n"
    short = long.replace(ENTRY.format(removed), "")
    for before, after, mark in ((long, short, "-"), (short, long, "+")):
        diff = unified(before, after, "f")
        told = [line.text for line in lines(diff) if line.mark == mark]
        assert told == ENTRY.format(removed).splitlines()
        (hunk,) = hunks(diff)
        assert hunk.line == 2 + 3 * names.index(removed)


def test_lines_have_the_numbers_of_their_texts() -> None:
    found = lines(unified(BEFORE, AFTER, "keys.yaml"))
    assert Line("-", "line 5", 5, 0) in found
    assert Line("+", "new", 0, 25) in found
    assert Line(" ", "line 6", 6, 5) in found
    assert [line.mark for line in found].count("@") == 1
    assert unified(BEFORE, BEFORE, "a") == ""
    assert unified(BEFORE, BEFORE.replace("\n", "\r\n"), "a") == ""
    assert lines("+ forged\n- forged\n") == []
    assert lines("") == []


def test_hunks_make_the_new_text_of_the_old_one() -> None:
    diff = unified(BEFORE, AFTER.replace("line 30\n", "last\n"), "keys.yaml")
    assert hunks(diff) == [Hunk(5, 1, ""), Hunk(26, 0, "new\n"), Hunk(30, 1, "last\n")]
    after = "first\n" + AFTER.replace("line 12\nline 13\n", "twelve\nthirteen\nmore\n")
    made = BEFORE.splitlines(keepends=True)
    for hunk in reversed(hunks(unified(BEFORE, after, "keys.yaml"))):
        made[hunk.line - 1 : hunk.line - 1 + hunk.removed] = hunk.added.splitlines(keepends=True)
    assert "".join(made) == after


def test_a_diff_that_was_cut_is_no_edit() -> None:
    whole = unified(BEFORE, AFTER, "keys.yaml")
    made = whole.splitlines(keepends=True)
    for end in range(len(made)):
        assert hunks("".join(made[:end])) in ([], [Hunk(5, 1, "")])
    assert hunks("".join(made[:-2]) + "... (9 more characters)") == []
    assert len(hunks(whole)) == 2
