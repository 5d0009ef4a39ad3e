"""The contract of a vendor that has every kind of schema, parameter and answer."""

from copy import deepcopy
from typing import Any

from tests.generation.making import (
    TEXT,
    body,
    contract,
    fields,
    operation,
    parameter,
    reading,
    ref,
    sending,
)

FORM = "application/x-www-form-urlencoded"
WHOLE = {"type": "integer"}
LEVELS = {"type": "integer", "enum": [1, 7, 30]}
DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
ID = {"type": "string", "format": "uuid"}
STATES = {"type": "string", "enum": ["ACTIVE", "REVOKED", "ALL"]}
PATH_ID = parameter("id", place="path")
LINKS = {
    "read": {"operationId": "readThing", "parameters": {"id": "$response.body#/data/id"}},
    "change": {"operationId": "changeThing", "parameters": {"id": "$response.body#/data/id"}},
}


THING: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": TEXT,
        "level": LEVELS,
        "mode": {"type": "string", "enum": ["A-B", "A_B", "a_b", "", "1x"]},
        "days": {"type": "array", "items": DAY},
        "at": TIME,
        "spans": {"type": "array", "items": {"type": "array", "items": TIME}},
        "owner": ID,
        "tags": {"type": "object", "additionalProperties": TEXT},
        "limits": {"type": "object", "additionalProperties": ref("Limit")},
        "to_dict": TEXT,
        "from_dict": TEXT,
        "keep_unknown": {"type": "boolean"},
        "additional_properties": TEXT,
        "date": DAY,
        "self": TEXT,
        "timeout": WHOLE,
        "extra": TEXT,
        "Client": TEXT,
        "pet": ref("Pet"),
        "shape": {"anyOf": [ref("Circle"), ref("Square")]},
        "price": {"type": "number", "minimum": 0, "maximum": 10},
        "maybe": {"anyOf": [LEVELS, {"type": "null"}]},
        "either": {"anyOf": [WHOLE, TEXT, {"type": "array", "items": DAY}]},
        "fixed": {"const": "thing"},
        "fixedNumber": {"const": 4},
        "mixed": {"enum": ["a", 1, None]},
        "halves": {"type": "number", "enum": [0.5, 1.5]},
        "on": {"type": "boolean", "enum": [True]},
        "any": {},
        "both": {"allOf": [ref("Limit"), {"type": "object", "properties": {"more": TEXT}}]},
        "narrow": {"allOf": [TEXT, {"maxLength": 4}]},
        "nothing": {"type": "null"},
        "client": ref("Client"),
        "response": ref("Response"),
        "whatever": ref("Any"),
        "one": ref("HTTPKey"),
        "two": ref("HttpKey"),
    },
}
"""An object with a field of every kind."""

SCHEMAS: dict[str, Any] = {
    "Thing": THING,
    "NewThing": deepcopy(THING) | {"required": []},
    "Limit": fields("usd", usd={"type": "number"}),
    "Cat": fields("kind", kind={"const": "cat"}, name=TEXT),
    "Dog": fields("kind", kind=TEXT, name=TEXT),
    "Pet": {
        "oneOf": [ref("Dog"), ref("Cat")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog", "cat": "Cat"},
        },
    },
    "Circle": fields(radius={"type": "number"}, color=TEXT),
    "Square": fields(side={"type": "number"}, color=TEXT),
    "Client": fields(name=TEXT),
    "Response": fields(text=TEXT),
    "Any": fields(x=WHOLE),
    "HTTPKey": fields(a=TEXT),
    "HttpKey": fields(b=TEXT),
    "Page": fields(
        "data",
        data={"type": "array", "items": ref("Thing")},
        nextCursor={"type": ["string", "null"]},
    ),
    "Made": fields("data", "secret", success={"type": "boolean"}, secret=TEXT, data=ref("Thing")),
}

FILTERS = [
    parameter("status", STATES),
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": 100}, description="How many."),
    parameter("cursor"),
    parameter("tags", {"type": "array", "items": TEXT}),
    parameter("flat", {"type": "array", "items": TEXT}, explode=False),
    parameter("piped", {"type": "array", "items": WHOLE}, style="pipeDelimited", explode=False),
    parameter("spaced", {"type": "array", "items": TEXT}, style="spaceDelimited", explode=False),
    parameter("deep", {"type": "object", "additionalProperties": WHOLE}, style="deepObject"),
    parameter("since", DAY),
    parameter("until", TIME),
    parameter("owner", ID),
    parameter("level", LEVELS),
    parameter("states", {"type": "array", "items": STATES}),
    parameter("yes", {"type": "boolean"}),
    parameter("params"),
    parameter("operation"),
    parameter("self"),
    parameter("client"),
    parameter("body"),
    parameter("call"),
    parameter("quote"),
    parameter("x-team", place="header"),
    parameter("x-day", DAY, place="header"),
    parameter("x-list", {"type": "array", "items": WHOLE}, place="header"),
    parameter("session", place="cookie"),
    {"name": "filter", "in": "query", "content": {"application/json": {"schema": fields(a=WHOLE)}}},
]


MADE = operation("makeThing", None, requestBody=body(ref("NewThing")))
MADE["parameters"] = [parameter("idempotency-key", place="header", required=True)]
MADE["responses"] = {
    "201": {
        "description": "made",
        "content": {"application/json": {"schema": ref("Made")}},
        "links": LINKS,
    }
}
TWO = operation("startThing", ref("Thing"), parameters=[PATH_ID])
TWO["responses"]["202"] = {
    "description": "later",
    "content": {"application/json": {"schema": ref("Limit")}},
}
PLAIN = operation("tellThing", TEXT, parameters=[PATH_ID])
PLAIN["responses"]["200"]["content"] = {"text/plain": {"schema": TEXT}}
EITHER = operation("showThing", ref("Thing"), parameters=[PATH_ID])
AS_TEXT = {"text/plain": {"schema": TEXT}}
EITHER["responses"]["200"]["content"] = AS_TEXT | EITHER["responses"]["200"]["content"]

PATHS: dict[str, Any] = {
    "/things": {
        **reading("listThings", *FILTERS, answer=ref("Page")),
        "post": MADE,
        **sending("put", "nameThings", {"type": "array", "items": TEXT}, ref("Thing")),
    },
    "/things/{id}": {
        **reading("readThing", PATH_ID, answer=ref("Thing")),
        **sending("patch", "changeThing", fields(name=TEXT, id=TEXT), ref("Thing"), PATH_ID),
        "delete": operation("endThing", None, parameters=[PATH_ID]),
    },
    "/things/{id}/rotate": {"put": operation("rotateThing", ref("Made"), parameters=[PATH_ID])},
    "/things/{id}/start": {"post": TWO},
    "/things/{id}/text": {"get": PLAIN},
    "/things/{id}/both": {"get": EITHER},
    "/things/limits": reading("readLimits", answer={"type": "array", "items": ref("Limit")}),
    "/free": reading("freeThing", answer=ref("Limit"), security=[]),
    "/maybe": reading("maybeThing", answer=ref("Limit"), security=[{}, {"Key": []}]),
    "/other": reading("otherThing", answer=ref("Limit"), security=[{"Other": []}]),
    "/form": sending("post", "formThing", body(ref("Limit"), FORM), ref("Limit")),
}
"""Operations of every kind."""

SCHEMES = {
    "Key": {"type": "http", "scheme": "bearer"},
    "Other": {"type": "apiKey", "in": "query", "name": "api key"},
}

EVERY_KIND = contract(PATHS, SCHEMAS, components={"securitySchemes": SCHEMES})
"""The whole of it."""
