"""What stands around the schemas: parameters, statuses, media types, credentials and base URLs."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.changes import changes

from tests.contract.comparing.documents import ANSWER, BASE, GONE, LETTERS, POST, edited, read
from tests.tables import table

ITEMS = "/paths/~1items"


class Pair(NamedTuple):
    """Edits and what must be said of them, `kind:IMPACT` for each change, there and back."""

    edits: dict[str, Any]
    there: str = ""
    back: str = ""
    before: dict[str, Any] = {}  # noqa: RUF012


PAIRS = {
    name: Pair(**row)
    for name, row in table("""
a parameter of the path: {
  edits: {/paths/~1items/parameters: [{name: q, in: query, schema: {type: string}}]},
  there: 'parameter-added:A parameter-added:A', back: 'parameter-removed:X parameter-removed:X'}
a parameter that an operation says otherwise: {
  before: {/paths/~1items/parameters: [{name: q, in: query, schema: {type: string}}]},
  edits: {
    /paths/~1items/get/parameters/-: {name: q, in: query, schema: {type: string}, required: true}},
  there: 'became-required:X', back: 'became-optional:A'}
a parameter said twice alike: {
  before: {/paths/~1items/parameters: [{name: q, in: query, schema: {type: string}}]},
  edits: {/paths/~1items/get/parameters/-: {name: q, in: query, schema: {type: string}}}}
a parameter behind a reference: {edits: {
    /paths/~1items/get/parameters/0: {$ref: '#/components/parameters/Limit'},
    /components/parameters/Limit: {name: limit, in: query, schema: {type: integer, maximum: 9}}}}
style and explode as they are by default: {edits: {/paths/~1items/get/parameters/0/style: form,
    /paths/~1items/get/parameters/0/explode: true}}
explode of a number: {edits: {/paths/~1items/get/parameters/0/explode: false}}
deepObject: {
  before: {/paths/~1items/get/parameters/-: {name: q, in: query, schema: {type: object}}},
  edits: {/paths/~1items/get/parameters/4/style: deepObject}, there: 'style-changed:X',
  back: 'style-changed:X'}
a parameter as JSON: {edits: {/paths/~1items/get/parameters/0/schema: GONE,
    /paths/~1items/get/parameters/0/content: {
      application/json: {schema: {type: integer, maximum: 9}}}}, there: 'style-changed:X',
  back: 'style-changed:X'}
a header in capitals: {edits: {/paths/~1items/get/parameters/2/name: X-TRACE}}
a query in capitals: {edits: {/paths/~1items/get/parameters/0/name: LIMIT},
  there: 'parameter-removed:X parameter-added:A', back: 'parameter-removed:X parameter-added:A'}
a header that OpenAPI ignores: {edits: {/paths/~1items/get/parameters/-: {name: Accept, in: header,
      required: true, schema: {type: string}}}}
a header of an answer that OpenAPI ignores: {
  edits: {/paths/~1items/get/responses/200/headers/Content-Type: {schema: {type: string}}}}
a parameter's enum: {edits: {/paths/~1items/get/parameters/0/schema/enum: [1, 2]},
  there: 'enum-added:X', back: 'enum-removed:A'}
a parameter's default: {edits: {/paths/~1items/get/parameters/0/schema/default: 5},
  there: 'default-added:N', back: 'default-removed:X'}
a parameter that may be empty: {edits: {/paths/~1items/get/parameters/0/allowEmptyValue: true},
  there: 'keyword-changed:A', back: 'keyword-changed:X'}
a default answer: {edits: {/paths/~1items/get/responses/default: {description: ''}},
  there: 'status-added:A', back: 'status-removed:N'}
a status and its range: {edits: {/paths/~1items/get/responses/404: GONE,
    /paths/~1items/get/responses/4XX: {description: ''}}, there: 'status-changed:X',
  back: 'status-changed:X'}
a range in small letters: {before: {/paths/~1items/get/responses/4XX: {description: ''}},
  edits: {/paths/~1items/get/responses/4XX: GONE,
    /paths/~1items/get/responses/4xx: {description: ''}}}
an answer without a body: {edits: {/paths/~1items/post/responses/201/content: GONE},
  there: 'media-type-removed:X', back: 'media-type-added:A'}
a body whose schema is gone: {
  edits: {/paths/~1items/post/responses/201/content/application~1json: {}}, there: 'type-changed:X',
  back: 'type-changed:N'}
the charset of JSON: {edits: {/paths/~1items/post/responses/201/content/application~1json: GONE,
    /paths/~1items/post/responses/201/content/Application~1JSON; charset=UTF-8: {
      schema: {type: object, properties: {id: {type: string}, note: {type: string, maxLength: 9}},
        required: [id]}}}}
