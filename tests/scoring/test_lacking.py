"""What the mock's tables lack is told as an entry for a person, whatever the document is."""

from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.scoring.translate import lacking

from tests.strangers.judging import document
from tests.tables import table

ITEMS = {"type": "array", "items": {"type": "string", "maxLength": 64}}
SHORTER = {"type": "array", "items": {"type": "string", "maxLength": 9}}
SELF = {"$ref": "#/components/schemas/Node"}


def _keys(**fields: Any) -> dict[str, Any]:
    """Return a document of one creation, with a list whose items the mock bounds by 64."""
    body = {"type": "object", "properties": {"ipAllowlist": ITEMS} | fields}
    whole = table("""
      openapi: 3.1.0
      info: {title: keys, version: '1'}
      paths:
        /api_keys:
          post:
            operationId: createApiKey
            requestBody: {content: {application/json: {}}}
            responses: {default: {description: done}}
      components: {schemas: {Node: {type: object, properties: {
        next: {$ref: '#/components/schemas/Node'}}}}}
    """)
    post = whole["paths"]["/api_keys"]["post"]
    post["requestBody"]["content"]["application/json"]["schema"] = body
    return whole


@pytest.mark.parametrize(
    ("fields", "what", "entry"),
    [
        (
            {"score": {"type": "number", "exclusiveMinimum": 0}},
            "score",
            "Shape(types=('number',), exclusive_minimum=0)",
        ),
        ({"node": SELF}, "node", '(_sometimes("next", Shape(), "SOURCE DATE"),)'),
        ({"ipAllowlist": SHORTER}, "ipAllowlist[] maxLength 9", "max_length=9"),
    ],
)
def test_what_a_revision_brings_is_an_entry(fields: dict[str, Any], what: str, entry: str) -> None:
    old, new = _keys(), _keys(**fields)
    told, place = lacking(document(new), changes(document(old), document(new)))
    assert told == f"the mock lacks, until another source says so too: {what}"
    assert entry in place
