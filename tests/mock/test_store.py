"""A state in a file survives, keeps no secrets, and is opened only where it is ours."""

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


def test_answered_key_is_on_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    client = _client(path)
    key = client.create()
    content = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert key["id"].encode() in content
    client.service.close()


def test_without_a_file_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", Mock(side_effect=AssertionError))
    assert len(make().listed()) == 1


def test_file_holds_no_secret(tmp_path: Path) -> None:
    client = _client(tmp_path / "state.db")
    secret = client.create()["apiKey"]
    client.service.close()
    content = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert secret.encode() not in content
    assert b"mock-first" not in content


def test_generated_admin_key_is_replaced(tmp_path: Path) -> None:
    first = Service(store=Store(tmp_path / "state.db"))
    old = first.admin_key
    first.close()
    second = Client(Service(store=Store(tmp_path / "state.db")))
    assert second.ask("GET", "/api_keys", key=old).status_code == 401
    assert len(second.listed()) == 1
    second.service.close()


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\x00" + b"\x00" * 84])
def test_foreign_file_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="not a state of the mock"):
        Store(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_foreign_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE keys (id)")
    base.commit()
    base.close()
    content = path.read_bytes()
    with pytest.raises(UsageError, match="not a state of the mock"):
        Store(path)
    assert path.read_bytes() == content


def test_other_version_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    base = sqlite3.connect(path)
    base.executescript(
        f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=7; CREATE TABLE a (b);"
    )
    base.close()
    content = path.read_bytes()
    with pytest.raises(UsageError, match="schema version 7"):
        Store(path)
    assert path.read_bytes() == content


def test_state_in_use(tmp_path: Path) -> None:
    """A second mock on the same file is refused as in use."""
    first = Store(tmp_path / "state.db")
    with pytest.raises(UsageError, match="cannot be used"):
        Store(tmp_path / "state.db")
    first.close()


def test_missing_folder(tmp_path: Path) -> None:
    """A file in a folder that is not there is refused with a sentence."""
    with pytest.raises(UsageError, match="no such folder"):
        Store(tmp_path / "nowhere" / "state.db")


def test_empty_file_is_used(tmp_path: Path) -> None:
    """An empty file, as mktemp leaves it, becomes a state."""
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
