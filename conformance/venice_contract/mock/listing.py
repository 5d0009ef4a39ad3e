"""The list of keys, kept ready as bytes: what did not change is not told anew.

A pure convenience for speed: with a fault armed or a foreign table the list is made the long
way, and a test holds the two ways against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.mock.answers import facts_of, last_use_of
from venice_contract.mock.records import Change
from venice_contract.mock.replies import encode
from venice_contract.mock.usage import spent_anything, usage_facts

if TYPE_CHECKING:
    from venice_contract.mock.answers import Teller
    from venice_contract.mock.records import Key
    from venice_contract.mock.store import Store


_LAST_USED = b',"lastUsedAt":'


class Listing:
    """Tells the active keys, oldest first.

    Args:
        store: the state; it says what changed since it was last asked.
        tell: makes the answer of one key from its facts.
    """

    def __init__(self, store: Store, tell: Teller) -> None:
        self._store = store
        self._tell = tell
        self._told: dict[str, bytes] = {}
        self._moving: set[str] = set()  # keys that have spent: time alone changes their usage
        self._next_expiry: int | None = None
        self._last = 0
        self._content = b""

    def content(self, now: int) -> bytes:
        """Return the whole answer of getApiKeys at a moment."""
        changes = self._store.take_changes()
        if now == self._last and changes == {}:
            return self._content
        expired = self._next_expiry is not None and now >= self._next_expiry
        if changes is None or expired or now < self._last or not self._follow(changes, now):
            self._rebuild(now)
        self._last = now
        pieces = list(self._told.values()) or [b""]
        # One join and no sum: each would copy the whole list once more.
        pieces[0] = b'{"data":[' + pieces[0]
        pieces[-1] += b'],"object":"list"}'
        self._content = b",".join(pieces)
        return self._content

    def _follow(self, changes: dict[str, Change], now: int) -> bool:
        """Tell what changed; False where that would put a key in the wrong place."""
        for key_id in tuple(self._moving):
            changes[key_id] = Change.CHANGED
        for key_id, change in changes.items():
            key = self._store.by_id(key_id)
            if key is not None and change is Change.USED and key_id in self._told:
                self._told[key_id] = _with_last_use(self._told[key_id], key)
            elif key is None or key.expired(now):
                self._told.pop(key_id, None)
                self._moving.discard(key_id)
            elif change is Change.NEW or key_id in self._told:
                self._add(key, now)
            else:
                return False
        return True

    def _rebuild(self, now: int) -> None:
        self._told.clear()
        self._moving.clear()
        self._next_expiry = None
        for key in self._store.all_keys():
            if not key.expired(now):
                self._add(key, now)

    def _add(self, key: Key, now: int) -> None:
        facts = facts_of(key) | usage_facts(self._store, key, now, None)
        self._told[key.id] = encode(self._tell(facts))
        if spent_anything(key):
            self._moving.add(key.id)
        if key.expires_ms is not None:
            known = self._next_expiry
            self._next_expiry = key.expires_ms if known is None else min(known, key.expires_ms)


def _with_last_use(told: bytes, key: Key) -> bytes:
    """Return what is told of a key with its last use, the one thing that changed.

    The name cannot be found inside a text, where its quotes would be escaped, and what follows
    it in the documented table has no part of it either.
    """
    begin = told.index(_LAST_USED) + len(_LAST_USED)
    last_use = encode(last_use_of(key))
    return b"%s%s%s" % (told[:begin], last_use, told[told.index(b",", begin) :])
