"""What is kept of the messages that a run said and heard, where that is asked for.

Kept in memory while the run goes on, as it was; whoever writes it down masks it, at the end, when
every secret is known. Keys of others stand in lists of an account, so of a list only what names a
key of the run is kept.
"""

import json
from collections.abc import Callable, Collection

import httpx

from venice_contract.live import sightings
from venice_contract.verdict import Messages

LONGEST_BODY = 20_000
"""Characters of a body that is kept, which is what a record keeps of one text; a list of a dozen
keys has some 6,000. Half a body would be no message, and its end might be half a secret."""

MOST_KEPT = 5_000
"""Exchanges whose messages are kept; the cap of a paced run's requests is the same."""

OTHERS_LEFT_OUT = "what does not name a key of this run is left out of the list"


def messages_of(
    request: httpx.Request, answer: httpx.Response | None, own: Collection[str]
) -> Messages:
    """Return what is kept of one exchange: of the answer to a read, what names a key of `own`."""
    sent, why_sent = _text(request.content, "request")
    body, why_body = "", ""
    if answer is not None:
        body, why_body = _text(answer.content, "answer", lambda text: _own_only(request, text, own))
    return Messages(
        url=str(request.url),
        sent_headers=_headers(request.headers),
        sent=sent,
        headers=_headers(answer.headers) if answer is not None else (),
        body=body,
        left_out="; ".join(filter(None, (why_sent, why_body))),
    )


def _headers(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in headers.multi_items())


def _text(
    content: bytes, whose: str, cut: Callable[[str], tuple[str, str]] = lambda text: (text, "")
) -> tuple[str, str]:
    """Return a body as text, and why it is not all there."""
    try:
        text, why = cut(content.decode("utf-8"))
    except UnicodeDecodeError:
        return "", f"the {whose}'s {len(content)} bytes are not UTF-8"
    if len(text) > LONGEST_BODY:
        return "", f"the {whose} has {len(text)} characters, more than {LONGEST_BODY}"
    return text, why


def _own_only(request: httpx.Request, text: str, own: Collection[str]) -> tuple[str, str]:
    """Leave out of a read's lists what does not name a key of the run."""
    value = sightings.parsed(text.encode())
    if request.method != "GET" or not isinstance(value, dict | list):
        return text, ""
    lists = [value] if isinstance(value, list) else [*value.values()]
    left = 0
    for found in lists:
        if isinstance(found, list):
            kept = [item for item in found if not isinstance(item, dict) or _names(item, own)]
            left += len(found) - len(kept)
            found[:] = kept
    if not left:
        return text, ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")), OTHERS_LEFT_OUT


def _names(item: dict[str, object], own: Collection[str]) -> bool:
    return any(isinstance(value, str) and value in own for value in item.values())
