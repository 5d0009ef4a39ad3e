"""How fast a run may go: two sliding windows, the service's own words, and hard caps.

The service allows 20 key creations a minute (the vendor's page for `POST /api_keys`) and shuts out
a caller for 30 seconds after more than 20 failed requests in 30 seconds (the vendor's guide on rate
limits). A request counts against a window when the service handles it, which is somewhere between
sending and answer. So each event is dated by its answer, the later of the two, and a window is
reserved before sending, the earlier: on no clock can the service count more than this module does.

Any request can fail, so none is sent while one more failure would be one too many; and a request
that expects to be refused leaves a place for one surprise after it. Requests go one at a time (the
transport sees to it), so one place is enough. Where the service says more (`Retry-After`,
`x-ratelimit-remaining-requests` with `x-ratelimit-reset-requests`, 429), its word goes first.

What counts is remembered outside of the run where a `Memory` is given (see `pace_file`), for the
service counts runs that follow one another, or go on at the same time, together.

Times are Unix seconds of a clock that never steps back; both clock and sleeping are parameters.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from venice_contract.errors import BudgetError
from venice_contract.live.memory import Memory, Tally
from venice_contract.live.service_says import told_seconds
from venice_contract.verdict import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Added to every window, in seconds: two clocks may round differently, and edges may be inclusive.
MARGIN = 0.05
# First and longest wait in seconds after a 429 that does not say how long; doubled in between.
_FIRST_BACKOFF, _LONGEST_BACKOFF = 1.0, 60.0
# Seconds by which clocks of processes on one machine may differ.
_FUTURE = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service allows; seconds and counts.

    Args:
        creates: creations in any `create_window` (page: 20 a minute).
        create_window: its length.
        failures: failed requests in any `failure_window` that are still forgiven (guide: more than
            20 in 30 seconds block every request for 30 seconds).
        failure_window: its length.
        surprises: failures of `failures` that expected refusals may not use up.
    """

    creates: int = 20
    create_window: float = 60.0
    failures: int = 20
    failure_window: float = 30.0
    surprises: int = 1


UNLIMITED = Limits(creates=10**9, failures=10**9)


@dataclass(frozen=True, slots=True)
class Caps:
    """Where a run ends whatever it wanted.

    Args:
        requests: requests sent, retries included.
        creates: keys created.
        alive: keys of the run that exist at the same time.
        seconds: on the run's clock, from its beginning; cleaning up is not counted.
        cleanup_wait: the longest single wait in seconds that cleaning up puts up with.
    """

    requests: int = 5000
    creates: int = 400
    alive: int = 100
    seconds: float = 3600.0
    cleanup_wait: float = 180.0


@dataclass(slots=True)
class _Window:
    """Events of the last `length` seconds, of which there may be `most`."""

    most: int
    length: float
    events: list[float] = field(default_factory=list)

    def wait_for(self, now: float, room: int) -> float:
        """Return the seconds until at least `room` more events fit."""
        # A moment in the future is of a clock that was set back since; nobody waits for it.
        first, last = now - self.length - MARGIN, now + _FUTURE
        self.events = [event for event in self.events if first < event <= last]
        over = len(self.events) + room - self.most
        if over <= 0:
            return 0.0
        # Room larger than the window itself can only wait for the window to empty.
        return self.events[min(over, len(self.events)) - 1] + self.length + MARGIN - now


