"""The two reads of rate limits tell the truth about the key and the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mock.conftest import Client


def test_limits_of_the_caller(client: Client) -> None:
    """The read tells the caller's expiration and the next 00:00 UTC."""
    key = client.create(expiresAt="2030-01-01")
    told = client.ask("GET", "/api_keys/rate_limits", key=key["apiKey"]).json()["data"]
    assert told["keyExpiration"] == "2030-01-01"
    assert told["nextEpochBegins"] == "2024-05-16T00:00:00.000Z"
    assert told["accessPermitted"] is True
    assert told["apiTier"] == {"id": "paid", "isCharged": True}
    assert {one["type"] for one in told["rateLimits"][0]["rateLimits"]} == {"RPM", "RPD", "TPM"}


def test_log_keeps_fifty(limited: Client) -> None:
    """The log shows what was exceeded, newest first, fifty at most."""
    for _ in range(20):
        limited.create()
    for second in range(55):
        limited.service.parts.throttle._failures.clear()
        limited.control("POST", "clock", advance=0.001 * (second > 0))
        limited.ask("POST", "/api_keys", json={"apiKeyType": "ADMIN", "description": "d"})
    told = limited.ask("GET", "/api_keys/rate_limits/log").json()
    assert told["object"] == "list"
    assert len(told["data"]) == 50
    newest = told["data"][0]
    assert newest["rateLimitType"] == "RPM"
    assert newest["timestamp"] > told["data"][-1]["timestamp"]
    assert set(newest) == {"apiKeyId", "modelId", "rateLimitTier", "rateLimitType", "timestamp"}
