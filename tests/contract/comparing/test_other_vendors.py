"""Documents in the manner of other vendors are read whole, compared, and kept as facts."""

import copy
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.reading.document import parse

from tests.contract.comparing.documents import GONE, edited, read, turned
from tests.tables import table

TEXT = {"type": "string"}


PAYMENTS = table("""
openapi: 3.0.0
info: {title: payments, version: 2030-01-01.basil}
servers: [{url: 'https://pay.example/'}]
security: [{basic: []}, {bearer: []}]
paths:
  /v1/charges/{charge}:
    get:
      parameters:
      - {name: charge, in: path, required: true, style: simple,
          schema: {type: string, maxLength: 5000}}
      - {name: expand, in: query, style: deepObject, explode: true,
          schema: {type: array, items: {type: string}}}
      requestBody:
        required: false
        content:
          application/x-www-form-urlencoded: {encoding: {}, schema: {type: object, properties: {}}}
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/charge'}}}
        default:
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/error'}}}
    post:
      parameters: [{name: charge, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            encoding: {metadata: {style: deepObject, explode: true}}
            schema: {type: object, properties: {metadata: {
                  anyOf: [{type: object, additionalProperties: {type: string}},
                    {type: string, enum: ['']}]}, amount: {type: integer}}}
      responses:
        default:
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/error'}}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer, bearerFormat: auth-scheme}
  schemas:
    charge:
      type: object
      required: [id]
      x-expandableFields: [refund]
      properties:
        id: {type: string, maxLength: 5000}
        refund:
          anyOf: [{type: string, maxLength: 5000}, {$ref: '#/components/schemas/refund'}]
          nullable: true
          x-expansionResources: {oneOf: [{$ref: '#/components/schemas/refund'}]}
    refund:
      type: object
      properties:
        charge: {anyOf: [{type: string}, {$ref: '#/components/schemas/charge'}], nullable: true}
    error: {type: object, properties: {error: {type: object, properties: {code: {type: string}}}}}
""")
"""No operationId, forms, only a `default` for what goes wrong, objects that hold each other."""

TRACKER = table("""
openapi: 3.1.0
info: {title: tracker, version: '1'}
paths:
  /teams/{team}/issues/{number}:
    parameters:
    - {$ref: '#/components/parameters/team'}
    - {name: number, in: path, required: true, schema: {type: integer}}
    get:
      operationId: issues/get
      parameters: [{name: X-Version, in: header, schema: {enum: ['2030']}}]
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/issue'}}}
          headers: {Link: {$ref: '#/components/headers/link'}}
        '301': {$ref: '#/components/responses/moved'}
        4XX:
          description: d
          content: {application/problem+json: {schema: {$ref: '#/components/schemas/problem'}}}
    patch:
      operationId: issues/update
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {
                title: {oneOf: [{type: string}, {type: integer}, {type: 'null'}]},
                labels: {type: array,
                  items: {oneOf: [{type: string}, {$ref: '#/components/schemas/label'}]}}}}
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/issue'}}}
        default: {description: d}
components:
  parameters: {team: {name: team, in: path, required: true, schema: {type: string}}}
  headers: {link: {schema: {type: string}}}
  responses:
    moved:
      description: d
      content: {application/json: {schema: {$ref: '#/components/schemas/problem'}}}
  schemas:
    issue:
      allOf:
      - {$ref: '#/components/schemas/node'}
      - {type: object, required: [title], properties: {title: {type: string},
            state: {type: string, enum: [open, closed]},
            children: {type: array, items: {$ref: '#/components/schemas/issue'}}}}
    node:
      type: object
      required: [id]
      properties:
        id: {type: string}
        parent: {anyOf: [{$ref: '#/components/schemas/node'}, {type: 'null'}]}
    label: {type: object, properties: {name: {type: string}}}
    problem: {type: object, additionalProperties: true}
""")
"""Parameters of a path, ranges of statuses, parts that hold each other, trees."""

VENDORS = {"payments": PAYMENTS, "tracker": TRACKER}


@pytest.mark.parametrize("data", VENDORS.values(), ids=VENDORS)
def test_a_document_is_like_itself(data: dict[str, Any]) -> None:
    document = read(data)
    assert changes(document, read(turned(copy.deepcopy(data)))) == ()
    kept = parse(facts(document, ["/*"]), "facts")
    assert changes(document, kept, paths=["/*"]) == ()
    assert changes(kept, document, paths=["/*"]) == ()


CHARGE = "/paths/~1v1~1charges~1{charge}"
ISSUE = "/paths/~1teams~1{team}~1issues~1{number}"
FORM = f"{CHARGE}/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties"
EDITS: dict[str, tuple[dict[str, Any], tuple[tuple[str, Any], ...], str]] = {
    "a field of a form": (
        PAYMENTS,
        ((f"{FORM}/amount/minimum", 1),),
        "bound-tightened breaking POST /v1/charges/{charge} request amount",
    ),
    "a branch of a form": (
        PAYMENTS,
        ((f"{FORM}/metadata/anyOf/1", GONE),),
        "type-changed breaking POST /v1/charges/{charge} request metadata",
    ),
    "the answer to all that goes wrong": (
        PAYMENTS,
        ((f"{CHARGE}/post/responses/default", {"description": "d"}),),
        "media-type-removed breaking POST /v1/charges/{charge} answer default ",
    ),
    "a field where objects hold each other": (
        PAYMENTS,
        (("/components/schemas/refund/properties/reason", TEXT),),
        "field-added additive GET /v1/charges/{charge} answer 200 refund.reason",
    ),
    "another name in the path": (
        PAYMENTS,
        (
            (CHARGE, GONE),
            ("/paths/~1v1~1charges~1{id}", PAYMENTS["paths"]["/v1/charges/{charge}"]),
            ("/paths/~1v1~1charges~1{id}/get/parameters/0/name", "id"),
            ("/paths/~1v1~1charges~1{id}/post/parameters/0/name", "id"),
        ),
        "parameter-renamed benign GET /v1/charges/{id} request id",
    ),
    "a parameter of a path": (
        TRACKER,
        (("/components/parameters/team/schema/maxLength", 9),),
        "bound-tightened breaking GET /teams/{team}/issues/{number} request team",
    ),
    "a value in a tree": (
        TRACKER,
        (("/components/schemas/issue/allOf/1/properties/state/enum", ["open"]),),
        "value-removed benign GET /teams/{team}/issues/{number} answer 200 state",
    ),
    "a header behind a reference": (
        TRACKER,
        (("/components/headers/link/required", True),),
        "became-required benign GET /teams/{team}/issues/{number} answer 200 Link",
    ),
    "a branch of items": (
        TRACKER,
        (("/components/schemas/label/required", ["name"]),),
        "became-required breaking PATCH /teams/{team}/issues/{number} request labels[].name",
    ),
}


@pytest.mark.parametrize(("data", "edits", "told"), EDITS.values(), ids=EDITS)
def test_an_edit_is_told_where_it_is_met(
    data: dict[str, Any], edits: tuple[tuple[str, Any], ...], told: str
) -> None:
    found = changes(read(data), read(edited(*edits, base=data)))
    said = [
        f"{c.kind} {c.impact} {c.operation} {f'{c.direction} {c.status}'.strip()} {c.field}"
        for c in found
    ]
    assert told in said
    assert {one.partition(" ")[0] for one in said} == {told.partition(" ")[0]}
