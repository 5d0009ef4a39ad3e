"""Every lie shows somewhere, or naming it would prove nothing."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest

from tests.strangers import second_vendor
from tests.strangers.additions import TWELVE
from tests.strangers.bending import Clock
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.further import FURTHER
from tests.strangers.lies import Addition, Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.tour import Tour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.strangers.fragments import Json
    from tests.strangers.tour import Step

OF_NOW = Addition("now", "the contract as it stands", lambda _: None, DRIFTS)
OF_ANOTHER = Addition("second", "another vendor", lambda _: None, second_vendor.DRIFTS)
EVERY = (*TWELVE, *FURTHER, OF_NOW, OF_ANOTHER)
CASES = {
    f"{addition.name}: {lie.name}": (addition, lie) for addition in EVERY for lie in addition.lies
}


class Honest:
    """The steps of honest servers, each walked once however many liars it is compared with."""

    def __init__(self) -> None:
        self._data: dict[str, Json] = {}
        self._tours: dict[tuple[str, tuple[str, ...]], tuple[list[Step], Iterator[Step]]] = {}

    def data(self, addition: Addition) -> Json:
        """Return the contract with an addition."""
        if addition.name not in self._data:
            made = second_vendor.fragment() if addition is OF_ANOTHER else fragment()
            addition.edit(made)
            self._data[addition.name] = made
        return self._data[addition.name]

    def steps(self, addition: Addition, at: tuple[str, ...]) -> Iterator[Step]:
        """Yield the steps of a tour, from memory as far as it was walked."""
        key = (addition.name, at)
        if key not in self._tours:
            data = self.data(addition)
            server = serve(data, None, manners(addition), Clock())
            self._tours[key] = ([], Tour(server, data, at).steps())
        walked, more = self._tours[key]
        yield from walked
        for step in more:
            walked.append(step)
            yield step


def manners(addition: Addition) -> Manners:
    """Return how the servers of an addition are."""
    return second_vendor.MANNERS if addition is OF_ANOTHER else Manners()


HONEST = Honest()


def difference(addition: Addition, lie: Lie) -> str:
    """Return the first request that a liar answers otherwise, empty if there is none."""
    data = HONEST.data(addition)
    liar = Tour(serve(data, lie, manners(addition), Clock()), data, lie.at)
    for right, wrong in zip_longest(HONEST.steps(addition, lie.at), liar.steps()):
        if right != wrong:
            return str((right or wrong).request)
    return ""


@pytest.mark.parametrize("name", CASES)
def test_a_lie_shows(name: str) -> None:
    """A tour of the liar differs from one of the honest server."""
    assert difference(*CASES[name])


def test_an_honest_server_shows_no_difference() -> None:
    """Two honest servers cannot be told apart, so a difference is the lie's."""
    assert difference(OF_NOW, Lie("none", ("description", "limitPeriod"))) == ""


def test_lies_have_names_of_their_own() -> None:
    """No two lies about one addition are called alike."""
    assert len(CASES) == sum(len(addition.lies) for addition in EVERY)
