"""A service with a clock that stands still, and a client that asks it without a socket."""

from collections.abc import Callable, Iterator
from hashlib import shake_128
from itertools import count
from typing import Any

import httpx
import pytest
from venice_contract.mock.clock import Clock, moment_of
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import UNSAID, Key
from venice_contract.mock.transport import InProcessTransport

NOON = "2024-05-15T12:30:00.000Z"
TOKEN = "control"


def still(moment: str = NOON) -> Clock:
    there = moment_of(moment)
    assert there is not None
    clock = Clock(lambda: there)
    clock.set(there)
    return clock


def counted() -> Callable[[int], bytes]:
    """Return a source of bytes that are the same in every run."""
    numbers = count()
    return lambda size: shake_128(str(next(numbers)).encode()).digest(size)


def bare_key(**chosen: Any) -> Key:
    """Return a key that no store has, of which nothing but these fields was chosen."""
    return Key("id", b"digest", "abcdef", 0, UNSAID | chosen)


class Client:
    """Asks a service as a client would, by paths below the base."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.http = httpx.Client(
            transport=InProcessTransport(service), base_url="http://mock/api/v1"
        )

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        key = options.pop("key", self.service.admin_key)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return self.http.request(
            method, path, headers=headers | options.pop("headers", {}), **options
        )

    def create(self, **fields: Any) -> dict[str, Any]:
        body = {"apiKeyType": "INFERENCE", "description": "A key"} | fields
        answer = self.ask("POST", "/api_keys", json=body)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    def read(self, key_id: str) -> dict[str, Any]:
        data: dict[str, Any] = self.ask("GET", f"/api_keys/{key_id}").json()["data"]
        return data

    def listed(self) -> list[dict[str, Any]]:
        """Return the keys of the list."""
        data: list[dict[str, Any]] = self.ask("GET", "/api_keys").json()["data"]
        return data

    def control(self, method: str, command: str, **given: Any) -> httpx.Response:
        return self.http.request(
            method,
            f"http://mock/__mock__/{command}",
            json=given or None,
            headers={"x-mock-token": TOKEN},
        )


def make(**options: Any) -> Client:
    """Return a client of a new service with a still clock and repeatable bytes."""
    options.setdefault("clock", still())
    options.setdefault("entropy", counted())
    options.setdefault("settings", Settings(control_token=TOKEN).unlimited())
    return Client(Service(**options))


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a service without limits."""
    made = make()
    yield made
    made.service.close()


@pytest.fixture
def limited() -> Iterator[Client]:
    made = make(settings=Settings(control_token=TOKEN))
    yield made
    made.service.close()
