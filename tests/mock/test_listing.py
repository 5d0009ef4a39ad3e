"""The list kept ready says what a list made anew would say."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from venice_contract.mock.keys import read_all
from venice_contract.mock.parts import Request
from venice_contract.mock.replies import encode

if TYPE_CHECKING:
    from tests.mock.conftest import Client


def _both(client: Client) -> tuple[bytes, bytes]:
    parts = client.service.parts
    request = Request("getApiKeys", client.service.clock.now(), {}, b"", "", "", None, None)
    kept, parts.listing = parts.listing, None
    anew = encode(read_all(parts, request))
    parts.listing = kept
    ready = read_all(parts, request)
    assert isinstance(ready, bytes)
    return ready, anew


def test_same_as_anew_through_a_random_life(client: Client) -> None:
    """After any of several hundred random steps, the two ways give the same bytes."""
    chance = Random(7)  # noqa: S311 - a repeatable walk, no secret
    ids: list[str] = []
    steps = ("create", "update", "delete", "spend", "advance", "back", "use")
    for _ in range(300):
        step = chance.choice(steps)
        if step == "create" or not ids:
            expiry = chance.choice(["", "2024-05-15T12:40:00Z", "2024-05-17"])
            ids.append(client.create(expiresAt=expiry, consumptionLimit={"usd": 900})["id"])
        elif step == "update":
            body = {
                "id": chance.choice(ids),
                "expiresAt": chance.choice([None, "2024-05-15T13:00:00Z"]),
            }
            client.ask("PATCH", "/api_keys", json=body)
        elif step == "delete":
            client.ask("DELETE", f"/api_keys?id={ids.pop(chance.randrange(len(ids)))}")
        elif step == "spend":
            client.control("POST", "spend", id=chance.choice(ids), usd=1)
        elif step == "use":
            client.ask("GET", "/api_keys/rate_limits")
        else:
            minutes = chance.choice([1, 60, 1500]) * (-1 if step == "back" else 1)
            client.control("POST", "clock", advance=minutes * 60)
        ready, anew = _both(client)
        assert ready == anew


def test_no_active_key(client: Client) -> None:
    """A list without any key is an empty list."""
    for key in client.service.store.all_keys():
        client.service.store.delete(key.id)
    assert _both(client) == (b'{"data":[],"object":"list"}',) * 2
