"""What is spelled otherwise and means the same is no change."""

import copy
import json
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.schema import target_of

from tests.contract.comparing.documents import BASE, base, between, edited, read
from tests.contract.fragment import TEXT
from tests.tables import table

FIELD = "/components/schemas/NewItem/properties/field"
PAIRS: dict[str, list[Any]] = table("""
null of 3.0 and 3.1: [{type: string, nullable: true}, {type: [string, 'null']}]
null as a branch: [{type: [string, 'null'], maxLength: 3},
  {anyOf: [{type: string, maxLength: 3}, {type: 'null'}]}]
null as a branch of 3.0: [{type: [number, 'null'], minimum: 0},
  {anyOf: [{type: number, minimum: 0}, {nullable: true}, {nullable: true}]}]
null in an enum: [{type: string, nullable: true, enum: [a]}, {enum: [a, null]}]
oneOf and anyOf of null: [{oneOf: [{type: string}, {type: 'null'}]},
  {anyOf: [{type: 'null'}, {type: string}]}]
default within the branch: [{type: [string, 'null'], default: a},
  {anyOf: [{type: string, default: a}, {type: 'null'}]}]
types as branches: [{type: [string, integer]}, {anyOf: [{type: integer}, {type: string}]}]
const and enum: [{const: a}, {enum: [a]}]
consts as branches: [{type: string, enum: [a, b]},
  {oneOf: [{const: b, title: B}, {const: a, title: A}]}]
branches swapped: [{anyOf: [{type: string, pattern: a}, {type: string, pattern: b}]},
  {anyOf: [{type: string, pattern: b}, {type: string, pattern: a}]}]
branches in branches: [{anyOf: [{type: string, pattern: a}, {type: number}, {type: boolean}]},
  {anyOf: [{anyOf: [{type: number}, {type: boolean}]}, {type: string, pattern: a}]}]
one branch: [{type: string}, {oneOf: [{type: string}]}]
what stands around the branches: [
  {type: object, properties: {a: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]},
  {anyOf: [{type: object, properties: {a: {type: string}}, required: [b]},
      {type: object, properties: {a: {type: string}}, required: [a]}]}]
allOf: [{type: object, properties: {a: {}, b: {type: 'null'}}, required: [a, b]},
  {allOf: [{type: object, properties: {a: {}}, required: [a]},
      {properties: {b: {type: 'null'}}, required: [b]}]}]
open bounds of 3.0: [{type: number, exclusiveMinimum: 0},
  {type: number, minimum: 0, exclusiveMinimum: true}]
open bounds of whole numbers: [{type: integer, exclusiveMinimum: 0, exclusiveMaximum: 10},
  {type: integer, minimum: 1, maximum: 9}]
bounds of nothing: [{type: string}, {type: string, minLength: 0, deprecated: false}]
bounds of another type: [{type: string}, {type: string, maximum: 3}]
nothing said: [{}, true]
nothing allowed: [false, {not: {}}]
open objects: [{type: object}, {type: object, additionalProperties: true, required: []}]
open maps: [{type: object}, {type: object, additionalProperties: {}}]
open lists: [{type: array}, {type: array, items: {}, uniqueItems: false}]
the empty text: [{type: string, enum: ['']}, {type: string, maxLength: 0}]
both booleans: [{type: boolean}, {type: boolean, enum: [false, true]}]
numbers: [{type: number, maximum: 5}, {type: number, maximum: 5.0}]
a reference and its target: [{enum: [A, B], type: string},
  {$ref: '#/components/schemas/NewItem/properties/kind'}]
a number and its name: [{type: number}, {type: [number, integer]}]
conditions in references: [{type: string, not: {enum: [A, B], type: string}},
  {type: string, not: {$ref: '#/components/schemas/NewItem/properties/kind'}}]
words for people: [{type: string}, {type: string, title: T, example: x}]
""")


@pytest.mark.parametrize(("old", "new"), PAIRS.values(), ids=PAIRS)
def test_two_spellings_are_one_schema(old: Any, new: Any) -> None:
    before, after = read(edited((FIELD, old))), read(edited((FIELD, new)))
    assert changes(before, after) == ()
    assert changes(after, before) == ()


def _turned(node: Any) -> Any:
    """Return data with every mapping in the opposite order."""
    if isinstance(node, dict):
        return {key: _turned(value) for key, value in reversed(node.items())}
    return [_turned(one) for one in node] if isinstance(node, list) else node


def test_order_and_layout_are_no_change() -> None:
    assert changes(base(), read(_turned(BASE))) == ()
    document = parse(TEXT, "fragment.yaml")
    assert changes(document, read(_turned(document.data))) == ()


