"""The clock follows the wall until it is set; windows begin where the documents say."""

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.clock import Clock, moment_of, next_epoch, text_of, window_start


def test_the_clock_follows_the_wall_until_it_is_set() -> None:
    """A clock that was set to run keeps its distance from the wall."""
    moments = iter([5, 7])
    clock = Clock(lambda: next(moments))
    assert (clock.now(), clock.now(), clock.mode) == (5, 7, "wall")
    clock = Clock(lambda: 1000)
    clock.set(50)
    clock.advance(10)
    assert (clock.now(), clock.mode) == (60, "frozen")
    clock.advance(-20)
    assert clock.now() == 40
    clock.follow_wall()
    assert (clock.now(), clock.mode) == (1000, "wall")
    wall = [1000]
    clock = Clock(lambda: wall[0])
    clock.set(50, running=True)
    wall[0] += 5
    assert (clock.now(), clock.mode) == (55, "shifted")
    clock.advance(100)
    assert clock.now() == 155


@pytest.mark.parametrize("moment", [-1, 10**18])
def test_outside_the_calendar(moment: int) -> None:
    """A moment that no calendar knows is refused."""
    clock = Clock(lambda: 0)
    with pytest.raises(UsageError):
        clock.set(moment)
    with pytest.raises(UsageError):
        clock.advance(moment)


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
        ("LIFETIME", "2024-05-15", ""),
    ],
)
def test_window_start(period: str, now: str, start: str) -> None:
    """A window begins at 00:00 UTC of the day or of the 1st, or never."""
    assert window_start(period, _at(now)) == (_at(start) if start else None)


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
    assert text_of(_at("2023-10-01T12:00:00.007Z")) == "2023-10-01T12:00:00.007Z"


@pytest.mark.parametrize("text", ["2023-02-30", "2023-13-01T00:00:00Z", "0000-00-00"])
def test_impossible_dates(text: str) -> None:
    assert moment_of(text) is None
