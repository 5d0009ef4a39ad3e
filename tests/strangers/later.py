"""Fields that the vendor may add later, of keywords that go together, and the lies about them.

Each lie is one finding, and the contract with its edit, if it has one, is kept by the liar.
"""

from typing import Any

from tests.strangers.fragments import (
    ANSWERS,
    NOTHING,
    REQUESTS,
    TEXT,
    Json,
    add_field,
    an_object,
    field,
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
    drops,
    hides,
    inside,
    means,
    says,
    shows,
    stores,
    takes,
    unknown,
)

# -- maps, unions and objects ---------------------------------------------------------------------

MODELS = ("modelLimits", "usd", "requests", "window")
EACH = ("additionalProperties", "properties")
A_MODEL = an_object(
    {
        "usd": {"type": "number", "minimum": 0, "maximum": 500},
        "requests": whole(1, 1000),
        "window": {"type": "string", "enum": ["MINUTE", "DAY"]},
    },
    "usd",
)
PER_MODEL = Addition(
    "modelLimits",
    "a map of at most 4 objects that must name an amount, empty when it is left out",
    field(
        "modelLimits",
        {"type": "object", "maxProperties": 4, "additionalProperties": A_MODEL},
        absent={},
    ),
    (
        Lie("takes one without usd", MODELS, inside(MODELS[0], EACH[0], required=NOTHING)),
        Lie("refuses DAY", MODELS, inside(MODELS[0], *EACH, "window", enum=["MINUTE"])),
        Lie("requests from 0", MODELS, inside(MODELS[0], *EACH, "requests", minimum=0)),
        Lie("usd to 100", MODELS, inside(MODELS[0], *EACH, "usd", maximum=100)),
        Lie("takes two alone", MODELS, says(MODELS[0], maxProperties=2)),
        Lie(
            "renames models",
            MODELS,
            stores(MODELS[0], lambda v: {f"{n}-x": one for n, one in v.items()}),
            unedited="the contract has no words for names that come back as others",
        ),
    ),
)

ORIGIN = Addition(
    "origin",
    "a text, or a list of 1 to 3 texts",
    field(
        "origin",
        {
            "oneOf": [
                {"type": "string", "maxLength": 30},
                {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 3,
                    "items": {"type": "string", "maxLength": 30},
                },
            ]
        },
    ),
    (
        Lie("refuses lists", "origin", takes("origin", {"type": "string", "maxLength": 30})),
        Lie("loses it", "origin", drops("origin")),
    ),
)

DAYS = ("schedule", "start", "weekdays")
A_SCHEDULE = an_object(
    {
        "start": {"type": "string", "format": "date"},
        "weekdays": {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "integer", "enum": [*range(1, 8)]},
        },
    },
    "start",
)


def _weekdays(**keywords: Any) -> Any:
    def edit(data: Json) -> None:
        for node in requests_of(data, "schedule"):
            days = node["anyOf"][0]["properties"]["weekdays"]
            change(days["items"] if "enum" in keywords else days, keywords)

    return edit


SCHEDULE = Addition(
    "schedule",
    "an object or null, null when it is left out",
    field("schedule", {"anyOf": [A_SCHEDULE, {"type": "null"}]}, absent=None),
    (Lie("refuses 7", DAYS, _weekdays(enum=[*range(1, 7)])),),
)

# -- single values --------------------------------------------------------------------------------

NUMERAL = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}
"""What a service takes that makes a number of a text."""
OTHER_TEXTS = "which texts are taken beside numerals is not known"

PRICE = Addition(
    "price",
    "an amount above 0 and at most 1000, in hundredths",
    field("price", {"type": "number", "exclusiveMinimum": 0, "maximum": 1000, "multipleOf": 0.01}),
    (
        Lie("accepts 0", "price", says("price", exclusiveMinimum=NOTHING, minimum=0)),
        Lie("whole amounts alone", "price", says("price", multipleOf=1)),
        Lie("tenths alone", "price", says("price", multipleOf=0.1)),
        Lie("in any steps", "price", says("price", multipleOf=NOTHING)),
        Lie("to 10000", "price", says("price", maximum=10000)),
        Lie(
            "texts alone",
            "price",
            takes("price", NUMERAL),
            stores("price", float),
            unedited=OTHER_TEXTS,
        ),
    ),
)

