"""Values that keep to a schema, texts of a form, and whether a value keeps to one."""

import gc
import re
import weakref
from datetime import UTC, datetime
from typing import Any

import pytest
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import (
    entries,
    json_type,
    several,
    specimen,
)
from venice_contract.contract.values.texts import (
    FORMATS,
    Lengths,
    longer,
    matching,
    near_matching,
    of_format,
)
from venice_contract.contract.values.validation import accepts, inline

from tests.contract.fragment import contract, small

MOMENT = Moment(datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "vc-1a2b3c4d")


def schema(text: str) -> Schema:
    """Return a schema that is written in flow style."""
    request = operations(small(f"{{type: object, properties: {{x: {text}}}}}"))["createApiKey"]
    assert request.request is not None
    assert request.request.schema is not None
    found = request.request.schema.at(("x",))
    assert found is not None
    return found


SCHEMAS = [
    "{type: string}",
    "{type: string, minLength: 30}",
    "{type: string, maxLength: 2}",
    "{type: string, minLength: 20.0, maxLength: 22.0}",
    "{type: array, items: {type: integer}, minItems: 2.0}",
    "{type: string, pattern: '^[A-Z]{3}-[0-9]{4}$'}",
    "{type: string, format: uuid}",
    "{type: string, enum: [a, b]}",
    "{type: integer, minimum: 7}",
    "{type: integer, exclusiveMinimum: 7, multipleOf: 5}",
    "{type: number, maximum: -2.5}",
    "{type: boolean}",
    "{type: array, items: {type: integer}, minItems: 3, uniqueItems: true}",
    "{type: object, additionalProperties: {type: string}, minProperties: 2}",
    "{type: object, required: [a], properties: {a: {type: string, enum: [z]}, b: {type: integer}}}",
    "{oneOf: [{type: string, format: date}, {type: integer, minimum: 3}]}",
    "{type: [string, 'null'], enum: [null]}",
]


@pytest.mark.parametrize("text", SCHEMAS)
def test_a_specimen_keeps_to_its_schema(text: str) -> None:
    found = schema(text)
    for number in range(4):
        assert accepts(found, specimen(found, MOMENT, number))


@pytest.mark.parametrize(
    "text", ["{type: string}", "{type: integer}", "{type: string, format: date-time}"]
)
def test_several_differ_as_far_as_there_are_any(text: str) -> None:
    """Three texts or numbers are three; of two values the third is one of them again."""
    found = several(schema(text), 3, MOMENT)
    assert len(found) == 3
    assert len(set(map(str, found))) == 3
    assert len(several(schema("{type: boolean}"), 3, MOMENT)) == 3
    numbers = schema("{type: object, additionalProperties: {type: integer}}")
    assert len(entries(numbers, 3, MOMENT)) == 3
    assert entries(numbers, 0, MOMENT) == {}


def test_values_are_named_by_their_json_types() -> None:
    found: list[Any] = [None, True, 1, 1.5, "", [], {}]
    named = ["null", "boolean", "number", "number", "string", "array", "object"]
    assert [json_type(value) for value in found] == named


# -- texts ------------------------------------------------------------------------------------


def test_made_texts_are_the_same_in_every_run_and_known_forms_come_first() -> None:
    """The seed is fixed, so that a finding can be repeated."""
    pattern = "^[a-z]{12}$"
    first = matching(pattern, MOMENT)
    assert first == matching(pattern, Moment(MOMENT.now, "vc-ffffffff"))
    assert len({text for _, text in first}) == len(first) > 1
    assert all(re.search(pattern, text) for _, text in first)
    texts = [text for _, text in matching(r"^\d{4}-\d{2}-\d{2}$", MOMENT)]
    assert texts == ["2028-03-01"]


@pytest.mark.parametrize(
    "pattern", ["(?<=a)b(?!c)$^", "[^\\s\\S]", "^\\p{L}+$", "^(?<year>[0-9]{4})$"]
)
def test_a_pattern_of_which_no_text_can_be_made_has_none(pattern: str) -> None:
    """Nothing matches it, or it is one of ECMAScript alone; nothing is raised."""
    assert matching(pattern, MOMENT) == ()


