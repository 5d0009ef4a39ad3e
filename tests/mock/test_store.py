"""The state survives and keeps no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.mock.records import MILLION, Key, Spent
from venice_contract.mock.service import Service
from venice_contract.mock.store import Store

from tests.mock.conftest import Client, make

if TYPE_CHECKING:
    from pathlib import Path


def _client(path: Path) -> Client:
    return make(store=Store(path), admin_key="mock-first")


def test_file_survives(tmp_path: Path) -> None:
    """Keys, revocations, spendings and last uses are there after a restart."""
    path = tmp_path / "state with space.db"
    first = _client(path)
    kept = first.create(consumptionLimit={"usd": 5}, limitPeriod="LIFETIME")
    gone = first.create()
    first.ask("DELETE", f"/api_keys?id={gone['id']}")
    first.control("POST", "spend", id=kept["id"], usd=1.5)
    before = first.listed()
    first.service.close()
    second = _client(path)
    assert [one["id"] for one in second.listed()] == [one["id"] for one in before]
    assert second.read(kept["id"])["currentPeriodUsage"]["usd"] == "1.5000"
    assert second.ask("GET", "/api_keys/rate_limits", key=kept["apiKey"]).status_code == 200
    assert second.ask("GET", "/api_keys/rate_limits", key=gone["apiKey"]).status_code == 401
    second.service.close()


def test_answered_key_is_on_disk_at_once(tmp_path: Path) -> None:
    """A key that was answered can be read by another process before any closing."""
    path = tmp_path / "state.db"
    client = _client(path)
    key = client.create()
    content = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert key["id"].encode() in content
    client.service.close()


def test_file_holds_no_secret(tmp_path: Path) -> None:
    """Neither a minted secret nor the admin's stands in the file."""
    client = _client(tmp_path / "state.db")
    secret = client.create()["apiKey"]
    client.service.close()
    content = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert secret.encode() not in content
    assert b"mock-first" not in content


def test_generated_admin_key_is_replaced(tmp_path: Path) -> None:
    """A restart without a given admin key makes a new one and removes the one nobody knows."""
    first = Service(store=Store(tmp_path / "state.db"))
    old = first.admin_key
    first.close()
    second = Client(Service(store=Store(tmp_path / "state.db")))
    assert second.ask("GET", "/api_keys", key=old).status_code == 401
    assert len(second.listed()) == 1
    second.service.close()


def test_spendings_go_with_their_key(client: Client) -> None:
    """A deleted key takes its spendings along."""
    store = client.service.store
    key = store.by_id(client.create()["id"])
    assert key is not None
    client.control("POST", "spend", id=key.id, usd=1)
    assert store.spent_since(key, 0) == Spent(usd=MILLION)
    client.ask("DELETE", f"/api_keys?id={key.id}")
    assert store.spent_since(key, 0) == Spent()


def test_changes_are_bounded(client: Client) -> None:
    """Very many changes that nobody asks for are forgotten rather than hoarded."""
    store = client.service.store
    store.take_changes()
    for number in range(10_001):
        store.insert(Key(str(number), str(number).encode(), "abcdef", 0))
    assert store.take_changes() is None


def test_what_is_not_written_yet_is_found(client: Client) -> None:
    """A new key works, can be changed, spent on and revoked, whatever came before."""
    keys = [client.create(apiKeyType="ADMIN") for _ in range(4)]
    assert client.ask("GET", "/api_keys", key=keys[0]["apiKey"]).status_code == 200
    body = {"id": keys[1]["id"], "description": "Changed"}
    assert client.ask("PATCH", "/api_keys", json=body).status_code == 200
    assert client.control("POST", "spend", key=keys[2]["apiKey"], usd=1).status_code == 200
    assert client.ask("DELETE", f"/api_keys?id={keys[3]['id']}").status_code == 200
    assert client.ask("GET", "/api_keys", key=keys[3]["apiKey"]).status_code == 401
    shown = {one["id"]: one for one in client.listed()}
    assert shown[keys[1]["id"]]["description"] == "Changed"
    assert shown[keys[2]["id"]]["usage"]["trailingSevenDays"]["usd"] == "1.0000"


def test_spendings_stay_with_their_key(client: Client) -> None:
    """Each key has its own spendings, also where several were made before any was written."""
    keys = [client.create() for _ in range(3)]
    for amount, key in enumerate(keys, 1):
        client.control("POST", "spend", id=key["id"], usd=amount)
    spent = [client.read(key["id"])["usage"]["trailingSevenDays"]["usd"] for key in keys]
    assert spent == ["1.0000", "2.0000", "3.0000"]