TERMS = Addition(
    "acceptTerms",
    "true, which every creation must say",
    field("acceptTerms", {"type": "boolean", "const": True}, required=True),
    (
        Lie("takes a text", "acceptTerms", also_takes("acceptTerms", {"const": "true"})),
        Lie(
            "is optional",
            "acceptTerms",
            lambda data: schema(data, REQUESTS[0])["required"].remove("acceptTerms"),
        ),
        Lie("is not shown", "acceptTerms", hides("acceptTerms")),
    ),
)

NICK = Addition(
    "nick",
    "a text of 2 to 12 letters, digits and dashes, a letter first",
    field(
        "nick", {"type": "string", "minLength": 2, "maxLength": 12, "pattern": "^[a-z][a-z0-9-]*$"}
    ),
    (
        Lie("to 30", "nick", says("nick", maxLength=30)),
        Lie("any length", "nick", says("nick", maxLength=NOTHING)),
        Lie("one letter", "nick", says("nick", minLength=1)),
        Lie(
            "takes capitals",
            "nick",
            says("nick", pattern="^[A-Za-z][A-Za-z0-9-]*$"),
            stores("nick", str.lower),
            unedited="the contract has no words for texts that come back in small letters",
        ),
        Lie("loses it", "nick", drops("nick")),
    ),
)

RETRIES = Addition(
    "retries",
    "a whole number from 0 to 5, with a default of 3",
    field("retries", {"type": "integer", "minimum": 0, "maximum": 5, "default": 3}),
    (
        Lie("another default", "retries", says("retries", default=1)),
        Lie("to 10", "retries", says("retries", maximum=10)),
        Lie("to 4", "retries", says("retries", maximum=4)),
        Lie("takes null", "retries", says("retries", type=["integer", "null"])),
        Lie(
            "texts alone",
            "retries",
            takes("retries", NUMERAL),
            stores("retries", int),
            unedited=OTHER_TEXTS,
        ),
    ),
)

FORMATS = {"sourceIp": "ipv4", "hostName": "hostname", "grace": "duration", "key": "byte"}


def add_formats(data: Json) -> None:
    """Add a text of each of four formats, of which probes do not know the last."""
    for name, form in FORMATS.items():
        add_field(data, name, {"type": "string", "format": form, "maxLength": 64})


MORE_FORMATS = Addition(
    "more-formats",
    "an address, the name of a host, a duration, and bytes in base 64",
    add_formats,
    (
        *(
            Lie(f"{name} takes any text", name, says(name, format=NOTHING))
            for name in [*FORMATS][:3]
        ),
        Lie("key to 16", "key", says("key", maxLength=16)),
    ),
)

BYTES = Addition(
    "quotaBytes",
    "a whole number of 64 bits that a double holds exactly",
    field("quotaBytes", {"type": "integer", "format": "int64", "minimum": 0, "maximum": 2**53 - 1}),
    (
        Lie("of 32 bits", "quotaBytes", says("quotaBytes", maximum=2**31 - 1)),
        Lie("from -1", "quotaBytes", says("quotaBytes", minimum=-1)),
    ),
)

RETIRED = Addition(
    "retired",
    "a field that has no value any more but null",
    field("legacyLimit", {"type": "null"}),
    (
        Lie("takes numbers", "legacyLimit", takes("legacyLimit", {"type": ["null", "number"]})),
        Lie("takes texts", "legacyLimit", takes("legacyLimit", {"type": ["null", "string"]})),
        Lie("does not know it", "legacyLimit", unknown("legacyLimit")),
    ),
)

# -- what only some messages have -----------------------------------------------------------------


def add_passphrase(data: Json) -> None:
    """Add a text that no answer gives back."""
    node = {"type": "string", "minLength": 8, "maxLength": 40, "writeOnly": True}
    for where in REQUESTS:
        about = {"description": "What opens the key beside its secret"}
        schema(data, where)["properties"]["passphrase"] = told(node) | about


PASSPHRASE = Addition(
    "passphrase",
    "a text of 8 to 40 characters that is never shown",
    add_passphrase,
    (
        Lie("takes short ones", "passphrase", says("passphrase", minLength=NOTHING)),
        Lie("at least 12", "passphrase", says("passphrase", minLength=12)),
        Lie("does not know it", "passphrase", unknown("passphrase")),
    ),
)


