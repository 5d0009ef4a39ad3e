"""Drifts of what is around the fields: envelopes, ids, letters, paths, and changes as a whole.

Each shows in most of what a run asks about, and is one; all else is decided all the same.
"""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, RefusedError, Reply
from tests.strangers.drifts_of_answers import envelope
from tests.strangers.drifts_of_updates import new_id, other_key
from tests.strangers.fragments import Json, schema
from tests.strangers.lies import change, changes_nothing, means, says_after, shows, stores
from tests.strangers.manners import Manners
from tests.strangers.once import Once, once
from tests.strangers.server import Server

CREATE, UPDATE, LIST = "createApiKey", "updateApiKey", "getApiKeys"
OTHERS = Manners(foreign=3)
NUMBERS = Manners(foreign=3, ids="integer")


# -- changes ------------------------------------------------------------------------------------


def _said_and_forgotten(server: Server, asked: Asked, _reply: Reply) -> None:
    server.records[asked.id].versions.pop()


def outdated(server: Server, asked: Asked, reply: Reply) -> None:
    """A change is kept, and answered with the key as it was before."""
    record = server.records[asked.id]
    kept = record.versions.pop()
    reply.body = server.answer(asked, [record]).body
    record.versions.append(kept)


def _own(server: Server) -> list[str]:
    living = (one for one in server.records.values() if one.gone == float("inf"))
    return [one.id for one in living if not one.owner]


def reaches(which: Callable[[list[str], str], str]) -> Bent:
    """A change reaches another key, and is answered with that one."""

    def heard(server: Server, asked: Asked) -> None:
        if asked.role == "change":
            asked.id = which(_own(server), asked.id)

    return Bent(heard=heard)


def _before(ids: list[str], named: str) -> str:
    return ids[ids.index(named) - 1]


def _changes_another_in_silence(server: Server, asked: Asked, _reply: Reply) -> None:
    """A change is answered as it should be, and reaches the key that was made before."""
    _, values = server.records[asked.id].versions.pop()
    other = server.records[_before(_own(server), asked.id)]
    kept = values | {"apiKeyType": other.values["apiKeyType"]}
    other.versions.append((server.clock.now(), kept))


def _takes_and_drops(_server: Server, values: Json, before: Json, asked: Asked) -> None:
    """A change leaves alone what it does not document."""
    if asked.role == "change":
        values["apiKeyType"] = before["apiKeyType"]
        values.pop("xConformanceProbe", None)


def _open_update(data: Json) -> None:
    del schema(data, "UpdateApiKeyRequest")["additionalProperties"]


def _status(operation: str, code: int) -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        reply.status = code if reply.status == 200 else reply.status

    return says_after(operation, edit)


def _nothing(operation: str, code: int) -> Bent:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        reply.status, reply.body = code, None

    return says_after(operation, edit)


def _replaces(server: Server, values: Json, _before: Json, asked: Asked) -> None:
    """A change is a replacement: what it does not name is as if it had never been set."""
    if asked.role == "change":
        named = {name: one for name, one in values.items() if name in asked.body}
        kept = {"apiKeyType": values["apiKeyType"], **named}
        values.clear()
        values.update(server.completed(kept))


