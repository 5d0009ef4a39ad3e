"""The service routes, refuses and counts as documented, and never fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Store

from tests.mock.conftest import make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock.conftest import Client


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api_keys", "GET, POST, PATCH, DELETE"),
        ("POST", "/api_keys/rate_limits", "GET"),
        ("DELETE", "/api_keys/rate_limits/log", "GET"),
        ("PATCH", "/api_keys/generate_web3_key", "GET, POST"),
        ("DELETE", "/api_keys/abc", "GET"),
        ("OPTIONS", "/api_keys", "GET, POST, PATCH, DELETE"),
    ],
)
def test_wrong_method(client: Client, method: str, path: str, allowed: str) -> None:
    """A method that a path does not know is 405 and told what the path knows."""
    answer = client.ask(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert "error" in answer.json()


@pytest.mark.parametrize("path", ["/nothing", "/api_keys/a/b", "/../api_keys", "//api_keys"])
def test_wrong_path(client: Client, path: str) -> None:
    """A path of nobody is 404 with a JSON error."""
    answer = client.ask("GET", path)
    assert answer.status_code == 404
    assert "error" in answer.json()


@pytest.mark.parametrize("path", ["/api_keys/", "/api_keys?unknown=1&b", "/api_keys/?x"])
def test_slash_and_query_are_tolerated(client: Client, path: str) -> None:
    """One slash at the end and unknown query parameters change nothing."""
    assert client.ask("GET", path).json()["object"] == "list"


@pytest.mark.parametrize("path", ["%00", "%ff%fe", "a%2Fb", "é", "x" * 3000, "' OR 1=1--", "%"])
def test_odd_ids(client: Client, path: str) -> None:
    """An odd id is an unknown one."""
    assert client.ask("GET", f"/api_keys/{path}").status_code == 401


def test_rate_limit_headers(limited: Client) -> None:
    """Every answer carries the rate-limit headers, the reset as a Unix timestamp."""
    limited.create()
    for answer in (limited.ask("GET", "/api_keys"), limited.ask("GET", "/nothing")):
        assert answer.headers["x-ratelimit-limit-requests"] == "20"
        assert answer.headers["x-ratelimit-remaining-requests"] == "19"
        assert answer.headers["x-ratelimit-reset-requests"] == "1715776260"


def test_twenty_failures_are_tolerated(limited: Client) -> None:
    """The 21st failure in 30 seconds blocks everything for 30 seconds, and is logged."""
    for _ in range(20):
        assert limited.ask("GET", "/api_keys", key="wrong").status_code == 401
    assert limited.ask("GET", "/api_keys").status_code == 200
    assert limited.ask("GET", "/api_keys/none").status_code == 401
    blocked = limited.ask("GET", "/api_keys")
    assert blocked.status_code == 429
    assert blocked.headers["retry-after"] == "30"
    limited.control("POST", "clock", advance=29.999)
    assert limited.ask("GET", "/api_keys").status_code == 429
    limited.control("POST", "clock", advance=0.001)
    assert limited.ask("GET", "/api_keys").status_code == 200
    entry = limited.ask("GET", "/api_keys/rate_limits/log").json()["data"][0]
    assert entry["rateLimitType"] == "FAILED_REQUESTS"
    assert entry["apiKeyId"] == limited.listed()[0]["id"]


def test_failures_are_forgiven_after_the_window(limited: Client) -> None:
    """Failures more than 30 seconds old do not count."""
    for _ in range(20):
        limited.ask("GET", "/api_keys", key="wrong")
    limited.control("POST", "clock", advance=30)
    limited.ask("GET", "/api_keys", key="wrong")
    assert limited.ask("GET", "/api_keys").status_code == 200


def test_clock_set_back_lifts_a_block(limited: Client) -> None:
    """A clock that is set to before a block knows of no block."""
    for _ in range(21):
        limited.ask("GET", "/api_keys", key="wrong")
    assert limited.ask("GET", "/api_keys").status_code == 429
    limited.control("POST", "clock", advance=-3600)
    assert limited.ask("GET", "/api_keys").status_code == 200


def test_unlimited(client: Client) -> None:
    """Without limits there is no 429, no matter how many creates and failures."""
    for _ in range(600):
        client.create()
        client.ask("GET", "/api_keys/none")
    assert len(client.listed()) == 601
    assert "x-ratelimit-limit-requests" not in client.ask("GET", "/api_keys").headers


def test_unknown_fault_is_refused() -> None:
    """A service with a fault of an unknown name is not made."""
    with pytest.raises(UsageError, match="no fault"):
        Service(faults=["no-such-fault"])


def test_given_admin_key_and_base_path() -> None:
    """The first admin key and the base path can be chosen."""
    client = make(admin_key="chosen", settings=Settings(base_path=""))
    client.http.base_url = "http://mock"
    assert client.ask("GET", "/api_keys", key="chosen").status_code == 200


def test_repr_and_state_tell_no_secret(client: Client) -> None:
    """Neither the service nor its settings show the admin key or the control token."""
    text = repr(client.service) + repr(client.service.settings)
    assert client.service.admin_key not in text
    assert "control'" not in text


def test_reset(limited: Client) -> None:
    """A reset leaves one admin key, no faults and no counts."""
    limited.create()
    limited.service.faults.arm("limit-stringified")
    limited.service.reset()
    assert len(limited.listed()) == 1
    assert limited.service.faults.names == []
    assert limited.ask("GET", "/api_keys").headers["x-ratelimit-remaining-requests"] == "20"


@pytest.mark.parametrize("key", [" mock", "mock ", "m" * 401, "ключ", "a b"])
def test_an_admin_key_that_no_client_can_send_is_refused(key: str) -> None:
    """A key that would not come through a header is refused before anything is printed."""
    with pytest.raises(UsageError, match="admin key"):
        make(admin_key=key)


def test_an_admin_key_that_names_a_lesser_key_is_refused(tmp_path: Path) -> None:
    """A state in which the given admin key is an INFERENCE key is not served."""
    first = make(store=Store(tmp_path / "state.db"))
    secret = first.create()["apiKey"]
    first.service.close()
    with pytest.raises(UsageError, match="not of type ADMIN"):
        make(store=Store(tmp_path / "state.db"), admin_key=secret)


def test_a_body_that_was_too_large_counts_as_a_failure(limited: Client) -> None:
    """The 413 of a body that nobody read tells the limits like every other answer."""
    reply = limited.service.handle("POST", "/api/v1/api_keys", {}, None)
    assert reply.status == 413
    assert dict(reply.headers)[b"x-ratelimit-limit-requests"] == b"20"
