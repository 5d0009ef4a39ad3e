"""A unified diff of a text: made when an edit is proposed, taken apart again when it is shown."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

CONTEXT = 3
"""Lines shown before and after a change, as `diff -u` does."""

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def unified(before: str, after: str, file: str) -> str:
    r"""Return the unified diff from one text to another, empty if they are the same.

    Line endings are not compared: a text with `\r\n` gives the same diff as one with `\n`.

    Args:
        before: the text as it stands.
        after: the text as it would be.
        file: its path, named in the first two lines as `patch -p1` and `git apply` take it.
    """
    made = difflib.unified_diff(
        _split(before), _split(after), f"a/{file}", f"b/{file}", n=CONTEXT, lineterm=""
    )
    return "".join(f"{line}\n" for line in made)


def _split(text: str) -> list[str]:
    # Not `splitlines`: it parts a line at characters that stand inside one for YAML and git.
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff.

    Args:
        mark: `+`, `-`, or a blank for a line that stays; `@` where lines are left out.
        text: the line without its mark.
        before: its 1-based number in the old text, 0 for an added line.
        after: its 1-based number in the new text, 0 for a removed line.
    """

    mark: str
    text: str
    before: int
    after: int


def lines(diff: str) -> list[Line]:
    """Return the lines of a unified diff of one file with their numbers, the heading left out.

    Anything that is not a line of a hunk is left out too.
    """
    found: list[Line] = []
    before = after = 0
    for text in diff.split("\n"):
        hunk = _HUNK.match(text)
        if hunk:
            before, after = int(hunk[1]), int(hunk[3])
            if found:
                found.append(Line("@", "", 0, 0))
        elif before or after:
            mark, rest = text[:1], text[1:]
            if mark == "+":
                found.append(Line(mark, rest, 0, after))
                after += 1
            elif mark == "-":
                found.append(Line(mark, rest, before, 0))
                before += 1
            elif mark == " ":
                found.append(Line(mark, rest, before, after))
                before, after = before + 1, after + 1
    return found


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of the old text that are replaced.

    Args:
        line: 1-based number of the first line removed, or of the line that is inserted before.
        removed: how many lines are removed, 0 or more.
        added: what stands there afterwards, whole lines, empty for none.
    """

    line: int
    removed: int
    added: str


def hunks(diff: str) -> list[Hunk]:
    """Return the changes of a unified diff without their context, from top to bottom.

    A diff that was cut, so that a hunk has other lines than it announces, has no changes at all:
    half of an edit is none.
    """
    if not _whole(diff):
        return []
    found: list[Hunk] = []
    line, removed, added = 0, 0, ""
    next_line = 0
    for one in [*lines(diff), Line("@", "", 0, 0)]:
        if one.mark in "+-":
            line = line or (one.before or next_line)
            removed += one.mark == "-"
            added += f"{one.text}\n" if one.mark == "+" else ""
        elif removed or added:
            # What is inserted at the very beginning has no line before it.
            found.append(Hunk(max(line, 1), removed, added))
            line, removed, added = 0, 0, ""
        if one.before:
            next_line = one.before + 1
    return found


def _whole(diff: str) -> bool:
    """Whether every hunk has the lines that it announces."""
    announced = [(int(one[2] or 1), int(one[4] or 1)) for one in _HUNK.finditer(diff)]
    counted = [[0, 0]]
    for line in lines(diff):
        if line.mark == "@":
            counted.append([0, 0])
        counted[-1][0] += line.mark in " -"
        counted[-1][1] += line.mark in " +"
    return announced == [(before, after) for before, after in counted]
