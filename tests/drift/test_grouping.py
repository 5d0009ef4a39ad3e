"""Which differences are one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.judging.grouping import grouped

from tests.drift.rig import seen_at

if TYPE_CHECKING:
    from venice_contract.drift.observe import Observation

PERIOD, TYPE = ("limitPeriod",), ("apiKeyType",)
USD = ("consumptionLimit", "usd")
SHOWN_USD = ("data", "consumptionLimits", "usd")


def taken(kind: str, keyword: str, sent: Any, path: tuple[str, ...] = USD) -> Observation:
    """Return a wrong value that the creation takes."""
    return seen_at(kind, keyword, path, sent=sent)


def shown(kind: str, keyword: str, value: Any) -> Observation:
    """Return a wrong amount that a read answers."""
    return seen_at(kind, keyword, SHOWN_USD, "getApiKeyById", "answer", answered=value)


def field(observation: Observation) -> tuple[str, ...] | None:
    """Name the request field: the amount is called otherwise in answers."""
    path = observation.constraint.path
    return USD if path == SHOWN_USD else path or None


def sizes(*seen: Observation) -> list[int]:
    """Return how many differences each finding is made of."""
    values = {one.key: [one.answered] for one in seen}
    return [len(group) for group in grouped([[one] for one in seen], values, field)]


def test_a_wrong_value_that_comes_back_is_no_finding_of_its_own() -> None:
    """The read shows what the creation should have refused."""
    high, text = taken("bound-looser", "maximum", 10**10), taken("type-accepted", "type", "10")
    assert sizes(high, shown("answer-bound", "maximum", 10**10)) == [2]
    assert sizes(text, shown("answer-type", "type", "10")) == [2]


def test_a_wrong_value_that_nobody_sent_is_a_finding_of_its_own() -> None:
    """Another amount, or another JSON type of the same one, came from elsewhere."""
    sent = taken("bound-looser", "maximum", 10**10)
    assert sizes(sent, shown("answer-bound", "maximum", 10**11)) == [1, 1]
    assert sizes(sent, shown("answer-type", "type", str(10**10))) == [1, 1]


def test_a_wrong_value_inside_a_list_comes_back_as_its_item() -> None:
    """What was sent holds what is shown."""
    assert sizes(
        taken("bound-looser", "maximum", [1, 99]), shown("answer-bound", "maximum", 99)
    ) == [2]


def test_one_difference_of_one_field_is_one_finding_in_all_messages() -> None:
    """Creation and update refuse the same value at two places of the document."""
    both = [
        seen_at("bound-tighter", "max-length", ("description",), operation)
        for operation in ("createApiKey", "updateApiKey")
    ]
    assert sizes(*both) == [2]
    other = seen_at("bound-tighter", "maximum", USD)
    assert sizes(*both, other) == [2, 1]


def test_the_same_value_at_two_fields_are_two_findings() -> None:
    """Another field has another cause, whatever the value is."""
    both = [
        seen_at("value-accepted", "enum", path, about="WEEK", sent="WEEK")
        for path in (PERIOD, TYPE)
    ]
    assert sizes(*both) == [1, 1]


def test_an_amount_that_is_lost_and_one_that_is_changed_are_two_differences() -> None:
    """They are of one schema, and a server does another thing to each."""

    def amount(kind: str, name: str, answered: Any) -> Observation:
        path = ("data", "consumptionLimit", name)
        return seen_at(kind, "echo", path, side="answer", sent=50, answered=answered)

    def groups(*seen: Observation) -> int:
        return len(grouped([[one] for one in seen], {}, field, shape=lambda _: "LimitAmount"))

    usd, diem = amount("echo-differs", "usd", 5), amount("echo-differs", "diem", 5)
    assert groups(usd, diem) == 1
    assert groups(usd, amount("echo-lost", "diem", None)) == 2
