"""Which differences are one finding."""

from dataclasses import replace
from typing import Any

from venice_contract.contract.values.table import FRACTION
from venice_contract.drift.judging.grouping import Differences
from venice_contract.drift.observe import Observation

from tests.drift.rig import judge_mock, seen_at

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
    return [len(group) for group in Differences([[one] for one in seen], values, field).grouped()]


def test_a_wrong_value_that_comes_back_is_no_finding_of_its_own() -> None:
    high, text = taken("bound-looser", "maximum", 10**10), taken("type-accepted", "type", "10")
    assert sizes(high, shown("answer-bound", "maximum", 10**10)) == [2]
    assert sizes(text, shown("answer-type", "type", "10")) == [2]


def test_a_wrong_value_that_nobody_sent_is_a_finding_of_its_own() -> None:
    """Another amount, or another JSON type of the same one, came from elsewhere."""
    sent = taken("bound-looser", "maximum", 10**10)
    assert sizes(sent, shown("answer-bound", "maximum", 10**11)) == [1, 1]
    assert sizes(sent, shown("answer-type", "type", str(10**10))) == [1, 1]


def test_a_wrong_value_inside_a_list_comes_back_as_its_item() -> None:
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
        found = [[one] for one in seen]
        return len(Differences(found, {}, field, shape=lambda _: "LimitAmount").grouped())

    usd, diem = amount("echo-differs", "usd", 5), amount("echo-differs", "diem", 5)
    assert groups(usd, diem) == 1
    assert groups(usd, amount("echo-lost", "diem", None)) == 2


def test_what_stands_for_a_null_is_one_difference_sent_or_meant() -> None:
    """A moment is another one each time, and stands for nothing all the same."""

    def given(kind: str, keyword: str, sent: Any, answered: Any) -> Observation:
        where = ("data", "limitPeriod") if kind == "echo-differs" else PERIOD
        side = "answer" if kind == "echo-differs" else "request"
        return seen_at(kind, keyword, where, side=side, sent=sent, answered=answered)

    meant = given("default-differs", "absent-means", None, "DAY")
    assert groups_of(given("echo-differs", "echo", None, "DAY"), meant) == [2]
    assert groups_of(given("echo-differs", "echo", None, "WEEK"), meant) == [1, 1]
    moments = [f"2030-01-0{day}T00:00:00Z" for day in (1, 2)]
    first = given("echo-differs", "echo", "", moments[0])
    assert groups_of(first, given("default-differs", "absent-means", None, moments[1])) == [2]


def groups_of(*seen: Observation) -> list[int]:
    """Return how many differences each finding is made of, by the field of a request."""
    found = Differences([[one] for one in seen], {}, lambda one: one.constraint.path[-1:])
    return [len(group) for group in found.grouped()]


def test_a_field_that_requests_and_answers_lack_is_gone_once() -> None:
    """What is refused as unknown is not shown either."""
    refused = seen_at("property-refused", "type", PERIOD)
    missing = seen_at("answer-missing", "required", ("data", "limitPeriod"), side="answer")
    assert groups_of(refused, missing) == [2]
    assert groups_of(seen_at("value-refused", "type", PERIOD), missing) == [1, 1]


def test_what_a_field_of_another_type_gives_back_is_one_difference_with_it() -> None:
    """Beside a field that takes its own type as well, it is a difference of its own."""
    taken = seen_at("type-accepted", "type", PERIOD, about="number", sent=1, answered=1)
    refused = seen_at("type-refused", "type", PERIOD, about="string", sent="x")
    shown = seen_at(
        "echo-differs", "echo", ("data", "limitPeriod"), side="answer", sent=2, answered="3"
    )
    assert groups_of(refused, taken, shown) == [3]
    assert groups_of(taken, shown) == [1, 1]
    other = seen_at("type-refused", "type", PERIOD, "updateApiKey", about="string", sent="x")
    assert groups_of(other, taken, shown) == [1, 1, 1]


def test_a_field_that_takes_whole_numbers_and_texts_has_no_other_type() -> None:
    """That fractions are refused is a difference of its own."""
    taken = seen_at("type-accepted", "type", PERIOD, about="string", sent="1", answered="1")
    whole = seen_at("type-refused", "type", PERIOD, about=FRACTION, sent=0.5)
    assert groups_of(whole, taken) == [1, 1]


def test_nulls_of_three_fields_are_one_difference_of_the_request() -> None:
    """Who reads a request so takes null for each field; two are two."""
    fields = [PERIOD, ("modelPrivacy",), ("expiresAt",)]
    nulls = [seen_at("null-accepted", "not-null", path, sent=None) for path in fields]
    assert groups_of(*nulls) == [3]
    assert groups_of(*nulls[:2]) == [1, 1]


def test_a_field_that_goes_with_hardly_another_is_one_difference() -> None:
    """It is refused beside three others; two rules of it are two."""
    others = ("description", "expiresAt", "ipAllowlist")
    rules = [
        seen_at("fields-conflict", "type", PERIOD, about=(other, "limitPeriod")) for other in others
    ]
    assert groups_of(*rules) == [3]
    assert groups_of(*rules[:2]) == [1, 1]


def test_texts_that_are_cut_are_one_difference_wherever_they_end() -> None:
    """One that is too long is taken and cut, too; one that becomes another text is not cut."""
    field = ("data", "description")
    long = seen_at("bound-looser", "max-length", field[1:], sent="x" * 65, answered="x" * 50)

    def echo(answered: str) -> Observation:
        return seen_at("echo-differs", "echo", field, side="answer", sent="abc", answered=answered)

    assert groups_of(long, echo("ab")) == [2]
    assert groups_of(long, echo("cab")) == [1, 1]


def test_a_field_that_is_demanded_and_shown_is_new_once() -> None:
    """Whatever else is told of it belongs to that."""
    closed = seen_at("property-demanded", "closed", about="team")
    extra = seen_at("answer-extra", "closed", ("data",), side="answer", about="team")
    assert groups_of(closed, extra) == [2]
    assert groups_of(closed, replace(extra, about="colour")) == [1, 1]


def test_a_required_field_under_another_name_is_renamed_once() -> None:
    """It is not known any more, and one that nobody knows is demanded."""
    gone = seen_at("property-refused", "type", PERIOD)
    new = seen_at("property-demanded", "closed", about="cycle")

    def found(*, required: bool) -> list[int]:
        field = lambda one: one.constraint.path or None  # noqa: E731
        both = Differences([[gone], [new]], {}, field, required=lambda _: required)
        return [len(group) for group in both.grouped()]

    assert found(required=True) == [2]
    assert found(required=False) == [1, 1]


def test_a_new_value_hides_no_field_whose_documented_values_come_back_wrong() -> None:
    """A value that is taken adds something; a field that shows another one breaks clients."""
    told = judge_mock(["echo-limit-period-ignored", "enum-limit-period-accepts-week"])
    assert sorted(one.kind for one in told.findings) == ["echo-differs", "value-accepted"]
