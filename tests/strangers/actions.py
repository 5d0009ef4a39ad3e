"""Operations that a vendor may add: on one key, and on several; and the lies about them."""

import copy
from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.fragments import (
    ANSWERS,
    CREATE,
    NOTHING,
    REMOVE,
    TEXT,
    Json,
    a_parameter,
    add_operation_on_a_key,
    add_parameters,
    an_object,
    operation,
    schema,
    told,
)
from tests.strangers.lies import (
    DOES,
    FOR_GOOD,
    Addition,
    Lie,
    answered,
    answers,
    change,
    demands,
    parameter,
    says_after,
    shows,
    status,
    unguarded,
)
from tests.strangers.server import Server

# -- on a key --------------------------------------------------------------------------------------

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
        Lie("no secret", ("apiKey", *TURN), answered("rotateApiKey", {"data": {"apiKey": None}})),
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


def add_days(data: Json) -> None:
    """Tell what a key has used between two days."""
    about = {"description": "What a key has used"}
    used = {"day": TEXT | {"format": "date"}, "requests": {"type": "integer", "minimum": 0}}
    known = data["components"]["schemas"]
    known["UsageDay"] = told(an_object(used, "day", "requests")) | about
    days = {"type": "array", "items": {"$ref": "#/components/schemas/UsageDay"}}
    known["UsageDays"] = an_object({"data": days | about}, "data") | about
    add_operation_on_a_key(data, "get", "usage", "getApiKeyUsage", "Read its use", "UsageDays")
    day = TEXT | {"format": "date"}
    grain = TEXT | {"enum": ["day", "hour"], "default": "day"}
    add_parameters(
        "getApiKeyUsage",
        a_parameter("from", "query", "The first day", day),
        a_parameter("to", "query", "The last day", day),
        a_parameter("bucket", "query", "The grain", grain),
    )(data)


def _days(**values: Any) -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            reply.body["data"] = [{"day": "2028-02-29", "requests": 3}]
            change(reply.body["data"][0], values)

    return says_after("getApiKeyUsage", edit)


BETWEEN = ("from", "to", "bucket", "day", "requests", "@getApiKeyUsage")

USAGE = Addition(
    "usage-by-day",
    "GET /api_keys/{id}/usage tells what a key has used between two days",
    add_days,
    (
        Lie("takes week", BETWEEN, parameter("getApiKeyUsage", "bucket", enum=NOTHING)),
        Lie("refuses hour", BETWEEN, parameter("getApiKeyUsage", "bucket", enum=["day"])),
        Lie("demands from", BETWEEN, demands("getApiKeyUsage", "from")),
        Lie("below 0", BETWEEN, _days(requests=-1)),
        Lie("no requests", BETWEEN, _days(requests=NOTHING)),
        Lie("404", BETWEEN, answers("getApiKeyUsage", 404), unedited=FOR_GOOD),
    ),
    bent=(_days(),),
)


def add_table(data: Json) -> None:
    """Tell what a key has used as a table of text."""
    add_operation_on_a_key(
        data, "get", "usage.csv", "exportApiKey", "Read its use", "UpdateApiKeyResponse"
    )
    content = {"text/csv": {"schema": TEXT}}
    operation(data, "exportApiKey")["responses"]["200"]["content"] = content


def _table(media: str = "text/csv; charset=utf-8") -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            reply.headers["content-type"], reply.content = media, b"day,requests\n2028-02-29,3\n"

    return says_after("exportApiKey", edit)


TABLE = Addition(
    "table",
    "GET /api_keys/{id}/usage.csv answers a table of text",
    add_table,
    (
        Lie("404", "@exportApiKey", answers("exportApiKey", 404), unedited=FOR_GOOD),
        Lie("as HTML", "@exportApiKey", _table("text/html")),
        Lie("works without a key", "@exportApiKey", unguarded("exportApiKey")),
    ),
    bent=(_table(),),
)

COPY, SEARCH, BULK = "copyApiKey", "searchApiKeys", "revokeApiKeys"


