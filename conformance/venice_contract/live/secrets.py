"""One vault that learns of every secret the moment it is born, and masks it everywhere.

A secret is looked for in clear and in base64 (standard and URL-safe, at all three offsets) and in
hex of either case, each also behind percent signs, JSON, XML or Python escapes, and split over
wrapped lines. Of a secret in clear, a fragment of 16 characters or more is masked too, so that
output which was cut off in the middle of a key gives nothing away.

How it is found: every stretch of eight characters of every disguise goes into an index; a text is
probed at regular steps, short enough that no occurrence can fall between two of them. The cost of
masking hardly depends on how many secrets are known, and learning one more costs microseconds.

Names such as `apiKeyType` are not secrets and stay readable: only learned values are touched.
Mask before cutting, never after. Values of fewer than eight characters are not learned, for
masking them would blank out ordinary words; no key of the service is that short.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from venice_contract.live.canary import search
from venice_contract.live.folding import Folded, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "[masked]"
SHORTEST = 8
_GRAM = 8
_FRAGMENT = 16
# Steps of at most nine characters: any 16 in a row then hold a whole probed stretch of eight.
_WIDEST_STEP = _FRAGMENT - _GRAM + 1
# How often text may be wrapped in further text: JSON in XML in JSON is as deep as reports go.
_LAYERS = 3


class Secrets:
    """Every secret of a run; its repr and str show only how many there are."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: dict[str, None] = {}
        self._forms: list[tuple[str, bool]] = []
        self._seen: set[str] = set()
        self._index: dict[str, list[tuple[int, int]]] = {}
        self._step = _WIDEST_STEP
        for secret in secrets:
            self.learn(secret)

    def __repr__(self) -> str:
        return f"<Secrets: {len(self._known)} known>"

    def __len__(self) -> int:
        return len(self._known)

    def learn(self, secret: str) -> bool:
        """Remember a secret; return whether it is masked from now on (False if it is too short)."""
        if len(secret) < SHORTEST:
            return False
        if secret not in self._known:
            self._known[secret] = None
            for form, cuttable in _forms(secret):
                self._add(form, cuttable=cuttable)
        return True

    def mask(self, text: str) -> str:
        """Return the text with every known secret, in any disguise, replaced."""
        if not self._known or len(text) < _GRAM:
            return text
        spans = sorted(set(self._spans(text)))
        if not spans:
            return text
        out: list[str] = []
        done = 0
        for start, end in _merged(spans):
            out += (text[done:start], MASK)
            done = end
        out.append(text[done:])
        return "".join(out)

    def mask_bytes(self, data: bytes) -> bytes:
        """Return the bytes with every known secret, in any disguise, replaced."""
        return self.mask(data.decode("latin-1")).encode("latin-1")

    def contains(self, data: bytes) -> list[str]:
        """Name the disguises in which any known secret stands in the data; empty if none does.

        The search decodes the data instead of encoding the secrets and shares no code with
        masking, so that each is a check of the other.
        """
        return search(data, *map(_encoded, self._known))

    def _add(self, form: str, *, cuttable: bool) -> None:
        """Put every stretch of a disguise into the index."""
        if form in self._seen:
            return
        self._seen.add(form)
        self._step = min(self._step, len(form) - _GRAM + 1)
        number = len(self._forms)
        self._forms.append((form, cuttable))
        # The end of a key is its random part: indexing only that keeps shared prefixes out.
        first = 0 if cuttable else max(0, len(form) - _FRAGMENT)
        for at in range(first, len(form) - _GRAM + 1):
            self._index.setdefault(form[at : at + _GRAM], []).append((number, at))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the secrets of a text, layer by layer, as spans of that text."""
        yield from self._found(text)
        layers: list[Folded] = []
        inner = text
        for _ in range(_LAYERS):
            folded = fold(inner)
            if folded.text == inner:
                return
            layers.append(folded)
            inner = folded.text
            for span in self._found(inner):
                outer = span
                for layer in reversed(layers):
                    outer = layer.origin(*outer)
                yield outer

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the secrets that stand in a text as they are."""
        index, last = self._index, len(text) - _GRAM + 1
        probes = [at for at in range(0, last, self._step) if text[at : at + _GRAM] in index]
        for at in probes:
            for number, offset in index[text[at : at + _GRAM]]:
                form, cuttable = self._forms[number]
                start, end = _stretch(text, at, form, offset)
                if end - start == len(form) or (cuttable and end - start >= _FRAGMENT):
                    yield start, end


def _stretch(text: str, at: int, form: str, offset: int) -> tuple[int, int]:
    """Widen a match of one stretch as far as text and form agree."""
    start, left = at, offset
    while start and left and text[start - 1] == form[left - 1]:
        start, left = start - 1, left - 1
    end, right = at + _GRAM, offset + _GRAM
    while end < len(text) and right < len(form) and text[end] == form[right]:
        end, right = end + 1, right + 1
    return start, end


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join sorted spans that touch or overlap."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current


def _forms(secret: str) -> Iterator[tuple[str, bool]]:
    """List the disguises of a secret; True marks those of which a fragment is masked too."""
    clear = {secret, fold(secret).text, json.dumps(secret)[1:-1]}
    for text in clear:
        if len(text) >= SHORTEST:
            yield text, True
        raw = _encoded(text)
        latin = raw.decode("latin-1")  # what UTF-8 looks like to those who read bytes
        if latin != text:
            yield latin, True
        yield raw.hex(), False
        yield raw.hex().upper(), False
        for offset in range(3):
            for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
                yield _base64_core(raw, offset, alphabet(b"\0" * offset + raw).decode()), False


def _encoded(text: str) -> bytes:
    """Encode as UTF-8, also the lone surrogates that generated tests like to send."""
    return text.encode("utf-8", "surrogatepass")


def _base64_core(raw: bytes, offset: int, encoded: str) -> str:
    """Cut base64 down to the characters that depend on the secret alone."""
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return encoded[first:last]