a range of media types in a request: {edits: {
    /paths/~1items/post/requestBody/content/application~1json: GONE,
    /paths/~1items/post/requestBody/content/*~1*: {schema: {$ref: '#/components/schemas/NewItem'}}},
  there: 'media-type-changed:A', back: 'media-type-changed:X'}
another media type in a request: {edits: {
    /paths/~1items/post/requestBody/content/multipart~1form-data: {
      schema: {$ref: '#/components/schemas/NewItem'}}},
  there: 'media-type-added:A', back: 'media-type-removed:X'}
two credentials at once: {edits: {/paths/~1items/get/security: [{Key: [], Login: []}]},
  there: 'security-tightened:X', back: 'security-loosened:A'}
credentials or none: {edits: {/paths/~1items/get/security: [{Key: []}, {}]},
  there: 'security-loosened:A', back: 'security-tightened:X'}
one of two credentials gone: {before: {/paths/~1items/get/security: [{Key: []}, {Login: []}]},
  edits: {/paths/~1items/get/security: [{Key: []}]}, there: 'security-tightened:X',
  back: 'security-loosened:A'}
credentials in another order: {before: {/paths/~1items/get/security: [{Key: []}, {Login: []}]},
  edits: {/paths/~1items/get/security: [{Login: []}, {Key: []}]}}
credentials of the whole said again: {edits: {/paths/~1items/get/security: [{Key: []}]}}
scopes in another order: {before: {/paths/~1items/get/security: [{Login: [a, b]}]},
  edits: {/paths/~1items/get/security: [{Login: [b, a]}]}}
credentials by another name: {edits: {
    /components/securitySchemes/Bearer: {type: http, scheme: Bearer},
    /components/securitySchemes/Key: GONE, /security: [{Bearer: []}]}}
credentials in another header: {
  edits: {/components/securitySchemes/Key: {type: apiKey, in: header, name: X}},
  there: 'security-scheme-changed:X', back: 'security-scheme-changed:X'}
words of scopes: {before: {/components/securitySchemes/Login/flows: {implicit: {scopes: {a: old}}}},
  edits: {/components/securitySchemes/Login/flows: {implicit: {scopes: {a: new}}}}}
a parameter moved to its path: {edits: {'/paths/~1items~1{id}/parameters': [],
    '/paths/~1items~1{id}/get/parameters':
      [{name: id, in: path, required: true, schema: {type: string}}]}}
a slash at the end of a base URL: {edits: {/servers/0/url: 'https://one.example/'}}
a variable's default: {
  before: {/servers: [{url: 'https://{r}.example', variables: {r: {default: a}}}]},
  edits: {/servers: [{url: 'https://{r}.example', variables: {r: {default: b}}}]},
  there: 'server-changed:X', back: 'server-changed:X'}
a variable's values: {
  before: {/servers: [{url: 'https://{r}.example', variables: {r: {default: a, enum: [a, b]}}}]},
  edits: {/servers: [{url: 'https://{r}.example', variables: {r: {default: a, enum: [a]}}}]},
  there: 'server-changed:X', back: 'server-changed:X'}
a base URL of a path: {edits: {'/paths/~1items~1{id}/servers': [{url: 'https://two.example'}]},
  there: 'server-removed:X', back: 'server-added:A'}
the base URLs of the whole said again for a path: {
  edits: {/paths/~1items/servers: [{url: 'https://two.example'}, {url: 'https://one.example'}]}}
an operationId: {edits: {/paths/~1items/get/operationId: all}, there: 'operation-id-changed:X',
  back: 'operation-id-changed:X'}
tags, words and extensions: {edits: {/paths/~1items/get/tags: [x], /paths/~1items/get/summary: y,
    /paths/~1items/get/x-a: 1, /info/version: '2',
    /paths/~1items/get/responses/200/description: other}}
a body behind a reference: {edits: {
    /paths/~1items/post/requestBody: {$ref: '#/components/requestBodies/New'},
    /components/requestBodies/New: {required: true,
      content: {application/json: {schema: {$ref: '#/components/schemas/NewItem'}}}}}}
another method: {edits: {/paths/~1items/head: {responses: {'200': {description: ''}}}},
  there: 'operation-added:A', back: 'operation-removed:X'}
a component that nothing uses: {edits: {/components/schemas/Unused: {type: string}}}
""").items()
}
READ, MADE = BASE["paths"]["/items/{id}"], BASE["paths"]["/items"]["post"]["responses"]["201"]
NAMED = {"name": "keyId", "in": "path", "required": True, "schema": {"type": "string"}}
PAIRS |= {
    "a range of media types in an answer": Pair(
        {
            f"{ANSWER}/content/application~1json": GONE,
            f"{ANSWER}/content/application~1*": MADE["content"]["application/json"],
        },
        "media-type-changed:X",
        "media-type-changed:N",
    ),
    "another name in a path": Pair(
        {
            "/paths/~1items~1{id}": GONE,
            "/paths/~1items~1{keyId}": {"parameters": [NAMED], "get": READ["get"]},
        },
        "parameter-renamed:N",
        "parameter-renamed:N",
    ),
    "an answer behind a reference": Pair(
        {ANSWER: {"$ref": "#/components/responses/Made"}, "/components/responses/Made": MADE}
    ),
    "a path behind a reference": Pair(
        {
            ITEMS: {"$ref": "#/components/pathItems/Items"},
            "/components/pathItems/Items": BASE["paths"]["/items"],
        }
    ),
    "a callback": Pair(
        {f"{POST}/callbacks": {"done": {"{$url}": BASE["webhooks"]["moved"]}}},
        "operation-added:A",
        "operation-removed:X",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_what_stands_around_is_told_each_way(pair: Pair) -> None:
    old = edited(*pair.before.items())
    ways = (read(old), read(edited(*pair.edits.items(), base=old)))
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
