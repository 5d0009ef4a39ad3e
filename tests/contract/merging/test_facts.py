"""Facts say what the family says, all of it, and nothing else."""

from venice_contract.contract.changes import changes
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.reading.document import parse

from tests.contract.comparing.documents import BASE, GET, POST, edited, read

FAMILY = ["/items*"]
NEW = "/components/schemas/NewItem/properties"
ITEM = {"$ref": "#/components/schemas/Item"}
FORM = {"schema": {"type": "object"}, "encoding": {"f": {"contentType": "image/png"}}}
VARIABLE = {"r": {"default": "a", "enum": ["a", "b"], "description": "words"}}
EDITS = (
    (f"{POST}/callbacks", {"done": {"{$request.body#/url}": BASE["webhooks"]["moved"]}}),
    (f"{POST}/requestBody/content/multipart~1form-data", FORM),
    ("/paths/~1items/servers", [{"url": "https://{r}.example", "variables": VARIABLE}]),
    (f"{NEW}/two", {"type": "string", "allOf": [{"pattern": "a"}, {"pattern": "b"}]}),
    (f"{NEW}/some", {"type": "object", "patternProperties": {"^x": ITEM}, "not": ITEM}),
    (f"{NEW}/tuple", {"type": "array", "prefixItems": [ITEM, {"type": "integer"}]}),
    (f"{GET}/parameters/-", {"name": "j", "in": "query", "content": {"application/json": {}}}),
    (f"{GET}/parameters/-", {"name": "r", "in": "query", "allowReserved": True}),
    (f"{GET}/responses/200/headers/X-Old", {"deprecated": True, "schema": {"type": "string"}}),
)


def test_facts_are_the_whole_family_without_a_word_for_people() -> None:
    document = read(edited(*EDITS))
    found = parse(facts(document, FAMILY), "facts")
    assert changes(document, found, paths=FAMILY) == ()
    assert changes(found, document, paths=FAMILY) == ()
    said = (f"{NEW}/name/description", "VENDOR"), (f"{GET}/summary", "VENDOR")
    assert "VENDOR" not in facts(read(edited(*said, *EDITS)), FAMILY)
    assert "words" not in facts(read(edited(*EDITS)), FAMILY)


def test_a_schema_that_contains_itself_has_a_name() -> None:
    """Facts are without references but to what would have no end, under a name of their own."""
    text = facts(read(BASE), FAMILY)
    assert text.count("$ref") == text.count("'#/components/schemas/Circle1'") > 0
    assert "Item" not in parse(text, "facts").data["components"]["schemas"]