def test_near_misses_of_an_instant_look_like_dates() -> None:
    labels = {
        label for label, _ in near_matching(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", MOMENT)
    }
    assert {"instant-with-offset", "instant-without-zone", "no-date"} <= labels


def test_a_pattern_that_could_be_tried_without_end_is_judged_at_once() -> None:
    """Each beginning of a made text is judged in time that grows with its length alone."""
    assert matching(r"^([a-z]+)*\d{12}$", MOMENT, lengths=(0, 40))


@pytest.mark.parametrize("lengths", [(4, 4), (2, 4), (0, 3), (6, None)])
def test_near_misses_of_a_pattern_keep_to_the_lengths_beside_it(lengths: Lengths) -> None:
    """What a length refuses as well tells nothing of the pattern."""
    found = [text for _, text in near_matching(r"^\d+$", MOMENT, lengths)]
    fewest, most = lengths
    assert any(not text.isdigit() for text in found)
    assert all(fewest <= len(text) <= (most or len(text)) for text in found)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_texts_of_a_format_keep_to_it_and_near_misses_do_not(name: str) -> None:
    found = schema(f"{{type: string, format: {name}}}")
    right, wrong = of_format(name, MOMENT)
    assert right
    assert wrong
    assert all(accepts(found, text) for _, text in right)
    assert not any(accepts(found, text) for _, text in wrong)


def test_a_format_that_nobody_knows_has_no_texts() -> None:
    assert of_format("shoe-size", MOMENT) == ([], [])


@pytest.mark.parametrize(
    ("text", "length", "result"),
    [("ab", 4, "abbb"), ("a-1/", 6, "a-111/"), ("--", 3, "x--"), ("abc", 2, "abc"), ("", 2, "xx")],
)
def test_a_text_is_made_longer_by_its_last_letter_or_digit(
    text: str, length: int, result: str
) -> None:
    found = longer(text, length)
    assert len(found) == max(len(text), length)
    assert found == result


# -- validation -------------------------------------------------------------------------------


def test_a_schema_is_written_without_references() -> None:
    root = operations(contract())["createApiKey"].answers["200"].schema
    assert root is not None
    created = root.at(("data",))
    assert created is not None
    plain = inline(created)
    assert plain["additionalProperties"] is False
    assert plain["properties"]["limitPeriod"]["enum"] == ["EPOCH", "MONTH", "LIFETIME"]
    assert "$ref" not in str(plain)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("{type: string, format: uuid}", "00000000-0000-4000-8000-000000000000", "never"),
        ("{type: array, items: {type: integer}, maxItems: 1}", [1], [1, 2]),
        ("{type: object, additionalProperties: {type: integer}}", {"a": 1}, {"a": "1"}),
        ("{oneOf: [{type: string}, {type: integer}]}", 1, 1.5),
        ("{type: string}", "a", "\ud800"),
    ],
)
def test_a_value_keeps_to_its_schema_or_not(text: str, right: Any, wrong: Any) -> None:
    assert accepts(schema(text), right)
    assert not accepts(schema(text), wrong)


def test_a_schema_that_nobody_holds_any_more_is_forgotten() -> None:
    """Its validator goes with it, and the document too."""
    found = schema("{type: integer}")
    assert accepts(found, 1)
    gone = weakref.ref(found)
    del found
    gc.collect()
    assert gone() is None


# -- the moment -------------------------------------------------------------------------------


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
    assert Moment(now, "t").day() == day


def test_an_instant_lies_within_the_hour() -> None:
    """A key that escapes dies by itself."""
    moment = Moment(datetime(2027, 12, 31, 23, 45, tzinfo=UTC), "t")
    assert moment.instant() == "2028-01-01T00:15:00Z"
    assert moment.instant(1, millisecond=7) == "2027-12-31T23:46:00.007Z"
