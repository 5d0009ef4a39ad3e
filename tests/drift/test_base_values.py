"""What is sent beside a wrong value: where that is refused, it decides nothing of the value."""

from __future__ import annotations

import pytest
from venice_contract.drift.isolate import OTHERS

from tests.drift.test_isolate import ENUM, GOOD, PERIOD, UNNAMED, WRONG, Bench, Body, Reply, naming

NEIGHBOUR = {"limitPeriod": "neighbour"}


def no_end(content: Body) -> Reply:
    """Answer as a server that refuses every end, and takes all else."""
    return naming("expiresAt") if content.get("expiresAt") else GOOD


def test_a_refusal_of_the_base_decides_no_wrong_value() -> None:
    """The base is mended by what refuses it, and each wrong value turns out to be accepted."""
    bench = Bench(no_end)
    (column,) = [column for column in bench.columns if column.path == PERIOD]
    assert len(column.refuse) == 7
    for choice in column.refuse:
        bench.isolator.refuse({PERIOD: choice})
    kinds = {kind for kind, path in bench.blamed if path == PERIOD}
    assert {"value-accepted", "type-accepted", "null-accepted"} == kinds
    assert len([found for found in bench.seen.observations if found[4] == "limitPeriod"]) == 7
    assert not bench.seen.undecided
    ends = bench.values("expiresAt")
    assert ends == [ends[0], ends[1], "", *[""] * (len(ends) - 3)]


def test_a_row_is_not_decided_by_a_refusal_of_the_base_either() -> None:
    """Its fields are asked about alone, over the base that was mended by the first."""
    bench = Bench(no_end).refuse()
    assert {path[0] for _, path in bench.blamed} == WRONG.keys()
    assert len([end for end in bench.values("expiresAt") if end]) == 3


def test_where_no_base_stands_a_wrong_value_stays_open() -> None:
    """What refuses every base is looked into once, and then believed."""
    bench = Bench(lambda _: naming("team", text="Required")).refuse(**NEIGHBOUR)
    asked = len(bench.sent)
    bench.refuse(limitPeriod="padded")
    assert len(bench.sent) == asked + 1
    assert not bench.blamed
    assert bench.seen.undecided == {ENUM: OTHERS}


@pytest.mark.parametrize(
    "refusal", [UNNAMED, naming("limit_period"), naming("limitPeriod", "expiresAt")]
)
def test_a_refusal_that_may_mean_the_field_decides_it(refusal: Reply) -> None:
    """It names none, or names this one too, or in its own spelling."""
    bench = Bench(lambda _: refusal).refuse(**NEIGHBOUR)
    assert len(bench.sent) == 1
    assert not bench.seen.undecided
    assert not bench.blamed


def test_a_refusal_in_odd_words_over_a_base_that_is_accepted_decides() -> None:
    """Nothing but the wrong value can be meant; whether the base stands is asked once."""
    odd = (400, {"error": "Invalid body, see its description"})
    bench = Bench(lambda content: odd if "limitPeriod" in content else GOOD)
    bench.refuse(**NEIGHBOUR).refuse(limitPeriod="padded")
    assert bench.values("limitPeriod") == ["WEEK", None, " EPOCH"]
    assert not bench.seen.undecided
    assert not bench.blamed


def test_a_wrong_name_of_a_key_goes_over_no_other_base() -> None:
    """It is sent with nothing beside it, so that a refusal for lack of that leaves it open."""
    bench = Bench(lambda _: naming("description"), operation="update").refuse(id="number-for-text")
    assert bench.sent == [{"id": 1}]
    assert bench.seen.undecided == {"updateApiKey.request.id.type": OTHERS}


def test_a_change_whose_text_is_refused_is_sent_without_it() -> None:
    """Another text is tried first, then all fields, then none beside the wrong value."""

    def rule(content: Body) -> Reply:
        return naming("description") if "description" in content else GOOD

    bench = Bench(rule, operation="update").refuse(**NEIGHBOUR)
    assert bench.blamed == {("value-accepted", PERIOD): [6, 7]}
    assert bench.values("description")[5:] == [None, None]
