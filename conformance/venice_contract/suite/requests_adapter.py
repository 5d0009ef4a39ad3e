"""The guarded transport for those who speak `requests`, as Schemathesis does.

Certificates, proxies and credentials of the environment have no say: what the guarded transport
leads to was decided when it was made.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

# Seconds, where the caller names none.
_TIMEOUT = 30.0


class GuardedAdapter(HTTPAdapter):
    """Carries requests of a `requests.Session` through an httpx transport.

    Set `expects_refusal` around calls that are meant to be refused: the budgets keep a place free
    for failures that nobody expected.
    """

    def __init__(self, transport: httpx.BaseTransport) -> None:
        super().__init__()
        self.expects_refusal = False
        self._transport = transport

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - answers are always read whole
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: ARG002 - decided by the transport behind
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,  # noqa: ARG002 - same
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002 - same
    ) -> requests.Response:
        """Send one request, and return its answer or raise what `requests` would, or the guard."""
        connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        within = httpx.Timeout(_TIMEOUT, connect=connect or _TIMEOUT, read=read or _TIMEOUT)
        extensions: dict[str, Any] = {"timeout": within.as_dict()}
        if self.expects_refusal:
            extensions["venice_expect"] = "refusal"
        try:
            outgoing = httpx.Request(
                str(request.method),
                str(request.url),
                headers=_headers(request),
                content=request.body or b"",
                extensions=extensions,
            )
        except httpx.InvalidURL as problem:
            raise requests.exceptions.InvalidURL(str(problem), request=request) from problem
        try:
            answer = self._transport.handle_request(outgoing)
            content = answer.read()
        except httpx.TimeoutException as problem:
            raise requests.Timeout(type(problem).__name__, request=request) from problem
        except httpx.HTTPError as problem:
            raise requests.ConnectionError(type(problem).__name__, request=request) from problem
        return self.build_response(request, _as_urllib3(request, answer, content))

    def close(self) -> None:
        """Do nothing: whoever made the transport closes it."""


class GuardedRequests(requests.Session):
    """A session of `requests` that can reach nothing but the guarded transport."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.guarded = GuardedAdapter(transport)
        self.mount("", self.guarded)


def _as_urllib3(
    request: requests.PreparedRequest, answer: httpx.Response, content: bytes
) -> HTTPResponse:
    """Write an answer, which the guarded transport has decompressed, as `requests` reads it."""
    headers = ((n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers.raw)
    version = answer.extensions.get("http_version", b"HTTP/1.1")
    return HTTPResponse(
        body=BytesIO(content),
        headers=HTTPHeaderDict(headers),
        status=answer.status_code,
        version=10 if version == b"HTTP/1.0" else 11,
        reason=answer.reason_phrase,
        preload_content=False,
        request_method=request.method,
    )


def _headers(request: requests.PreparedRequest) -> list[tuple[bytes, bytes]]:
    """Return the headers as bytes; a body is sent whole, so it is never chunked."""
    return [
        (_latin(name), _latin(value))
        for name, value in request.headers.items()
        if name.lower() != "transfer-encoding"
    ]


def _latin(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1", "backslashreplace")
