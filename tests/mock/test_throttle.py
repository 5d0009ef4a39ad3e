"""The service's own limits, counted by a clock that may jump."""

from __future__ import annotations

from venice_contract.mock.settings import Settings
from venice_contract.mock.throttle import Throttle


def test_creations_slide_out_of_the_minute() -> None:
    """A creation counts for 60 seconds and not a millisecond more."""
    throttle = Throttle(Settings())
    throttle.created(0)
    throttle.created(30_000)
    assert throttle.creates_in_window(59_999) == 2
    assert throttle.creates_in_window(60_000) == 1
    assert throttle.reset_at(60_000) == 90_000


def test_creations_of_the_future_are_forgiven() -> None:
    """After the clock was set back, later creations do not count."""
    throttle = Throttle(Settings())
    throttle.created(100_000)
    assert throttle.creates_in_window(50_000) == 0


def test_the_failure_past_the_limit_blocks() -> None:
    """Failures in the window are counted; a block ends by itself, and they count anew."""
    throttle = Throttle(Settings())
    assert [throttle.failed(number) for number in range(21)] == list(range(1, 22))
    throttle.block(20, 30_000)
    assert throttle.blocked_until(30_019) == 30_020
    assert throttle.blocked_until(30_020) is None
    assert throttle.failed(30_020) == 1


def test_without_limits_nothing_is_kept() -> None:
    """A lifted limit counts nothing, so memory stays flat."""
    throttle = Throttle(Settings().unlimited())
    for number in range(100):
        throttle.created(number)
    assert not throttle._creates
    assert throttle.headers(0) == []


def test_nothing_remains_during_a_block() -> None:
    """While everything is refused, the headers tell the end of the block."""
    throttle = Throttle(Settings())
    throttle.block(1_000, 30_000)
    told = dict(throttle.headers(2_000))
    assert told[b"x-ratelimit-remaining-requests"] == b"0"
    assert told[b"x-ratelimit-reset-requests"] == b"31"
    assert dict(throttle.headers(31_000))[b"x-ratelimit-remaining-requests"] == b"20"


def test_headers_round_the_reset_up() -> None:
    """The reset is a Unix timestamp that is never too early."""
    throttle = Throttle(Settings())
    throttle.created(1)
    assert dict(throttle.headers(1))[b"x-ratelimit-reset-requests"] == b"61"
