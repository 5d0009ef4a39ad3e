"""The service over ASGI: as thin as it can be, for speed, and deaf to nothing.

No framework: the core takes and gives plain values, so all that is left is to collect the body
(up to the bound), and to send the reply, well or, on command, badly.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from conformance.mock.control import CONTROL_PATH
from conformance.mock.replies import (
    JSON_TYPE,
    UNKNOWN_ERROR,
    Reply,
    encode,
)

if TYPE_CHECKING:
    from conformance.mock.replies import Disruption
    from conformance.mock.service import Service

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOOPBACK = ("127.", "::1")
_DRIPS = 10  # pieces in which a slow body is sent
_log = logging.getLogger(__name__)


class _CutError(Exception):
    """Ends a connection in the middle of an answer, as the control plane asked."""


def asgi(service: Service) -> App:
    """Return the ASGI application of a service."""
    most = service.settings.body_bytes

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        message = await receive()
        body: bytes | None = message.get("body", b"")
        if message.get("more_body", False):
            body = await _rest(message, receive, most)
        try:
            target: str = scope["raw_path"].decode("latin-1")
            if scope["query_string"]:
                target = f"{target}?{scope['query_string'].decode('latin-1')}"
            if target.startswith(CONTROL_PATH) and not _is_local(scope):
                reply = _plain(404, "Not found")
            else:
                reply = service.handle(scope["method"], target, dict(scope["headers"]), body)
        except Exception as problem:  # noqa: BLE001 - a client gets an answer, whatever happens
            _log.error("%s %s: %s", scope["method"], scope["path"], type(problem).__name__)
            reply = _plain(500, UNKNOWN_ERROR)
        if reply.disruption is not None:
            await _send_badly(send, reply, reply.disruption)
            return
        await send(
            {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
        )
        await send({"type": "http.response.body", "body": reply.body})

    return app


def _is_local(scope: Scope) -> bool:
    client = scope.get("client")
    return client is None or str(client[0]).startswith(_LOOPBACK)


def _plain(status: int, text: str) -> Reply:
    content = encode({"error": text})
    length = (b"content-length", b"%d" % len(content))
    return Reply(status, [JSON_TYPE, length], content)


async def _rest(message: Message, receive: Receive, most: int) -> bytes | None:
    """Return the whole body, or None when it is larger than `most`; the rest is not read."""
    pieces = [message.get("body", b"")]
    size = len(pieces[0])
    while message.get("more_body", False):
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
    return b"".join(pieces) if size <= most else None


async def _send_badly(send: Send, reply: Reply, disruption: Disruption) -> None:
    if disruption.delay:
        await asyncio.sleep(disruption.delay)
    if disruption.reset:
        _abort(send)
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    body = reply.body[: len(reply.body) // 2] if disruption.cut else reply.body
    step = max(-(-len(body) // (_DRIPS if disruption.drip else 1)), 1)
    for begin in range(0, len(body), step):
        if disruption.drip:
            await asyncio.sleep(disruption.drip / _DRIPS)
        piece = {"type": "http.response.body", "body": body[begin : begin + step]}
        await send({**piece, "more_body": True})
    if disruption.cut:
        _abort(send)
        return
    await send({"type": "http.response.body", "body": b""})


def _abort(send: Send) -> None:
    """Drop the connection at once.

    ASGI has no word for it, so this reaches for the transport of uvicorn's request cycle; on
    another server an error in the middle of an answer has nearly the same effect.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise _CutError
    transport.abort()
