"""What the contract accepts of a field and must refuse, derived from its keywords alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from venice_contract.drift.values import (
    ABSENT,
    ASTRAL,
    NEIGHBOURS,
    Choice,
    Moment,
    accepted,
    refused,
)

from tests.drift.rig import MOMENT, contract, edited, request


def good(*path: str, required: bool = False, operation: str = "createApiKey") -> dict[str, Choice]:
    """Return the choices that must be accepted, by label."""
    schema = request(contract(), *path, operation=operation)
    return {choice.label: choice for choice in accepted(schema, required=required, moment=MOMENT)}


def bad(*path: str, required: bool = False) -> dict[str, Choice]:
    """Return the choices that must be refused, by label."""
    schema = request(contract(), *path)
    return {choice.label: choice for choice in refused(schema, required=required, moment=MOMENT)}


def test_every_documented_value_of_an_enum_is_a_choice() -> None:
    """Each is asked about by itself, and so is leaving the field out."""
    found = good("limitPeriod")
    assert set(found) == {"value-EPOCH", "value-MONTH", "value-LIFETIME", "absent"}
    assert found["value-MONTH"].about == "MONTH"
    assert found["absent"].value is ABSENT


def test_a_value_added_to_the_fragment_is_asked_about_with_no_code() -> None:
    """The choices of an enum come from the schema, near misses included."""
    wider = edited(("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n        - none\n"))
    schema = request(wider, "limitPeriod")
    labels = {c.label for c in accepted(schema, required=False, moment=MOMENT)}
    assert {"value-WEEK", "value-none"} <= labels
    near = {c.value for c in refused(schema, required=False, moment=MOMENT)}
    assert "WEEK" not in near
    assert "NONE" in near
    assert "DAILY" in near


def test_a_field_added_to_the_fragment_is_asked_about_with_no_code() -> None:
    """A new property has choices by its type and bounds."""
    field = "        modelPrivacy:\n          $ref: '#/components/schemas/ModelPrivacy'\n"
    new = "        burst:\n          type: integer\n          minimum: 1\n          maximum: 9\n"
    schema = request(edited((field, field + new)), "burst")
    values = {c.value for c in accepted(schema, required=False, moment=MOMENT)}
    assert values == {1, 9, 8, ABSENT}
    assert {0.99, 10} <= {c.value for c in refused(schema, required=False, moment=MOMENT)}


def test_near_misses_of_an_enum_are_case_padding_neighbours_and_other_types() -> None:
    """What services have been seen to let through must be refused."""
    found = {label: choice.value for label, choice in bad("limitPeriod").items()}
    assert found == {
        "neighbour": "WEEK",
        "other-case": "lifetime",
        "padded": " EPOCH",
        "neighbour-2": "DAILY",
        "empty": "",
        "number-for-text": 1,
        "null": None,
    }
    assert not any(choice.accepted for choice in bad("limitPeriod").values())


def test_neighbours_are_words_that_no_enum_of_the_contract_has() -> None:
    """None of them is a documented value."""
    assert not set(NEIGHBOURS) & {"EPOCH", "MONTH", "LIFETIME", "ALL", "INFERENCE", "ADMIN"}


def test_an_amount_is_asked_about_at_and_around_its_bounds() -> None:
    """At, just inside, just outside and far outside, with fractions, exponents and minus zero."""
    found = {label: choice.value for label, choice in good("consumptionLimit", "usd").items()}
    assert found["minimum"] == 0
    assert found["maximum"] == 9999999999
    assert found["below-maximum"] == 9999999998
    assert found["exponent"] == 1e-05
    assert found["fraction"] == 0.5
    assert str(found["negative-zero"]) == "-0.0"
    assert found["null"] is None
    assert found["absent"] is ABSENT
    wrong = {label: choice.value for label, choice in bad("consumptionLimit", "usd").items()}
    assert wrong["below-minimum"] < 0
    assert wrong["above-maximum"] == 10000000000
    assert wrong["far-above-maximum"] > 10**15
    assert wrong["text-for-number"] == "10"
    assert wrong["boolean-for-number"] is True
    assert "null" not in wrong


def test_null_absent_and_zero_of_an_amount_are_three_choices() -> None:
    """They mean no limit, nothing said, and nothing to spend."""
    values = [choice.value for choice in good("consumptionLimit", "usd").values()]
    assert None in values
    assert ABSENT in values
    assert 0 in values


def test_lengths_are_counted_in_code_points() -> None:
    """The longest text is asked about in plain and in astral characters, and one more."""
    found = good("description", required=True)
    assert len(found["longest"].value) == 64
    assert len(found["longest-in-code-points"].value) == 64
    assert ASTRAL in found["longest-in-code-points"].value
    assert "absent" not in found
    wrong = bad("description", required=True)
    assert len(wrong["one-too-long"].value) == 65
    assert wrong["absent"].keyword == "required"
    assert wrong["null"].keyword == "not-null"


def test_a_text_that_marks_a_key_carries_the_tag() -> None:
    """Whatever is accepted as a description says whose key it is, the empty one apart."""
    texts = [choice.value for choice in good("description", required=True).values()]
    assert all(text.startswith(MOMENT.tag) for text in texts if text)


def test_every_variant_of_a_date_has_a_text_that_it_matches() -> None:
    """The empty text, a day, and instants with and without milliseconds are accepted forms."""
    found = good("expiresAt")
    pointers = {choice.about for choice in found.values() if choice.about}
    assert len(pointers) == 3
    assert {"empty", "day", "instant", "instant-with-milliseconds"} <= set(found)
    assert "instant-with-offset" not in found


def test_near_misses_of_a_date_match_no_variant() -> None:
    """Each looks like a date, and none of the documented forms fits."""
    patterns = [variant.value("pattern") for variant in request(contract(), "expiresAt").variants]
    wrong = [c.value for c in bad("expiresAt").values() if c.keyword == "pattern"]
    assert len(wrong) >= 4
    assert not any(re.search(p, text) for p in patterns if p for text in wrong)


def test_null_is_a_choice_where_it_is_documented_and_a_near_miss_elsewhere() -> None:
    """The same field is told apart by operation."""
    assert "null" in good("expiresAt", operation="updateApiKey")
    assert "null" not in good("expiresAt")
    assert "null" in bad("expiresAt")


def test_an_object_must_refuse_an_array() -> None:
    """The limit as a whole has near misses of its own."""
    assert bad("consumptionLimit")["array-for-object"].value == []


def test_only_so_many_choices_are_given_as_are_wanted() -> None:
    """A rank cuts the list, the most telling kept."""
    schema = request(contract(), "limitPeriod")
    assert len(refused(schema, required=False, moment=MOMENT, rank=2)) == 2


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2028, 2, 28, 12, 0, tzinfo=UTC), "2028-02-29"),
        (datetime(2028, 2, 28, 23, 30, tzinfo=UTC), "2028-03-01"),
        (datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC), "2028-01-01"),
        (datetime(2027, 12, 31, 23, 0, tzinfo=UTC), "2028-01-02"),
    ],
)
def test_the_day_asked_for_does_not_begin_while_a_run_goes_on(now: datetime, day: str) -> None:
    """A key that ends as its day begins outlives the run, across leap days and year ends."""
    assert Moment(now, "t").day() == day


def test_an_instant_lies_within_the_hour() -> None:
    """A key that escapes dies by itself."""
    moment = Moment(datetime(2027, 12, 31, 23, 45, tzinfo=UTC), "t")
    assert moment.instant() == "2028-01-01T00:15:00Z"
    assert moment.instant(1, millisecond=7) == "2027-12-31T23:46:00.007Z"


def test_the_mark_for_nothing_shows_as_a_word() -> None:
    """Findings can print it."""
    assert repr(ABSENT) == "absent"
