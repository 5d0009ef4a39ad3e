"""The twelve additions of the evolution table, and the lies that were told about each."""

import copy
from typing import Any

from tests.strangers.bending import Asked, Bent, Reply
from tests.strangers.fragments import (
    BOOLEAN,
    EVIDENCE,
    NOTHING,
    TEXT,
    Json,
    a_parameter,
    add_operation_on_a_key,
    field,
    operation,
    schema,
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
    changes_nothing,
    drops,
    hears,
    hides,
    inside,
    means,
    parameter,
    says,
    says_after,
    shows,
    status,
    stays,
    stores,
    unguarded,
    unknown,
)
from tests.strangers.server import Server

# -- one field each -----------------------------------------------------------------------------

ON = ("enabled",)
ENABLED = Addition(
    "enabled",
    "a boolean that means true when it is left out",
    field("enabled", BOOLEAN, absent=True),
    (
        Lie("accepts texts", ON, also_takes("enabled", {"enum": ["true", "false"]})),
        Lie("refuses false", ON, says("enabled", const=True)),
        Lie("accepts null", ON, says("enabled", type=["boolean", "null"])),
        Lie(
            "accepts 0 and 1",
            ON,
            also_takes("enabled", {"type": "integer", "minimum": 0, "maximum": 1}),
            stores("enabled", bool),
            unedited=BECOMES,
        ),
        Lie("ignores what is sent", ON, always("enabled", True), unedited=BECOMES),
        Lie("default is false", ON, means("enabled", False)),
        Lie('answers "true"', ON, shows("enabled", lambda v: str(v).lower())),
        Lie("leaves it out of answers", ON, hides("enabled")),
    ),
)

RPM = "requestsPerMinute"
REQUESTS = Addition(
    RPM,
    "an integer from 10 to 1000 that means 100 when it is left out",
    field(RPM, {"type": "integer", "minimum": 10, "maximum": 1000}, absent=100),
    (
        Lie("accepts 10.5", RPM, says(RPM, type="number")),
        Lie("minimum 0", RPM, says(RPM, minimum=0)),
        Lie("minimum 20", RPM, says(RPM, minimum=20)),
        Lie("no maximum", RPM, says(RPM, maximum=NOTHING)),
        Lie("maximum 500", RPM, says(RPM, maximum=500)),
        Lie("accepts tens only", RPM, says(RPM, multipleOf=10), unedited=TAKEN),
        Lie("rounds to hundreds", RPM, stores(RPM, lambda v: round(v, -2)), unedited=BECOMES),
        Lie("drops it", RPM, always(RPM, 100), unedited=BECOMES),
        Lie("default 60", RPM, means(RPM, 60)),
        Lie("answers a text", RPM, shows(RPM, str)),
    ),
)

DAYS = "retentionDays"
RETENTION = Addition(
    DAYS,
    "an integer of 1, 7 and 30 that means 7 when it is left out",
    field(DAYS, {"type": "integer", "enum": [1, 7, 30]}, absent=7),
    (
        Lie("refuses 30", DAYS, says(DAYS, enum=[1, 7])),
        Lie("accepts 90", DAYS, says(DAYS, enum=[1, 7, 30, 90])),
        Lie("accepts any", DAYS, says(DAYS, enum=NOTHING)),
        Lie("always 7", DAYS, always(DAYS, 7)),
    ),
)

LABEL = Addition(
    "label",
    "a text of 1 to 20 characters",
    field("label", {"type": "string", "minLength": 1, "maxLength": 20}),
    (
        Lie('accepts ""', "label", says("label", minLength=NOTHING)),
        Lie("at least 5", "label", says("label", minLength=5)),
        Lie("at most 200", "label", says("label", maxLength=200)),
        Lie("loses it", "label", drops("label")),
    ),
)

PROJECT = Addition(
    "project",
    "a text of the form ^proj_[a-z0-9]{4,12}$",
    field("project", {"type": "string", "pattern": "^proj_[a-z0-9]{4,12}$"}),
    (
        Lie("does not know it", "project", unknown("project")),
        Lie("other form", "project", says("project", pattern="^prj-[A-Z]{3}$"), unedited=TAKEN),
        Lie("any text", "project", says("project", pattern=NOTHING)),
        Lie("or empty", "project", says("project", pattern="^$|^proj_[a-z0-9]{4,12}$")),
        Lie("loses it", "project", drops("project")),
    ),
)

