"""Who is let in: real keys, of the right type, alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock.conftest import Client

ADMIN_ONLY = [
    ("GET", "/api_keys"),
    ("POST", "/api_keys"),
    ("PATCH", "/api_keys"),
    ("DELETE", "/api_keys?id=x"),
    ("GET", "/api_keys/x"),
]
ALL = [*ADMIN_ONLY, ("GET", "/api_keys/rate_limits"), ("GET", "/api_keys/rate_limits/log")]


@pytest.mark.parametrize(("method", "path"), ALL)
@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000, "é"])
def test_without_a_key(client: Client, method: str, path: str, key: str) -> None:
    """No key, a wrong one or an absurd one is 401 before anything else is looked at."""
    answer = client.ask(method, path, key="", headers=_bearer(key))
    assert answer.status_code == 401
    assert answer.json() == {"error": "Authentication failed"}
    assert answer.headers["www-authenticate"] == "Bearer"


def _bearer(key: str) -> dict[str, bytes]:
    return {"authorization": f"Bearer {key}".encode()} if key else {}


@pytest.mark.parametrize("header", ["Basic {}", "{}", "Bearer", "Bearer  ", "Token {}"])
def test_other_schemes(client: Client, header: str) -> None:
    """Only the bearer scheme is understood."""
    headers = {"authorization": header.format(client.service.admin_key)}
    assert client.ask("GET", "/api_keys", key="", headers=headers).status_code == 401


def test_scheme_is_case_blind(client: Client) -> None:
    """The scheme may be written in any case, as HTTP has it."""
    headers = {"authorization": f"bearer {client.service.admin_key}"}
    assert client.ask("GET", "/api_keys", key="", headers=headers).status_code == 200


@pytest.mark.parametrize(("method", "path"), ADMIN_ONLY)
def test_inference_keys_are_barred(client: Client, method: str, path: str) -> None:
    """An INFERENCE key is refused on the operations on keys."""
    secret = client.create()["apiKey"]
    assert client.ask(method, path, key=secret).status_code == 401


def test_inference_keys_read_rate_limits(client: Client) -> None:
    """An INFERENCE key reaches the two reads of rate limits."""
    secret = client.create()["apiKey"]
    for path in ("/api_keys/rate_limits", "/api_keys/rate_limits/log"):
        assert client.ask("GET", path, key=secret).status_code == 200


def test_minted_admin_keys_work(client: Client) -> None:
    """An ADMIN key that was minted reaches everything, and its use is remembered."""
    key = client.create(apiKeyType="ADMIN")
    assert client.ask("GET", "/api_keys", key=key["apiKey"]).status_code == 200
    assert client.read(key["id"])["lastUsedAt"] is not None


def test_wallet_operations_need_no_key(client: Client) -> None:
    """The token to sign is given to everybody."""
    assert client.ask("GET", "/api_keys/generate_web3_key", key="").status_code == 200
