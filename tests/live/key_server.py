"""A small server of keys over real HTTP, in other manners than the mock's, that can be hostile."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from venice_contract.live.register import instant

from tests.strangers.wire import served

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
    root = "/api/v1"

    def __post_init__(self) -> None:
        """Put the caller's own key and two of others into the account."""
        self.own = self.put({"apiKeyType": "ADMIN", "description": "own"}, ADMIN)["id"]
        for number in range(2):
            self.put({"apiKeyType": "INFERENCE", "description": f"of others {number}"}, "a" * 20)
        self.old = [*self.keys]

    def put(self, body: dict[str, Any], secret: str, **fields: Any) -> dict[str, Any]:
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

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, or drop its connection."""
        if self.before(request.method):
            raise httpx.ReadError("dropped before it was acted on")
        query = parse_qs(request.url.query.decode())
        status, answer = self.act(request.method, query, request.content)
        if self.after(request.method):
            raise httpx.ReadError("dropped after it was acted on")
        headers = {"content-type": "application/json"}
        return httpx.Response(status, headers=headers, content=json.dumps(answer))

    def act(self, method: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
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


@contextmanager
def serving(server: KeyServer) -> Iterator[KeyServer]:
    """Answer on a port of loopback until the block ends."""
    with served(server) as url:
        server.url = url
        yield server
