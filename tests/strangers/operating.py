"""Operations, pages and filters of other manners that the vendor may turn to, and lies about them.

Each lie is one finding, and the contract with its edit, if it has one, is kept by the liar.
"""

import copy
from collections.abc import Callable

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.fragments import (
    ANSWERS,
    NOTHING,
    TEXT,
    Json,
    a_parameter,
    add_field,
    add_operation_on_a_key,
    an_object,
    operation,
    schema,
    told,
    whole,
)
from tests.strangers.lies import (
    BECOMES,
    DOES,
    Addition,
    Lie,
    answers,
    changes_nothing,
    demands,
    drops,
    hears,
    parameter,
    says_after,
    shows,
    stays,
    unguarded,
)
from tests.strangers.manners import Manners
from tests.strangers.served import ANY_PAGE, CHANGE, CREATE, INVALID, LIST, REMOVE
from tests.strangers.server import Server

FILTERS = "no schema says what a parameter does"


def _links(data: Json) -> Json:
    found: Json = operation(data, CREATE)["responses"]["200"]["links"]
    return found


def _listing(function: Callable[[Server, Asked, Reply], object]) -> Bent:
    def edit(server: Server, asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            function(server, asked, reply)

    return says_after(LIST, edit)


# -- pages by number ------------------------------------------------------------------------------

SIZED = (
    a_parameter("page", "query", "Which page", {"type": "integer", "minimum": 1, "default": 1}),
    a_parameter("perPage", "query", "How many", whole(1, 100) | {"default": 20}),
)


def add_numbers(data: Json) -> None:
    """Let a list be asked for by the number of a page, and tell how many there are."""
    node = operation(data, LIST)
    node["parameters"], node["responses"]["400"] = copy.deepcopy([*SIZED]), INVALID
    answer = schema(data, "ListApiKeysResponse")
    shown = data["components"]["examples"]["KeyList"]["value"]
    for name in ("page", "pages", "total"):
        about = told({"type": "integer", "minimum": 0}) | {"description": f"The {name}"}
        answer["properties"][name], shown[name] = about, 1
        answer["required"].append(name)


def _numbered(_server: Server, asked: Asked, reply: Reply) -> None:
    keys, page, size = reply.body["data"], *(asked.values.get(n) for n in ("page", "perPage"))
    page, size = page or 1, size or 20
    reply.body |= {"page": page, "pages": -(-len(keys) // size), "total": len(keys)}
    reply.body["data"] = keys[(page - 1) * size : page * size]


PAGED = ("page", "perPage", "pages", "total")
NUMBERED = Addition(
    "pages-by-number",
    "the list is asked for by the number of a page",
    add_numbers,
    (
        Lie("takes page 0", PAGED, parameter(LIST, "page", minimum=0)),
        Lie("to 50", PAGED, parameter(LIST, "perPage", maximum=50)),
        Lie("page ignored", PAGED, hears(LIST, lambda v: v.pop("page", 0)), unedited=ANY_PAGE),
        Lie("total is a text", PAGED, _listing(lambda _s, _a, r: r.body.update(total="x"))),
    ),
    bent=(_listing(_numbered),),
    manners=Manners(foreign=25),
)

# -- filters --------------------------------------------------------------------------------------

FOUND = (
    a_parameter("createdAfter", "query", "Made after", TEXT | {"format": "date-time"}),
    a_parameter("includeRevoked", "query", "Revoked ones, too", {"type": "boolean"}),
    a_parameter("ids", "query", "Those alone", {"type": "array", "maxItems": 9, "items": TEXT}),
    a_parameter("order", "query", "Up or down", TEXT | {"enum": ["asc", "desc"]}),
)


def add_filters(data: Json) -> None:
    """Let a list be filtered by ids, a moment and revocation, and be told up or down."""
    node = operation(data, LIST)
    node["parameters"], node["responses"]["400"] = copy.deepcopy([*FOUND]), INVALID


def _filtered(server: Server, asked: Asked, reply: Reply) -> None:
    wanted, keys = asked.values, reply.body["data"]
    if wanted.get("includeRevoked"):
        node = server.reading.entity(asked.operation) or {}
        gone = (one for one in server.records.values() if one.gone <= server.clock.now())
        keys += [server._show(server.reading.schema(node), asked, one) for one in gone]
    keys = [one for one in keys if one["createdAt"] > wanted.get("createdAfter", "")]
    keys = [one for one in keys if one["id"] in wanted.get("ids", one["id"])]
    reply.body["data"] = keys[::-1] if wanted.get("order") == "desc" else keys


def _ignores(name: str) -> Lie:
    hears_not = hears(LIST, lambda values: values.pop(name, None))
    return Lie(f"{name} ignored", name, hears_not, unedited=FILTERS)


FILTERED = Addition(
    "list-filters",
    "the list is filtered by ids, a moment and revocation, and told up or down",
    add_filters,
    (
        *map(_ignores, ("createdAfter", "includeRevoked", "ids", "order")),
        Lie("demands order", "order", demands(LIST, "order")),
    ),
    bent=(_listing(_filtered),),
)

# -- methods --------------------------------------------------------------------------------------


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

# -- states ---------------------------------------------------------------------------------------

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

# -- changes --------------------------------------------------------------------------------------


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

# -- paths of two names ---------------------------------------------------------------------------

PUT_LABEL = "putApiKeyLabel"


def add_labels(data: Json) -> None:
    """Put a label on a key at a path that names both."""
    step = "labels/{label}"
    add_operation_on_a_key(data, "put", step, PUT_LABEL, "Label a key", "DeleteApiKeyResponse")
    label = told(TEXT | {"pattern": "^[a-z]{2,10}$"})
    about = a_parameter("label", "path", "The label", label) | {"required": True}
    operation(data, PUT_LABEL)["parameters"].append(about)
    operation(data, PUT_LABEL)["responses"]["400"] = INVALID


LABELS = Addition(
    "labels",
    "PUT /api_keys/{id}/labels/{label} labels a key",
    add_labels,
    (
        Lie("any label", "label", parameter(PUT_LABEL, "label", pattern=NOTHING)),
        Lie("without a key", f"@{PUT_LABEL}", unguarded(PUT_LABEL)),
    ),
)

# -- replacing ------------------------------------------------------------------------------------


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

# -- what an end answers --------------------------------------------------------------------------


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

# -- keys that stay on the list -------------------------------------------------------------------

REVOKED = "REVOKED"


def add_revoked_ones(data: Json) -> None:
    """Let the list go on to show a key that was revoked, as that."""
    state = {"type": "string", "enum": ["ACTIVE", REVOKED]}
    for where in ANSWERS:
        node = schema(data, where)
        node["properties"]["state"] = told(state) | {"description": "Whether it is in use"}
        node["required"].append("state")
    operation(data, REMOVE)["x-ended"] = {"state": REVOKED}


def _with_state(server: Server, entity: Json, _asked: Asked, record: Record) -> None:
    entity["state"] = "ACTIVE" if record.gone > server.clock.now() else REVOKED


def _everyone(server: Server, asked: Asked, reply: Reply) -> None:
    now = server.clock.now()
    left = [one for one in server.records.values() if one.gone <= now]
    reply.body["data"] += server.answer(asked, left).body["data"] if left else []


def _unmarked(_server: Server, _asked: Asked, reply: Reply) -> None:
    for one in reply.body["data"]:
        one["state"] = "ACTIVE"


SHOWN_ENDED = Addition(
    "shown-revoked",
    "the list goes on to show keys that were revoked",
    add_revoked_ones,
    (
        Lie("shows them as active", (f"@{REMOVE}", f"@{LIST}"), _listing(_unmarked), unedited=DOES),
        Lie(
            "does not end them",
            (f"@{REMOVE}", f"@{LIST}"),
            says_after(REMOVE, stays),
            unedited=DOES,
        ),
        Lie("state in small letters", "state", shows("state", str.lower)),
    ),
    bent=(Bent(shows=_with_state), _listing(_everyone)),
)

OPERATING = (
    *(NUMBERED, FILTERED, POSTS, COPIES, SEVERAL, STATES, SILENT, LABELS, REPLACING),
    *(ENDED, SHOWN_ENDED),
)