IP = "ipAllowlist"
BYTE = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
ADDRESS = rf"^{BYTE}(\.{BYTE}){{3}}(/(3[0-2]|[12]?\d))?$"
SUBNET = ADDRESS.replace(")?$", ")$")
ADDRESSES = Addition(
    IP,
    "at most 20 texts of the form of an IPv4 address or subnet, none when it is left out",
    field(
        IP,
        {"type": "array", "maxItems": 20, "items": {"type": "string", "pattern": ADDRESS}},
        absent=[],
    ),
    (
        Lie("refuses any", IP, says(IP, maxItems=0), unedited=TAKEN),
        Lie("no maximum", IP, says(IP, maxItems=NOTHING)),
        Lie("at most 5", IP, says(IP, maxItems=5)),
        Lie("any text", IP, inside(IP, "items", pattern=NOTHING)),
        Lie("needs the prefix length", IP, inside(IP, "items", pattern=SUBNET), unedited=TAKEN),
        Lie(
            "takes one text for the list",
            IP,
            also_takes(IP, TEXT),
            stores(IP, lambda v: [v] if isinstance(v, str) else v),
            unedited=BECOMES,
        ),
        Lie("takes numbers", IP, inside(IP, "items", type=["string", "number"])),
        Lie("ignores it", IP, always(IP, []), unedited=BECOMES),
        Lie("keeps the first", IP, stores(IP, lambda v: v[:1]), unedited=BECOMES),
        Lie("reverses", IP, stores(IP, lambda v: v[::-1]), unedited=BECOMES),
        Lie("other default", IP, means(IP, ["0.0.0.0/0"])),
        Lie("answers null", IP, shows(IP, lambda v: v or None)),
        Lie("leaves it out", IP, hides(IP)),
        Lie("answers one text with commas", IP, shows(IP, ",".join)),
    ),
)


def _texts_of(value: Any) -> Any:
    return dict.fromkeys(value, 7) if isinstance(value, dict) else value


TAGS = Addition(
    "tags",
    "a map of texts of at most 32 characters, empty when it is left out",
    field(
        "tags",
        {"type": "object", "additionalProperties": {"type": "string", "maxLength": 32}},
        absent={},
    ),
    (
        Lie("refuses every tag", "tags", says("tags", additionalProperties=False)),
        Lie(
            "takes numbers",
            "tags",
            inside("tags", "additionalProperties", type=["string", "number"]),
        ),
        Lie(
            "takes longer texts", "tags", inside("tags", "additionalProperties", maxLength=NOTHING)
        ),
        Lie("takes a list", "tags", also_takes("tags", {"type": "array"})),
        Lie("loses them", "tags", always("tags", {}), unedited=BECOMES),
        Lie(
            "upper-cases them",
            "tags",
            stores("tags", lambda v: {k: t.upper() for k, t in v.items()}),
            unedited=BECOMES,
        ),
        Lie("answers a list", "tags", shows("tags", lambda v: sorted(v.values()))),
        Lie("answers a number for a text", "tags", shows("tags", _texts_of)),
    ),
)

# -- operations ---------------------------------------------------------------------------------


def move_update(data: Json) -> None:
    """Change keys at `PATCH /api_keys/{id}`, without an id in the body."""
    paths = data["paths"]
    update = paths["/api_keys"].pop("patch")
    update["parameters"] = [dict(paths["/api_keys/{id}"]["get"]["parameters"][0])]
    paths["/api_keys/{id}"]["patch"] = update
    request = schema(data, "UpdateApiKeyRequest")
    del request["properties"]["id"]
    del request["required"]
    example = next(iter(update["requestBody"]["content"].values()))["examples"]
    example["lower-the-limit"]["value"].pop("id")
    link = operation(data, "createApiKey")["responses"]["200"]["links"]["UpdateCreatedKey"]
    link["parameters"] = link.pop("requestBody")


def _update_period(*values: str) -> Any:
    def edit(data: Json) -> None:
        node = {"type": "string", "enum": list(values)}
        schema(data, "UpdateApiKeyRequest")["properties"]["limitPeriod"] = node

    return edit


