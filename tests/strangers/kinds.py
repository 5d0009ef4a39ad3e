"""Messages of several kinds: what rows of `tables/kinds.yaml` cannot say."""

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
from tests.strangers.rows import Made, additions
from tests.strangers.server import Server

# -- a creation of one of two kinds ----------------------------------------------------------------

OF_CREATION = "CreateApiKeyRequest"

TEAM: Json = {"type": "string", "maxLength": 20}

SHARED = ("description", "consumptionLimit", "limitPeriod", "expiresAt")

ADMIN, INFERENCE = "AdminKeyRequest", "InferenceKeyRequest"


def _kind(value: str) -> Json:
    return {"type": "string", "const": value, "description": "The kind of a key"}


def _split(data: Json, *, mapping: bool) -> None:
    """Make of the creation one of two closed objects, which share most of their fields."""
    known, root = data["components"]["schemas"], schema(data, OF_CREATION)
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


def _beside(data: Json) -> None:
    """Say beside an open object that it is one of two."""
    add_field(data, "sudo", {"type": "boolean"})
    add_field(data, "pool", {"type": "string", "enum": ["A", "B"]})
    root = schema(data, OF_CREATION)
    root["oneOf"] = [
        {"properties": {"apiKeyType": _const("ADMIN")}, "required": ["sudo"]},
        {"properties": {"apiKeyType": _const("INFERENCE")}, "required": ["pool"]},
    ]


def _const(value: str) -> Json:
    return told({"const": value})


# -- answers of their own form ---------------------------------------------------------------------


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


HOOK = {
    "url": {"type": "string", "format": "uri"},
    "secret": {"type": "string", "minLength": 8, "maxLength": 40, "writeOnly": True},
    "events": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "enum": ["used", "expired", "limited"]},
    },
    "active": {"type": "boolean", "default": True},
}


def add_webhook(data: Json) -> None:
    """Add an object or null, of which one part is never shown and another has a default."""
    shown = {name: node for name, node in HOOK.items() if name != "secret"}
    shown["active"] = {"type": "boolean"}
    null = {"type": "null"}
    add_field(
        data,
        "webhook",
        {"anyOf": [an_object(HOOK, "url", "events"), null]},
        absent=None,
        answer={"anyOf": [an_object(shown, "url", "events", "active"), null]},
    )


def _shown_hook(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    hook = entity.get("webhook")
    entity["webhook"] = hook and {"active": True} | {n: hook[n] for n in hook if n != "secret"}


def _off(_server: Server, values: Json, _before: Json, asked: Asked) -> None:
    if values.get("webhook") and "active" not in (asked.body.get("webhook") or {}):
        values["webhook"]["active"] = False


def _with_secret(_server: Server, entity: Json, _asked: Asked, record: Record) -> None:
    if entity["webhook"]:
        entity["webhook"]["secret"] = record.values["webhook"].get("secret", "none-set")


KINDS = additions(
    "kinds",
    {
        "kinds": Made(lambda data: _split(data, mapping=True)),
        "kinds-plain": Made(lambda data: _split(data, mapping=False)),
        "kinds-beside": Made(_beside),
        "answered-kinds": Made(
            _split_answers,
            (Bent(shows=_by_type),),
            lies={
                "a pool for ADMIN": _shown("ADMIN", "pool", 3),
                "no rank": _shown("ADMIN", "rank", NOTHING),
                "a rank that is a text": _shown("ADMIN", "rank", "first"),
            },
        ),
        "composed-answers": Made(share_a_base),
        "webhook": Made(
            add_webhook,
            (Bent(shows=_shown_hook),),
            lies={
                "another default": Bent(keeps=_off),
                "shows the secret": Bent(shows=_with_secret),
            },
        ),
    },
)
