"""How fast a run may go: two sliding windows, the service's own words, and hard caps.

What the service says of itself stands above the figures of the contract: `Retry-After`, resets
and remaining counts in headers, and 429. A caller that is shut out although it kept to the newest
figure goes on by the lowest that any document ever gave. A server may say anything, such as a wait
of years or 400 digits: what is longer than a day, or no number and no date, is named, not obeyed.

Each event is dated by its answer, and a window is reserved before sending, so that on no clock the
service counts more than this does. Any request can fail, so none is sent while one more failure
would be one too many; one that expects to be refused leaves a place for one surprise.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, Self

from venice_contract.contract.limits import ServiceLimits
from venice_contract.errors import BudgetError, UnreachableError
from venice_contract.target.redirects import KEPT
from venice_contract.verdict import Traffic, counted

# Added to every window, in seconds: two clocks may round differently, and edges may be inclusive.
MARGIN = 0.05
# First and longest wait in seconds after a 429 that does not say how long; doubled in between.
_FIRST_BACKOFF, _LONGEST_BACKOFF = 1.0, 30.0
# What a service answers that is closed for a while; the wait it names is heeded (RFC 9110).
_BUSY = 503
# Answers 429 in a row after which the run ends.
_THROTTLED_FOR_GOOD = 8
# Seconds of nothing but lost answers after which the run ends.
_SILENT_FOR_GOOD = 40.0
# Seconds by which clocks of processes on one machine may differ.
_FUTURE = 2.0
# Seconds for which a later run is bound by what an earlier one was told: longer than every window
# of the service, so that one wild answer does not shut out the runs of a whole day.
_BINDS_OTHERS = 120.0
LONGEST = 86_400.0
"""Seconds: no limit of the service lasts longer than the day of the daily allowance (guide)."""

# Seconds by which a Date may differ from our clock for no other reason than its coarseness.
_SAME_CLOCK = 2.0
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
# From here on a number is a Unix time in seconds, and from there one in milliseconds.
_UNIX_SECONDS, _UNIX_MILLISECONDS = 1e9, 1e11
_LONGEST_DATE, _SHOWN = 64, 40
# Documented for requests as Unix seconds (guide), and without the suffix as Unix milliseconds
# (skill of 2026-10-02); the size of the number decides, since services mix the two up.
_RESETS = ("x-ratelimit-reset-requests", "x-ratelimit-resets")


class Clock(Protocol):
    """Where a run has its time from."""

    def now(self) -> float:
        """Return Unix seconds, which never step back."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""


CAREFUL = ServiceLimits()
"""The pace of a run whose contract says none, and of a `sweep`, which has no contract."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service allows; seconds and counts, by default a careful pace."""

    creates: int = CAREFUL.creates.most  # creations in any `create_window`
    create_window: float = CAREFUL.creates.seconds
    failures: int = CAREFUL.failures.most  # those in any `failure_window` that are still forgiven
    failure_window: float = CAREFUL.failures.seconds
    failures_at_least: int = CAREFUL.failures.lowest  # forgiven by one that shuts out earlier
    active_keys: int | None = None  # keys that there may be at one time, None for any number
    surprises: int = 1  # failures of `failures` that expected refusals may not use up

    @classmethod
    def of(cls, said: ServiceLimits) -> Self:
        """Return what a contract says that the service allows."""
        return cls(
            said.creates.most,
            said.creates.seconds,
            said.failures.most,
            said.failures.seconds,
            said.failures.lowest,
            said.active_keys,
        )


UNLIMITED = Limits(creates=10**9, failures=10**9, failures_at_least=10**9)


