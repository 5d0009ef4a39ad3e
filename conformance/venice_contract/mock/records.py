"""What the account is made of: keys, their credentials, and amounts. Plain values."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from venice_contract.mock.clock import moment_of
from venice_contract.mock.documented import DEFAULT_PERIOD, DEFAULT_PRIVACY

MILLION = 1_000_000  # spendings are kept in millionths
PREFIX = "mock-"
"""Begins every secret, so that a scanner for leaks does not take it for a real key."""

_SECRET = 24  # random bytes of a secret
_ID = 16  # random bytes of an id, a UUID of version 4 as in the page's example


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
