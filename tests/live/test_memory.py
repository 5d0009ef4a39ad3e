"""Tests of what is remembered between requests."""

from __future__ import annotations

from venice_contract.live.memory import Memory, Tally


def test_a_run_remembers_what_it_is_told() -> None:
    """A tally that is given is the next to be returned; letting go without one forgets nothing."""
    memory = Memory()
    assert memory.hold() == Tally()
    memory.let_go(Tally(creates=[1.0]))
    memory.hold()
    memory.let_go()
    assert memory.hold().creates == [1.0]
