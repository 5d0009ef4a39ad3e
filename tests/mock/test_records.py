"""Records are plain values with one question they can answer."""

from __future__ import annotations

import pytest

from tests.mock.conftest import bare_key


@pytest.mark.parametrize(
    ("expires", "now", "expired"), [(None, 10**15, False), (5, 4, False), (5, 5, True)]
)
def test_expired(expires: int | None, now: int, *, expired: bool) -> None:
    """A key has expired from the very moment of its expiration; without one, never."""
    assert bare_key(expires_ms=expires).expired(now) is expired
