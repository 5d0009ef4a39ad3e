"""Every fault fires when armed, and changes nothing when it is not."""

from __future__ import annotations

from typing import Any

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock import faults
from venice_contract.mock.faults import CATALOGUE

from tests.mock.tour import WAYS, walk, walked


@pytest.fixture(scope="module")
def honest() -> Any:
    """The transcript of each walk without any fault."""
    return {way: walked(way)[0] for way in WAYS}


def test_tour_is_repeatable(honest: Any) -> None:
    """Two walks without faults give the same bytes."""
    assert all(walked(way) == (honest[way], {}) for way in WAYS)


@pytest.mark.parametrize("name", CATALOGUE)
def test_fires(name: str, honest: Any) -> None:
    """An armed fault changes an answer and says that it fired."""
    for way in WAYS:
        told, receipts = walked(way, [name])
        assert (told != honest[way]) == (receipts[name] > 0)
        if receipts[name]:
            return
    pytest.fail("The fault never fired.")


@pytest.mark.parametrize("name", CATALOGUE)
def test_disarmed_changes_nothing(name: str, honest: Any) -> None:
    """A fault that was disarmed changes no byte and never fires."""
    told, receipts = walked(walk, [name], disarm=True)
    assert told == honest[walk]
    assert receipts[name] == 0


def test_names_follow_their_groups() -> None:
    """Every name is kebab-case and begins with its group; every sentence is one sentence."""
    for name, one in CATALOGUE.items():
        assert name == one.name
        assert name.startswith(one.group + "-")
        assert name == name.lower()
        assert one.sentence.endswith(".")
        assert ". " not in one.sentence


def test_catalogue_is_large_enough() -> None:
    """There are at least forty faults in six groups."""
    assert len(CATALOGUE) >= 40
    groups = {one.group for one in CATALOGUE.values()}
    assert groups == {"enum", "limit", "echo", "shape", "protocol", "time"}


def test_unknown_name_suggests_a_near_one() -> None:
    """An unknown name is refused with the nearest known one."""
    with pytest.raises(UsageError, match="enum-limit-period-accepts-week"):
        faults.fault("enum-limit-period-accept-week")


def test_text_lists_every_fault() -> None:
    """The printed catalogue has every name and sentence."""
    text = faults.catalogue_text()
    for one in CATALOGUE.values():
        assert one.name in text
        assert one.sentence in text
