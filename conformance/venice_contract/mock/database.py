"""The account in a SQLite file: written before the answer leaves, and read once, at the start.

Every change is a transaction of its own and in the operating system's hands when the method
returns, so a key that was answered is there after `kill -9` (write-ahead log; a power cut may lose
the last writes). A file that is not ours, or of another version, is refused by its first bytes
alone, before SQLite sees it.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from venice_contract.errors import UsageError
from venice_contract.mock.records import Key, Spent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 3  # of SCHEMA

SCHEMA = {
    # Moments are milliseconds since 1970 (UTC); amounts are millionths.
    "keys": "seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL",
    "spendings": (
        "id TEXT NOT NULL REFERENCES keys(id) ON DELETE CASCADE, at_ms INTEGER NOT NULL,"
        " usd INTEGER NOT NULL, diem INTEGER NOT NULL, vcu INTEGER NOT NULL"
    ),
    "account": (
        "one INTEGER PRIMARY KEY CHECK (one = 1), usd INTEGER NOT NULL, diem INTEGER NOT NULL,"
        " signing_key BLOB NOT NULL"
    ),
    "wallets": "address TEXT PRIMARY KEY, staked INTEGER NOT NULL",
    "exceeded": (
        "seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kind TEXT NOT NULL,"
        " at_ms INTEGER NOT NULL"
    ),
}
"""Tables and their columns. `record` is the JSON of a `records.Key`, its digest in base64."""

_HEADER = b"SQLite format 3\x00"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Key).decode


class Database:
    """A file that holds one account, open until it is closed; one process at a time uses it.

    Args:
        path: the file; made if it is not there or empty.

    Raises:
        UsageError: the file is not ours, of another version, in use, damaged, or not to be opened.
    """

    def __init__(self, path: Path) -> None:
        _require_ours(path)
        try:
            # One service has one lock around it, so the connection may be used from any thread.
            self._base = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=0.2
            )
        except sqlite3.Error as problem:
            raise _unusable(path, problem) from None
        try:
            self._open()
            self.keys: list[Key] = [
                _decode(record) for (record,) in self._rows("SELECT record FROM keys ORDER BY seq")
            ]
        except (sqlite3.Error, msgspec.DecodeError) as problem:
            self._base.close()
            raise _unusable(path, problem) from None
        except BaseException:
            self._base.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def spendings(self) -> Iterator[tuple[str, int, Spent]]:
        """Yield id of the key, moment and amounts of every spending, in order."""
        for key_id, moment, *amount in self._rows("SELECT * FROM spendings ORDER BY rowid"):
            yield key_id, moment, Spent(*amount)

    def account(self) -> tuple[Spent, bytes] | None:
        """Return the balances and the signing key, None for a new file."""
        row = self._base.execute("SELECT usd, diem, signing_key FROM account").fetchone()
        return None if row is None else (Spent(row[0], row[1]), bytes(row[2]))

    def wallets(self) -> dict[str, bool]:
        """Return whether each known wallet holds a stake."""
        return {address: bool(staked) for address, staked in self._rows("SELECT * FROM wallets")}

    def exceeded(self) -> list[tuple[str, str, int]]:
        """Return id of the key, kind and moment of each exceeded limit, oldest first."""
        return self._rows("SELECT id, kind, at_ms FROM exceeded ORDER BY seq")

    def put_key(self, key: Key) -> None:
        """Write a key: a new one at the end, a known one in its place."""
        self._base.execute(
            "INSERT INTO keys (id, record) VALUES (?,?)"
            " ON CONFLICT (id) DO UPDATE SET record=excluded.record",
            (key.id, _encode(key).decode()),
        )

    def remove_key(self, key_id: str) -> None:
        """Remove a key and its spendings."""
        self._base.execute("DELETE FROM keys WHERE id=?", (key_id,))

    def put_spending(self, key: Key, now: int, amount: Spent, left: Spent) -> None:
        """Write a spending, the key that made it, and the balances that are left: all or none."""
        with self._transaction():
            self._base.execute("INSERT INTO spendings VALUES (?,?,?,?,?)", (key.id, now, *amount))
            self._base.execute("UPDATE account SET usd=?, diem=?", (left.usd, left.diem))
            self.put_key(key)

    def put_account(self, balances: Spent, signing_key: bytes) -> None:
        """Write the account of a new file."""
        values = (balances.usd, balances.diem, signing_key)
        self._base.execute("INSERT INTO account VALUES (1,?,?,?)", values)

    def put_wallet(self, address: str, *, staked: bool) -> None:
        """Write whether a wallet holds a stake."""
        self._base.execute("INSERT OR REPLACE INTO wallets VALUES (?,?)", (address, int(staked)))

    def put_exceeded(self, key_id: str, kind: str, now: int, *, most: int) -> None:
        """Write an exceeded limit; all but the last `most` are forgotten."""
        with self._transaction():
            self._base.execute(
                "INSERT INTO exceeded (id, kind, at_ms) VALUES (?,?,?)", (key_id, kind, now)
            )
            self._base.execute(
                "DELETE FROM exceeded WHERE seq <= (SELECT max(seq) FROM exceeded) - ?", (most,)
            )

    def clear(self) -> None:
        """Forget everything."""
        with self._transaction():
            for table in SCHEMA:
                self._base.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above

    def _rows(self, query: str) -> list[tuple[str, ...]] | list[tuple[str, str, int]]:
        return self._base.execute(query).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def _open(self) -> None:
        self._base.execute("PRAGMA locking_mode=EXCLUSIVE")
        with self._transaction():
            self._make_tables()
        # Only now: the header must carry our mark before a log can hide it.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.execute("PRAGMA foreign_keys=ON")

    def _make_tables(self) -> None:
        there = {name for (name,) in self._rows("SELECT name FROM sqlite_master")}
        if not there:
            self._base.execute(f"PRAGMA application_id={APPLICATION_ID}")
            self._base.execute(f"PRAGMA user_version={VERSION}")
            for table, columns in SCHEMA.items():
                self._base.execute(f"CREATE TABLE {table} ({columns})")
            return
        # A log beside the file may be newer than its header.
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            raise sqlite3.DatabaseError(f"schema version {version}, this mock knows {VERSION}")
        if missing := SCHEMA.keys() - there:
            raise sqlite3.DatabaseError(f"no table {', '.join(sorted(missing))}")


def _unusable(path: Path, problem: Exception) -> UsageError:
    return UsageError(f"{path}: cannot be used as the mock's state ({problem}).")


def _require_ours(path: Path) -> None:
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