@dataclass(frozen=True, slots=True)
class Caps:
    """Where a run ends whatever it wanted."""

    requests: int = 5000
    creates: int = 400
    alive: int = 100  # keys of the run that exist at the same time
    seconds: float = 3600.0  # on the run's clock, from its beginning; cleaning up is not counted
    wait: float = 300.0  # the longest single wait; no window of the service is half as long
    cleanup_wait: float = 180.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait that is about to begin, `until` some Unix second."""

    seconds: float
    until: float
    reason: str

    def __str__(self) -> str:
        end = datetime.fromtimestamp(self.until, UTC)
        return f"waiting {self.seconds:.0f} s, until {end:%H:%M:%S} UTC, {self.reason}"


@dataclass(slots=True)
class Tally:
    """What is remembered of the service's budgets; moments in Unix seconds.

    Until `creates_held` the service asked to hold creates, until `others_held` all other requests;
    `holder` is the process that was the last to take its turn.
    """

    creates: list[float] = field(default_factory=list)
    failures: list[float] = field(default_factory=list)
    creates_held: float = 0.0
    others_held: float = 0.0
    holder: int = 0


class Memory:
    """Keeps the tally of one run."""

    def __init__(self) -> None:
        self._tally = Tally()

    def hold(self) -> Tally:
        """Return the tally as it stands, and keep others from sending until `let_go`.

        BudgetError: another process keeps us from sending, and does not go on.
        """
        return self._tally

    def let_go(self, tally: Tally | None = None) -> None:
        """Remember the tally if one is given, and let others send."""
        self._tally = tally or self._tally

    def close(self) -> None:
        """Let go of what the memory is kept in."""


@dataclass(slots=True)
class _Window:
    most: int
    length: float
    events: list[float] = field(default_factory=list)

    def forget(self, now: float) -> None:
        """Drop events that count no more, and those of a clock that was set back since."""
        first, last = now - self.length - MARGIN, now + _FUTURE
        self.events = [event for event in self.events if first < event <= last]

    def wait_for(self, now: float, room: int) -> float:
        """Return the seconds until at least `room` more events fit."""
        self.forget(now)
        over = len(self.events) + room - self.most
        if over <= 0 or not self.events:
            return 0.0
        # Room larger than the window itself can only wait for the window to empty.
        return self.events[min(over, len(self.events)) - 1] + self.length + MARGIN - now


class Pacer:
    """The budgets of one run, and the count of what it cost; `on_wait` is told of each wait.

    `on_note` is told once of each thing that the service says and that makes no sense.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        limits: Limits | None = None,
        caps: Caps | None = None,
        memory: Memory | None = None,
        on_wait: Callable[[Wait], None] = lambda _wait: None,
        on_note: Callable[[str], None] = lambda _note: None,
    ) -> None:
        self.limits = limits or Limits()
        self.caps = caps or Caps()
        self.now, self._wait = clock.now, clock.wait
        self._began = self._sent_at = self.now()
        self._creates = _Window(self.limits.creates, self.limits.create_window)
        self._failures = _Window(self.limits.failures, self.limits.failure_window)
        # Until when creates (True) and other requests (False) are held, as the service asked.
        self._held: dict[bool, float] = {True: 0.0, False: 0.0}
        self._held_for_others: dict[bool, float] = {True: 0.0, False: 0.0}
        self._on_wait, self._on_note, self._noted = on_wait, on_note, set[str]()
        self._own = set[float]()
        self._silent_since: float | None = None
        self._memory = memory or Memory()
        self._throttled = 0
        # Creations that were answered as done and in whose answer no key was found.
        self._barren = list[float]()
        self._key_seen = False
        self._requests = self._created = self._refusals = 0
        self._alive = self._alive_at_most = 0
        self._waited = 0.0

    def before(self, *, create: bool = False, refusal: bool = False, cleanup: bool = False) -> None:
        """Wait until one more request may be sent.

        It may create a key; its sender may expect a `refusal`; and no cap holds up a `cleanup`, for
        nothing may be left behind. BudgetError where a cap is reached or the wait would be too
        long, UnreachableError where nothing but lost answers came for too long.
        """
        if not cleanup:
            self._check_caps(create=create)
            self._check_server()
        self._recall(cleanup=cleanup)
        while (wait := self._needed(create=create, refusal=refusal)).seconds > 0:
            self._memory.let_go()
            self._check_wait(wait.seconds, create=create, cleanup=cleanup)
            self._pause(wait)
            self._recall(cleanup=cleanup)
        self._requests += 1
        self._sent_at = self.now()
        self._key_seen = False

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
        moment = self.now()
        failed = status is None or (status >= 400 and status != 429)
        self._own.add(moment)
        if failed:
            self._failures.events.append(moment)
        if create and (status is None or not (400 <= status < 500 or status in KEPT)):
            self._creates.events.append(moment)
            if status is not None and status < 300 and not self._key_seen:
                self._barren.append(moment)
        self._refusals += status is not None and 400 <= status < 500
        self._throttled = self._throttled + 1 if status == 429 else 0
        if status is not None:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = self._sent_at
        self._heed(status, headers, create=create)
        self._remember()

    def back_off(self, attempt: int) -> None:
        """Wait before the attempt of this number: not at all, then 1, 2, 4 ... seconds."""
        if attempt:
            seconds = min(_FIRST_BACKOFF * 2 ** (attempt - 1), _LONGEST_BACKOFF)
            self._pause(Wait(seconds, self.now() + seconds, "before it is asked again"))

    def crowding(self, seconds: float) -> list[float]:
        """Take the creations in whose answers no key was found, if the next one waits for them.

        Their moments are returned once each; none where the wait is but some `seconds`.
        """
        if not self._barren or self._creates.wait_for(self.now(), 1) <= seconds:
            return []
        taken, self._barren = self._barren, []
        return taken

    def rest(self, until: float, why: str = "for lists to show what creations made") -> None:
        """Wait until that moment."""
        if (seconds := until - self.now()) > 0:
            self._pause(Wait(seconds, until, why))

    def made_nothing(self, creations: Sequence[float]) -> None:
        """Give back the room of creations that made no key: the service counts keys (page)."""
        self._recall(cleanup=False)
        self._creates.events = [one for one in self._creates.events if one not in creations]
        self._remember()

    def key_born(self) -> None:
        """Count a key that now exists."""
        self._key_seen = True
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
            seconds=self.now() - self._began,
            waited=self._waited,
        )

    def _check_caps(self, *, create: bool) -> None:
        caps = self.caps
        reached = {
            counted(caps.requests, "request"): self._requests >= caps.requests,
            counted(caps.creates, "create"): create and self._created >= caps.creates,
            f"{counted(caps.alive, 'key')} alive at once": create and self._alive >= caps.alive,
            f"{caps.seconds:.0f} seconds": self.now() - self._began >= caps.seconds,
        }
        for name, hit in reached.items():
            if hit:
                raise BudgetError(
                    f"The run has reached its cap of {name}.",
                    hint="Raise the cap, or ask for less.",
                )

    def _check_server(self) -> None:
        if self._throttled >= _THROTTLED_FOR_GOOD:
            raise BudgetError(
                f"The server answered 429 {self._throttled} times in a row, however long was "
                "waited.",
                hint="Run again later.",
            )
        silent = 0.0 if self._silent_since is None else self.now() - self._silent_since
        if silent >= _SILENT_FOR_GOOD:
            raise UnreachableError(
                f"The server has given no usable answer for {silent:.0f} s.",
                hint="Run again when it does.",
            )

    def _check_wait(self, seconds: float, *, create: bool, cleanup: bool) -> None:
        left = self._began + self.caps.seconds - self.now()
        allowed = self.caps.cleanup_wait if cleanup else min(left, self.caps.wait)
        if seconds <= allowed:
            return
        until = datetime.fromtimestamp(self.now() + seconds, UTC).isoformat(timespec="seconds")
        asked = self._held[create] - self.now() > seconds - 1
        who = "The service asks to wait" if asked else "The next request would have to wait"
        raise BudgetError(
            f"{who} {seconds:.0f} s, until {until}, more than the {max(0.0, allowed):.0f} s that "
            "are left for it.",
            hint="Run again then.",
        )

    def _recall(self, *, cleanup: bool) -> None:
        try:
            tally = self._memory.hold()
        except BudgetError:
            if cleanup:  # keys are not left behind because another process does not go on
                return
            raise
        latest = self.now() + _BINDS_OTHERS + _FUTURE
        self._creates.events, self._failures.events = tally.creates, tally.failures
        others = {True: tally.creates_held, False: tally.others_held}
        self._held_for_others = {kind: at if at <= latest else 0.0 for kind, at in others.items()}

    def _remember(self) -> None:
        latest = self.now() + _BINDS_OTHERS
        creates, others = (
            max(self._held_for_others[kind], min(self._held[kind], latest))
            for kind in (True, False)
        )
        self._memory.let_go(Tally(self._creates.events, self._failures.events, creates, others))

    def _needed(self, *, create: bool, refusal: bool) -> Wait:
        moment = self.now()
        room = 1 + (self.limits.surprises if refusal else 0)
        waits = [
            (self._held[create] - moment, "as the service asks"),
            (self._held_for_others[create] - moment, "as the service asked another run"),
            self._for_room(self._failures, "failures", room),
        ]
        if create:
            waits.append(self._for_room(self._creates, "creations", 1))
        seconds, reason = max(waits, key=lambda wait: wait[0])
        return Wait(seconds, moment + seconds, reason)

    def _for_room(self, window: _Window, what: str, room: int) -> tuple[float, str]:
        seconds = window.wait_for(self.now(), room)
        others = sum(event not in self._own for event in window.events)
        whose = f", of which {others} were of other runs" if others else ""
        return seconds, (
            f"for room among the {window.most} {what} that the service allows in "
            f"{window.length:.0f} s{whose}"
        )

    def _pause(self, wait: Wait) -> None:
        before = self.now()
        self._on_wait(wait)
        self._wait(wait.seconds)
        self._waited += max(0.0, self.now() - before)

    def _heed(self, status: int | None, headers: Mapping[str, str], *, create: bool) -> None:
        moment = self.now()
        told, nonsense = advice(headers, moment)
        for one in nonsense:
            self._note(one)
        if status == 429:
            silent = min(_FIRST_BACKOFF * 2 ** (self._throttled - 1), _LONGEST_BACKOFF)
            # What was waited as told and was shut out all the same is not believed again.
            believed = told is not None and self._throttled == 1
            wait = max(told or 0.0, 0.0 if believed else silent)
            self._hold(wait, creates=True, others=True)
            self._failures.forget(moment)
            if len(self._failures.events) >= self.limits.failures_at_least:
                self._failures.most = min(self._failures.most, self.limits.failures_at_least)
        elif remaining(headers, "x-ratelimit-remaining-requests") == 0:
            # Such headers speak of the limit that they name, which may be the one of creations
            # although another request is answered; else of the kind of request they answer.
            of_creates = remaining(headers, "x-ratelimit-limit-requests") == self.limits.creates
            kind = create or of_creates
            self._hold(told or 0.0, creates=kind, others=not kind)
        if status == _BUSY and "retry-after" in headers:
            self._hold(told or 0.0, creates=True, others=True)
        if remaining(headers, "x-ratelimit-remaining") == 0:
            # Of the failures that are forgiven (skill of 2026-10-02), and any request may fail.
            self._hold(told or 0.0, creates=True, others=True)

    def _hold(self, seconds: float, *, creates: bool, others: bool) -> None:
        until = self.now() + seconds + MARGIN
        for kind, meant in ((True, creates), (False, others)):
            if meant:
                self._held[kind] = max(self._held[kind], until)

    def _note(self, nonsense: str) -> None:
        name = nonsense.partition(":")[0]
        if name not in self._noted:
            self._noted.add(name)
            self._on_note(f"The service says {nonsense}, which makes no sense; it is passed over.")


