"""A server over HTTP.

Everything that talks to a server goes through an `httpx` transport that the shell composes, so
that pacing, the journal and masking cannot be bypassed.
"""

import json
from typing import Any
from urllib.parse import urlencode

import httpx

from venice_contract.errors import UnreachableError
from venice_contract.target import FORM, Answer, Call, credentials

# Seconds for connect and for each read.
_TIMEOUT = 30.0


class HttpTarget:
    """A server behind an `httpx.Client`."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._client = httpx.Client(transport=transport, timeout=_TIMEOUT, follow_redirects=False)

    def send(self, call: Call) -> Answer:
        """Send one call and read the whole answer; no cookie of an earlier one goes with it."""
        self._client.cookies.clear()
        content = call.content
        headers = {"accept": "application/json"}
        if content is None and call.body is not None:
            content = _written(call.body, call.media)
        if content is not None:
            headers["content-type"] = call.media
        headers |= dict(call.headers)
        query: list[tuple[str, str | int | float | bool | None]] = [*call.query]
        if call.authenticated:
            key, cookies = call.bearer or self._key, headers.get("cookie", "")
            said, asked = credentials(call.carrier, key, cookies)
            headers, query = headers | said, [*query, *asked]
        try:
            response = self._client.request(
                call.method,
                self._base_url + call.path,
                params=query or None,
                content=content,
                # A value that is not ASCII would be refused here, not by the server that is asked.
                headers=[(name.encode(), value.encode()) for name, value in headers.items()],
                extensions={"venice_expect": "refusal"} if call.refusal else {},
            )
        except httpx.HTTPError as problem:
            raise UnreachableError(
                f"{call.method} {call.path}: no answer ({type(problem).__name__})."
            ) from problem
        return Answer(response.status_code, dict(response.headers), response.content)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _written(body: Any, media: str) -> bytes:
    """Write a body: a form, a text, or JSON, in escapes where it holds half of a surrogate pair."""
    if media == FORM and isinstance(body, dict):
        return urlencode({name: _said(value) for name, value in body.items()}, doseq=True).encode()
    if media.startswith("text/") and isinstance(body, str):
        return body.encode("utf-8", "replace")
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _said(value: Any) -> Any:
    """Return a value as a form says it: texts as they are, a list as several, the rest as JSON."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
