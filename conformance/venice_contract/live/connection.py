"""The connection behind the guarded transport: certificates verified, nothing retried, all bounded.

One deadline covers everything from connecting to the last byte, and an answer is read and
decompressed up to 8 MiB, no further.
"""

import ssl
import threading
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpcore
import httpx

from venice_contract.errors import UsageError

ANSWER_WITHIN = 20.0
"""Seconds within which an answer must be complete, however slowly it keeps dripping."""

LARGEST_ANSWER = 8 * 2**20
"""Bytes of an answer's body after decompression; a list of 500 keys (page) has about 0.3 MB."""

LARGEST_REFUSAL = 2**19
"""Bytes of an answer that is no success: ten thousand sentences, each of which is read."""

MOST_HEADERS = 256
"""Fields of an answer's head: ten times what services send. Libraries take a time that grows with
the square of their number."""


MOST_MEMBERS = 100
"""Parts that are compressed by themselves (RFC 1952), one for each time that a server flushes."""

_MEMBER = b"\x1f\x8b"


class AnswerTooLargeError(httpx.ReadError):
    """The answer is larger than anything that the service has reason to send."""


def connect(ca_bundle: Path | None = None) -> httpx.HTTPTransport:
    """Return a transport to real servers, or raise UsageError: the bundle cannot be used.

    Certificates are always verified, proxies and settings of the environment not looked at; a
    request is never repeated, since repeating a create would make two keys.
    """
    return BoundedTransport(_context(ca_bundle))


class BoundedTransport(httpx.HTTPTransport):
    """An HTTP/1.1 transport whose every exchange ends `within` some seconds.

    The `venice_within` extension of a request may say less.
    """

    def __init__(self, context: ssl.SSLContext, within: float = ANSWER_WITHIN) -> None:
        super().__init__(verify=context, trust_env=False)
        self._within = within
        self._deadline = _Deadline()
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Backend(self._deadline), retries=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its answer must be read by the same thread, before the next one."""
        within = min(self._within, request.extensions.get("venice_within", self._within))
        self._deadline.at = time.monotonic() + within
        return super().handle_request(request)


class _Deadline(threading.local):
    """When the exchange that a thread is in must be over, on the monotonic clock."""

    at = 0.0

    def left(self, wanted: float | None) -> float:
        """Return the seconds that one step may take."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the exchange took too long")
        return left if wanted is None else min(left, wanted)


class _Backend(httpcore.NetworkBackend):
    """Opens connections whose every step ends at the deadline."""

    def __init__(self, deadline: _Deadline) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        stream = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        secured = self._inner.start_tls(ssl_context, server_hostname, left)
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def complete(response: httpx.Response) -> httpx.Response:
    """Read an answer to its end, and make of it one that is decompressed and can be read again.

    AnswerTooLargeError above `LARGEST_ANSWER` (of a refusal `LARGEST_REFUSAL`) bytes or
    `MOST_HEADERS` headers, httpx.DecodingError where it is not compressed as it says, or unknown.
    """
    if not isinstance(response.stream, httpx.SyncByteStream):
        raise httpx.ReadError("the transport behind the guarded one is not a synchronous one")
    largest = LARGEST_ANSWER if response.is_success else LARGEST_REFUSAL
    try:
        if len(response.headers.raw) > MOST_HEADERS:
            raise AnswerTooLargeError(f"the answer has more than {MOST_HEADERS} headers")
        content = _read(response.stream, largest)
    finally:
        response.stream.close()
    headers = response.headers.copy()
    if encodings := headers.pop("content-encoding", ""):
        for encoding in reversed(encodings.split(",")):
            content = _decompressed(content, encoding.strip().lower(), largest)
        headers.pop("transfer-encoding", None)
        headers["content-length"] = str(len(content))
    return httpx.Response(
        response.status_code,
        headers=headers,
        stream=httpx.ByteStream(content),
        extensions={k: v for k, v in response.extensions.items() if k != "network_stream"},
    )


def _read(stream: Iterable[bytes], largest: int) -> bytes:
    size = 0
    chunks: list[bytes] = []
    for chunk in stream:
        chunks.append(chunk)
        size += len(chunk)
        if size > largest:
            raise _too_large(largest)
    return b"".join(chunks)


def _decompressed(content: bytes, encoding: str, largest: int) -> bytes:
    if encoding in ("", "identity") or not content:
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise httpx.DecodingError(f"the answer is compressed as {encoding[:20]!r}")
    # 32 lets zlib tell gzip and zlib apart; some servers send deflate without its frame.
    bare = encoding == "deflate" and content[0] & 0x0F != zlib.DEFLATED
    plain = b""
    for _ in range(MOST_MEMBERS):
        machine = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
        try:
            plain += machine.decompress(content, largest + 1 - len(plain))
        except zlib.error as problem:
            raise httpx.DecodingError(f"the answer is not {encoding}") from problem
        if len(plain) > largest:
            raise _too_large(largest)
        if not machine.eof:
            raise httpx.DecodingError("the answer is cut off")
        content = machine.unused_data
        if not content.startswith(_MEMBER):
            return plain
    raise httpx.DecodingError(f"the answer has more than {MOST_MEMBERS} members")


def _too_large(largest: int) -> AnswerTooLargeError:
    return AnswerTooLargeError(f"the answer is larger than {largest / 2**20:g} MiB")


def _context(ca_bundle: Path | None) -> ssl.SSLContext:
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except (OSError, ssl.SSLError) as problem:
        reason = getattr(problem, "strerror", None) or "it holds no certificates"
        raise UsageError(
            f"The CA bundle {ca_bundle} cannot be used: {reason}.",
            hint="Give a file of certificates in PEM.",
        ) from problem
