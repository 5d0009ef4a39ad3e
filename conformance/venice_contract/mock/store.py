"""The account: keys, spendings, balances, wallets, exceeded limits, and what disturbs it.

Plain objects in memory. With a file, each change is written there, and committed, before the
method returns.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from venice_contract.mock.database import Database
from venice_contract.mock.records import NOTHING, Spent

if TYPE_CHECKING:
    from pathlib import Path

    from venice_contract.mock.records import Key
    from venice_contract.mock.replies import Disruption

LOGGED = 50  # exceeded limits that are kept, as many as the read shows (spec)
FOREVER = -1
"""`left` of an outage that lasts until it is ended."""


@dataclass(slots=True)
class Outage:
    """What happens to the next requests.

    Args:
        status: what is answered in place of the service; None where it answers itself.
        disruption: how the answers are sent.
        left: requests that it still touches, FOREVER for no end.
    """

    status: int | None
    disruption: Disruption
    left: int = FOREVER


class Store:
    """The one account that the mock has.

    Args:
        path: file to keep it in; None keeps it in memory alone.

    Attributes:
        balances: what is left on the account.
        signing_key: signs the wallet tokens.
        wallets: whether each known wallet, in lower case, holds a stake.
        outage: what disturbs the next requests, None for nothing; never written to the file.

    Raises:
        UsageError: the file is not ours, of another version, in use, or cannot be opened.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = Database(path) if path is not None else None
        self._forget()
        if self._database is None:
            return
        for key in self._database.keys:
            self._hold(key)
        for key_id, moment, amount in self._database.spendings():
            self._spendings.setdefault(key_id, []).append((moment, amount))
        self._exceeded.extend(self._database.exceeded())
        self.wallets.update(self._database.wallets())
        if (account := self._database.account()) is not None:
            self.balances, self.signing_key = account

    def _forget(self) -> None:
        self._keys: dict[str, Key] = {}
        self._by_digest: dict[bytes, Key] = {}
        self._spendings: dict[str, list[tuple[int, Spent]]] = {}
        self._exceeded: deque[tuple[str, str, int]] = deque(maxlen=LOGGED)
        self.wallets: dict[str, bool] = {}
        self.balances = NOTHING
        self.signing_key = b""
        self.outage: Outage | None = None

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
        if self._database is not None:
            self._database.put_key(key)
        self._hold(key)

    def remove(self, key: Key) -> None:
        """Remove a key and its spendings for good."""
        if self._database is not None:
            self._database.remove_key(key.id)
        del self._keys[key.id], self._by_digest[key.digest]
        self._spendings.pop(key.id, None)

    def touch(self, key: Key, now: int) -> None:
        """Remember that a key was used."""
        if key.last_used_ms != now:
            key.last_used_ms = now
            if self._database is not None:
                self._database.put_key(key)

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
        richer = replace(key, spent=key.spent.plus(amount), last_used_ms=now)
        left = Spent(self.balances.usd - amount.usd, self.balances.diem - amount.diem)
        if self._database is not None:
            self._database.put_spending(richer, now, amount, left)
        self._hold(richer)
        self._spendings.setdefault(key.id, []).append((now, amount))
        self.balances = left
        return richer

    def spent_since(self, key_id: str, start: int) -> Spent:
        """Return what a key has spent at or after a moment."""
        total = NOTHING
        for moment, amount in self._spendings.get(key_id, ()):
            if moment >= start:
                total = total.plus(amount)
        return total

    def open_account(self, balances: Spent, signing_key: bytes) -> None:
        """Give a new account its balances and its signing key; keep those of an old one."""
        if self.signing_key:
            return
        if self._database is not None:
            self._database.put_account(balances, signing_key)
        self.balances, self.signing_key = balances, signing_key

    def set_wallet(self, address: str, *, staked: bool) -> None:
        """Remember whether a wallet holds a stake; the address in lower case."""
        if self._database is not None:
            self._database.put_wallet(address, staked=staked)
        self.wallets[address] = staked

    def log_exceeded(self, key_id: str, kind: str, now: int) -> None:
        """Log that a limit was exceeded; the last 50 are kept."""
        if self._database is not None:
            self._database.put_exceeded(key_id, kind, now, most=LOGGED)
        self._exceeded.append((key_id, kind, now))

    def exceeded(self) -> list[tuple[str, str, int]]:
        """Return key id, kind and moment of the exceeded limits, newest first."""
        return list(reversed(self._exceeded))

    def next_outage(self) -> Outage | None:
        """Return what disturbs the request that comes now, and count it."""
        outage = self.outage
        if outage is None or outage.left == 0:
            self.outage = None
            return None
        outage.left = max(outage.left - 1, FOREVER)
        return outage

    def _hold(self, key: Key) -> None:
        self._keys[key.id] = self._by_digest[key.digest] = key
