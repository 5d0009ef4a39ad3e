"""What each keyword means: one change by what it does, there and back, asked and answered."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.telling import line, oasdiff_id
from venice_contract.errors import BrokenContractError

from tests.contract.comparing.documents import LETTERS, read
from tests.tables import table

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def document(field: Any, version: str = "3.1.0") -> dict[str, Any]:
    """Return a document of which one field is both asked for and answered."""
    body = {"type": "object", "properties": {"field": field}}
    content = {"application/json": {"schema": body}}
    answers = {"200": {"description": "", "content": content}}
    post = {"requestBody": {"content": content}, "responses": answers}
    named = {"Named": {"type": "string", "maxLength": 9}}
    return {
        "openapi": version,
        "info": {"title": "one", "version": "1"},
        "paths": {"/one": {"post": post}},
        "components": {"schemas": named},
    }


def said(old: Any, new: Any, version: str) -> tuple[set[str], str]:
    """Return the kinds from one field to another, and the impacts asked and answered."""
    found = changes(read(document(old, version)), read(document(new, version)))
    sides = {side: [c for c in found if c.direction == side] for side in ("request", "answer")}
    impacts = "".join(LETTERS[c.impact] for side in sides.values() for c in side)
    assert all(change.field.startswith("field") for change in found)
    return {change.kind for change in found}, impacts


class Pair(NamedTuple):
    """Two fields and what must be said of them.

    `kinds` there and back; `impacts` asked and answered there, asked and answered back.
    """

    old: Any
    new: Any
    kinds: str
    impacts: str = "XN AX"
    version: str = "3.1.0"


SAYS = {
    "BOUND": "bound-tightened bound-loosened",
    "WORD": "keyword-added keyword-removed",
    "OTHER": "keyword-changed keyword-changed",
    "TYPE": "type-changed type-changed",
}
"""Short for kinds, there and back."""


PAIRS = table("""
not, more: [{type: string, not: {enum: [a]}}, {type: string, not: {enum: [a, b]}}, OTHER]
not, new: [{type: string}, {type: string, not: {pattern: x}}, WORD]
else: [{type: object, if: {required: [a]}, then: {required: [b]}},
  {type: object, if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}, WORD]
if: [{type: object, if: {required: [a]}, then: {required: [b]}},
  {type: object, if: {required: [c]}, then: {required: [b]}}, OTHER, XX XX]
second of two conditions: [{type: object, allOf: [{if: {required: [a]}, then: {required: [b]}}]},
  {type: object, allOf: [{if: {required: [a]}, then: {required: [b]}},
      {if: {required: [c]}, then: {required: [d]}}]}, WORD]
dependentSchemas: [{type: object}, {type: object, dependentSchemas: {a: {required: [b]}}}, WORD]
dependentSchemas, more: [{type: object, dependentSchemas: {a: {required: [b]}}},
  {type: object, dependentSchemas: {a: {required: [b]}, c: {required: [b]}}}, OTHER]
dependentRequired: [{type: object, dependentRequired: {a: [b]}},
  {type: object, dependentRequired: {a: [b, c]}}, OTHER]
propertyNames: [{type: object, propertyNames: {maxLength: 5}},
  {type: object, propertyNames: {maxLength: 3}}, OTHER]
patternProperties, open: [{type: object}, {type: object, patternProperties: {^x: {type: string}}},
  WORD]
patternProperties, closed: [{type: object, additionalProperties: false},
  {type: object, additionalProperties: false, patternProperties: {^x: {type: string}}}, WORD, AX XN]
patternProperties, inside: [{type: object, patternProperties: {^x: {type: string}}},
  {type: object, patternProperties: {^x: {type: string, maxLength: 3}}}, OTHER]
prefixItems, one more: [{type: array, prefixItems: [{type: string}]},
  {type: array, prefixItems: [{type: string}, {type: integer}]}, OTHER]
prefixItems, another order: [{type: array, prefixItems: [{type: string}, {type: integer}]},
  {type: array, prefixItems: [{type: integer}, {type: string}]}, OTHER, XX XX]
contains: [{type: array}, {type: array, contains: {type: string}}, WORD]
contains, inside: [{type: array, contains: {type: string}},
  {type: array, contains: {type: string, minLength: 1}}, OTHER]
minContains: [{type: array, contains: {type: string}},
  {type: array, contains: {type: string}, minContains: 2}, BOUND]
unevaluatedProperties: [{type: object, properties: {a: {type: string}}},
  {type: object, properties: {a: {type: string}}, unevaluatedProperties: false}, closed opened,
  XN AA]
unevaluatedItems: [{type: array, prefixItems: [{type: string}]},
  {type: array, prefixItems: [{type: string}], unevaluatedItems: false}, WORD]
