"""When to try again, and when to wait before the first try.

    Client(key, retries=Retries(), pace=Pace())

What may be tried again:

    the connection was never made          every operation
    429, the service refused to start      every operation
    500, 502, 503, 504, or an answer lost  all but POST: a key may have been created unseen
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

import httpx
from attrs import define, field

from .errors import asked_wait
from .settings import count_of, seconds

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
FAILED = frozenset({500, 502, 503, 504})


@define(frozen=True)
class Retries:
    """How often and how patiently to try again.

    Attributes:
        attempts: tries in all, the first included.
        first_wait: seconds or a timedelta; doubled each time, and a random part of it is waited.
        longest_wait: seconds or a timedelta; an answer that asks for more is not waited for.
        sleep: waits in a Client.
        async_sleep: waits in an AsyncClient.
        clock: gives the Unix time, to read the times that answers name.
        uniform: gives a random number between two.
    """

    attempts: int = 4
    first_wait: float = field(default=0.5, converter=seconds)
    longest_wait: float = field(default=60.0, converter=seconds)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False, eq=False)
    async_sleep: Callable[[float], Awaitable[None]] = field(
        default=asyncio.sleep, repr=False, eq=False
    )
    clock: Callable[[], float] = field(default=time.time, repr=False, eq=False)
    uniform: Callable[[float, float], float] = field(default=random.uniform, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        count_of(self.attempts, "attempts", 1)

    def wait_after(
        self,
        tried: int,
        method: str,
        *,
        answer: httpx.Response | None = None,
        failure: httpx.TransportError | None = None,
    ) -> float | None:
        """Return the seconds to wait before the next try, or None to let the outcome stand."""
        if tried >= self.attempts or not self._may_repeat(method, answer, failure):
            return None
        asked = _asked(answer, self.clock())
        if asked is not None:
            if asked > self.longest_wait:
                return None
            return asked + self.uniform(0.0, min(1.0, asked / 10))
        return self.uniform(0.0, min(self.longest_wait, self.first_wait * 2.0**tried))

    def _may_repeat(
        self, method: str, answer: httpx.Response | None, failure: httpx.TransportError | None
    ) -> bool:
        if failure is not None:
            return isinstance(failure, NEVER_SENT) or method != "POST"
        if answer is None:
            return False
        return answer.status_code == 429 or (answer.status_code in FAILED and method != "POST")


def _asked(answer: httpx.Response | None, now: float) -> float | None:
    """Return the wait that the answer asks for; the reset time counts only where it refuses."""
    if answer is None:
        return None
    headers: Mapping[str, str] = answer.headers
    if answer.status_code != 429:
        headers = {"retry-after": answer.headers.get("retry-after", "")}
    return asked_wait(headers, now)


@define
class Pace:
    """Keep below the limits of the service, so that it need not refuse.

    Share one among the clients of an account. It is safe between threads.

    Attributes:
        creates: creations that may start in one window; the vendor names 20 a minute.
        per: seconds of that window, or a timedelta.
        failures: failed requests in 30 seconds after which to wait; the vendor blocks all
            requests for 30 seconds after more than 50 (its correction of 2026-09-10; 20 before).
        failure_window: seconds in which failures are counted.
        clock: gives seconds that never go back.
    """

    creates: int = 20
    per: float = field(default=60.0, converter=seconds)
    failures: int = 50
    failure_window: float = field(default=30.0, converter=seconds)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _started: deque[float] = field(factory=deque, init=False, repr=False)
    _failed: deque[float] = field(factory=deque, init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        count_of(self.creates, "creates", 1)
        count_of(self.failures, "failures", 1)

    def __copy__(self) -> Pace:
        return self

    def __deepcopy__(self, memo: object) -> Pace:
        return self  # a copy would count for itself, and the account's limits are one

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Pace counts in one process; it is not pickled.")

    def wait_before(self, method: str) -> float:
        """Book a start, and return the seconds to wait until it."""
        with self._lock:
            now = start = self.clock()
            while self._failed and self._failed[0] <= now - self.failure_window:
                self._failed.popleft()
            if len(self._failed) >= self.failures:
                start = self._failed[-self.failures] + self.failure_window
            if method == "POST":
                if len(self._started) >= self.creates:
                    start = max(start, self._started[-self.creates] + self.per)
                self._started.append(start)
                while len(self._started) > self.creates:
                    self._started.popleft()
            return max(0.0, start - now)

    def note(self, status: int) -> None:
        """Count an answer that is a failure."""
        if status >= 400:
            with self._lock:
                self._failed.append(self.clock())
                while len(self._failed) > self.failures:
                    self._failed.popleft()
