"""What a refusal tells: the fields that are wrong, and what would have been right."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from venice_contract.drift.asking.demands import guesses
from venice_contract.drift.asking.refusal import Demand, Refusal, named_format, read, unknown_part
from venice_contract.drift.asking.wording import complaint_in

from tests.drift.rig import MOMENT
from tests.strangers.refusals import STYLES, Issue, told

PERIODS = ("EPOCH", "MONTH", "LIFETIME")
USD = ("consumptionLimit", "usd")
WRONG = [
    Issue(("limitPeriod",), "enum", PERIODS, "WEEK"),
    Issue(USD, "maximum", 9999999999),
    Issue(("consumptionLimit", "diem"), "minimum", 0),
    Issue(("description",), "maxLength", 64),
    Issue(("undocumentedField",), "additionalProperties"),
    Issue(("apiKeyType",), "required", "string"),
]
NAMING = sorted(STYLES.keys() - {"silent", "german", "go", "zod4-flat", "one-name"})
"""Habits that tell each field."""
BOUNDING = sorted({*NAMING} - {"aspnet", "google", "japanese"})
"""Habits that tell bounds, too."""
DETAILED = sorted({*BOUNDING} - {"rails"})
"""Habits that tell the values of an enum as well."""


def field(one: Issue) -> tuple[str, ...]:
    return tuple(map(str, one.path))


FIELDS = [field(one) for one in WRONG]
"""What a run knows of the fields, whoever refuses: some servers spell them in their own way."""


def refused(body: Any, known: Iterable[tuple[str, ...]] = ()) -> Refusal:
    return read(json.dumps(body).encode(), known)


def allowed(refusal: Refusal, *path: str) -> set[str]:
    return {value for complaint in refusal.about(path) for value in complaint.allowed}


@pytest.mark.parametrize("style", NAMING)
def test_every_field_that_is_wrong_is_told_apart(style: str) -> None:
    refusal = refused(told(style, WRONG), FIELDS)
    assert all(refusal.about(field(one)) for one in WRONG)
    assert not refusal.about(("modelPrivacy",))
    assert not refusal.about(("expiresAt",))


@pytest.mark.parametrize("style", NAMING)
@pytest.mark.parametrize("one", WRONG, ids=lambda one: one.code)
def test_a_refusal_of_one_field_names_no_other(style: str, one: Issue) -> None:
    refusal = refused(told(style, [one]), FIELDS)
    assert refusal.about(field(one))
    assert not any(refusal.about(field(other)) for other in WRONG if other is not one)


@pytest.mark.parametrize("style", DETAILED)
def test_the_values_that_are_allowed_are_read(style: str) -> None:
    """The list in the error is how a value is learned that nobody has returned yet."""
    assert allowed(refused(told(style, WRONG[:1]), FIELDS), "limitPeriod") == set(PERIODS)


@pytest.mark.parametrize("style", BOUNDING)
@pytest.mark.parametrize(
    ("one", "side", "bound"),
    [(WRONG[1], "upper", 9999999999), (WRONG[2], "lower", 0), (WRONG[3], "upper", 64)],
    ids=["upper", "lower", "length"],
)
def test_bounds_are_read(style: str, one: Issue, side: str, bound: int) -> None:
    complaints = refused(told(style, [one]), FIELDS).about(field(one))
    assert {complaint.bounds.get(side) for complaint in complaints} - {None} == {bound}


def test_a_plain_error_names_nothing() -> None:
    refusal = refused(told("silent", WRONG), FIELDS)
    assert not any(refusal.about(field(one)) for one in WRONG)
    assert not refusal.names_any


def test_only_the_first_field_is_named_by_a_server_that_fails_fast() -> None:
    refusal = refused(told("sentences", WRONG, fail_fast=True), FIELDS)
    assert [field(one) for one in WRONG if refusal.about(field(one))] == [("limitPeriod",)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Invalid enum value. Expected 'EPOCH' | 'MONTH', received 'WEEK'", {"EPOCH", "MONTH"}),
        ('Invalid option: expected one of "EPOCH"|"MONTH"', {"EPOCH", "MONTH"}),
        ("limitPeriod must be one of EPOCH, MONTH", {"EPOCH", "MONTH"}),
        ("limitPeriod must be one of [EPOCH, MONTH], got WEEK", {"EPOCH", "MONTH"}),
        ("Input should be 'EPOCH' or 'MONTH'", {"EPOCH", "MONTH"}),
        ("limitPeriod: allowed values are EPOCH and MONTH", {"EPOCH", "MONTH"}),
        ("Options: \u201cEPOCH\u201d, \u201cMONTH\u201d", {"EPOCH", "MONTH"}),
        ("limitPeriod must be one of 'EPOCH'", {"EPOCH"}),
        ("must be one of the following values: day, month", {"day", "month"}),
        ("limitPeriod must be one of [day month]", {"day", "month"}),
        ('not one of the values accepted for Enum class: [day, month] at "x"', {"day", "month"}),
        ("not a valid member; permitted: 'EPOCH', 'MONTH'", {"EPOCH", "MONTH"}),
        ("must be one of ['day', 'month']", {"day", "month"}),
        ('expected value to be one of "day, month"', {"day", "month"}),
        ("limitPeriod must be a text, number or null", set()),
        ("Expected string, received number", set()),
        ("limitPeriod is wrong", set()),
    ],
)
def test_sentences_that_list_values_are_understood(text: str, values: set[str]) -> None:
    """The value that was received is not among those that are allowed."""
    assert allowed(refused({"details": {"limitPeriod": {"_errors": [text]}}}), "limitPeriod") == (
        values
    )


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("Number must be less than or equal to 999", 999, None),
        ("usd must not exceed 1e3", 1000, None),
        ("usd must be at most 12.5", 12.5, None),
        ("must be <= 7", 7, None),
        ("description must be shorter than or equal to 64 characters", 64, None),
        ("usd must be no greater than 64", 64, None),
        ("description must be longer than or equal to 3 characters", None, 3),
        ("usd must be between 1 and 2", None, None),
        ("must be >= 1 and <= 2", 2, 1),
        ("Minimum is -3", None, -3),
        ("no number here", None, None),
    ],
)
def test_sentences_that_name_bounds_are_understood(
    text: str, upper: float | None, lower: float | None
) -> None:
    (complaint,) = refused({"details": {"usd": {"_errors": [text]}}}).about(("usd",))
    assert (complaint.bounds.get("upper"), complaint.bounds.get("lower")) == (upper, lower)


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        ("Number must be greater than 0", None, 0),
        ("Too small: expected number to be >0", None, 0),
        ("Number must be less than 7", 7, None),
        ("must not be greater than 7", None, None),
        ("Number must be greater than or equal to 3", None, None),
        ("no less than 3", None, None),
    ],
)
def test_sentences_that_name_what_is_just_outside_are_understood(
    text: str, below: float | None, above: float | None
) -> None:
    """A bound that is itself refused is another one than a bound that is taken."""
    (complaint,) = refused({"details": {"usd": {"_errors": [text]}}}).about(("usd",))
    assert (complaint.bounds.get("below"), complaint.bounds.get("above")) == (below, above)


def test_zod_says_by_a_member_whether_a_bound_is_taken() -> None:
    issue = {"code": "too_small", "minimum": 0, "inclusive": False, "path": ["usd"], "message": "x"}
    (complaint,) = refused({"issues": [issue]}).about(("usd",))
    assert (complaint.bounds.get("lower"), complaint.bounds.get("above")) == (None, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"details": {"errors": [], "properties": {"usd": {"errors": ["Too big: at most 7"]}}}},
        {"details": {"formErrors": [], "fieldErrors": {"usd": ["Too big: at most 7"]}}},
        {"error": "\u2716 Unknown\n\u2716 Too big: at most 7\n  \u2192 at usd"},
        {"error": 'Validation error: Too big: at most 7 at "usd"; Unknown'},
        {"error": json.dumps([{"path": ["usd"], "message": "Too big: at most 7"}])},
        [{"path": ["usd"], "message": "Too big: at most 7"}],
    ],
    ids=["tree", "flat", "pretty", "sentence", "text", "list"],
)
def test_the_forms_of_zod_name_their_fields(body: Any) -> None:
    """`treeifyError`, `flatten`, `prettifyError`, a sentence, the text of a ZodError, its list."""
    (complaint,) = refused(body).about(("usd",))
    assert (complaint.path, complaint.bounds.get("upper")) == (("usd",), 7)


@pytest.mark.parametrize(
    "body",
    [
        {"issues": [{"path": [{"type": "object", "key": "usd"}], "message": "Expected <=7"}]},
        {"error": "#: 2 violations", "causes": ["#/usd: must be <= 7", "#/other: must be <= 8"]},
        {"error": "Wrong", "reasons": ["usd must be at most 7"]},
        {"error": "1 validation error for Key\nusd\n  must be at most 7 (type=value_error)"},
        {"error": "1 validation error for Key\nlimit -> usd\n  must be at most 7"},
    ],
    ids=["steps with what they lead through", "pointers", "sentences", "block", "steps of a block"],
)
def test_a_text_is_placed_where_it_says_itself(body: Any) -> None:
    """Steps may be objects, and a heading or the line before may stand where a field could."""
    (complaint,) = refused(body, [("usd",)]).about(("usd",))
    assert complaint.bounds.get("upper") == 7


@pytest.mark.parametrize(
    ("text", "demanded"),
    [
        ("Required when usd is set", "costCentre"),
        ("costCentre goes with usd", "costCentre"),
        ("required key [usd] not found", None),
    ],
)
def test_a_demanded_field_is_no_heading(text: str, demanded: str | None) -> None:
    found = refused({"costCentre": [text]}, [("usd",)]).demanded([("usd",)])
    assert (found and found.name) == demanded


def test_a_list_of_values_without_a_field_is_known_by_a_value_of_its_own() -> None:
    """A list that shares none may be of any field."""
    refusal = refused({"error": "Invalid enum value. Expected 'EPOCH' | 'WEEK', received 'x'"})
    (complaint,) = refusal.listing(("limitPeriod",), PERIODS)
    assert complaint.allowed == ("EPOCH", "WEEK")
    assert not refusal.listing(("modelPrivacy",), ("ALL",))


def test_a_format_that_a_refusal_names_is_read() -> None:
    assert named_format("Invalid UUID".lower()) == "uuid"
    assert named_format("required") == ""


def test_a_property_that_is_not_known_is_named_by_its_object() -> None:
    """Zod and Ajv complain at the object and list the names."""
    issue = {"code": "unrecognized_keys", "keys": ["usd"], "path": ["consumptionLimit"]}
    (complaint,) = refused({"issues": [issue | {"message": "Unrecognized"}]}).about(USD)
    assert unknown_part(complaint, USD) == USD
    assert unknown_part(complaint, ("consumptionLimit", "diem")) is None


def test_a_complaint_about_an_inner_field_concerns_the_object() -> None:
    """Who asks about the limit as a whole hears of its amounts."""
    refusal = refused(told("zod4-issues", WRONG[1:2]))
    assert refusal.about(("consumptionLimit",))
    assert {one.path for one in refusal.complaints if one.path} == {USD}


@pytest.mark.parametrize(
    ("body", "elsewhere"),
    [
        ({"error": "Bad request"}, False),
        ({"error": "Invalid expiresAt"}, True),
        ({"error": "Invalid expiresAt or usd"}, False),
        ({"error": "Invalid consumptionLimit"}, False),
        ({"issues": [{"path": ["consumptionLimit"], "message": "Bad"}]}, False),
        ({"issues": [{"path": ["consumptionLimit"], "message": "diem is too high"}]}, True),
        ({"issues": [{"path": ["consumptionLimit", "diem"], "message": "Too high"}]}, True),
        ({"issues": [{"path": ["consumption_limit", "USD"], "message": "Too high"}]}, False),
        ({"issues": [{"path": ["team"], "message": "Required"}]}, True),
        ({"issues": [{"path": ["team"]}, {"path": "$.usd"}]}, False),
        ({"error": "Unrecognized key(s) in object: 'expiresAt'"}, True),
    ],
)
def test_a_refusal_of_other_fields_alone_is_elsewhere(body: Any, elsewhere: bool) -> None:
    """One that names none may mean any, and one around the field means it, too."""
    known = [field(one) for one in WRONG] + [("expiresAt",), ("consumptionLimit",)]
    assert refused(body, known).is_elsewhere(USD, known) == elsewhere


def test_a_word_within_another_is_not_a_field() -> None:
    refusal = refused({"error": "Invalid usdc provided"})
    assert not refusal.about(("id",))
    assert not refusal.about(("usd",))


KNOWN = [field(one) for one in WRONG[:4]] + [("expiresAt",)]


@pytest.mark.parametrize(
    "body",
    [
        *(told(style, [Issue(("costCentre",), "required")]) for style in DETAILED),
        {"error": "costCentre: Field is required"},
        {"error": "missing property 'costCentre'"},
        {"error": "Validation failed: CostCentre can't be blank"},
        {"error": "The CostCentre field is required."},
        {"error": "param is missing or the value is empty: costCentre"},
        {"message": ["costCentre should not be empty"], "error": "Bad Request"},
        {"error": "Key: 'Body.CostCentre' Error:validation for 'CostCentre' failed on 'required'"},
        {"errors": {"CostCentre": ["The CostCentre field is required."]}},
        {"message": '"costCentre" is required', "validation": {"keys": ["costCentre"]}},
        {"error": "Field required", "param": "costCentre"},
        {"error": {"message": "Missing", "param": "costCentre"}},
        {"errors": [{"message": "expected property costCentre to be present: it is required"}]},
        {"message": [{"property": "costCentre", "constraints": {"isDefined": "is required"}}]},
        {"errors": [{"source": {"pointer": "/data/attributes/costCentre"}, "detail": "Required"}]},
        {"details": {"costCentre": {"_errors": ["Required"]}}},
        {"issues": [{"path": ["costCentre"], "message": "expected string, received undefined"}]},
    ],
)
def test_a_field_that_is_demanded_is_read_from_the_refusal(body: Any) -> None:
    demand = refused(body).demanded(KNOWN)
    assert demand is not None
    assert demand.name == "costCentre"
    assert refused(body).demanded([*KNOWN, ("costCentre",)]) is None


def test_a_field_that_is_said_to_be_missing_comes_before_what_stands_beside_it() -> None:
    """The number of a request in the details is no field, though a text stands there."""
    violation = {"field": "costCentre", "description": "is required"}
    refusal = refused({"details": {"requestId": "c0ffee", "fieldViolations": [violation]}})
    demand = refusal.demanded(KNOWN)
    assert demand is not None
    assert demand.name == "costCentre"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "Invalid request parameters"},
        {"details": {"limitPeriod": {"_errors": ["Required"]}}},
        {"error": "limitPeriod is required"},
        {"error": "Key: 'Body.ConsumptionLimit.USD' Error:'USD' failed on the 'required' tag"},
        *(told(style, WRONG[:5]) for style in STYLES),
    ],
)
def test_a_refusal_of_fields_that_are_known_demands_none(body: Any) -> None:
    known = [*KNOWN, ("undocumentedField",)]
    assert refused(body, known).demanded(known) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"details": {"costCentre": {"_errors": ["Ung\u00fcltige Eingabe"]}}}, ""),
        (
            {
                "details": {"costCentre": {"_errors": ["\u5fc5\u9808"]}},
                "issues": [{"path": ["costCentre"], "expected": "number", "message": "x"}],
            },
            "number",
        ),
    ],
)
def test_a_complaint_at_a_field_that_was_not_sent_demands_it_in_any_language(
    body: Any, expected: str
) -> None:
    """What type it must have another form of the refusal may say."""
    demand = refused(body).demanded(KNOWN)
    assert demand is not None
    assert (demand.name, demand.type) == ("costCentre", expected)


def test_a_list_of_texts_is_read_as_its_texts_are() -> None:
    """NestJS and others answer them under `message`, each with the name of its field."""
    refusal = refused({"error": "Bad Request", "message": ["limitPeriod is wrong", "x"]})
    assert [one.text for one in refusal.about(("limitPeriod",))] == ["limitPeriod is wrong"]
    assert not refusal.about(("description",))


@pytest.mark.parametrize(
    ("allowed", "kind", "first"),
    [
        (("production", "staging"), "", "production"),
        ((), "string", MOMENT.tag),
        ((), "integer", 1),
        ((), "boolean", True),
        ((), "array", []),
        ((), "object", {}),
        ((), "date", MOMENT.instant()),
        ((), "", MOMENT.tag),
    ],
)
def test_what_is_demanded_is_guessed_by_what_the_refusal_names(
    allowed: tuple[str, ...], kind: str, first: Any
) -> None:
    found = list(guesses(Demand("costCentre", "Required", allowed, kind), MOMENT))
    assert found[0] == first
    assert {str, int, bool, list, dict} <= {type(value) for value in found}


@pytest.mark.parametrize(
    "body",
    [
        {"error": "Invalid", "fields": {"usd": "is too high"}},
        {"error": "Invalid", "errors": {"consumptionLimit.usd": ["is too high"]}},
        {"error": "Invalid", "errors": [{"pointer": "/consumptionLimit/usd", "detail": "high"}]},
        {"title": "Invalid", "invalid-params": [{"name": "usd", "reason": "is too high"}]},
        {"error": "Invalid", "errors": [{"field": "consumption_limit.usd", "message": "high"}]},
        {"error": "Ung\u00fcltig", "detail": [{"feld": "consumptionLimit.usd", "text": "zu hoch"}]},
        {"detail": [{"loc": ["body", "INFERENCE", "consumptionLimit", "usd"], "msg": "too high"}]},
        {"error": "1 error:\n  {'loc': ('body', 'consumptionLimit', 'usd'), 'msg': 'too high'}"},
        {"error": "Consumption limit Usd is too high"},
        {"errors": [{"source": {"pointer": "/data/consumptionLimit/usd"}, "detail": "too high"}]},
        {"errors": [{"message": "too high", "extensions": {"path": ["consumptionLimit", "usd"]}}]},
        {"error": "Bad Request", "validation": {"body": {"keys": ["consumptionLimit.usd"]}}},
        {"error": {"message": "too high", "param": "consumptionLimit[usd]"}},
        {"error": "Key: 'Body.ConsumptionLimit.USD' Error: it failed on the 'lte' tag"},
        {"errors": [{"message": "too high", "location": "body.consumptionLimit.usd"}]},
    ],
)
def test_a_field_is_known_however_a_refusal_writes_it(body: Any) -> None:
    known = [field(one) for one in WRONG] + [("consumptionLimit",)]
    named = [path for path in known if refused(body, known).about(path)]
    assert named == [USD, ("consumptionLimit",)]


@pytest.mark.parametrize(
    "body",
    [
        {"error": 'json: unknown field "usd"'},
        {"detail": [{"loc": ["body", *USD], "msg": "Extra inputs are not permitted"}]},
    ],
)
def test_a_field_inside_an_object_that_is_not_known_is_named(body: Any) -> None:
    (complaint,) = refused(body, [USD, ("consumptionLimit",)]).about(USD)
    assert unknown_part(complaint, USD) == USD


def test_a_list_of_the_fields_that_are_wrong_leaves_the_reason_to_the_text() -> None:
    """What is wrong with them is read from the sentence beside it."""
    text = '"description" must be at most 64'
    refusal = refused({"message": text, "validation": {"keys": ["description"]}}, KNOWN)
    assert {one.bounds.get("upper") for one in refusal.about(("description",))} == {None, 64}
    assert not refusal.about(("expiresAt",))


def test_a_list_of_what_would_have_been_known_is_not_unknown() -> None:
    """Some parsers name every field of an object behind the one that they do not know."""
    text = "unknown field `team`, expected one of `usd`, `description`"
    (complaint,) = refused({"error": text}).complaints
    assert complaint.names == ("team",)


def test_what_was_sent_and_comes_back_in_a_text_is_no_value_of_an_enum() -> None:
    """A list in a text of Python's is read as one, and not by its quotes alone."""
    text = "{'loc': ('limitPeriod',), 'msg': \"should be 'EPOCH' or 'MONTH'\", 'input': ', '}"
    assert allowed(refused({"error": f"1 error:\n  {text}"}), "limitPeriod") == {"EPOCH", "MONTH"}


