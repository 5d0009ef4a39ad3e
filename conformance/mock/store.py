"""The state, in SQLite: in memory, or in a file that survives the death of the process.

The only module that imports sqlite3. A statement that changes something is its own transaction
and is in the operating system's hands before the answer leaves, so a key that was answered is
there after `kill -9` (write-ahead log; a power cut may lose the last writes). The one exception
is `lastUsedAt`: it is kept in memory and written with the next change or on closing.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.mock.records import Change, Key, Spent

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 1  # of schema.sql; a file of another version is refused untouched

_CALLERS = 64  # keys of callers that are remembered, so that a client is looked up once
_CHANGES = 10_000  # changes that are remembered for the list; beyond, it is made anew

_HEADER = b"SQLite format 3\x00"
_COLUMNS = (
    "id, digest, last_six, api_key_type, description, limits, limit_period, model_privacy,"
    " expires_at, expires_ms, created_ms, last_used_ms, extras, bootstrap,"
    " spent_usd, spent_diem, spent_vcu"
)
_SELECT = f"SELECT {_COLUMNS} FROM keys"  # noqa: S608 - constants only
_INSERT = f"INSERT INTO keys ({_COLUMNS}) VALUES ({','.join('?' * 17)})"  # noqa: S608 - the same
_ACTIVE = "(expires_ms IS NULL OR expires_ms > ?)"


class Store:
    """Keys, spendings, wallets and the log of exceeded limits.

    Args:
        path: file to keep them in; None keeps them in memory.

    Raises:
        UsageError: the file is not ours, of another version, in use, or cannot be opened.
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            _require_ours(path)
        try:
            self._base = _opened(path)
        except sqlite3.Error as problem:
            raise UsageError(f"{path}: cannot be used as the mock's state ({problem}).") from None
        self._run = self._base.execute
        self._used: dict[str, int] = {}
        self._callers: dict[bytes, Key] = {}
        self._changes: dict[str, Change] | None = None

    def close(self) -> None:
        """Write what is pending and close."""
        self._write_used()
        self._base.close()

    def insert(self, key: Key) -> None:
        """Add a key."""
        row = list(key)
        row[5] = _dump(key.limits) if key.limits else "{}"
        row[12] = _dump(key.extras) if key.extras else "{}"
        self._run(_INSERT, row)
        self._note(key.id, new=True)

    def update(self, key: Key) -> None:
        """Replace what can be changed about a key."""
        self._run(
            "UPDATE keys SET api_key_type=?, description=?, limits=?, limit_period=?,"
            " model_privacy=?, expires_at=?, expires_ms=?, extras=? WHERE id=?",
            (
                key.api_key_type,
                key.description,
                _dump(key.limits),
                key.limit_period,
                key.model_privacy,
                key.expires_at,
                key.expires_ms,
                _dump(key.extras),
                key.id,
            ),
        )
        self._write_used()
        self._note(key.id)

    def delete(self, key_id: str) -> bool:
        """Remove a key and its spendings for good; tell whether it was there."""
        self._used.pop(key_id, None)
        self._note(key_id)
        return self._run("DELETE FROM keys WHERE id=?", (key_id,)).rowcount > 0

    def by_digest(self, digest: bytes) -> Key | None:
        """Return the key with that hash of its secret; its last use may be out of date."""
        key = self._callers.get(digest)
        if key is None:
            key = self._one(f"{_SELECT} WHERE digest=?", digest)
            if key is not None:
                if len(self._callers) >= _CALLERS:
                    self._callers.clear()
                self._callers[digest] = key
        return key

    def by_id(self, key_id: str) -> Key | None:
        """Return the key with that id."""
        return self._one(f"{_SELECT} WHERE id=?", key_id)

    def all_keys(self) -> list[Key]:
        """Return every key, expired ones too, oldest first."""
        return [self._key(row) for row in self._run(f"{_SELECT} ORDER BY seq")]

    def count_active(self, now: int) -> int:
        """Return how many keys have not expired."""
        query = f"SELECT count(*) FROM keys WHERE {_ACTIVE}"  # noqa: S608 - constants only
        return int(self._run(query, (now,)).fetchone()[0])

    def touch(self, key_id: str, now: int) -> None:
        """Remember that a key was used; in memory until the next change."""
        self._used[key_id] = now
        changes = self._changes
        if changes is not None and key_id not in changes:
            changes[key_id] = Change.USED

    def last_use(self, key_id: str) -> int | None:
        """Return when a key was last used, if that is not written yet."""
        return self._used.get(key_id)

    def take_changes(self) -> dict[str, Change] | None:
        """Return the ids that changed since this was last asked, in order.

        None where that is not known: at the first asking, and after very many changes.
        """
        changes, self._changes = self._changes, {}
        return changes

    def _note(self, key_id: str, *, new: bool = False) -> None:
        if not new:
            self._callers = {one: key for one, key in self._callers.items() if key.id != key_id}
        if self._changes is not None:
            if new:
                self._changes[key_id] = Change.NEW
            elif self._changes.get(key_id) != Change.NEW:
                self._changes[key_id] = Change.CHANGED
            if len(self._changes) > _CHANGES:
                self._changes = None

    def spend(self, key_id: str, now: int, amount: Spent) -> None:
        """Book a spending on a key and on the account, both or neither."""
        self._run("BEGIN IMMEDIATE")
        self._run("INSERT INTO spendings VALUES (?,?,?,?,?)", (key_id, now, *amount))
        self._run(
            "UPDATE keys SET spent_usd=spent_usd+?, spent_diem=spent_diem+?,"
            " spent_vcu=spent_vcu+? WHERE id=?",
            (*amount, key_id),
        )
        self._run("UPDATE account SET usd=usd-?, diem=diem-?", (amount.usd, amount.diem))
        self._run("COMMIT")
        self._note(key_id)

    def spent_since(self, key_id: str, start: int) -> Spent:
        """Return what a key has spent at or after a moment."""
        row = self._run(
            "SELECT ifnull(sum(usd),0), ifnull(sum(diem),0), ifnull(sum(vcu),0) FROM spendings"
            " WHERE id=? AND at_ms>=?",
            (key_id, start),
        ).fetchone()
        return Spent._make(row)

    def balances(self) -> Spent:
        """Return the balances of the account."""
        return Spent(*self._run("SELECT usd, diem FROM account").fetchone())

    def open_account(self, usd: int, diem: int, signing_key: bytes) -> None:
        """Give a new state its balances and its signing key; keep those of an old one."""
        self._run("INSERT OR IGNORE INTO account VALUES (1,?,?,?)", (usd, diem, signing_key))

    def signing_key(self) -> bytes:
        """Return the key that signs wallet tokens."""
        return bytes(self._run("SELECT signing_key FROM account").fetchone()[0])

    def set_wallet(self, address: str, *, staked: bool) -> None:
        """Remember whether a wallet holds a stake; the address in lower case."""
        self._run("INSERT OR REPLACE INTO wallets VALUES (?,?)", (address, int(staked)))

    def wallets(self) -> dict[str, bool]:
        """Return every wallet that was told, and whether it holds a stake."""
        return {one: bool(staked) for one, staked in self._run("SELECT * FROM wallets")}

    def log_exceeded(self, key_id: str, kind: str, now: int) -> None:
        """Log that a limit was exceeded; the last 50 are kept, as many as the read shows (spec)."""
        self._run("INSERT INTO exceeded (key_id, kind, at_ms) VALUES (?,?,?)", (key_id, kind, now))
        self._run(
            "DELETE FROM exceeded WHERE seq <= (SELECT seq FROM exceeded ORDER BY seq DESC"
            " LIMIT 1 OFFSET 50)"
        )

    def exceeded(self) -> list[tuple[str, str, int]]:
        """Return key id, kind and moment of the exceeded limits, newest first."""
        return list(self._run("SELECT key_id, kind, at_ms FROM exceeded ORDER BY seq DESC"))

    def clear(self) -> None:
        """Forget everything."""
        self._used.clear()
        self._callers.clear()
        self._changes = None
        self._base.executescript(
            "BEGIN; DELETE FROM spendings; DELETE FROM keys; DELETE FROM account;"
            " DELETE FROM wallets; DELETE FROM exceeded; COMMIT;"
        )

    def _one(self, query: str, value: object) -> Key | None:
        row = self._run(query, (value,)).fetchone()
        return None if row is None else self._key(row)

    def _key(self, row: tuple[Any, ...]) -> Key:
        key = Key._make(row)
        return key._replace(
            limits=json.loads(row[5]),
            extras=json.loads(row[12]),
            bootstrap=bool(row[13]),
            last_used_ms=self._used.get(key.id, key.last_used_ms),
        )

    def _write_used(self) -> None:
        if self._used:
            self._base.executemany(
                "UPDATE keys SET last_used_ms=? WHERE id=?",
                [(now, key_id) for key_id, now in self._used.items()],
            )
            self._used.clear()


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SCHEMA = Path(__file__).with_name("schema.sql")


