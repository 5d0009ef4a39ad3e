"""Time: a clock that can be set, and calendar arithmetic in UTC.

Moments are integers, milliseconds since 1970-01-01T00:00:00Z.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from venice_contract.errors import UsageError

SECOND = 1_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
WEEK = 7 * DAY

EARLIEST = 0
LATEST = 253_402_214_399_999  # 9999-12-30T23:59:59.999Z, the last moment whose epoch has a next

_START = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Time as the service sees it: the wall's (milliseconds, handed over) unless it was set."""

    def __init__(self, wall: Callable[[], int]) -> None:
        self._wall = wall
        self._offset = 0
        self._frozen: int | None = None

    @property
    def mode(self) -> str:
        """`wall`, `shifted` (runs at another time) or `frozen` (stands still)."""
        if self._frozen is not None:
            return "frozen"
        return "shifted" if self._offset else "wall"

    def now(self) -> int:
        """Return the current moment."""
        if self._frozen is not None:
            return self._frozen
        if not self._offset:
            return self._wall()
        return min(max(self._wall() + self._offset, EARLIEST), LATEST)

    def set(self, moment: int, *, running: bool = False) -> None:
        """Jump to a moment, backwards too; stand still there unless `running`."""
        require_known(moment)
        self._frozen = None if running else moment
        self._offset = moment - self._wall() if running else 0

    def advance(self, milliseconds: int) -> None:
        """Move by that much, forwards or backwards, and keep standing or running."""
        moment = self.now() + milliseconds
        require_known(moment)
        if self._frozen is None:
            self._offset += milliseconds
        else:
            self._frozen = moment

    def follow_wall(self) -> None:
        """Return to the wall's time."""
        self._frozen = None
        self._offset = 0


def require_known(moment: int) -> None:
    """Raise UsageError for a moment outside the years that the clock knows."""
    if not EARLIEST <= moment <= LATEST:
        raise UsageError("The mock's clock runs from 1970 to 9999.")


def day_start(moment: int) -> int:
    """Return 00:00 UTC of the day of `moment`, where EPOCH begins (page)."""
    return moment - moment % DAY


@lru_cache(maxsize=64)
def month_start(moment: int) -> int:
    """Return 00:00 UTC on the 1st of the month of `moment`, where MONTH begins (page)."""
    there = _START + timedelta(milliseconds=moment)
    return to_ms(there.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def next_epoch(moment: int) -> int:
    """Return the next 00:00 UTC after `moment`, what `nextEpochBegins` shows (spec)."""
    return day_start(moment) + DAY


def window_start(period: str, moment: int) -> int | None:
    """Return where the current window of a limit began; None where it has no beginning.

    EPOCH begins every UTC day, MONTH on the 1st, LIFETIME never (page). A period that only a
    foreign table knows is treated as the default, EPOCH.
    """
    if period == "LIFETIME":
        return None
    return month_start(moment) if period == "MONTH" else day_start(moment)


def to_ms(moment: datetime) -> int:
    """Return a moment as milliseconds, rounding down."""
    return (moment - _START) // timedelta(milliseconds=1)


@lru_cache(maxsize=1024)
def text_of(moment: int) -> str:
    """Return a moment as `YYYY-MM-DDTHH:MM:SS.mmmZ`, the form of the page's example."""
    whole = _START + timedelta(milliseconds=moment)
    return f"{whole.isoformat(timespec='milliseconds')[:23]}Z"


@lru_cache(maxsize=1024)
def moment_of(text: str) -> int | None:
    """Return the moment that a date or a UTC date-time names; a date means its 00:00 UTC.

    None for a text that no calendar knows (`2023-02-30`): the documented pattern lets it pass,
    so it is stored and echoed, but it never comes.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return to_ms(parsed)
