"""A server over HTTP.

Everything that talks to a server goes through an `httpx` transport that the shell composes, so
that pacing, the journal and masking cannot be bypassed.
"""

import json
from typing import Any

import httpx

from venice_contract.errors import UnreachableError
from venice_contract.target import Answer, Call


class HttpTarget:
    """A server behind an `httpx.Client`.

    Args:
        base_url: such as `https://api.venice.ai/api/v1` (the vendor's page), no trailing slash.
        timeout: seconds for connect and for each read.
    """

    def __init__(
        self, base_url: str, key: str, *, transport: httpx.BaseTransport, timeout: float = 30.0
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._client = httpx.Client(transport=transport, timeout=timeout, follow_redirects=False)

    def send(self, call: Call) -> Answer:
        """Send one call and read the whole answer; no cookie of an earlier one goes with it."""
        self._client.cookies.clear()
        content = call.content
        headers = {"accept": "application/json"}
        if content is None and call.body is not None:
            content = _written(call.body)
        if content is not None:
            headers["content-type"] = "application/json"
        headers |= dict(call.headers)
        if call.authenticated:
            headers["authorization"] = f"Bearer {call.bearer or self._key}"
        try:
            response = self._client.request(
                call.method,
                self._base_url + call.path,
                params=list(call.query) or None,
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


def _written(body: Any) -> bytes:
    """Write a body as JSON, in escapes where it holds half of a surrogate pair."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
