"""What the contract accepts of a field and must refuse, derived from its keywords alone."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.table import ABSENT, ASTRAL, BAD, GOOD, NEIGHBOURS, UNBOUNDED
from venice_contract.contract.values.validation import accepts
from venice_contract.verdict import SAYS

from tests.contract.fragment import contract, edited, small

MOMENT = Moment(datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "vc-1a2b3c4d")
LISTED = Contract(contract())
ELSEWHERE = {
    "dependent-schemas": "left out, and said so",
    "operation": "a call of it is answered, drift.asking",
    "absent-means": "what comes back of a field that was left out, drift.roundtrip",
    "echo": "what comes back of a field that was sent, drift.roundtrip",
    "presence": "whether a field of an answer is there, drift.roundtrip",
    "effect": "what the list shows afterwards, drift.run",
    "secret": "whether an answer shows it, drift.roundtrip",
    "status": "every answer, drift.asking",
    "content-type": "every answer, and a request that was accepted, drift.asking",
    "needs": "the list is called with keys of both kinds, drift.run",
    "only-when": "a row against the condition, drift.columns",
    "false-proof": "a proof that is false in one way, drift.proving",
}
"""Kinds of constraint that no value of a field decides, and what does."""

Labelled = dict[str, Choice]


def field(*path: str, operation: str = "createApiKey", within: Contract = LISTED) -> Schema:
    request = within.operations[operation].request
    assert request is not None
    assert request.schema is not None
    found = request.schema.at(path)
    assert found is not None
    return found


def good(*path: str, operation: str = "createApiKey", within: Contract = LISTED) -> Labelled:
    schema = field(*path, operation=operation, within=within)
    found = Choices(within.said, MOMENT).accepted(schema)
    assert all(choice.accepted for choice in found)
    return by_label(found)


def bad(*path: str, operation: str = "createApiKey", within: Contract = LISTED) -> Labelled:
    schema = field(*path, operation=operation, within=within)
    found = Choices(within.said, MOMENT).refused(schema)
    assert not any(choice.accepted for choice in found)
    return by_label(found)


def by_label(found: list[Choice]) -> Labelled:
    """Return choices by their labels, one that is used again with a sign behind it."""
    named: Labelled = {}
    for choice in found:
        label = choice.label
        while label in named:
            label += "+"
        named[label] = choice
    return named


def of(schema: str, *, required: bool = False) -> tuple[Labelled, Labelled]:
    """Return what must be accepted and refused of a field `x` with a schema in flow style."""
    names = ", required: [x]" if required else ""
    within = Contract(small(f"{{type: object, properties: {{x: {schema}}}{names}}}"))
    return good("x", within=within), bad("x", within=within)


def values(found: Labelled) -> list[Any]:
    return [choice.value for choice in found.values()]


def asked(schema: str) -> tuple[list[Choice], list[Choice]]:
    """Return the same as lists."""
    accepted, refused = of(schema)
    return [*accepted.values()], [*refused.values()]


def types(choices: list[Choice]) -> set[str]:
    """Return the JSON types of the values that are sent."""
    return {json_type(one.value) for one in choices if one.value is not ABSENT}


# -- every constraint -------------------------------------------------------------------------


def test_every_kind_of_constraint_has_values_or_is_decided_otherwise() -> None:
    """A kind that is added to the list must be asked about, or say by what it is decided."""
    assert set(GOOD) | set(BAD) | set(ELSEWHERE) == set(SAYS)
    assert not (set(GOOD) | set(BAD)) & set(ELSEWHERE)


def test_every_choice_and_every_constraint_of_a_request_are_about_each_other() -> None:
    """Of the message as a whole no values are made: any accepted request decides it."""
    asked: set[str] = set()
    for operation in ("createApiKey", "updateApiKey"):
        for schema in field(operation=operation).walk():
            said = {one.id for one, _ in LISTED.said(schema)}
            choices = Choices(LISTED.said, MOMENT)
            both = (*choices.accepted(schema), *choices.refused(schema))
            assert {choice.constraint.id for choice in both} <= said
            asked |= {choice.constraint.id for choice in both}
    left = [
        one
        for one in LISTED.constraints
        if one.side == "request"
        and one.operation in ("createApiKey", "updateApiKey")
        and one.id not in asked
        and not one.unasked
    ]
    assert all(one.kind in ELSEWHERE or not one.path for one in left)


def test_what_is_not_to_be_asked_has_no_choice() -> None:
    """`x-unasked` of a field silences it, and what it says carries the reason."""
    text = "{type: object, properties: {x: {type: integer, maximum: 5, x-unasked: costs money}}}"
    within = Contract(small(text))
    asked = {**good("x", within=within), **bad("x", within=within)}
    assert {choice.kind for choice in asked.values()} <= {"optional"}
    said = [one for one, _ in within.said(field("x", within=within))]
    assert {one.kind: one.unasked for one in said}["maximum"] == "costs money"


# -- enums ------------------------------------------------------------------------------------


def test_every_documented_value_of_an_enum_is_a_choice() -> None:
    """Each is asked about by itself, and so is leaving the field out."""
    found = good("limitPeriod")
    assert set(found) == {"value-EPOCH", "value-MONTH", "value-LIFETIME", "absent"}
    month = "createApiKey.request.limitPeriod.enum-value.MONTH"
    assert (found["value-MONTH"].about, found["value-MONTH"].constraint.id) == ("MONTH", month)
    assert found["absent"].value is ABSENT


def test_a_value_added_to_the_fragment_is_asked_about_with_no_code() -> None:
    more = "        - LIFETIME\n        - WEEK\n        - none\n"
    within = Contract(parse(edited(("        - LIFETIME\n", more)), "wider.yaml"))
    assert {"value-WEEK", "value-none"} <= set(good("limitPeriod", within=within))
    near = values(bad("limitPeriod", within=within))
    assert "WEEK" not in near
    assert {"NONE", "DAILY"} <= set(filter(None, near))


def test_near_misses_of_an_enum_are_case_padding_neighbours_and_other_types() -> None:
    assert {label: choice.value for label, choice in bad("limitPeriod").items()} == {
        "neighbour": "WEEK",
        "other-case": "lifetime",
        "padded": " EPOCH",
        "neighbour-2": "DAILY",
        "empty": "",
        "number-for-text": 1,
        "null": None,
    }


def test_neighbours_are_words_that_no_enum_of_the_contract_has() -> None:
    assert not set(NEIGHBOURS) & {"EPOCH", "MONTH", "LIFETIME", "ALL", "INFERENCE", "ADMIN"}


def test_what_allows_null_alone_must_refuse_every_other_type() -> None:
    """Null is its type: a field that was retired is asked about as others are."""
    accepted, refused = of("{type: 'null'}")
    assert None in values(accepted)
    assert {choice.kind for choice in refused.values()} == {"type"}
    assert values(refused) == [True, 1, "x", [], {}]


def test_an_enum_may_hold_numbers_and_null() -> None:
    accepted, refused = of("{type: integer, enum: [1, 7, 30]}")
    assert {1, 7, 30} <= set(values(accepted))
    assert {31, 0, 90, "1", None} <= set(values(refused))
    assert not [v for v in values(refused) if isinstance(v, float)]
    accepted, refused = of("{type: [string, 'null'], enum: [low, high, null]}")
    assert {"low", "high", None} <= set(values(accepted))
    assert None not in values(refused)


# -- scalars ----------------------------------------------------------------------------------


def test_a_boolean_is_both_and_no_text_and_no_number() -> None:
    """Clients send `"true"` and 1 for it."""
    accepted, refused = of("{type: boolean}")
    assert [v for v in values(accepted) if v is not ABSENT] == [True, False]
    assert {"true", "yes", 1, None} == set(values(refused))


def test_edges_of_an_integer_are_whole_numbers_or_far_out() -> None:
    """9 lies below 10, not 9.99; where there is no bound, one that comes one day is noticed."""
    accepted, refused = of("{type: integer, minimum: 10, maximum: 20}")
    assert {10, 20, 19} <= set(values(accepted))
    assert refused["below-minimum"].value == 9
    assert refused["above-maximum"].value == 21
    assert refused["fraction-for-integer"].value == 10.5
    assert refused["fraction-for-integer"].kind == "type"
    assert all(not isinstance(v, float) for v in values(accepted))
    accepted, _ = of("{type: integer, minimum: 1}")
    assert accepted["large"].about == UNBOUNDED
    assert accepted["large"].value >= 10**9


def test_an_amount_is_asked_about_at_and_around_its_bounds() -> None:
    found = {label: choice.value for label, choice in good("consumptionLimit", "usd").items()}
    assert (found["minimum"], found["maximum"], found["below-maximum"]) == (
        0,
        9999999999,
        9999999998,
    )
    assert (found["exponent"], found["fraction"]) == (1e-05, 0.5)
    assert str(found["negative-zero"]) == "-0.0"
    assert (found["null"], found["absent"]) == (None, ABSENT)
    wrong = {label: choice.value for label, choice in bad("consumptionLimit", "usd").items()}
    assert wrong["below-minimum"] < 0
    assert wrong["above-maximum"] == 10000000000
    assert wrong["far-above-maximum"] > 10**15
    assert wrong["text-for-number"] == "10"
    assert wrong["boolean-for-number"] is True
    assert "null" not in wrong


@pytest.mark.parametrize(
    ("schema", "inside", "outside"),
    [
        ("{type: integer, exclusiveMinimum: 0, exclusiveMaximum: 10}", {1, 9}, {0, 10}),
        ("{type: number, exclusiveMinimum: 0, maximum: 1}", {0.01, 1}, {0, 2}),
        ("{type: integer, minimum: 0, maximum: 100, multipleOf: 10}", {0, 10, 100}, {1, -10, 110}),
        ("{type: number, minimum: 0.5, maximum: 1}", {0.5, 1}, {0.49, 2}),
        ("{type: number, multipleOf: 0.25, minimum: 0}", {0, 0.25}, {0.125}),
        ("{type: number, minimum: 0.000001, maximum: 0.001}", {0.000001, 0.001}, {0, 0.002}),
    ],
)
def test_open_bounds_and_grids_are_asked_about_on_both_sides(
    schema: str, inside: set[float], outside: set[float]
) -> None:
    accepted, refused = of(schema)
    assert inside <= set(values(accepted))
    assert outside <= set(values(refused))


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("^[a-z]{2,4}$", {"oi", "oiii"}, {"o", "oiiii", "OI"}),
        ("^(?!admin)[a-z]+$", set(), {"admino"}),
        ("[A-Z]{2}-[0-9]+", {"x OI-8 x"}, {"OI-"}),
        ("^[a-z-]{2,9}$", {"t-ykseort"}, set()),
        ("^[A-Z]{3}-[0-9]{4}$", set(), set()),
        ("^proj_[a-z0-9]{8}$", set(), set()),
        ("^(red|blue)-\\d+$", set(), set()),
        ("^\\d{4}-\\d{2}-\\d{2}$", {"2028-03-01"}, set()),
        ("^\\S+$", set(), {"", f" {MOMENT.instant()}"}),
        ("^[^ ]{1,80}$", set(), {"", f" {MOMENT.instant()}"}),
        ("^\\S", set(), {"", f" {MOMENT.instant()}"}),
    ],
)
def test_a_form_is_asked_about_where_it_ends(
    pattern: str, inside: set[str], outside: set[str]
) -> None:
    """One that dates match as well as their near misses is missed by blanks and by nothing."""
    accepted, refused = of(f"{{type: string, pattern: '{pattern}'}}")
    made, missed = (
        {choice.value for choice in found.values() if choice.kind == "pattern"}
        for found in (accepted, refused)
    )
    assert inside <= set(values(accepted)) - {ABSENT}
    assert outside <= missed
    assert made
    assert all(re.search(pattern, text) for text in made)
    assert not any(re.search(pattern, text) for text in missed)


@pytest.mark.parametrize("longest", [1, 2, 3, 12])
def test_a_short_text_shows_what_becomes_of_blanks_and_capitals(longest: int) -> None:
    accepted, _ = of(f"{{type: string, maxLength: {longest}}}")
    text = accepted["spelling"].value
    assert len(text) <= longest
    assert "É" in text
    assert (text[:1] == " ") is (longest > 1)


def test_lengths_are_counted_in_code_points() -> None:
    found, wrong = good("description"), bad("description")
    assert len(found["longest"].value) == 64
    assert len(found["longest-in-code-points"].value) == 64
    assert ASTRAL in found["longest-in-code-points"].value
    assert "absent" not in found
    assert len(wrong["one-too-long"].value) == 65
    assert (wrong["absent"].kind, wrong["null"].kind) == ("required", "not-null")
    accepted, refused = of("{type: string, minLength: 3, maxLength: 40}")
    assert len(accepted["shortest"].value) == 3
    assert len(refused["one-too-short"].value) == 2
    assert "" not in values(accepted)


def test_a_text_that_marks_a_key_carries_the_tag() -> None:
    texts = [value for value in values(good("description")) if value]
    assert texts
    assert all(MOMENT.tag in text for text in texts)


@pytest.mark.parametrize(
    ("name", "text", "miss"),
    [
        ("date-time", "2028-02-29T12:30:00Z", "never"),
        ("date", "2028-03-01", "2028/03/01"),
        ("uuid", "00000000-0000-4000-8000-000000000000", "never"),
        ("email", "nobody@example.com", "nobody@"),
        ("uri", "https://example.com/a", "never"),
        ("ipv4", "11.22.33.44", "11.22.33.300"),
        ("ipv6", "2a00:1::1", "11.22.33.44"),
    ],
)
def test_formats_have_texts_and_near_misses(name: str, text: str, miss: str) -> None:
    accepted, refused = of(f"{{type: string, format: {name}}}")
    assert text in values(accepted)
    assert miss in values(refused)
    assert {c.kind for c in accepted.values() if c.value == text} == {"format"}


def test_every_variant_of_a_date_has_a_text_that_it_matches() -> None:
    found = good("expiresAt")
    assert {"empty", "day", "instant", "instant-with-milliseconds"} <= set(found)
    assert "instant-with-offset" not in found
    patterns = [v.value("pattern") for v in field("expiresAt").variants]
    misses = [c.value for c in bad("expiresAt").values() if c.kind == "pattern"]
    assert len(misses) >= 4
    assert not any(re.search(p, text) for p in patterns if p for text in misses)
    assert "null" in good("expiresAt", operation="updateApiKey")
    assert "null" not in good("expiresAt")
    assert "null" in bad("expiresAt")


# -- what holds others ------------------------------------------------------------------------


def test_an_array_is_asked_about_by_its_count_and_its_items() -> None:
    accepted, refused = of(
        "{type: array, items: {type: string, enum: [a, b, c]}, minItems: 1, maxItems: 2,"
        " uniqueItems: true}"
    )
    counts = {len(v) for v in values(accepted) if isinstance(v, list)}
    assert counts == {1, 2}
    assert refused["one-item-too-few"].value == []
    assert len(refused["one-item-too-many"].value) == 3
    first = refused["item-twice"].value
    assert first[0] == first[1]
    inside = [c for c in refused.values() if c.label.startswith("inside-")]
    assert "enum" in {c.kind for c in inside}
    assert {c.path for c in inside} == {("x",)}
    assert not isinstance(refused["item-for-array"].value, list)
    accepted, _ = of("{type: array, items: {type: string, enum: [a, b, c]}}")
    firsts = {c.value[0] for c in accepted.values() if c.kind == "enum-value"}
    assert firsts == {"a", "b", "c"}


def test_lists_are_in_an_order_that_sorting_and_turning_show() -> None:
    """Two items fall, and three neither fall nor grow."""
    accepted, _ = of("{type: array, items: {type: integer, minimum: 1, maximum: 9}, maxItems: 3}")
    lists = [one for one in values(accepted) if isinstance(one, list) and len(one) > 1]
    assert {len(one) for one in lists} == {2, 3}
    for one in lists:
        assert one not in (sorted(one), one[::-1])
    assert all(one != sorted(one, reverse=True) for one in lists if len(one) > 2)


def test_a_map_is_asked_about_by_its_entries() -> None:
    accepted, refused = of(
        "{type: object, additionalProperties: {type: integer, minimum: 1}, maxProperties: 2}"
    )
    assert {} in values(accepted)
    assert {1} <= {v for c in values(accepted) if isinstance(c, dict) for v in c.values()}
    assert len(refused["one-entry-too-many"].value) == 3
    assert any(0 in c.values() for c in values(refused) if isinstance(c, dict))
    assert any(isinstance(value, list) for value in values(refused))
    node = "{type: object, maxProperties: 2, propertyNames: {pattern: '^[a-z]{3}$'},"
    _, refused = of(f"{node} additionalProperties: {{type: integer}}}}")
    assert any(
        isinstance(one, dict) and len(one) == 3 and all(len(name) == 3 for name in one)
        for one in values(refused)
    )


def test_the_fields_of_objects_in_a_union_or_a_list_are_asked_about() -> None:
    schema = (
        "{oneOf: [{type: object, required: [kind, to], additionalProperties: false, properties:"
        " {kind: {type: string, enum: [mail]}, to: {type: string, maxLength: 30}}},"
        " {type: object, required: [kind, url], additionalProperties: false, properties:"
        " {kind: {type: string, enum: [hook]}, url: {type: string, format: uri}}}]}"
    )
    accepted, refused = of(schema)
    sent = [value for value in values(accepted) if isinstance(value, dict)]
    assert {value["kind"] for value in sent} == {"mail", "hook"}
    kinds = {choice.kind for choice in refused.values()}
    assert {"required", "format", "max-length", "enum"} <= kinds
    accepted, refused = of(
        "{type: array, items: {type: object, required: [unit], properties: {unit: {type: string,"
        " enum: [s, m]}, size: {type: integer, maximum: 9}}}}"
    )
    units = {c.value[0]["unit"] for c in accepted.values() if c.value not in (ABSENT, [])}
    assert units == {"s", "m"}
    assert any(c.kind == "maximum" and c.value[0]["size"] == 10 for c in refused.values())
    assert any(c.kind == "required" and "unit" not in c.value[0] for c in refused.values())


def test_an_object_is_asked_about_apart_from_its_fields() -> None:
    """The object says whether a field must be there, which is no choice of what it holds."""
    assert not good("consumptionLimit", "usd")["absent"].branch
    assert bad("consumptionLimit")["array-for-object"].value == []


SCHEMAS = [
    "{type: boolean}",
    "{type: integer, minimum: -3, maximum: 3}",
    "{type: number, exclusiveMinimum: 0}",
    "{type: [string, 'null'], maxLength: 5}",
    "{type: string, minLength: 2, maxLength: 3, pattern: '^[ab]+$'}",
    "{type: array, items: {type: array, items: {type: boolean}}}",
    "{type: object, additionalProperties: {type: array, items: {type: string, format: uuid}}}",
    "{anyOf: [{type: string, format: date}, {type: integer, minimum: 0}]}",
    "{type: object, additionalProperties: false, properties: {a: {type: integer}}}",
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_schema_as_a_whole_agrees_with_every_choice(schema: str) -> None:
    within = Contract(small(f"{{type: object, properties: {{x: {schema}}}}}"))
    whole = field("x", within=within)
    accepted, refused = good("x", within=within), bad("x", within=within)
    assert accepted
    assert refused
    for choice in accepted.values():
        assert choice.value is ABSENT or accepts(whole, choice.value), choice
    for choice in refused.values():
        assert choice.value is ABSENT or not accepts(whole, choice.value), choice


def test_a_field_with_a_default_is_asked_about_without_it() -> None:
    """Leaving it out must be accepted; what comes back is what it means."""
    within = Contract(small("{type: object, properties: {x: {type: boolean, default: true}}}"))
    assert good("x", within=within)["absent"].value is ABSENT
    said = {one.kind: one.value for one, _ in within.said(field("x", within=within))}
    assert said["absent-means"] is True


def test_the_mark_for_nothing_shows_as_a_word() -> None:
    assert repr(ABSENT) == "absent"


# -- keywords that are schemas ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("{type: string, not: {enum: [admin, root]}}", "root"),
        ("{type: array, items: {enum: [a, b]}, contains: {const: a}}", ["b"]),
        ("{type: array, prefixItems: [{type: string}, {type: integer, maximum: 5}]}", 6),
        (
            "{type: object, propertyNames: {maxLength: 3}, additionalProperties: {type: string}}",
            "xxxx",
        ),
        ("{type: object, patternProperties: {'^a$': {type: integer}}}", "x"),
    ],
)
def test_what_a_value_must_hold_or_not_be_is_asked(schema: str, wrong: Any) -> None:
    _, refused = of(schema)
    assert any(repr(wrong) in repr(value) for value in values(refused))


@pytest.mark.parametrize(
    ("schema", "allowed"),
    [
        ("{anyOf: [{type: string}, {type: integer}]}", {"string", "number"}),
        ("{anyOf: [{type: boolean}, {type: array, items: {type: string}}]}", {"boolean", "array"}),
        ("{type: [string, number, 'null']}", {"string", "number", "null"}),
        ("{oneOf: [{type: string, enum: [a]}, {type: number, maximum: 5}]}", {"string", "number"}),
    ],
)
def test_every_branch_is_asked_and_every_type_of_none_must_be_refused(
    schema: str, allowed: set[str]
) -> None:
    accepted, refused = asked(schema)
    assert types(accepted) == allowed
    every = {"boolean", "number", "string", "array", "object", "null"}
    named = {one.about for one in refused if one.kind == "type"}
    assert named == every - allowed - {"null"}
    assert ("null" in types(refused)) is ("null" not in allowed)


def test_enums_and_bounds_of_each_branch_are_asked() -> None:
    """What is too much for the one branch and right for the other is no near miss."""
    accepted, refused = asked("{anyOf: [{type: string, enum: [day, week]}, {type: integer}]}")
    listed = {one.value for one in accepted if one.kind == "enum-value"}
    assert listed == {"day", "week"}
    assert any(one.kind == "enum" and one.value == "WEEK" for one in refused)
    accepted, refused = asked(
        "{anyOf: [{type: string, maxLength: 5}, {type: integer, minimum: 3, maximum: 9}]}"
    )
    assert {3, 9} <= {one.value for one in accepted if json_type(one.value) == "number"}
    assert {2, 10} <= {one.value for one in refused if json_type(one.value) == "number"}
    texts = {one.kind: len(one.value) for one in refused if json_type(one.value) == "string"}
    assert texts["max-length"] > 5
    _, refused = asked("{anyOf: [{type: integer, maximum: 5}, {type: integer, minimum: 6}]}")
    assert "number" not in {json_type(one.value) for one in refused if one.kind == "maximum"}


def owned(schema: str, kind: str) -> list[tuple[Any, Any]]:
    """Return what is sent and what stands at the constraint, of one kind, accepted or not."""
    accepted, refused = asked(schema)
    return [(one.value, one.own) for one in (*accepted, *refused) if one.kind == kind]


def test_the_own_value_stands_inside_of_what_is_sent() -> None:
    found = owned("{type: integer, maximum: 5}", "maximum")
    assert found
    assert all(sent == own for sent, own in found)
    lists = owned("{type: array, items: {type: integer, maximum: 5}}", "maximum")
    assert {own for _, own in lists} >= {5, 6}
    assert all(sent[0] == own for sent, own in lists)
    maps = owned("{type: object, additionalProperties: {type: integer, maximum: 5}}", "maximum")
    assert all(list(sent.values()) == [own] for sent, own in maps)
    inner = "{type: array, items: {type: object, properties: {a: {type: integer, maximum: 5}}}}"
    deep = owned(inner, "maximum")
    assert deep
    assert all(sent[0]["a"] == own for sent, own in deep)
    branch = "{oneOf: [{type: object, properties: {a: {type: integer, maximum: 5}}}]}"
    assert {sent["a"] == own for sent, own in owned(branch, "maximum")} == {True}
    nulls = owned("{type: array, items: {type: [integer, 'null']}}", "null")
    assert ([None], None) in [(sent[:1], own) for sent, own in nulls]
