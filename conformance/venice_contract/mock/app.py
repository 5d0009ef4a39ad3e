"""The mock over ASGI: collects the body, up to the bound, and sends the reply, well or badly.

No framework, for the service takes and gives plain values.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any

from venice_contract.mock.control import CONTROL_PATH, Control
from venice_contract.mock.replies import UNKNOWN_ERROR, Disruption, Reply, json_reply
from venice_contract.mock.service import Service

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_DRIPS = 10  # pieces in which a slow body is sent
_log = logging.getLogger(__name__)


class _CutError(Exception):
    """A request, or on command of the control plane an answer, that ends in its middle."""


def asgi(service: Service) -> App:
    """Return the ASGI application of a service, with its control plane in front."""
    control = Control(service)
    most = service.settings.body_bytes

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        message = await receive()
        body: bytes | None = message.get("body", b"")
        try:
            if message["type"] != "http.request" or message.get("more_body", False):
                body = await _whole(message, receive, most)
            reply = _answer(control, scope, body)
        except _CutError:
            return
        except Exception as problem:  # noqa: BLE001 - a client gets an answer, whatever happens
            _log.error("%s %s: %s", scope["method"], scope["path"], type(problem).__name__)
            reply = json_reply(500, {"error": UNKNOWN_ERROR})
        if reply.disruption is not None:
            await _send_badly(send, reply, reply.disruption)
            return
        await send(
            {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
        )
        await send({"type": "http.response.body", "body": reply.body})

    return app


def _answer(control: Control, scope: Scope, body: bytes | None) -> Reply:
    target: str = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target = f"{target}?{scope['query_string'].decode('latin-1')}"
    if target.startswith(CONTROL_PATH) and not _is_local(scope):
        return json_reply(404, {"error": "Not found"})
    return control.handle(scope["method"], target, dict(scope["headers"]), body)


def _is_local(scope: Scope) -> bool:
    client = scope.get("client")
    if client is None:
        return True
    address = ip_address(client[0])
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


async def _whole(message: Message, receive: Receive, most: int) -> bytes | None:
    """Return the whole body, None when larger than `most`; _CutError: the client went away."""
    pieces, size = [], 0
    while message["type"] == "http.request":
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > most:
            return None
        if not message.get("more_body", False):
            return b"".join(pieces)
        message = await receive()
    raise _CutError


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
    """Drop the connection at once, by the transport of uvicorn's request cycle.

    On another server an error in the middle of an answer has nearly the same effect.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise _CutError
    transport.abort()
