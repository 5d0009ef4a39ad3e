"""Text seen through its disguises: escapes decoded, wrapped lines joined, places kept.

`fold` undoes one layer of escaping, with a way back to the original; callers fold again for text
inside text, such as a JSON string that was put into an XML attribute.
"""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

# What a wrapped line may carry around its break: indentation, quotes of adjacent literals, the
# frames that terminals draw, a shell's line continuation.
_MARGIN = " \t\"'│┃|>"
_BEFORE_BREAK = _MARGIN + "\\"

_DISGUISE = re.compile(
    r"(?P<wrap>(?:\r\n|\r|\n|\\r\\n|\\n|\\r)[" + _MARGIN + r"]*)"
    r"|%(?P<percent>[0-9A-Fa-f]{2})"
    r"|\\u(?P<unicode>[0-9A-Fa-f]{4})"
    r"|\\x(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\(?P<plain>[\\\"'/])"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|amp|quot|apos|lt|gt);)"
)

# Every disguise begins with one of these; most texts have none of them.
_SUSPECT = re.compile(r"[\r\n\\%&]")

_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A plainer text, and where each of its pieces came from.

    Each piece begins at one of `starts` in the text and at one of `origins` in the original, of
    which it took so many characters as `widths` says; 0 marks an unchanged stretch.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    widths: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original behind the span `start:end` of the plain text."""
        last, last_width = self._place(end - 1)
        return self._place(start)[0], last + last_width

    def _place(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self.starts, at) - 1
        if width := self.widths[piece]:
            return self.origins[piece], width
        return self.origins[piece] + at - self.starts[piece], 1


def fold(text: str) -> Folded:
    """Undo one layer of escaping and join wrapped lines."""
    if not _SUSPECT.search(text):
        return Folded(text, (0,), (0,), (0,))
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    widths: list[int] = []
    size = 0

    def add(piece: str, origin: int, width: int) -> None:
        nonlocal size
        if piece:
            pieces.append(piece)
            starts.append(size)
            origins.append(origin)
            widths.append(width)
            size += len(piece)

    done = 0
    for match in _DISGUISE.finditer(text):
        between = text[done : match.start()]
        wrap = match.lastgroup == "wrap"
        add(between.rstrip(_BEFORE_BREAK) if wrap else between, done, 0)
        if not wrap:
            add(_plain(match), match.start(), match.end() - match.start())
        done = match.end()
    add(text[done:], done, 0)
    return Folded("".join(pieces), tuple(starts), tuple(origins), tuple(widths))


def squeeze(text: str) -> str:
    """Take out blanks and invisible characters."""
    return _UNSEEN.sub("", text)


def _plain(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    value = match[kind]
    if kind == "plain":
        return value
    if kind == "entity":
        return html.unescape(value)
    return chr(int(value, 16))
