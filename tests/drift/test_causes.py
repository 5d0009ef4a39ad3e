"""Several observations, one cause."""

from __future__ import annotations

from venice_contract.contract.constraints import constraints
from venice_contract.drift.causes import explained
from venice_contract.drift.marks import Marks
from venice_contract.drift.observe import Observation, Seen

from tests.drift.rig import contract, scene

PERIOD = ("limitPeriod",)
MARKS = Marks(constraints(contract()), Seen())


def wrong(kind: str, keyword: str, path: tuple[str, ...] = PERIOD) -> list[Observation]:
    """Return a wrong value that the creation accepts."""
    what = (kind, keyword, None)
    return [scene("createApiKey", "").saw(path, what, ("is refused", "accepts it"))]


def lost(
    path: tuple[str, ...] = ("data", "limitPeriod"), about: str = "MONTH"
) -> list[Observation]:
    """Return an echo that the creation's answer does not give."""
    what = ("echo-differs", "echo", about)
    return [
        scene("createApiKey").saw(path, what, (f"'{about}' was sent", "answers 'EPOCH'"), "EPOCH")
    ]


def kinds(*seen: list[Observation]) -> list[str]:
    """Return the kinds that are left."""
    return [found[0].kind for found in explained(list(seen), MARKS)]


def test_a_property_that_takes_anything_and_keeps_nothing_is_one_difference() -> None:
    """It is ignored."""
    several = [wrong("value-accepted", "enum"), wrong("type-accepted", "type")]
    assert kinds(*several, lost()) == ["property-ignored"]


def test_a_property_that_takes_anything_and_keeps_it_is_not_ignored() -> None:
    """Each wrong value stays a difference."""
    several = [wrong("value-accepted", "enum"), wrong("type-accepted", "type")]
    assert kinds(*several) == ["value-accepted", "type-accepted"]


def test_one_wrong_value_beside_a_lost_one_are_two_differences() -> None:
    """One accepted value does not make a property ignored."""
    assert kinds(wrong("value-accepted", "enum"), lost()) == ["value-accepted", "echo-differs"]


def test_the_differences_of_another_property_are_kept() -> None:
    """An ignored property explains its own alone."""
    other = wrong("value-accepted", "enum", ("apiKeyType",))
    several = [wrong("value-accepted", "enum"), wrong("type-accepted", "type")]
    assert sorted(kinds(*several, lost(), other)) == ["property-ignored", "value-accepted"]


def test_a_value_that_never_comes_back_explains_a_wrong_default() -> None:
    """The default is that value, and every EPOCH comes back as something else."""
    what = ("default-differs", "absent-means", None)
    default = [
        scene("createApiKey", "").saw(PERIOD, what, ("'EPOCH' is meant when it is left out", "DAY"))
    ]
    assert kinds(default, lost(about="EPOCH")) == ["echo-differs"]
    assert kinds(default, lost(about="MONTH")) == ["default-differs", "echo-differs"]
    assert kinds(default) == ["default-differs"]


def test_nothing_is_explained_by_nothing() -> None:
    """No observations are left of none."""
    assert kinds() == []
