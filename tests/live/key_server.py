"""A small server of keys over real HTTP, in other manners than the mock's, that can be hostile."""

from __future__ import annotations

import json
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from venice_contract.live.register import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADMIN = "sk_stranger_0123456789_ABCdef_xyz987"


@dataclass
class KeyServer:
    """Keys by id; three of them were there before any run.

    Args:
        answer: makes the answer to a create out of the key that was made and its secret.
        before: is called with each request before it is acted on; True drops its connection.
        after: the same, after it was acted on and before it is answered.
        new_id: names a key.
    """

    answer: Callable[[dict[str, Any], str], Any] = lambda key, secret: {
        "data": {"id": key["id"], "apiKey": secret}
    }
    before: Callable[[str], object] = lambda _method: None
    after: Callable[[str], object] = lambda _method: None
    new_id: Callable[[], str] = lambda: f"key_{secrets.token_hex(12)}"
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        """Put the caller's own key and two of others into the account."""
        self.own = self.put({"apiKeyType": "ADMIN", "description": "own"}, ADMIN)["id"]
        for number in range(2):
            self.put({"apiKeyType": "INFERENCE", "description": f"of others {number}"}, "a" * 20)
        self.old = [*self.keys]

    def put(self, body: dict[str, Any], secret: str, **fields: Any) -> dict[str, Any]:
        """Add a key made of a body."""
        key: dict[str, Any] = {
            "id": self.new_id(),
            "apiKeyType": body.get("apiKeyType"),
            "description": body.get("description"),
            "createdAt": instant(time.time()),
            "expiresAt": body.get("expiresAt") or None,
            "consumptionLimits": body.get("consumptionLimit"),
            "last6Chars": secret[-6:],
        } | fields
        self.keys[key["id"]] = key
        return key

    @property
    def foreign_untouched(self) -> bool:
        """Whether all keys that no run made are there, and none was asked to go."""
        return set(self.old) <= set(self.keys) and not set(self.old) & set(self.deleted)

    @property
    def left(self) -> list[str]:
        """Ids of keys that a run made and that are there."""
        return [key_id for key_id in self.made if key_id in self.keys]

    def act(self, method: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        """Do what a request asks for."""
        if method == "GET":
            return 200, {"data": [*self.keys.values()]}
        if method == "DELETE":
            key_id = query.get("id", [""])[0]
            self.deleted.append(key_id)
            return (200, {"success": True}) if self.keys.pop(key_id, None) else (404, {})
        secret = f"sk_stranger_{secrets.token_urlsafe(24)}"
        key = self.put(json.loads(body), secret)
        self.made.append(key["id"])
        return 200, self.answer(key, secret)


def handler(server: KeyServer) -> type[BaseHTTPRequestHandler]:
    """Return the class that answers for a server."""

    class Handler(BaseHTTPRequestHandler):
        """Reads a request, and drops its connection or answers it."""

        protocol_version = "HTTP/1.1"

        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if server.before(self.command):
                self.close_connection = True
                return
            query = parse_qs(urlsplit(self.path).query)
            status, answer = server.act(self.command, query, body)
            if server.after(self.command):
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = do_PATCH = _respond  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(server: KeyServer) -> Iterator[KeyServer]:
    """Answer on a port of loopback until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(server)) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        server.url = f"http://127.0.0.1:{http.server_address[1]}/api/v1"
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
