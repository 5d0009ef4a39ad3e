"""Edits of what a value may be, where they must not be made."""

import re
from dataclasses import replace
from typing import Any

import pytest
from venice_contract.contract import edits
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import parse
from venice_contract.contract.values.table import FRACTION, UNBOUNDED
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.drift.fixes import propose, values
from venice_contract.drift.fixes.forms import generalised

from tests.drift.fixes.cases import (
    CASES,
    DIEM,
    EXPIRY,
    PERIOD,
    TEXT,
    USD,
    Case,
    context,
    fixed,
    written,
)
from tests.drift.rig import exchanged, seen_at


def test_an_added_value_has_its_evidence_beside_it() -> None:
    steps = fixed(context(), [CASES["value-accepted"].seen()]).steps
    assert steps[-1].pointer.endswith("/x-evidence/enum/WEEK")
    assert steps[-1].value["source"] == "observed"


def test_a_value_that_an_answer_has_shown_is_taken_out_of_requests_alone() -> None:
    """Both requests refuse it, and the list shows it of a key that was made before."""
    both = [
        replace(CASES["value-refused"], operation=one) for one in ("createApiKey", "updateApiKey")
    ]
    gone = [case.seen() for case in both]
    steps = fixed(context(), gone).steps
    assert steps[0].pointer == "/components/schemas/Period/enum/1"
    listed = {("getApiKeys", "answer", ("data", "[]", *PERIOD), "MONTH")}
    kept = fixed(context(variety=listed), gone[:1]).steps
    assert kept[0].pointer == "/components/schemas/Create/properties/limitPeriod"


def test_a_field_that_takes_texts_and_booleans_for_numbers_takes_all_types() -> None:
    """Who takes both looks at no type; one of them alone is one type more."""
    text = replace(CASES["type-accepted"], answered="10", sent="10")
    flag = replace(text, what=("type-accepted", "type", "boolean"), answered=True, sent=True)
    steps = fixed(context(), [text.seen(), flag.seen()]).steps
    assert steps[-1].value[2:] == ["string", "boolean", "array", "object"]
    assert fixed(context(), [text.seen()]).steps[-1].value[2:] == ["string"]


def test_a_field_of_another_type_now_is_written_so_without_its_bounds() -> None:
    """For its own messages alone; the amounts that answers share are numbers as before."""
    refused = replace(
        CASES["type-accepted"], path=USD, what=("type-refused", "type", "number"), sent=5
    )
    text = replace(refused, what=("type-accepted", "type", "string"), sent=NO_FORM, answered=0)
    edit = fixed(context(), [refused.seen(), text.seen()])
    after = edits.apply(context().document, edit)
    schemas = after.data["components"]["schemas"]
    usd = schemas["Create"]["properties"]["consumptionLimit"]["properties"]["usd"]
    assert usd["type"] == ["string", "null"]
    assert not {"minimum", "maximum"} & usd.keys()
    assert schemas["Amount"] == context().document.data["components"]["schemas"]["Amount"]


def test_texts_in_place_of_numbers_are_not_written_where_some_are_refused() -> None:
    """A text of a number is taken; which others are, nobody knows."""
    refused = replace(
        CASES["type-accepted"], path=USD, what=("type-refused", "type", "number"), sent=5
    )
    text = replace(refused, what=("type-accepted", "type", "string"), sent="10", answered=10)
    assert propose(context(), [refused.seen(), text.seen()]) is None


def test_what_another_operation_refuses_is_no_other_type_of_a_field() -> None:
    """Nor is a number that is refused as a fraction: the field's own type is taken beside it."""
    text = replace(CASES["type-accepted"], path=USD, sent=NO_FORM, answered=0)
    refused = replace(text, what=("type-refused", "type", "number"), sent=5)
    assert values.other_type([text.seen(), refused.seen()]) == "string"
    others = [
        replace(refused, operation="updateApiKey"),
        replace(refused, what=("type-refused", "type", FRACTION), sent=0.5),
    ]
    for other in others:
        assert values.other_type([text.seen(), other.seen()]) == ""


def test_answers_may_have_a_null_where_one_was_given_back() -> None:
    """Where null is kept as something else, requests alone take it."""
    case = replace(CASES["null-accepted"], path=PERIOD)
    given_back = {("createApiKey", "answer", ("data", *PERIOD), None)}
    steps = fixed(context(variety=given_back), [case.seen()]).steps
    assert "/components/schemas/Period/type" in [step.pointer for step in steps]
    steps = fixed(context(), [case.seen()]).steps
    assert {step.pointer.split("/")[3] for step in steps} == {"Create"}


@pytest.mark.parametrize("about", ["YEAR", None])
def test_a_value_that_is_not_there_is_not_taken_out(about: Any) -> None:
    case = replace(CASES["value-refused"], what=("value-refused", "enum-value", about))
    assert not written(case)


def test_the_last_value_of_an_enum_is_not_taken_out() -> None:
    """An enum without values is no contract."""
    text = context().document.text
    for value in ("EPOCH", "LIFETIME"):
        text = text.replace(f"        - {value}\n", "")
    edit = propose(context(parse(text, "small.yaml")), [CASES["value-refused"].seen()])
    assert edit is None


def test_a_bound_that_no_refusal_named_is_removed_if_looser_and_kept_if_tighter() -> None:
    """Where it lies now is not known."""
    assert not written(CASES["bound-tighter"], learned={})
    assert written(replace(CASES["bound-looser"], path=USD), learned={})["maximum"] is None


def test_a_bound_is_written_as_the_number_that_it_is() -> None:
    key = ("createApiKey", USD, "upper")
    assert written(CASES["bound-tighter"], learned={key: 99.0})["maximum"] == 99
    assert written(CASES["bound-tighter"], learned={key: 0.5})["maximum"] == 0.5


