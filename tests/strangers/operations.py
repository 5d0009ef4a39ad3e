"""Operations in other manners: what rows of `tables/operations.yaml` cannot say."""

import copy
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, RefusedError, Reply
from tests.strangers.fragments import (
    CHANGE,
    CREATE,
    INVALID,
    READ,
    REMOVE,
    TEXT,
    Json,
    add_operation_on_a_key,
    an_object,
    operation,
    schema,
    told,
)
from tests.strangers.lies import change, listing, says_after
from tests.strangers.reading import Operation
from tests.strangers.rows import Made, additions
from tests.strangers.server import Server

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


WITH_KEY: Json = {"BearerAuth": []}


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


def _matched(server: Server, asked: Asked) -> None:
    record, meant = server.records.get(asked.id), _header(asked, "If-Match", "*")
    known = record is not None and meant not in ("*", f'"{len(record.versions)}"')
    if asked.operation.id == CHANGE and known:
        raise RefusedError(412, {"error": "It is another version"})


def rename(data: Json) -> None:
    """Move everything from `/api_keys` to `/keys`."""
    moved = {path.replace("/api_keys", "/keys", 1): item for path, item in data["paths"].items()}
    data["paths"] = moved


def _back(data: Json) -> None:
    data["paths"]["/api_keys/{id}"] = data["paths"].pop("/keys/{id}")


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


def _keeps_the_note(_server: Server, values: Json, before: Json, asked: Asked) -> None:
    if asked.role == "change" and "note" in before:
        values.setdefault("note", before["note"])


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


def _with_pause(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role != "create":
        entity["paused"] = record.values.get("paused", False)


def _another_id(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        reply.body["id"] = reply.body["id"][::-1]


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


def _request_id(text: str) -> Bent:
    return listing(lambda _server, _asked, reply: change(reply.headers, {"x-request-id": text}))


# -- on a key --------------------------------------------------------------------------------------


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


def _days(**values: Any) -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            reply.body["data"] = [{"day": "2028-02-29", "requests": 3}]
            change(reply.body["data"][0], values)

    return says_after("getApiKeyUsage", edit)


def _table(media: str = "text/csv; charset=utf-8") -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            reply.headers["content-type"], reply.content = media, b"day,requests\n2028-02-29,3\n"

    return says_after("exportApiKey", edit)


COPY, SEARCH, BULK = "copyApiKey", "searchApiKeys", "revokeApiKeys"


def _copied(server: Server, asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        record = server._add(copy.deepcopy(server.records[asked.id].values))
        reply.body = server.answer(asked, [record]).body


DISABLE, ENABLE = "disableApiKey", "enableApiKey"


def _tells_gone(data: Json) -> None:
    """Say of a key that is gone that it is."""
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


def _alive(server: Server, asked: Asked, _reply: Reply) -> None:
    for key_id in asked.body["ids"]:
        if key_id in server.records:
            server.records[key_id].gone = float("inf")


OPERATIONS = additions(
    "operations",
    {
        "update-by-path": Made(move_update),
        "renamed": Made(rename, lies={"reads at the old path": _back}),
        "idempotency": Made(bent=(Bent(before=_done, after=_noted),)),
        "versions": Made(bent=(Bent(heard=_matched),)),
        "posts": Made(add_posts, (says_after(REVOKE, _revoked),)),
        "replacing": Made(lies={"keeps the note": Bent(keeps=_keeps_the_note)}),
        "replace": Made(add_replacing),
        "delete-204": Made(no_content, lies={"answers 200 with a body": _with_body}),
        "ended-id": Made(lies={"another id": says_after(REMOVE, _another_id)}),
        "silent-changes": Made(bent=(Bent(shows=_with_pause),)),
        "ranges": Made(
            add_ranges,
            lies={
                "says its refusals in a list": _turns_away([{"error": "No such key"}]),
                "counts its errors": _turns_away({"error": 7}),
            },
        ),
        "request-id": Made(
            bent=(_request_id("6d1a3f7e-8f27-4c55-9f3c-6b8f1f6f6a10"),),
            lies={
                "no UUID": _request_id("17"),
                "no header": listing(lambda _s, _a, reply: reply.headers.pop("x-request-id")),
            },
        ),
        "rotate": Made(
            lies={
                "the same secret": Bent(before=_same_secret),
                "a secret that opens nothing": says_after("rotateApiKey", _nobodys),
                "another name for it": says_after("rotateApiKey", _other_name),
                "a page": says_after("rotateApiKey", _a_page),
            },
        ),
        "usage-by-day": Made(bent=(_days(),)),
        "table": Made(bent=(_table(),), lies={"as HTML": _table("text/html")}),
        "copies": Made(bent=(says_after(COPY, _copied),)),
        "states": Made(
            _tells_gone,
            (Bent(before=_is_gone, heard=_switched, shows=_with_status),),
            lies={"stays on": Bent(heard=_never)},
        ),
        "several-at-once": Made(
            add_bulk,
            (says_after(BULK, _in_bulk), says_after(SEARCH, _searched)),
            lies={"they stay": says_after(BULK, _alive)},
        ),
    },
)
