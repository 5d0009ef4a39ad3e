"""Secrets and ids that nobody has yet, made many at once.

One at a time they took nearly twice as long, most of it for asking the system for randomness.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "mock-"
"""Begins every secret, so that a scanner for leaks does not take it for a real key."""

_SECRET = 24  # random bytes of a secret
_ID = 16  # random bytes of an id, a UUID of version 4 as in the page's example
_BATCH = 64  # pairs that are made at once
# 32 random digits, of which two give way to the version, 4, and the variant of a UUID.
_UUID = re.compile(r"(.{8})(.{4}).(.{3}).(.{3})(.{12})")

Blank = tuple[str, str, bytes]
"""A secret, an id, and the hash under which the secret is kept."""


def digest_of(secret: str | bytes) -> bytes:
    """Return the hash under which a secret is kept.

    Plain SHA-256 is enough: the secrets are random and long, so there is nothing to guess.
    """
    return sha256(secret.encode() if isinstance(secret, str) else secret).digest()


class Blanks:
    """Hands out secrets with their ids, each pair once.

    Args:
        entropy: gives that many random bytes.
    """

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._stock: list[Blank] = []

    def take(self) -> Blank:
        """Return a pair that nobody has had."""
        if not self._stock:
            self._stock = self._made()
        return self._stock.pop()

    def _made(self) -> list[Blank]:
        digits, length = self._entropy(_SECRET * _BATCH).hex(), 2 * _SECRET
        secrets = [PREFIX + digits[at : at + length] for at in range(0, len(digits), length)]
        parts = _UUID.findall(self._entropy(_ID * _BATCH).hex())
        ids = [f"{low}-{mid}-4{high}-a{clock}-{node}" for low, mid, high, clock, node in parts]
        return [
            (secret, key_id, sha256(secret.encode()).digest())
            for secret, key_id in zip(secrets, ids, strict=True)
        ]
