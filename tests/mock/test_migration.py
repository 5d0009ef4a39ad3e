"""A state that an older mock wrote is brought up to date, whole or not at all."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from venice_contract.mock import migration
from venice_contract.mock.blanks import digest_of
from venice_contract.mock.state_file import APPLICATION_ID, VERSION, opened
from venice_contract.mock.store import Store

from tests.mock.conftest import NOON, Client, make

if TYPE_CHECKING:
    from pathlib import Path

VERSION_1 = """
CREATE TABLE keys (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, digest BLOB NOT NULL UNIQUE,
    last_six TEXT NOT NULL, api_key_type TEXT, description TEXT, limits TEXT NOT NULL,
    limit_period TEXT, model_privacy TEXT, expires_at TEXT, expires_ms INTEGER,
    created_ms INTEGER NOT NULL, last_used_ms INTEGER, extras TEXT NOT NULL,
    bootstrap INTEGER NOT NULL, spent_usd INTEGER NOT NULL DEFAULT 0,
    spent_diem INTEGER NOT NULL DEFAULT 0, spent_vcu INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE spendings (
    id TEXT NOT NULL REFERENCES keys(id) ON DELETE CASCADE, at_ms INTEGER NOT NULL,
    usd INTEGER NOT NULL, diem INTEGER NOT NULL, vcu INTEGER NOT NULL
);
CREATE INDEX spendings_by_key ON spendings(id, at_ms);
CREATE TABLE account (
    one INTEGER PRIMARY KEY CHECK (one = 1), usd INTEGER NOT NULL, diem INTEGER NOT NULL,
    signing_key BLOB NOT NULL
);
CREATE TABLE wallets (address TEXT PRIMARY KEY, staked INTEGER NOT NULL);
CREATE TABLE exceeded (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, key_id TEXT NOT NULL, kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
INSERT INTO account VALUES (1, 998000000, 1000000000, X'00');
INSERT INTO wallets VALUES ('0xabc', 1);
INSERT INTO exceeded (key_id, kind, at_ms) VALUES ('one', 'RPM', 1715700000000);
"""
"""The schema of the first mock, word for word, with an account that has spent 2 usd."""

MORNING = 1715760000000  # 2024-05-15T08:00:00Z
KEYS = [
    (1, "admin", "mock-first", "ADMIN", None, "{}", "EPOCH", "ALL", None, None, "{}", 1),
    (
        *(5, "one", "mock-one", "INFERENCE", "An old key", '{"usd":5,"diem":null}', "MONTH"),
        *("PRIVATE_ONLY", "2030-01-01", 1893456000000, '{"team":"blue"}', 0),
    ),
]


def _of_version_1(path: Path) -> None:
    base = sqlite3.connect(path)
    base.executescript(
        f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=1; {VERSION_1}"
    )
    for seq, key_id, secret, kind, text, limits, period, privacy, at, ms, extras, first in KEYS:
        base.execute(
            "INSERT INTO keys VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(seq, key_id, digest_of(secret), secret[-6:], kind, text, limits, period, privacy),
                *(at, ms, MORNING, MORNING + 1, extras, first, 2_000_000 * (seq == 5), 0, 0),
            ),
        )
    base.execute("INSERT INTO spendings VALUES ('one', ?, 2000000, 0, 0)", (MORNING,))
    base.commit()
    base.close()


def test_keys_of_version_1_live_on(tmp_path: Path) -> None:
    """Keys, their fields, secrets, spendings, and the account are as they were."""
    path = tmp_path / "old.db"
    _of_version_1(path)
    client = make(store=Store(path), admin_key="mock-first")
    admin, one = client.listed()
    assert (admin["id"], admin["lastUsedAt"]) == ("admin", NOON)
    assert one == {
        "apiKeyType": "INFERENCE",
        "consumptionLimits": {"usd": 5, "diem": None},
        "limitPeriod": "MONTH",
        "modelPrivacy": "PRIVATE_ONLY",
        "expiresAt": "2030-01-01",
        "description": "An old key",
        "id": "one",
        "createdAt": "2024-05-15T08:00:00.000Z",
        "last6Chars": "ck-one",
        "lastUsedAt": "2024-05-15T08:00:00.001Z",
        "usage": {"trailingSevenDays": {"usd": "2.0000", "vcu": "0.0000", "diem": "0.0000"}},
        "currentPeriodUsage": {"usd": "2.0000", "diem": "0.0000"},
    }
    rates = client.ask("GET", "/api_keys/rate_limits", key="mock-one").json()["data"]
    assert rates["balances"]["USD"] == 998
    log = client.ask("GET", "/api_keys/rate_limits/log").json()["data"]
    assert [entry["apiKeyId"] for entry in log] == ["one"]
    assert client.service.store.wallets() == {"0xabc": True}
    assert client.service.store.by_id("one").extras == {"team": "blue"}  # type: ignore[union-attr]
    client.service.close()


def test_a_migrated_state_is_used_like_a_new_one(tmp_path: Path) -> None:
    """What is created, spent and revoked after the migration is there after a restart."""
    path = tmp_path / "old.db"
    _of_version_1(path)
    client = make(store=Store(path), admin_key="mock-first")
    made = client.create()
    client.control("POST", "spend", id="one", usd=1)
    client.service.close()
    again = Client(make(store=Store(path), admin_key="mock-first").service)
    assert [one["id"] for one in again.listed()] == ["admin", "one", made["id"]]
    assert again.read("one")["currentPeriodUsage"]["usd"] == "3.0000"
    assert again.ask("DELETE", "/api_keys?id=one").status_code == 200
    again.service.close()
    assert int.from_bytes(path.read_bytes()[60:64], "big") == VERSION


def test_a_death_in_the_middle_leaves_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that does not come to its end changes nothing, and can be tried again."""
    path = tmp_path / "old.db"
    _of_version_1(path)

    def dies(base: sqlite3.Connection) -> int:
        migration.from_version_1(base)
        raise KeyboardInterrupt

    monkeypatch.setitem(migration.MIGRATIONS, 1, dies)
    with pytest.raises(KeyboardInterrupt):
        opened(path)
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA user_version").fetchone() == (1,)
    assert base.execute("SELECT count(*) FROM spendings JOIN keys USING (id)").fetchone() == (1,)
    base.close()
    monkeypatch.undo()
    store = Store(path)
    assert [key.id for key in store.all_keys()] == ["admin", "one"]
    store.close()
