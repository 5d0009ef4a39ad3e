"""Changes between two documents: operations are matched, paths are chosen, others are refused."""

from typing import Any

import pytest
from venice_contract.contract.changes import changes, worst
from venice_contract.contract.reading.document import parse
from venice_contract.errors import BrokenContractError
from venice_contract.verdict import Impact

from tests.contract.comparing.documents import BASE, GET, GONE, POST, base, between, edited, read
from tests.contract.fragment import TEXT, contract
from tests.contract.fragment import edited as with_edits


def test_a_contract_is_like_itself() -> None:
    assert changes(contract(), parse(TEXT, "b")) == ()
    assert worst(()) is Impact.BENIGN


IMPACTS = [
    ("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n", "value-added", "breaking"),
    ("        - LIFETIME\n", "", "value-removed", "breaking"),
    ("maxLength: 64", "maxLength: 32", "bound-tightened", "breaking"),
    ("maxLength: 64", "maxLength: 128", "bound-loosened", "additive"),
    ("        - description\n      additional", "      additional", "became-optional", "additive"),
    ("            value: EPOCH\n", "            value: MONTH\n", "absence-means-other", "breaking"),
    ("operationId: getApiKeyRateLimitLogs", "operationId: log", "operation-id-changed", "breaking"),
]


@pytest.mark.parametrize(("old", "new", "kind", "impact"), IMPACTS)
def test_an_edit_of_the_fragment_is_told(old: str, new: str, kind: str, impact: str) -> None:
    found = changes(contract(), parse(with_edits((old, new)), "new"))
    assert {change.kind for change in found} == {kind}
    assert worst(found) == impact


def test_an_operation_at_another_place_is_told_as_a_move() -> None:
    moved = edited(
        ("/paths/~1things", {"post": BASE["paths"]["/items"]["post"]}),
        (POST, GONE),
        ("/paths/~1things/post/deprecated", True),
    )
    found = changes(base(), read(moved))
    assert [(c.kind, c.operation, c.before, c.after) for c in found] == [
        ("operation-moved", "POST /items", "POST /items", "POST /things"),
        ("deprecated", "POST /things", False, True),
    ]


def test_the_name_in_a_path_is_never_sent() -> None:
    new: dict[str, Any] = edited(("/paths/~1items~1{id}", GONE))
    item = BASE["paths"]["/items/{id}"]
    named = [{**item["parameters"][0], "name": "item", "schema": {"type": "integer"}}]
    new["paths"]["/items/{item}"] = {**item, "parameters": named}
    found = changes(base(), read(new))
    assert [(c.kind, c.impact.value, c.field) for c in found] == [
        ("parameter-renamed", "benign", "item"),
        ("type-changed", "breaking", "item"),
    ]


def test_what_takes_the_place_of_another_is_one_change() -> None:
    answer = BASE["paths"]["/items"]["post"]["responses"]["201"]
    found = between((f"{POST}/responses/201", GONE), (f"{POST}/responses/200", answer))
    assert [(c.kind, c.status, c.before, c.after) for c in found] == [
        ("status-changed", "200", "201", "200")
    ]
    content = {"application/vnd.one+json": {"schema": {"$ref": "#/components/schemas/NewItem"}}}
    found = between((f"{POST}/requestBody/content", content))
    assert [(c.kind, c.impact.value) for c in found] == [("media-type-changed", "breaking")]


def test_a_change_in_two_media_types_is_one() -> None:
    both = {
        media: {"schema": {"$ref": "#/components/schemas/NewItem"}}
        for media in ("application/json", "application/x-www-form-urlencoded")
    }
    old = edited((f"{POST}/requestBody/content", both))
    edit = ("/components/schemas/NewItem/properties/name/maxLength", 5)
    found = changes(read(old), read(edited(edit, base=old)))
    assert [(c.kind, c.field) for c in found] == [("bound-tightened", "name")]


def test_what_is_only_read_and_what_contains_itself_is_compared() -> None:
    found = between(("/components/schemas/NewItem/properties/seen/maxLength", 3))
    assert [(c.kind, c.impact.value) for c in found] == [("bound-tightened", "benign")]
    told = between(("/components/schemas/Item/properties/note/maxLength", 3))
    assert {(c.kind, c.field) for c in told} == {("bound-tightened", "[].note")}


