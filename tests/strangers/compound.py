"""Additions that put several keywords together, and the lies about them."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.fragments import (
    NOTHING,
    Json,
    a_parameter,
    add_field,
    add_operation_on_a_key,
    an_object,
    field,
    operation,
    schema,
    told,
    whole,
)
from tests.strangers.lies import (
    BECOMES,
    TAKEN,
    Addition,
    Lie,
    also_takes,
    always,
    demands,
    drops,
    hides,
    inner,
    inside,
    parameter,
    says,
    says_after,
    shows,
    stores,
    unguarded,
)
from tests.strangers.server import Server

# -- lists, maps and unions inside each other -----------------------------------------------------

SHARES = ("shares", "model", "share")
EACH = "additionalProperties"
ALONE = Addition(
    "shares",
    "a list of 1 to 4 objects, none twice",
    field(
        "shares",
        {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "uniqueItems": True,
            "items": an_object(
                {"model": {"type": "string", "enum": ["S", "M", "L"]}, "share": whole(1, 9)},
                "model",
                "share",
            ),
        },
    ),
    (
        Lie("takes one twice", SHARES, says("shares", uniqueItems=NOTHING)),
        Lie("takes an empty list", SHARES, says("shares", minItems=NOTHING)),
        Lie("refuses L", SHARES, inside("shares", "items", "properties", "model", enum=["S", "M"])),
        Lie("inner maximum 8", SHARES, inside("shares", "items", "properties", "share", maximum=8)),
        Lie("keeps the first alone", SHARES, stores("shares", lambda v: v[:1]), unedited=BECOMES),
    ),
)

META = ("meta", "labels", "text", "weight")
LABELS = ("properties", "labels")
VALUE = (*LABELS, "additionalProperties", "properties")
MAP_INSIDE = Addition(
    "meta",
    "an object that holds a map of at most 3 objects",
    field(
        "meta",
        an_object(
            {
                "labels": {
                    "type": "object",
                    "maxProperties": 3,
                    "additionalProperties": an_object(
                        {"text": {"type": "string", "maxLength": 8}, "weight": whole(0, 9)}, "text"
                    ),
                }
            }
        ),
    ),
    (
        Lie("a longer text", META, inside("meta", *VALUE, "text", maxLength=NOTHING)),
        Lie("weight from 1", META, inside("meta", *VALUE, "weight", minimum=1)),
        Lie("takes four", META, inside("meta", *LABELS, maxProperties=NOTHING)),
        Lie(
            "takes one without text",
            META,
            inside("meta", *LABELS, "additionalProperties", required=NOTHING),
        ),
        Lie("loses the map", META, stores("meta", inner("labels", value=NOTHING))),
    ),
)

KINDS = {
    "slack": an_object(
        {
            "kind": {"type": "string", "const": "slack"},
            "room": {"type": "string", "pattern": "^#[a-z]{2,8}$"},
        },
        "kind",
        "room",
    ),
    "pager": an_object(
        {"kind": {"type": "string", "const": "pager"}, "code": whole(100, 999)}, "kind", "code"
    ),
}
ALERTS = ("alerts", "kind", "room", "code")


def add_alerts(data: Json) -> None:
    """Add a list of objects that a property tells apart."""
    refs = {}
    for kind, node in KINDS.items():
        name = f"{kind.title()}Alert"
        data["components"]["schemas"][name] = told(node) | {"description": f"By {kind}"}
        refs[kind] = f"#/components/schemas/{name}"
    one = {
        "oneOf": [{"$ref": ref} for ref in refs.values()],
        "discriminator": {"propertyName": "kind", "mapping": refs},
    }
    add_field(data, "alerts", {"type": "array", "maxItems": 3, "items": one})


def _no_pager(data: Json) -> None:
    for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
        del schema(data, where)["properties"]["alerts"]["items"]["oneOf"][1]


def _in(name: str, field: str, **keywords: Any) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        node = schema(data, name)["properties"][field]
        for key, value in keywords.items():
            node.pop(key, None)
            if value is not NOTHING:
                node[key] = value

    return edit


UNIONS = Addition(
    "alerts",
    "a list of at most 3 of two kinds of objects",
    add_alerts,
    (
        Lie("refuses pagers", ALERTS, _no_pager),
        Lie("any room", ALERTS, _in("SlackAlert", "room", pattern=NOTHING)),
        Lie("codes to 9999", ALERTS, _in("PagerAlert", "code", maximum=9999)),
        Lie("takes four", ALERTS, says("alerts", maxItems=4)),
        Lie("loses it", ALERTS, drops("alerts")),
    ),
)

GRANTS = Addition(
    "grants",
    "a map of READ, WRITE or NONE, empty when it is left out",
    field(
        "grants",
        {
            "type": "object",
            "additionalProperties": {"type": "string", "enum": ["READ", "WRITE", "NONE"]},
        },
        absent={},
    ),
    (
        Lie("refuses NONE", "grants", inside("grants", EACH, enum=["READ", "WRITE"])),
        Lie(
            "answers small letters",
            "grants",
            shows("grants", lambda v: {name: one.lower() for name, one in v.items()}),
        ),
    ),
)

HOOK = {
    "url": {"type": "string", "format": "uri"},
    "secret": {"type": "string", "minLength": 8, "maxLength": 40, "writeOnly": True},
    "events": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "enum": ["used", "expired", "limited"]},
    },
    "active": {"type": "boolean", "default": True},
}
WEBHOOK = ("webhook", *HOOK)
IN_A_HOOK = ("anyOf", "0", "properties")


def add_webhook(data: Json) -> None:
    """Add an object or null, of which one part is never shown and another has a default."""
    shown = {name: node for name, node in HOOK.items() if name != "secret"}
    shown["active"] = {"type": "boolean"}
    null = {"type": "null"}
    add_field(
        data,
        "webhook",
        {"anyOf": [an_object(HOOK, "url", "events"), null]},
        absent=None,
        answer={"anyOf": [an_object(shown, "url", "events", "active"), null]},
    )


def _shown_hook(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    hook = entity.get("webhook")
    entity["webhook"] = hook and {"active": True} | {n: hook[n] for n in hook if n != "secret"}


def _off(_server: Server, values: Json, _before: Json, asked: Asked) -> None:
    if values.get("webhook") and "active" not in (asked.body.get("webhook") or {}):
        values["webhook"]["active"] = False


def _with_secret(_server: Server, entity: Json, _asked: Asked, record: Record) -> None:
    if entity["webhook"]:
        entity["webhook"]["secret"] = record.values["webhook"].get("secret", "none-set")


NULLABLE = Addition(
    "webhook",
    "an object or null, of which one part is never shown and another has a default",
    add_webhook,
    (
        Lie(
            "refuses used",
            WEBHOOK,
            inside("webhook", *IN_A_HOOK, "events", "items", enum=["expired", "limited"]),
        ),
        Lie(
            "demands the secret",
            WEBHOOK,
            inside("webhook", "anyOf", "0", required=["url", "events", "secret"]),
        ),
        Lie("another default", WEBHOOK, Bent(keeps=_off)),
        Lie("shows the secret", WEBHOOK, Bent(shows=_with_secret)),
        Lie("secrets of four", WEBHOOK, inside("webhook", *IN_A_HOOK, "secret", minLength=4)),
    ),
    bent=(Bent(shows=_shown_hook),),
)

PRICE = Addition(
    "priceText",
    "a decimal number as a text, of two digits behind the point at most",
    field("priceText", {"type": "string", "pattern": r"^\d{1,6}(\.\d{1,2})?$"}),
    (
        Lie(
            "three digits",
            "priceText",
            says("priceText", pattern=r"^\d{1,6}(\.\d{1,3})?$"),
            unedited=TAKEN,
        ),
    ),
)

WINDOW = Addition(
    "hours",
    "a list of two hours",
    field("hours", {"type": "array", "minItems": 2, "maxItems": 2, "items": whole(0, 23)}),
    (Lie("takes one", "hours", says("hours", minItems=1)),),
)

# -- single values --------------------------------------------------------------------------------

LEVEL = Addition(
    "level",
    "1, 2, 3 or null, null when it is left out",
    field("level", {"type": ["integer", "null"], "enum": [1, 2, 3, None]}, absent=None),
    (
        Lie("refuses null", "level", says("level", type="integer", enum=[1, 2, 3])),
        Lie("refuses 2", "level", says("level", enum=[1, 3, None])),
        Lie("accepts 4", "level", says("level", enum=[1, 2, 3, 4, None])),
        Lie("accepts texts", "level", also_takes("level", {"enum": ["1", "2", "3"]})),
        Lie("answers 0 for null", "level", shows("level", lambda v: v or 0)),
    ),
)

REBATE = Addition(
    "rebate",
    "a whole number above 0 and below 100, in fives",
    field(
        "rebate",
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 100, "multipleOf": 5},
    ),
    (
        Lie("accepts 0", "rebate", says("rebate", exclusiveMinimum=NOTHING, minimum=0)),
        Lie("accepts 100", "rebate", says("rebate", exclusiveMaximum=NOTHING, maximum=100)),
        Lie("in any steps", "rebate", says("rebate", multipleOf=NOTHING)),
        Lie("in tens alone", "rebate", says("rebate", multipleOf=10)),
        Lie("below 50 alone", "rebate", says("rebate", exclusiveMaximum=50)),
    ),
)

# -- what only some messages have -----------------------------------------------------------------


def add_version(data: Json) -> None:
    """Add a constant to every answer that shows a key."""
    add_field(data, "version", {"type": "integer", "const": 2}, required=True)
    for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
        node = schema(data, where)
        node["properties"].pop("version", None)
        if "version" in node.get("required", []):
            node["required"].remove("version")


VERSION = Addition(
    "version",
    "a constant that answers alone have",
    add_version,
    (
        Lie("answers 3", "version", shows("version", lambda _: 3)),
        Lie("answers a text", "version", shows("version", str)),
        Lie("leaves it out", "version", hides("version")),
    ),
)


def add_region(data: Json) -> None:
    """Add a field that a creation sets, and a change may not."""
    add_field(data, "region", {"type": "string", "enum": ["EU", "US"]}, absent="EU")
    schema(data, "UpdateApiKeyRequest")["properties"]["region"]["readOnly"] = True


REGION = Addition(
    "region",
    "EU or US, set at creation alone",
    add_region,
    (
        Lie("refuses US", "region", says("region", enum=["EU"])),
        Lie("always EU", "region", always("region", "EU")),
        Lie("answers small letters", "region", shows("region", str.lower)),
    ),
)


ONLY_TIMED = {"x-only-when": {"mode": "TIMED"}}


def add_timed(data: Json) -> None:
    """Add three fields, of which the second and third are taken with one value of the first."""
    add_field(data, "mode", {"type": "string", "enum": ["OPEN", "TIMED"]}, absent="OPEN")
    add_field(data, "window", whole(1, 24) | ONLY_TIMED)
    add_field(data, "reason", {"type": "string", "maxLength": 30} | ONLY_TIMED)


THREE = ("mode", "window", "reason")
TIMED = Addition(
    "timed",
    "a window and a reason, for TIMED alone",
    add_timed,
    (
        Lie("a window for OPEN", THREE, says("window", **{"x-only-when": NOTHING})),
        Lie("a reason for OPEN alone", THREE, says("reason", **{"x-only-when": {"mode": "OPEN"}})),
        Lie("refuses TIMED", THREE, says("mode", enum=["OPEN"])),
        Lie("window to 48", THREE, says("window", maximum=48)),
        Lie("loses the reason", THREE, drops("reason")),
    ),
)

# -- parameters and operations --------------------------------------------------------------------


def add_view(data: Json) -> None:
    """Let the reading of one key take a view."""
    node = operation(data, "getApiKeyById")
    kinds = {"type": "string", "enum": ["full", "brief"], "default": "full"}
    node["parameters"].append(a_parameter("view", "query", "How much is told", kinds))


VIEWED = ("view", "@getApiKeyById")
VIEW = Addition(
    "view",
    "the reading of one key takes a view of full or brief, full by default",
    add_view,
    (
        Lie("refuses brief", VIEWED, parameter("getApiKeyById", "view", enum=["full"])),
        Lie("accepts any", VIEWED, parameter("getApiKeyById", "view", enum=NOTHING)),
        Lie("demands it", VIEWED, demands("getApiKeyById", "view")),
    ),
)


def add_freeze(data: Json) -> None:
    """Add a second action on a key, which has a body."""
    known = data["components"]["schemas"]
    known["FreezeRequest"] = told(an_object({"minutes": whole(1, 60)}, "minutes")) | {
        "description": "For how long"
    }
    frozen = {"type": "boolean", "description": "Whether it is frozen"}
    entity = an_object(
        {"minutes": whole(1, 60) | {"description": "For how long"}, "frozen": frozen},
        "minutes",
        "frozen",
    )
    known["FrozenApiKey"] = told(entity) | {"description": "A key that is frozen"}
    answer = an_object({"data": {"$ref": "#/components/schemas/FrozenApiKey"}}, "data")
    known["FreezeResponse"] = answer | {"description": "The answer"}
    add_operation_on_a_key(data, "post", "freeze", "freezeApiKey", "Freeze a key", "FreezeResponse")
    operation(data, "freezeApiKey")["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FreezeRequest"}}},
    }


def _frozen(**values: Any) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        for name, value in values.items():
            del reply.body["data"][name]
            if value is not NOTHING:
                reply.body["data"][name] = value

    return edit


FROZEN = ("minutes", "frozen", "@freezeApiKey")
FREEZE = Addition(
    "freeze",
    "POST /api_keys/{id}/freeze takes minutes",
    add_freeze,
    (
        Lie("a text", FROZEN, says_after("freezeApiKey", _frozen(frozen="yes"))),
        Lie("above 60", FROZEN, says_after("freezeApiKey", _frozen(minutes=61))),
        Lie("left out", FROZEN, says_after("freezeApiKey", _frozen(minutes=NOTHING))),
        Lie("refuses 60", FROZEN, _in("FreezeRequest", "minutes", maximum=30)),
        Lie("takes 61", FROZEN, _in("FreezeRequest", "minutes", maximum=NOTHING)),
        Lie("works without a key", FROZEN, unguarded("freezeApiKey")),
    ),
)

COMPOUND = (
    *(ALONE, MAP_INSIDE, UNIONS, GRANTS, NULLABLE, PRICE, WINDOW, LEVEL),
    *(REBATE, VERSION, REGION, TIMED, VIEW, FREEZE),
)
"""Every compound addition."""
