"""Additions of kinds that a vendor of keys may make tomorrow, and lies about them."""

from collections.abc import Callable
from typing import Any

from tests.strangers.fragments import (
    NOTHING,
    Json,
    a_parameter,
    add_field,
    add_operation_on_a_key,
    an_object,
    field,
    operation,
    requests_of,
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
    change,
    demands,
    drops,
    inner,
    inside,
    means,
    parameter,
    says,
    shows,
    status,
    stores,
    unguarded,
)

TEXT: Json = {"type": "string", "minLength": 1, "maxLength": 30}

# -- what a key may do ----------------------------------------------------------------------------

RIGHTS = ("scopes", "resource", "actions")
SCOPES = Addition(
    "scopes",
    "a list of at most 5 objects with an enum and a list of an enum",
    field(
        "scopes",
        {
            "type": "array",
            "maxItems": 5,
            "items": an_object(
                {
                    "resource": {"type": "string", "enum": ["chat", "image", "audio"]},
                    "actions": {
                        "type": "array",
                        "minItems": 1,
                        "uniqueItems": True,
                        "items": {"type": "string", "enum": ["read", "write"]},
                    },
                },
                "resource",
                "actions",
            ),
        },
        absent=[],
    ),
    (
        Lie(
            "refuses audio",
            RIGHTS,
            inside("scopes", "items", "properties", "resource", enum=["chat", "image"]),
        ),
        Lie(
            "takes no actions",
            RIGHTS,
            inside("scopes", "items", "properties", "actions", minItems=NOTHING),
        ),
        Lie(
            "takes an action twice",
            RIGHTS,
            inside("scopes", "items", "properties", "actions", uniqueItems=NOTHING),
        ),
        Lie("at most two", RIGHTS, says("scopes", maxItems=2)),
        Lie("loses them", RIGHTS, drops("scopes"), unedited=BECOMES),
    ),
)
MODELS = Addition(
    "allowed-models",
    "a list of at most 8 names of models, none twice",
    field(
        "allowedModels",
        {
            "type": "array",
            "maxItems": 8,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9.-]{2,20}$"},
        },
        absent=[],
    ),
    (
        Lie("at most 4", "allowedModels", says("allowedModels", maxItems=4)),
        Lie("any name", "allowedModels", inside("allowedModels", "items", pattern=NOTHING)),
        Lie("sorts them", "allowedModels", stores("allowedModels", sorted), unedited=BECOMES),
        Lie(
            "takes one text",
            "allowedModels",
            also_takes("allowedModels", {"type": "string"}),
            stores("allowedModels", lambda v: [v] if isinstance(v, str) else v),
            unedited=BECOMES,
        ),
        Lie("another default", "allowedModels", means("allowedModels", ["all-models"])),
    ),
)
BUDGET = ("budgets", "usd", "alertAt")
BUDGETS = Addition(
    "budgets",
    "a map of objects by the name of a model",
    field(
        "budgets",
        {
            "type": "object",
            "maxProperties": 4,
            "propertyNames": {"pattern": "^[a-z]{3,12}$"},
            "additionalProperties": an_object(
                {"usd": {"type": "number", "minimum": 0, "maximum": 500}, "alertAt": whole(1, 100)},
                "usd",
            ),
        },
        absent={},
    ),
    (
        Lie("any names", BUDGET, says("budgets", propertyNames=NOTHING)),
        Lie(
            "usd to 50",
            BUDGET,
            inside("budgets", "additionalProperties", "properties", "usd", maximum=50),
        ),
        Lie(
            "needs alertAt",
            BUDGET,
            inside("budgets", "additionalProperties", required=["usd", "alertAt"]),
        ),
        Lie("takes nine", BUDGET, says("budgets", maxProperties=9)),
        Lie("loses them", BUDGET, drops("budgets"), unedited=BECOMES),
    ),
)
SLUG = Addition(
    "slug",
    "a text that is no reserved word",
    field(
        "slug",
        {"type": "string", "minLength": 2, "maxLength": 12, "not": {"enum": ["admin", "root"]}},
    ),
    (
        Lie("takes admin", "slug", says("slug", **{"not": NOTHING})),
        Lie("takes root", "slug", says("slug", **{"not": {"enum": ["admin"]}})),
        Lie("at most 8", "slug", says("slug", maxLength=8)),
        Lie("loses it", "slug", drops("slug")),
        Lie("capitals", "slug", shows("slug", str.upper), unedited=BECOMES),
    ),
)
CHANNELS = Addition(
    "channels",
    "a list of an enum that has email among it",
    field(
        "channels",
        {
            "type": "array",
            "maxItems": 3,
            "items": {"type": "string", "enum": ["email", "sms", "push"]},
            "contains": {"const": "email"},
        },
    ),
    (
        Lie("needs no email", "channels", says("channels", contains=NOTHING)),
        Lie("refuses sms", "channels", inside("channels", "items", enum=["email", "push"])),
        Lie("at most two", "channels", says("channels", maxItems=2)),
        Lie("takes any", "channels", inside("channels", "items", enum=NOTHING)),
        Lie("loses them", "channels", drops("channels")),
    ),
)