REPLACES = Bent(keeps=_replaces)
CHANGES = (
    once("a change replaces the key", "change-replaces", REPLACES, decided=True, edit="true"),
    once(
        "a change is answered and forgotten",
        "change-lost",
        says_after(UPDATE, _said_and_forgotten),
        decided=True,
    ),
    once("a change keeps nothing", "change-lost", Bent(keeps=changes_nothing), decided=True),
    once(
        "a change is answered with what was before",
        "change-outdated",
        says_after(UPDATE, outdated),
        decided=True,
    ),
    once("a change reaches the key before", "change-misplaced", reaches(_before), decided=True),
    once(
        "a change reaches the first key",
        "change-misplaced",
        reaches(lambda ids, _: ids[0]),
        decided=True,
    ),
    once(
        "a change reaches another key in silence",
        "change-misplaced",
        says_after(UPDATE, _changes_another_in_silence),
        decided=True,
    ),
    once("a change gives a new id", "id-changed", says_after(UPDATE, new_id)),
    once(
        "a change is answered with another key",
        "answer-other-key",
        says_after(UPDATE, other_key),
        decided=True,
    ),
    once(
        "a change drops unknown names",
        "property-accepted",
        _open_update,
        Bent(keeps=_takes_and_drops),
        edit="true",
        guarded=True,
        decided=True,
    ),
    once("a change answers 303", "answer-status", _status(UPDATE, 303), guarded=True),
    once(
        "a creation answers 201 and nothing",
        "answer-status",
        _nothing(CREATE, 201),
        edit="The key",
        manners=OTHERS,
        guarded=True,
    ),
    once("a creation answers 303", "answer-status", _status(CREATE, 303), guarded=True),
)


# -- envelopes ----------------------------------------------------------------------------------


def _answers(operation: str, function: Callable[[Any], Any]) -> Bent:
    return says_after(operation, envelope(function))


def _of(name: str, kind: str, bent: Bent, edit: str = "") -> Once:
    """An envelope, judged through the guard: lists prove whose keys are whose."""
    return once(name, kind, bent, edit=edit, manners=OTHERS, guarded=True, decided=True)


def _without_id(key: Json) -> Json:
    return {name: value for name, value in key.items() if name != "id"}


ENVELOPES = (
    _of("a list is bare", "answer-type", _answers(LIST, lambda b: b["data"]), "array"),
    _of(
        "a list stands in keys",
        "answer-missing",
        _answers(LIST, lambda b: {"object": "list", "keys": b["data"]}),
        "keys",
    ),
    _of(
        "a list stands in items",
        "answer-missing",
        _answers(LIST, lambda b: {"object": b["object"], "items": b["data"]}),
        "items",
    ),
    _of(
        "a list stands deeper",
        "answer-type",
        _answers(LIST, lambda b: b | {"data": {"keys": b["data"]}}),
        "keys",
    ),
    _of("a list is answered 203", "answer-status", _status(LIST, 203), "description"),
    _of("a list is answered 206", "answer-status", _status(LIST, 206), "description"),
    _of(
        "a creation answers result",
        "answer-missing",
        _answers(CREATE, lambda b: {"success": b["success"], "result": b["data"]}),
        "#/result/id",
    ),
    _of("a creation answers a list", "answer-type", _answers(CREATE, lambda b: [b["data"]])),
    _of(
        "a creation answers the bare key",
        "answer-missing",
        _answers(CREATE, lambda b: b["data"]),
        "#/id",
    ),
    _of(
        "a creation tells no id",
        "answer-missing",
        _answers(CREATE, lambda b: b | {"data": _without_id(b["data"])}),
        "null",
    ),
)


# -- ids, letters and paths -----------------------------------------------------------------------


def _ids_of_any_type(data: Json) -> None:
    change(schema(data, "UpdateApiKeyRequest")["properties"]["id"], {"type": ["string", "integer"]})


def _only(name: str, letters: Callable[[str], str]) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        node = schema(data, name)
        node["enum"] = list(map(letters, node["enum"]))

    return edit


ENUMS = ("apiKeyType", "limitPeriod", "modelPrivacy")
LETTERS = (
    *(_only(name, str.lower) for name in ("ApiKeyType", "LimitPeriod", "ModelPrivacy")),
    means("limitPeriod", "epoch"),
    means("modelPrivacy", "all"),
)


def _slash(server: Server, asked: Asked) -> Reply | None:
    """What has no slash at its end is found there with one."""
    path = asked.request.url.path
    if path.endswith("/"):
        return None
    return Reply(307, None, {"location": f"{server.base_url.rpartition('/api')[0]}{path}/"})


