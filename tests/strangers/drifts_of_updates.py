"""Drifts in what an update changes, and in what it leaves alone."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Reply
from tests.strangers.drifts_of_requests import MONEY
from tests.strangers.fragments import Json
from tests.strangers.lies import Lie, answers, drops, says_after
from tests.strangers.server import Server


def _changing(function: Callable[[Json, Json, Json], None]) -> Bent:
    """Bend updates: what is about to be stored, what was there, and what was sent."""

    def keeps(_server: Server, values: Json, before: Json, asked: Asked) -> None:
        if asked.role == "change":
            function(values, before, asked.body)

    return Bent(keeps=keeps)


def _kept(name: str, when: Callable[[Json], bool]) -> Bent:
    def keep(values: Json, before: Json, sent: Json) -> None:
        if name in sent and name in before and when(sent):
            values[name] = before[name]

    return _changing(keep)


def _reset(name: str, value: Any, when: Callable[[Json], bool]) -> Bent:
    def reset(values: Json, _before: Json, sent: Json) -> None:
        if name not in sent and when(sent):
            values[name] = value

    return _changing(reset)


def _zeros(values: Json, before: Json, sent: Json) -> None:
    if 0 in (sent.get("consumptionLimit") or {}).values():
        values["consumptionLimit"] = before.get("consumptionLimit", {})


def other_key(server: Server, asked: Asked, reply: Reply) -> None:
    """Answer with another key than was asked for."""
    others = [one for one in server.records.values() if one.id != asked.id]
    if others and reply.status == 200:
        reply.body = server.answer(asked, [others[0]]).body


def new_id(server: Server, asked: Asked, reply: Reply) -> None:
    """Give a changed key another id."""
    record = server.records.pop(asked.id)
    record.id = f"{record.id}-2"
    server.records[record.id] = record
    reply.body = server.answer(asked, [record]).body


UPDATED = (
    *(
        Lie(f"update ignores {name}", name, drops(name, "change"))
        for name in ("limitPeriod", "modelPrivacy", "description", "expiresAt")
    ),
    Lie("update ignores amounts", MONEY, drops("consumptionLimit", "change")),
    Lie("update ignores an amount of 0", MONEY, _changing(_zeros)),
    Lie(
        "update keeps an end that null takes away",
        "expiresAt",
        _kept("expiresAt", lambda sent: sent["expiresAt"] is None),
    ),
    Lie(
        "update keeps the description beside a period",
        "description",
        _kept("description", lambda sent: "limitPeriod" in sent),
    ),
    Lie(
        "update of the description resets the period",
        "limitPeriod",
        _reset("limitPeriod", "EPOCH", lambda sent: "description" in sent),
    ),
    Lie(
        "update of amounts takes the end away",
        "expiresAt",
        _reset("expiresAt", None, lambda sent: "consumptionLimit" in sent),
    ),
    Lie(
        "update of the end resets the privacy",
        "modelPrivacy",
        _reset("modelPrivacy", "ALL", lambda sent: "expiresAt" in sent),
    ),
    Lie(
        "update of the privacy takes the addresses away",
        "ipAllowlist",
        _reset("ipAllowlist", [], lambda sent: "modelPrivacy" in sent),
    ),
    Lie(
        "update lower-cases the description",
        "description",
        _changing(lambda values, _b, _s: values.update(description=values["description"].lower())),
    ),
    Lie("update answers another key", "@updateApiKey", says_after("updateApiKey", other_key)),
    Lie("update gives a new id", ("id", "@updateApiKey"), says_after("updateApiKey", new_id)),
    Lie("update answers 405", "@updateApiKey", answers("updateApiKey", 405)),
    Lie("update answers 404", "@updateApiKey", answers("updateApiKey", 404)),
    Lie("update answers 501", "@updateApiKey", answers("updateApiKey", 501)),
)
