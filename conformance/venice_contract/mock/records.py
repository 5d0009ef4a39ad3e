"""What the state is made of: keys, amounts, and what became of a key. Plain values."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from msgspec import Struct

from venice_contract.mock.documented import DEFAULT_PERIOD, DEFAULT_PRIVACY

MILLION = 1_000_000  # spendings are kept in millionths


class Spent(NamedTuple):
    """Amounts in millionths."""

    usd: int = 0
    diem: int = 0
    vcu: int = 0


NOTHING = Spent()


class Key(Struct, omit_defaults=True, gc=False):
    """One key as it is kept.

    Only the store changes a key in place, and only its row and its last use; everything else
    that changes makes a new one. Moments are milliseconds since 1970 (UTC).

    Args:
        id: what names it.
        digest: SHA-256 of its secret; the secret itself is kept nowhere.
        last_six: the last six characters of the secret.
        created_ms: when it was made.
        kind: `apiKeyType`; the least powerful one where a table asks for none.
        description: as it was given; None for none.
        limits: `consumptionLimit`, the amounts as they were given; never changed in place.
        period: `limitPeriod`.
        privacy: `modelPrivacy`.
        expires_at: as it was sent; None for never.
        expires_ms: the moment that it names; None for never.
        extras: fields that a table knows only by name and shape, None for none.
        bootstrap: whether it is the first admin key.
        spent: what it has spent since the beginning, for LIFETIME.
        last_used_ms: when it was last used; None for never.
        row: where the store keeps it.
    """

    id: str
    digest: bytes
    last_six: str
    created_ms: int
    kind: Any = "INFERENCE"
    description: Any = None
    limits: Any = {}
    period: Any = DEFAULT_PERIOD
    privacy: Any = DEFAULT_PRIVACY
    expires_at: Any = None
    expires_ms: int | None = None
    extras: dict[str, Any] | None = None
    bootstrap: bool = False
    spent: Spent = NOTHING
    last_used_ms: int | None = None
    row: int = 0

    def expired(self, now: int) -> bool:
        """Tell whether the key's expiration has come."""
        return self.expires_ms is not None and self.expires_ms <= now


class Change(Enum):
    """What became of a key: it was made, changed or removed, or merely used."""

    NEW = "new"
    CHANGED = "changed"
    USED = "used"