SPELT = (
    once(
        "ids are shown and taken as numbers",
        "type-accepted",
        _ids_of_any_type,
        shows("id", int),
        edit="number",
        manners=NUMBERS,
        guarded=True,
        decided=True,
    ),
    once(
        "all enums in small letters",
        "answer-enum-value",
        *tuple(shows(name, str.lower) for name in ENUMS),
        edit="private_only",
        guarded=True,
        decided=True,
    ),
    once(
        "types in small letters alone",
        "value-refused",
        LETTERS[0],
        stores(ENUMS[0], str.upper),
        edit="admin",
        decided=True,
    ),
    once(
        "all enums taken in small letters alone",
        "value-refused",
        *LETTERS,
        *tuple(stores(name, str.upper) for name in ENUMS),
        edit="private_only",
        guarded=True,
        decided=True,
        closes=False,  # no keyword says that letters change on the way
    ),
    once(
        "every path ends in a slash",
        "path-redirected",
        Bent(before=_slash),
        manners=OTHERS,
        guarded=True,
        decided=True,
    ),
)


# -- rules of two fields --------------------------------------------------------------------------


def _apart(text: str, broken: Callable[[Json], bool], named: str = "") -> tuple[Bent, ...]:
    """A request that makes or changes a key is refused for a rule of two fields."""
    more = {"details": {"_errors": [], named: {"_errors": [text]}}} if named else {}

    def heard(_server: Server, asked: Asked) -> None:
        if asked.role in ("create", "change") and broken(asked.body):
            raise RefusedError(400, {"error": text, **more})

    return (Bent(heard=heard),)


def _limits(body: Json) -> Json:
    return body.get("consumptionLimit") or {}


RULES = (
    once(
        "a limit or an end",
        "fields-conflict",
        *_apart("Not both", lambda b: "consumptionLimit" in b and bool(b.get("expiresAt"))),
        decided=True,
    ),
    once(
        "a limit or an end, told of the end",
        "fields-conflict",
        *_apart(
            "Cannot be combined",
            lambda b: "consumptionLimit" in b and bool(b.get("expiresAt")),
            "expiresAt",
        ),
        decided=True,
    ),
    once(
        "dollars or Diem",
        "fields-conflict",
        *_apart("Not both", lambda b: {"usd", "diem"} <= {*_limits(b)}),
        decided=True,
    ),
    once(
        "a period or a privacy",
        "fields-conflict",
        *_apart("Not both", lambda b: {"limitPeriod", "modelPrivacy"} <= {*b}),
        decided=True,
    ),
    once(
        "addresses for ADMIN keys alone",
        "fields-conflict",
        *_apart(
            "ipAllowlist: not for this type",
            lambda b: b.get("apiKeyType") == "INFERENCE" and bool(b.get("ipAllowlist")),
        ),
        decided=True,
    ),
    once(
        "a period for life needs a limit",
        "fields-conflict",
        *_apart(
            "limitPeriod: needs a limit",
            lambda b: (
                "apiKeyType" in b
                and b.get("limitPeriod") == "LIFETIME"
                and not any(amount is not None for amount in _limits(b).values())
            ),
        ),
        decided=True,
    ),
)

# -- requests that are read otherwise as a whole --------------------------------------------------


def _nulls_of_a_creation(data: Json) -> None:
    fields = schema(data, "CreateApiKeyRequest")["properties"]
    for name in ("limitPeriod", "modelPrivacy", "expiresAt", "ipAllowlist"):
        fields[name] = {"anyOf": [fields[name], {"type": "null"}]}


def _without_nulls(_server: Server, asked: Asked) -> None:
    if asked.role == "create":
        for name in [name for name, value in asked.body.items() if value is None]:
            del asked.body[name]


READ = (
    once(
        "nulls of a creation are read as nothing",
        "null-accepted",
        _nulls_of_a_creation,
        Bent(heard=_without_nulls),
        edit="null",
        decided=True,
    ),
)

WHOLE: tuple[Once, ...] = (*CHANGES, *ENVELOPES, *SPELT, *RULES, *READ)
"""Every such drift."""
