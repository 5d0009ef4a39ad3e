"""One exchange as a line that repeats it, without the key."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.drift.observe import Exchange

LONGEST_ANSWER = 600


def line(exchange: Exchange) -> str:
    """Return a curl line; base URL and key come from the environment, as for this tool itself."""
    call = exchange.call
    query = "&".join(f"{name}={value}" for name, value in call.query)
    url = f"$VENICE_BASE_URL{call.path}" + (f"?{query}" if query else "")
    parts = ["curl", "-sS", "-X", call.method, f'"{url}"']
    if call.authenticated:
        parts += ["-H", '"Authorization: Bearer $VENICE_API_KEY"']
    if call.body is not None:
        content = json.dumps(call.body, ensure_ascii=False)
        parts += ["-H", "'Content-Type: application/json'", "--data", shlex.quote(content)]
    return " ".join(parts)


def size(exchange: Exchange) -> int:
    """Return how much a call says: of several that show the same, the shortest is shown."""
    return len(json.dumps(exchange.call.body))


def answer(exchange: Exchange, mask: Callable[[str], str]) -> str:
    """Return the status and the beginning of the body of an exchange, masked before it is cut."""
    text = mask(exchange.answer.content.decode(errors="replace"))
    cut = text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}..."
    return f"{exchange.answer.status} {cut}"
