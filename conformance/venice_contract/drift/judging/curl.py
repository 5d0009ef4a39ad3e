"""One exchange as a line that repeats it, without the key."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.drift.observe import Exchange

LONGEST_ANSWER = 600
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")
"""How a text begins that is a day or an instant."""


def line(exchange: Exchange, about: str = "") -> str:
    """Return a curl line; base URL and key come from the environment, as for this tool itself.

    A moment to come is past when somebody sends the line, so none is in it but the field's own.

    Args:
        exchange: what was sent.
        about: the field that the line is there to show.
    """
    call = exchange.call
    query = "&".join(f"{name}={value}" for name, value in call.query)
    url = f"$VENICE_BASE_URL{call.path}" + (f"?{query}" if query else "")
    parts = ["curl", "-sS", "-X", call.method, f'"{url}"']
    if call.authenticated:
        parts += ["-H", '"Authorization: Bearer $VENICE_API_KEY"']
    if call.body is not None:
        body = call.body
        if isinstance(body, dict):
            body = {name: body[name] for name in body if name == about or not _passes(body[name])}
        content = json.dumps(body, ensure_ascii=False)
        parts += ["-H", "'Content-Type: application/json'", "--data", shlex.quote(content)]
    return " ".join(parts)


def _passes(value: Any) -> bool:
    return isinstance(value, str) and bool(MOMENT.match(value))


def size(exchange: Exchange) -> int:
    """Return how much a call says: of several that show the same, the shortest is shown."""
    return len(json.dumps(exchange.call.body))


def answer(exchange: Exchange, mask: Callable[[str], str]) -> str:
    """Return the status and the beginning of the body of an exchange, masked before it is cut."""
    text = mask(exchange.answer.content.decode(errors="replace"))
    cut = text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}..."
    return f"{exchange.answer.status} {cut}"
