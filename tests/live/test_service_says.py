"""Tests of reading times out of headers."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from venice_contract.live.service_says import http_date, told_seconds

from tests.live.stand_in import BEGAN


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"x-ratelimit-reset-requests": "inf"}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": "5", "x-ratelimit-reset-requests": str(BEGAN + 9)}, 9.0),
        ({"x-ratelimit-reset-requests": str(BEGAN - 9)}, 0.0),
        ({"retry-after": formatdate(BEGAN - 9, usegmt=True)}, 0.0),
    ],
)
def test_waits_are_read_and_nonsense_is_not(headers: dict[str, str], seconds: float | None) -> None:
    """The longest of what is said counts, never less than nothing; the rest is passed over."""
    assert told_seconds(headers, BEGAN) == seconds


def test_dates_are_read_and_nonsense_is_not() -> None:
    """An HTTP date is a moment; anything else is none."""
    assert http_date(formatdate(BEGAN, usegmt=True)) == BEGAN
    assert http_date("") is None
    assert http_date("yesterday") is None
