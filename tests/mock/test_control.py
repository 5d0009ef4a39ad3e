"""The control plane: shut by default, its own token, small commands."""

import httpx
import pytest
from venice_contract.mock.clock import LATEST
from venice_contract.mock.control import Control
from venice_contract.mock.settings import Settings

from tests.mock.conftest import NOON, TOKEN, Client, make


def test_it_is_shut_without_a_token_and_to_a_wrong_one(client: Client) -> None:
    shut = make(settings=Settings())
    url = "http://mock/__mock__/clock"
    for one, token, status in (
        (shut, TOKEN, 404),
        (shut, "", 404),
        (client, "", 401),
        (client, "wrong", 401),
        (client, TOKEN + "x", 401),
    ):
        assert one.http.get(url, headers={"x-mock-token": token}).status_code == status
    key = {"authorization": f"Bearer {client.service.admin_key}"}
    assert client.http.get(url, headers=key).status_code == 401


def test_the_clock_is_read_set_and_advanced(client: Client) -> None:
    assert client.control("GET", "clock").json()["now"] == NOON
    shown = client.control("POST", "clock", set="2030-01-01", advance=0.5).json()
    assert shown["now"] == "2030-01-01T00:00:00.500Z"
    assert client.control("POST", "clock", set=0).json()["ms"] == 0
    assert client.control("POST", "clock", wall=True).json()["mode"] == "wall"
    assert client.control("POST", "clock", set=5, run=True).json()["mode"] == "shifted"
    client.control("POST", "clock", set=LATEST)
    limits = client.ask("GET", "/api_keys/rate_limits").json()["data"]
    assert limits["nextEpochBegins"] == "9999-12-31T00:00:00.000Z"


def test_unknown_commands_and_bodies(client: Client) -> None:
    """A command that is not there is 404, a body that is no object 400."""
    assert client.control("GET", "nothing").status_code == 404
    assert client.control("DELETE", "clock").status_code == 404
    answer = client.http.post(
        "http://mock/__mock__/clock", content=b"[1]", headers={"x-mock-token": TOKEN}
    )
    assert answer.status_code == 400


def test_faults_by_command(client: Client) -> None:
    """A fault is armed, seen and disarmed with its receipt."""
    name = "limit-stringified"
    assert client.control("PUT", f"faults/{name}").json() == {
        "name": name,
        "armed": True,
        "fired": 0,
    }
    assert client.create(consumptionLimit={"usd": 5})["consumptionLimit"]["usd"] == "5"
    client.create()
    shown = client.control("GET", "faults").json()
    assert shown["armed"] == [name]
    assert shown["receipts"] == {name: 1}
    assert len(shown["catalogue"]) >= 40
    assert client.control("DELETE", f"faults/{name}").json()["fired"] == 1
    assert client.create(consumptionLimit={"usd": 5})["consumptionLimit"]["usd"] == 5
    assert client.control("GET", f"faults/{name}").json()["armed"] is False
    assert client.control("PATCH", f"faults/{name}").status_code == 405
    client.control("PUT", f"faults/{name}")
    assert client.control("DELETE", "faults").json() == {"receipts": {name: 0}}


def test_an_outage_touches_so_many_requests_and_shows_the_limits(
    client: Client, limited: Client
) -> None:
    client.control("POST", "outage", status=503, requests=2)
    statuses = [client.ask("GET", "/api_keys").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    client.control("POST", "outage", status=500)
    assert client.ask("GET", "/api_keys").json() == {"error": "An unknown error occurred"}
    client.control("DELETE", "outage")
    assert client.ask("GET", "/api_keys").status_code == 200
    limited.control("POST", "outage", status=503)
    answer = limited.ask("GET", "/api_keys")
    assert (answer.status_code, answer.headers["x-ratelimit-limit-requests"]) == (503, "20")


def test_broken_connections(client: Client) -> None:
    """A reset and a cut answer are raised as httpx raises them."""
    client.control("POST", "outage", reset=True, requests=1)
    with pytest.raises(httpx.ReadError):
        client.ask("GET", "/api_keys")
    client.control("POST", "outage", cut=True, requests=1)
    with pytest.raises(httpx.RemoteProtocolError):
        client.ask("GET", "/api_keys")


def test_a_reset_ends_an_outage_and_a_command_too_large_is_none(client: Client) -> None:
    client.create()
    client.control("POST", "outage", status=500)
    assert client.control("POST", "reset").json() == {"reset": True}
    assert len(client.listed()) == 1
    client.create()
    headers = {b"x-mock-token": TOKEN.encode()}
    control = Control(client.service)
    assert control.handle("POST", "/__mock__/reset", headers, None).status == 413
    assert len(client.listed()) == 2


def test_state_without_secrets(client: Client) -> None:
    key = client.create(apiKeyType="ADMIN")
    client.control("POST", "wallets", address="0xAB", staked=True)
    answer = client.control("GET", "state")
    shown = answer.json()
    assert shown["keys"][1]["id"] == key["id"]
    assert shown["wallets"] == {"0xab": True} == client.control("GET", "wallets").json()["wallets"]
    assert shown["balances"] == {"USD": 1000.0, "DIEM": 1000.0}
    for secret in (key["apiKey"], client.service.admin_key, TOKEN + '"'):
        assert secret not in answer.text
    assert "digest" not in answer.text


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("clock", b'{"set":"never"}'),
        ("clock", b'{"set":-1}'),
        ("clock", b'{"advance":"1"}'),
        ("clock", b'{"advance":1e306}'),
        ("clock", b'{"advance":-1e308}'),
        ("clock", b'{"advance":1' + b"0" * 400 + b"}"),
        ("clock", b'{"set":"2025-01-01","advance":"x"}'),
        ("clock", b'{"jump":1}'),
        ("outage", b'{"status":404}'),
        ("outage", b'{"delay":-1}'),
        ("outage", b'{"requests":1.5}'),
        ("outage", b'{"often":1}'),
        ("outage", b'{"status":[500]}'),
        ("outage", b'{"status":{}}'),
        ("outage", b'{"status":500.0}'),
        ("wallets", b"{}"),
        ("wallets", b'{"address":"0xabc","stake":true}'),
        ("faults/none", b"{}"),
        ("spend", b"{}"),
        ("spend", b'{"id":5}'),
        ("spend", b'{"id":"x","usd":"1"}'),
        ("spend", b'{"id":"x","usd":-1}'),
        ("spend", b'{"id":"x","eur":1}'),
    ],
)
def test_unusable_commands_change_nothing(client: Client, command: str, given: bytes) -> None:
    url, headers = f"http://mock/__mock__/{command}", {"x-mock-token": TOKEN}
    answer = client.http.post(url, content=given, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert client.control("GET", "clock").json()["now"] == NOON
    assert client.ask("GET", "/api_keys").status_code == 200
    assert client.service.store.account.wallets == {}
