"""One vault that learns of every secret the moment it is born, and masks it at every exit.

A secret is looked for in clear, in base64 (standard and URL-safe, at all three offsets), in hex and
reversed, each in any case, behind percent signs, JSON, XML or Python escapes, split over wrapped
lines, and with blanks or invisible characters in between. Of a secret in clear a fragment of 12
characters is masked too, and where a text was cut ("..."), its first four already.

`fold` undoes one layer of escaping, with a way back to the original; it is folded again for text
inside text, such as a JSON string that was put into an XML attribute.

Stretches of eight characters of every disguise are in an index; a text is probed at steps so short
that no occurrence falls between two. Nothing shorter is learned: no key of the service is.
"""

import base64
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
MOST = 20_000
"""So many secrets fit; no run of this tool meets a tenth of it on an honest server."""

# Of a longer text only the beginning is remembered; no credential is a tenth as long.
_LONGEST = 4096
_GRAM = 8
_FRAGMENT = 12
# Steps of at most five characters: any 12 in a row then hold a whole probed stretch of eight.
_WIDEST_STEP = _FRAGMENT - _GRAM + 1
# Of disguises that are masked as a whole the end is enough, for a key's end is its random part.
_INDEXED_END = 16
# A stretch that so many secrets share is a prefix such as `VENICE_ADMIN_KEY_`; the rest of each
# secret finds it.
_SHARED = 4
# How often text may be wrapped in further text: JSON in XML in JSON is as deep as reports go.
_LAYERS = 3
_CUT = re.compile(r"\.\.\.|…")
_SHORTEST_CUT = 4
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Secrets:
    """Every secret of a run; its repr and str show only how many there are."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._forms: list[tuple[str, bool]] = []
        self._seen: set[str] = set()
        self._index: dict[str, list[tuple[int, int]]] = {}
        self._beginnings: set[str] = set()
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
            for form, cuttable in _forms(secret):
                self._add(_lower(form), cuttable=cuttable)
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

    def _add(self, form: str, *, cuttable: bool) -> None:
        if form in self._seen:
            return
        self._seen.add(form)
        self._step = min(self._step, len(form) - _GRAM + 1)
        number = len(self._forms)
        self._forms.append((form, cuttable))
        first = 0 if cuttable else max(0, len(form) - _INDEXED_END)
        for at in range(first, len(form) - _GRAM + 1):
            places = self._index.setdefault(form[at : at + _GRAM], [])
            if len(places) < _SHARED:
                places.append((number, at))
        if cuttable:
            self._beginnings.update(form[:end] for end in range(_SHORTEST_CUT, _FRAGMENT))

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
        """Find the secrets of a text as it stands, and with what is invisible taken out."""
        low = _lower(text)
        yield from self._found(low)
        yield from self._cut(low)
        thin = squeeze(low)
        if len(thin) == len(low):
            return
        spans = list(self._found(thin))
        if spans:
            places = [at for at, letter in enumerate(low) if squeeze(letter)]
            yield from ((places[start], places[end - 1] + 1) for start, end in spans)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        index, last = self._index, len(text) - _GRAM + 1
        done = 0
        for at in range(0, last, self._step):
            if at + _GRAM <= done or text[at : at + _GRAM] not in index:
                continue
            for number, offset in index[text[at : at + _GRAM]]:
                form, cuttable = self._forms[number]
                start, end = _stretch(text, at, form, offset)
                if end - start == len(form) or (cuttable and end - start >= _FRAGMENT):
                    done = max(done, end)
                    yield start, end

    def _cut(self, text: str) -> Iterator[tuple[int, int]]:
        """Find beginnings of secrets where a text was cut; longer ones are found as fragments."""
        for mark in _CUT.finditer(text):
            end = mark.start()
            for start in range(max(0, end - _FRAGMENT + 1), end - _SHORTEST_CUT + 1):
                if text[start:end] in self._beginnings:
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
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_ASCII_LOWER)


def _forms(secret: str) -> Iterator[tuple[str, bool]]:
    """List the disguises of a secret; True marks those of which a fragment is masked too."""
    clear = {secret, fold(secret).text, squeeze(secret), json.dumps(secret)[1:-1]}
    for text in clear:
        if len(text) < SHORTEST:
            continue
        yield text, True
        yield text[::-1], False
        # Also the lone surrogates that generated tests like to send.
        raw = text.encode("utf-8", "surrogatepass")
        latin = raw.decode("latin-1")  # what UTF-8 looks like to those who read bytes
        if latin != text:
            yield latin, True
        yield raw.hex(), False
        for offset in range(3):
            for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
                yield _base64_core(raw, offset, alphabet(b"\0" * offset + raw).decode()), False


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