def _any_day(data: Json) -> None:
    for node in requests_of(data, "span"):
        change(node["prefixItems"][0], {"enum": NOTHING, "type": NOTHING})


def _no_sunday(data: Json) -> None:
    for node in requests_of(data, "span"):
        node["prefixItems"][0]["enum"] = ["MON"]


SPAN = Addition(
    "span",
    "a pair of a day and an hour",
    field(
        "span",
        {
            "type": "array",
            "prefixItems": [{"type": "string", "enum": ["MON", "SUN"]}, whole(0, 23)],
            "minItems": 2,
            "maxItems": 2,
        },
    ),
    (
        Lie("takes any day", "span", _any_day, unedited=TAKEN),
        Lie("refuses SUN", "span", _no_sunday, unedited=TAKEN),
        Lie("takes one", "span", says("span", minItems=1)),
        Lie("loses it", "span", drops("span")),
        Lie("takes texts", "span", also_takes("span", {"type": "string"})),
    ),
)

# -- when and where -------------------------------------------------------------------------------


def _without(branch: int) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        for node in requests_of(data, "ends"):
            del node["anyOf"][branch]

    return edit


ENDS = Addition(
    "ends",
    "a day or a duration",
    field(
        "ends",
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": r"^P\d{1,3}D$"},
            ]
        },
    ),
    (
        Lie("refuses durations", "ends", _without(1)),
        Lie("refuses days", "ends", _without(0)),
        Lie("takes any text", "ends", says("ends", anyOf=NOTHING, type="string")),
        Lie("loses it", "ends", drops("ends")),
        Lie("answers a number", "ends", shows("ends", lambda _: 7)),
    ),
)


def add_state(data: Json) -> None:
    """Add a state that answers alone have."""
    add_field(
        data, "state", {"type": "string", "enum": ["ACTIVE", "DELETED", "PENDING"]}, required=True
    )
    for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
        node = schema(data, where)
        node["properties"].pop("state", None)
        if "state" in node.get("required", []):
            node["required"].remove("state")


STATE = Addition(
    "state",
    "a state of an enum, in answers alone",
    add_state,
    (
        Lie("answers REVOKED", "state", shows("state", lambda _: "REVOKED")),
        Lie("answers small letters", "state", shows("state", str.lower)),
        Lie("answers null", "state", shows("state", lambda _: None)),
        Lie("answers an object", "state", shows("state", lambda v: {"name": v})),
        Lie("answers a boolean", "state", shows("state", lambda _: True)),
    ),
)


def add_include(data: Json) -> None:
    """Let the reading of one key take a list of what to include."""
    node = {
        "type": "array",
        "maxItems": 2,
        "items": {"type": "string", "enum": ["usage", "owner", "limits"]},
    }
    operation(data, "getApiKeyById")["parameters"].append(
        a_parameter("include", "query", "What to tell", node)
    )


def _items(**keywords: Any) -> Any:
    def edit(data: Json) -> None:
        for one in operation(data, "getApiKeyById")["parameters"]:
            if one["name"] == "include":
                change(one["schema"]["items"], keywords)

    return edit


TOLD = ("include", "@getApiKeyById")
INCLUDE = Addition(
    "include",
    "the reading of one key takes a list of an enum",
    add_include,
    (
        Lie("refuses limits", TOLD, _items(enum=["usage", "owner"])),
        Lie("takes any", TOLD, _items(enum=NOTHING)),
        Lie("demands it", TOLD, demands("getApiKeyById", "include")),
        Lie("at most one", TOLD, parameter("getApiKeyById", "include", maxItems=1)),
        Lie("takes three", TOLD, parameter("getApiKeyById", "include", maxItems=NOTHING)),
    ),
)


