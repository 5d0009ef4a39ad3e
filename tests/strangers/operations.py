"""Operations that are asked, or answer, in another way; and the lies about them."""

import copy
from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, RefusedError, Reply
from tests.strangers.fragments import (
    CHANGE,
    CREATE,
    INVALID,
    LIST,
    NOTHING,
    READ,
    REMOVE,
    TEXT,
    Json,
    a_parameter,
    add_field,
    add_operation_on_a_key,
    operation,
    schema,
)
from tests.strangers.lies import (
    BECOMES,
    DOES,
    FOR_GOOD,
    Addition,
    Lie,
    answers,
    change,
    changes_nothing,
    demands,
    drops,
    guarded,
    ignores,
    listing,
    parameter,
    says_after,
    shows,
    stays,
    unguarded,
)
from tests.strangers.reading import Operation
from tests.strangers.server import Server

LIMITS = "getApiKeyRateLimits"

ELSEWHERE = "where its content stands instead is for a person to say"

# -- where and how they are asked ------------------------------------------------------------------


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


def _links(data: Json) -> Json:
    found: Json = operation(data, CREATE)["responses"]["200"]["links"]
    return found


def add_posts(data: Json) -> None:
    """Change a key by POST at its path, and revoke it by POST at `/revoke`."""
    item = data["paths"]["/api_keys"]
    change = item.pop("patch")
    del item["delete"], _links(data)["DeleteCreatedKey"]
    body = schema(data, "UpdateApiKeyRequest")
    body["properties"].pop("id")
    body["required"].remove("id")
    one = data["paths"]["/api_keys/{id}"]
    change["parameters"] = copy.deepcopy(one["get"]["parameters"])
    one["post"] = change
    change["requestBody"]["content"]["application/json"].pop("examples")
    _links(data)["UpdateCreatedKey"] = {
        "description": "Change it",
        "operationId": CHANGE,
        "parameters": {"id": "$response.body#/data/id"},
    }
    add_operation_on_a_key(data, "post", "revoke", REVOKE, "Revoke a key", "DeleteApiKeyResponse")


