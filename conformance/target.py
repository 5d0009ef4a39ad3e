"""The server under judgement, as one small door: a call goes in, an answer comes out.

Everything that talks to a server goes through an `httpx` transport that the shell composes, so
that pacing, the journal and masking cannot be bypassed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from conformance.errors import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Call:
    """One request, before authentication.

    Args:
        operation: operationId that the call stands for.
        method: HTTP method in capitals.
        path: path below the base URL, parameters filled in, such as `/api_keys/abc`.
        body: JSON value of the body; None sends no body.
        query: query parameters.
        content: raw bytes in place of `body`, for what JSON cannot say.
        authenticated: whether the run's key goes with it.
        refusal: whether the call expects to be refused; what paces the run reserves room for it.
    """

    operation: str
    method: str
    path: str
    body: Any = None
    query: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    authenticated: bool = True
    refusal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: status, lower-case header names, raw bytes. Its repr shows no content."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """Parse the content as JSON, or raise ValueError; nested too deeply is not parsed."""
        try:
            return json.loads(self.content, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> None:
    """NaN and the infinities are no JSON (RFC 8259), though Python would read them."""
    raise ValueError(constant)


class Target(Protocol):
    """Something that answers calls."""

    def send(self, call: Call) -> Answer:
        """Send one call; raise UnreachableError (or another UndecidedError) if no answer came."""


class HttpTarget:
    """A server behind an `httpx.Client`.

    Args:
        base_url: such as `https://api.venice.ai/api/v1` (the vendor's page), no trailing slash.
        key: the bearer key; kept out of repr.
        transport: what carries the requests; the shell hands over the guarded one.
        timeout: seconds for connect and for each read.
    """

    def __init__(
        self, base_url: str, key: str, *, transport: httpx.BaseTransport, timeout: float = 30.0
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._client = httpx.Client(transport=transport, timeout=timeout, follow_redirects=False)

    def send(self, call: Call) -> Answer:
        """Send one call and read the whole answer."""
        content = call.content
        headers = {"accept": "application/json"}
        if content is None and call.body is not None:
            content = json.dumps(call.body, ensure_ascii=False).encode()
        if content is not None:
            headers["content-type"] = "application/json"
        if call.authenticated:
            headers["authorization"] = f"Bearer {self._key}"
        try:
            response = self._client.request(
                call.method,
                self._base_url + call.path,
                params=list(call.query) or None,
                content=content,
                headers=headers,
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
