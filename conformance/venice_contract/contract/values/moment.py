"""The time and tag of a run, for values that depend on them. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Moment:
    """The start of a run, in UTC, and its tag."""

    now: datetime
    tag: str

    def instant(self, minutes: int = 30, *, millisecond: int | None = None) -> str:
        """Return an instant within the hour, so that a key that escapes dies by itself."""
        moment = self.now + timedelta(minutes=minutes)
        text = moment.strftime("%Y-%m-%dT%H:%M:%S")
        return f"{text}Z" if millisecond is None else f"{text}.{millisecond:03d}Z"

    @property
    def instants(self) -> tuple[str, ...]:
        """The instants to ask for: in UTC, with milliseconds, and with an offset."""
        plain = self.instant()
        return plain, self.instant(31, millisecond=250), f"{plain[:-1]}+00:00"

    def day(self) -> str:
        """Return the nearest day that begins in an hour or later: keys may end as it begins."""
        return (self.now + timedelta(days=1, hours=1)).strftime("%Y-%m-%d")