def advice(headers: Mapping[str, str], now: float) -> tuple[float | None, list[str]]:
    """Read out of headers (lower-case names) the seconds to wait, and what cannot be obeyed.

    The longest wait that is said counts, None where none is. Moments are compared with the answer's
    own Date where that differs from our clock. What cannot be obeyed is `name: value`, cut.
    """
    dated = http_date(headers.get("date", ""))
    # A Date is cut to whole seconds; a clock that agrees with it that far is the finer one.
    there = now if dated is None or abs(dated - now) <= _SAME_CLOCK else dated
    waits: list[float] = []
    nonsense: list[str] = []
    for name in ("retry-after", *_RESETS):
        if not (text := headers.get(name, "").strip()):
            continue
        seconds = _seconds(text, there)
        if seconds is None or abs(seconds) > LONGEST:
            nonsense.append(f"{name}: {text[:_SHOWN]}")
        else:
            waits.append(max(0.0, seconds))
    return max(waits, default=None), nonsense


def remaining(headers: Mapping[str, str], name: str) -> int | None:
    """Read a count that remains; None if it does not say."""
    text = headers.get(name, "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def http_date(text: str) -> float | None:
    """Read an HTTP date as Unix seconds; None if it is none."""
    if len(text) > _LONGEST_DATE:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _seconds(text: str, there: float) -> float | None:
    if not _NUMBER.fullmatch(text):
        moment = http_date(text)
        return None if moment is None else moment - there
    number = float(text)
    if number >= _UNIX_MILLISECONDS:
        return number / 1000 - there
    return number - there if number >= _UNIX_SECONDS else number
