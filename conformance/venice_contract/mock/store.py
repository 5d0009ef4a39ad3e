"""The account: its keys, their credentials and amounts, and what disturbs it; in memory.

With a file, each change is written there, and committed, before the method returns: a key that was
answered is there after `kill -9` (write-ahead log; a power cut may lose the last writes). A file
that is not ours, or of another version, is refused by its first bytes alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from venice_contract.errors import UsageError
from venice_contract.mock.clock import moment_of
from venice_contract.mock.documented import DEFAULT_PERIOD, DEFAULT_PRIVACY
from venice_contract.mock.replies import FOREVER, Outage

MILLION = 1_000_000  # spendings are kept in millionths
PREFIX = "mock-"
"""Begins every secret, so that a scanner for leaks does not take it for a real key."""

_SECRET = 24  # random bytes of a secret
_ID = 16  # random bytes of an id, a UUID of version 4 as in the page's example
LOGGED = 50  # exceeded limits that are kept, as many as the read shows (spec)

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 4  # of the table and its records
TABLE = "records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL)"

_KEEP = (
    "INSERT INTO records (id, record) VALUES (?,?)"
    " ON CONFLICT (id) DO UPDATE SET record=excluded.record"
)
_HEADER = b"SQLite format 3\x00"
_ACCOUNT = ""  # id of its record; no key has it


class Spent(NamedTuple):
    """Amounts in millionths."""

    usd: int = 0
    diem: int = 0
    vcu: int = 0

    def shown(self) -> dict[str, float]:
        """Return balances as the service and the control plane answer them (names: spec)."""
        return {"USD": self.usd / MILLION, "DIEM": self.diem / MILLION}

    def less(self, other: Spent) -> Spent:
        """Return what is left of a balance, which is of usd and diem alone."""
        return Spent(self.usd - other.usd, self.diem - other.diem)


NOTHING = Spent()


class Account(Struct):
    """The account that the keys belong to.

    `signing_key` signs the wallet tokens, and is empty before the account is opened; `wallets` says
    whether each, in lower case, holds a stake; `exceeded` has the id of the key, kind and moment of
    each exceeded limit, newest first.
    """

    balances: Spent = NOTHING
    signing_key: bytes = b""
    wallets: dict[str, bool] = {}
    exceeded: list[tuple[str, str, int]] = []


UNSAID: dict[str, Any] = {
    "apiKeyType": "INFERENCE",  # the least powerful one, where a table asks for none
    "consumptionLimit": {},
    "limitPeriod": DEFAULT_PERIOD,
    "modelPrivacy": DEFAULT_PRIVACY,
    "expiresAt": None,
}
"""What a key is of which nothing was said, by the names of the service."""


class Key(Struct, omit_defaults=True):
    """One key as it is kept; `fields` are what was given, as it was given, over what is `UNSAID`.

    Only the store changes a key in place, and only its last use; everything else that changes makes
    a new one. Moments are milliseconds since 1970 (UTC).
    """

    id: str
    digest: bytes  # SHA-256 of its secret; the secret itself is kept nowhere
    last_six: str
    created_ms: int
    fields: dict[str, Any]
    bootstrap: bool = False  # whether it is the first admin key
    spendings: list[tuple[int, Spent]] = []
    last_used_ms: int | None = None

    def expired(self, now: int) -> bool:
        """Tell whether the key's expiration has come; what names no moment never comes."""
        ends = self.fields["expiresAt"]
        moment = moment_of(ends) if isinstance(ends, str) else None
        return moment is not None and moment <= now

    def spent_since(self, start: int | None) -> Spent:
        """Return what the key has spent at or after a moment, or ever."""
        counted = [amount for at, amount in self.spendings if start is None or at >= start]
        return Spent(*map(sum, zip(*counted, strict=True))) if counted else NOTHING


def new_secret(entropy: Callable[[int], bytes]) -> str:
    """Return a secret that nobody has; `entropy` gives that many random bytes."""
    return PREFIX + entropy(_SECRET).hex()


def new_key(secret: str, entropy: Callable[[int], bytes], now: int) -> Key:
    """Return a key with that secret and an id of its own, of which nothing else was chosen."""
    key_id = str(UUID(bytes=entropy(_ID), version=4))
    return Key(key_id, digest_of(secret.encode()), secret[-6:], now, dict(UNSAID))


def digest_of(secret: bytes) -> bytes:
    """Return the hash under which a secret is kept.

    Plain SHA-256 is enough: the secrets are random and long, so there is nothing to guess.
    """
    return sha256(secret).digest()


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
        self._write(*((key_id, None) for key_id in self._keys), (_ACCOUNT, None))
        self._forget()

    def put(self, key: Key) -> None:
        """Keep a new key, or a changed one in the place of the one with its id."""
        self._write((key.id, key))
        self._hold(key)

    def remove(self, key: Key) -> None:
        """Remove a key for good."""
        self._write((key.id, None))
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
        if outage is None or outage.requests == 0:
            self.outage = None
            return None
        outage.requests = max(outage.requests - 1, FOREVER)
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

    def _write(self, *records: tuple[str, Key | Account | None]) -> None:
        if self._database is not None:
            encode = msgspec.json.encode
            self._database.put(*((name, encode(one) if one else None) for name, one in records))


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

    def put(self, *records: tuple[str, bytes | None]) -> None:
        """Write records, all or none, new ids at the end; one that is None is removed."""
        with self._transaction():
            for record_id, record in records:
                if record is None:
                    self._base.execute("DELETE FROM records WHERE id=?", (record_id,))
                else:
                    self._base.execute(_KEEP, (record_id, record))

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
