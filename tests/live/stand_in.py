"""A small server of keys, in the same process or over real HTTP, with a clock and faults."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from venice_contract.live.cleanup import Swept
from venice_contract.live.connection import connect
from venice_contract.live.journal import Journal
from venice_contract.live.pacing import Caps, Limits, Pacer
from venice_contract.live.register import instant
from venice_contract.live.secrets import Secrets
from venice_contract.live.session import Policy, Session, open_session, sweep_up
from venice_contract.live.transport import GuardedTransport, Server

from tests.strangers.wire import served

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


@dataclass
class StandIn:
    """Keys behind a transport, or behind a port in `serving`: the caller's own and a stranger's.

    Args:
        before: may answer in place of the server, before it acts; `after` the answer it gives.
            What raises `httpx.ReadError` loses the connection.
        answer: makes the answer to a create out of the key that was made and its secret.
        new_id: names a key.
    """

    time: Time = field(default_factory=Time)
    before: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    after: Callable[[httpx.Request, httpx.Response], httpx.Response] = lambda _, answer: answer
    answer: Callable[[dict[str, Any], str], Any] = lambda key, secret: {
        "success": True,
        "data": {"id": key["id"], "apiKey": secret},
    }
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[tuple[str, str, float]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    url: str = ""
    root = "/api/v1"

    def __post_init__(self) -> None:
        """Put the caller's own key and a stranger's into the account."""
        self.own_id = self.put(description="the caller's own", apiKeyType="ADMIN")["id"]
        self.stranger = self.put(description="somebody else's")["id"]
        self.keys[self.own_id]["last6Chars"] = ADMIN[-6:]

    def put(self, **fields: Any) -> dict[str, Any]:
        key = {
            "id": self.new_id(),
            "apiKeyType": "INFERENCE",
            "description": "",
            "createdAt": instant(self.time.now()),
            "expiresAt": None,
            "last6Chars": "abcdef",
        } | fields
        self.keys[key["id"]] = key
        return key

    def server(self) -> Server:
        if self.url:
            return Server(connect(), self.url, ADMIN)
        return Server(httpx.MockTransport(self.handle_request), BASE_URL, ADMIN)

    def session(
        self, directory: Path, policy: Policy | None = None
    ) -> AbstractContextManager[Session]:
        """Open a session with the server, on its clock."""
        return open_session(self.server(), journal_dir=directory, policy=policy, clock=self.time)

    def sweep(self, directory: Path) -> Swept:
        """Take away what runs left, on the server's clock."""
        return sweep_up(self.server(), journal_dir=directory, clock=self.time)

    @property
    def left(self) -> list[str]:
        """Ids of keys that a run made and that are there."""
        return [key_id for key_id in self.made if key_id in self.keys]

    @property
    def deleted(self) -> list[str]:
        """The ids that deletions named, in their order."""
        return [
            parse_qs(urlsplit(url).query).get("id", [""])[0]
            for method, url, _ in self.seen
            if method == "DELETE"
        ]

    def strangers_untouched(self) -> bool:
        """Whether the keys that are not a run's are as they were, and none was asked to go."""
        theirs = {self.own_id, self.stranger}
        return theirs <= set(self.keys) and not theirs & set(self.deleted)

    def lose(self, *methods: str) -> None:
        """Lose the answers to requests of these methods."""

        def lost(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
            if request.method in methods:
                raise httpx.ReadError("reset")
            return answer

        self.after = lost

    def calm(self) -> None:
        """Be an honest server again."""
        self.before, self.after = lambda _: None, lambda _, answer: answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        request.read()
        self.seen.append((request.method, str(request.url), self.time.now()))
        answer = self.before(request)
        if answer is None:
            status, body = self._act(request)
            headers = {"content-type": "application/json"}
            answer = self.after(
                request, httpx.Response(status, headers=headers, content=json.dumps(body))
            )
        return answer

    def _act(self, request: httpx.Request) -> tuple[int, Any]:
        if request.headers.get("authorization") != f"Bearer {ADMIN}":
            return 401, {"error": "Authentication failed"}
        if request.method == "GET":
            return 200, {"object": "list", "data": list(self.keys.values())}
        if request.method == "DELETE":
            gone = self.keys.pop(self.deleted[-1], None)
            return 200 if gone else 404, {"success": bool(gone)}
        body = json.loads(request.content)
        if "description" not in body:
            return 400, {"error": "Invalid request parameters"}
        if request.method == "PATCH":
            return 200, {"success": True, "data": {"id": body["id"]}}
        limits = {"consumptionLimits": body.pop("consumptionLimit", None)}
        key = self.put(**limits, **body)
        self.made.append(key["id"])
        return 200, self.answer(key, f"VENICE_INFERENCE_KEY_{uuid.uuid4().hex}")


@contextmanager
def serving(server: StandIn) -> Iterator[StandIn]:
    """Answer on a port of loopback until the block ends."""
    with served(server) as server.url:
        yield server


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
    transport = GuardedTransport(
        stand_in.server(),
        secrets=Secrets(),
        pacer=Pacer(stand_in.time, limits=limits, caps=caps),
        journal=Journal.start(directory, run=RUN, base_url=BASE_URL, key=ADMIN, step=step),
    )
    if listed:
        call(transport, "GET", "/api_keys")
    return transport


def ask(
    pacer: Pacer,
    status: int | None = 200,
    headers: Mapping[str, str] = MappingProxyType({}),
    **kind: bool,
) -> None:
    """Take a turn that is answered so; None for no answer."""
    with pacer.turn(**kind) as answered:
        if status is not None:
            answered(status, headers)


def call(transport: httpx.BaseTransport, method: str, path: str, **options: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {ADMIN}"} | options.pop("headers", {})
    request = httpx.Request(method, f"{BASE_URL}{path}", headers=headers, **options)
    response = transport.handle_request(request)
    response.read()
    return response
