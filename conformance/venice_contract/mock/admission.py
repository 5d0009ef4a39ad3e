"""Who may ask: bearer keys, what each type reaches, and what stops working when."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from venice_contract.mock.blanks import digest_of
from venice_contract.mock.documented import RATE_LIMIT_LOG, RATE_LIMITS, WEB3_CREATE, WEB3_TOKEN
from venice_contract.mock.parts import has_expired
from venice_contract.mock.replies import unauthorised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.mock.faults.board import Board
    from venice_contract.mock.records import Key
    from venice_contract.mock.store import Store

OPEN = frozenset({WEB3_TOKEN, WEB3_CREATE})
"""Operations that need no key (spec: `security: []`)."""
INFERENCE_REACHES = frozenset({RATE_LIMITS, RATE_LIMIT_LOG})
"""Operations of this family that an INFERENCE key reaches (guide); the page bars the others."""

_LONGEST = 512  # bytes of an authorization header that are worth hashing


def admit(
    store: Store, operation: str, headers: Mapping[bytes, bytes], now: int, board: Board | None
) -> Key | None:
    """Return the key that asks, None for an operation that needs none.

    Raises:
        Refusal: 401, without saying which of the reasons it was.
    """
    if operation in OPEN:
        return None
    key = bearer(store, headers)
    if key is None or has_expired(key, now, board):
        raise unauthorised()
    reaches = key.kind == "ADMIN" or operation in INFERENCE_REACHES
    if board is not None:
        reaches = board.decide("admitted", reaches)
    if not reaches:
        raise unauthorised()
    store.touch(key, now)
    return key


def bearer(store: Store, headers: Mapping[bytes, bytes]) -> Key | None:
    """Return the key that a request carries, None for none; admits nobody."""
    return store.by_digest(_digest_in(headers.get(b"authorization", b"")))


@lru_cache(maxsize=64)
def _digest_in(value: bytes) -> bytes:
    """Return the hash of the secret in an authorization header; empty where there is none.

    The last callers' headers stay in memory, as they do in the buffers that they came in; what is
    kept of a key is its hash alone.
    """
    scheme, _, token = value.partition(b" ")
    if not token or len(value) > _LONGEST or scheme.lower() != b"bearer":
        return b""
    return digest_of(token.strip())
