"""From a document to the tables of the mock."""

from venice_contract.contract.reading.document import Document
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Shape
from venice_contract.mock.validation import checker
from venice_contract.scoring.translate import rules_of

from tests.strangers.judging import document

NODE = {
    "type": "object",
    "properties": {
        "age": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 9},
        "next": {"$ref": "#/components/schemas/Node"},
    },
}


def test_the_contract_translates_to_what_the_mock_was_written_with(contract: Document) -> None:
    ours, theirs = rules_of(contract), DOCUMENTED
    bodies = [
        {"apiKeyType": "ADMIN", "description": "x"},
        {"apiKeyType": "SERVICE", "description": "x"},
        {"apiKeyType": "ADMIN", "description": "x" * 65},
        {"apiKeyType": "ADMIN", "description": "x", "consumptionLimit": {"usd": -1}},
        {"apiKeyType": "ADMIN", "description": "x", "consumptionLimit": {"usd": None}},
        {"apiKeyType": "ADMIN", "description": "x", "expiresAt": "2030-1-1"},
        {"apiKeyType": "ADMIN", "description": "x", "expiresAt": ""},
        {"apiKeyType": "ADMIN", "description": "x", "unheardOf": 1},
    ]
    for body in bodies:
        mine = bool(checker(ours.requests["createApiKey"])(body))
        assert mine == bool(checker(theirs.requests["createApiKey"])(body)), body


def test_what_a_field_left_out_means_becomes_its_default(contract: Document) -> None:
    field = rules_of(contract).requests["createApiKey"].get("limitPeriod")
    assert field is not None
    assert field.default == "EPOCH"


def _thing(*statuses: str) -> Document:
    """Return a document with one creation, whose schema contains itself."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}
    answers = {status: body | {"description": "done"} for status in statuses}
    make = {"operationId": "make", "requestBody": body, "responses": answers}
    return document(
        {
            "openapi": "3.1.0",
            "info": {"title": "things", "version": "1"},
            "paths": {"/things": {"post": make}},
            "components": {"schemas": {"Node": NODE}},
        }
    )


def test_bounds_and_schemas_that_contain_themselves_are_translated() -> None:
    rules = rules_of(_thing("200"))
    age = rules.requests["make"].at(["age"])
    assert age is not None
    assert (age.exclusive_minimum, age.exclusive_maximum) == (0, 9)
    assert rules.answers["make"].at(["next"]) == Shape()
    bare = rules_of(_thing("default"))
    assert (set(bare.requests), set(bare.answers)) == ({"make"}, set())
