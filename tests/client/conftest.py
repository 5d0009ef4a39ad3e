"""Clients on transports in memory: one that answers what it is told, and one on the mock."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

GENERATED = Path(__file__).parents[2] / "generated"
if str(GENERATED) not in sys.path:
    sys.path.insert(0, str(GENERATED))

import venice_api_keys as api  # noqa: E402 - found through the line above
from venice_contract.mock.service import Service  # noqa: E402 - isort puts it after the client
from venice_contract.mock.settings import Settings  # noqa: E402 - the same
from venice_contract.mock.transport import InProcessTransport  # noqa: E402 - the same

TOKEN = "the-bearer-key-of-these-tests"

KEY: dict[str, Any] = {
    "apiKeyType": "INFERENCE",
    "consumptionLimits": {"usd": 50, "diem": 10.5},
    "limitPeriod": "MONTH",
    "modelPrivacy": "ALL",
    "createdAt": "2030-09-01T12:00:00.000Z",
    "description": "nightly job",
    "expiresAt": None,
    "id": "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
    "last6Chars": "2V2jNW",
    "lastUsedAt": None,
    "usage": {"trailingSevenDays": {"usd": "10.2424", "vcu": "0", "diem": "4.2231"}},
    "currentPeriodUsage": {"usd": "5.1234", "diem": "2.5000"},
}

CREATED: dict[str, Any] = {
    "apiKey": "the-secret-of-a-created-key",
    "apiKeyType": "ADMIN",
    "consumptionLimit": {"usd": 50, "diem": 10, "vcu": None},
    "limitPeriod": "MONTH",
    "modelPrivacy": "ALL",
    "description": "Example API Key",
    "expiresAt": "2030-10-01T12:00:00.000Z",
    "id": "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
}


class Answering(Protocol):
    """Makes a client whose every request gets the same answer."""

    def __call__(
        self,
        status: int = 200,
        body: Any = ...,
        headers: dict[str, str] | None = None,
        **settings: Any,
    ) -> api.Client:
        """Make it; bytes go out as they are, all else as JSON."""


def response(status: int, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    """Make an answer; bytes go out as they are, all else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(
        status, headers={"content-type": "application/json"} | (headers or {}), content=content
    )


MADE = {"success": True, "data": CREATED}


class Server:
    """Answers each request by its method, and keeps it."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.rows: list[Any] = [KEY]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.method == "POST":
            return response(200, MADE, {"x-request-id": "r1"})
        if request.method == "DELETE":
            return response(200, {"success": True})
        if request.method == "PATCH":
            left = {k: v for k, v in KEY.items() if k not in {"usage", "currentPeriodUsage"}}
            return response(200, {"success": True, "data": left})
        if request.url.path.endswith("/api_keys"):
            return response(200, {"object": "list", "data": self.rows})
        return response(200, {"data": KEY})

    @property
    def timeout(self) -> Any:
        """How long the last request would have waited for an answer, in seconds."""
        return self.requests[-1].extensions["timeout"]["read"]

    @property
    def sent(self) -> Any:
        """The last body."""
        return json.loads(self.requests[-1].content)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client_on() -> Iterator[Callable[..., api.Client]]:
    """Make a client on a handler of requests; all are closed at the end."""
    made: list[httpx.Client] = []

    def make(handler: Callable[[httpx.Request], httpx.Response], **settings: Any) -> api.Client:
        http = httpx.Client(transport=httpx.MockTransport(handler))
        made.append(http)
        return api.Client(TOKEN, http_client=http, **settings)

    yield make
    for each in made:
        each.close()


@pytest.fixture
def answering(client_on: Callable[..., api.Client]) -> Answering:
    """Make a client whose every request gets the same answer."""

    def make(
        status: int = 200, body: Any = None, headers: dict[str, str] | None = None, **settings: Any
    ) -> api.Client:
        return client_on(lambda _: response(status, body, headers), **settings)

    return make


@pytest.fixture
def service() -> Iterator[Service]:
    """A mock in this process."""
    service = Service(settings=Settings())
    yield service
    service.close()


@pytest.fixture
def on_mock(service: Service) -> Iterator[api.Client]:
    """A client on the mock, without a socket."""
    with httpx.Client(transport=InProcessTransport(service)) as http:
        yield api.Client(service.admin_key, http_client=http)
