"""Sixteen additions of other kinds: what else a contract may contain, and the lies about it."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Reply
from tests.strangers.fragments import (
    NOTHING,
    TEXT,
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
    DOES,
    TAKEN,
    Addition,
    Lie,
    also_takes,
    always,
    answers,
    change,
    demands,
    drops,
    hides,
    inner,
    inside,
    means,
    parameter,
    says,
    says_after,
    shows,
    stores,
    takes,
    unguarded,
    unknown,
)
from tests.strangers.server import Server

# -- objects and lists of objects ---------------------------------------------------------------

QUOTA = ("quota", "daily", "requests")
DAILY = ("properties", "daily")
NESTED = Addition(
    "quota",
    "an object in an object, with bounds",
    field(
        "quota",
        an_object(
            {
                "daily": an_object({"requests": whole(1, 1000), "tokens": whole(0, 10**6)}),
                "strict": {"type": "boolean"},
            }
        ),
    ),
    (
        Lie("inner minimum 0", QUOTA, inside("quota", *DAILY, "properties", "requests", minimum=0)),
        Lie(
            "inner maximum gone",
            QUOTA,
            inside("quota", *DAILY, "properties", "requests", maximum=NOTHING),
        ),
        Lie("drops the inner object", QUOTA, stores("quota", inner("daily", value=NOTHING))),
        Lie(
            "doubles inside",
            QUOTA,
            stores("quota", inner("daily", "requests", value=lambda v: 2 * v)),
            unedited=BECOMES,
        ),
        Lie(
            "takes unknown names inside",
            QUOTA,
            inside("quota", *DAILY, additionalProperties=NOTHING),
        ),
        Lie(
            "demands a name inside",
            (*QUOTA, "tokens"),
            inside("quota", *DAILY, required=["tokens"]),
        ),
    ),
)

RULES = ("rules", "model", "limit")
RULE = an_object(
    {"model": {"type": "string", "minLength": 1, "maxLength": 40}, "limit": whole(0, 100)}, "model"
)
OBJECTS = Addition(
    "rules",
    "a list of at most 10 objects, empty when it is left out",
    field("rules", {"type": "array", "maxItems": 10, "items": RULE}, absent=[]),
    (
        Lie("takes one without model", RULES, inside("rules", "items", required=[])),
        Lie("inner maximum 50", RULES, inside("rules", "items", "properties", "limit", maximum=50)),
        Lie(
            "inner maximum gone",
            RULES,
            inside("rules", "items", "properties", "limit", maximum=NOTHING),
        ),
        Lie("takes unknown names", RULES, inside("rules", "items", additionalProperties=True)),
        Lie("reverses", RULES, stores("rules", lambda v: v[::-1]), unedited=BECOMES),
        Lie(
            "loses the limits",
            RULES,
            stores("rules", lambda v: [{"model": one["model"]} for one in v]),
            unedited=BECOMES,
        ),
        Lie("at most 3", RULES, says("rules", maxItems=3)),
    ),
)

TO = ("destination", "kind", "url", "address")
WEBHOOK = an_object(
    {"kind": {"type": "string", "const": "webhook"}, "url": {"type": "string", "format": "uri"}},
    "kind",
    "url",
)
MAIL = an_object(
    {
        "kind": {"type": "string", "const": "email"},
        "address": {"type": "string", "format": "email"},
    },
    "kind",
    "address",
)


ANY_KIND = {"type": "object", "properties": {"kind": TEXT}, "required": ["kind"]}


def add_union(data: Json) -> None:
    """Add a field of one of two objects that a property tells apart."""
    known = data["components"]["schemas"]
    known["WebhookDestination"] = told(WEBHOOK) | {"description": "A call to an address"}
    known["EmailDestination"] = told(MAIL) | {"description": "A letter"}
    names = {"webhook": "WebhookDestination", "email": "EmailDestination"}
    refs = {kind: f"#/components/schemas/{name}" for kind, name in names.items()}
    node = {
        "oneOf": [{"$ref": ref} for ref in refs.values()],
        "discriminator": {"propertyName": "kind", "mapping": refs},
    }
    add_field(data, "destination", node)


def _no_mail(data: Json) -> None:
    for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
        del schema(data, where)["properties"]["destination"]["oneOf"][1]


def _any_mail(data: Json) -> None:
    change(schema(data, "EmailDestination")["properties"]["address"], {"format": NOTHING})


UNION = Addition(
    "destination",
    "one of two objects, told apart by kind",
    add_union,
    (
        Lie("refuses email", TO, _no_mail),
        Lie("accepts any kind", TO, also_takes("destination", ANY_KIND), unedited=TAKEN),
        Lie("takes any address", TO, _any_mail),
        Lie(
            "loses the address",
            TO,
            stores("destination", inner("address", value=NOTHING)),
            unedited=BECOMES,
        ),
        Lie(
            "answers another kind",
            TO,
            shows("destination", inner("kind", value="webhook")),
            unedited=BECOMES,
        ),
        Lie("loses it", TO, drops("destination")),
    ),
)

# -- single values ------------------------------------------------------------------------------

TIER = Addition(
    "tier",
    "FREE, PRO or null, null when it is left out",
    field("tier", {"type": ["string", "null"], "enum": ["FREE", "PRO", None]}, absent=None),
    (
        Lie("refuses null", "tier", says("tier", type="string", enum=["FREE", "PRO"])),
        Lie("refuses PRO", "tier", says("tier", enum=["FREE", None])),
        Lie("accepts GOLD", "tier", says("tier", enum=["FREE", "PRO", "GOLD", None])),
        Lie("accepts any text", "tier", says("tier", enum=NOTHING)),
        Lie("answers FREE for null", "tier", shows("tier", lambda v: v or "FREE")),
        Lie("default PRO", "tier", means("tier", "PRO")),
    ),
)

SHARE = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.125}
THRESHOLD = Addition(
    "threshold",
    "a number above 0 and below 1, in eighths",
    field("threshold", SHARE),
    (
        Lie("accepts 0", "threshold", says("threshold", exclusiveMinimum=NOTHING, minimum=0)),
        Lie("accepts 1", "threshold", says("threshold", exclusiveMaximum=NOTHING, maximum=1)),
        Lie("no maximum", "threshold", says("threshold", exclusiveMaximum=NOTHING)),
        Lie("below 0.5 alone", "threshold", says("threshold", exclusiveMaximum=0.5)),
        Lie("in any steps", "threshold", says("threshold", multipleOf=NOTHING)),
        Lie("in quarters alone", "threshold", says("threshold", multipleOf=0.25)),
        Lie(
            "rounds to quarters",
            "threshold",
            stores("threshold", lambda v: max(0.25, int(v * 4) / 4)),
            unedited=BECOMES,
        ),
    ),
)

EDITION = Addition(
    "edition",
    "a text that can only be 2026-10",
    field("edition", {"type": "string", "const": "2026-10"}),
    (
        Lie("takes any text", "edition", says("edition", const=NOTHING)),
        Lie("takes another as well", "edition", takes("edition", {"enum": ["2026-10", "2027-01"]})),
        Lie("refuses it", "edition", says("edition", const="2027-01"), unedited=TAKEN),
        Lie("answers another", "edition", shows("edition", lambda _: "2027-01")),
    ),
)

FORMATS = {
    "notifyAt": "date-time",
    "owner": "uuid",
    "contact": "email",
    "callback": "uri",
    "since": "date",
}


def add_formats(data: Json) -> None:
    for name, form in FORMATS.items():
        add_field(data, name, {"type": "string", "format": form})


FORMATTED = Addition(
    "formats",
    "a date-time, a UUID, an e-mail address, a URI and a date",
    add_formats,
    (
        *(Lie(f"{name} takes any text", name, says(name, format=NOTHING)) for name in FORMATS),
        *(
            Lie(
                f"{name} refuses {form}",
                name,
                says(name, format=NOTHING, pattern="^no-[0-9]$"),
                unedited=TAKEN,
            )
            for name, form in FORMATS.items()
        ),
        Lie("loses owner", "owner", drops("owner")),
        Lie(
            "cuts notifyAt to the day",
            "notifyAt",
            stores("notifyAt", lambda v: v[:10]),
            unedited=BECOMES,
        ),
        Lie("does not know callback", "callback", unknown("callback")),
    ),
)

PRIORITY = Addition(
    "priority",
    "1, 2 or 3, 2 when it is left out",
    field("priority", {"type": "integer", "enum": [1, 2, 3]}, absent=2),
    (
        Lie("refuses 3", "priority", says("priority", enum=[1, 2])),
        Lie("accepts 0", "priority", says("priority", enum=[0, 1, 2, 3])),
        Lie("accepts 4", "priority", says("priority", enum=[1, 2, 3, 4])),
        Lie("takes texts", "priority", also_takes("priority", {"enum": ["1", "2", "3"]})),
        Lie("default 1", "priority", means("priority", 1)),
        Lie("answers texts", "priority", shows("priority", str)),
    ),
)

TEAM = Addition(
    "team",
    "a text of 1 to 40 characters that every create must name",
    field("team", {"type": "string", "minLength": 1, "maxLength": 40}, required=True),
    (
        Lie(
            "is optional",
            "team",
            lambda data: schema(data, "CreateApiKeyRequest")["required"].remove("team"),
            shows("team", lambda v: v),
        ),
        Lie("takes any length", "team", says("team", maxLength=NOTHING)),
        Lie("at most 20", "team", says("team", maxLength=20)),
        Lie("loses changes of it", "team", drops("team", "change"), unedited=BECOMES),
        Lie("is not shown", "team", hides("team")),
    ),
)

NOTE = Addition(
    "admin-note",
    "a text of at most 50 characters, for keys of type ADMIN alone",
    field("adminNote", {"type": "string", "maxLength": 50, "x-only-when": {"apiKeyType": "ADMIN"}}),
    (
        Lie("taken for any type", "adminNote", says("adminNote", **{"x-only-when": NOTHING})),
        Lie(
            "refused for ADMIN",
            "adminNote",
            says("adminNote", **{"x-only-when": {"apiKeyType": "INFERENCE"}}),
        ),
        Lie("takes longer texts", "adminNote", says("adminNote", maxLength=NOTHING)),
        Lie("loses it", "adminNote", drops("adminNote")),
    ),
)


def add_read_only(data: Json) -> None:
    """Add a field that answers alone have."""
    node = told({"type": "string", "readOnly": True, "pattern": "^[a-f0-9]{16}$"})
    for where in ("UpdatedApiKey", "ApiKeySummary"):
        found = schema(data, where)
        found["properties"]["fingerprint"] = node | {"description": "A print of the key"}
        found["required"].append("fingerprint")


PRINT = ("fingerprint",)
READ_ONLY = Addition(
    "fingerprint",
    "a text that answers alone have, of 16 digits of base 16",
    add_read_only,
    (
        Lie("left out", PRINT, hides("fingerprint")),
        Lie("left out by the update", PRINT, hides("fingerprint", "change")),
        Lie("null", PRINT, shows("fingerprint", lambda _: None)),
        Lie("a number", PRINT, shows("fingerprint", lambda v: int(v, 16))),
        Lie("capitals", PRINT, shows("fingerprint", lambda _: "ABCDEF0123456789")),
    ),
)

# -- lists and maps -----------------------------------------------------------------------------

WORDS = ["READ", "WRITE", "DELETE"]
SCOPED = {
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"type": "string", "enum": WORDS},
}
SCOPES = Addition(
    "scopes",
    "at least one of READ, WRITE and DELETE, none twice, READ when it is left out",
    field("scopes", SCOPED, absent=["READ"]),
    (
        Lie("takes none", "scopes", says("scopes", minItems=NOTHING)),
        Lie("takes one twice", "scopes", says("scopes", uniqueItems=NOTHING)),
        Lie("refuses WRITE", "scopes", inside("scopes", "items", enum=["READ", "DELETE"])),
        Lie("takes SHARE", "scopes", inside("scopes", "items", enum=[*WORDS, "SHARE"])),
        Lie("takes one alone", "scopes", says("scopes", maxItems=1), unedited=TAKEN),
        Lie("keeps the first", "scopes", stores("scopes", lambda v: v[:1]), unedited=BECOMES),
        Lie("default all", "scopes", means("scopes", WORDS)),
        Lie(
            "adds READ",
            "scopes",
            stores("scopes", lambda v: sorted({*v, "READ"})),
            unedited=BECOMES,
        ),
    ),
)

WEIGHTS = Addition(
    "weights",
    "a map of at most 5 integers from 0 to 100, empty when it is left out",
    field(
        "weights",
        {"type": "object", "maxProperties": 5, "additionalProperties": whole(0, 100)},
        absent={},
    ),
    (
        Lie("takes 101", "weights", inside("weights", "additionalProperties", maximum=NOTHING)),
        Lie("refuses 0", "weights", inside("weights", "additionalProperties", minimum=1)),
        Lie("takes halves", "weights", inside("weights", "additionalProperties", type="number")),
        Lie(
            "takes texts",
            "weights",
            inside("weights", "additionalProperties", type=["integer", "string"]),
        ),
        Lie("takes six", "weights", says("weights", maxProperties=NOTHING)),
        Lie("takes one alone", "weights", says("weights", maxProperties=1)),
        Lie("loses them", "weights", always("weights", {}), unedited=BECOMES),
        Lie(
            "answers texts",
            "weights",
            shows("weights", lambda v: {k: str(n) for k, n in v.items()}),
        ),
    ),
)

# -- parameters and operations ------------------------------------------------------------------


def add_header(data: Json) -> None:
    node = operation(data, "getApiKeys")
    kinds = {"type": "string", "enum": ["web", "cli"]}
    node["parameters"] = [a_parameter("X-Asked-From", "header", "Where the call comes from", kinds)]
    node["responses"]["400"] = {"$ref": "#/components/responses/InvalidRequest"}


LIST = ("X-Asked-From", "@getApiKeys")
HEADER = Addition(
    "header",
    "the list takes a header X-Asked-From of web or cli",
    add_header,
    (
        Lie("refuses cli", LIST, parameter("getApiKeys", "X-Asked-From", enum=["web"])),
        Lie("accepts tv", LIST, parameter("getApiKeys", "X-Asked-From", enum=["web", "cli", "tv"])),
        Lie("accepts any", LIST, parameter("getApiKeys", "X-Asked-From", enum=NOTHING)),
        Lie("demands it", LIST, demands("getApiKeys", "X-Asked-From")),
    ),
)


def add_depth(data: Json) -> None:
    """Let the reading of one key take a depth."""
    node = operation(data, "getApiKeyById")
    node["parameters"].append(a_parameter("depth", "query", "How much is told", whole(1, 3)))
    node["responses"]["400"] = {"$ref": "#/components/responses/InvalidRequest"}


READ = ("depth", "@getApiKeyById")
DEPTH = Addition(
    "depth",
    "the reading of one key takes a depth from 1 to 3",
    add_depth,
    (
        Lie("refuses 3", READ, parameter("getApiKeyById", "depth", maximum=2)),
        Lie("accepts 4", READ, parameter("getApiKeyById", "depth", maximum=4)),
        Lie("accepts 0", READ, parameter("getApiKeyById", "depth", minimum=0)),
        Lie("accepts any text", READ, parameter("getApiKeyById", "depth", type=NOTHING)),
        Lie("demands it", READ, demands("getApiKeyById", "depth")),
    ),
)


def add_usage(data: Json) -> None:
    """Tell what one key has used, at an address of its own."""
    used = {"type": "integer", "minimum": 0, "description": "Requests since it was made"}
    data["components"]["schemas"]["UseOfApiKey"] = told(
        an_object(
            {"requests": used, "model": {"type": ["string", "null"], "description": "The model"}},
            "requests",
            "model",
        )
    ) | {"description": "What a key has used"}
    answer = an_object({"data": {"$ref": "#/components/schemas/UseOfApiKey"}}, "data")
    data["components"]["schemas"]["UseOfApiKeyResponse"] = answer | {"description": "The answer"}
    about = "Read what one key has used"
    add_operation_on_a_key(data, "get", "usage", "getApiKeyUsage", about, "UseOfApiKeyResponse")


def _used(value: Any) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if value is NOTHING:
            del reply.body["data"]["requests"]
        else:
            reply.body["data"]["requests"] = value

    return edit


USE = ("requests", "@getApiKeyUsage")
USAGE = Addition(
    "usage",
    "GET /api_keys/{id}/usage tells what one key has used",
    add_usage,
    (
        Lie("404", USE, answers("getApiKeyUsage", 404), unedited=DOES),
        Lie("500", USE, answers("getApiKeyUsage", 500), open="answered 500"),
        Lie("a text", USE, says_after("getApiKeyUsage", _used("0"))),
        Lie("below 0", USE, says_after("getApiKeyUsage", _used(-1))),
        Lie("left out", USE, says_after("getApiKeyUsage", _used(NOTHING))),
        Lie("works without a key", USE, unguarded("getApiKeyUsage")),
    ),
)

FURTHER = (
    NESTED,
    OBJECTS,
    UNION,
    TIER,
    THRESHOLD,
    EDITION,
    FORMATTED,
    PRIORITY,
    TEAM,
    NOTE,
    READ_ONLY,
    SCOPES,
    WEIGHTS,
    HEADER,
    DEPTH,
    USAGE,
)
"""Every further addition."""
