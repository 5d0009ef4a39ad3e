"""The tool is right about strangers: honest servers, drifted ones, liars and attackers."""

from itertools import chain

import pytest

from tests.strangers.cases import GROUPS, Case
from tests.strangers.outcomes import RIGHT

EVERY = {
    "evolve": 8,
    "honest": 2,
    "drifts": 2,
    "once": 2,
    "required": 8,
    "reports": 3,
    "attacks": 3,
}
"""Of these groups one case in so many is judged in tests, of others all, and always the honest
server that stands beside liars; `python -m tests.strangers` judges every case."""
SLOW = {"attacks: 1000 unknown properties"}
"""Judged by `python -m tests.strangers` alone."""


def chosen() -> list[Case]:
    found: list[Case] = []
    for group, cases in GROUPS.items():
        known, every = [*cases()], EVERY.get(group, 1)
        liars = [case for case in known if not case.honest]
        kept = {case.id for case in (liars or known)[::every]}
        found += [case for case in known if case.id in kept or (liars and case.honest)]
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
