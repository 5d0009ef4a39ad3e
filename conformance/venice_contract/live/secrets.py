"""One vault that learns of every secret the moment it is born, and masks it at every exit.

A secret is looked for in clear, in base64 (standard and URL-safe, at all three offsets), in hex, as
numbers of characters, rotated by 13 letters and reversed, each in any case, behind percent signs,
JSON, XML or Python escapes, split over wrapped lines, and with anything in between that is neither
letter nor digit. Fragments are masked too: 12 characters of it, or what stands for about as many.
Where a text was cut or starred ("...", "***"), the first four before that are enough, and seven
after it, for the last six are public.

`fold` undoes one layer of escaping, with a way back to the original; it is folded again for text
inside text, such as a JSON string that was put into an XML attribute.

Stretches of eight characters of every disguise are in an index; a text is probed at steps so short
that no occurrence falls between two. Nothing shorter is learned: no key of the service is.
"""

import base64
import codecs
import html
import json
import logging
import re
import traceback
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

MASK = "[masked]"
SHORTEST = 8
MOST = 2_000
"""So many secrets fit, in 150 MiB; no run of this tool meets a tenth on an honest server."""

# Of a longer text only the beginning is remembered; no credential is a tenth as long.
_LONGEST = 4096
_GRAM = 8
# Characters of a disguise that are masked though others around them are missing.
_FRAGMENT, _FRAGMENT_BASE64, _FRAGMENT_HEX, _FRAGMENT_NUMBERS = 12, 20, 24, 27
# Steps of at most five characters: any 12 in a row then hold a whole probed stretch of eight.
_WIDEST_STEP = _FRAGMENT - _GRAM + 1
# Of disguises with longer fragments every second or fourth stretch is in the index. Steps of an odd
# number meet one of these wherever the disguise begins.
_STRIDES = (4, 2, 1)
# A stretch that so many secrets share is a prefix such as `VENICE_ADMIN_KEY_`; the rest of each
# secret finds it.
_SHARED = 4
# How often text may be wrapped in further text: JSON in XML in JSON is as deep as reports go.
_LAYERS = 3
_CUT = re.compile(r"\.{3,}|…+|[*•●∙·]{2,}|\#{3,}")
_SHORTEST_CUT, _SHORTEST_END = 4, 7
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width letters and digits


class Secrets:
    """Every secret of a run; its repr and str show only how many there are."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._forms: list[tuple[str, int]] = []
        self._seen: set[str] = set()
        self._index: dict[str, list[tuple[int, int]]] = {}
        self._beginnings: set[str] = set()
        self._endings: set[str] = set()
        self._step = _WIDEST_STEP
        for secret in secrets:
            self.learn(secret)

    def __repr__(self) -> str:
        return f"<Secrets: {len(self._known)} known>"

    def __len__(self) -> int:
        return len(self._known)

    @property
    def full(self) -> bool:
        """Whether no more secrets fit, so that nothing more may be asked for."""
        return len(self._known) >= MOST

    def learn(self, secret: str) -> bool:
        """Remember a secret; return whether it is masked from now on (False if it is too short)."""
        secret = secret[:_LONGEST]
        if len(secret) < SHORTEST or self.full:
            return False
        if secret not in self._known:
            self._known.add(secret)
            for form, fragment in _forms(secret):
                self._add(_lower(form), fragment)
            self._beginnings.update(_lower(secret[:n]) for n in range(_SHORTEST_CUT, _FRAGMENT))
            self._endings.update(_lower(secret[-n:]) for n in range(_SHORTEST_END, _FRAGMENT))
        return True

    def mask(self, text: str) -> str:
        """Return the text with every known secret, in any disguise, replaced."""
        if not self._known or len(text) < _SHORTEST_CUT:
            return text
        out: list[str] = []
        done = 0
        for start, end in sorted(set(self._spans(text))):
            if start > done or not out:
                out += (text[done:start], MASK)
            done = max(done, end)
        out.append(text[done:])
        return "".join(out)

    def _add(self, form: str, fragment: int) -> None:
        if form in self._seen:
            return
        self._seen.add(form)
        fragment = min(fragment, len(form))
        room = fragment - _GRAM + 1
        self._step = min(self._step, room - 1 + room % 2)
        number = len(self._forms)
        self._forms.append((form, fragment))
        stride = next(one for one in _STRIDES if one == 1 or one * _WIDEST_STEP <= room)
        for at in range(0, len(form) - _GRAM + 1, stride):
            places = self._index.setdefault(form[at : at + _GRAM], [])
            if len(places) < _SHARED:
                places.append((number, at))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        layers: list[Folded] = []
        for _ in range(_LAYERS + 1):
            for span in self._in_layer(text):
                outer = span
                for layer in reversed(layers):
                    outer = layer.origin(*outer)
                yield outer
            folded = fold(text)
            if folded.text == text:
                return
            layers.append(folded)
            text = folded.text

    def _in_layer(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the secrets of a text as it stands, and of its letters and digits alone."""
        low = _lower(text)
        yield from self._found(low)
        yield from self._cut(low)
        bare = _bare(low)
        if len(bare) == len(low):
            return
        spans = list(self._found(bare))
        if spans:
            places = _places(low)
            yield from ((places[start], places[end - 1] + 1) for start, end in spans)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        index, last = self._index, len(text) - _GRAM + 1
        done = 0
        for at in range(0, last, self._step):
            if at + _GRAM <= done or text[at : at + _GRAM] not in index:
                continue
            for number, offset in index[text[at : at + _GRAM]]:
                form, fragment = self._forms[number]
                start, end = _stretch(text, at, form, offset)
                if end - start >= fragment:
                    done = max(done, end)
                    yield start, end

    def _cut(self, text: str) -> Iterator[tuple[int, int]]:
        """Find what was left of secrets before and after a cut; more is found as fragments."""
        for mark in _CUT.finditer(text):
            end = mark.start()
            for start in range(max(0, end - _FRAGMENT + 1), end - _SHORTEST_CUT + 1):
                if text[start:end] in self._beginnings:
                    yield start, end
                    break
            start = mark.end()
            for end in range(start + _FRAGMENT - 1, start + _SHORTEST_END - 1, -1):
                if text[start:end] in self._endings:
                    yield start, end
                    break