UPDATE = ("@updateApiKey",)
MOVED = Addition(
    "update-by-path",
    "the update stands at PATCH /api_keys/{id}",
    move_update,
    (
        Lie("refuses LIFETIME", "limitPeriod", _update_period("EPOCH", "MONTH")),
        Lie("accepts WEEK", "limitPeriod", _update_period("EPOCH", "MONTH", "LIFETIME", "WEEK")),
        Lie("changes nothing", "@updateApiKey*", Bent(keeps=changes_nothing), unedited=DOES),
        Lie("answers 405", UPDATE, answers("updateApiKey", 405), unedited=DOES),
    ),
)

CREATE = ("@createApiKey",)
CREATED = Addition(
    "create-201",
    "the create answers 201",
    status("createApiKey", "200", "201"),
    (
        Lie("answers 200", CREATE, status("createApiKey", "201", "200")),
        Lie("answers 202", CREATE, status("createApiKey", "201", "202")),
    ),
)


def no_content(data: Json) -> None:
    """Answer a revocation with 204 and no body."""
    responses = operation(data, "deleteApiKey")["responses"]
    del responses["200"]
    responses["204"] = {"description": "The key is revoked"}


def _with_body(data: Json) -> None:
    responses = operation(data, "deleteApiKey")["responses"]
    del responses["204"]
    node = {"$ref": "#/components/schemas/DeleteApiKeyResponse"}
    content = {"application/json": {"schema": node}}
    responses["200"] = {"description": "The key is revoked", "content": content}


REMOVE = ("@deleteApiKey",)
REMOVED = Addition(
    "delete-204",
    "the delete answers 204 without a body",
    no_content,
    (
        Lie("answers 200 with a body", REMOVE, _with_body),
        Lie(
            "the key stays in the list",
            (*REMOVE, "@getApiKeys"),
            says_after("deleteApiKey", stays),
            unedited=DOES,
        ),
    ),
)


def add_pages(data: Json) -> None:
    """Let the list take a status, a limit and a cursor, and answer the next cursor."""
    node = operation(data, "getApiKeys")
    state: Json = {"type": "string", "enum": ["ACTIVE", "REVOKED", "ALL"]}
    state["x-absent-means"] = {"value": "ACTIVE", **EVIDENCE}
    node["parameters"] = [
        a_parameter("status", "query", "Which keys by their state", state),
        a_parameter(
            "limit", "query", "Keys on a page", {"type": "integer", "minimum": 1, "maximum": 100}
        ),
        a_parameter("cursor", "query", "Where the page before ended", TEXT),
    ]
    node["responses"]["400"] = {"$ref": "#/components/responses/InvalidRequest"}
    answer = schema(data, "ListApiKeysResponse")
    cursor = {"type": ["string", "null"], "description": "Where the next page begins"}
    answer["properties"]["nextCursor"] = cursor
    answer["required"].append("nextCursor")
    for example in ("KeyList",):
        data["components"]["examples"][example]["value"]["nextCursor"] = None


def _without(name: str) -> Any:
    return hears("getApiKeys", lambda values: values.pop(name, None))


def _loses_a_key(_server: Server, asked: Asked, reply: Reply) -> None:
    if "cursor" in asked.values and reply.status == 200:
        del reply.body["data"][:1]


