"""A state in a file survives, keeps no secrets, and is opened only where it is ours."""

import contextlib
import sqlite3
from pathlib import Path
from unittest.mock import Mock

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.service import Service
from venice_contract.mock.store import APPLICATION_ID, Store

from tests.mock.conftest import Client, make


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


def test_an_answered_key_is_on_disk_at_once_and_no_secret_is(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    client = _client(path)
    key = client.create()
    written = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    client.service.close()
    closed = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert key["id"].encode() in written
    assert not any(secret in closed for secret in (key["apiKey"].encode(), b"mock-first"))


def test_without_a_file_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", Mock(side_effect=AssertionError))
    assert len(make().listed()) == 1


def test_generated_admin_key_is_replaced(tmp_path: Path) -> None:
    first = Service(store=Store(tmp_path / "state.db"))
    old = first.admin_key
    first.close()
    second = Client(Service(store=Store(tmp_path / "state.db")))
    assert second.ask("GET", "/api_keys", key=old).status_code == 401
    assert len(second.listed()) == 1
    second.service.close()


FOREIGN: dict[str, bytes | str] = {
    "text": b"hello",
    "an empty database": b"SQLite format 3\x00" + b"\x00" * 84,
    "another database": "CREATE TABLE keys (id);",
    "a newer state": (
        f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=7; CREATE TABLE a (b);"
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_is_refused_untouched(tmp_path: Path, name: str) -> None:
    path, made = tmp_path / "other.db", FOREIGN[name]
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        with contextlib.closing(sqlite3.connect(path)) as base:
            base.executescript(made)
    content = path.read_bytes()
    says = "schema version 7" if name == "a newer state" else "not a state of the mock"
    with pytest.raises(UsageError, match=says):
        Store(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_state_is_opened_once_and_in_a_folder_that_is_there(tmp_path: Path) -> None:
    """A second mock on the same file is refused; an empty file, as of mktemp, becomes a state."""
    first = Store(tmp_path / "state.db")
    with pytest.raises(UsageError, match="cannot be used"):
        Store(tmp_path / "state.db")
    first.close()
    with pytest.raises(UsageError, match="no such folder"):
        Store(tmp_path / "nowhere" / "state.db")
    path = tmp_path / "empty.db"
    path.touch()
    Store(path).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE records SET record='{}' WHERE id != ''", "cannot be read as"),
        ("UPDATE records SET record='[]'", "cannot be read as"),
        ("DROP TABLE records", "no such table"),
        ("PRAGMA user_version=7", "schema version 7"),
    ],
)
def test_damaged_state_is_refused(tmp_path: Path, damage: str, words: str) -> None:
    path = tmp_path / "state.db"
    _client(path).service.close()
    base = sqlite3.connect(path)
    base.execute(damage)
    base.commit()
    base.close()
    with pytest.raises(UsageError, match=words):
        Store(path)
