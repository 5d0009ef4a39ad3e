"""What stands elsewhere in an answer moves there, and what led to it follows."""

from collections.abc import Iterable
from typing import Any

import pytest
from venice_contract.contract import rules
from venice_contract.contract.constraints import Contract
from venice_contract.contract.edits import sketch_each
from venice_contract.contract.reading.document import Document
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.keys import at
from venice_contract.drift.fixes import propose
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation, Seen
from venice_contract.verdict import Path

from tests.contract.fragment import contract
from tests.drift.fixes.cases import fixed
from tests.drift.rig import seen_at

JUDGED = ("createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById")
CREATED: dict[str, Any] = contract().get("/components/examples/CreatedKey/value")
ONE: dict[str, Any] = contract().get("/components/examples/OneKey/value")
LIST: dict[str, Any] = contract().get("/components/examples/KeyList/value")
KEY, DATA = CREATED["data"], ("data",)


def missing(*path: str) -> tuple[Any, ...]:
    """Return what is told of a field that an answer leaves out."""
    return "answer-missing", "required", path, None


def extra(*path: str) -> tuple[Any, ...]:
    """Return what is told of a name that no document has."""
    return "answer-extra", "closed", path[:-1], path[-1]


def another(*path: str) -> tuple[Any, ...]:
    """Return what is told of a value of another type."""
    return "answer-type", "type", path, "object"


def told(operation: str, body: Any, *seen: tuple[Any, ...]) -> list[Observation]:
    return [
        seen_at(kind, keyword, path, operation, "answer", about=about, body=body, answered=holder)
        for kind, keyword, path, about in seen
        for holder in [at(body, path) if kind == "answer-extra" else None]
    ]


def edited(
    group: list[Observation], occurred: Iterable[tuple[str, str, Path]] = ()
) -> Document | None:
    seen = Seen(occurred={*occurred})
    edit = propose(Context(contract(), JUDGED, seen, "2028-02-29"), group)
    return sketch_each(contract(), [lambda _: edit]) if edit else None


def renamed(name: str, new: str) -> dict[str, Any]:
    """Return the answer to a creation with one field of the key under another name."""
    data = {new if one == name else one: value for one, value in KEY.items()}
    return {**CREATED, "data": data}


ENVELOPES = [
    ("createApiKey", {"success": True, "key": KEY}, [missing(*DATA), extra("key")]),
    (
        "createApiKey",
        {"success": True, "data": {"key": KEY}},
        [*(missing("data", name) for name in KEY), extra("data", "key")],
    ),
    ("createApiKey", {"answer": CREATED}, [missing("success"), missing(*DATA), extra("answer")]),
    ("createApiKey", KEY, [missing(*DATA), *(extra(name) for name in KEY)]),
    ("createApiKey", renamed("id", "uid"), [missing("data", "id"), extra("data", "uid")]),
    ("createApiKey", renamed("apiKey", "key"), [missing("data", "apiKey"), extra("data", "key")]),
    ("getApiKeyById", ONE["data"], [missing(*DATA), *(extra(name) for name in ONE["data"])]),
    ("getApiKeys", {"object": "list", "data": {"keys": LIST["data"]}}, [another(*DATA)]),
    ("getApiKeys", LIST["data"], [another()]),
]


@pytest.mark.parametrize(("operation", "body", "seen"), ENVELOPES)
def test_what_is_found_elsewhere_is_documented_there(
    operation: str, body: Any, seen: list[tuple[Any, ...]]
) -> None:
    after = edited(told(operation, body, *seen))
    assert after is not None
    rules.check(after)
    read = Contract(after)
    schema = read.operations[operation].answers["200"].schema
    assert schema is not None
    assert accepts(schema, body)
    shown = body if operation == "createApiKey" else CREATED
    assert at(shown, read.family.identity) == KEY["id"]
    assert at(shown, read.family.secret or ()) == KEY["apiKey"]
    assert read.echoes(read.operations[operation]) is not None


def test_a_field_under_another_name_still_gives_back_what_was_sent() -> None:
    """`x-echo-of` says which field of the request it is."""
    seen = [missing("data", "limitPeriod"), extra("data", "period")]
    after = edited(told("createApiKey", renamed("limitPeriod", "period"), *seen))
    assert after is not None
    field = after.get("/components/schemas/CreatedApiKey/properties/period")
    assert field == {"$ref": "#/components/schemas/LimitPeriod", "x-echo-of": "limitPeriod"}