def _inlined(document: Any, node: Any, above: tuple[str, ...] = ()) -> Any:
    """Return data with every reference replaced by its target, but those that lead round."""
    if isinstance(node, list):
        return [_inlined(document, one, above) for one in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        target = target_of(document, "", node)
        if target in above:
            return node
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined(document, {**document.get(target), **siblings}, (*above, target))
    return {key: _inlined(document, value, above) for key, value in node.items()}


def test_inlining_is_no_change() -> None:
    document = parse(TEXT, "fragment.yaml")
    flat = read(_inlined(document, document.data))
    assert "$ref" not in flat.text.partition('"components"')[0]
    assert changes(document, flat) == ()
    assert changes(flat, document) == ()


def _of_3_0(node: Any) -> Any:
    """Return data in the words of OpenAPI 3.0."""
    if isinstance(node, list):
        return [_of_3_0(one) for one in node]
    if not isinstance(node, dict):
        return node
    said = {key: _of_3_0(value) for key, value in node.items()}
    named = said.get("type")
    if isinstance(named, list):
        rest = [name for name in named if name != "null"]
        said |= {"type": rest[0], "nullable": "null" in named}
    if said.get("type") == "null":
        return {"nullable": True}
    return said


def test_openapi_3_0_is_no_change() -> None:
    document = parse(TEXT, "fragment.yaml")
    old = read({**_of_3_0(copy.deepcopy(document.data)), "openapi": "3.0.3"})
    assert "'null'" not in old.text
    assert changes(old, document) == ()
    assert changes(document, old) == ()


SAME: dict[str, list[list[Any]]] = table("""
a response moved into a component: [[/components/responses, {Gone: {description: none}}],
  [/paths/~1items/get/responses/404, {$ref: '#/components/responses/Gone'}]]
a parameter moved to its path: [['/paths/~1items~1{id}/parameters', []],
  ['/paths/~1items~1{id}/get/parameters',
    [{name: id, in: path, required: true, schema: {type: string}}]]]
defaults of a style written out: [[/paths/~1items/get/parameters/1/style, form],
  [/paths/~1items/get/parameters/1/explode, true]]
the case of a header: [[/paths/~1items/get/parameters/2/name, x-trace]]
security written out: [[/paths/~1items/get/security, [{Key: []}]]]
another name for a security scheme: [
  [/components/securitySchemes, {Bearer: {type: http, scheme: bearer}}],
  [/security, [{Bearer: []}]]]
a slash at the end of a server: [[/servers/0/url, 'https://one.example/']]
servers swapped: [[/servers, [{url: 'https://two.example'}, {url: 'https://one.example'}]]]
words and tags: [[/paths/~1items/get/summary, Other], [/paths/~1items/get/tags, []],
  [/paths/~1items/get/responses/200/description, other], [/info/version, '2']]
an unused component: [[/components/schemas/Unused, {type: string}]]
""")


@pytest.mark.parametrize("edits", SAME.values(), ids=SAME)
def test_two_spellings_are_one_document(edits: list[list[Any]]) -> None:
    assert between(*((pointer, value) for pointer, value in edits)) == ()


def test_words_are_told_when_they_are_asked_for() -> None:
    new = read(
        edited(
            ("/paths/~1items/get/summary", "Other"),
            ("/components/schemas/NewItem/properties/name/description", "A name"),
            ("/components/schemas/NewItem/properties/name/examples", ["ab"]),
            ("/paths/~1items/get/responses/200/description", "other"),
        )
    )
    found = changes(base(), new, annotations=True)
    assert {(c.kind, c.keyword, c.impact.value) for c in found} == {
        ("text-changed", word, "benign") for word in ("summary", "description", "examples")
    }


WRITTEN = """\
openapi: 3.1.0
info: {title: a, version: '1'}
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                flag: &text {type: string, enum: ['yes', 'no', '2030-01-01']}
                same: *text
                more: {<<: *text, maxLength: 10}
                'on': {type: number, maximum: 10, default: null}
      responses:
        '200': {description: d}
"""
TEXTS = {
    "a byte order mark": "\ufeff" + WRITTEN,
    "lines of Windows": WRITTEN.replace("\n", "\r\n"),
    "words of YAML 1.1": WRITTEN.replace("['yes', 'no', '2030-01-01']", "[yes, no, 2030-01-01]"),
    "names that YAML 1.1 reads otherwise": WRITTEN.replace("'on'", "on").replace("'200'", "200"),
    "numbers": WRITTEN.replace("maximum: 10", "maximum: 1e1").replace("h: 10", "h: 0xA"),
    "octal": WRITTEN.replace("maximum: 10", "maximum: 0o12"),
    "null": WRITTEN.replace("null", "~"),
    "the mark of a document": f"---\n{WRITTEN}...\n",
    "a version without its third number": WRITTEN.replace("3.1.0", "3.1"),
    "JSON": json.dumps(parse(WRITTEN, "a").data),
    "JSON on one line with slashes": json.dumps(parse(WRITTEN, "a").data).replace("/", "\\/"),
    "JSON of many lines with tabs": json.dumps(parse(WRITTEN, "a").data, indent="\t"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_written_otherwise_is_no_change(text: str) -> None:
    old, new = parse(WRITTEN, "old"), parse(text, "new")
    assert changes(old, new) == changes(new, old) == ()
