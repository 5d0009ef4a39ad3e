"""The tool is right about strangers: honest servers, drifted ones, liars and attackers."""

from itertools import chain

import pytest

from tests.strangers.cases import GROUPS, Case
from tests.strangers.once import ONCE
from tests.strangers.outcomes import RIGHT

EVERY = {
    "evolve": 16,
    "honest": 3,
    "drifts": 4,
    "once": 1,
    "required": 16,
    "reports": 4,
    "second": 2,
    "october": 0,
    "attacks": 3,
}
"""Of these groups one case in so many is judged in tests; neighbours are alike.

`python -m tests.strangers` judges every case."""
HONEST = 4
"""As of `EVERY`, of the honest servers that stand beside liars."""
OF_A_KIND = {one.kind: one.lie.name for one in ONCE}
"""Of the drifts that are told once, one of each kind is judged."""
SLOW = {"attacks: 1000 unknown properties"}
"""Judged by `python -m tests.strangers` alone."""


def chosen() -> list[Case]:
    found: list[Case] = []
    for group, cases in GROUPS.items():
        honest = [case for case in cases() if case.honest]
        liars = [case for case in cases() if not case.honest]
        every = EVERY[group]
        if not every:  # `test_october` judges them all, and says what is found
            continue
        if group == "once":
            liars = [case for case in liars if case.name in OF_A_KIND.values()]
        found += honest[:: HONEST if liars and every > 1 else every] + liars[::every]
    return [case for case in found if case.id not in SLOW]


@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.id)
def test_the_verdict_is_right(case: Case) -> None:
    row = case.judge()
    assert row.outcome in RIGHT, str(row)


def test_cases_have_names_of_their_own() -> None:
    names = [case.id for case in chain.from_iterable(cases() for cases in GROUPS.values())]
    assert len(names) == len(set(names))


def test_there_are_as_many_as_were_promised() -> None:
    attacks = [case for case in chosen() if case.group == "attacks"]
    honest = [case for case in chosen() if case.honest]
    assert len(honest) >= 40
    assert len(attacks) >= 40
    assert len(chosen()) - len(honest) - len(attacks) >= 80
