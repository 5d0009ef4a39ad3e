"""The account with its keys, and what disturbs it: plain objects in memory.

With a file, each change is written there, and committed, before the method returns: a key that was
answered is there after `kill -9` (write-ahead log; a power cut may lose the last writes). A file
that is not ours, or of another version, is refused by its first bytes alone.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from venice_contract.errors import UsageError
from venice_contract.mock.records import Account, Key, Spent
from venice_contract.mock.replies import Disruption

LOGGED = 50  # exceeded limits that are kept, as many as the read shows (spec)
FOREVER = -1
"""`left` of an outage that lasts until it is ended."""

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 4  # of the table and its records
TABLE = "records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL)"

_HEADER = b"SQLite format 3\x00"
_ACCOUNT = ""  # id of its record; no key has it


@dataclass(slots=True)
class Outage:
    """What happens to the next `left` requests (FOREVER for no end).

    `status` is answered in place of the service; None where it answers itself.
    """

    status: int | None
    disruption: Disruption
    left: int = FOREVER


class Store:
    """The one account that the mock has, and its keys, in a file if there is a path.

    `outage` disturbs the next requests, and is never written to the file. UsageError for a file
    that is not ours, of another version, in use, or cannot be opened.
    """

    account: Account
    outage: Outage | None

    def __init__(self, path: Path | None = None) -> None:
        self._database = Database(path) if path is not None else None
        self._forget()
        for record_id, record in self._database.records() if self._database else ():
            try:
                if record_id == _ACCOUNT:
                    self.account = msgspec.json.decode(record, type=Account)
                else:
                    self._hold(msgspec.json.decode(record, type=Key))
            except msgspec.DecodeError as problem:
                self.close()
                raise UsageError(
                    f"{path}: cannot be read as the mock's state ({problem})."
                ) from None

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._database is not None:
            self._database.close()

    def clear(self) -> None:
        """Forget everything."""
        if self._database is not None:
            self._database.clear()
        self._forget()

    def put(self, key: Key) -> None:
        """Keep a new key, or a changed one in the place of the one with its id."""
        self._write((key.id, key))
        self._hold(key)

    def remove(self, key: Key) -> None:
        """Remove a key for good."""
        if self._database is not None:
            self._database.remove(key.id)
        del self._keys[key.id], self._by_digest[key.digest]

    def touch(self, key: Key, now: int) -> None:
        """Remember that a key was used."""
        if key.last_used_ms != now:
            key.last_used_ms = now
            self._write((key.id, key))

    def by_digest(self, digest: bytes) -> Key | None:
        """Return the key with that hash of its secret."""
        return self._by_digest.get(digest)

    def by_id(self, key_id: str) -> Key | None:
        """Return the key with that id."""
        return self._keys.get(key_id)

    def all_keys(self) -> list[Key]:
        """Return every key, expired ones too, oldest first."""
        return list(self._keys.values())

    def count_active(self, now: int) -> int:
        """Return how many keys have not expired."""
        return sum(not key.expired(now) for key in self._keys.values())

    def spend(self, key: Key, now: int, amount: Spent) -> Key:
        """Book a spending on a key and on the account, both or neither; return the key then."""
        spendings = [*key.spendings, (now, amount)]
        richer = replace(key, spendings=spendings, last_used_ms=now)
        account = replace(self.account, balances=self.account.balances.less(amount))
        self._write((key.id, richer), (_ACCOUNT, account))
        self._hold(richer)
        self.account = account
        return richer

    def open_account(self, balances: Spent, signing_key: bytes) -> None:
        """Give a new account its balances and its signing key; keep those of an old one."""
        if not self.account.signing_key:
            self._change(balances=balances, signing_key=signing_key)

    def set_wallet(self, address: str, *, staked: bool) -> None:
        """Remember whether a wallet holds a stake; the address in lower case."""
        self._change(wallets={**self.account.wallets, address: staked})

    def log_exceeded(self, key_id: str, kind: str, now: int) -> None:
        """Log that a limit was exceeded, newest first; the last 50 are kept."""
        self._change(exceeded=[(key_id, kind, now), *self.account.exceeded][:LOGGED])

    def next_outage(self) -> Outage | None:
        """Return what disturbs the request that comes now, and count it."""
        outage = self.outage
        if outage is None or outage.left == 0:
            self.outage = None
            return None
        outage.left = max(outage.left - 1, FOREVER)
        return outage

    def _forget(self) -> None:
        self.account = Account()
        self.outage = None
        self._keys: dict[str, Key] = {}
        self._by_digest: dict[bytes, Key] = {}

    def _hold(self, key: Key) -> None:
        self._keys[key.id] = self._by_digest[key.digest] = key

    def _change(self, **parts: Any) -> None:
        account = replace(self.account, **parts)
        self._write((_ACCOUNT, account))
        self.account = account

    def _write(self, *records: tuple[str, Key | Account]) -> None:
        if self._database is not None:
            self._database.put(*((one, msgspec.json.encode(record)) for one, record in records))


class Database:
    """A file of records by id, open until it is closed; one process at a time uses it.

    It is made if it is not there or empty; UsageError where it is not ours, of another version, in
    use, damaged, or not to be opened.
    """

    def __init__(self, path: Path) -> None:
        _require_ours(path)
        try:
            # One service has one lock around it, so the connection may be used from any thread.
            self._base = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=0.2
            )
            try:
                self._open()
                self.records()
            except BaseException:
                self._base.close()
                raise
        except sqlite3.Error as problem:
            raise UsageError(f"{path}: cannot be used as the mock's state ({problem}).") from None

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def records(self) -> list[tuple[str, bytes]]:
        """Return every id and its record, in the order in which the ids came."""
        return self._base.execute("SELECT id, record FROM records ORDER BY seq").fetchall()

    def put(self, *records: tuple[str, bytes]) -> None:
        """Write records, all or none: new ids at the end, known ones in their place."""
        with self._transaction():
            self._base.executemany(
                "INSERT INTO records (id, record) VALUES (?,?)"
                " ON CONFLICT (id) DO UPDATE SET record=excluded.record",
                records,
            )

    def remove(self, record_id: str) -> None:
        """Remove a record."""
        self._base.execute("DELETE FROM records WHERE id=?", (record_id,))

    def clear(self) -> None:
        """Forget everything."""
        self._base.execute("DELETE FROM records")

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
            if not self._base.execute("PRAGMA application_id").fetchone()[0]:
                self._base.execute(f"PRAGMA application_id={APPLICATION_ID}")
                self._base.execute(f"PRAGMA user_version={VERSION}")
                self._base.execute(f"CREATE TABLE {TABLE}")
            # A log beside the file may be newer than its header.
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            if version != VERSION:
                raise sqlite3.DatabaseError(f"schema version {version}, this mock knows {VERSION}")
        # Only now: the header must carry our mark before a log can hide it.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")


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