exclusiveMinimum of 3.0: [{type: number, minimum: 0},
  {type: number, minimum: 0, exclusiveMinimum: true}, BOUND, XN AX, 3.0.3]
exclusiveMinimum of 3.1: [{type: number, minimum: 0}, {type: number, exclusiveMinimum: 0}, BOUND]
an open bound and a closed one: [{type: number, exclusiveMaximum: 9}, {type: number, maximum: 5},
  BOUND]
nullable enum of 3.0: [{type: string, enum: [a]}, {type: string, enum: [a], nullable: true},
  null-allowed null-refused, AX XN, 3.0.3]
null in an enum of 3.1: [{type: [string, 'null'], enum: [a]},
  {type: [string, 'null'], enum: [a, null]}, null-allowed null-refused, AX XN]
nullable allOf of 3.0: [{allOf: [{$ref: '#/components/schemas/Named'}]},
  {allOf: [{$ref: '#/components/schemas/Named'}], nullable: true}, null-allowed null-refused, AX XN,
  3.0.3]
a branch that accepts all: [{anyOf: [{type: number, minimum: 0}]},
  {anyOf: [{type: number, minimum: 0}, {nullable: true}]}, null-allowed null-refused, AX XN, 3.0.0]
a branch that accepts all beside a bound: [{anyOf: [{type: number, minimum: 0}, {}]},
  {type: number, minimum: 0}, TYPE]
a branch of another fixed value: [{oneOf: [
      {type: object, properties: {t: {const: x}, d: {type: string}}, required: [t]},
      {type: object, properties: {t: {const: y}}, required: [t]}]},
  {oneOf: [{type: object, properties: {t: {const: z}, d: {type: string}}, required: [t]},
      {type: object, properties: {t: {const: y}}, required: [t]}]}, value-changed value-changed,
  XX XX]
integer and number: [{type: integer}, {type: number}, TYPE, AX XN]
integer, number and null: [{type: [integer, 'null']}, {type: [number, 'null']}, TYPE, AX XN]
no type, and one: [{}, {type: string}, TYPE]
a bound without a type, and a type: [{maxLength: 5}, {type: string, maxLength: 5}, TYPE]
properties without a type, and a type: [{properties: {a: {type: string}}},
  {type: object, properties: {a: {type: string}}}, TYPE]
one more type: [{type: string}, {anyOf: [{type: string}, {type: integer}]}, TYPE, AX XN]
true and a text: [{enum: [true]}, {enum: ['true']}, TYPE, XX XX]
one and true: [{enum: [1]}, {enum: [true]}, TYPE, XX XX]
never and always: [false, true, TYPE, AX XN]
types that exclude each other: [{type: string}, {allOf: [{type: string}, {type: integer}]}, TYPE]
bounds that exclude each other: [{type: number, minimum: 5},
  {allOf: [{type: number, minimum: 5}, {type: number, maximum: 1}]}, BOUND]
a tighter part: [{type: string, maxLength: 9},
  {allOf: [{type: string, maxLength: 9}, {maxLength: 5}]}, BOUND]
a second pattern: [{type: string, pattern: a}, {allOf: [{type: string, pattern: a}, {pattern: Z}]},
  pattern-added pattern-removed]
a sibling of a reference: [{$ref: '#/components/schemas/Named'},
  {$ref: '#/components/schemas/Named', maxLength: 3}, BOUND]
an inline copy that is tighter: [{$ref: '#/components/schemas/Named'}, {type: string, maxLength: 3},
  BOUND]
const: [{const: a}, {const: b}, value-changed value-changed, XX XX]
const and an enum of two: [{const: a}, {enum: [a, b]}, value-added value-removed, AX XN]
an enum in a branch: [{anyOf: [{type: string, enum: [a]}, {type: integer}]},
  {anyOf: [{type: string, enum: [a, b]}, {type: integer}]}, value-added value-removed, AX XN]
format: [{type: string}, {type: string, format: email}, format-added format-removed]
format of a number: [{type: number}, {type: number, format: decimal}, format-added format-removed]
wider format: [{type: number, format: float}, {type: number, format: double},
  format-changed format-changed, AX XN]
content: [{type: string}, {type: string, contentMediaType: application/json}, WORD]
contentSchema: [{type: string, contentSchema: {type: string}},
  {type: string, contentSchema: {type: integer}}, OTHER, XX XX]
multipleOf: [{type: number, multipleOf: 0.01}, {type: number, multipleOf: 0.1}, OTHER]
readOnly: [{type: string}, {type: string, readOnly: true}, became-read-only became-writable, XN AN]
writeOnly: [{type: string}, {type: string, writeOnly: true}, became-write-only became-readable,
  NX NA]
