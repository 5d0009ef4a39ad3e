"""Every lie shows somewhere, or naming it would prove nothing."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest

from tests.strangers import second_vendor
from tests.strangers.additions import TWELVE
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.further import FURTHER
from tests.strangers.lies import Addition, Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.server import Clock
from tests.strangers.tour import Tour

if TYPE_CHECKING:
    from tests.strangers.fragments import Json

OF_NOW = Addition("now", "the contract as it stands", lambda _: None, DRIFTS)
CASES = {
    f"{addition.name}: {lie.name}": (addition, lie)
    for addition in (*TWELVE, *FURTHER, OF_NOW)
    for lie in addition.lies
}


def difference(data: Json, lie: Lie, manners: Manners | None = None) -> str:
    """Return the first request that a liar answers otherwise, empty if there is none."""
    honest = serve(data, None, manners or Manners(), Clock())
    liar = serve(data, lie, manners or Manners(), Clock())
    tours = Tour(honest, data, lie.at).steps(), Tour(liar, data, lie.at).steps()
    for right, wrong in zip_longest(*tours):
        if right != wrong:
            return str((right or wrong).request)
    return ""


@pytest.mark.parametrize("name", CASES)
def test_a_lie_shows(name: str) -> None:
    """A tour of the liar differs from one of the honest server."""
    addition, lie = CASES[name]
    data = fragment()
    addition.edit(data)
    assert difference(data, lie)


@pytest.mark.parametrize("lie", second_vendor.DRIFTS, ids=lambda lie: lie.name)
def test_a_drift_of_the_second_vendor_shows(lie: Lie) -> None:
    """A tour of its drifted server differs from one of the honest server."""
    assert difference(second_vendor.fragment(), lie, second_vendor.MANNERS)


def test_an_honest_server_shows_no_difference() -> None:
    """Two honest servers cannot be told apart, so a difference is the lie's."""
    assert difference(fragment(), Lie("none", ("description", "limitPeriod"))) == ""


def test_lies_have_names_of_their_own() -> None:
    """No two lies about one addition are called alike."""
    named = [(a.name, lie.name) for a in (*TWELVE, *FURTHER, OF_NOW) for lie in a.lies]
    assert len(named) == len(set(named))