def _stretch(text: str, at: int, form: str, offset: int) -> tuple[int, int]:
    start, left = at, offset
    while start and left and text[start - 1] == form[left - 1]:
        start, left = start - 1, left - 1
    end, right = at + _GRAM, offset + _GRAM
    while end < len(text) and right < len(form) and text[end] == form[right]:
        end, right = end + 1, right + 1
    return start, end


def _lower(text: str) -> str:
    text = text if text.isascii() else text.translate(_NARROW)
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_ASCII_LOWER)


def _forms(secret: str) -> Iterator[tuple[str, int]]:
    """List the disguises of a secret, each with the length of the fragments that are masked."""
    bare = _bare(_lower(secret))
    bare = bare if len(bare) >= SHORTEST else secret
    yield bare[::-1], _FRAGMENT
    yield codecs.encode(bare, "rot13"), _FRAGMENT
    clear = {secret, fold(secret).text, bare, json.dumps(secret)[1:-1]}
    for text in clear:
        if len(text) < SHORTEST:
            continue
        yield text, _FRAGMENT
        # Also the lone surrogates that generated tests like to send.
        raw = text.encode("utf-8", "surrogatepass")
        latin = raw.decode("latin-1")  # what UTF-8 looks like to those who read bytes
        if latin != text:
            yield latin, _FRAGMENT
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw.hex(), _FRAGMENT_HEX
    yield "".join(map(str, raw)), _FRAGMENT_NUMBERS
    for offset in range(3):
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            yield (
                _base64_core(raw, offset, alphabet(b"\0" * offset + raw).decode()),
                _FRAGMENT_BASE64,
            )


def _base64_core(raw: bytes, offset: int, encoded: str) -> str:
    """Cut base64 down to the characters that depend on the secret alone."""
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return encoded[first:last]


def mask_record(record: logging.LogRecord, secrets: Secrets) -> None:
    """Replace a record's message and traceback by masked text, so that no handler sees more."""
    record.msg = secrets.mask(record.getMessage())
    record.args = None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = secrets.mask("".join(traceback.format_exception(*record.exc_info)))
        record.exc_info = None
    elif record.exc_text:
        record.exc_text = secrets.mask(record.exc_text)


@contextmanager
def masked_logging(secrets: Secrets) -> Iterator[None]:
    """Mask every record of every logger at its birth, for the length of the block.

    A record factory is the only place that no handler, level or library can go around. The
    previous factory is put back at the end.
    """
    previous = logging.getLogRecordFactory()

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = previous(*args, **kwargs)
        mask_record(record, secrets)
        return record

    logging.setLogRecordFactory(factory)
    try:
        yield
    finally:
        logging.setLogRecordFactory(previous)


# -- escapes undone, and the way back -------------------------------------------------------------

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

# What may stand between the letters of a secret: colours, markup, and all but letters and digits.
_BETWEEN = re.compile(r"\x1b\[[0-9;]*[a-z]|</?[a-z]{1,8}/?>|[^a-z0-9\x1b<]+|[\x1b<]")


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


def _bare(low: str) -> str:
    """Leave of a text in small letters the letters and digits that it shows."""
    return _BETWEEN.sub("", low)


def _places(low: str) -> list[int]:
    """Return where each character of the bare text stands in the text."""
    places: list[int] = []
    done = 0
    for match in _BETWEEN.finditer(low):
        places += range(done, match.start())
        done = match.end()
    return [*places, *range(done, len(low))]


def _plain(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    value = match[kind]
    if kind == "plain":
        return value
    if kind == "entity":
        return html.unescape(value)
    return chr(int(value, 16))