def test_schemas_that_lead_to_each_other_are_compared_from_each_end() -> None:
    circle = {
        "Outer": {"type": "object", "properties": {"in": {"$ref": "#/components/schemas/Inner"}}},
        "Inner": {
            "type": "object",
            "properties": {"out": {"$ref": "#/components/schemas/Outer"}, "n": {"type": "string"}},
        },
    }
    bodies = {
        name: {
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        }
        for name in circle
    }
    old = edited(
        *((f"/components/schemas/{name}", schema) for name, schema in circle.items()),
        (f"{GET}/responses/200", {"description": "a", **bodies["Inner"]}),
        (f"{POST}/responses/201", {"description": "b", **bodies["Outer"]}),
    )
    edit = ("/components/schemas/Inner/properties/n/maxLength", 3)
    found = changes(read(old), read(edited(edit, base=old)))
    assert {(c.operation, c.field) for c in found} == {("GET /items", "n"), ("POST /items", "in.n")}
    other = ("/components/schemas/Outer/properties/m", {"type": "string"})
    found = changes(read(old), read(edited(other, base=old)))
    assert {(c.operation, c.field) for c in found} == {
        ("GET /items", "out.m"),
        ("POST /items", "m"),
    }


def test_a_crowd_of_schemas_that_lead_to_each_other_is_compared_in_no_time() -> None:
    names = [f"N{number}" for number in range(9)]
    inner = {name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in names}
    crowd = {
        name: {"type": "object", "properties": {**inner, "leaf": {"type": "string"}}}
        for name in names
    }
    old = edited(
        *((f"/components/schemas/{name}", schema) for name, schema in crowd.items()),
        (f"{POST}/requestBody/content/application~1json/schema", inner["n0"]),
    )
    edit = ("/components/schemas/N8/properties/leaf/type", "integer")
    found = changes(read(old), read(edited(edit, base=old)))
    assert [(c.kind, c.path[-1]) for c in found] == [("type-changed", "leaf")]


def test_callbacks_are_read_from_the_other_side() -> None:
    """A value added to what the service calls back with breaks who reads it."""
    called = {"done": {"{$request.body#/url}": BASE["webhooks"]["moved"]}}
    old = edited((f"{POST}/callbacks", called))
    schema = f"{POST}/callbacks/done/{{$request.body#~1url}}/post/requestBody/content"
    edit = (f"{schema}/application~1json/schema/properties/to/type", ["string", "null"])
    (change,) = changes(read(old), read(edited(edit, base=old)))
    assert (change.kind, change.impact.value, change.direction) == (
        "null-allowed",
        "breaking",
        "request",
    )


def test_a_schema_moved_into_all_of_is_compared_there() -> None:
    moved = {**BASE["components"]["schemas"]["NewItem"]}
    place = "/components/schemas/NewItem"
    assert between((place, {"allOf": [moved]})) == ()
    found = between((place, {"allOf": [moved]}), (f"{place}/allOf/0/properties/count/maximum", 5))
    assert [(c.kind, c.field, c.before, c.after) for c in found] == [
        ("bound-tightened", "count", 10, 5)
    ]


def test_a_parameter_of_a_path_is_one_of_each_operation() -> None:
    header = {"name": "X-Org", "in": "header", "required": True, "schema": {"type": "string"}}
    found = between(("/paths/~1items/parameters", [header]))
    assert [(c.kind, c.operation, c.where, c.field) for c in found] == [
        ("required-parameter-added", operation, "header", "X-Org")
        for operation in ("GET /items", "POST /items")
    ]


def test_an_operation_may_have_a_default_answer_only() -> None:
    found = between((f"{GET}/responses", {"default": {"description": "all"}}))
    assert [(c.kind, c.status, c.impact.value) for c in found] == [
        ("status-removed", "200", "breaking"),
        ("status-removed", "404", "benign"),
        ("status-added", "default", "additive"),
    ]


def test_only_chosen_paths_are_compared() -> None:
    new = read(edited((f"{GET}/deprecated", True), ("/servers/1", GONE)))
    family = [c.kind for c in changes(base(), new, paths=["/items"])]
    assert family == ["server-removed", "deprecated"]
    assert [c.kind for c in changes(base(), new, paths=["/items/*"])] == ["server-removed"]
    with pytest.raises(BrokenContractError, match=r"no path is like /none\*"):
        changes(base(), new, paths=["/none*"])


REFUSED = [
    (("/openapi", "2.0"), "reads OpenAPI 3.0 and 3.1"),
    (("/swagger", "2.0"), "there is no operation"),
    (("/paths", {}), "there is no operation"),
    (("/paths", []), "must be a mapping"),
    ((f"{POST}/requestBody", {"$ref": "other.yaml"}), "leaves the file"),
    (("/components/schemas/NewItem/properties", []), "is not JSON Schema"),
    (("/components/schemas/NewItem/required", 5), "is not JSON Schema"),
]


@pytest.mark.parametrize(("edit", "says"), REFUSED)
def test_what_cannot_be_compared_is_one_sentence(edit: tuple[str, Any], says: str) -> None:
    pointer, value = edit
    edits = [(pointer, value)]
    if says == "there is no operation":
        edits = [("/paths", {}), ("/webhooks", {})]
    broken = read(edited(*edits))
    for pair in ((base(), broken), (broken, base())):
        with pytest.raises(BrokenContractError, match=says):
            changes(*pair)
