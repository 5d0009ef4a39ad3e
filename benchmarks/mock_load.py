"""A load generator for one job: the same request over kept-alive connections, counted.

As little work as possible for each answer, so that the server is what is measured: requests are
bytes made beforehand, answers are only searched for their end.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import uvloop


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run showed: answers a second, and how many were refusals."""

    rate: float
    refused: int


class _Connection(asyncio.Protocol):
    def __init__(self, ask: Callable[[], bytes | None]) -> None:
        self._ask = ask
        self._transport: asyncio.Transport | None = None
        self._pending = b""
        self.refused = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # what TCP gives
        self._next()

    def data_received(self, data: bytes) -> None:
        """Find the end of the answer, by its length or its last chunk."""
        self._pending = self._pending + data if self._pending else data
        head = self._pending.find(b"\r\n\r\n")
        if head < 0:
            return
        begin = self._pending.find(b"ontent-length: ", 0, head)
        if begin < 0:
            begin = self._pending.find(b"ontent-Length: ", 0, head)
        if begin >= 0:
            end = self._pending.find(b"\r", begin)
            whole = head + 4 + int(self._pending[begin + 15 : end])
            complete = len(self._pending) >= whole
        else:
            complete = self._pending.endswith(b"0\r\n\r\n")
        if complete:
            self.refused += self._pending[9:10] != b"2"
            self._pending = b""
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """End early."""
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionError("The server closed the connection."))

    def _next(self) -> None:
        request = self._ask()
        assert self._transport is not None  # noqa: S101 - set when the connection was made
        if request is None:
            if not self.ended.done():
                self.ended.set_result(None)
            self._transport.close()
            return
        self._transport.write(request)


def request_bytes(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"authorization: Bearer {key}"]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "accept: application/json", "", ""]).encode() + body


def load(port: int, request: bytes, *, count: int, connections: int = 16) -> Figures:
    """Send a request that many times over that many connections to 127.0.0.1."""

    async def run() -> tuple[float, int]:
        """Open the connections and wait for their ends."""
        loop = asyncio.get_running_loop()
        made = [
            await loop.create_connection(lambda: _Connection(ask), "127.0.0.1", port)
            for _ in range(connections)
        ]
        began = time.perf_counter()
        await asyncio.gather(*(one.ended for _, one in made))
        return time.perf_counter() - began, sum(one.refused for _, one in made)

    left = count

    def ask() -> bytes | None:
        nonlocal left
        left -= 1
        return request if left >= 0 else None

    seconds, refused = uvloop.run(run())
    return Figures(count / seconds, refused)