deprecated: [{type: string}, {type: string, deprecated: true}, deprecated undeprecated, NN NN]
default of null: [{type: [string, 'null']}, {type: [string, 'null'], default: null},
  default-added default-removed, NN XN]
default of false: [{type: boolean}, {type: boolean, default: false}, default-added default-removed,
  NN XN]
default of zero and of false: [{default: 0}, {default: false}, default-changed default-changed,
  XN XN]
oneOf and anyOf that overlap: [{oneOf: [{type: string, maxLength: 5}, {type: string, pattern: a}]},
  {anyOf: [{type: string, maxLength: 5}, {type: string, pattern: a}]},
  choice-changed choice-changed, AX XN]
a branch of null: [{anyOf: [{type: string}, {type: integer}]},
  {anyOf: [{type: string}, {type: integer}, {type: 'null'}]}, null-allowed null-refused, AX XN]
items: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}, TYPE, XX XX]
items of items: [{type: array, items: {type: array, items: {type: string}}},
  {type: array, items: {type: array, items: {type: string, maxLength: 3}}}, BOUND]
maxItems: [{type: array, items: {type: string}}, {type: array, items: {type: string}, maxItems: 3},
  BOUND]
uniqueItems: [{type: array}, {type: array, uniqueItems: true}, WORD]
other names of one type: [{type: object, additionalProperties: {type: string}},
  {type: object, additionalProperties: true}, TYPE, AX XN]
no other names: [{type: object, additionalProperties: {type: string}},
  {type: object, additionalProperties: false}, closed opened, XN AA]
a field that must be sent: [{type: object, properties: {a: {type: string}}},
  {type: object, properties: {a: {type: string}, b: {type: string}}, required: [b]},
  required-field-added|field-added field-removed, XA XX]
a field that is only read: [{type: object},
  {type: object, properties: {b: {type: string, readOnly: true}}, required: [b]},
  field-added field-removed, AA XX]
a name that nothing describes: [{type: object}, {type: object, required: [b]},
  became-required became-optional]
a word that no one knows: [{type: string}, {type: string, maxLenght: 3}, WORD, NN NN]
""")


@pytest.mark.parametrize("row", PAIRS.values(), ids=PAIRS)
def test_a_keyword_is_one_change_each_way(row: list[Any]) -> None:
    pair = Pair(*row)
    ways = ((pair.old, pair.new), (pair.new, pair.old))
    kinds_of_ways = SAYS.get(pair.kinds, pair.kinds).split()
    for (old, new), kinds, impacts in zip(ways, kinds_of_ways, pair.impacts.split(), strict=True):
        assert said(old, new, pair.version) == (set(kinds.split("|")), impacts)


def test_bounds_that_are_met_and_not_met_are_told_by_their_words() -> None:
    """What was said and what is said are data, and the line names neither word twice."""
    ends = ({"type": "number", "minimum": 0}, {"type": "number", "exclusiveMinimum": 0})
    found = changes(*(read(document(one)) for one in ends))[0]
    assert (found.before, found.after) == ({"minimum": 0}, {"exclusiveMinimum": 0})
    assert oasdiff_id(found) == "request-property-min-increased"
    assert "field  minimum: 0 -> exclusiveMinimum: 0  " in line(found)


SAME: dict[str, list[Any]] = table("""
then without if: [{type: object}, {type: object, then: {required: [b]}}]
if alone: [{type: object}, {type: object, if: {required: [b]}}]
nothing that depends: [{type: object}, {type: object, dependentRequired: {a: []}}]
any names: [{type: object}, {type: object, propertyNames: true}]
not never: [{type: string}, {type: string, not: false}]
minContains of one: [{type: array, contains: {type: string}},
  {type: array, contains: {type: string}, minContains: 1}]
minContains alone: [{type: array}, {type: array, minContains: 3}]
contains of none: [{type: array}, {type: array, contains: {type: string}, minContains: 0}]
closed in two ways: [{type: object, properties: {a: {type: string}}, additionalProperties: false},
  {type: object, properties: {a: {type: string}}, unevaluatedProperties: false}]
closed by what is never: [{type: object, additionalProperties: false},
  {type: object, additionalProperties: {not: {}}}]
multiples of one: [{type: integer}, {type: number, multipleOf: 1}]
a value said twice: [{type: string, enum: [a, b]}, {type: string, enum: [b, a, a]}]
1 and 1.0: [{enum: [1, 2]}, {enum: [1.0, 2]}]
1 and 1.0 in an object: [{enum: [{a: 1}]}, {enum: [{a: 1.0}]}]
length of 1e1: [{type: string, maxLength: 10}, {type: string, maxLength: 10.0}]
null in three ways: [{type: 'null'}, {enum: [null, null]}]
patterns in another order: [{type: string, allOf: [{pattern: a}, {pattern: b}]},
  {type: string, allOf: [{pattern: b}, {pattern: a}]}]
