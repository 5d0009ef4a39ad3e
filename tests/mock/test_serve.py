"""The mock over real HTTP: announced once, clean errors, real outages; its fixture for others."""

import gzip
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.clock import text_of
from venice_contract.mock.serve import Mock, running_mock, serve
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Store

from tests.mock.conftest import Client


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    """One mock for the whole module, without limits."""
    with running_mock(settings=Settings().unlimited()) as running:
        yield running


def _ask(mock: Mock, method: str, path: str, **options: object) -> httpx.Response:
    headers = {"authorization": f"Bearer {mock.admin_key}"}
    return httpx.request(method, mock.base_url + path, headers=headers, **options)  # type: ignore[arg-type]


def test_a_lifecycle_over_one_connection_shows_no_secret(mock: Mock) -> None:
    with httpx.Client(
        base_url=mock.base_url, headers={"authorization": f"Bearer {mock.admin_key}"}
    ) as client:
        body = {"apiKeyType": "INFERENCE", "description": "ключ 🔑"}
        key = client.post("/api_keys", json=body).json()["data"]
        assert key["description"] == "ключ 🔑"
        assert client.get(f"/api_keys/{key['id']}").json()["data"]["id"] == key["id"]
        client.patch("/api_keys", json={"id": key["id"], "limitPeriod": "MONTH"})
        assert client.get("/api_keys").json()["data"][-1]["limitPeriod"] == "MONTH"
        assert client.delete("/api_keys", params={"id": key["id"]}).json() == {"success": True}
    assert mock.admin_key not in repr(mock)
    assert mock.control_url == mock.base_url.removesuffix("/api/v1") + "/__mock__"


def test_large_bodies_and_head_are_refused(mock: Mock) -> None:
    """A body over the bound is 413, with a declared length and without; HEAD is 405."""
    body = b"[" + b" " * 35_000_000 + b"]"
    assert _ask(mock, "POST", "/api_keys", content=body).status_code == 413
    assert _ask(mock, "POST", "/api_keys", content=iter([body])).status_code == 413
    answer = _ask(mock, "HEAD", "/api_keys")
    assert answer.status_code == 405
    assert answer.content == b""


def test_bodies_in_pieces_and_compressed_ones_are_told_apart(mock: Mock) -> None:
    """A body that comes in pieces is read whole; no document offers compression of requests."""
    pieces = [b'{"apiKeyType":"ADMIN",', b'"description":"In pieces"}']
    headers = {
        "authorization": f"Bearer {mock.admin_key}",
        "content-type": "application/json; charset=utf-8",
    }
    answer = httpx.post(mock.base_url + "/api_keys", content=iter(pieces), headers=headers)
    assert answer.json()["data"]["description"] == "In pieces"
    headers["content-encoding"] = "gzip"
    answer = httpx.post(mock.base_url + "/api_keys", content=gzip.compress(b"{}"), headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("given", [{"reset": True}, {"cut": True}])
def test_broken_connections(mock: Mock, given: dict[str, bool]) -> None:
    """A reset or cut connection breaks the client's request, and the next one works."""
    headers = {"x-mock-token": mock.control_token}
    httpx.post(mock.control_url + "/outage", json=given | {"requests": 1}, headers=headers)
    with pytest.raises(httpx.TransportError):
        _ask(mock, "GET", "/api_keys")
    assert _ask(mock, "GET", "/api_keys").status_code == 200


def test_slow_answers(mock: Mock) -> None:
    """A late and dripping answer is complete all the same."""
    headers = {"x-mock-token": mock.control_token}
    given = {"delay": 0.01, "drip": 0.02, "requests": 1}
    httpx.post(mock.control_url + "/outage", json=given, headers=headers)
    assert _ask(mock, "GET", "/api_keys").json()["object"] == "list"


def test_pipelined_requests(mock: Mock) -> None:
    """Two requests sent at once are answered one after the other on one connection."""
    place = urlsplit(mock.base_url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    for _ in range(2):
        connection.request("GET", "/api/v1/nothing")
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:9]) == (404, b'{"error":')
    connection.close()


def test_given_service_stays_open() -> None:
    """A service that was given is open when its mock has ended, and keeps its keys."""
    service = Service()
    with running_mock(service) as mock:
        body = {"apiKeyType": "ADMIN", "description": "Kept"}
        assert _ask(mock, "POST", "/api_keys", json=body).status_code == 200
        assert mock.control_token == ""
    assert len(Client(service).listed()) == 2
    service.close()


def test_port_in_use(mock: Mock) -> None:
    """A port that somebody listens on is refused with a sentence."""
    port = urlsplit(mock.base_url).port
    with pytest.raises(UsageError, match="cannot be listened on"):
        serve(Service(), port=port or 0, ready=lambda _: None)


def test_a_terminated_mock_ends_well(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    command = [sys.executable, "-m", "venice_contract", "mock", "--port", "0", "--db", str(state)]
    environment = {**os.environ, "VENICE_MOCK_ADMIN_KEY": "mock-first"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().partition("=")[2]
        headers = {"authorization": "Bearer mock-first"}
        shown = httpx.get(f"{url}/api_keys", headers=headers).json()["data"][0]["lastUsedAt"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    store = Store(state)
    assert text_of(store.all_keys()[0].last_used_ms or 0) == shown
    store.close()
