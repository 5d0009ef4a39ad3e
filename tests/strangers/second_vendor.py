"""Another vendor: its fragment, its server, and what may drift."""

import copy
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.strangers.bending import Asked, Bent, RefusedError, Reply
from tests.strangers.fragments import NOTHING, Json, operation, schema, told
from tests.strangers.lies import (
    Lie,
    change,
    changes_nothing,
    component,
    drops,
    hides,
    says_after,
    shows,
    status,
    stays,
    stores,
)
from tests.strangers.manners import Manners
from tests.strangers.reading import Operation
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


def _both(name: str, **keywords: Any) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        for where in ("NewKey", "KeyEdit"):
            change(schema(data, where)["properties"][name], keywords)

    return edit


def _means(name: str, value: Any) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        schema(data, "NewKey")["properties"][name]["x-absent-means"]["value"] = value

    return edit


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


DRIFTS = (
    Lie("owner refused", "role", component("Role", enum=["reader", "writer"])),
    Lie("any role accepted", "role", component("Role", enum=NOTHING)),
    Lie("weekly refused", "limitReset", component("Reset", enum=["daily", "monthly"])),
    Lie("any reset accepted", "limitReset", component("Reset", enum=NOTHING)),
    Lie("reset monthly when left out", "limitReset", _means("limitReset", "monthly")),
    Lie("name at most 20", "name", _both("name", maxLength=20)),
    Lie("name may be empty", "name", _both("name", minLength=NOTHING)),
    Lie("limit at most 1000", "limit", _both("limit", maximum=1000)),
    Lie("limit below 0", "limit", _both("limit", minimum=NOTHING)),
    Lie("create answers 200", "@mintKey", status("mintKey", "201", "200")),
    Lie("delete answers 200", "@dropKey", _with_body),
    Lie("the key stays", ("@dropKey", "@listKeys"), says_after("dropKey", stays)),
    Lie("update changes nothing", "@editKey*", Bent(keeps=changes_nothing)),
    Lie("update ignores the reset", "limitReset", drops("limitReset", "change")),
    Lie("list leaves the role out", "role", hides("role", "list")),
    Lie("secret inside data", ("secret", "@mintKey"), says_after("mintKey", _moved_secret)),
    Lie("a wrong key answers 403", "@listKeys*", Bent(door=_forbids)),
    Lie("read wraps the key", "@showKey*", says_after("showKey", _wrapped)),
    Lie("paused is text", "paused", shows("paused", lambda v: str(v).lower())),
    Lie("labels reversed", "labels", stores("labels", lambda v: v[::-1])),
)
"""What may drift at it."""
