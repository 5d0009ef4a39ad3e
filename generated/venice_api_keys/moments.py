"""Times: how they are read, kept as they came, and written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any, Self

LEAP = re.compile(r"(T\d\d:\d\d):60(?!\d)")
"""A leap second, which RFC 3339 has and Python has not; it is read as the second before."""


class Moment(datetime):
    """A datetime that was read, and goes out again in the very text that it came in.

    What is calculated from it is a Moment without a text, written as any datetime is.
    """

    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read a date-time of RFC 3339; raise ValueError if it is none."""
        if len(text) < 16:
            raise ValueError(f"{text!r} is no date and time")
        read = cls.fromisoformat(LEAP.sub(r"\1:59", text.upper()))
        read.text = str(text)
        return read

    @staticmethod
    def written(moment: datetime) -> str:
        """Write a datetime: as it came, or in UTC with a `Z` where it has a zone."""
        if isinstance(moment, Moment) and moment.text:
            return moment.text
        if moment.tzinfo is None:
            return moment.isoformat()
        return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")

    def __reduce_ex__(self, protocol: Any) -> Any:
        return (Moment.parse, (self.text,)) if self.text else super().__reduce_ex__(protocol)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def instant(moment: str | datetime | date | timedelta) -> str:
    """Write a moment as the service takes it: UTC with milliseconds, or a day.

    Args:
        moment: a text is left as it is; a timedelta counts from now.

    Raises:
        ValueError: the datetime has no zone, so nobody can say which moment it is.
    """
    if isinstance(moment, timedelta):
        moment = datetime.now(timezone.utc) + moment
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("A datetime needs a zone here, such as datetime.timezone.utc.")
        utc = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
        return utc.removesuffix("+00:00") + "Z"
    return moment.isoformat() if isinstance(moment, date) else moment


def moment(text: str | None) -> datetime | None:
    """Read a time of an answer as an aware datetime; a day becomes its first moment in UTC.

    Raises:
        ValueError: the text is no ISO 8601 time.
    """
    if text is None or text == "":
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


__all__ = ["Moment", "instant", "moment"]
