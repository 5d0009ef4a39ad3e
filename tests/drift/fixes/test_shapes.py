"""Edits of what a message consists of, where they depend on what was seen."""

from dataclasses import replace
from typing import Any

import pytest
from venice_contract.contract import edits
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import parse
from venice_contract.drift.fixes import propose
from venice_contract.drift.fixes.shapes import is_envelope
from venice_contract.verdict import Edit, EditStep

from tests.drift.fixes.cases import CASES, PERIOD, USD, Case, context, fixed, written
from tests.drift.fixes.fragment import TEXT, small
from tests.drift.rig import contract, exchanged, listed, seen_at

ECHO = Case(("echo-differs", "echo", None), ("data", *USD), lambda _, __: True, "answer", sent=50)


def test_a_property_that_some_answers_have_is_merely_not_required() -> None:
    """One that none had is gone, unless the schema is that of other answers, too."""
    case = CASES["answer-missing"]
    some = written(case, occurred={(case.operation, case.side, case.path)})
    assert "id" not in some
    assert None in some.values()
    assert written(case)["id"] is None
    shared = replace(case, path=("data", "[]", "id"), operation="getApiKeys")
    assert "id" not in written(shared)
    assert None in written(shared).values()


def test_an_echo_that_some_answers_have_is_not_taken_out() -> None:
    """What is lost now and then is no property that is gone."""
    case = CASES["echo-lost"]
    assert not written(case, occurred={(case.operation, case.side, case.path)})


def test_amounts_that_come_back_lower_have_a_maximum() -> None:
    low = replace(ECHO, answered=10)
    assert written(low, replace(low, sent=70))["maximum"] == 10
    high = replace(ECHO, answered=100)
    assert written(high, replace(high, sent=70))["minimum"] == 100


def test_one_amount_that_comes_back_as_another_has_no_edit() -> None:
    """It could be anything, unless it is so much lower that it was cut."""
    assert not written(replace(ECHO, answered=10))
    assert written(replace(ECHO, sent=9_000_000, answered=1000))["maximum"] == 1000
    assert "maximum" not in written(replace(ECHO, sent=9_000_000, answered=0))


def test_a_moment_of_time_becomes_no_default() -> None:
    """What is counted from a request is another one for the next: the meaning is taken out."""
    assert written(CASES["default-differs"])["x-absent-means"]["value"] == "MONTH"
    later = replace(CASES["default-differs"], answered="2030-01-01T12:00:00.000Z")
    assert written(later) == {"x-absent-means": None}


def test_amounts_that_are_rounded_have_become_whole() -> None:
    half = replace(ECHO, answered=0, sent=0.5)
    assert "integer" in str(written(half, replace(half, answered=1, sent=1.25)))


@pytest.mark.parametrize("answered", [10**400, 1e308, -(10**400), "50", True, None, [5]])
def test_no_answer_is_too_strange_for_an_edit(answered: Any) -> None:
    assert isinstance(written(replace(ECHO, answered=answered)), dict)


OTHER_TYPE = Case(
    ("answer-type", "type", "number"),
    ("data", "[]", "last6Chars"),
    lambda _, __: True,
    "answer",
    "getApiKeys",
    7,
    "abc",
)
"""A text that was sent and is shown as a number."""


def test_what_is_of_another_type_than_was_sent_is_worked_out() -> None:
    """The contract has a word for that, and no edit claims that the value comes back."""
    found = written(OTHER_TYPE, replace(OTHER_TYPE, answered=8, sent="def"))
    assert found["x-echo"] == "derived"
    assert found["type"] == ["string", "number"]


def test_a_field_that_is_null_whatever_was_sent_is_worked_out() -> None:
    """Null is one of its types already."""
    found = written(replace(ECHO, answered=None))
    assert found.pop("x-echo") == "derived"
    assert found.keys() == {"consumptionLimit"}


def test_what_is_of_the_type_that_was_sent_is_not_worked_out() -> None:
    """It may be kept otherwise for any reason."""
    assert not written(OTHER_TYPE, replace(OTHER_TYPE, answered="x"))


def test_a_side_effect_takes_out_a_value_that_no_answer_shows() -> None:
    """Any other may be a matter of what was changed."""
    found = CASES["side-effect"]
    case = replace(found, path=("data", *PERIOD), sent="MONTH", answered="EPOCH")
    assert written(case)["1"] is None
    shown = {("createApiKey", "answer", ("data", *PERIOD), "MONTH")}
    assert not written(case, variety=shown)


def test_an_answer_that_shows_nothing_else_has_lost_what_it_was_about() -> None:
    """Where it shows a name that no document has, its content may stand there."""
    case = replace(CASES["answer-missing"], path=("data",), operation="updateApiKey")
    gone, elsewhere = case.seen(), replace(case.seen(), exchange=exchanged({"result": {}}))
    assert not is_envelope(context(), gone)
    assert is_envelope(context(), elsewhere)


def test_a_refusal_is_no_status_of_success() -> None:
    """What it asks for is for a person to see."""
    assert not written(replace(CASES["answer-status"], answered=422))


def test_the_values_of_a_field_that_is_demanded_have_evidence() -> None:
    said = {"type": "string", "enum": ["A", "B"]}
    case = replace(CASES["property-demanded"], answered="A", sent=said)
    described = written(case)["team"]
    assert described["enum"] == ["A", "B"]
    assert described["x-evidence"]["enum"]["B"]["source"] == "observed"


