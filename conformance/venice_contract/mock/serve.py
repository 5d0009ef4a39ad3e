"""The service over HTTP: uvicorn with httptools and uvloop, announced once when it answers.

No framework, for the service takes and gives plain values: an ASGI application collects the body,
up to the bound, and sends the reply, well or badly.
"""

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import HANDLED_SIGNALS

from venice_contract.errors import UsageError
from venice_contract.mock.control import CONTROL_PATH, Control
from venice_contract.mock.replies import UNKNOWN_ERROR, Outage, Reply, encode, json_reply, malformed
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = "127.0.0.1"
_BACKLOG = 2048
_OFFERS = frozenset({b"upgrade", b"http2-settings", b"connection"})
_STARTING = 10.0  # seconds until a mock that does not start is given up
_STOPPING = 5.0  # seconds for open connections to end
_DRIPS = 10  # pieces in which a slow body is sent
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that is answering; without a control token its control plane is shut."""

    base_url: str
    admin_key: str = field(repr=False)
    control_token: str = field(repr=False)
    service: Service = field(repr=False)

    @property
    def control_url(self) -> str:
        """Where the control plane stands, without a slash at the end."""
        return self.base_url.removesuffix(self.service.settings.base_path) + "/__mock__"


class _Protocol(HttpToolsProtocol):
    """HTTP on one connection: uvicorn's, but for two things that clients meet.

    Bytes that are no HTTP are answered in the vendor's error shape. An offer to upgrade, to HTTP/2
    or to a WebSocket, is declined by answering the request as if there were no offer, which RFC
    9110 (7.8) lets a server do; uvicorn would take the body for the bytes of the other protocol.
    """

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
        except httptools.HttpParserUpgrade as offer:
            self._decline(data[offer.args[0] :])

    def send_400_response(self, msg: str) -> None:
        """Answer what could not be parsed, and close."""
        content = encode(malformed(msg).payload)
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(content), content)
        )
        self.transport.close()

    def _should_upgrade(self) -> bool:
        """Let the base class do nothing with a request that offers; see `_decline`."""
        return True

    def _decline(self, rest: bytes) -> None:
        """Read the request once more, without what it offers, and then what came after its head."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("CONNECT is not offered.")
            return
        head = [b"%s %s HTTP/1.1" % (method, self.url)]
        head += [b"%s: %s" % pair for pair in self.headers if pair[0] not in _OFFERS]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join([*head, b"", rest]))


class _Server(uvicorn.Server):
    """A uvicorn server that says when it answers, and leaves signals alone in threads."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals of a process, which only its main thread can.

        uvicorn would raise them again once it has stopped, and SIGTERM would end the process
        before the state is closed.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def config(app: Any) -> uvicorn.Config:
    """Return the configuration under which the mock, and its benchmark, serve an application."""
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_level="critical",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # nothing stands in front, and nobody may pose as loopback
        server_header=False,
        timeout_graceful_shutdown=int(_STOPPING),
    )


def serve(
    service: Service, *, host: str = LOOPBACK, port: int = 0, ready: Callable[[Mock], None]
) -> None:
    """Serve until the process is told to stop; UsageError where nothing can be listened on."""
    with contextlib.closing(service), contextlib.closing(_listening(host, port)) as listening:
        mock = _mock(service, listening)
        _Server(config(asgi(service)), lambda: ready(mock)).run(sockets=[listening])


@contextlib.contextmanager
def running_mock(service: Service | None = None, **options: Any) -> Iterator[Mock]:
    """Serve from a thread of this process on 127.0.0.1 and a free port, for a test.

    Where no service is given, one is made of `options`, with an open control plane. One that was
    given is left open at the end.
    """
    own = service is None
    served = service or Service(**_with_control(options))
    listening = _listening(LOOPBACK, 0)
    started = threading.Event()
    server = _Server(config(asgi(served)), started.set)
    thread = threading.Thread(target=server.run, args=([listening],), name="mock", daemon=True)
    thread.start()
    try:
        if not started.wait(_STARTING):
            raise UsageError("The mock did not start.")
        yield _mock(served, listening)
    finally:
        server.should_exit = True
        thread.join(_STARTING)
        listening.close()
        if own:
            served.close()


def _with_control(options: dict[str, Any]) -> dict[str, Any]:
    settings = options.get("settings") or Settings()
    if not settings.control_token:
        settings = replace(settings, control_token="control")  # noqa: S106 - of a test, loopback
    return {**options, "settings": settings}


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, loops other than uvloop's know that they may send at once.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as problem:
        listening.close()
        why = getattr(problem, "strerror", None) or problem
        raise UsageError(
            f"{host}:{port} cannot be listened on: {why}.", hint="Port 0 is any that is free."
        ) from None
    return listening


def _mock(service: Service, listening: socket.socket) -> Mock:
    host, port = listening.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    base_url = f"http://{name}:{port}{service.settings.base_path}"
    return Mock(base_url, service.admin_key, service.settings.control_token, service)


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
        if reply.outage is not None:
            await _send_badly(send, reply, reply.outage)
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


async def _send_badly(send: Send, reply: Reply, outage: Outage) -> None:
    if outage.delay:
        await asyncio.sleep(outage.delay)
    if outage.reset:
        _abort(send)
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    body = reply.body[: len(reply.body) // 2] if outage.cut else reply.body
    step = max(-(-len(body) // (_DRIPS if outage.drip else 1)), 1)
    for begin in range(0, len(body), step):
        if outage.drip:
            await asyncio.sleep(outage.drip / _DRIPS)
        piece = {"type": "http.response.body", "body": body[begin : begin + step]}
        await send({**piece, "more_body": True})
    if outage.cut:
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