def add_grace(data: Json) -> None:
    """Let a key be turned with a time in which the old secret lives."""
    known = data["components"]["schemas"]
    seconds = whole(0, 86400) | {"description": "How long the old secret lives"}
    known["TurnRequest"] = told(
        an_object(
            {"graceSeconds": seconds, "reason": TEXT | {"description": "Why"}}, "graceSeconds"
        )
    ) | {"description": "How"}
    shown = an_object(
        {"graceSeconds": seconds, "turned": {"type": "boolean", "description": "Whether"}},
        "graceSeconds",
        "turned",
    )
    known["TurnResponse"] = told(shown) | {"description": "What was done"}
    add_operation_on_a_key(data, "post", "turn", "turnApiKey", "Turn a key", "TurnResponse")
    node = {"$ref": "#/components/schemas/TurnRequest"}
    operation(data, "turnApiKey")["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": node}},
    }


def _turn(name: str, **keywords: Any) -> Any:
    return lambda data: change(schema(data, "TurnRequest")["properties"][name], keywords)


TURN = ("graceSeconds", "reason", "@turnApiKey")
GRACE = Addition(
    "grace",
    "POST /api_keys/{id}/turn takes a time of grace",
    add_grace,
    (
        Lie("at least 60", TURN, _turn("graceSeconds", minimum=60)),
        Lie("any time", TURN, _turn("graceSeconds", maximum=NOTHING)),
        Lie(
            "needs a reason",
            TURN,
            lambda data: schema(data, "TurnRequest")["required"].append("reason"),
        ),
        Lie("answers 202", TURN, status("turnApiKey", "200", "202")),
        Lie("works without a key", TURN, unguarded("turnApiKey")),
    ),
)
HOOKED = ("hook", "url", "events")
HOOK_NODE = an_object(
    {
        "url": {"type": "string", "format": "uri", "maxLength": 200},
        "events": {"type": "array", "items": {"type": "string", "enum": ["used", "spent"]}},
        "note": TEXT,
    }
)
HOOK = Addition(
    "hook",
    "an object of an address and events, of which one must be there",
    lambda data: add_field(data, "hook", {**HOOK_NODE, "minProperties": 1}, answer=HOOK_NODE),
    (
        Lie("takes an empty one", HOOKED, says("hook", minProperties=NOTHING)),
        Lie("takes any address", HOOKED, inside("hook", "properties", "url", format=NOTHING)),
        Lie(
            "refuses spent", HOOKED, inside("hook", "properties", "events", "items", enum=["used"])
        ),
        Lie("needs an address", HOOKED, says("hook", required=["url"])),
        Lie("loses the events", HOOKED, stores("hook", inner("events", value=NOTHING))),
    ),
)
POLICY_OF = ("policy", "mode", "cap")
ON_CAPPED: Json = {"properties": {"mode": {"const": "CAPPED"}}, "required": ["mode"]}
POLICY_NODE = an_object(
    {"mode": {"type": "string", "enum": ["OPEN", "CAPPED"]}, "cap": whole(1, 90)}, "mode"
)
CAPPED: Json = {
    "if": ON_CAPPED,
    "then": {"required": ["cap"]},
    "else": {"properties": {"cap": False}},
}
POLICY = Addition(
    "policy",
    "an object in which one field is needed by the value of another, and not taken by others",
    lambda data: add_field(data, "policy", {**POLICY_NODE, **CAPPED}, answer=POLICY_NODE),
    (
        Lie("needs no cap", POLICY_OF, says("policy", then=NOTHING)),
        Lie("a cap for OPEN", POLICY_OF, says("policy", **{"else": NOTHING})),
        Lie("cap to 50", POLICY_OF, inside("policy", "properties", "cap", maximum=50)),
        Lie("refuses CAPPED", POLICY_OF, inside("policy", "properties", "mode", enum=["OPEN"])),
        Lie("loses the cap", POLICY_OF, stores("policy", inner("cap", value=NOTHING))),
    ),
)

TOMORROW = (
    *(SCOPES, MODELS, BUDGETS, SLUG, CHANNELS, SPAN, ENDS, STATE),
    *(INCLUDE, GRACE, HOOK, POLICY),
)
"""Every addition of tomorrow."""
