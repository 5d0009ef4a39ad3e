"""No secret in a finding: every one that a run has seen is masked in its texts, cut off or not.

Pure. Secrets are those of the keys of the run, and what answers show under the name of a secret:
a key whose creation was not understood, such as one without an id, is on no list of the run.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.drift.observe import Exchange

MASK = "***"
CUT = "..."
"""How a clause ends a value that is too long for it."""
SHORTEST_CUT = 4
"""Of a secret that was cut off, so many characters are masked; fewer tell nothing."""
SHORTEST_SHOWN = 12
"""No secret is shorter; a text that answers show under such a name may be a word, as in a list."""
NAMED = re.compile(r"(?:key|secret|token)\Z", re.IGNORECASE)
MEMBER = re.compile(
    r'("[^"]*(?:key|secret|token)"\s*:\s*")(?:[^"\\]|\\.)+', re.IGNORECASE | re.DOTALL
)
"""A member that holds a secret by its name; the text may end before the value does."""


class Masking:
    """Hides secrets in texts; an empty one is no secret.

    Args:
        secrets: in clear.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        found = {form for secret in secrets if secret for form in _spellings(secret)}
        self._forms = sorted(found, key=lambda form: (-len(form), form))

    def text(self, text: str) -> str:
        """Return a text with every secret masked, and the beginning of one where it was cut."""
        for form in self._forms:
            text = text.replace(form, MASK)
        if CUT in text:
            *parts, last = text.split(CUT)
            text = CUT.join([*map(self._end, parts), last])
        return text

    def _end(self, text: str) -> str:
        """Mask the beginning of a secret at the end of a text, the longest that stands there."""
        for form in self._forms:
            for length in range(len(form) - 1, SHORTEST_CUT - 1, -1):
                if text.endswith(form[:length]):
                    return text[:-length] + MASK
        return text

    def body(self, text: str) -> str:
        """Return a body with every secret masked, those that are known by their names alone too."""
        return self.text(MEMBER.sub(rf"\1{MASK}", text))

    def hides(self, text: str) -> bool:
        """Whether a text holds a secret."""
        return any(form in text for form in self._forms)


def shown_by(exchange: Exchange) -> Iterator[str]:
    """Yield what the answer of a call that was not refused shows under the name of a secret."""
    try:
        waiting: list[Any] = [exchange.answer.json()] if exchange.answer.status < 400 else []
    except ValueError:
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
            for name, value in item.items():
                if isinstance(value, str) and len(value) >= SHORTEST_SHOWN and NAMED.search(name):
                    yield value
        elif isinstance(item, list):
            waiting.extend(item)


def _spellings(secret: str) -> set[str]:
    """A text as it stands in JSON, in a clause, and in a JSON Pointer."""
    escaped = json.dumps(secret)[1:-1]
    return {
        secret,
        escaped,
        escaped.replace("/", "\\/"),
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        secret.replace("~", "~0").replace("/", "~1"),
    }
