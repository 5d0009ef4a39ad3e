"""What each keyword means: one change by what it does, there and back, asked and answered."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.oasdiff import oasdiff_id
from venice_contract.contract.comparing.telling import line
from venice_contract.errors import BrokenContractError

from tests.contract.comparing.documents import read

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
LETTERS = {"breaking": "X", "additive": "A", "benign": "N"}


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


BOUND, WORD = "bound-tightened bound-loosened", "keyword-added keyword-removed"
OTHER, TYPE = "keyword-changed keyword-changed", "type-changed type-changed"
WIDER = "AX XN"


def objects(**more: Any) -> dict[str, Any]:
    return {"type": "object", **more}


def lists(**more: Any) -> dict[str, Any]:
    return {"type": "array", **more}


def texts(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def numbers(**more: Any) -> dict[str, Any]:
    return {"type": "number", **more}


def branch(fixed: str, **more: Any) -> dict[str, Any]:
    """Return an object that a field of one value tells from others."""
    return objects(properties={"t": {"const": fixed}, **more}, required=["t"])


PAIRS = {
    "not, more": Pair(
        texts(**{"not": {"enum": ["a"]}}), texts(**{"not": {"enum": ["a", "b"]}}), OTHER
    ),
    "not, new": Pair(TEXT, texts(**{"not": {"pattern": "x"}}), WORD),
    "else": Pair(
        objects(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        objects(
            **{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}
        ),
        WORD,
    ),
    "if": Pair(
        objects(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        objects(**{"if": {"required": ["c"]}, "then": {"required": ["b"]}}),
        OTHER,
        "XX XX",
    ),
    "second of two conditions": Pair(
        {"type": "object", "allOf": [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]},
        {
            "type": "object",
            "allOf": [
                {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
                {"if": {"required": ["c"]}, "then": {"required": ["d"]}},
            ],
        },
        WORD,
    ),
    "dependentSchemas": Pair(objects(), objects(dependentSchemas={"a": {"required": ["b"]}}), WORD),
    "dependentSchemas, more": Pair(
        objects(dependentSchemas={"a": {"required": ["b"]}}),
        objects(dependentSchemas={"a": {"required": ["b"]}, "c": {"required": ["b"]}}),
        OTHER,
    ),
    "dependentRequired": Pair(
        objects(dependentRequired={"a": ["b"]}), objects(dependentRequired={"a": ["b", "c"]}), OTHER
    ),
    "propertyNames": Pair(
        objects(propertyNames={"maxLength": 5}), objects(propertyNames={"maxLength": 3}), OTHER
    ),
    "patternProperties, open": Pair(objects(), objects(patternProperties={"^x": TEXT}), WORD),
    "patternProperties, closed": Pair(
        objects(additionalProperties=False),
        objects(additionalProperties=False, patternProperties={"^x": TEXT}),
        WORD,
        WIDER,
    ),
    "patternProperties, inside": Pair(
        objects(patternProperties={"^x": TEXT}),
        objects(patternProperties={"^x": texts(maxLength=3)}),
        OTHER,
    ),
    "prefixItems, one more": Pair(
        lists(prefixItems=[TEXT]), lists(prefixItems=[TEXT, WHOLE]), OTHER
    ),
    "prefixItems, another order": Pair(
        lists(prefixItems=[TEXT, WHOLE]), lists(prefixItems=[WHOLE, TEXT]), OTHER, "XX XX"
    ),
    "contains": Pair(lists(), lists(contains=TEXT), WORD),
    "contains, inside": Pair(lists(contains=TEXT), lists(contains=texts(minLength=1)), OTHER),
    "minContains": Pair(lists(contains=TEXT), lists(contains=TEXT, minContains=2), BOUND),
    "unevaluatedProperties": Pair(
        objects(properties={"a": TEXT}),
        objects(properties={"a": TEXT}, unevaluatedProperties=False),
        "closed opened",
        "XN AA",
    ),
    "unevaluatedItems": Pair(
        lists(prefixItems=[TEXT]), lists(prefixItems=[TEXT], unevaluatedItems=False), WORD
    ),
    "exclusiveMinimum of 3.0": Pair(
        numbers(minimum=0), numbers(minimum=0, exclusiveMinimum=True), BOUND, version="3.0.3"
    ),
    "exclusiveMinimum of 3.1": Pair(numbers(minimum=0), numbers(exclusiveMinimum=0), BOUND),
    "an open bound and a closed one": Pair(numbers(exclusiveMaximum=9), numbers(maximum=5), BOUND),
    "nullable enum of 3.0": Pair(
        texts(enum=["a"]),
        texts(enum=["a"], nullable=True),
        "null-allowed null-refused",
        WIDER,
        "3.0.3",
    ),
    "null in an enum of 3.1": Pair(
        {"type": ["string", "null"], "enum": ["a"]},
        {"type": ["string", "null"], "enum": ["a", None]},
        "null-allowed null-refused",
        WIDER,
    ),
    "nullable allOf of 3.0": Pair(
        {"allOf": [{"$ref": "#/components/schemas/Named"}]},
        {"allOf": [{"$ref": "#/components/schemas/Named"}], "nullable": True},
        "null-allowed null-refused",
        WIDER,
        "3.0.3",
    ),
    "a branch that accepts all": Pair(
        {"anyOf": [numbers(minimum=0)]},
        {"anyOf": [numbers(minimum=0), {"nullable": True}]},
        "null-allowed null-refused",
        WIDER,
        "3.0.0",
    ),
    "a branch that accepts all beside a bound": Pair(
        {"anyOf": [numbers(minimum=0), {}]}, numbers(minimum=0), TYPE
    ),
    "a branch of another fixed value": Pair(
        {"oneOf": [branch("x", d=TEXT), branch("y")]},
        {"oneOf": [branch("z", d=TEXT), branch("y")]},
        "value-changed value-changed",
        "XX XX",
    ),
    "integer and number": Pair(WHOLE, numbers(), TYPE, WIDER),
    "integer, number and null": Pair(
        {"type": ["integer", "null"]}, {"type": ["number", "null"]}, TYPE, WIDER
    ),
    "no type, and one": Pair({}, TEXT, TYPE),
    "a bound without a type, and a type": Pair({"maxLength": 5}, texts(maxLength=5), TYPE),
    "properties without a type, and a type": Pair(
        {"properties": {"a": TEXT}}, objects(properties={"a": TEXT}), TYPE
    ),
    "one more type": Pair(TEXT, {"anyOf": [TEXT, WHOLE]}, TYPE, WIDER),
    "true and a text": Pair({"enum": [True]}, {"enum": ["true"]}, TYPE, "XX XX"),
    "one and true": Pair({"enum": [1]}, {"enum": [True]}, TYPE, "XX XX"),
    "never and always": Pair(False, True, TYPE, WIDER),
    "types that exclude each other": Pair(TEXT, {"allOf": [TEXT, WHOLE]}, TYPE),
    "bounds that exclude each other": Pair(
        numbers(minimum=5), {"allOf": [numbers(minimum=5), numbers(maximum=1)]}, BOUND
    ),
    "a tighter part": Pair(
        texts(maxLength=9), {"allOf": [texts(maxLength=9), {"maxLength": 5}]}, BOUND
    ),
    "a second pattern": Pair(
        texts(pattern="a"),
        {"allOf": [texts(pattern="a"), {"pattern": "Z"}]},
        "pattern-added pattern-removed",
    ),
    "a sibling of a reference": Pair(
        {"$ref": "#/components/schemas/Named"},
        {"$ref": "#/components/schemas/Named", "maxLength": 3},
        BOUND,
    ),
    "an inline copy that is tighter": Pair(
        {"$ref": "#/components/schemas/Named"}, texts(maxLength=3), BOUND
    ),
    "const": Pair({"const": "a"}, {"const": "b"}, "value-changed value-changed", "XX XX"),
    "const and an enum of two": Pair(
        {"const": "a"}, {"enum": ["a", "b"]}, "value-added value-removed", WIDER
    ),
    "an enum in a branch": Pair(
        {"anyOf": [texts(enum=["a"]), WHOLE]},
        {"anyOf": [texts(enum=["a", "b"]), WHOLE]},
        "value-added value-removed",
        WIDER,
    ),
    "format": Pair(TEXT, texts(format="email"), "format-added format-removed"),
    "format of a number": Pair(numbers(), numbers(format="decimal"), "format-added format-removed"),
    "wider format": Pair(
        numbers(format="float"), numbers(format="double"), "format-changed format-changed", WIDER
    ),
    "content": Pair(TEXT, texts(contentMediaType="application/json"), WORD),
    "contentSchema": Pair(texts(contentSchema=TEXT), texts(contentSchema=WHOLE), OTHER, "XX XX"),
    "multipleOf": Pair(numbers(multipleOf=0.01), numbers(multipleOf=0.1), OTHER),
    "readOnly": Pair(TEXT, texts(readOnly=True), "became-read-only became-writable", "XN AN"),
    "writeOnly": Pair(TEXT, texts(writeOnly=True), "became-write-only became-readable", "NX NA"),
    "deprecated": Pair(TEXT, texts(deprecated=True), "deprecated undeprecated", "NN NN"),
    "default of null": Pair(
        {"type": ["string", "null"]},
        {"type": ["string", "null"], "default": None},
        "default-added default-removed",
        "NN XN",
    ),
    "default of false": Pair(
        {"type": "boolean"},
        {"type": "boolean", "default": False},
        "default-added default-removed",
        "NN XN",
    ),
    "default of zero and of false": Pair(
        {"default": 0}, {"default": False}, "default-changed default-changed", "XN XN"
    ),
    "oneOf and anyOf that overlap": Pair(
        {"oneOf": [texts(maxLength=5), texts(pattern="a")]},
        {"anyOf": [texts(maxLength=5), texts(pattern="a")]},
        "choice-changed choice-changed",
        WIDER,
    ),
    "a branch of null": Pair(
        {"anyOf": [TEXT, WHOLE]},
        {"anyOf": [TEXT, WHOLE, {"type": "null"}]},
        "null-allowed null-refused",
        WIDER,
    ),
    "items": Pair(lists(items=TEXT), lists(items=WHOLE), TYPE, "XX XX"),
    "items of items": Pair(
        lists(items=lists(items=TEXT)), lists(items=lists(items=texts(maxLength=3))), BOUND
    ),
    "maxItems": Pair(lists(items=TEXT), lists(items=TEXT, maxItems=3), BOUND),
    "uniqueItems": Pair(lists(), lists(uniqueItems=True), WORD),
    "other names of one type": Pair(
        objects(additionalProperties=TEXT), objects(additionalProperties=True), TYPE, WIDER
    ),
    "no other names": Pair(
        objects(additionalProperties=TEXT),
        objects(additionalProperties=False),
        "closed opened",
        "XN AA",
    ),
    "a field that must be sent": Pair(
        objects(properties={"a": TEXT}),
        objects(properties={"a": TEXT, "b": TEXT}, required=["b"]),
        "required-field-added|field-added field-removed",
        "XA XX",
    ),
    "a field that is only read": Pair(
        objects(),
        objects(properties={"b": texts(readOnly=True)}, required=["b"]),
        "field-added field-removed",
        "AA XX",
    ),
    "a name that nothing describes": Pair(
        objects(), objects(required=["b"]), "became-required became-optional"
    ),
    "a word that no one knows": Pair(TEXT, texts(maxLenght=3), WORD, "NN NN"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_keyword_is_one_change_each_way(pair: Pair) -> None:
    ways = ((pair.old, pair.new), (pair.new, pair.old))
    for (old, new), kinds, impacts in zip(
        ways, pair.kinds.split(), pair.impacts.split(), strict=True
    ):
        assert said(old, new, pair.version) == (set(kinds.split("|")), impacts)


def test_bounds_that_are_met_and_not_met_are_told_by_their_words() -> None:
    """What was said and what is said are data, and the line names neither word twice."""
    ends = (numbers(minimum=0), numbers(exclusiveMinimum=0))
    found = changes(*(read(document(one)) for one in ends))[0]
    assert (found.before, found.after) == ({"minimum": 0}, {"exclusiveMinimum": 0})
    assert oasdiff_id(found) == "request-property-min-increased"
    assert "field  minimum: 0 -> exclusiveMinimum: 0  " in line(found)


SAME: dict[str, tuple[Any, Any]] = {
    "then without if": (objects(), objects(then={"required": ["b"]})),
    "if alone": (objects(), objects(**{"if": {"required": ["b"]}})),
    "nothing that depends": (objects(), objects(dependentRequired={"a": []})),
    "any names": (objects(), objects(propertyNames=True)),
    "not never": (TEXT, texts(**{"not": False})),
    "minContains of one": (lists(contains=TEXT), lists(contains=TEXT, minContains=1)),
    "minContains alone": (lists(), lists(minContains=3)),
    "contains of none": (lists(), lists(contains=TEXT, minContains=0)),
    "closed in two ways": (
        objects(properties={"a": TEXT}, additionalProperties=False),
        objects(properties={"a": TEXT}, unevaluatedProperties=False),
    ),
    "closed by what is never": (
        objects(additionalProperties=False),
        objects(additionalProperties={"not": {}}),
    ),
    "multiples of one": (WHOLE, numbers(multipleOf=1)),
    "a value said twice": (texts(enum=["a", "b"]), texts(enum=["b", "a", "a"])),
    "1 and 1.0": ({"enum": [1, 2]}, {"enum": [1.0, 2]}),
    "1 and 1.0 in an object": ({"enum": [{"a": 1}]}, {"enum": [{"a": 1.0}]}),
    "length of 1e1": (texts(maxLength=10), texts(maxLength=10.0)),
    "null in three ways": ({"type": "null"}, {"enum": [None, None]}),
    "patterns in another order": (
        texts(allOf=[{"pattern": "a"}, {"pattern": "b"}]),
        texts(allOf=[{"pattern": "b"}, {"pattern": "a"}]),
    ),
    "conditions in another order": (
        objects(allOf=[{"if": {"required": [n]}, "then": {"required": ["z"]}} for n in "ab"]),
        objects(allOf=[{"if": {"required": [n]}, "then": {"required": ["z"]}} for n in "ba"]),
    ),
    "oneOf and anyOf of types": ({"oneOf": [TEXT, WHOLE]}, {"anyOf": [WHOLE, TEXT]}),
    "choices that leave one": ({"allOf": [{"anyOf": [TEXT, WHOLE]}, {"anyOf": [TEXT]}]}, TEXT),
    "items of anything": (lists(), lists(items={})),
    "other names of anything": (objects(), objects(additionalProperties={})),
    "switches that are off": (TEXT, texts(deprecated=False, readOnly=False, nullable=False)),
    "a format of texts on a number": (numbers(), numbers(format="date-time")),
    "names of schemas": (TEXT, texts(**{"$id": "urn:a", "$schema": "urn:b", "$comment": "c"})),
    "words": (TEXT, texts(title="T", description="D", examples=["x"], externalDocs={"url": "u"})),
    "a branch that accepts all": ({"anyOf": [numbers(minimum=0), {}]}, {"anyOf": [{}]}),
    "an extension": (TEXT, texts(**{"x-other": 1})),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_refuses_nothing_is_no_change(old: Any, new: Any) -> None:
    assert said(old, new, "3.1.0") == (set(), "")
    assert said(new, old, "3.1.0") == (set(), "")


REFUSED: dict[str, tuple[Any, str]] = {
    "dynamic": ({"$dynamicRef": "#node"}, r"\$dynamicRef .* cannot be followed"),
    "recursive": ({"$recursiveRef": "#"}, r"\$recursiveRef .* cannot be followed"),
    "anchor": ({"$ref": "#node"}, "is no JSON Pointer"),
    "remote": ({"$ref": "https://x.example/a.yaml#/A"}, "leaves the file"),
    "items of an old draft": (lists(items=[TEXT]), "items is .* must be a schema"),
    "a text for a schema": (objects(additionalProperties="no"), "must be a schema"),
    "a text for a number": (numbers(maximum="5"), "must be a number"),
    "true for a number": (texts(maxLength=True), "must be a number"),
    "a text for a list": ({"enum": "abc"}, "must be a list of values"),
    "a switch for a list": (objects(required=True), "must be a list of names"),
    "numbers for names": (objects(required=[1]), "must be a list of names"),
    "a number for a text": (texts(pattern=5), "must be a text"),
    "a mapping for a type": ({"type": {}}, "must be a type or a list"),
    "a type that is none": ({"type": "file"}, "'file' is no type"),
    "in a branch": ({"anyOf": [TEXT, numbers(minimum="0")]}, "must be a number"),
}


@pytest.mark.parametrize(("field", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_schema_is_told_with_its_place(field: Any, says: str) -> None:
    wrong, right = read(document(field)), read(document(TEXT))
    for pair in ((wrong, right), (right, wrong)):
        with pytest.raises(BrokenContractError, match=says) as caught:
            changes(*pair)
        assert caught.value.line > 1


def test_places_without_end_are_refused() -> None:
    """Schemas that each hold the next one twice have more places than can be told."""
    schemas = {
        f"D{n}": objects(properties={k: {"$ref": f"#/components/schemas/D{n + 1}"} for k in "ab"})
        for n in range(20)
    }
    pair = []
    for last in (TEXT, WHOLE):
        data = document({"$ref": "#/components/schemas/D0"})
        data["components"]["schemas"] |= {**schemas, "D20": last}
        pair.append(read(data))
    with pytest.raises(BrokenContractError, match="more than 10000 places"):
        changes(*pair)
