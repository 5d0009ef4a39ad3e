"""Drifts that show in many places, and that must be told in one finding whose edit is true."""

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from venice_contract.contract.edits import apply
from venice_contract.contract.reading.document import Document

from tests.strangers.bending import Asked, Bent, Clock, Record, RefusedError, Reply
from tests.strangers.drifts import DRIFTS, envelope, new_id, other_key, shown_amounts
from tests.strangers.fragments import CHANGE, CREATE, LIST, Json, fragment, schema
from tests.strangers.judging import Told, document, judge, judge_and_edit, judge_guarded
from tests.strangers.lies import Edit, Lie, means, says_after, serve, shows, stores
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Row, cost, placed, reasons
from tests.strangers.rows import lie, read
from tests.strangers.server import Server


@dataclass(frozen=True)
class Once:
    """A drift that is one.

    Args:
        edit: what its edit must write, as JSON; empty where no edit would be true.
        guarded: whether it is judged through the guarded door, as the command line does.
        decided: whether all else is decided all the same.
        closes: whether the contract has words for all of it, so that nothing is left to tell.
    """

    lie: Lie
    kind: str
    edit: str = ""
    manners: Manners = field(default_factory=Manners)
    guarded: bool = False
    decided: bool = False
    closes: bool = True

    def judge(self) -> Row:
        """Judge the server, and once more by the edited contract where there is an edit."""
        data = fragment()
        server = serve(data, self.lie, self.manners, Clock())
        if self.guarded:
            told, edited = _guarded(server, document(data))
        else:
            told, edited = judge_and_edit(server, document(data), clock=server.clock)
        if told is None:
            return Row("once", self.lie.name, "UNDECIDED", "nothing was said")
        outcome = "ONE" if [one.kind for one in told.findings] == [self.kind] else "MANY"
        said = placed(told.findings)
        if outcome == "ONE" and self.decided and told.open:
            outcome, said = "UNDECIDED", f"{said}; {reasons(told.open)}"
        steps = json.dumps([s.value for one in told.findings if one.edit for s in one.edit.steps])
        if (self.edit and self.edit not in steps) or (not self.edit and steps != "[]"):
            outcome, said = "OTHER", f"{said}; {steps[:200]}"
        if outcome == "ONE" and self.edit and self.closes:
            left = self._left(data, edited)
            outcome, said = ("OTHER", f"after the edit: {left}") if left else (outcome, said)
        return Row("once", self.lie.name, outcome, said, cost(told))

    def _left(self, data: Json, edited: Document) -> str:
        """What is said of the same server by the edited contract; nothing where it conforms."""
        server = serve(data, self.lie, self.manners, Clock())
        if self.guarded:
            again = _guarded(server, edited)[0]
        else:
            again = judge(server, edited, clock=server.clock)
        return placed(again.findings) if again else "nothing was said"


