"""Who may ask: bearer keys, what each type reaches, and what stops working when."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from conformance.mock.documented import RATE_LIMIT_LOG, RATE_LIMITS, WEB3_CREATE, WEB3_TOKEN
from conformance.mock.replies import unauthorised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.mock.parts import Parts
    from conformance.mock.records import Key

OPEN = frozenset({WEB3_TOKEN, WEB3_CREATE})
"""Operations that need no key (spec: `security: []`)."""
INFERENCE_REACHES = frozenset({RATE_LIMITS, RATE_LIMIT_LOG})
"""Operations of this family that an INFERENCE key reaches (guide); the page bars the others."""

_LONGEST = 512  # bytes of an authorization header that are worth hashing


def digest_of(secret: str | bytes) -> bytes:
    """Return the hash under which a secret is kept.

    Plain SHA-256 is enough: the secrets are random and long, so there is nothing to guess.
    """
    return sha256(secret.encode() if isinstance(secret, str) else secret).digest()


def admit(parts: Parts, operation: str, headers: Mapping[bytes, bytes], now: int) -> Key | None:
    """Return the key that asks, None for an operation that needs none.

    Raises:
        Refusal: 401, without saying which of the reasons it was.
    """
    if operation in OPEN:
        return None
    key = _bearer(parts, headers.get(b"authorization", b""))
    if key is None or parts.expired(key, now):
        raise unauthorised()
    reaches = key.api_key_type == "ADMIN" or operation in INFERENCE_REACHES
    board = parts.faults
    if board is not None:
        reaches = board.decide("admitted", reaches)
    if not reaches:
        raise unauthorised()
    parts.store.touch(key.id, now)
    return key


def caller_of(parts: Parts, headers: Mapping[bytes, bytes]) -> str:
    """Return the id of the key that a request carries, `unknown` for none; admits nobody."""
    key = _bearer(parts, headers.get(b"authorization", b""))
    return "unknown" if key is None else key.id


def _bearer(parts: Parts, value: bytes) -> Key | None:
    scheme, _, token = value.partition(b" ")
    if not token or len(value) > _LONGEST or scheme.lower() != b"bearer":
        return None
    return parts.store.by_digest(digest_of(token.strip()))
