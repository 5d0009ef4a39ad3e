"""The state, in SQLite: in memory, or in a file that survives the death of the process.

The keys themselves are also held as values, in the order of their creation, so that no request
waits for a query about them. With a file, a change is its own transaction and is in the operating
system's hands before the answer leaves, so a key that was answered is there after `kill -9`
(write-ahead log; a power cut may lose the last writes); `lastUsedAt` alone is written with the
next change or on closing. In memory nothing can be lost that the process does not lose as well,
so new keys wait there until something else is changed or one of them is used.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec

from venice_contract.errors import UsageError
from venice_contract.mock.records import Change, Key, Spent
from venice_contract.mock.state_file import opened

if TYPE_CHECKING:
    from pathlib import Path

_CHANGES = 10_000  # changes that are remembered for the list; beyond, it is made anew

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Key).decode


class Store:
    """Keys, spendings, wallets and the log of exceeded limits.

    Args:
        path: file to keep them in; None keeps them in memory.

    Raises:
        UsageError: the file is not ours, newer than this mock, in use, or cannot be opened.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._base = opened(path)
        self._run = self._base.execute
        self._keys: dict[str, Key] = {}
        self._by_digest: dict[bytes, Key] = {}
        self._lasting = path is not None
        self._new: list[Key] = []
        self._used: dict[str, Key] = {}
        self._changes: dict[str, Change] | None = None
        self._next_row = 1
        try:
            self._read_keys()
        except (sqlite3.Error, msgspec.DecodeError) as problem:
            self._base.close()
            raise UsageError(f"{path}: cannot be read as the mock's state ({problem}).") from None

    def _read_keys(self) -> None:
        for row, record in self._run("SELECT row, record FROM keys ORDER BY row"):
            key = _decode(record)
            key.row = row
            self._adopt(key)
            self._next_row = row + 1

    def close(self) -> None:
        """Write what is pending and close."""
        self._write_pending()
        self._base.close()

    def insert(self, key: Key) -> None:
        """Add a key."""
        key.row = self._next_row
        self._next_row += 1
        self._new.append(key)
        if self._lasting:
            self._settle()
        self._keys[key.id] = key
        if self._changes is not None:
            self._note(key.id, Change.NEW)

    def update(self, key: Key) -> None:
        """Put a changed key in the place of the one with its id."""
        self._write_pending()
        self._write(key)
        self._adopt(key)
        self._note(key.id, Change.CHANGED)

    def delete(self, key_id: str) -> bool:
        """Remove a key and its spendings for good; tell whether it was there."""
        key = self._keys.get(key_id)
        if key is None:
            return False
        self._settle()
        self._run("DELETE FROM keys WHERE row=?", (key.row,))
        del self._keys[key_id], self._by_digest[key.digest]
        self._used.pop(key_id, None)
        self._note(key_id, Change.CHANGED)
        return True

    def by_digest(self, digest: bytes) -> Key | None:
        """Return the key with that hash of its secret."""
        key = self._by_digest.get(digest)
        if key is None and self._new:
            self._settle()
            key = self._by_digest.get(digest)
        return key

    def by_id(self, key_id: str) -> Key | None:
        """Return the key with that id."""
        return self._keys.get(key_id)

    def all_keys(self) -> list[Key]:
        """Return every key, expired ones too, oldest first."""
        return list(self._keys.values())

    def count_active(self, now: int) -> int:
        """Return how many keys have not expired."""
        return sum(not key.expired(now) for key in self._keys.values())

    def touch(self, key: Key, now: int) -> None:
        """Remember that a key was used; written with the next change."""
        if key.last_used_ms == now:
            return
        key.last_used_ms = now
        self._used[key.id] = key
        changes = self._changes
        if changes is not None and key.id not in changes:
            changes[key.id] = Change.USED

    def take_changes(self) -> dict[str, Change] | None:
        """Return the ids that changed since this was last asked, in order.

        None where that is not known: at the first asking, and after very many changes.
        """
        changes, self._changes = self._changes, {}
        return changes

    def spend(self, key: Key, now: int, amount: Spent) -> Key:
        """Book a spending on a key and on the account, both or neither; return the key then."""
        self._write_pending()
        spent = Spent(*(old + new for old, new in zip(key.spent, amount, strict=True)))
        richer = msgspec.structs.replace(key, spent=spent)
        with self._base:
            self._run("BEGIN IMMEDIATE")
            self._run("INSERT INTO spendings VALUES (?,?,?,?,?)", (key.row, now, *amount))
            self._run("UPDATE account SET usd=usd-?, diem=diem-?", (amount.usd, amount.diem))
            self._write(richer)
        self._adopt(richer)
        self._note(key.id, Change.CHANGED)
        return richer

    def spent_since(self, key: Key, start: int) -> Spent:
        """Return what a key has spent at or after a moment."""
        row = self._run(
            "SELECT ifnull(sum(usd),0), ifnull(sum(diem),0), ifnull(sum(vcu),0) FROM spendings"
            " WHERE row=? AND at_ms>=?",
            (key.row, start),
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
        with self._base:
            self._run("BEGIN IMMEDIATE")
            for table in ("spendings", "keys", "account", "wallets", "exceeded"):
                self._run(f"DELETE FROM {table}")  # noqa: S608 - the names above
        for held in (self._keys, self._by_digest, self._new, self._used):
            held.clear()
        self._changes = None

    def _adopt(self, key: Key) -> None:
        self._keys[key.id] = self._by_digest[key.digest] = key

    def _note(self, key_id: str, change: Change) -> None:
        changes = self._changes
        if changes is None:
            return
        if changes.get(key_id) is not Change.NEW:
            changes[key_id] = change
        if len(changes) > _CHANGES:
            self._changes = None

    def _write(self, key: Key) -> None:
        self._run("UPDATE keys SET record=? WHERE row=?", (_encode(key).decode(), key.row))
        self._used.pop(key.id, None)

    def _settle(self) -> None:
        """Write the new keys, and let them be found by their secrets."""
        new, self._new = self._new, []
        if new:
            rows = [(key.row, _encode(key).decode()) for key in new]
            with self._base:
                self._run("BEGIN")
                self._base.executemany("INSERT INTO keys VALUES (?,?)", rows)
            self._by_digest.update((key.digest, key) for key in new)

    def _write_pending(self) -> None:
        self._settle()
        for key in list(self._used.values()):
            self._write(key)
