"""What stands around the schemas: parameters, statuses, media types, credentials and base URLs."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.changes import changes

from tests.contract.comparing.documents import ANSWER, BASE, BODY, GET, GONE, POST, edited, read

ITEMS = "/paths/~1items"
TEXT = {"type": "string"}
LETTERS = {"breaking": "X", "additive": "A", "benign": "N"}
LIST = BASE["paths"]["/items"]["get"]
CREATE = BASE["paths"]["/items"]["post"]
READ = BASE["paths"]["/items/{id}"]["get"]
MADE = CREATE["responses"]["201"]["content"]["application/json"]
SENT = CREATE["requestBody"]["content"]["application/json"]
BOTH: list[dict[str, list[str]]] = [{"Key": []}, {"Login": []}]

Edits = tuple[tuple[str, Any], ...]


def query(**more: Any) -> dict[str, Any]:
    """Return a parameter of a query."""
    return {"name": "q", "in": "query", "schema": TEXT, **more}


class Pair(NamedTuple):
    """Edits and what must be said of them, `kind:IMPACT` for each change, there and back."""

    edits: Edits
    there: str = ""
    back: str = ""
    before: Edits = ()


def place(url: str, **variable: Any) -> list[dict[str, Any]]:
    """Return one base URL, with the variable `r` if there is one."""
    return [{"url": url, "variables": {"r": variable}}] if variable else [{"url": url}]


PAIRS = {
    "a parameter of the path": Pair(
        ((f"{ITEMS}/parameters", [query()]),),
        "parameter-added:A parameter-added:A",
        "parameter-removed:X parameter-removed:X",
    ),
    "a parameter that an operation says otherwise": Pair(
        ((f"{GET}/parameters/-", query(required=True)),),
        "became-required:X",
        "became-optional:A",
        ((f"{ITEMS}/parameters", [query()]),),
    ),
    "a parameter said twice alike": Pair(
        ((f"{GET}/parameters/-", query()),), before=((f"{ITEMS}/parameters", [query()]),)
    ),
    "a parameter behind a reference": Pair(
        (
            (f"{GET}/parameters/0", {"$ref": "#/components/parameters/Limit"}),
            ("/components/parameters/Limit", LIST["parameters"][0]),
        )
    ),
    "style and explode as they are by default": Pair(
        ((f"{GET}/parameters/0/style", "form"), (f"{GET}/parameters/0/explode", True))
    ),
    "explode of a number": Pair(((f"{GET}/parameters/0/explode", False),)),
    "deepObject": Pair(
        ((f"{GET}/parameters/4/style", "deepObject"),),
        "style-changed:X",
        "style-changed:X",
        ((f"{GET}/parameters/-", query(schema={"type": "object"})),),
    ),
    "a parameter as JSON": Pair(
        (
            (f"{GET}/parameters/0/schema", GONE),
            (
                f"{GET}/parameters/0/content",
                {"application/json": {"schema": LIST["parameters"][0]["schema"]}},
            ),
        ),
        "style-changed:X",
        "style-changed:X",
    ),
    "a header in capitals": Pair(((f"{GET}/parameters/2/name", "X-TRACE"),)),
    "a query in capitals": Pair(
        ((f"{GET}/parameters/0/name", "LIMIT"),),
        "parameter-removed:X parameter-added:A",
        "parameter-removed:X parameter-added:A",
    ),
    "a header that OpenAPI ignores": Pair(
        (
            (
                f"{GET}/parameters/-",
                {"name": "Accept", "in": "header", "required": True, "schema": TEXT},
            ),
        )
    ),
    "a header of an answer that OpenAPI ignores": Pair(
        ((f"{GET}/responses/200/headers/Content-Type", {"schema": TEXT}),)
    ),
    "a parameter's enum": Pair(
        ((f"{GET}/parameters/0/schema/enum", [1, 2]),), "enum-added:X", "enum-removed:A"
    ),
    "a parameter's default": Pair(
        ((f"{GET}/parameters/0/schema/default", 5),), "default-added:N", "default-removed:X"
    ),
    "a parameter that may be empty": Pair(
        ((f"{GET}/parameters/0/allowEmptyValue", True),), "keyword-changed:A", "keyword-changed:X"
    ),
    "a default answer": Pair(
        ((f"{GET}/responses/default", {"description": ""}),), "status-added:A", "status-removed:N"
    ),
    "a status and its range": Pair(
        ((f"{GET}/responses/404", GONE), (f"{GET}/responses/4XX", {"description": ""})),
        "status-changed:X",
        "status-changed:X",
    ),
    "a range in small letters": Pair(
        ((f"{GET}/responses/4XX", GONE), (f"{GET}/responses/4xx", {"description": ""})),
        before=((f"{GET}/responses/4XX", {"description": ""}),),
    ),
    "an answer without a body": Pair(
        ((f"{ANSWER}/content", GONE),), "media-type-removed:X", "media-type-added:A"
    ),
    "a body whose schema is gone": Pair(
        ((f"{ANSWER}/content/application~1json", {}),), "type-changed:X", "type-changed:N"
    ),
    "the charset of JSON": Pair(
        (
            (f"{ANSWER}/content/application~1json", GONE),
            (f"{ANSWER}/content/Application~1JSON; charset=UTF-8", MADE),
        )
    ),
    "a range of media types in an answer": Pair(
        (
            (f"{ANSWER}/content/application~1json", GONE),
            (f"{ANSWER}/content/application~1*", MADE),
        ),
        "media-type-changed:X",
        "media-type-changed:N",
    ),
    "a range of media types in a request": Pair(
        ((f"{BODY}/content/application~1json", GONE), (f"{BODY}/content/*~1*", SENT)),
        "media-type-changed:A",
        "media-type-changed:X",
    ),
    "another media type in a request": Pair(
        ((f"{BODY}/content/multipart~1form-data", SENT),),
        "media-type-added:A",
        "media-type-removed:X",
    ),
    "two credentials at once": Pair(
        ((f"{GET}/security", [{"Key": [], "Login": []}]),),
        "security-tightened:X",
        "security-loosened:A",
    ),
    "credentials or none": Pair(
        ((f"{GET}/security", [{"Key": []}, {}]),), "security-loosened:A", "security-tightened:X"
    ),
    "one of two credentials gone": Pair(
        ((f"{GET}/security", [{"Key": []}]),),
        "security-tightened:X",
        "security-loosened:A",
        ((f"{GET}/security", BOTH),),
    ),
    "credentials in another order": Pair(
        ((f"{GET}/security", BOTH[::-1]),), before=((f"{GET}/security", BOTH),)
    ),
    "credentials of the whole said again": Pair(((f"{GET}/security", [{"Key": []}]),)),
    "scopes in another order": Pair(
        ((f"{GET}/security", [{"Login": ["b", "a"]}]),),
        before=((f"{GET}/security", [{"Login": ["a", "b"]}]),),
    ),
    "credentials by another name": Pair(
        (
            ("/components/securitySchemes/Bearer", {"type": "http", "scheme": "Bearer"}),
            ("/components/securitySchemes/Key", GONE),
            ("/security", [{"Bearer": []}]),
        )
    ),
    "credentials in another header": Pair(
        (("/components/securitySchemes/Key", {"type": "apiKey", "in": "header", "name": "X"}),),
        "security-scheme-changed:X",
        "security-scheme-changed:X",
    ),
    "words of scopes": Pair(
        (("/components/securitySchemes/Login/flows", {"implicit": {"scopes": {"a": "new"}}}),),
        before=(
            ("/components/securitySchemes/Login/flows", {"implicit": {"scopes": {"a": "old"}}}),
        ),
    ),
    "a slash at the end of a base URL": Pair((("/servers/0/url", "https://one.example/"),)),
    "a variable's default": Pair(
        (("/servers", place("https://{r}.example", default="b")),),
        "server-changed:X",
        "server-changed:X",
        (("/servers", place("https://{r}.example", default="a")),),
    ),
    "a variable's values": Pair(
        (("/servers", place("https://{r}.example", default="a", enum=["a"])),),
        "server-changed:X",
        "server-changed:X",
        (("/servers", place("https://{r}.example", default="a", enum=["a", "b"])),),
    ),
    "a base URL of a path": Pair(
        (("/paths/~1items~1{id}/servers", place("https://two.example")),),
        "server-removed:X",
        "server-added:A",
    ),
    "the base URLs of the whole said again for a path": Pair(
        ((f"{ITEMS}/servers", BASE["servers"][::-1]),)
    ),
    "an operationId": Pair(
        ((f"{GET}/operationId", "all"),), "operation-id-changed:X", "operation-id-changed:X"
    ),
    "tags, words and extensions": Pair(
        ((f"{GET}/tags", ["x"]), (f"{GET}/summary", "y"), (f"{GET}/x-a", 1), ("/info/version", "2"))
    ),
    "another name in a path": Pair(
        (
            ("/paths/~1items~1{id}", GONE),
            (
                "/paths/~1items~1{keyId}",
                {
                    "parameters": [
                        {"name": "keyId", "in": "path", "required": True, "schema": TEXT}
                    ],
                    "get": READ,
                },
            ),
        ),
        "parameter-renamed:N",
        "parameter-renamed:N",
    ),
    "a path behind a reference": Pair(
        (
            (ITEMS, {"$ref": "#/components/pathItems/Items"}),
            ("/components/pathItems/Items", BASE["paths"]["/items"]),
        )
    ),
    "a body behind a reference": Pair(
        (
            (BODY, {"$ref": "#/components/requestBodies/New"}),
            ("/components/requestBodies/New", CREATE["requestBody"]),
        )
    ),
    "an answer behind a reference": Pair(
        (
            (ANSWER, {"$ref": "#/components/responses/Made"}),
            ("/components/responses/Made", CREATE["responses"]["201"]),
        )
    ),
    "another method": Pair(
        ((f"{ITEMS}/head", {"responses": {"200": {"description": ""}}}),),
        "operation-added:A",
        "operation-removed:X",
    ),
    "a callback": Pair(
        ((f"{POST}/callbacks", {"done": {"{$url}": BASE["webhooks"]["moved"]}}),),
        "operation-added:A",
        "operation-removed:X",
    ),
    "a component that nothing uses": Pair((("/components/schemas/Unused", TEXT),)),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_what_stands_around_is_told_each_way(pair: Pair) -> None:
    old = edited(*pair.before)
    ways = (read(old), read(edited(*pair.edits, base=old)))
    for (before, after), told in ((ways, pair.there), (ways[::-1], pair.back)):
        found = changes(before, after)
        assert " ".join(f"{c.kind}:{LETTERS[c.impact]}" for c in found) == told


def test_a_family_is_held_to_its_credentials_and_base_urls() -> None:
    """With `paths`, what the family's operations need of the whole document still counts."""
    edits = (
        ("/components/securitySchemes/Key/scheme", "basic"),
        ("/components/securitySchemes/Login/type", "openIdConnect"),
        ("/servers/1/url", "https://three.example"),
    )
    found = changes(read(BASE), read(edited(*edits)), paths=["/items*"])
    assert [(c.kind, c.field) for c in found] == [
        ("security-scheme-changed", "Key"),
        ("server-changed", ""),
    ]