class Pacer:
    """The budgets of one run, and the count of what it cost.

    Args:
        now: Unix seconds from a clock that never steps back.
        wait: sleeps for that many seconds; `now` has moved by at least as much afterwards.
        limits: what the service allows.
        caps: where the run ends.
        memory: of what was sent before; the run's own by default.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        wait: Callable[[float], None],
        limits: Limits | None = None,
        caps: Caps | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.caps = caps or Caps()
        self._now, self._wait = now, wait
        self._began = now()
        self._creates = _Window(self.limits.creates, self.limits.create_window)
        self._failures = _Window(self.limits.failures, self.limits.failure_window)
        self._told: dict[bool, float] = {True: 0.0, False: 0.0}
        self._memory = memory or Memory()
        self._throttled = 0
        self._requests = self._created = self._refusals = 0
        self._alive = self._alive_at_most = 0
        self._waited = 0.0

    def now(self) -> float:
        """Return the time of the run's clock."""
        return self._now()

    def before(self, *, create: bool = False, refusal: bool = False, cleanup: bool = False) -> None:
        """Wait until one more request may be sent, or raise BudgetError.

        Args:
            create: it may create a key.
            refusal: its sender expects it to be refused.
            cleanup: it takes keys away; paced like any other but not held up by caps, because a
                run that is over its caps must still be able to leave nothing behind.
        """
        if not cleanup:
            self._check_caps(create=create)
        self._recall()
        while (seconds := self._needed(create=create, refusal=refusal)) > 0:
            self._memory.let_go()
            self._check_wait(seconds, cleanup=cleanup)
            self._pause(seconds)
            self._recall()
        self._requests += 1

    @contextmanager
    def turn(
        self, *, create: bool = False, refusal: bool = False, cleanup: bool = False
    ) -> Iterator[Callable[[int, Mapping[str, str]], None]]:
        """Take a turn at sending: `before`, the block, then `after`.

        The block is given a function to call with status and headers of the answer; if it does not
        call it, the answer counts as lost.
        """
        self.before(create=create, refusal=refusal, cleanup=cleanup)
        answers: list[tuple[int, Mapping[str, str]]] = []
        try:
            yield lambda status, headers: answers.append((status, headers))
        finally:
            status, headers = answers[0] if answers else (None, {})
            self.after(status, headers, create=create)

    def after(
        self, status: int | None, headers: Mapping[str, str], *, create: bool = False
    ) -> None:
        """Take note of an answer; `status` None means that none came.

        A lost answer counts both as a failure and, for a create, as a creation: the service may
        have seen either.
        """
        moment = self._now()
        failed = status is None or status >= 400
        if failed:
            self._failures.events.append(moment)
        if create and (not failed or status is None or status >= 500):
            self._creates.events.append(moment)
        self._refusals += status is not None and 400 <= status < 500
        self._throttled = self._throttled + 1 if status == 429 else 0
        self._heed(status, headers, create=create)
        self._remember()

    def back_off(self, attempt: int) -> None:
        """Wait before the attempt of this number: not at all, then 1, 2, 4 ... seconds."""
        if attempt:
            self._pause(min(_FIRST_BACKOFF * 2 ** (attempt - 1), _LONGEST_BACKOFF))

    def key_born(self) -> None:
        """Count a key that now exists."""
        self._created += 1
        self._alive += 1
        self._alive_at_most = max(self._alive_at_most, self._alive)

    def key_gone(self) -> None:
        """Count a key that exists no longer."""
        self._alive = max(0, self._alive - 1)

    def traffic(self) -> Traffic:
        """Return what the run has cost so far; `left_behind` is what is alive now."""
        return Traffic(
            requests=self._requests,
            creates=self._created,
            refusals=self._refusals,
            alive_at_most=self._alive_at_most,
            left_behind=self._alive,
            seconds=self._now() - self._began,
            waited=self._waited,
        )

    def _check_caps(self, *, create: bool) -> None:
        caps = self.caps
        reached = {
            f"{caps.requests} requests": self._requests >= caps.requests,
            f"{caps.creates} creates": create and self._created >= caps.creates,
            f"{caps.alive} keys alive at once": create and self._alive >= caps.alive,
            f"{caps.seconds:.0f} seconds": self._now() - self._began >= caps.seconds,
        }
        for name, hit in reached.items():
            if hit:
                raise BudgetError(
                    f"The run has reached its cap of {name}.",
                    hint="Raise the cap, or ask for less.",
                )

    def _check_wait(self, seconds: float, *, cleanup: bool) -> None:
        left = self._began + self.caps.seconds - self._now()
        allowed = self.caps.cleanup_wait if cleanup else left
        if seconds > allowed:
            raise BudgetError(
                f"The next request would have to wait {seconds:.0f} s, more than the "
                f"{max(0.0, allowed):.0f} s that are left for it.",
                hint="Allow more time, or ask for less.",
            )

    def _recall(self) -> None:
        tally = self._memory.hold()
        self._creates.events, self._failures.events = tally.creates, tally.failures
        self._told = {True: tally.creates_held, False: tally.others_held}

    def _remember(self) -> None:
        self._memory.let_go(
            Tally(self._creates.events, self._failures.events, self._told[True], self._told[False])
        )

    def _needed(self, *, create: bool, refusal: bool) -> float:
        moment = self._now()
        room = 1 + (self.limits.surprises if refusal else 0)
        waits = [self._told[create] - moment, self._failures.wait_for(moment, room)]
        if create:
            waits.append(self._creates.wait_for(moment, 1))
        return max(waits)

    def _pause(self, seconds: float) -> None:
        before = self._now()
        self._wait(seconds)
        self._waited += max(0.0, self._now() - before)

    def _heed(self, status: int | None, headers: Mapping[str, str], *, create: bool) -> None:
        """Take the service's word for when the next request may come."""
        moment = self._now()
        limit = headers.get("x-ratelimit-limit-requests", "").strip()
        remaining = headers.get("x-ratelimit-remaining-requests", "").strip()
        speaks_of_creates = limit == str(self.limits.creates)
        if status == 429:
            told = told_seconds(headers, moment)
            if told is None:
                told = min(_FIRST_BACKOFF * 2 ** (self._throttled - 1), _LONGEST_BACKOFF)
            until = moment + told + MARGIN
            self._told = {kind: max(until, told_for) for kind, told_for in self._told.items()}
        elif remaining == "0":
            # Such headers speak of the limit that they name, which may be the one of creations
            # although another request is answered; else of the kind of request they answer.
            kind = create or speaks_of_creates
            until = moment + (told_seconds(headers, moment) or 0.0) + MARGIN
            self._told[kind] = max(self._told[kind], until)