def _guarded(server: Server, contract: Document) -> tuple[Told | None, Document]:
    """Judge a server through the guarded door, and return the contract with every edit made.

    Nothing is told where it leaves a key or takes another's.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = judge_guarded(
            server, contract, clock=server.clock, folder=Path(folder), base_url=server.base_url
        )
    kept = all((one.gone == float("inf")) is bool(one.owner) for one in server.records.values())
    if not kept or found.left is not None or found.problem is not None or found.told is None:
        return None, contract
    edited = contract
    for one in found.told.findings:
        edited = apply(edited, one.edit) if one.edit else edited
    return found.told, edited


# -- what is shown ---------------------------------------------------------------------------------


def _renamed(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    if "last6Chars" in entity:
        entity["last6"] = entity.pop("last6Chars")


def _in_snake_case(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    for name in list(entity):
        entity[re.sub(r"[A-Z0-9]", lambda one: f"_{one[0].lower()}", name)] = entity.pop(name)


def _secret(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role == "read":
        entity["key"] = record.secret


def _secret_in_lists(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role == "list":
        entity["apiKey"] = record.secret


def _as_name(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    if "description" in entity:
        entity["name"] = entity.pop("description")


def _five(_server: Server, asked: Asked, reply: Reply) -> None:
    """A list has five keys on a page, and a cursor that nobody documents."""
    start = int(dict(asked.request.url.params).get("cursor", "0"))
    keys = reply.body["data"]
    reply.body["data"] = keys[start : start + 5]
    reply.body["nextCursor"] = str(start + 5) if start + 5 < len(keys) else None


def _of_somebody_else(server: Server, asked: Asked, reply: Reply) -> None:
    reply.body = server.answer(asked, [next(iter(server.records.values()))]).body


def _empty(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.status, reply.body, reply.content = 204, None, b""
    reply.headers.pop("content-type", None)


def _beside(_server: Server, _asked: Asked, reply: Reply) -> None:
    if isinstance(reply.body, dict) and 200 <= reply.status < 300:
        reply.body["requestId"] = "r-1"


# -- changes ---------------------------------------------------------------------------------------


def _without_limits(_server: Server, values: Json, _before: Json, asked: Asked) -> None:
    if asked.role == "change" and "limitPeriod" in asked.body:
        values["consumptionLimit"] = asked.body.get("consumptionLimit", {})


def _said_and_forgotten(server: Server, asked: Asked, _reply: Reply) -> None:
    server.records[asked.id].versions.pop()


def _outdated(server: Server, asked: Asked, reply: Reply) -> None:
    """A change is kept, and answered with the key as it was before."""
    record = server.records[asked.id]
    kept = record.versions.pop()
    reply.body = server.answer(asked, [record]).body
    record.versions.append(kept)


def _own_ids(server: Server) -> list[str]:
    living = (one for one in server.records.values() if one.gone == float("inf"))
    return [one.id for one in living if not one.owner]


def _reaches(which: Callable[[list[str], str], str]) -> Bent:
    """A change _reaches another key, and is answered with that one."""

    def heard(server: Server, asked: Asked) -> None:
        if asked.role == "change":
            asked.id = which(_own_ids(server), asked.id)

    return Bent(heard=heard)


def _before(ids: list[str], named: str) -> str:
    return ids[ids.index(named) - 1]


def _changes_another_in_silence(server: Server, asked: Asked, _reply: Reply) -> None:
    """A change is answered as it should be, and _reaches the key that was made before."""
    _, values = server.records[asked.id].versions.pop()
    other = server.records[_before(_own_ids(server), asked.id)]
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


# -- envelopes -------------------------------------------------------------------------------------


def _answers(operation: str, function: Callable[[Any], Any]) -> tuple[Bent]:
    return (says_after(operation, envelope(function)),)


def _without_id(key: Json) -> Json:
    return {name: value for name, value in key.items() if name != "id"}


# -- letters and paths -----------------------------------------------------------------------------


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


# -- rules of two fields, and nulls ----------------------------------------------------------------


def _apart(text: str, broken: Callable[[Json], bool], named: str = "") -> tuple[Bent, ...]:
    """A request that makes or changes a key is refused for a rule of two fields."""
    more = {"details": {"_errors": [], named: {"_errors": [text]}}} if named else {}

    def heard(_server: Server, asked: Asked) -> None:
        if asked.role in ("create", "change") and broken(asked.body):
            raise RefusedError(400, {"error": text, **more})

    return (Bent(heard=heard),)


def _limits(body: Json) -> Json:
    return body.get("consumptionLimit") or {}


def _nulls_of_a_creation(data: Json) -> None:
    fields = schema(data, "CreateApiKeyRequest")["properties"]
    for name in ("limitPeriod", "modelPrivacy", "expiresAt", "ipAllowlist"):
        fields[name] = {"anyOf": [fields[name], {"type": "null"}]}


def _without_nulls(_server: Server, asked: Asked) -> None:
    if asked.role == "create":
        for name in [name for name, value in asked.body.items() if value is None]:
            del asked.body[name]


RULE = next(one for one in DRIFTS if one.name == "ADMIN keys may not have limits")
BENT: dict[str, tuple[Edit | Bent, ...]] = {
    "amounts told as texts": shown_amounts(lambda v: v and str(v)),
    "last6Chars renamed": (Bent(shows=_renamed),),
    "answers in snake case": (Bent(shows=_in_snake_case),),
    "the secret under another name": (Bent(shows=_secret),),
    "a delete is 204": (says_after("deleteApiKey", _empty),),
    "a name beside": (Bent(after=_beside),),
    "a change of the period clears the limits": (Bent(keeps=_without_limits),),
    "ADMIN keys may not have limits, as Zod says it": RULE.bent,
    "descriptions told as names": (Bent(shows=_as_name),),
    "lists show every secret": (Bent(shows=_secret_in_lists),),
    "a change is answered with the key of somebody else": (says_after(CHANGE, _of_somebody_else),),
    "pages that nobody documents": (says_after(LIST, _five),),
    "a change replaces the key": (Bent(keeps=_replaces),),
    "a change is answered and forgotten": (says_after(CHANGE, _said_and_forgotten),),
    "a change is answered with what was before": (says_after(CHANGE, _outdated),),
    "a change reaches the key before": (_reaches(_before),),
    "a change reaches the first key": (_reaches(lambda ids, _: ids[0]),),
    "a change reaches another key in silence": (says_after(CHANGE, _changes_another_in_silence),),
    "a change gives a new id": (says_after(CHANGE, new_id),),
    "a change is answered with another key": (says_after(CHANGE, other_key),),
    "a change drops unknown names": (_open_update, Bent(keeps=_takes_and_drops)),
    "a change answers 303": (_status(CHANGE, 303),),
    "a creation answers 201 and nothing": (_nothing(CREATE, 201),),
    "a creation answers 303": (_status(CREATE, 303),),
    "a list is bare": _answers(LIST, lambda b: b["data"]),
    "a list stands in keys": _answers(LIST, lambda b: {"object": "list", "keys": b["data"]}),
    "a list stands in items": _answers(LIST, lambda b: {"object": b["object"], "items": b["data"]}),
    "a list stands deeper": _answers(LIST, lambda b: b | {"data": {"keys": b["data"]}}),
    "a list is answered 203": (_status(LIST, 203),),
    "a list is answered 206": (_status(LIST, 206),),
    "a creation answers result": _answers(
        CREATE, lambda b: {"success": b["success"], "result": b["data"]}
    ),
    "a creation answers a list": _answers(CREATE, lambda b: [b["data"]]),
    "a creation answers the bare key": _answers(CREATE, lambda b: b["data"]),
    "a creation tells no id": _answers(CREATE, lambda b: b | {"data": _without_id(b["data"])}),
    "all enums in small letters": tuple(shows(name, str.lower) for name in ENUMS),
    "all enums taken in small letters alone": (
        *LETTERS,
        *(stores(name, str.upper) for name in ENUMS),
    ),
    "every path ends in a slash": (Bent(before=_slash),),
    "a limit or an end": _apart(
        "Not both", lambda b: "consumptionLimit" in b and bool(b.get("expiresAt"))
    ),
    "a limit or an end, told of the end": _apart(
        "Cannot be combined",
        lambda b: "consumptionLimit" in b and bool(b.get("expiresAt")),
        "expiresAt",
    ),
    "dollars or Diem": _apart("Not both", lambda b: {"usd", "diem"} <= {*_limits(b)}),
    "a period or a privacy": _apart("Not both", lambda b: {"limitPeriod", "modelPrivacy"} <= {*b}),
    "addresses for ADMIN keys alone": _apart(
        "ipAllowlist: not for this type",
        lambda b: b.get("apiKeyType") == "INFERENCE" and bool(b.get("ipAllowlist")),
    ),
    "a period for life needs a limit": _apart(
        "limitPeriod: needs a limit",
        lambda b: (
            "apiKeyType" in b
            and b.get("limitPeriod") == "LIFETIME"
            and not any(amount is not None for amount in _limits(b).values())
        ),
    ),
    "nulls of a creation are read as nothing": (_nulls_of_a_creation, Bent(heard=_without_nulls)),
}
MANNERS = {
    "floats": Manners(errors="pydantic", floats=True, amounts="null"),
    "others": Manners(foreign=3),
    "of numbers": Manners(foreign=3, ids="integer"),
    "silent": Manners(errors="silent"),
    "pretty": Manners(errors="zod4-pretty"),
    "Zod": Manners(errors="zod3-issues", length="utf-16"),
}
"""Manners of servers, by a word; `floats` has a framework that converts what it takes."""


def _once(name: str, row: Json) -> Once:
    """Return the drift of a row; one that says no more than `DRIFTS` is that of the name."""
    row, manners = dict(row), row.get("manners", {})
    known = MANNERS[manners] if isinstance(manners, str) else Manners(**manners)
    named = ("kind", "edit", "guarded", "decided", "closes")
    said = {word: row.pop(word) for word in named if word in row} | {"manners": known}
    row.pop("manners", None)
    own = [one for one in DRIFTS if one.name == name]
    if own and not row and name not in BENT:
        return Once(own[0], **said)
    return Once(lie(name, row, (), *BENT.get(name, ())), **said)


ONCE = tuple(_once(*one) for one in read("once").items())
"""Every such drift."""
