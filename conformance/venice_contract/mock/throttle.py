"""The service's own limits: creations a minute, and the block after too many failures.

Counts live in memory: a restart forgives them. Moments after the present, left over from a clock
that was set back, are forgiven too.
"""

from collections import deque

from venice_contract.mock.clock import MINUTE, SECOND
from venice_contract.mock.settings import Settings

Headers = list[tuple[bytes, bytes]]


class Throttle:
    """Counts what the service counts, for the one account that the mock has."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._creates: deque[int] = deque()
        self._failures: deque[int] = deque()
        self._blocked: tuple[int, int] | None = None

    def forget(self) -> None:
        """Forgive everything."""
        self._creates.clear()
        self._failures.clear()
        self._blocked = None

    def blocked_until(self, now: int) -> int | None:
        """Return the end of the block that is in force, or None."""
        if self._blocked is None:
            return None
        begin, end = self._blocked
        if begin <= now < end:
            return end
        self._blocked = None
        return None

    def failed(self, now: int) -> int:
        """Count a failed request; return how many there were in the window, itself included."""
        _prune(self._failures, now, self._settings.failure_window * SECOND)
        self._failures.append(now)
        return len(self._failures)

    def block(self, now: int, duration: int) -> None:
        """Block every request for so many milliseconds, and count failures anew."""
        self._failures.clear()
        self._blocked = (now, now + duration)

    def creates_in_window(self, now: int) -> int:
        """Return how many keys were created in the last minute."""
        _prune(self._creates, now, MINUTE)
        return len(self._creates)

    def created(self, now: int) -> None:
        """Count a creation."""
        if self._settings.creates_a_minute is not None:
            self._creates.append(now)

    def reset_at(self, now: int) -> int:
        """Return when the oldest creation that counts stops counting."""
        return (self._creates[0] if self._creates else now) + MINUTE

    def headers(self, now: int) -> Headers:
        """Return the rate-limit headers of an answer; none where nothing is limited.

        `x-ratelimit-*-requests` (names: guide) carry the one limit of requests that the documents
        give for this family, the creations a minute (page), the reset as a Unix timestamp in
        seconds (guide). `x-ratelimit-remaining` and `-resets`, if the settings have them, carry
        the failures that are still tolerated, the reset in milliseconds (skill). During a block
        both show that nothing remains until its end.
        """
        blocked = self.blocked_until(now)
        return [*self._of_creates(now, blocked), *self._of_failures(now, blocked)]

    def _of_creates(self, now: int, blocked: int | None) -> Headers:
        most = self._settings.creates_a_minute
        if most is None:
            return []
        remaining = max(most - self.creates_in_window(now), 0) if blocked is None else 0
        reset = self.reset_at(now) if blocked is None else blocked
        return [
            (b"x-ratelimit-limit-requests", b"%d" % most),
            (b"x-ratelimit-remaining-requests", b"%d" % remaining),
            (b"x-ratelimit-reset-requests", b"%d" % -(-reset // SECOND)),
        ]

    def _of_failures(self, now: int, blocked: int | None) -> Headers:
        most = self._settings.failures
        if most is None or not self._settings.failure_headers:
            return []
        window = self._settings.failure_window * SECOND
        _prune(self._failures, now, window)
        remaining = most - len(self._failures) if blocked is None else 0
        oldest = self._failures[0] if self._failures else now
        resets = oldest + window if blocked is None else blocked
        return [
            (b"x-ratelimit-remaining", b"%d" % remaining),
            (b"x-ratelimit-resets", b"%d" % resets),
        ]


def _prune(moments: deque[int], now: int, window: int) -> None:
    while moments and (moments[0] <= now - window or moments[0] > now):
        moments.popleft()
    while moments and moments[-1] > now:
        moments.pop()
