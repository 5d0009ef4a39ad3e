"""The tool is right about strangers: honest servers, drifted ones, liars and attackers."""

from __future__ import annotations

import tomllib
from itertools import chain, islice

import pytest

from tests.strangers.cases import GROUPS, Case
from tests.strangers.known import REASONS, known, written
from tests.strangers.outcomes import RIGHT

EVERY = {
    "evolve": 5,
    "honest": 2,
    "drifts": 2,
    "once": 2,
    "required": 8,
    "reports": 3,
    "attacks": 3,
}
"""Of these groups one case in so many is judged in tests, of others all; `python -m
tests.strangers` judges every one."""
KNOWN = known()
SLOW = {"attacks: 1000 unknown properties"}
"""Judged by `python -m tests.strangers` alone."""


def chosen() -> list[Case]:
    """Return the cases that are judged in a test."""
    found: list[Case] = []
    for group, cases in GROUPS.items():
        found += islice(cases(), 0, None, EVERY.get(group, 1))
    return [case for case in found if case.id not in SLOW]


def marked(case: Case) -> object:
    """Return a case as a parameter, expected to fail where that is known."""
    reason = KNOWN.get(case.id)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in chosen()])
def test_the_verdict_is_right(case: Case) -> None:
    """An honest server is green, a lie is named where it is, an attack does no harm."""
    row = case.judge()
    assert row.outcome in RIGHT, str(row)


def test_cases_have_names_of_their_own() -> None:
    """No two cases are called alike, and what is known to fail is one of them."""
    names = [case.id for case in chain.from_iterable(cases() for cases in GROUPS.values())]
    assert len(names) == len(set(names))
    assert KNOWN.keys() <= set(names)


def test_there_are_as_many_as_were_promised() -> None:
    """At least 40 honest servers, 80 drifted ones and 40 attacks are judged in tests."""
    attacks = [case for case in chosen() if case.group == "attacks"]
    honest = [case for case in chosen() if case.honest]
    assert len(honest) >= 40
    assert len(attacks) >= 40
    assert len(chosen()) - len(honest) - len(attacks) >= 80


def test_every_reason_is_written_as_toml() -> None:
    """What is written down can be read again, whatever a case is called."""
    names = {outcome: [f'{outcome} "with quotes" and \\'] for outcome in REASONS}
    told = tomllib.loads(written(names))
    assert {outcome: group["cases"] for outcome, group in told.items()} == names