def test_a_text_that_comes_back_cut_has_a_length() -> None:
    case = Case(
        ("echo-differs", "echo", "abcdef"),
        ("data", "[]", "last6Chars"),
        lambda _, __: True,
        "answer",
        "getApiKeys",
        "abc",
        "abcdef",
    )
    assert written(case)["maxLength"] == 3
    assert not written(replace(case, answered="xyz"))


def test_a_new_property_has_the_types_that_were_seen() -> None:
    """Null alone may be any text later."""
    case = CASES["answer-extra"]
    key = case.seen().key
    several = written(case, shown={key: [{"hash": "x"}, {"hash": 5}]})
    assert several["hash"]["type"] == ["number", "string"]
    assert written(case, shown={key: [{"hash": None}]})["hash"]["type"] == ["null", "string"]


def test_a_name_that_is_accepted_is_described() -> None:
    """An object is opened only for a name that nobody has."""
    case = replace(
        CASES["property-accepted"],
        what=("property-accepted", "closed", "ipAllowlist"),
        answered=["x"],
    )
    assert written(case)["ipAllowlist"] == {"type": "array"}


def test_a_status_that_moved_says_what_its_body_fits() -> None:
    """A body that is none of the documented ones is not said to be one, and a known one is."""
    case = CASES["refusal-status"]
    body = {"content": {"application/json": {"schema": {"type": "object", "required": ["error"]}}}}
    kept = {"description": "wrong", **body}
    at = "/paths/~1api_keys/post/responses/400"
    document = edits.sketch_each(small(), [lambda _: Edit("", (EditStep("set", at, kept),))])

    def moved(shown: Any) -> Any:
        seen = replace(case.seen(), exchange=exchanged(shown, status=422))
        edit = propose(context(document), [seen])
        return edit.steps[0].value if edit else None

    assert moved({"error": "Invalid"}) == kept
    assert moved({"detail": "Invalid"}) == {"description": "wrong"}


def test_a_status_that_is_documented_already_is_not_moved() -> None:
    assert not written(replace(CASES["refusal-status"], answered="401"))


def test_no_content_type_is_not_written() -> None:
    assert not written(replace(CASES["answer-content-type"], answered=""))


def test_a_default_without_a_documented_one_is_not_written() -> None:
    assert not written(replace(CASES["default-differs"], path=("modelPrivacy",)))


@pytest.mark.parametrize("kind", ["property-required", "property-optional", "property-refused"])
def test_the_whole_message_is_no_property(kind: str) -> None:
    assert not written(replace(CASES[kind], path=()))


SIZE = "{name: size, in: query, schema: {type: integer}}"
SHARED = "- $ref: '#/components/parameters/Size'"
WITH_SIZE = {
    "in a component": TEXT.replace("components:", f"components:\n  parameters: {{Size: {SIZE}}}")
    .replace("    get:\n", f"    get:\n      parameters:\n        {SHARED}\n", 1)
    .replace("    post:\n", f"    post:\n      parameters:\n        {SHARED}\n", 1),
    "of the path": TEXT.replace("  /api_keys:\n", f"  /api_keys:\n    parameters: [{SIZE}]\n"),
}


@pytest.mark.parametrize(
    ("where", "kind", "spared"),
    [
        ("in a component", "property-refused", True),
        ("in a component", "property-required", True),
        ("of the path", "property-refused", False),
        ("of the path", "property-required", False),
    ],
)
def test_a_parameter_that_others_share_is_changed_for_one_operation_alone(
    where: str, kind: str, *, spared: bool
) -> None:
    """At the operation's own entry; where it has none, it is for a person to say."""
    document = parse(WITH_SIZE[where], "small.yaml")
    before = Contract(document)
    seen = seen_at(kind, "optional", ("size",), "getApiKeys", "query", within=before)
    edit = propose(context(document), [seen])
    assert (edit is not None) is spared
    after = Contract(edits.apply(document, edit) if edit else document).operations
    assert [one.required for one in after["createApiKey"].parameters] == [False]
    own = [one.required for one in after["getApiKeys"].parameters]
    changed = [] if kind == "property-refused" else [True]
    assert own == (changed if spared else [False])


def test_a_parameter_that_all_refuse_is_gone_for_all() -> None:
    for text in WITH_SIZE.values():
        document = parse(text, "small.yaml")
        names = ("getApiKeys", "createApiKey", "updateApiKey")
        using = [name for name in names if Contract(document).operations[name].parameters]
        within = Contract(document)
        seen = [
            seen_at("property-refused", "optional", ("size",), name, "query", within=within)
            for name in using
        ]
        edit = fixed(context(document), seen)
        after = Contract(edits.apply(document, edit)).operations
        assert not any(after[name].parameters for name in names)


@pytest.mark.parametrize("body", [{"apiKeyType": "INFERENCE"}, {}])
def test_a_condition_that_holds_with_another_value_is_written_with_that(body: Any) -> None:
    """The value that was sent; where it stands in the key, the only other one that there is."""
    case = CASES["condition-moved"]
    where: Any = (*case.what[:2], case.path)
    seen = seen_at(*where, within=Contract(small()), body=body)
    edit = fixed(context(), [seen])
    assert edit.steps[-1].value == {"apiKeyType": "INFERENCE"}


def test_a_list_of_which_no_item_is_taken_holds_none() -> None:
    """Its items keep their schema, and none may be sent."""
    seen = seen_at("property-refused", "type", ("ipAllowlist", "[]"), within=listed())
    edit = fixed(context(contract()), [seen])
    assert next(step.value for step in edit.steps if step.pointer.endswith("/maxItems")) == 0
