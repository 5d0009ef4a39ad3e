"""Lists of keys in other manners: pages, filters, ended keys; and the lies about them."""

import copy
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.fragments import (
    ANSWERS,
    CREATE,
    EVIDENCE,
    INVALID,
    LIST,
    NOTHING,
    REMOVE,
    TEXT,
    Json,
    a_parameter,
    add_parameters,
    an_object,
    operation,
    schema,
    told,
    whole,
)
from tests.strangers.lies import (
    DOES,
    Addition,
    Lie,
    change,
    demands,
    hears,
    listing,
    parameter,
    says_after,
    shows,
    stays,
    unguarded,
)
from tests.strangers.manners import Manners
from tests.strangers.server import Server

ANY_PAGE = "no schema says which page shows a key"
ANY_PARAMETER = "no schema says what a parameter does"

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


def _without(name: str) -> Any:
    return hears("getApiKeys", lambda values: values.pop(name, None))


def _number(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200 and reply.body["nextCursor"] is None:
        reply.body["nextCursor"] = 0
    elif reply.status == 200:
        reply.body["nextCursor"] = 17


def _no_cursor(_server: Server, _asked: Asked, reply: Reply) -> None:
    if reply.status == 200:
        del reply.body["nextCursor"]


def _loses_a_key(_server: Server, asked: Asked, reply: Reply) -> None:
    if "cursor" in asked.values:
        del reply.body["data"][:1]


PAGES = Addition(
    "list-pages",
    "the list takes status, limit and cursor and answers nextCursor",
    add_pages,
    (
        Lie(
            "refuses ALL",
            ("status", f"@{LIST}"),
            parameter("getApiKeys", "status", enum=["ACTIVE", "REVOKED"]),
        ),
        Lie(
            "accepts EXPIRED",
            ("status", f"@{LIST}"),
            parameter("getApiKeys", "status", enum=["ACTIVE", "REVOKED", "ALL", "EXPIRED"]),
        ),
        Lie(
            "ignores status",
            ("status", f"@{LIST}", f"@{REMOVE}"),
            _without("status"),
            unedited=DOES,
        ),
        Lie(
            "limit at most 10",
            ("limit", f"@{LIST}"),
            parameter("getApiKeys", "limit", maximum=10),
        ),
        Lie(
            "limit any",
            ("limit", f"@{LIST}"),
            parameter("getApiKeys", "limit", maximum=NOTHING, minimum=NOTHING),
            apart="two bounds that are gone are two differences",
        ),
        Lie("limit ignored", ("limit", f"@{LIST}"), _without("limit"), unedited=DOES),
        Lie(
            "the cursor repeats the first page",
            ("cursor", f"@{LIST}", f"@{CREATE}"),
            _without("cursor"),
            unedited=DOES,
        ),
        Lie(
            "the cursor loses a key",
            ("cursor", f"@{LIST}", f"@{CREATE}"),
            says_after("getApiKeys", _loses_a_key),
            unedited=DOES,
        ),
        Lie(
            "nextCursor a number",
            ("nextCursor", f"@{LIST}"),
            says_after("getApiKeys", _number),
        ),
        Lie(
            "nextCursor left out",
            ("nextCursor", f"@{LIST}"),
            says_after("getApiKeys", _no_cursor),
            apart="what a cursor is for is no longer said",
        ),
    ),
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
    add_parameters(LIST, CURSOR)(data)
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


def _meta(**values: Any) -> Bent:
    return listing(lambda _server, _asked, reply: change(reply.body["meta"], values))


PAGED = ("cursor", "next", "total", f"@{LIST}", f"@{CREATE}")

MANY = Manners(foreign=12)

META = Addition(
    "pages-by-address",
    "the list tells the address of its next page",
    add_meta,
    (
        Lie("total is a text", PAGED, _meta(total="12")),
        Lie("loses a key", PAGED, listing(_loses_a_key), unedited=ANY_PAGE),
    ),
    bent=(listing(_told_in_meta),),
    manners=MANY,
)

HEADED = Addition(
    "pages-by-header",
    "the list tells its next page in a Link header",
    add_parameters(LIST, CURSOR),
    (
        Lie("loses a key", PAGED, listing(_loses_a_key), unedited=ANY_PAGE),
        Lie(
            "tells none",
            PAGED,
            listing(lambda _s, _a, r: r.headers.pop("link", None)),
            unedited=ANY_PAGE,
        ),
    ),
    bent=(listing(_told_in_a_header),),
    manners=MANY,
)

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


NUMBERS = ("page", "perPage", "pages", "total")

NUMBERED = Addition(
    "pages-by-number",
    "the list is asked for by the number of a page",
    add_numbers,
    (
        Lie("takes page 0", NUMBERS, parameter(LIST, "page", minimum=0)),
        Lie("to 50", NUMBERS, parameter(LIST, "perPage", maximum=50)),
        Lie("page ignored", NUMBERS, hears(LIST, lambda v: v.pop("page", 0)), unedited=ANY_PAGE),
        Lie("total is a text", NUMBERS, listing(lambda _s, _a, r: r.body.update(total="x"))),
    ),
    bent=(listing(_numbered),),
    manners=Manners(foreign=25),
)

# -- filters ---------------------------------------------------------------------------------------

SEARCHES = (
    a_parameter("q", "query", "A part of a description", TEXT | {"minLength": 2, "maxLength": 20}),
    a_parameter("sort", "query", "In what order", TEXT | {"enum": ["created", "name"]}),
    a_parameter("createdAfter", "query", "Made after", TEXT | {"format": "date-time"}),
    a_parameter("pageSize", "query", "How many", {"type": "integer", "minimum": 1, "maximum": 50}),
)


def _searched(_server: Server, asked: Asked, reply: Reply) -> None:
    keys, wanted = reply.body["data"], asked.values
    found = [one for one in keys if wanted.get("q", "") in one.get("description", "")]
    found = [one for one in found if one["createdAt"] > wanted.get("createdAfter", "")]
    if wanted.get("sort") == "name":
        found.sort(key=lambda one: one.get("description", ""))
    reply.body["data"] = found[: wanted.get("pageSize", 50)]


SEARCHED = ("q", "sort", "createdAfter", "pageSize", f"@{LIST}")

SEARCH = Addition(
    "list-search",
    "the list takes a search, an order, a moment and a number",
    add_parameters(LIST, *SEARCHES),
    (
        Lie("takes price", SEARCHED, parameter(LIST, "sort", enum=["created", "name", "price"])),
        Lie("refuses name", SEARCHED, parameter(LIST, "sort", enum=["created"])),
        Lie("takes any moment", SEARCHED, parameter(LIST, "createdAfter", format=NOTHING)),
        Lie("takes 0", SEARCHED, parameter(LIST, "pageSize", minimum=0)),
        Lie("to 20", SEARCHED, parameter(LIST, "pageSize", maximum=20)),
        Lie("one letter", SEARCHED, parameter(LIST, "q", minLength=1)),
        Lie("demands sort", SEARCHED, demands(LIST, "sort")),
        Lie(
            "ignores the number",
            SEARCHED,
            hears(LIST, lambda v: v.pop("pageSize", 0)),
            unedited="no schema says how long a page is",
        ),
    ),
    bent=(listing(_searched),),
)

TYPES = {
    "type": "array",
    "maxItems": 2,
    "items": {"type": "string", "enum": ["INFERENCE", "ADMIN"]},
}


def _of_types(_server: Server, asked: Asked, reply: Reply) -> None:
    wanted = asked.values.get("type", ["INFERENCE", "ADMIN"])
    reply.body["data"] = [one for one in reply.body["data"] if one["apiKeyType"] in wanted]


OF_TYPES = Addition(
    "list-of-types",
    "the list takes a list of types",
    add_parameters(LIST, a_parameter("type", "query", "Which types", TYPES)),
    (Lie("works without a key", f"@{LIST}", unguarded(LIST)),),
    bent=(listing(_of_types),),
)

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
    return Lie(f"{name} ignored", name, hears_not, unedited=ANY_PARAMETER)


FILTERED = Addition(
    "list-filters",
    "the list is filtered by ids, a moment and revocation, and told up or down",
    add_filters,
    (
        *map(_ignores, ("createdAfter", "includeRevoked", "ids", "order")),
        Lie("demands order", "order", demands(LIST, "order")),
    ),
    bent=(listing(_filtered),),
)

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


SHOWN_ENDED = Addition(
    "shown-revoked",
    "the list goes on to show keys that were revoked",
    add_revoked_ones,
    (
        Lie("shows them as active", (f"@{REMOVE}", f"@{LIST}"), listing(_unmarked), unedited=DOES),
        Lie(
            "does not end them",
            (f"@{REMOVE}", f"@{LIST}"),
            says_after(REMOVE, stays),
            unedited=DOES,
        ),
        Lie("state in small letters", "state", shows("state", str.lower)),
    ),
    bent=(Bent(shows=_with_state), listing(_everyone)),
)

LISTS = (PAGES, META, HEADED, NUMBERED, SEARCH, OF_TYPES, FILTERED, SHOWN_ENDED)
