"""One edit of a document is one change, with the right kind, place and impact, there and back."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.comparing.kinds import KINDS

from tests.contract.comparing.documents import ANSWER, BODY, GET, GONE, POST, back, between

NEW = "/components/schemas/NewItem"
FIELD = f"{NEW}/properties"
OUT = f"{ANSWER}/content/application~1json/schema"
HOOK = "/webhooks/moved/post/requestBody/content/application~1json/schema"
X, A, N = "breaking", "additive", "benign"


class Mutation(NamedTuple):
    """An edit and what must be said of it, forwards and backwards.

    `kinds` and `impacts` hold what is said there and back; `at` is direction, status and path.
    """

    pointer: str
    value: Any
    kinds: str
    impacts: tuple[str, str]
    at: str


def in_request(name: str, value: Any, kinds: str, impacts: str = "XA", at: str = "") -> Mutation:
    """An edit below the properties of a request."""
    words = {"X": X, "A": A, "N": N}
    field = at or name.split("/", maxsplit=1)[0]
    return Mutation(
        f"{FIELD}/{name}", value, kinds, (words[impacts[0]], words[impacts[1]]), f"request  {field}"
    )


BOUND = "bound-tightened bound-loosened"
WORD = "keyword-added keyword-removed"
MUTATIONS = [
    in_request("kind/enum", ["A"], "value-removed value-added"),
    in_request("kind/enum", ["A", "B", "C"], "value-added value-removed", "AX"),
    in_request("name/enum", ["ab", "ac"], "enum-added enum-removed"),
    in_request("name/const", "ab", "enum-added enum-removed"),
    in_request("name/maxLength", 10, BOUND),
    in_request("name/maxLength", GONE, "bound-loosened bound-tightened", "AX"),
    in_request("name/minLength", 1, BOUND),
    in_request("name/pattern", "^b", "pattern-changed pattern-changed", "XX"),
    in_request("name/pattern", GONE, "pattern-removed pattern-added", "AX"),
    in_request("name/format", "uuid", "format-added format-removed"),
    in_request("name/contentEncoding", "base64", WORD),
    in_request("name/deprecated", True, "deprecated undeprecated", "NN"),
    in_request("name/default", "abc", "default-added default-removed", "NX"),
    in_request("name/type", "integer", "type-changed type-changed", "XX"),
    in_request("name/type", ["string", "integer"], "type-changed type-changed", "AX"),
    in_request("name/readOnly", True, "became-read-only became-writable"),
    in_request("name/nullable", True, "null-allowed null-refused", "AX"),
    in_request(
        "name/x-absent-means", {"value": "a"}, "absence-means-other absence-means-other", "NX"
    ),
    in_request("count/minimum", 2, BOUND),
    in_request("count/minimum", 0, "bound-loosened bound-tightened", "AX"),
    in_request("count/maximum", 5, BOUND),
    in_request("count/exclusiveMinimum", 1, BOUND),
    in_request("count/type", "number", "type-changed type-changed", "AX"),
    in_request("count/type", ["integer", "null"], "null-allowed null-refused", "AX"),
    in_request("price/exclusiveMinimum", 0, BOUND),
    in_request("price/exclusiveMaximum", 100, BOUND),
    in_request("price/multipleOf", 10, "keyword-changed keyword-changed"),
    in_request("price/multipleOf", 7, "keyword-changed keyword-changed", "XX"),
    in_request("tags/minItems", 1, BOUND),
    in_request("tags/maxItems", 4, BOUND),
    in_request("tags/uniqueItems", True, WORD),
    in_request("tags/items/type", "integer", "type-changed type-changed", "XX", "tags[]"),
    in_request("tags/items/maxLength", 3, BOUND, "XA", "tags[]"),
    in_request("tags/items", GONE, "type-changed type-changed", "AX", "tags[]"),
    in_request("tags/items", False, "type-changed type-changed", "XA", "tags[]"),
    in_request("pair/prefixItems/1/type", "string", "keyword-changed keyword-changed", "XX"),
    in_request(
        "map/additionalProperties/type", "integer", "type-changed type-changed", "XX", "map.*"
    ),
    in_request("map/additionalProperties", False, "closed opened"),
    in_request("map/additionalProperties", True, "type-changed type-changed", "AX", "map.*"),
    in_request("closed/additionalProperties", GONE, "opened closed", "AX"),
    in_request("loose/minProperties", 2, BOUND),
    in_request("loose/maxProperties", 2, BOUND),
    in_request("loose/required", ["z"], "became-required became-optional", "XA", "loose.z"),
    in_request("rules/patternProperties/^x-/maxLength", 3, "keyword-changed keyword-changed"),
    in_request("rules/propertyNames/maxLength", 4, "keyword-changed keyword-changed"),
    in_request("rules/dependentRequired/b", ["a"], "keyword-changed keyword-changed"),
    in_request("rules/unevaluatedProperties", False, "closed opened"),
    in_request("many/contains", {"type": "integer"}, "keyword-changed keyword-changed", "XX"),
    in_request("many/minContains", 3, BOUND),
    in_request("many/maxContains", 4, BOUND),
    in_request("odd/not/type", "integer", "keyword-changed keyword-changed", "XX"),
    in_request("test/then/required", ["r"], "keyword-changed keyword-changed", "XX"),
    in_request("when/format", "date-time", "format-changed format-changed", "XX"),
    in_request("size/format", "int64", "format-changed format-changed", "AX"),
    in_request("period/default", "MONTH", "default-changed default-changed", "XX"),
    in_request("maybe/type", "string", "null-refused null-allowed"),
    in_request("any", {"type": "string"}, "type-changed type-changed"),
    in_request("any", False, "type-changed type-changed"),
    in_request("choice/oneOf/0/properties/d/maxLength", 3, BOUND, "XA", "choice.d"),
    in_request(
        "choice/oneOf/0/required", ["t", "d"], "became-required became-optional", "XA", "choice.d"
    ),
    in_request("choice/oneOf/1", GONE, "branch-removed branch-added"),
    in_request(
        "choice/discriminator/propertyName",
        "d",
        "discriminator-changed discriminator-changed",
        "XX",
    ),
    in_request("expiry/anyOf/0", GONE, "branch-removed branch-added"),
    in_request("expiry/anyOf/0/pattern", "^c$", "pattern-changed pattern-changed", "XX"),
    in_request("fixed/const", "v2", "value-changed value-changed", "XX"),
    in_request("fresh", {"type": "string"}, "field-added field-removed", "AX"),
    in_request("old", GONE, "field-removed field-added", "XA"),
    Mutation(
        f"{NEW}/required",
        ["kind", "name"],
        "became-required became-optional",
        (X, A),
        "request  name",
    ),
    Mutation(f"{NEW}/required", [], "became-optional became-required", (A, X), "request  kind"),
    Mutation(f"{NEW}/additionalProperties", False, "closed opened", (X, A), "request  "),
    Mutation(
        f"{OUT}/properties/note/maxLength",
        20,
        "bound-loosened bound-tightened",
        (X, N),
        "answer 201 note",
    ),
    Mutation(
        f"{OUT}/properties/note/nullable",
        True,
        "null-allowed null-refused",
        (X, N),
        "answer 201 note",
    ),
    Mutation(
        f"{OUT}/properties/note/enum",
        ["a", "b"],
        "enum-added enum-removed",
        (N, X),
        "answer 201 note",
    ),
    Mutation(
        f"{OUT}/properties/note/default",
        "a",
        "default-added default-removed",
        (N, N),
        "answer 201 note",
    ),
    Mutation(
        f"{OUT}/properties/note/writeOnly",
        True,
        "became-write-only became-readable",
        (X, A),
        "answer 201 note",
    ),
    Mutation(
        f"{OUT}/properties/note", GONE, "field-removed field-added", (X, A), "answer 201 note"
    ),
    Mutation(
        f"{OUT}/required",
        ["id", "note"],
        "became-required became-optional",
        (N, X),
        "answer 201 note",
    ),
    Mutation(f"{OUT}/additionalProperties", False, "closed opened", (N, A), "answer 201 "),
    Mutation(f"{BODY}/required", False, "became-optional became-required", (A, X), "request  "),
    Mutation(BODY, GONE, "body-removed required-body-added", (X, X), "request  "),
    Mutation(
        f"{BODY}/content/text~1plain",
        {},
        "media-type-added media-type-removed",
        (A, X),
        "request  ",
    ),
    Mutation(
        f"{ANSWER}/content/text~1csv",
        {},
        "media-type-added media-type-removed",
        (A, X),
        "answer 201 ",
    ),
    Mutation(
        f"{ANSWER}/headers",
        {"X-New": {"schema": {"type": "string"}}},
        "header-added header-removed",
        (A, X),
        "answer 201 X-New",
    ),
    Mutation(
        f"{ANSWER}/links/Read/operationId",
        "listItems",
        "link-changed link-changed",
        (N, N),
        "answer 201 Read",
    ),
    Mutation(
        f"{POST}/responses/409",
        {"description": "taken"},
        "status-added status-removed",
        (A, N),
        "answer 409 ",
    ),
    Mutation(
        f"{POST}/responses/default", GONE, "status-removed status-added", (N, A), "answer default "
    ),
    Mutation(
        f"{GET}/responses/200/headers/X-Left/required",
        False,
        "became-optional became-required",
        (X, N),
        "answer 200 X-Left",
    ),
    Mutation(
        f"{GET}/responses/200/headers/X-Left/schema/type",
        "string",
        "type-changed type-changed",
        (X, X),
        "answer 200 X-Left",
    ),
    Mutation(
        f"{GET}/parameters/0/required",
        True,
        "became-required became-optional",
        (X, A),
        "request  limit",
    ),
    Mutation(f"{GET}/parameters/0/schema/maximum", 5, BOUND, (X, A), "request  limit"),
    Mutation(
        f"{GET}/parameters/0/in",
        "header",
        "parameter-moved parameter-moved",
        (X, X),
        "request  limit",
    ),
    Mutation(
        f"{GET}/parameters/0/deprecated", True, "deprecated undeprecated", (N, N), "request  limit"
    ),
    Mutation(
        f"{GET}/parameters/1/explode", False, "style-changed style-changed", (X, X), "request  tags"
    ),
    Mutation(
        f"{GET}/parameters/1/style",
        "pipeDelimited",
        "style-changed style-changed",
        (X, X),
        "request  tags",
    ),
    Mutation(
        f"{GET}/parameters/1/allowReserved",
        True,
        "keyword-changed keyword-changed",
        (A, X),
        "request  tags",
    ),
    Mutation(f"{GET}/parameters/2/schema/maxLength", 5, BOUND, (X, A), "request  X-Trace"),
    Mutation(
        f"{GET}/parameters/3",
        GONE,
        "parameter-removed required-parameter-added",
        (X, X),
        "request  session",
    ),
    Mutation(
        f"{GET}/parameters/-",
        {"name": "q", "in": "query"},
        "parameter-added parameter-removed",
        (A, X),
        "request  q",
    ),
    Mutation(f"{GET}/security", [], "security-loosened security-tightened", (A, X), "request  "),
    Mutation(
        f"{GET}/security", [{"Login": []}], "security-changed security-changed", (X, X), "request  "
    ),
    Mutation(
        f"{GET}/security",
        [{"Key": []}, {"Login": []}],
        "security-loosened security-tightened",
        (A, X),
        "request  ",
    ),
    Mutation(
        f"{GET}/security",
        [{"Key": ["read"]}],
        "security-tightened security-loosened",
        (X, A),
        "request  ",
    ),
    Mutation(f"{GET}/deprecated", True, "deprecated undeprecated", (N, N), "request  "),
    Mutation(
        f"{GET}/operationId",
        "all",
        "operation-id-changed operation-id-changed",
        (X, X),
        "request  ",
    ),
    Mutation(GET, GONE, "operation-removed operation-added", (X, A), "request  "),
    Mutation(
        "/servers/1/url",
        "https://three.example",
        "server-changed server-changed",
        (X, X),
        "request  ",
    ),
    Mutation("/servers/1", GONE, "server-removed server-added", (X, A), "request  "),
    Mutation(
        "/components/securitySchemes/Key/scheme",
        "basic",
        "security-scheme-changed security-scheme-changed",
        (X, X),
        "request  Key",
    ),
    Mutation(
        f"{HOOK}/properties/to/enum", ["a", "b"], "enum-added enum-removed", (N, X), "request  to"
    ),
    Mutation(f"{HOOK}/properties/to", GONE, "field-removed field-added", (X, A), "request  to"),
    Mutation("/webhooks/moved", GONE, "operation-removed operation-added", (X, A), "request  "),
]


def _name(mutation: Mutation) -> str:
    value = "gone" if mutation.value is GONE else mutation.value
    return f"{mutation.pointer}={value}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=_name)
def test_an_edit_is_one_change_there_and_back(mutation: Mutation) -> None:
    """Every keyword is compared: what narrows in one direction widens in the other."""
    edit = (mutation.pointer, mutation.value)
    for found, kind, impact in zip(
        (between(edit), back(edit)), mutation.kinds.split(), mutation.impacts, strict=True
    ):
        said = [(c.kind, c.impact.value, f"{c.direction} {c.status} {c.field}") for c in found]
        assert said == [(kind, impact, mutation.at)]


def test_every_kind_is_in_the_table() -> None:
    """Kinds are those that the documentation is made from, and most are met here."""
    met = {kind for mutation in MUTATIONS for kind in mutation.kinds.split()}
    assert met <= KINDS.keys()
    assert len(met) > 40
