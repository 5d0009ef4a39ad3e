"""The account with its keys, and what disturbs it: plain objects in memory.

With a file, each change is written there, and committed, before the method returns.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from venice_contract.errors import UsageError
from venice_contract.mock.database import Database
from venice_contract.mock.records import Account, Key, Spent
from venice_contract.mock.replies import Disruption

LOGGED = 50  # exceeded limits that are kept, as many as the read shows (spec)
FOREVER = -1
"""`left` of an outage that lasts until it is ended."""

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