def add_counter(data: Json) -> None:
    """Add a number that answers alone have."""
    node = told({"type": "integer", "minimum": 0, "readOnly": True})
    for where in ANSWERS:
        about = {"description": "How often the key was used"}
        schema(data, where)["properties"]["timesUsed"] = node | about
        schema(data, where)["required"].append("timesUsed")


COUNTER = Addition(
    "timesUsed",
    "a number that answers alone have",
    add_counter,
    (
        Lie("below 0", "timesUsed", shows("timesUsed", lambda _: -1)),
        Lie("a half", "timesUsed", shows("timesUsed", lambda _: 0.5)),
        Lie("not in lists", "timesUsed", hides("timesUsed", "list")),
    ),
)


def share_a_base(data: Json) -> None:
    """Make two answers out of one part that they share and one of their own."""
    known = data["components"]["schemas"]
    changed, listed = known["UpdatedApiKey"], known["ApiKeySummary"]
    shared = {name: listed["properties"].pop(name) for name in changed["properties"]}
    revision = told({"type": "integer", "minimum": 1}) | {"description": "How often it was changed"}
    known["KeyBase"] = {
        "type": "object",
        "description": "What every key shows",
        "properties": shared,
        "required": changed["required"],
    }
    base = {"$ref": "#/components/schemas/KeyBase"}
    for name, own in (("UpdatedApiKey", {}), ("ApiKeySummary", listed["properties"])):
        part = {"type": "object", "properties": own | {"revision": revision}}
        known[name] = {
            "description": known[name]["description"],
            "allOf": [base, part | {"required": ["revision"]}],
        }


COMPOSED = Addition(
    "composed-answers",
    "two answers are composed of parts",
    share_a_base,
    (
        Lie("revision 0", "revision", shows("revision", lambda _: 0)),
        Lie("no revision", "revision", hides("revision")),
        Lie("no limitPeriod", "limitPeriod", hides("limitPeriod")),
        Lie("another period", "limitPeriod", shows("limitPeriod", lambda _: "WEEK")),
    ),
)

PORTS = Addition(
    "ports",
    "a list of at most 3 whole numbers, none when it is left out",
    field("ports", {"type": "array", "maxItems": 3, "items": whole(1, 65535)}, absent=[]),
    (
        Lie("sorts", "ports", stores("ports", sorted), unedited=BECOMES),
        Lie("from 0", "ports", inside("ports", "items", minimum=0)),
        Lie("one alone", "ports", also_takes("ports", whole(1, 65535))),
        Lie("no maximum", "ports", inside("ports", "items", maximum=NOTHING)),
        Lie("answers texts", "ports", shows("ports", lambda v: [str(n) for n in v])),
    ),
)

LIFE = Addition(
    "ttl",
    "60 to 86400 seconds, or NEVER, which is meant when it is left out",
    field(
        "ttl", {"anyOf": [whole(60, 86400), {"type": "string", "enum": ["NEVER"]}]}, absent="NEVER"
    ),
    (
        Lie("default 3600", "ttl", means("ttl", 3600)),
        Lie("refuses NEVER", "ttl", says("ttl", anyOf=[whole(60, 86400)])),
        Lie("from 1", "ttl", inside("ttl", "anyOf", "0", minimum=1)),
        Lie("to 3600", "ttl", inside("ttl", "anyOf", "0", maximum=3600)),
        Lie("any text", "ttl", inside("ttl", "anyOf", "1", enum=NOTHING)),
    ),
)

# -- forms, branches and objects in lists ---------------------------------------------------------

HOOK = an_object(
    {
        "name": {"type": "string", "pattern": "^[a-z]{2,8}$"},
        "retries": whole(0, 9),
        "url": {"type": "string", "format": "uri"},
    },
    "name",
    "url",
)
IN_A_HOOK = ("items", "properties")


def _retries_as_texts(hooks: list[Json]) -> list[Json]:
    return [{n: str(v) if n == "retries" else v for n, v in one.items()} for one in hooks]


