"""Servers on a real port of 127.0.0.1, for what no transport in one process can show."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

import httpx

from tests.strangers.streams import WAYS

OF_THE_CONNECTION = {"connection", "content-length", "transfer-encoding", "host"}


class Stranger(Protocol):
    """What can be served: it answers a request, or drops it by `httpx.ReadError`."""

    @property
    def root(self) -> str:
        """The path of its base URL."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""


class Port(ThreadingHTTPServer):
    """A port behind which a server answers, one request at a time.

    Args:
        stranger: the server.
        way: names the way of `streams` in which a request is answered in place of that, if any; it
            is asked with the method after the request was obeyed.
    """

    daemon_threads = True

    def __init__(self, stranger: Stranger, way: Callable[[str], str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stranger = stranger
        self.way = way
        self.stop = threading.Event()
        self.lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Port

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        named = {k: v for k, v in self.headers.items() if k.lower() not in OF_THE_CONNECTION}
        request = httpx.Request(
            self.command,
            f"http://{self.headers.get('host')}{self.path}",
            headers=named,
            content=self.rfile.read(length),
        )
        try:
            with self.server.lock:
                response = self.server.stranger.handle_request(request)
        except httpx.ReadError:
            self.close_connection = True
            return
        if way := self.server.way(self.command):
            self.close_connection = True
            with contextlib.suppress(OSError):
                WAYS[way](self.connection, self.server.stop)
            return
        with contextlib.suppress(ConnectionError):
            self._write(response)

    def _write(self, response: httpx.Response) -> None:
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            if name.lower() not in {*OF_THE_CONNECTION, "content-encoding"}:
                self.send_header(name, value)
        if response.status_code != 204:
            self.send_header("content-length", str(len(response.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer every method, where the library knows only those that it finds by name."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(stranger: Stranger, way: Callable[[str], str] = lambda _method: "") -> Iterator[str]:
    """Serve it, and hand over its base URL."""
    port = Port(stranger, way)
    thread = threading.Thread(target=port.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port.server_port}{stranger.root}"
    finally:
        port.stop.set()
        port.shutdown()
        port.server_close()
        thread.join()
