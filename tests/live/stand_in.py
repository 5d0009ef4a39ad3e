"""A small server of keys behind `httpx.MockTransport`, with a clock of its own and faults."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from venice_contract.live.journal import Journal
from venice_contract.live.pacing import Caps, Limits, Pacer
from venice_contract.live.register import instant
from venice_contract.live.secrets import Secrets
from venice_contract.live.session import Clock
from venice_contract.live.transport import GuardedTransport, Server

BASE_URL = "https://keys.example/api/v1"
ADMIN = "VENICE_ADMIN_KEY_5u0fUNZq4Lw1jP8bWc7Xn3T"
RUN = "vc-0123abcd"
BEGAN = 1_767_225_600.0


@dataclass
class Time:
    """A clock that moves only when somebody waits."""

    at: float = BEGAN
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds

    def as_clock(self) -> Clock:
        """Hand it over in the shape that sessions take."""
        return Clock(self.now, self.wait)


@dataclass
class StandIn:
    """Keys behind a transport.

    `fault` may answer in place of the server, before it acts (`before`) or after it (`after`).
    """

    time: Time = field(default_factory=Time)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[tuple[str, str, float]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    before: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    after: Callable[[httpx.Request, httpx.Response], httpx.Response] = lambda _, answer: answer

    def __post_init__(self) -> None:
        """Put the caller's own key and a stranger's into the account."""
        self.own_id = self.put(description="the caller's own", apiKeyType="ADMIN")["id"]
        self.stranger = self.put(description="somebody else's")["id"]
        self.keys[self.own_id]["last6Chars"] = ADMIN[-6:]

    def put(self, **fields: Any) -> dict[str, Any]:
        key = {
            "id": str(uuid.uuid4()),
            "apiKeyType": "INFERENCE",
            "description": "",
            "createdAt": instant(self.time.at),
            "expiresAt": None,
            "last6Chars": "abcdef",
        } | fields
        self.keys[key["id"]] = key
        return key

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def server(self) -> Server:
        return Server(self.transport(), BASE_URL, ADMIN)

    def strangers_untouched(self) -> bool:
        """Whether the keys that are not a run's are as they were."""
        return {self.own_id, self.stranger} <= set(self.keys)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.seen.append((request.method, str(request.url), self.time.at))
        answer = self.before(request)
        return self.after(request, self._answer(request)) if answer is None else answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Bearer {ADMIN}":
            return httpx.Response(401, json={"error": "Authentication failed"})
        query = parse_qs(request.url.query.decode())
        if request.method == "GET":
            return httpx.Response(200, json={"object": "list", "data": list(self.keys.values())})
        if request.method == "DELETE":
            gone = self.keys.pop(query.get("id", [""])[0], None)
            return httpx.Response(200 if gone else 404, json={"success": bool(gone)})
        body = json.loads(request.content)
        if "description" not in body:
            return httpx.Response(400, json={"error": "Invalid request parameters"})
        if request.method == "PATCH":
            return httpx.Response(200, json={"success": True, "data": {"id": body["id"]}})
        key = self.put(**{k: v for k, v in body.items() if k != "consumptionLimit"})
        self.made.append(key["id"])
        secret = f"VENICE_INFERENCE_KEY_{uuid.uuid4().hex}"
        return httpx.Response(
            200, json={"success": True, "data": {"id": key["id"], "apiKey": secret}}
        )


def guarded(
    stand_in: StandIn,
    directory: Path,
    *,
    limits: Limits | None = None,
    caps: Caps | None = None,
    listed: bool = True,
    step: Callable[[str], None] = lambda _: None,
) -> GuardedTransport:
    """Put a guarded transport before the server, which has listed its keys if `listed`."""
    clock = stand_in.time
    transport = GuardedTransport(
        stand_in.server(),
        secrets=Secrets(),
        pacer=Pacer(now=clock.now, wait=clock.wait, limits=limits, caps=caps),
        journal=Journal.start(directory, run=RUN, base_url=BASE_URL, key=ADMIN, step=step),
    )
    if listed:
        call(transport, "GET", "/api_keys")
    return transport


def call(transport: httpx.BaseTransport, method: str, path: str, **options: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {ADMIN}"} | options.pop("headers", {})
    request = httpx.Request(method, f"{BASE_URL}{path}", headers=headers, **options)
    response = transport.handle_request(request)
    response.read()
    return response
