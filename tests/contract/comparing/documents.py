"""A small document with something of everything, and edits of it by JSON Pointer."""

import copy
import json
from functools import cache
from typing import Any

from venice_contract.contract.changes import Change, changes
from venice_contract.contract.reading.document import Document, parse, split

from tests.tables import table

GONE = "GONE"
"""The value of an edit that takes a node away."""


LETTERS = {"breaking": "X", "additive": "A", "benign": "N"}
"""Short for what a change means."""

ITEM = "/components/schemas/Item/properties"
POST = "/paths/~1items/post"
GET = "/paths/~1items/get"
ANSWER = f"{POST}/responses/201"
BODY = f"{POST}/requestBody"


BASE = table("""
openapi: 3.1.0
info: {title: items, version: '1'}
servers: [{url: 'https://one.example'}, {url: 'https://two.example'}]
security: [{Key: []}]
paths:
  /items:
    get:
      operationId: listItems
      summary: List
      tags: [Items]
      parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 9}}
      - {name: tags, in: query, schema: {type: array}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: session, in: cookie, required: true, schema: {type: string}}
      responses:
        '200':
          description: all
          headers: {X-Left: {required: true, schema: {type: integer}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}
        '404': {description: none}
    post:
      operationId: createItem
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewItem'}}}
      responses:
        '201':
          description: made
          content:
            application/json: {schema: {type: object,
                properties: {id: {type: string}, note: {type: string, maxLength: 9}},
                required: [id]}}
          links: {Read: {operationId: readItem}}
        default: {description: refused}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: readItem, responses: {'200': {description: one}}}
webhooks:
  moved:
    post:
      operationId: itemMoved
      requestBody:
        content: {application/json: {schema: {type: object, properties: {to: {type: string}}}}}
      responses: {'200': {description: seen}}
components:
  securitySchemes: {Key: {type: http, scheme: bearer}, Login: {type: oauth2, flows: {}}}
  schemas:
    NewItem:
      type: object
      required: [kind]
      properties:
        kind: {type: string, enum: [A, B]}
        name: {type: string, maxLength: 20, pattern: ^a}
        count: {type: integer, minimum: 1, maximum: 10}
        price: {type: number, minimum: 0, multipleOf: 5}
        tags: {type: array, maxItems: 5, items: {type: string}}
        pair: {type: array, prefixItems: [{type: string}, {type: integer}]}
        map: {type: object, additionalProperties: {type: string}}
        loose: {type: object, minProperties: 1}
        closed: {type: object, additionalProperties: false}
        rules:
          type: object
          properties: {a: {type: string}, b: {type: string}}
          patternProperties: {^x-: {type: string}}
          propertyNames: {maxLength: 8}
          dependentRequired: {a: [b]}
        many: {type: array, contains: {type: string}, minContains: 2}
        odd: {not: {type: string}}
        when: {type: string, format: date}
        size: {type: integer, format: int32}
        period: {type: string, default: DAY}
        fixed: {const: v1}
        old: {type: string, deprecated: true}
        seen: {type: string, readOnly: true}
        secret: {type: string, writeOnly: true}
        maybe: {type: [string, 'null']}
        any: {}
        choice:
          oneOf:
          - {type: object, properties: {t: {const: x}, d: {type: string}}, required: [t]}
          - {type: object, properties: {t: {const: y}, e: {type: string}}, required: [t]}
          discriminator: {propertyName: t}
        expiry: {anyOf: [{type: string, pattern: ^a$}, {type: string, pattern: ^b$}]}
        test: {type: object, if: {required: [p]}, then: {required: [q]}}
    Item:
      type: object
      required: [id, kind]
      properties:
        id: {type: string}
        kind: {type: string, enum: [A, B]}
        count: {type: integer, maximum: 10}
        note: {type: string}
        period: {type: string, default: DAY}
        parent: {$ref: '#/components/schemas/Item'}
""")


@cache
def base() -> Document:
    """Return the small document, read once."""
    return read(BASE, "old.yaml")


def turned(node: Any) -> Any:
    """Return data with every mapping in the opposite order."""
    if isinstance(node, dict):
        return {key: turned(value) for key, value in reversed(node.items())}
    return [turned(one) for one in node] if isinstance(node, list) else node


def read(data: dict[str, Any], name: str = "document.yaml") -> Document:
    return parse(json.dumps(data, indent=1), name)


def edited(*edits: tuple[str, Any], base: dict[str, Any] = BASE) -> dict[str, Any]:
    """Return a copy of a document after edits, each a JSON Pointer and a value.

    A `-` at the end of a pointer adds to a list.
    """
    data = copy.deepcopy(base)
    for pointer, given in edits:
        value = given if given == GONE else copy.deepcopy(given)
        node: Any = data
        *above, last = split(pointer)
        for token in above:
            node = node[int(token)] if isinstance(node, list) else node.setdefault(token, {})
        if isinstance(node, list):
            if last == "-":
                node.append(value)
            elif value == GONE:
                del node[int(last)]
            else:
                node[int(last)] = value
        elif value == GONE:
            del node[last]
        else:
            node[last] = value
    return data


def between(*edits: tuple[str, Any]) -> tuple[Change, ...]:
    """Compare the small document with itself after edits."""
    return changes(base(), read(edited(*edits), "new.yaml"))


def back(*edits: tuple[str, Any]) -> tuple[Change, ...]:
    return changes(read(edited(*edits), "new.yaml"), base())
