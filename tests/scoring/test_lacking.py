"""What the mock's tables lack is told as an entry for a person, whatever the document is."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.scoring.translate import lacking

from tests.strangers.judging import document

ITEMS = {"type": "array", "items": {"type": "string", "maxLength": 64}}
SELF = {"$ref": "#/components/schemas/Node"}


def _keys() -> dict[str, Any]:
    """Return a document of one creation, with a list whose items the mock bounds by 64."""
    body = {"type": "object", "properties": {"ipAllowlist": copy.deepcopy(ITEMS)}}
    node = {"type": "object", "properties": {"next": SELF}}
    make = {
        "operationId": "createApiKey",
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"default": {"description": "done"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "keys", "version": "1"},
        "paths": {"/api_keys": {"post": make}},
        "components": {"schemas": {"Node": node}},
    }


def _above_zero(fields: dict[str, Any]) -> None:
    fields["score"] = {"type": "number", "exclusiveMinimum": 0}


def _self(fields: dict[str, Any]) -> None:
    fields["node"] = SELF


def _shorter(fields: dict[str, Any]) -> None:
    fields["ipAllowlist"]["items"]["maxLength"] = 9


@pytest.mark.parametrize(
    ("edit", "what", "entry"),
    [
        (_above_zero, "score", "Shape(types=('number',), exclusive_minimum=0)"),
        (_self, "node", '(_sometimes("next", Shape(), "SOURCE DATE"),)'),
        (_shorter, "ipAllowlist[] maxLength 9", "max_length=9"),
    ],
)
def test_what_a_revision_brings_is_an_entry(
    edit: Callable[[dict[str, Any]], None], what: str, entry: str
) -> None:
    old, new = _keys(), _keys()
    schema = new["paths"]["/api_keys"]["post"]["requestBody"]["content"]["application/json"]
    edit(schema["schema"]["properties"])
    told, place = lacking(document(new), changes(document(old), document(new)))
    assert told == f"the mock lacks, until another source says so too: {what}"
    assert entry in place