@pytest.mark.parametrize("envelope", ["error", "errors", "detail", "details", "issues"])
def test_lists_of_issues_are_found_under_the_usual_names(envelope: str) -> None:
    for place in (
        {"path": ["usd"]},
        {"path": "usd"},
        {"instancePath": "/usd"},
        {"loc": ["body", "usd"]},
        {"field": "usd"},
    ):
        assert refused({envelope: [place | {"message": "wrong"}]}).about(("usd",))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"42",
        b'""',
        b"{",
        b"\xff\xfe\x00",
        b"<html><body><h1>400 Bad Request</h1></body></html>",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"details":' * 50_000 + b"1" + b"}" * 50_000,
        json.dumps({"error": "x" * 1_000_000}).encode(),
        json.dumps({"issues": [{"path": [], "message": "x"}] * 20_000}).encode(),
        b'{"error": 1, "details": [1, null, [2]], "issues": {"_errors": 3}}',
        b'{"issues": [{"path": {"a": 1}, "message": {"b": 2}, "options": 5, "maximum": "many"}]}',
    ],
    ids=range(14),
)
def test_hostile_bodies_give_no_complaint_about_a_field(content: bytes) -> None:
    refusal = read(content)
    assert not any(refusal.about(field(one)) for one in WRONG)


NAMES = [
    *("error", "errors", "details", "detail", "issues", "_errors", "path", "loc", "message", "msg"),
    *("params", "ctx", "keys", "options", "maximum", "le", "usd", "field"),
]
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=20,
)


