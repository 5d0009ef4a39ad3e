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
from tests.strangers.once import Once, a_lie
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
    Once(a_lie("a change replaces the key", REPLACES), "change-replaces", decided=True),
    Once(
        a_lie("a change is answered and forgotten", says_after(UPDATE, _said_and_forgotten)),
        "change-lost",
        decided=True,
    ),
    Once(a_lie("a change keeps nothing", Bent(keeps=changes_nothing)), "change-lost", decided=True),
    Once(
        a_lie("a change is answered with what was before", says_after(UPDATE, outdated)),
        "change-outdated",
        decided=True,
    ),
    Once(
        a_lie("a change reaches the key before", reaches(_before)), "change-misplaced", decided=True
    ),
    Once(
        a_lie("a change reaches the first key", reaches(lambda ids, _: ids[0])),
        "change-misplaced",
        decided=True,
    ),
    Once(
        a_lie(
            "a change reaches another key in silence",
            says_after(UPDATE, _changes_another_in_silence),
        ),
        "change-misplaced",
        decided=True,
    ),
    Once(a_lie("a change gives a new id", says_after(UPDATE, new_id)), "id-changed"),
    Once(
        a_lie("a change is answered with another key", says_after(UPDATE, other_key)),
        "answer-other-key",
        decided=True,
    ),
    Once(
        a_lie("a change drops unknown names", _open_update, Bent(keeps=_takes_and_drops)),
        "property-accepted",
        "true",
        guarded=True,
        decided=True,
    ),
    Once(a_lie("a change answers 303", _status(UPDATE, 303)), "answer-status", guarded=True),
    Once(
        a_lie("a creation answers 201 and nothing", _nothing(CREATE, 201)),
        "answer-status",
        "The key",
        OTHERS,
        guarded=True,
    ),
    Once(a_lie("a creation answers 303", _status(CREATE, 303)), "answer-status", guarded=True),
)


# -- envelopes ----------------------------------------------------------------------------------


def _answers(operation: str, function: Callable[[Any], Any]) -> Bent:
    return says_after(operation, envelope(function))


def _of(name: str, kind: str, bent: Bent, edit: str = "") -> Once:
    """An envelope, judged through the guard: lists prove whose keys are whose."""
    return Once(a_lie(name, bent), kind, edit, OTHERS, guarded=True, decided=True)


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
    Once(
        a_lie("ids are shown and taken as numbers", _ids_of_any_type, shows("id", int)),
        "type-accepted",
        "number",
        NUMBERS,
        guarded=True,
        decided=True,
    ),
    Once(
        a_lie("all enums in small letters", *tuple(shows(name, str.lower) for name in ENUMS)),
        "answer-enum-value",
        "private_only",
        guarded=True,
        decided=True,
    ),
    Once(
        a_lie("types in small letters alone", LETTERS[0], stores(ENUMS[0], str.upper)),
        "value-refused",
        "admin",
        decided=True,
    ),
    Once(
        a_lie(
            "all enums taken in small letters alone",
            *LETTERS,
            *tuple(stores(name, str.upper) for name in ENUMS),
        ),
        "value-refused",
        "private_only",
        guarded=True,
        decided=True,
        closes=False,  # no keyword says that letters change on the way
    ),
    Once(
        a_lie("every path ends in a slash", Bent(before=_slash)),
        "path-redirected",
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
    Once(
        a_lie(
            "a limit or an end",
            *_apart("Not both", lambda b: "consumptionLimit" in b and bool(b.get("expiresAt"))),
        ),
        "fields-conflict",
        decided=True,
    ),
    Once(
        a_lie(
            "a limit or an end, told of the end",
            *_apart(
                "Cannot be combined",
                lambda b: "consumptionLimit" in b and bool(b.get("expiresAt")),
                "expiresAt",
            ),
        ),
        "fields-conflict",
        decided=True,
    ),
    Once(
        a_lie("dollars or Diem", *_apart("Not both", lambda b: {"usd", "diem"} <= {*_limits(b)})),
        "fields-conflict",
        decided=True,
    ),
    Once(
        a_lie(
            "a period or a privacy",
            *_apart("Not both", lambda b: {"limitPeriod", "modelPrivacy"} <= {*b}),
        ),
        "fields-conflict",
        decided=True,
    ),
    Once(
        a_lie(
            "addresses for ADMIN keys alone",
            *_apart(
                "ipAllowlist: not for this type",
                lambda b: b.get("apiKeyType") == "INFERENCE" and bool(b.get("ipAllowlist")),
            ),
        ),
        "fields-conflict",
        decided=True,
    ),
    Once(
        a_lie(
            "a period for life needs a limit",
            *_apart(
                "limitPeriod: needs a limit",
                lambda b: (
                    "apiKeyType" in b
                    and b.get("limitPeriod") == "LIFETIME"
                    and not any(amount is not None for amount in _limits(b).values())
                ),
            ),
        ),
        "fields-conflict",
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
    Once(
        a_lie(
            "nulls of a creation are read as nothing",
            _nulls_of_a_creation,
            Bent(heard=_without_nulls),
        ),
        "null-accepted",
        "null",
        decided=True,
    ),
)

WHOLE: tuple[Once, ...] = (*CHANGES, *ENVELOPES, *SPELT, *RULES, *READ)
"""Every such drift."""
