"""The clock follows the wall until it is told otherwise."""

from __future__ import annotations

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.clock import Clock


def test_follows_the_wall() -> None:
    """By default time is the wall's."""
    wall = iter([5, 7])
    clock = Clock(lambda: next(wall))
    assert (clock.now(), clock.now(), clock.mode) == (5, 7, "wall")


def test_set_stands_still() -> None:
    """A clock that was set stands there, and can be advanced and set back."""
    clock = Clock(lambda: 1000)
    clock.set(50)
    clock.advance(10)
    assert (clock.now(), clock.mode) == (60, "frozen")
    clock.advance(-20)
    assert clock.now() == 40
    clock.follow_wall()
    assert (clock.now(), clock.mode) == (1000, "wall")


def test_set_and_running() -> None:
    """A clock that was set to run keeps its distance from the wall."""
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
