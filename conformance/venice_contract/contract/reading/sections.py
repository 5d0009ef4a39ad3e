"""The sections of a text of YAML that an edit leaves alone, folded to a line each.

ruamel.yaml takes half a second for a document of 1,250 lines, of which an edit touches a few. What
stands beside the way to an edited node is taken out before, and put back as it was.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from venice_contract.contract.reading.written import Sketch, Written

_MARK = "folded-section-"
_FOLDED = re.compile(rf"( *)[\"'\w].*: {_MARK}(\d+)")
# An alias may stand in one section for what another one names; a line may end with "\r\n".
_SHARED = re.compile(r"(?:^|[\s:\-\[{,])[&*][^\s&*]|<<:|\r|" + _MARK)


class Folded:
    """A text of which some sections are folded, but for those with the tokens of an edited node.

    `written` is what is read of it.
    """

    def __init__(
        self, text: str, written: Written | Sketch, ways: Collection[Sequence[str]]
    ) -> None:
        self._place = written.place
        self._lines = text.split("\n")
        self._sections: list[tuple[int, list[str]]] = []
        self.text = text
        if all(ways) and not _SHARED.search(text):
            self.text = "\n".join(self._kept(written.data, [], ways, (0, len(self._lines))))

    def unfolded(self, text: str) -> str | None:
        """Return a text with every section back in its place, None where one has none any more."""
        lines: list[str] = []
        found = 0
        for line in text.split("\n"):
            told = _FOLDED.fullmatch(line)
            if told is None:
                lines.append(line)
                continue
            indent, section = self._sections[int(told[2])]
            if len(told[1]) != indent:
                return None
            lines += section
            found += 1
        return "\n".join(lines) if found == len(self._sections) else None

    def _kept(
        self,
        node: dict[str, Any],
        way: list[str],
        ways: Collection[Sequence[str]],
        span: tuple[int, int],
    ) -> Iterator[str]:
        """Yield the lines of a mapping with every child folded that holds nothing edited."""
        first, end = span
        places = [self._place([*way, name]) for name in node]
        starts = [line for line, _ in places]
        ordered = starts == sorted(set(starts)) and all(map(self._blank, places))
        if not starts or starts[0] < first or not ordered:
            yield from self._lines[first:end]
            return
        yield from self._lines[first : starts[0]]
        stops = [*starts[1:], end]
        for (name, value), (start, column), stop in zip(node.items(), places, stops, strict=True):
            inner = [rest for one, *rest in ways if one == name]
            if not inner:
                yield from self._fold(name, column, (start, stop))
            elif all(inner) and isinstance(value, dict):
                yield self._lines[start]
                yield from self._kept(value, [*way, name], inner, (start + 1, stop))
            else:
                yield from self._lines[start:stop]

    def _blank(self, place: tuple[int, int]) -> bool:
        """Whether nothing stands before a key on its line."""
        line, column = place
        return not self._lines[line][:column].strip()

    def _fold(self, name: str, column: int, span: tuple[int, int]) -> Iterator[str]:
        """Yield one line for a section, and what stands behind it and may belong to the next."""
        start, stop = span
        end = stop
        while end > start + 1 and _between(self._lines[end - 1], column):
            end -= 1
        if end - start == 1:
            yield from self._lines[start:stop]
            return
        key = json.dumps(name, ensure_ascii=False)
        yield f"{' ' * column}{key}: {_MARK}{len(self._sections)}"
        self._sections.append((column, self._lines[start:end]))
        yield from self._lines[end:stop]


def _between(line: str, column: int) -> bool:
    """Whether a line is blank, or a comment that is no deeper than a key."""
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= column)