def _revoked(server: Server, asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        record = server.records[asked.id]
        record.gone, record.taken = server.clock.now(), True


REVOKE = "revokeApiKey"

POSTS = Addition(
    "posts",
    "a key is changed, and revoked, by POST",
    add_posts,
    (
        Lie("it stays", f"@{REVOKE}", says_after(REVOKE, stays), unedited=DOES),
        Lie("without a key", f"@{REVOKE}", unguarded(REVOKE)),
        Lie("changes nothing", f"@{CHANGE}", Bent(keeps=changes_nothing), unedited=BECOMES),
    ),
    bent=(says_after(REVOKE, _revoked),),
)


def add_replacing_changes(data: Json) -> None:
    operation(data, CHANGE)["x-replaces"] = True
    add_field(data, "note", TEXT | {"maxLength": 40})


def _keeps_the_note(_server: Server, values: Json, before: Json, asked: Asked) -> None:
    if asked.role == "change" and "note" in before:
        values.setdefault("note", before["note"])


REPLACING = Addition(
    "replacing",
    "a change takes away what it does not name",
    add_replacing_changes,
    (
        Lie("keeps the note", f"@{CHANGE}", Bent(keeps=_keeps_the_note), unedited=DOES),
        Lie("merges", f"@{CHANGE}", lambda data: operation(data, CHANGE).pop("x-replaces")),
        Lie(
            "takes WEEK",
            "limitPeriod",
            lambda data: schema(data, "LimitPeriod")["enum"].append("WEEK"),
        ),
        Lie("ignores the period", "limitPeriod", drops("limitPeriod", "change"), unedited=BECOMES),
    ),
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

# -- what they answer ------------------------------------------------------------------------------


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


REMOVED = Addition(
    "delete-204",
    "the delete answers 204 without a body",
    no_content,
    (
        Lie("answers 200 with a body", f"@{REMOVE}", _with_body),
        Lie(
            "the key stays in the list",
            (f"@{REMOVE}", "@getApiKeys"),
            says_after("deleteApiKey", stays),
            unedited=DOES,
        ),
    ),
)


def add_silence(data: Json) -> None:
    """Answer a change with 204, and let it alone pause a key."""
    responses = operation(data, CHANGE)["responses"]
    del responses["200"]
    responses["204"] = {"description": "It is changed"}
    pause = {"type": "boolean", "description": "Whether it pauses"}
    schema(data, "UpdateApiKeyRequest")["properties"]["paused"] = pause
    schema(data, "ApiKeySummary")["properties"]["paused"] = pause
    schema(data, "ApiKeySummary")["required"].append("paused")


def _with_pause(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role != "create":
        entity["paused"] = record.values.get("paused", False)


def _any_pause(data: Json) -> None:
    schema(data, "UpdateApiKeyRequest")["properties"]["paused"]["type"] = ["boolean", "string"]


def _also_made_paused(data: Json) -> None:
    schema(data, "CreateApiKeyRequest")["properties"]["paused"] = {"type": "boolean"}


SILENT = Addition(
    "silent-changes",
    "a change answers nothing, and alone pauses a key",
    add_silence,
    (
        Lie("takes texts", "paused", _any_pause),
        Lie("a creation takes it too", f"@{CREATE}", _also_made_paused),
        Lie("ignores it", "paused", drops("paused"), unedited=BECOMES),
        Lie(
            "takes WEEK",
            "limitPeriod",
            lambda data: schema(data, "LimitPeriod")["enum"].append("WEEK"),
        ),
    ),
    bent=(Bent(shows=_with_pause),),
)


def add_ended_id(data: Json) -> None:
    """Let a revocation answer the id of the key that it has ended, and that it did."""
    answer = schema(data, "DeleteApiKeyResponse")
    answer["properties"] |= {
        "id": TEXT | {"description": "The id of the key that is ended"},
        "deleted": {"type": "boolean", "description": "Whether it is gone"},
    }
    answer["required"] += ["id", "deleted"]
    example = operation(data, REMOVE)["responses"]["200"]["content"]["application/json"]
    example["examples"]["revoked"]["value"] |= {"id": "a", "deleted": True}


def _another_id(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        reply.body["id"] = reply.body["id"][::-1]


ENDED = Addition(
    "ended-id",
    "a revocation answers the id of the key that it has ended",
    add_ended_id,
    (
        Lie(
            "another id",
            f"@{REMOVE}",
            says_after(REMOVE, _another_id),
            unedited="no schema says which key an answer shows",
        ),
        Lie("deleted is a text", "deleted", shows("deleted", lambda v: str(v).lower())),
    ),
)


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


def add_request_id(data: Json) -> None:
    """Let the list name each request in a header of its answer."""
    header = {"description": "The request", "required": True, "schema": TEXT | {"format": "uuid"}}
    operation(data, LIST)["responses"]["200"]["headers"] = {"X-Request-Id": header}


def _request_id(text: str) -> Bent:
    return listing(lambda _server, _asked, reply: change(reply.headers, {"x-request-id": text}))


HEADER = ("header X-Request-Id",)

ANSWERED = Addition(
    "request-id",
    "the list answers a header with a UUID",
    add_request_id,
    (
        Lie("no UUID", HEADER, _request_id("17")),
        Lie("no header", HEADER, listing(lambda _s, _a, r: r.headers.pop("x-request-id"))),
    ),
    bent=(_request_id("6d1a3f7e-8f27-4c55-9f3c-6b8f1f6f6a10"),),
)

OPERATIONS = (
    MOVED,
    RENAMED,
    FOR_ALL,
    ONCE_ONLY,
    VERSIONED,
    POSTS,
    REPLACING,
    REPLACE,
    REMOVED,
    ENDED,
    SILENT,
    RANGES,
    ANSWERED,
)
