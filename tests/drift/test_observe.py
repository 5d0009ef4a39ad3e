"""Observations: one difference each, the same ones counted together; and what is left open."""

from typing import Any

from venice_contract.drift.observe import Observation, Open, Seen

from tests.drift.rig import exchanged, planned, seen_at

MAXIMUM = "createApiKey.request.consumptionLimit.usd.maximum"


def one(number: int = 1, kind: str = "answer-null", **more: Any) -> Observation:
    return seen_at(kind, "not-null", ("data",), side="answer", number=number, **more)


def test_two_exchanges_confirm_each_other() -> None:
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
    others = [
        one(kind="answer-type"),
        seen_at("answer-null", "not-null", ("data", "id"), side="answer"),
        one(about="x"),
        seen_at("answer-null", "not-null", ("data",), "updateApiKey", "answer"),
        seen_at("answer-null", "not-null", ("data",), side="answer-400"),
        seen_at("answer-null", "not-null", ("limitPeriod",)),
    ]
    assert len({found.key for found in (one(), *others)}) == 7
    assert one(answered=1).key == one(answered=2).key


def test_an_observation_knows_its_constraint_and_its_field() -> None:
    found = one(3)
    assert (found.constraint.operation, found.constraint.status) == ("createApiKey", "200")
    assert found.field == ("data",)
    assert seen_at("property-refused", "closed", ("nowhere",)).field == ("nowhere",)


def test_a_constraint_is_decided_with_its_last_choice() -> None:
    """Not before: one good answer does not make a bound hold, however often it is given."""
    (usd,) = (c for c in planned().create.columns if c.path == ("consumptionLimit", "usd"))
    *first, last = [c for c in (*usd.accept, *usd.refuse) if c.kind == "maximum"]
    assert len(first) >= 2
    seen = Seen()
    still = Open(seen)
    still.expect((*first, last))
    for choice in first * 3:
        still.resolve(choice)
    assert MAXIMUM not in seen.decided
    still.resolve(last)
    assert MAXIMUM in seen.decided