conditions in another order: [{type: object, allOf: [{if: {required: [a]}, then: {required: [z]}},
      {if: {required: [b]}, then: {required: [z]}}]},
  {type: object, allOf: [{if: {required: [b]}, then: {required: [z]}},
      {if: {required: [a]}, then: {required: [z]}}]}]
oneOf and anyOf of types: [{oneOf: [{type: string}, {type: integer}]},
  {anyOf: [{type: integer}, {type: string}]}]
choices that leave one: [
  {allOf: [{anyOf: [{type: string}, {type: integer}]}, {anyOf: [{type: string}]}]}, {type: string}]
switches that are off: [{type: string},
  {type: string, deprecated: false, readOnly: false, nullable: false}]
a format of texts on a number: [{type: number}, {type: number, format: date-time}]
names of schemas: [{type: string}, {type: string, $id: 'urn:a', $schema: 'urn:b', $comment: c}]
words: [{type: string},
  {type: string, title: T, description: D, example: x, examples: [x], externalDocs: {url: u}}]
a branch that accepts all: [{anyOf: [{type: number, minimum: 0}, {}]}, {anyOf: [{}]}]
an extension: [{type: string}, {type: string, x-other: 1}]
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
a reference and its target: [{maxLength: 9, type: string}, {$ref: '#/components/schemas/Named'}]
a number and its name: [{type: number}, {type: [number, integer]}]
conditions in references: [{type: string, not: {maxLength: 9, type: string}},
  {type: string, not: {$ref: '#/components/schemas/Named'}}]
""")


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_refuses_nothing_is_no_change(old: Any, new: Any) -> None:
    assert said(old, new, "3.1.0") == (set(), "")
    assert said(new, old, "3.1.0") == (set(), "")


REFUSED: dict[str, list[Any]] = table(r"""
dynamic: [{$dynamicRef: '#node'}, \$dynamicRef .* cannot be followed]
recursive: [{$recursiveRef: '#'}, \$recursiveRef .* cannot be followed]

anchor: [{$ref: '#node'}, is no JSON Pointer]
remote: [{$ref: 'https://x.example/a.yaml#/A'}, leaves the file]
items of an old draft: [{type: array, items: [{type: string}]}, is not of types "boolean"]
a text for a schema: [{type: object, additionalProperties: 'no'}, is not of types "boolean"]
a text for a number: [{type: number, maximum: '5'}, is not of type "number"]
true for a number: [{type: string, maxLength: true}, is not of type "integer"]
a text for a list: [{enum: abc}, is not of type "array"]
a switch for a list: [{type: object, required: true}, is not of type "array"]
numbers for names: [{type: object, required: [1]}, is not of type "string"]
a number for a text: [{type: string, pattern: 5}, is not of type "string"]
a mapping for a type: [{type: {}}, is not valid under any]
a type that is none: [{type: file}, '"file" is not valid under any']
in a branch: [{anyOf: [{type: string}, {type: number, minimum: '0'}]}, is not of type "number"]
""")


@pytest.mark.parametrize(("field", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_schema_is_told_with_its_place(field: Any, says: str) -> None:
    wrong, right = read(document(field)), read(document(TEXT))
    for pair in ((wrong, right), (right, wrong)):
        with pytest.raises(BrokenContractError, match=says) as caught:
            changes(*pair)
        assert caught.value.line > 1


def test_what_can_be_read_is_compared_though_no_schema_says_it() -> None:
    """A name that is required twice is a slip, and is required."""
    field = {"type": "object", "properties": {"a": TEXT}, "examples": {}, "minProperties": -1}
    old, new = read(document(field)), read(document({**field, "required": ["a", "a"]}))
    assert {change.kind for change in changes(old, new)} == {"became-required"}


def test_places_without_end_are_refused() -> None:
    """Schemas that each hold the next one twice have more places than can be told."""
    schemas = {
        f"D{n}": {"properties": {k: {"$ref": f"#/components/schemas/D{n + 1}"} for k in "ab"}}
        for n in range(20)
    }
    pair = []
    for last in (TEXT, WHOLE):
        data = document({"$ref": "#/components/schemas/D0"})
        data["components"]["schemas"] |= {**schemas, "D20": last}
        pair.append(read(data))
    with pytest.raises(BrokenContractError, match="more than 10000 places"):
        changes(*pair)
