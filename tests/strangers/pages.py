"""Lists of keys in other manners: what rows of `tables/pages.yaml` cannot say."""

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.fragments import (
    ANSWERS,
    EVIDENCE,
    REMOVE,
    TEXT,
    Json,
    a_parameter,
    an_object,
    operation,
    schema,
    told,
)
from tests.strangers.lies import listing
from tests.strangers.manners import Manners
from tests.strangers.rows import Made, additions
from tests.strangers.server import Server

# -- pages -----------------------------------------------------------------------------------------


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


def _number(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200 and reply.body["nextCursor"] is None:
        reply.body["nextCursor"] = 0
    elif reply.status == 200:
        reply.body["nextCursor"] = 17


PAGE = 5


def _paged(reply: Reply, asked: Asked) -> str:
    """Cut a list to one page, and return the query of the next one, empty after the last."""
    start, keys = int(asked.values.get("cursor") or 0), reply.body["data"]
    reply.body["data"] = keys[start : start + PAGE]
    return f"cursor={start + PAGE}" if len(keys) > start + PAGE else ""


def add_meta(data: Json) -> None:
    """Let a list tell the address of its next page."""
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


MANY = Manners(foreign=12)


def add_numbers(data: Json) -> None:
    """Let a list be asked for by the number of a page, and tell how many there are."""
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


# -- filters ---------------------------------------------------------------------------------------


def _searched(_server: Server, asked: Asked, reply: Reply) -> None:
    keys, wanted = reply.body["data"], asked.values
    found = [one for one in keys if wanted.get("q", "") in one.get("description", "")]
    found = [one for one in found if one["createdAt"] > wanted.get("createdAfter", "")]
    if wanted.get("sort") == "name":
        found.sort(key=lambda one: one.get("description", ""))
    reply.body["data"] = found[: wanted.get("pageSize", 50)]


def _of_types(_server: Server, asked: Asked, reply: Reply) -> None:
    wanted = asked.values.get("type", ["INFERENCE", "ADMIN"])
    reply.body["data"] = [one for one in reply.body["data"] if one["apiKeyType"] in wanted]


def _filtered(server: Server, asked: Asked, reply: Reply) -> None:
    wanted, keys = asked.values, reply.body["data"]
    if wanted.get("includeRevoked"):
        node = server.reading.entity(asked.operation) or {}
        gone = (one for one in server.records.values() if one.gone <= server.clock.now())
        keys += [server._show(server.reading.schema(node), asked, one) for one in gone]
    keys = [one for one in keys if one["createdAt"] > wanted.get("createdAfter", "")]
    keys = [one for one in keys if one["id"] in wanted.get("ids", one["id"])]
    reply.body["data"] = keys[::-1] if wanted.get("order") == "desc" else keys


# -- keys that stay on the list --------------------------------------------------------------------

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


LISTS = additions(
    "pages",
    {
        "list-pages": Made(
            add_pages,
            lies={
                "the cursor loses a key": listing(_loses_a_key),
                "nextCursor a number": listing(_number),
            },
        ),
        "pages-by-address": Made(
            add_meta, (listing(_told_in_meta),), MANY, {"loses a key": listing(_loses_a_key)}
        ),
        "pages-by-header": Made(
            bent=(listing(_told_in_a_header),),
            manners=MANY,
            lies={
                "loses a key": listing(_loses_a_key),
                "tells none": listing(lambda _s, _a, reply: reply.headers.pop("link", None)),
            },
        ),
        "pages-by-number": Made(add_numbers, (listing(_numbered),), Manners(foreign=25)),
        "list-search": Made(bent=(listing(_searched),)),
        "list-of-types": Made(bent=(listing(_of_types),)),
        "list-filters": Made(bent=(listing(_filtered),)),
        "shown-revoked": Made(
            add_revoked_ones,
            (Bent(shows=_with_state), listing(_everyone)),
            lies={"shows them as active": listing(_unmarked)},
        ),
    },
)
