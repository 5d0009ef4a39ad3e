"""One edit of a document is one change, with the right kind, place and impact, there and back."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.comparing.kinds import KINDS

from tests.contract.comparing.documents import ANSWER, BODY, GET, GONE, POST, back, between

NEW = "/components/schemas/NewItem"
FIELD = f"{NEW}/properties"
OUT = f"{ANSWER}/content/application~1json/schema"
HOOK = "/webhooks/moved/post/requestBody/content/application~1json/schema"
NOTE = f"{OUT}/properties/note"
LETTERS = {"breaking": "X", "additive": "A", "benign": "N"}


class Edit(NamedTuple):
    """An edit, and what must be said there and back: kinds (one for both), impacts, and a place.

    The place is direction, status and path.
    """

    pointer: str
    value: Any
    kinds: str
    impacts: str = "XA"
    at: str = "request  "


def in_request(name: str, value: Any, kinds: str, impacts: str = "XA", at: str = "") -> Edit:
    field = at or name.split("/", maxsplit=1)[0]
    return Edit(f"{FIELD}/{name}", value, kinds, impacts, f"request  {field}")


BOUND = "bound-tightened bound-loosened"
WORD = "keyword-added keyword-removed"
EDITS = [
    in_request("kind/enum", ["A"], "value-removed value-added"),
    in_request("kind/enum", ["A", "B", "C"], "value-added value-removed", "AX"),
    in_request("name/enum", ["ab", "ac"], "enum-added enum-removed"),
    in_request("name/const", "ab", "enum-added enum-removed"),
    in_request("name/maxLength", 10, BOUND),
    in_request("name/maxLength", GONE, "bound-loosened bound-tightened", "AX"),
    in_request("name/minLength", 1, BOUND),
    in_request("name/pattern", "^b", "pattern-changed", "XX"),
    in_request("name/pattern", GONE, "pattern-removed pattern-added", "AX"),
    in_request("name/format", "uuid", "format-added format-removed"),
    in_request("name/contentEncoding", "base64", WORD),
    in_request("name/deprecated", True, "deprecated undeprecated", "NN"),
    in_request("name/default", "abc", "default-added default-removed", "NX"),
    in_request("name/type", "integer", "type-changed", "XX"),
    in_request("name/type", ["string", "integer"], "type-changed", "AX"),
    in_request("name/readOnly", True, "became-read-only became-writable"),
    in_request("name/nullable", True, "null-allowed null-refused", "AX"),
    in_request("name/x-absent-means", {"value": "a"}, "absence-means-other", "NX"),
    in_request("count/minimum", 2, BOUND),
    in_request("count/minimum", 0, "bound-loosened bound-tightened", "AX"),
    in_request("count/maximum", 5, BOUND),
    in_request("count/exclusiveMinimum", 1, BOUND),
    in_request("count/type", "number", "type-changed", "AX"),
    in_request("count/type", ["integer", "null"], "null-allowed null-refused", "AX"),
    in_request("price/exclusiveMinimum", 0, BOUND),
    in_request("price/exclusiveMaximum", 100, BOUND),
    in_request("price/multipleOf", 10, "keyword-changed"),
    in_request("price/multipleOf", 7, "keyword-changed", "XX"),
    in_request("tags/minItems", 1, BOUND),
    in_request("tags/maxItems", 4, BOUND),
    in_request("tags/uniqueItems", True, WORD),
    in_request("tags/items/type", "integer", "type-changed", "XX", "tags[]"),
    in_request("tags/items/maxLength", 3, BOUND, "XA", "tags[]"),
    in_request("tags/items", GONE, "type-changed", "AX", "tags[]"),
    in_request("tags/items", False, "type-changed", "XA", "tags[]"),
    in_request("pair/prefixItems/1/type", "string", "keyword-changed", "XX"),
    in_request("map/additionalProperties/type", "integer", "type-changed", "XX", "map.*"),
    in_request("map/additionalProperties", False, "closed opened"),
    in_request("map/additionalProperties", True, "type-changed", "AX", "map.*"),
    in_request("closed/additionalProperties", GONE, "opened closed", "AX"),
    in_request("loose/minProperties", 2, BOUND),
    in_request("loose/maxProperties", 2, BOUND),
    in_request("loose/required", ["z"], "became-required became-optional", "XA", "loose.z"),
    in_request("rules/patternProperties/^x-/maxLength", 3, "keyword-changed"),
    in_request("rules/propertyNames/maxLength", 4, "keyword-changed"),
    in_request("rules/dependentRequired/b", ["a"], "keyword-changed"),
    in_request("rules/unevaluatedProperties", False, "closed opened"),
    in_request("many/contains", {"type": "integer"}, "keyword-changed", "XX"),
    in_request("many/minContains", 3, BOUND),
    in_request("many/maxContains", 4, BOUND),
    in_request("odd/not/type", "integer", "keyword-changed", "XX"),
    in_request("test/then/required", ["r"], "keyword-changed", "XX"),
    in_request("when/format", "date-time", "format-changed", "XX"),
    in_request("size/format", "int64", "format-changed", "AX"),
    in_request("period/default", "MONTH", "default-changed", "XX"),
    in_request("maybe/type", "string", "null-refused null-allowed"),
    in_request("any", {"type": "string"}, "type-changed"),
    in_request("any", False, "type-changed"),
    in_request("choice/oneOf/0/properties/d/maxLength", 3, BOUND, "XA", "choice.d"),
    in_request(
        "choice/oneOf/0/required", ["t", "d"], "became-required became-optional", "XA", "choice.d"
    ),
    in_request("choice/oneOf/1", GONE, "branch-removed branch-added"),
    in_request("choice/discriminator/propertyName", "d", "discriminator-changed", "XX"),
    in_request("expiry/anyOf/0", GONE, "branch-removed branch-added"),
    in_request("expiry/anyOf/0/pattern", "^c$", "pattern-changed", "XX"),
    in_request("fixed/const", "v2", "value-changed", "XX"),
    in_request("fresh", {"type": "string"}, "field-added field-removed", "AX"),
    in_request("old", GONE, "field-removed field-added", "XA"),
    Edit(
        f"{NEW}/required",
        ["kind", "name"],
        "became-required became-optional",
        "XA",
        "request  name",
    ),
    Edit(f"{NEW}/required", [], "became-optional became-required", "AX", "request  kind"),
    Edit(f"{NEW}/additionalProperties", False, "closed opened"),
    Edit(f"{NOTE}/maxLength", 20, "bound-loosened bound-tightened", "XN", "answer 201 note"),
    Edit(f"{NOTE}/nullable", True, "null-allowed null-refused", "XN", "answer 201 note"),
    Edit(f"{NOTE}/enum", ["a", "b"], "enum-added enum-removed", "NX", "answer 201 note"),
    Edit(f"{NOTE}/default", "a", "default-added default-removed", "NN", "answer 201 note"),
    Edit(f"{NOTE}/writeOnly", True, "became-write-only became-readable", "XA", "answer 201 note"),
    Edit(NOTE, GONE, "field-removed field-added", "XA", "answer 201 note"),
    Edit(
        f"{OUT}/required",
        ["id", "note"],
        "became-required became-optional",
        "NX",
        "answer 201 note",
    ),
    Edit(f"{OUT}/additionalProperties", False, "closed opened", "NA", "answer 201 "),
    Edit(f"{BODY}/required", False, "became-optional became-required", "AX"),
    Edit(BODY, GONE, "body-removed required-body-added", "XX"),
    Edit(f"{BODY}/content/text~1plain", {}, "media-type-added media-type-removed", "AX"),
    Edit(
        f"{ANSWER}/content/text~1csv",
        {},
        "media-type-added media-type-removed",
        "AX",
        "answer 201 ",
    ),
    Edit(
        f"{ANSWER}/headers",
        {"X-New": {"schema": {"type": "string"}}},
        "header-added header-removed",
        "AX",
        "answer 201 X-New",
    ),
    Edit(f"{ANSWER}/links/Read/operationId", "listItems", "link-changed", "NN", "answer 201 Read"),
    Edit(
        f"{POST}/responses/409",
        {"description": "taken"},
        "status-added status-removed",
        "AN",
        "answer 409 ",
    ),
    Edit(f"{POST}/responses/default", GONE, "status-removed status-added", "NA", "answer default "),
    Edit(
        f"{GET}/responses/200/headers/X-Left/required",
        False,
        "became-optional became-required",
        "XN",
        "answer 200 X-Left",
    ),
    Edit(
        f"{GET}/responses/200/headers/X-Left/schema/type",
        "string",
        "type-changed",
        "XX",
        "answer 200 X-Left",
    ),
    Edit(
        f"{GET}/parameters/0/required",
        True,
        "became-required became-optional",
        "XA",
        "request  limit",
    ),
    Edit(f"{GET}/parameters/0/schema/maximum", 5, BOUND, "XA", "request  limit"),
    Edit(f"{GET}/parameters/0/in", "header", "parameter-moved", "XX", "request  limit"),
    Edit(f"{GET}/parameters/0/deprecated", True, "deprecated undeprecated", "NN", "request  limit"),
    Edit(f"{GET}/parameters/1/explode", False, "style-changed", "XX", "request  tags"),
    Edit(f"{GET}/parameters/1/style", "pipeDelimited", "style-changed", "XX", "request  tags"),
    Edit(f"{GET}/parameters/1/allowReserved", True, "keyword-changed", "AX", "request  tags"),
    Edit(f"{GET}/parameters/2/schema/maxLength", 5, BOUND, "XA", "request  X-Trace"),
    Edit(
        f"{GET}/parameters/3",
        GONE,
        "parameter-removed required-parameter-added",
        "XX",
        "request  session",
    ),
    Edit(
        f"{GET}/parameters/-",
        {"name": "q", "in": "query"},
        "parameter-added parameter-removed",
        "AX",
        "request  q",
    ),
    Edit(f"{GET}/security", [], "security-loosened security-tightened", "AX"),
    Edit(f"{GET}/security", [{"Login": []}], "security-changed", "XX"),
    Edit(
        f"{GET}/security",
        [{"Key": []}, {"Login": []}],
        "security-loosened security-tightened",
        "AX",
    ),
    Edit(f"{GET}/security", [{"Key": ["read"]}], "security-tightened security-loosened"),
    Edit(f"{GET}/deprecated", True, "deprecated undeprecated", "NN"),
    Edit(f"{GET}/operationId", "all", "operation-id-changed", "XX"),
    Edit(GET, GONE, "operation-removed operation-added"),
    Edit("/servers/1/url", "https://three.example", "server-changed", "XX"),
    Edit("/servers/1", GONE, "server-removed server-added"),
    Edit(
        "/components/securitySchemes/Key/scheme",
        "basic",
        "security-scheme-changed",
        "XX",
        "request  Key",
    ),
    Edit(f"{HOOK}/properties/to/enum", ["a", "b"], "enum-added enum-removed", "NX", "request  to"),
    Edit(f"{HOOK}/properties/to", GONE, "field-removed field-added", "XA", "request  to"),
    Edit("/webhooks/moved", GONE, "operation-removed operation-added"),
]


def _name(edit: Edit) -> str:
    value = "gone" if edit.value is GONE else edit.value
    return f"{edit.pointer}={value}"


@pytest.mark.parametrize("edit", EDITS, ids=_name)
def test_an_edit_is_one_change_there_and_back(edit: Edit) -> None:
    step, kinds = (edit.pointer, edit.value), edit.kinds.split()
    ways = zip((between(step), back(step)), (kinds[0], kinds[-1]), edit.impacts, strict=True)
    for found, kind, impact in ways:
        said = [(c.kind, LETTERS[c.impact], f"{c.direction} {c.status} {c.field}") for c in found]
        assert said == [(kind, impact, edit.at)]


def test_every_kind_is_in_the_table() -> None:
    met = {kind for edit in EDITS for kind in edit.kinds.split()}
    assert met <= KINDS.keys()
    assert len(met) > 40
