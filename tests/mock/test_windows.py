"""Windows begin where the documents say, in every kind of year."""

from __future__ import annotations

import pytest
from venice_contract.mock.windows import moment_of, next_epoch, text_of, window_start


def _at(text: str) -> int:
    moment = moment_of(text)
    assert moment is not None
    return moment


@pytest.mark.parametrize(
    ("period", "now", "start"),
    [
        ("EPOCH", "2024-02-29T23:59:59.999Z", "2024-02-29"),
        ("EPOCH", "2024-03-01T00:00:00Z", "2024-03-01"),
        ("MONTH", "2024-02-29T23:59:59.999Z", "2024-02-01"),
        ("MONTH", "2023-03-01T00:00:00Z", "2023-03-01"),
        ("MONTH", "2024-12-31T23:59:59.999Z", "2024-12-01"),
        ("MONTH", "2025-01-01T00:00:00Z", "2025-01-01"),
        ("EPOCH", "2024-12-31T12:00:00Z", "2024-12-31"),
        ("MONTH", "2100-03-01T00:00:00Z", "2100-03-01"),
        ("WEEK", "2024-05-15T12:30:00Z", "2024-05-15"),
    ],
)
def test_window_start(period: str, now: str, start: str) -> None:
    """A window begins at 00:00 UTC of the day or of the 1st."""
    assert window_start(period, _at(now)) == _at(start)


def test_lifetime_has_no_start() -> None:
    """LIFETIME never resets."""
    assert window_start("LIFETIME", _at("2024-05-15")) is None


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2024-02-28T12:00:00Z", "2024-02-29T00:00:00.000Z"),
        ("2023-02-28T23:59:59.999Z", "2023-03-01T00:00:00.000Z"),
        ("2024-12-31T00:00:00Z", "2025-01-01T00:00:00.000Z"),
    ],
)
def test_next_epoch(now: str, begins: str) -> None:
    """The next epoch begins at the next 00:00 UTC, over leap days and years."""
    assert text_of(next_epoch(_at(now))) == begins


def test_texts_come_back() -> None:
    """A moment survives being written and read."""
    assert text_of(_at("2023-10-01T12:00:00.007Z")) == "2023-10-01T12:00:00.007Z"


@pytest.mark.parametrize("text", ["2023-02-30", "2023-13-01T00:00:00Z", "0000-00-00"])
def test_impossible_dates(text: str) -> None:
    """A date that no calendar knows names no moment."""
    assert moment_of(text) is None
