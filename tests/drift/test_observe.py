"""Observations: one difference each, the same ones counted together."""

from __future__ import annotations

from dataclasses import replace

from venice_contract.drift.observe import Observation, Scene, Seen

from tests.drift.rig import exchanged


def one(number: int = 1, **changed: object) -> Observation:
    """Return an observation of one exchange."""
    here = Scene("createApiKey", "answer", "200", exchanged(number=number))
    found = here.saw(("data",), ("answer-null", "not-null", None), ("not null", "null"))
    return replace(found, **changed)  # type: ignore[arg-type]  # names are the test's own


def test_a_scene_fills_in_where_it_was_seen() -> None:
    """Operation, side, status and exchange come from the scene."""
    found = one(3)
    assert (found.operation, found.direction, found.status) == ("createApiKey", "answer", "200")
    assert found.exchange.number == 3
    assert (found.contract, found.server) == ("not null", "null")


def test_two_exchanges_confirm_each_other() -> None:
    """What differs only in the exchange is the same, seen twice."""
    seen = Seen()
    seen.add(one(1))
    assert [o.exchange.number for o in seen.seen_once()] == [1]
    seen.add(one(2))
    assert not seen.seen_once()
    assert [len(found) for found in seen.observations.values()] == [2]


def test_one_exchange_does_not_confirm_itself() -> None:
    """Two keys of one list that show the same are seen once."""
    seen = Seen()
    seen.add(one(1))
    seen.add(one(1))
    assert seen.seen_once_in(exchanged(number=1))
    assert not seen.seen_once_in(exchanged(number=2))


def test_what_differs_in_kind_place_or_value_is_another() -> None:
    """Each has a key of its own."""
    others = [
        one(kind="answer-type"),
        one(path=("data", "id")),
        one(about="x"),
        one(operation="getApiKeys"),
        one(status="400"),
        one(direction="request"),
    ]
    assert len({found.key for found in (one(), *others)}) == 7


def test_what_was_learned_makes_no_difference() -> None:
    """Two wrong values at one place are one difference."""
    assert one(learned=1).key == one(learned=2).key