def _copied(server: Server, asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        record = server._add(copy.deepcopy(server.records[asked.id].values))
        reply.body = server.answer(asked, [record]).body


COPIES = Addition(
    "copies",
    "an operation makes a copy of a key, with a secret of its own",
    lambda data: add_operation_on_a_key(
        data, "post", "copy", COPY, "Copy a key", "CreateApiKeyResponse"
    ),
    (
        Lie("is not there", f"@{COPY}", answers(COPY, 404), unedited=DOES),
        Lie("without a key", f"@{COPY}", unguarded(COPY)),
        Lie(
            "no secret", "apiKey", says_after(COPY, lambda _s, _a, r: r.body["data"].pop("apiKey"))
        ),
    ),
    bent=(says_after(COPY, _copied),),
)

DISABLE, ENABLE = "disableApiKey", "enableApiKey"

STATUS = {"type": "string", "enum": ["ACTIVE", "DISABLED"]}


def add_states(data: Json) -> None:
    """Let a key be switched off and on, show which, and say of one that is gone that it is."""
    for where in ANSWERS:
        node = schema(data, where)
        node["properties"]["status"] = told(STATUS) | {"description": "Whether it works"}
        node["required"].append("status")
    for step, name in (("disable", DISABLE), ("enable", ENABLE)):
        add_operation_on_a_key(data, "post", step, name, f"{step} a key", "GetApiKeyResponse")
    gone = copy.deepcopy(data["components"]["responses"]["UnknownKey"])
    gone.pop("x-refuses")
    operation(data, REMOVE)["responses"]["410"] = gone


def _switched(server: Server, asked: Asked) -> None:
    record = server.records.get(asked.id)
    if record and asked.operation.id in (DISABLE, ENABLE):
        record.values["status"] = "DISABLED" if asked.operation.id == DISABLE else "ACTIVE"


def _with_status(_server: Server, entity: Json, _asked: Asked, record: Record) -> None:
    entity["status"] = record.values.get("status", "ACTIVE")


def _is_gone(server: Server, asked: Asked) -> Reply | None:
    record = server.records.get(asked.request.url.params.get("id", ""))
    if asked.operation.id != REMOVE or record is None or record.gone > server.clock.now():
        return None
    return Reply(410, {"error": "It is gone"})


def _never(server: Server, asked: Asked) -> None:
    if asked.operation.id == DISABLE and asked.id in server.records:
        server.records[asked.id].values["status"] = "ACTIVE"


STATES = Addition(
    "states",
    "a key is switched off and on, and one that is gone is told to be",
    add_states,
    (
        Lie("stays on", f"@{DISABLE}", Bent(heard=_never), unedited=DOES),
        Lie("in small letters", "status", shows("status", str.lower)),
        Lie("enable is not there", f"@{ENABLE}", answers(ENABLE, 404), unedited=DOES),
    ),
    bent=(Bent(before=_is_gone, heard=_switched, shows=_with_status),),
)

# -- on several keys -------------------------------------------------------------------------------


def add_bulk(data: Json) -> None:
    """Revoke keys by a list of ids, and look for some by a text."""
    ids = an_object({"ids": {"type": "array", "minItems": 1, "maxItems": 5, "items": TEXT}}, "ids")
    text = an_object({"query": TEXT | {"minLength": 1, "maxLength": 60}}, "query")
    for step, name, body, answer in (
        ("revoke", BULK, ids, "DeleteApiKeyResponse"),
        ("search", SEARCH, text, "ListApiKeysResponse"),
    ):
        node = copy.deepcopy(operation(data, CREATE))
        known = {"schema": {"$ref": f"#/components/schemas/{answer}"}}
        node |= {"operationId": name, "summary": name, "description": name}
        node["requestBody"]["content"] = {"application/json": {"schema": told(body)}}
        node["responses"]["200"] = {"description": name, "content": {"application/json": known}}
        data["paths"][f"/api_keys/{step}"] = {"post": node}


def _in_bulk(server: Server, asked: Asked, _reply: Reply) -> None:
    for key_id in asked.body["ids"]:
        if key_id in server.records:
            record = server.records[key_id]
            record.gone, record.taken = server.clock.now(), True


def _searched(server: Server, asked: Asked, reply: Reply) -> None:
    text, now = asked.body["query"], server.clock.now()
    known = (one for one in server.records.values() if one.gone > now)
    found = [one for one in known if text in one.values.get("description", "")]
    reply.body = server.answer(asked, found).body | ({} if found else {"data": []})


def _body(name: str, field: str, **keywords: int) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        body = operation(data, name)["requestBody"]["content"]["application/json"]["schema"]
        body["properties"][field] |= keywords

    return edit


def _alive(server: Server, asked: Asked, _reply: Reply) -> None:
    for key_id in asked.body["ids"]:
        if key_id in server.records:
            server.records[key_id].gone = float("inf")


SEVERAL = Addition(
    "several-at-once",
    "keys are revoked by a list of ids, and found by a text",
    add_bulk,
    (
        Lie("they stay", f"@{BULK}", says_after(BULK, _alive), unedited=DOES),
        Lie("takes none", "ids", _body(BULK, "ids", minItems=0)),
        Lie("search is open", f"@{SEARCH}", unguarded(SEARCH)),
        Lie("takes an empty text", "query", _body(SEARCH, "query", minLength=0)),
    ),
    bent=(says_after(BULK, _in_bulk), says_after(SEARCH, _searched)),
)

ACTIONS = (ROTATION, USAGE, TABLE, COPIES, STATES, SEVERAL)
