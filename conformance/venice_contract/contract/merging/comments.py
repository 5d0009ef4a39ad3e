"""Comments that an edit has parted from what they are about are put back above it. Pure.

ruamel.yaml ties the lines of a comment to the node that ends above them, though people write them
of what comes below. So where that node goes or grows, its neighbour's comment goes with it.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from venice_contract.contract.reading.document import Document, parse
from venice_contract.errors import BrokenContractError

Block = tuple[list[str], int]
"""Lines of a comment, and the number of the line that they stand above."""


def commented(before: Document, after: Document) -> Document:
    """Return an edited document with each comment above the line that it stood above.

    A comment whose line is gone stays where the edit has left it.
    """
    old, new = before.text.splitlines(), after.text.splitlines()
    blocks = [block for block in _blocks(old) if block[1] > len(block[0])]  # not what heads a file
    if not blocks:
        return after
    there = {
        first + step: second + step
        for first, second, size in SequenceMatcher(None, old, new, False).get_matching_blocks()
        for step in range(size)
    }
    lines = _placed(new, [(said, there[line]) for said, line in blocks if line in there])
    try:
        found = parse("\n".join([*lines, ""]), after.file)
    except BrokenContractError:
        return after
    return found if found.data == after.data else after  # a line of a text may look like a comment


def is_comment(line: str) -> bool:
    """Whether a line is nothing but a comment."""
    return line.lstrip().startswith("#")


def _blocks(lines: list[str]) -> Iterator[Block]:
    said: list[str] = []
    for number, line in enumerate(lines):
        if is_comment(line):
            said.append(line)
        elif line.strip():
            if said:
                yield said, number
            said = []


def _placed(lines: list[str], blocks: list[Block]) -> list[str]:
    """Return lines with comments above those that they belong to, and nowhere else."""
    right = [(said, at) for said, at in blocks if lines[at - len(said) : at] == said]
    fixed = {number for said, at in right for number in range(at - len(said), at)}
    above = {at: said for said, at in blocks if (said, at) not in right}
    gone: set[int] = set()
    for one in (one for said in above.values() for one in said):
        same = (n for n, line in enumerate(lines) if line == one and n not in fixed | gone)
        gone.update([n] if (n := next(same, None)) is not None else [])
    found: list[str] = []
    for number, line in enumerate(lines):
        found += above.get(number, [])
        found += [] if number in gone else [line]
    return found
