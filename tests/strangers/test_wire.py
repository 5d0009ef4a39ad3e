"""The strangers behave on a real port as they do in one process."""

from __future__ import annotations

import httpx
import pytest

from tests.strangers.fragments import fragment
from tests.strangers.manners import Manners
from tests.strangers.server import ADMIN, Server
from tests.strangers.streams import WAYS, streaming
from tests.strangers.wire import served

HEADERS = {"authorization": f"Bearer {ADMIN}"}


def test_a_key_lives_on_a_real_port() -> None:
    """A key can be made, read and revoked over HTTP."""
    with served(Server(fragment())) as base, httpx.Client(headers=HEADERS) as client:
        body = {"apiKeyType": "ADMIN", "description": "on the wire"}
        made = client.post(f"{base}/api_keys", json=body).json()["data"]
        read = client.get(f"{base}/api_keys/{made['id']}").json()["data"]
        gone = client.delete(f"{base}/api_keys", params={"id": made["id"]})
        assert read["description"] == "on the wire"
        assert (gone.status_code, gone.json()) == (200, {"success": True})
        assert client.get(f"{base}/api_keys").json()["data"] == []


def test_weather_resets_connections() -> None:
    """A reset in one process is a closed connection on a real port."""
    server = Server(fragment(), Manners(weather=1, seed=0))
    seen: set[object] = set()
    with served(server) as base, httpx.Client(headers=HEADERS) as client:
        for _ in range(20):
            try:
                seen.add(client.get(f"{base}/api_keys").status_code)
            except httpx.RemoteProtocolError:
                seen.add("reset")
    assert seen == {502, 503, 520, "reset"}


def read_a_little(base: str, seconds: float, most: int = 300_000) -> str:
    """Read an answer of at most so many bytes, so long for each read; say how it went."""
    try:
        with httpx.stream("GET", f"{base}/api_keys", timeout=seconds) as response:
            read = 0
            for piece in response.iter_bytes():
                read += len(piece)
                if read > most:
                    return "too much"
            return f"{response.status_code}"
    except httpx.TimeoutException:
        return "too late"
    except httpx.HTTPError:
        return "broken"


EXPECTED = {
    "never answers": {"too late"},
    "never ends": {"too much"},
    "never ends, in chunks": {"too much"},
    "a gzip bomb": {"too much"},
    "cut in the middle": {"broken"},
    "closes at once": {"broken"},
    "speaks no HTTP": {"broken"},
    "one header of a megabyte": {"broken"},
    "5000 headers": {"broken", "200"},
    "a length below 0": {"broken"},
    "two lengths": {"broken"},
    "redirects to itself": {"302"},
    "100,000 keys": {"too much"},
}
"""What a careful caller makes of each; those that drip need a bound on the whole answer."""


@pytest.mark.parametrize("way", EXPECTED)
def test_a_way_shows(way: str) -> None:
    """A caller that bounds each read sees what the server does."""
    with streaming(way) as base:
        assert read_a_little(base, 0.2 if way == "never answers" else 10.0) in EXPECTED[way]


def test_every_way_is_known() -> None:
    """Only what drips, which would take a test seconds, is not asked here."""
    drips = {"drips headers", "drips its body", "early hints for ever"}
    assert WAYS.keys() - drips == EXPECTED.keys()