def test_the_summary_of_a_move_names_where_it_stands_now() -> None:
    seen = told("createApiKey", renamed("id", "uid"), missing("data", "id"), extra("data", "uid"))
    edit = fixed(Context(contract(), JUDGED, Seen(), "2028-02-29"), seen)
    assert edit.summary.endswith("at /components/schemas/CreatedApiKey/properties/uid.")


def test_a_name_that_is_shown_in_both_spellings_keeps_the_documented_one() -> None:
    """The others are renamed; where each is shown as it is documented, none is."""
    snake = {"api_key": "x", "api_key_type": "x", "limit_period": "x", "consumption_limit": "x"}
    both = {"model_privacy": "x", "expires_at": "x", "more": "x"}
    body = {**CREATED, "data": {**KEY, **snake, **both}}
    many = seen_at(
        "answer-extra",
        "closed",
        DATA,
        "createApiKey",
        "answer",
        about="7 names",
        body=body,
        answered=dict.fromkeys([*snake, *both]),
    )
    shown = {("createApiKey", "answer", (*DATA, name)) for name in KEY}
    after = edited([many], shown - {("createApiKey", "answer", (*DATA, "limitPeriod"))})
    assert after is not None
    place = "/components/schemas/CreatedApiKey/properties"
    old, new = (set(document.get(place)) for document in (contract(), after))
    assert (old - new, new - old) == ({"limitPeriod"}, {"limit_period"})
    assert edited([many], shown) is None


def test_an_id_under_another_name_is_the_id_of_the_other_messages() -> None:
    seen = [missing("data", "id"), extra("data", "uid")]
    after = edited(told("createApiKey", renamed("id", "uid"), *seen))
    assert after is not None
    read = Contract(after)
    assert (read.family.identity, read.family.key_name) == (("data", "uid"), "id")
    assert read.shown_by(read.family.create)[0] == ("data", "uid")


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "one": KEY, "other": KEY},
        {"success": True, "key": {"id": "k"}},
        {"success": True},
    ],
)
def test_what_is_not_found_at_one_other_place_has_not_moved(body: dict[str, Any]) -> None:
    """What stands twice, not as documented, or nowhere is for a person to look for."""
    new = [extra(name) for name in body if name != "success"]
    after = edited(told("createApiKey", body, missing(*DATA), *new))
    assert after is None or "CreatedApiKey" not in str(
        after.get("/components/schemas/CreateApiKeyResponse/properties")
    )


def test_a_name_that_one_of_several_answers_has_moves_no_class() -> None:
    """A schema that others share is not copied for the name of one of its fields."""
    data = [{"till" if k == "expiresAt" else k: v for k, v in one.items()} for one in LIST["data"]]
    seen = told("getApiKeys", {**LIST, "data": data}, missing("data", "[]", "expiresAt"))
    shown = seen_at(
        "answer-extra",
        "closed",
        ("data", "[]"),
        "getApiKeys",
        "answer",
        about="till",
        body={**LIST, "data": data},
        answered=data[0],
    )
    after = edited([*seen, shown])
    assert after is not None
    items = after.get("/components/schemas/ListApiKeysResponse/properties/data/items")
    assert items["$ref"] == "#/components/schemas/ApiKeySummary"


def demanded(refusal: dict[str, Any]) -> Observation:
    """Return what is told of a change that is refused for want of another id."""
    where: Any = ("property-demanded", "closed", (), "updateApiKey")
    said = {"type": "string"}
    return seen_at(*where, about="uid", sent=said, answered="x", body=refusal)


UNKNOWN_ID: dict[str, Any] = {
    "error": "Invalid request parameters",
    "issues": [
        {"code": "unrecognized_keys", "keys": ["id"], "path": [], "message": "Unrecognized: 'id'"},
        {"code": "invalid_type", "path": ["uid"], "message": "Required"},
    ],
}


def test_a_demanded_name_stands_for_the_one_that_the_same_refusal_does_not_know() -> None:
    """The id of a change has another name: links fill it, and answers give it back."""
    after = edited([demanded(UNKNOWN_ID)])
    assert after is not None
    rules.check(after)
    read = Contract(after)
    update = read.family.update
    assert update is not None
    assert (update.where, update.name) == ("body", "uid")
    assert "id" not in update.operation.fields
    shown = read.echoes(read.family.create)
    assert shown is not None
    assert shown.fields["id",] == ("uid",)


def test_a_demand_beside_no_unknown_name_is_a_field_more() -> None:
    after = edited([demanded({**UNKNOWN_ID, "issues": UNKNOWN_ID["issues"][1:]})])
    assert after is not None
    assert {"id", "uid"} <= Contract(after).operations["updateApiKey"].fields.keys()
