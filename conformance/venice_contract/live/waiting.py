"""A wait as people are told of it: how long, until when, and what for."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait that is about to begin, `until` some Unix second."""

    seconds: float
    until: float
    reason: str

    def __str__(self) -> str:
        end = datetime.fromtimestamp(self.until, UTC)
        return f"waiting {self.seconds:.0f} s, until {end:%H:%M:%S} UTC, {self.reason}"


def for_room(what: str, most: int, length: float, others: int) -> str:
    """Say that a window of the service is full, `others` of it by other runs of this user."""
    whose = f", of which {others} were of other runs" if others else ""
    return f"for room among the {most} {what} that the service allows in {length:.0f} s{whose}"
