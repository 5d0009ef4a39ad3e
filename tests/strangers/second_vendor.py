"""Another vendor: its fragment, its server, and what may drift."""

import copy
from functools import lru_cache
from pathlib import Path

import yaml

from tests.strangers.bending import Asked, Bent, RefusedError, Reply
from tests.strangers.fragments import Json, operation, told
from tests.strangers.lies import Edit, says_after
from tests.strangers.manners import Manners
from tests.strangers.reading import Operation
from tests.strangers.rows import lies
from tests.strangers.server import Server

FILE = Path(__file__).with_name("second_vendor.yaml")
MANNERS = Manners(errors="sentences", ids="ulid")


@lru_cache(maxsize=1)
def _parsed() -> Json:
    data: Json = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    schemas = data["components"]["schemas"]
    schemas.update({name: told(node) for name, node in schemas.items()})
    return data


def fragment() -> Json:
    """Return its fragment, parsed, with evidence for each bound, to be edited."""
    return copy.deepcopy(_parsed())


def _with_body(data: Json) -> None:
    responses = operation(data, "dropKey")["responses"]
    del responses["204"]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Trouble"}}}
    responses["200"] = {"description": "It is gone", "content": content}


def _moved_secret(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"]["secret"] = reply.body.pop("secret")


def _forbids(_server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    if key and not opens:
        raise RefusedError(403, {"error": "Wrong key"})
    return opens


def _wrapped(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body = {"data": reply.body}


BENT: dict[str, tuple[Edit | Bent, ...]] = {
    "delete answers 200": (_with_body,),
    "secret inside data": (says_after("mintKey", _moved_secret),),
    "a wrong key answers 403": (Bent(door=_forbids),),
    "read wraps the key": (says_after("showKey", _wrapped),),
}
DRIFTS = lies("second_vendor", BENT)
"""What may drift at it."""
