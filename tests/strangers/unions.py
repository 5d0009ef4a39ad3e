"""Additions by which a whole request or answer is one of several objects, and lies about them."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record
from tests.strangers.fragments import (
    ANSWERS,
    NOTHING,
    Json,
    add_field,
    an_object,
    schema,
    told,
    whole,
)
from tests.strangers.lies import BECOMES, Addition, Lie, change, drops, says, shows

CREATE, UPDATE = "CreateApiKeyRequest", "UpdateApiKeyRequest"


def _create(**keywords: Any) -> Callable[[Json], None]:
    """The creation as a whole says something else."""
    return lambda data: change(schema(data, CREATE), keywords)


def _update(**keywords: Any) -> Callable[[Json], None]:
    """The change as a whole says something else."""
    return lambda data: change(schema(data, UPDATE), keywords)


def _required(name: str, where: str = CREATE) -> Callable[[Json], None]:
    return lambda data: schema(data, where).setdefault("required", []).append(name)


# -- names of which one must be there -------------------------------------------------------------

TEAM: Json = {"type": "string", "maxLength": 20}
PROJECT: Json = {"type": "string", "pattern": "^p-[a-z]{3,9}$"}


def _needs(*names: str) -> list[Json]:
    return [{"required": [name]} for name in names]


def _add_owner(**keywords: Any) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        add_field(data, "team", TEAM)
        add_field(data, "project", PROJECT)
        change(schema(data, CREATE), keywords)

    return edit


OWNER = ("team", "project")
EITHER = Addition(
    "either",
    "a team or a project, or both",
    _add_owner(anyOf=_needs("team", "project")),
    (
        Lie("takes neither", OWNER, _create(anyOf=NOTHING)),
        Lie("requires a team", OWNER, _create(anyOf=NOTHING), _required("team")),
        Lie("team to 10", OWNER, says("team", maxLength=10)),
        Lie("loses the project", OWNER, drops("project")),
        Lie("any project", OWNER, says("project", pattern=NOTHING)),
    ),
)
ONE_OF = Addition(
    "one-of",
    "a team or a project, and not both",
    _add_owner(oneOf=_needs("team", "project")),
    (
        Lie("takes both", OWNER, _create(oneOf=NOTHING, anyOf=_needs("team", "project"))),
        Lie("takes neither", OWNER, _create(oneOf=NOTHING, **{"not": {"required": [*OWNER]}})),
        Lie("takes all", OWNER, _create(oneOf=NOTHING)),
        Lie("loses the team", OWNER, drops("team")),
        Lie("team to 40", OWNER, says("team", maxLength=40)),
    ),
)
CHANGES = ("description", "expiresAt", "consumptionLimit", "limitPeriod")
SOME_CHANGE = Addition(
    "some-change",
    "a change of something",
    _update(anyOf=_needs(*CHANGES)),
    (
        Lie("takes a change of nothing", (*CHANGES, "@updateApiKey"), _update(anyOf=NOTHING)),
        Lie(
            "needs a description",
            CHANGES,
            _update(anyOf=NOTHING),
            _required("description", UPDATE),
        ),
        Lie("description to 30", CHANGES, says("description", maxLength=30)),
    ),
)
FEWEST = Addition(
    "fewest",
    "a change of something, told by how many names there are",
    _update(minProperties=2),
    (
        Lie("takes a change of nothing", (*CHANGES, "@updateApiKey"), _update(minProperties=1)),
        Lie("loses the period", CHANGES, drops("limitPeriod", "change"), unedited=BECOMES),
    ),
)

# -- objects that a word tells apart --------------------------------------------------------------

SHARED = ("description", "consumptionLimit", "limitPeriod", "expiresAt")
ADMIN, INFERENCE = "AdminKeyRequest", "InferenceKeyRequest"


def _kind(value: str) -> Json:
    return {"type": "string", "const": value, "description": "The kind of a key"}


def _split(data: Json, *, mapping: bool) -> None:
    """Make of the creation one of two closed objects, which share most of their fields."""
    known, root = data["components"]["schemas"], schema(data, CREATE)
    shared = {name: root["properties"][name] for name in SHARED}
    sudo: Json = {"type": "boolean", "description": "Whether it may do anything"}
    models: Json = {"type": "array", "maxItems": 4, "items": TEAM, "description": "What it may use"}
    kinds: tuple[tuple[str, str, Json, list[str]], ...] = (
        (ADMIN, "ADMIN", {"sudo": sudo, "seats": whole(1, 100)}, []),
        (INFERENCE, "INFERENCE", {"models": models, "seats": whole(1, 10)}, ["models"]),
    )
    for name, kind, own, needed in kinds:
        known[name] = {"description": f"A key of type {kind}"} | told(
            an_object({"apiKeyType": _kind(kind), **own}, "apiKeyType", "description", *needed)
        )
        known[name]["properties"] |= shared
        known[name]["properties"]["seats"]["description"] = "How many may use it"
    refs = {
        "ADMIN": f"#/components/schemas/{ADMIN}",
        "INFERENCE": f"#/components/schemas/{INFERENCE}",
    }
    about = root["description"]
    root.clear()
    root |= {"description": about, "oneOf": [{"$ref": ref} for ref in refs.values()]}
    if mapping:
        root["discriminator"] = {"propertyName": "apiKeyType", "mapping": refs}
    shown = {"sudo": sudo, "models": models, "seats": whole(1, 100) | {"description": "Seats"}}
    for where in ANSWERS:
        for name, node in shown.items():
            schema(data, where)["properties"][name] = told(node)


def _in(name: str, field: str, **keywords: Any) -> Callable[[Json], None]:
    return lambda data: change(schema(data, name)["properties"][field], keywords)


def _knows(name: str, field: str, node: Json) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        schema(data, name)["properties"][field] = told(node)

    return edit


def _needless(name: str, field: str) -> Callable[[Json], None]:
    return lambda data: schema(data, name)["required"].remove(field)


def _without_branch(number: int) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        del schema(data, CREATE)["oneOf"][number]

    return edit


BY_KIND = ("apiKeyType", "sudo", "models", "seats")
OF_KINDS = (
    Lie("takes sudo for INFERENCE", BY_KIND, _knows(INFERENCE, "sudo", {"type": "boolean"})),
    Lie("needs no models", BY_KIND, _needless(INFERENCE, "models")),
    Lie("requires sudo of ADMIN", BY_KIND, _required("sudo", ADMIN)),
    Lie("seats to 50 for INFERENCE", BY_KIND, _in(INFERENCE, "seats", maximum=50)),
    Lie("seats to 60 for ADMIN", BY_KIND, _in(ADMIN, "seats", maximum=60)),
    Lie("at most two models", BY_KIND, _in(INFERENCE, "models", maxItems=2)),
    Lie("refuses INFERENCE", BY_KIND, _without_branch(1)),
    Lie("loses sudo", BY_KIND, drops("sudo")),
)
KINDS = Addition(
    "kinds",
    "one of two closed objects, told apart by a discriminator",
    lambda data: _split(data, mapping=True),
    OF_KINDS,
)
PLAIN_KINDS = Addition(
    "kinds-plain",
    "one of two closed objects, told apart by a constant",
    lambda data: _split(data, mapping=False),
    OF_KINDS[:2],
)


def _beside(data: Json) -> None:
    """Say beside an open object that it is one of two."""
    add_field(data, "sudo", {"type": "boolean"})
    add_field(data, "pool", {"type": "string", "enum": ["A", "B"]})
    root = schema(data, CREATE)
    root["oneOf"] = [
        {"properties": {"apiKeyType": _const("ADMIN")}, "required": ["sudo"]},
        {"properties": {"apiKeyType": _const("INFERENCE")}, "required": ["pool"]},
    ]


def _const(value: str) -> Json:
    return told({"const": value})


def _branch(number: int, **keywords: Any) -> Callable[[Json], None]:
    return lambda data: change(schema(data, CREATE)["oneOf"][number], keywords)


BESIDE = Addition(
    "kinds-beside",
    "an object that needs one field or another by its type",
    _beside,
    (
        Lie("needs no pool", ("pool", "sudo"), _branch(1, required=NOTHING)),
        Lie("needs no sudo", ("pool", "sudo"), _branch(0, required=NOTHING)),
        Lie("needs both for ADMIN", ("pool", "sudo"), _branch(0, required=["sudo", "pool"])),
        Lie("refuses B", ("pool", "sudo"), says("pool", enum=["A"])),
        Lie("loses sudo", ("pool", "sudo"), drops("sudo")),
    ),
)

# -- answers --------------------------------------------------------------------------------------

SHOWN = {"CreatedApiKey": "created", "UpdatedApiKey": "updated", "ApiKeySummary": "listed"}


def _split_answers(data: Json) -> None:
    """Show a key as one of two closed objects, told apart by its type."""
    known = data["components"]["schemas"]
    for where in ANSWERS:
        shared = known.pop(where)
        refs = []
        for kind, own in (("ADMIN", "rank"), ("INFERENCE", "pool")):
            name = f"{kind.title()}{where}"
            node = {**shared, "properties": dict(shared["properties"])}
            node["properties"]["apiKeyType"] = told(_kind(kind))
            node["properties"][own] = {"type": "integer", "description": f"The {own}"}
            needed = [n for n in node.get("required", ()) if n != "apiKeyType"]
            node |= {"required": [*needed, "apiKeyType", own], "additionalProperties": False}
            known[name] = node
            refs.append({"$ref": f"#/components/schemas/{name}"})
        known[where] = {"description": "A key of one of two types", "oneOf": refs}


def _by_type(_server: Any, entity: Json, _asked: Asked, record: Record) -> None:
    """Show what a key of its type has."""
    kind = record.values["apiKeyType"]
    entity.pop("pool" if kind == "ADMIN" else "rank", None)
    entity["apiKeyType"] = kind
    entity["rank" if kind == "ADMIN" else "pool"] = 3


def _shown(kind: str, name: str, value: Any) -> Bent:
    def bend(_server: Any, entity: Json, _asked: Asked, _record: Record) -> None:
        if entity.get("apiKeyType") == kind:
            entity.pop(name, None)
            if value is not NOTHING:
                entity[name] = value

    return Bent(shows=bend)


SHOWING = ("@createApiKey", "@updateApiKey", "@getApiKeys", "@getApiKeyById")
OF_TYPE = ("rank", "pool", "apiKeyType", *SHOWING)
ANSWERED = Addition(
    "answered-kinds",
    "a key is shown as one of two closed objects",
    _split_answers,
    (
        Lie("a pool for ADMIN", OF_TYPE, _shown("ADMIN", "pool", 3)),
        Lie("no rank", OF_TYPE, _shown("ADMIN", "rank", NOTHING)),
        Lie("a rank that is a text", OF_TYPE, _shown("ADMIN", "rank", "first")),
        Lie("capitals", "description", shows("description", str.upper), unedited=BECOMES),
    ),
    bent=(Bent(shows=_by_type),),
)

UNIONS = (*(EITHER, ONE_OF, SOME_CHANGE, FEWEST, KINDS, PLAIN_KINDS, BESIDE, ANSWERED),)
"""Every whole that is one of several."""
