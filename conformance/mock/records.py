"""What the state is made of: keys, amounts, and what became of a key. Plain values."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

MILLION = 1_000_000  # spendings are kept in millionths


class Key(NamedTuple):
    """One key as it is kept; `limits` and `extras` are not to be changed in place.

    Moments are milliseconds since 1970 (UTC), amounts spent are millionths since the beginning.
    """

    id: str
    digest: bytes
    last_six: str
    api_key_type: str | None
    description: str | None
    limits: dict[str, Any]
    limit_period: str | None
    model_privacy: str | None
    expires_at: str | None
    expires_ms: int | None
    created_ms: int
    last_used_ms: int | None = None
    extras: dict[str, Any] = {}  # noqa: RUF012 - a NamedTuple's default, never changed in place
    bootstrap: bool = False
    spent_usd: int = 0
    spent_diem: int = 0
    spent_vcu: int = 0

    def expired(self, now: int) -> bool:
        """Tell whether the key's expiration has come."""
        return self.expires_ms is not None and self.expires_ms <= now


class Change(Enum):
    """What became of a key: it was made, changed or removed, or merely used."""

    NEW = "new"
    CHANGED = "changed"
    USED = "used"


class Spent(NamedTuple):
    """Amounts in millionths."""

    usd: int = 0
    diem: int = 0
    vcu: int = 0