def test_a_text_is_read_up_to_a_bound_however_long_it_is() -> None:
    for text in (
        "expected" + "\n" * 200_000 + "'a' | 'b'",
        "one of 'a'" + " " * 200_000 + "or 'b'",
    ):
        complaint = complaint_in(("limitPeriod",), text)
        assert "b" not in complaint.allowed


def test_complaints_are_read_up_to_a_bound_however_many_there_are() -> None:
    issues = [{"path": ["data", str(number)], "message": "Invalid"} for number in range(20_000)]
    assert 0 < len(refused({"issues": issues}).complaints) <= 1_000


def test_a_refusal_is_read_as_deep_as_refusals_are() -> None:
    body: Any = {"limitPeriod": ["Invalid"]}
    for _ in range(400):
        body = {"error": body}
    assert not refused(body).complaints


@settings(derandomize=True, max_examples=150, deadline=None)
@given(JSONS)
def test_any_json_is_read_without_an_exception(body: Any) -> None:
    refusal = refused(body)
    for complaint in refusal.complaints:
        assert all(isinstance(step, str) for step in complaint.path)
        assert all(isinstance(value, str) for value in (*complaint.allowed, *complaint.names))
        assert len(complaint.text) <= 500 or complaint.path
    assert isinstance(refusal.about(("usd",)), tuple)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_without_an_exception(content: bytes) -> None:
    assert isinstance(read(content), Refusal)
