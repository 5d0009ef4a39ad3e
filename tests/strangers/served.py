"""Operations, parameters and pages that the vendor may add later, and the lies about them."""

import copy
from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, RefusedError, Reply
from tests.strangers.fragments import (
    NOTHING,
    TEXT,
    Json,
    a_parameter,
    add_operation_on_a_key,
    an_object,
    operation,
    schema,
    told,
)
from tests.strangers.lies import (
    DOES,
    Addition,
    Lie,
    answers,
    change,
    demands,
    guarded,
    hears,
    ignores,
    parameter,
    says_after,
    shows,
    status,
    unguarded,
)
from tests.strangers.manners import Manners
from tests.strangers.reading import Operation
from tests.strangers.server import Server

LIST, READ, CREATE, CHANGE = "getApiKeys", "getApiKeyById", "createApiKey", "updateApiKey"
LIMITS = "getApiKeyRateLimits"
INVALID = {"$ref": "#/components/responses/InvalidRequest"}
ANY_PAGE = "no schema says which page shows a key"
ELSEWHERE = "where its content stands instead is for a person to say"
FOR_GOOD = "whether an operation is gone for good is for a person to say"


def _listing(function: Callable[[Server, Asked, Reply], object]) -> Bent:
    """A list that was answered is another one."""

    def edit(server: Server, asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            function(server, asked, reply)

    return says_after(LIST, edit)


def _parameters(name: str, *parameters: Json) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        node = operation(data, name)
        node.setdefault("parameters", []).extend(copy.deepcopy(parameters))
        node["responses"]["400"] = INVALID

    return edit


# -- lists ----------------------------------------------------------------------------------------

FILTERS = (
    a_parameter("q", "query", "A part of a description", TEXT | {"minLength": 2, "maxLength": 20}),
    a_parameter("sort", "query", "In what order", TEXT | {"enum": ["created", "name"]}),
    a_parameter("createdAfter", "query", "Made after", TEXT | {"format": "date-time"}),
    a_parameter("pageSize", "query", "How many", {"type": "integer", "minimum": 1, "maximum": 50}),
)


def _filtered(_server: Server, asked: Asked, reply: Reply) -> None:
    keys, wanted = reply.body["data"], asked.values
    found = [one for one in keys if wanted.get("q", "") in one.get("description", "")]
    found = [one for one in found if one["createdAt"] > wanted.get("createdAfter", "")]
    if wanted.get("sort") == "name":
        found.sort(key=lambda one: one.get("description", ""))
    reply.body["data"] = found[: wanted.get("pageSize", 50)]


FILTERED = ("q", "sort", "createdAfter", "pageSize", f"@{LIST}")
SEARCH = Addition(
    "list-search",
    "the list takes a search, an order, a moment and a number",
    _parameters(LIST, *FILTERS),
    (
        Lie("takes price", FILTERED, parameter(LIST, "sort", enum=["created", "name", "price"])),
        Lie("refuses name", FILTERED, parameter(LIST, "sort", enum=["created"])),
        Lie("takes any moment", FILTERED, parameter(LIST, "createdAfter", format=NOTHING)),
        Lie("takes 0", FILTERED, parameter(LIST, "pageSize", minimum=0)),
        Lie("to 20", FILTERED, parameter(LIST, "pageSize", maximum=20)),
        Lie("one letter", FILTERED, parameter(LIST, "q", minLength=1)),
        Lie("demands sort", FILTERED, demands(LIST, "sort")),
        Lie(
            "ignores the number",
            FILTERED,
            hears(LIST, lambda v: v.pop("pageSize", 0)),
            unedited="no schema says how long a page is",
        ),
    ),
    bent=(_listing(_filtered),),
)

CURSOR = a_parameter("cursor", "query", "Where the page before ended", TEXT)
PAGE = 5


def _paged(reply: Reply, asked: Asked) -> str:
    """Cut a list to one page, and return the query of the next one, empty after the last."""
    start, keys = int(asked.values.get("cursor") or 0), reply.body["data"]
    reply.body["data"] = keys[start : start + PAGE]
    return f"cursor={start + PAGE}" if len(keys) > start + PAGE else ""


def add_meta(data: Json) -> None:
    """Let a list tell the address of its next page."""
    _parameters(LIST, CURSOR)(data)
    meta = told(
        an_object(
            {"next": {"type": ["string", "null"]}, "total": {"type": "integer", "minimum": 0}},
            "next",
            "total",
        )
    )
    answer = schema(data, "ListApiKeysResponse")
    answer["properties"]["meta"] = meta | {"description": "About the page"}
    answer["required"].append("meta")
    data["components"]["examples"]["KeyList"]["value"]["meta"] = {"next": None, "total": 1}


def _told_in_meta(server: Server, asked: Asked, reply: Reply) -> None:
    total, query = len(reply.body["data"]), _paged(reply, asked)
    following = f"{server.root}/api_keys?{query}" if query else None
    reply.body["meta"] = {"next": following, "total": total}


def _told_in_a_header(server: Server, asked: Asked, reply: Reply) -> None:
    query = _paged(reply, asked)
    if query:
        reply.headers["link"] = f'<{server.base_url}/api_keys?{query}>; rel="next"'


def _loses_a_key(_server: Server, asked: Asked, reply: Reply) -> None:
    if "cursor" in asked.values:
        del reply.body["data"][:1]


def _meta(**values: Any) -> Bent:
    return _listing(lambda _server, _asked, reply: change(reply.body["meta"], values))


PAGED = ("cursor", "next", "total", f"@{LIST}", f"@{CREATE}")
MANY = Manners(foreign=12)
META = Addition(
    "pages-by-address",
    "the list tells the address of its next page",
    add_meta,
    (
        Lie("total is a text", PAGED, _meta(total="12")),
        Lie("loses a key", PAGED, _listing(_loses_a_key), unedited=ANY_PAGE),
    ),
    bent=(_listing(_told_in_meta),),
    manners=MANY,
)
HEADED = Addition(
    "pages-by-header",
    "the list tells its next page in a Link header",
    _parameters(LIST, CURSOR),
    (
        Lie("loses a key", PAGED, _listing(_loses_a_key), unedited=ANY_PAGE),
        Lie(
            "tells none",
            PAGED,
            _listing(lambda _s, _a, r: r.headers.pop("link", None)),
            unedited=ANY_PAGE,
        ),
    ),
    bent=(_listing(_told_in_a_header),),
    manners=MANY,
)

KINDS = {
    "type": "array",
    "maxItems": 2,
    "items": {"type": "string", "enum": ["INFERENCE", "ADMIN"]},
}


def _of_types(_server: Server, asked: Asked, reply: Reply) -> None:
    wanted = asked.values.get("type", ["INFERENCE", "ADMIN"])
    reply.body["data"] = [one for one in reply.body["data"] if one["apiKeyType"] in wanted]


def _for_all(*alternatives: Json) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        for name in (LIMITS, READ):
            operation(data, name)["security"] = list(alternatives)
            operation(data, name).pop("x-needs", None)

    return edit


WITH_KEY: Json = {"BearerAuth": []}
FOR_ALL = Addition(
    "for-all",
    "two reads need no key, or take one that nobody has to send",
    _for_all({}, WITH_KEY),
    (
        Lie("limits need a key", f"@{LIMITS}", guarded(LIMITS)),
        Lie("a read needs a key", f"@{READ}", guarded(READ)),
        Lie(
            "limits need a key and answer 403",
            f"@{LIMITS}",
            guarded(LIMITS),
            answers(LIMITS, 403),
            unedited=DOES,
        ),
    ),
)

SEVERAL = Addition(
    "list-of-types",
    "the list takes a list of types",
    _parameters(LIST, a_parameter("type", "query", "Which types", KINDS)),
    (Lie("works without a key", f"@{LIST}", unguarded(LIST)),),
    bent=(_listing(_of_types),),
)

# -- headers --------------------------------------------------------------------------------------

NAMED = ("Idempotency-Key", f"@{CREATE}")


def add_idempotency(data: Json) -> None:
    """Let a creation be named, so that it is done once."""
    header = a_parameter(
        "Idempotency-Key", "header", "Names the request", TEXT | {"minLength": 8, "maxLength": 64}
    )
    operation(data, CREATE)["parameters"] = [header]


def _header(asked: Asked, name: str, otherwise: str = "") -> str:
    known = any(one["name"] == name for one in asked.operation.parameters)
    return asked.request.headers.get(name, otherwise) if known else otherwise


def _done(server: Server, asked: Asked) -> Reply | None:
    name = _header(asked, "Idempotency-Key")
    return server.replies.get(name) if asked.operation.id == CREATE else None


def _noted(server: Server, asked: Asked, reply: Reply) -> None:
    name = _header(asked, "Idempotency-Key")
    if asked.operation.id == CREATE and name:
        server.replies[name] = copy.deepcopy(reply)


ONCE_ONLY = Addition(
    "idempotency",
    "a creation that is named is done once",
    add_idempotency,
    (
        Lie("demands it", NAMED, demands(CREATE, "Idempotency-Key")),
        Lie("takes short ones", NAMED, parameter(CREATE, "Idempotency-Key", minLength=NOTHING)),
        Lie("to 32", NAMED, parameter(CREATE, "Idempotency-Key", maxLength=32)),
        Lie("of UUIDs alone", NAMED, parameter(CREATE, "Idempotency-Key", format="uuid")),
        Lie("ignores it", NAMED, ignores(CREATE, "Idempotency-Key"), unedited=DOES),
    ),
    bent=(Bent(before=_done, after=_noted),),
)


def add_versions(data: Json) -> None:
    """Let a change and a reading be for one version alone."""
    about = "The version that is meant"
    node = operation(data, CHANGE)
    node["parameters"] = [a_parameter("If-Match", "header", about, TEXT | {"maxLength": 80})]
    wrong = {"$ref": "#/components/schemas/StandardError"}
    content = {"application/json": {"schema": wrong}}
    node["responses"]["412"] = {"description": "It is another version", "content": content}
    node = operation(data, READ)
    known = a_parameter("If-None-Match", "header", about, TEXT | {"maxLength": 80})
    node["parameters"].append(known)
    node["responses"]["304"] = {"description": "It is that version"}


def _matched(server: Server, asked: Asked) -> None:
    record, meant = server.records.get(asked.id), _header(asked, "If-Match", "*")
    known = record is not None and meant not in ("*", f'"{len(record.versions)}"')
    if asked.operation.id == CHANGE and known:
        raise RefusedError(412, {"error": "It is another version"})


VERSIONED = Addition(
    "versions",
    "a change may be for one version alone",
    add_versions,
    (
        Lie("the reading demands one", "If-None-Match", demands(READ, "If-None-Match")),
        Lie("changes any version", "If-Match", ignores(CHANGE, "If-Match"), unedited=DOES),
    ),
    bent=(Bent(heard=_matched),),
)

# -- statuses -------------------------------------------------------------------------------------


def add_ranges(data: Json) -> None:
    """Describe all refusals of a reading at once."""
    responses = operation(data, READ)["responses"]
    for known in [one for one in responses if one.startswith("4")]:
        del responses[known]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/StandardError"}}}
    responses["4XX"] = {"description": "It is refused", "content": content}


def _turns_away(body: Any) -> Bent:
    """Whoever has no right key is refused with a body when he reads."""

    def door(_server: Server, node: Operation, _key: str, right: bool) -> bool:
        if node.id == READ and not right:
            raise RefusedError(401, body)
        return right

    return Bent(door=door)


RANGES = Addition(
    "ranges",
    "all refusals of a reading are of one form, whatever their status",
    add_ranges,
    (
        Lie(
            "says its refusals in a list",
            f"@{READ}",
            _turns_away([{"error": "No such key"}]),
            unedited=ELSEWHERE,
        ),
        Lie("counts its errors", f"@{READ}*", _turns_away({"error": 7})),
        Lie("works without a key", f"@{READ}", unguarded(READ)),
    ),
)

# -- operations on a key --------------------------------------------------------------------------

RESTORE = Addition(
    "restore",
    "POST /api_keys/{id}/restore brings a key back",
    lambda data: add_operation_on_a_key(
        data, "post", "restore", "restoreApiKey", "Bring a key back", "UpdateApiKeyResponse"
    ),
    (
        Lie("404", "@restoreApiKey", answers("restoreApiKey", 404), unedited=FOR_GOOD),
        Lie("works without a key", "@restoreApiKey", unguarded("restoreApiKey")),
        Lie("201", "@restoreApiKey", status("restoreApiKey", "200", "201")),
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
    _parameters(
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


def add_replacing(data: Json) -> None:
    """Let a key be replaced at `PUT /api_keys/{id}`, beside the change."""
    request = copy.deepcopy(schema(data, "UpdateApiKeyRequest"))
    del request["properties"]["id"]
    request["required"] = ["description"]
    data["components"]["schemas"]["ReplaceApiKeyRequest"] = request
    about = "Replace what a key is"
    add_operation_on_a_key(data, "put", "", "replaceApiKey", about, "UpdateApiKeyResponse")
    node = data["paths"].pop("/api_keys/{id}/")["put"]
    content = {"schema": {"$ref": "#/components/schemas/ReplaceApiKeyRequest"}}
    node["requestBody"] = {"required": True, "content": {"application/json": content}}
    node["responses"]["400"] = INVALID
    data["paths"]["/api_keys/{id}"]["put"] = node


REPLACED = ("limitPeriod", "description", "@replaceApiKey")
REPLACE = Addition(
    "replace",
    "PUT /api_keys/{id} replaces what a key is",
    add_replacing,
    (
        Lie("404", REPLACED, answers("replaceApiKey", 404), unedited=FOR_GOOD),
        Lie(
            "description is optional",
            REPLACED,
            lambda data: schema(data, "ReplaceApiKeyRequest").pop("required"),
        ),
        Lie(
            "takes unknown names",
            REPLACED,
            lambda data: schema(data, "ReplaceApiKeyRequest").pop("additionalProperties"),
        ),
        Lie("works without a key", REPLACED, unguarded("replaceApiKey")),
    ),
)


def rename(data: Json) -> None:
    """Move everything from `/api_keys` to `/keys`."""
    moved = {path.replace("/api_keys", "/keys", 1): item for path, item in data["paths"].items()}
    data["paths"] = moved


def _back(data: Json) -> None:
    data["paths"]["/api_keys/{id}"] = data["paths"].pop("/keys/{id}")


RENAMED = Addition(
    "renamed",
    "everything stands below /keys",
    rename,
    (
        Lie("reads at the old path", f"@{READ}", _back, unedited=FOR_GOOD),
        Lie("shows WEEK", "limitPeriod", shows("limitPeriod", lambda _: "WEEK")),
    ),
)


def add_request_id(data: Json) -> None:
    """Let the list name each request in a header of its answer."""
    header = {"description": "The request", "required": True, "schema": TEXT | {"format": "uuid"}}
    operation(data, LIST)["responses"]["200"]["headers"] = {"X-Request-Id": header}


def _request_id(text: str) -> Bent:
    return _listing(lambda _server, _asked, reply: change(reply.headers, {"x-request-id": text}))


HEADER = ("header X-Request-Id",)
ANSWERED = Addition(
    "request-id",
    "the list answers a header with a UUID",
    add_request_id,
    (
        Lie("no UUID", HEADER, _request_id("17")),
        Lie("no header", HEADER, _listing(lambda _s, _a, r: r.headers.pop("x-request-id"))),
    ),
    bent=(_request_id("6d1a3f7e-8f27-4c55-9f3c-6b8f1f6f6a10"),),
)

REMOVE, WHY = "deleteApiKey", ("reason", "@deleteApiKey")
REASON = Addition(
    "delete-reason",
    "a revocation takes a reason of two",
    lambda data: operation(data, REMOVE)["parameters"].append(
        a_parameter("reason", "query", "Why", TEXT | {"enum": ["LEAKED", "UNUSED"]})
    ),
    (
        Lie("demands it", WHY, demands(REMOVE, "reason")),
        Lie("refuses UNUSED", WHY, parameter(REMOVE, "reason", enum=["LEAKED"])),
        Lie("takes any", WHY, parameter(REMOVE, "reason", enum=NOTHING)),
    ),
)

SERVED = (
    SEARCH,
    META,
    HEADED,
    SEVERAL,
    FOR_ALL,
    ONCE_ONLY,
    VERSIONED,
    RANGES,
    RESTORE,
    USAGE,
    TABLE,
    REPLACE,
    RENAMED,
    ANSWERED,
    REASON,
)
"""Every later operation."""