HOOKS = Addition(
    "hooks",
    "a list of at most 4 objects of a name, an address and a number, none when it is left out",
    field("hooks", {"type": "array", "maxItems": 4, "items": HOOK}, absent=[]),
    (
        Lie("retries to 99", "retries", inside("hooks", *IN_A_HOOK, "retries", maximum=99)),
        Lie(
            "retries demanded",
            "retries",
            inside("hooks", "items", required=["name", "url", "retries"]),
        ),
        Lie("retries shown as texts", "retries", shows("hooks", _retries_as_texts)),
        Lie(
            "names of 12",
            "name",
            inside("hooks", *IN_A_HOOK, "name", pattern="^[a-z]{2,12}$"),
            unedited=TAKEN,
        ),
    ),
)

TARGET = an_object({"url": {"type": "string", "format": "uri"}, "timeout": whole(1, 60)}, "url")
SINKS = [
    an_object({"kind": {"type": "string", "const": "S3"}, "bucket": TEXT}, "kind", "bucket"),
    an_object({"kind": {"type": "string", "const": "HTTP"}, "target": TARGET}, "kind", "target"),
]
IN_A_TARGET = ("oneOf", "1", "properties", "target")
SINK = Addition(
    "sink",
    "one of two objects, of which one holds another object",
    field("sink", {"oneOf": SINKS, "discriminator": {"propertyName": "kind"}}),
    (
        Lie(
            "any address", "url", inside("sink", *IN_A_TARGET, "properties", "url", format=NOTHING)
        ),
        Lie(
            "timeout demanded", "timeout", inside("sink", *IN_A_TARGET, required=["url", "timeout"])
        ),
        Lie("to 30", "timeout", inside("sink", *IN_A_TARGET, "properties", "timeout", maximum=30)),
        Lie(
            "s3 too",
            "kind",
            inside("sink", "oneOf", "0", "properties", "kind", const=NOTHING, enum=["S3", "s3"]),
        ),
    ),
)

MAIL, LINK = ({"type": "string", "format": name} for name in ("email", "uri"))
NOTIFY = Addition(
    "notify",
    "an e-mail address or a URI",
    field("notify", {"anyOf": [MAIL, LINK]}),
    (
        Lie("no URI", "notify", says("notify", anyOf=[MAIL])),
        Lie("any text", "notify", takes("notify", TEXT)),
        Lie("small letters", "notify", stores("notify", str.lower), unedited=BECOMES),
    ),
)

SLUG = Addition(
    "slug",
    "2 to 31 letters, digits and dashes that do not begin with admin",
    field("slug", {"type": "string", "pattern": "^(?!admin)[a-z][a-z0-9-]{1,30}$"}),
    (
        Lie("admin too", "slug", says("slug", pattern="^[a-z][a-z0-9-]{1,30}$"), unedited=TAKEN),
        Lie(
            "at most 10",
            "slug",
            says("slug", pattern="^(?!admin)[a-z][a-z0-9-]{1,9}$"),
            unedited=TAKEN,
        ),
        Lie("drops dashes", "slug", stores("slug", lambda v: v.replace("-", "")), unedited=BECOMES),
    ),
)

BATCH = Addition(
    "batch",
    "a whole number from 5 to 500, in fives, 50 when it is left out",
    field("batch", whole(5, 500) | {"multipleOf": 5}, absent=50),
    (
        Lie("from 0", "batch", says("batch", minimum=0)),
        Lie("to 5000", "batch", says("batch", maximum=5000)),
        Lie("to 250", "batch", says("batch", maximum=250)),
    ),
)


def add_origin_tag(data: Json) -> None:
    """Add a text that a creation sets, and a change does not know."""
    add_field(data, "originTag", {"type": "string", "minLength": 3, "maxLength": 12})
    schema(data, "UpdateApiKeyRequest")["properties"].pop("originTag")


ORIGIN_TAG = Addition(
    "originTag",
    "a text of 3 to 12 characters, set at creation alone",
    add_origin_tag,
    (
        Lie("trims", "originTag", stores("originTag", str.strip)),
        Lie("of 20", "originTag", says("originTag", maxLength=20)),
    ),
)

LATER = (
    HOOKS,
    SINK,
    NOTIFY,
    SLUG,
    BATCH,
    ORIGIN_TAG,
    PORTS,
    LIFE,
    PER_MODEL,
    ORIGIN,
    SCHEDULE,
    PRICE,
    TERMS,
    NICK,
    RETRIES,
    MORE_FORMATS,
    BYTES,
    RETIRED,
    PASSPHRASE,
    COUNTER,
    COMPOSED,
)
"""Every later field."""