def _require_ours(path: Path) -> None:
    """Refuse, by its first bytes alone and before SQLite sees it, a file that is not ours."""
    if not path.exists():
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no such folder for the mock's state.")
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror}).") from None
    if not head:
        return
    # Offsets 60 (user version) and 68 (application id) of SQLite's file header.
    if head[:16] != _HEADER or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise UsageError(
            f"{path}: this is not a state of the mock, so it was left untouched.",
            hint="Name another file with --db.",
        )
    version = int.from_bytes(head[60:64], "big")
    if version != VERSION:
        raise UsageError(
            f"{path}: this state has schema version {version}, this mock knows {VERSION};"
            " it was left untouched.",
            hint="Use the mock that wrote it, or name another file with --db.",
        )


def _opened(path: Path | None) -> sqlite3.Connection:
    # One service has one lock around it, so the connection may be used from any thread.
    base = sqlite3.connect(
        str(path) if path else ":memory:",
        isolation_level=None,
        check_same_thread=False,
        timeout=0.2,
        cached_statements=64,
    )
    try:
        if path is not None:
            base.execute("PRAGMA locking_mode=EXCLUSIVE")
        else:
            # Nothing to roll back to: what is in memory dies with the process anyway.
            base.execute("PRAGMA journal_mode=OFF")
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            base.executescript(
                f"BEGIN EXCLUSIVE; PRAGMA application_id={APPLICATION_ID};"
                f" PRAGMA user_version={VERSION}; {_SCHEMA.read_text('utf-8')} COMMIT;"
            )
        if path is not None:
            # Only now: the header must carry our mark before a log can hide it.
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=NORMAL")
        base.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error:
        base.close()
        raise
    return base