def test_a_refusal_that_names_the_old_bound_moves_nothing() -> None:
    """The bound that is accepted past is taken out."""
    learned = {("createApiKey", USD, "upper"): 9999999999.0}
    assert written(replace(CASES["bound-looser"], path=USD), learned=learned)["maximum"] is None


def test_a_bound_that_is_itself_taken_now_is_wider_for_all_who_share_it() -> None:
    """Answers follow, as they do where the number is another one."""
    strict = parse(context().document.text.replace("minimum: 0", "exclusiveMinimum: 0"), "small")
    seen = [
        seen_at("bound-looser", "exclusive-minimum", path, within=Contract(strict))
        for path in (USD, DIEM)
    ]
    learned = {("createApiKey", path, "lower"): 0.0 for path in (USD, DIEM)}
    edit = fixed(context(strict, learned=learned), seen)
    after = edits.apply(strict, edit).get("/components/schemas/Amount")
    assert after["minimum"] == 0
    assert "exclusiveMinimum" not in after


def test_a_refusal_that_names_a_wider_bound_narrows_nothing() -> None:
    """What it says of a bound that is itself refused contradicts what it refused."""
    learned = {("createApiKey", USD, "below"): 10000000000.0}
    assert not written(CASES["bound-tighter"], learned=learned)
    same = {("createApiKey", USD, "below"): 9999999999.0}
    found = written(CASES["bound-tighter"], learned=same)
    assert (found["exclusiveMaximum"], found["maximum"]) == (9999999999, None)


def test_a_new_bound_of_an_unbounded_field_is_written_where_it_belongs() -> None:
    learned = {("updateApiKey", ("id",), "upper"): 64.0}
    case = Case(
        ("bound-tighter", "type", UNBOUNDED),
        ("id",),
        lambda _, __: True,
        operation="updateApiKey",
        answered="x" * 1000,
    )
    assert written(case, learned=learned)["maxLength"] == 64


def test_the_bound_of_an_answer_moves_to_the_farthest_value_that_was_seen() -> None:
    case = CASES["answer-bound"]
    assert written(case, shown={case.seen().key: [-5, -7, -1]})["minimum"] == -7


def test_null_is_a_branch_of_its_own_where_there_are_branches() -> None:
    added = Case(("null-accepted", "not-null", None), EXPIRY, lambda _, __: True)
    edit = fixed(context(), [added.seen()])
    assert edit.steps[-1].value == {"type": "null"}
    removed = Case(
        ("null-refused", "null", None), EXPIRY, lambda _, __: True, operation="updateApiKey"
    )
    edit = fixed(context(), [removed.seen()])
    assert edit.steps[-1].op == "remove"


def test_null_of_an_enum_is_a_type_and_a_value() -> None:
    case = Case(("answer-null", "not-null", None), ("data", *PERIOD), lambda _, __: True, "answer")
    found = written(case)
    assert found["type"] == ["string", "null"]
    assert "-" in found


def test_a_type_that_is_refused_for_another_reason_has_no_edit() -> None:
    """Only fractions say that numbers have become whole."""
    assert not written(replace(CASES["type-refused"], what=("type-refused", "type", None)))


def test_forms_without_an_accepted_text_are_left_alone() -> None:
    assert not written(CASES["form-refused"], accepted_texts={})


@pytest.mark.parametrize(
    "kind",
    [
        "value-refused",
        "value-accepted",
        "bound-tighter",
        "null-refused",
        "type-accepted",
        "form-refused",
    ],
)
def test_a_place_that_the_contract_does_not_have_has_no_edit(kind: str) -> None:
    assert not written(replace(CASES[kind], path=(*TEXT, "nowhere")))


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2030-01-01", r"^\d{4}-\d{2}-\d{2}$"),
        ("2030-01-01T12:00:00Z", r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"),
        ("12.5", r"^\d{2}\.\d{1}$"),
        ("", ""),
    ],
)
def test_digits_stand_for_digits(text: str, pattern: str) -> None:
    assert generalised(text) == pattern


@pytest.mark.parametrize("text", ["2030-01-01", "a+b(c)[d]", "2030/01/01", "x\\y", "1 2"])
def test_a_text_matches_its_own_form(text: str) -> None:
    pattern = generalised(text)
    assert re.search(pattern, text)
    assert re.search(pattern, re.sub(r"\d", "7", text))
    assert not re.search(pattern, text + "x")


def test_a_null_that_answers_show_is_taken_out_of_requests_alone() -> None:
    """An edit agrees with everything that the same run saw."""
    seen = [replace(CASES["null-refused"], path=path).seen() for path in (USD, DIEM)]
    narrowed = fixed(context(), seen).steps
    assert narrowed[-1].pointer == "/components/schemas/Amount/type"
    shown = {("createApiKey", "answer", ("data", *USD), None)}
    kept = fixed(context(variety=shown), seen).steps
    assert kept[-1].pointer != "/components/schemas/Amount/type"


def test_a_pattern_that_a_refusal_names_is_written_where_it_explains_the_refusal() -> None:
    """What was refused does not match it, and what was taken does."""

    def named(pattern: str) -> list[Any]:
        case = Case(("form-refused", "not-null", None), TEXT, lambda _, __: True, sent="a b")
        text = f"String should match pattern '{pattern}'"
        seen = replace(case.seen(), exchange=exchanged({"error": text}, status=400))
        edit = propose(context(accepted_texts={("createApiKey", TEXT): ["ab"]}), [seen])
        steps = edit.steps if edit else ()
        return [step.value for step in steps if "/x-evidence" not in step.pointer]

    assert named(r"^\w+$") == [r"^\w+$"]
    assert not any(map(named, (".*", "^a$", "[")))