def _number(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200 and reply.body["nextCursor"] is None:
        reply.body["nextCursor"] = 0
    elif reply.status == 200:
        reply.body["nextCursor"] = 17


def _no_cursor(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        del reply.body["nextCursor"]


LIST = ("@getApiKeys",)
PAGES = Addition(
    "list-pages",
    "the list takes status, limit and cursor and answers nextCursor",
    add_pages,
    (
        Lie(
            "refuses ALL",
            ("status", *LIST),
            parameter("getApiKeys", "status", enum=["ACTIVE", "REVOKED"]),
        ),
        Lie(
            "accepts EXPIRED",
            ("status", *LIST),
            parameter("getApiKeys", "status", enum=["ACTIVE", "REVOKED", "ALL", "EXPIRED"]),
        ),
        Lie("ignores status", ("status", *LIST, *REMOVE), _without("status"), unedited=DOES),
        Lie("limit at most 10", ("limit", *LIST), parameter("getApiKeys", "limit", maximum=10)),
        Lie(
            "limit any",
            ("limit", *LIST),
            parameter("getApiKeys", "limit", maximum=NOTHING, minimum=NOTHING),
            apart="two bounds that are gone are two differences",
        ),
        Lie("limit ignored", ("limit", *LIST), _without("limit"), unedited=DOES),
        Lie(
            "the cursor repeats the first page",
            ("cursor", *LIST, *CREATE),
            _without("cursor"),
            unedited=DOES,
        ),
        Lie(
            "the cursor loses a key",
            ("cursor", *LIST, *CREATE),
            says_after("getApiKeys", _loses_a_key),
            unedited=DOES,
        ),
        Lie("nextCursor a number", ("nextCursor", *LIST), says_after("getApiKeys", _number)),
        Lie(
            "nextCursor left out",
            ("nextCursor", *LIST),
            says_after("getApiKeys", _no_cursor),
            apart="what a cursor is for is no longer said",
        ),
    ),
)


ROTATED = {
    "type": "object",
    "description": "A key with its new secret",
    "properties": {
        "id": {"type": "string", "description": "The id of the key"},
        "apiKey": {"type": "string", "description": "The new secret, shown this once"},
    },
    "required": ["id", "apiKey"],
    "additionalProperties": False,
}
ROTATED_ANSWER = {
    "type": "object",
    "description": "The answer to a rotation",
    "properties": {
        "success": {"type": "boolean", "description": "Whether it was done"},
        "data": {"$ref": "#/components/schemas/RotatedApiKey"},
    },
    "required": ["success", "data"],
    "additionalProperties": False,
}


def add_rotation(data: Json) -> None:
    """Give a key a new secret at `PUT /api_keys/{id}/rotate`."""
    shown = {"RotatedApiKey": ROTATED, "RotateApiKeyResponse": ROTATED_ANSWER}
    data["components"]["schemas"] |= copy.deepcopy(shown)
    about = "Give a key a new secret"
    add_operation_on_a_key(data, "put", "rotate", "rotateApiKey", about, "RotateApiKeyResponse")


def _same_secret(server: Server, asked: Asked) -> Reply | None:
    if asked.operation.id != "rotateApiKey":
        return None
    identity = asked.values["id"]
    record = server.records.get(identity)
    if record is None:
        return None
    return Reply(200, {"success": True, "data": {"id": identity, "apiKey": record.secret}})


def _no_secret(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"].pop("apiKey")


def _nobodys(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"]["apiKey"] = "sk-" + reply.body["data"]["apiKey"][:2:-1]


def _other_name(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"]["secretKey"] = reply.body["data"].pop("apiKey")


def _a_page(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.headers["content-type"], reply.content = "text/html", b"<p>done"


TURN = ("@rotateApiKey",)
ROTATION = Addition(
    "rotate",
    "PUT /api_keys/{id}/rotate answers a new secret",
    add_rotation,
    (
        Lie("404", TURN, answers("rotateApiKey", 404), unedited=DOES),
        Lie("500", TURN, answers("rotateApiKey", 500), open="answered 500"),
        Lie("the same secret", ("apiKey", *TURN), Bent(before=_same_secret), unedited=DOES),
        Lie("no secret", ("apiKey", *TURN), says_after("rotateApiKey", _no_secret)),
        Lie(
            "a secret that opens nothing",
            ("apiKey", *TURN),
            says_after("rotateApiKey", _nobodys),
            unedited="no schema says what a secret opens",
        ),
        Lie(
            "another name for it",
            ("apiKey", "secretKey", *TURN),
            says_after("rotateApiKey", _other_name),
        ),
        Lie("a page", TURN, says_after("rotateApiKey", _a_page)),
        Lie("201", TURN, status("rotateApiKey", "200", "201")),
        Lie("works without a key", TURN, unguarded("rotateApiKey")),
    ),
)

TWELVE = (
    ENABLED,
    REQUESTS,
    RETENTION,
    LABEL,
    PROJECT,
    ADDRESSES,
    TAGS,
    MOVED,
    CREATED,
    REMOVED,
    PAGES,
    ROTATION,
)
"""Every addition of the table, in its order."""
