"""Tests of reading times out of headers."""

from email.utils import formatdate

import pytest
from venice_contract.live.pacing import advice, http_date

from tests.live.stand_in import BEGAN


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1" + "0" * 12}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, None),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:09 +99999999999999999999"}, None),
        ({"date": "Thu, 01 Jan 2026 00:00:09 -99999999999999999999", "retry-after": "5"}, 5.0),
        ({"x-ratelimit-reset-requests": "inf"}, None),
        ({"x-ratelimit-reset-requests": "1" * 20}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": "5", "x-ratelimit-reset-requests": str(BEGAN + 9)}, 9.0),
        ({"x-ratelimit-reset-requests": str(BEGAN - 9)}, 0.0),
        ({"x-ratelimit-reset-requests": str(round((BEGAN + 9) * 1000))}, 9.0),
        ({"x-ratelimit-resets": str(round((BEGAN + 9) * 1000))}, 9.0),
        ({"x-ratelimit-resets": str(round(BEGAN + 9))}, 9.0),
        ({"x-ratelimit-resets": "9"}, 9.0),
        ({"retry-after": formatdate(BEGAN - 9, usegmt=True)}, 0.0),
    ],
)
def test_waits_are_read_and_nonsense_is_not(headers: dict[str, str], seconds: float | None) -> None:
    wait, nonsense = advice(headers, BEGAN)
    assert wait == seconds
    assert bool(nonsense) is (bool(headers) and seconds is None)


def test_dates_are_read_and_nonsense_is_not() -> None:
    assert http_date(formatdate(BEGAN, usegmt=True)) == BEGAN
    assert http_date("") is None
    assert http_date("yesterday") is None
