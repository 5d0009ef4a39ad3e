"""A unified diff of a text: made when an edit is proposed, taken apart again when it is shown."""

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

_Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

CONTEXT = 3
"""Lines shown before and after a change, as `diff -u` does."""

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def unified(before: str, after: str, file: str) -> str:
    """Return the unified diff from one text to another, empty if they are the same.

    The file's path stands in the first two lines as `patch -p1` and `git apply` take it. Line
    endings are not compared.
    """
    old, new = _split(before), _split(after)
    made: list[str] = []
    for group in _Outermost(None, old, new).get_grouped_opcodes(CONTEXT):
        (_, i, _, j, _), (_, _, i_end, _, j_end) = group[0], group[-1]
        made.append(f"@@ -{_span(i, i_end)} +{_span(j, j_end)} @@")
        for tag, i1, i2, j1, j2 in group:
            made += [f"{' ' if tag == 'equal' else '-'}{line}" for line in old[i1:i2]]
            made += [f"+{line}" for line in new[j1:j2] if tag != "equal"]
    heading = [f"--- a/{file}", f"+++ b/{file}"] if made else []
    return "".join(f"{line}\n" for line in (*heading, *made))


def _span(start: int, stop: int) -> str:
    """Return a hunk's first line and how many it has; one that has none names the line before."""
    return f"{start + (stop > start)},{stop - start}"


class _Outermost(difflib.SequenceMatcher[str]):
    """Finds changes, and moves each to where it begins least indented.

    Where a block goes that ends as the one above it does, difflib may take the end of that one and
    the head of this one; a reader wants the block.
    """

    a: Sequence[str]
    b: Sequence[str]

    def get_opcodes(self) -> list[_Opcode]:
        found = list(super().get_opcodes())
        for at in range(1, len(found) - 1):
            (_, a1, a2, b1, b2), (tag, i1, i2, j1, j2), (_, c1, c2, d1, d2) = found[at - 1 : at + 2]
            if tag == "replace" or {found[at - 1][0], found[at + 1][0]} != {"equal"}:
                continue
            texts, low, high = (self.a, i1, i2) if tag == "delete" else (self.b, j1, j2)
            by = _moved(texts, low, high, room=(a2 - a1 - 1, c2 - c1 - 1))
            found[at - 1] = ("equal", a1, a2 + by, b1, b2 + by)
            found[at] = (tag, i1 + by, i2 + by, j1 + by, j2 + by)
            found[at + 1] = ("equal", c1 + by, c2, d1 + by, d2)
        return found


def _moved(texts: Sequence[str], low: int, high: int, *, room: tuple[int, int]) -> int:
    """Return by how many lines a change moves, of those that leave it the same."""
    up = down = 0
    while up < room[0] and texts[low - up - 1] == texts[high - up - 1]:
        up += 1
    while down < room[1] and texts[low + down] == texts[high + down]:
        down += 1
    return min(range(-up, down + 1), key=lambda by: (_indent(texts[low + by]), abs(by)))


def _indent(text: str) -> float:
    return len(text) - len(text.lstrip()) if text.strip() else math.inf


def _split(text: str) -> list[str]:
    # Not `splitlines`: it parts a line at characters that stand inside one for YAML and git.
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff."""

    mark: str  # `+`, `-`, or a blank for a line that stays; `@` where lines are left out
    text: str
    before: int  # its 1-based number in the old text, 0 for an added line
    after: int  # its 1-based number in the new text, 0 for a removed line


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

    `line` is the 1-based number of the first one removed, or of the one that is inserted before;
    `added` what stands there afterwards, whole lines.
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
    next_line = 1  # what is inserted at the very beginning has no line before it
    for changed, group in groupby(lines(diff), lambda one: one.mark in "+-"):
        part = list(group)
        before = [one.before for one in part if one.before]
        if changed:
            added = "".join(f"{one.text}\n" for one in part if one.mark == "+")
            found.append(Hunk(before[0] if before else next_line, len(before), added))
        next_line = before[-1] + 1 if before else next_line
    return found


def _whole(diff: str) -> bool:
    announced = [(int(one[2] or 1), int(one[4] or 1)) for one in _HUNK.finditer(diff)]
    counted = [[0, 0]]
    for line in lines(diff):
        if line.mark == "@":
            counted.append([0, 0])
        counted[-1][0] += line.mark in " -"
        counted[-1][1] += line.mark in " +"
    return announced == [(before, after) for before, after in counted]
