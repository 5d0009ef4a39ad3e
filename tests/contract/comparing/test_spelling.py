"""What is spelled otherwise and means the same is no change."""

import copy
import json
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.schema import target_of

from tests.contract.comparing.documents import BASE, base, edited, read, turned
from tests.contract.fragment import TEXT


def test_order_and_layout_are_no_change() -> None:
    assert changes(base(), read(turned(BASE))) == ()
    document = parse(TEXT, "fragment.yaml")
    assert changes(document, read(turned(document.data))) == ()


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
