"""Drifts from the contract as it stands: what rows of `tables/drifts.yaml` cannot say."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, RefusedError, Reply
from tests.strangers.fragments import NOTHING, Json
from tests.strangers.lies import Edit, says_after, shows, stores
from tests.strangers.reading import Operation
from tests.strangers.rows import each, lies
from tests.strangers.server import Server

# -- what is taken ---------------------------------------------------------------------------------


def _of_text(amount: Any) -> Any:
    return float(amount) if isinstance(amount, str) else amount


def _stores(function: Callable[[Any], Any]) -> tuple[Bent]:
    return (stores("consumptionLimit", lambda v: each(function)(v or {})),)


# -- rules of two fields ---------------------------------------------------------------------------


def _rule(text: str, broken: Callable[[Json], bool], *, named: str = "") -> Bent:
    def heard(server: Server, asked: Asked) -> None:
        if asked.role in ("create", "change"):
            record = server.records.get(asked.id)
            values = (record.values if record else {}) | asked.body
            if broken(values):
                details = {"_errors": [], named: {"_errors": [text]}} if named else None
                body = {"error": text} | ({"details": details} if details else {})
                raise RefusedError(400, body)

    return Bent(heard=heard)


def _together(_server: Server, asked: Asked) -> None:
    """A change names both fields or neither."""
    named = {"limitPeriod", "consumptionLimit"} & {*(asked.body or ())}
    if asked.role == "change" and len(named) == 1:
        raise RefusedError(400, {"error": "limitPeriod and consumptionLimit change together"})


def _limits(values: Json) -> list[Any]:
    return [one for one in (values.get("consumptionLimit") or {}).values() if one]


# -- what is shown ---------------------------------------------------------------------------------


def shown_amounts(function: Callable[[Any], Any]) -> tuple[Bent, ...]:
    """Amounts are shown as something else."""
    return tuple(shows(name, each(function)) for name in ("consumptionLimit", "consumptionLimits"))


def _beside(name: str, value: Any, role: str) -> Bent:
    def bend(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
        if asked.role == role:
            entity[name] = record.secret if value is NOTHING else value

    return Bent(shows=bend)


def envelope(function: Callable[[Any], Any]) -> Callable[[Server, Asked, Reply], None]:
    """The body of an answer of success is made of the one that it should be."""

    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if 200 <= reply.status < 300:
            reply.body = function(reply.body)

    return edit


def _twice(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"] + reply.body["data"][-1:]


def _newest_lost(_server: Server, _asked: Asked, reply: Reply) -> None:
    del reply.body["data"][-1:]


def _plain_text(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.headers["content-type"] = "text/plain"


def _refusals(code: int) -> Bent:
    """Every refusal of a request that breaks the contract has another status."""

    def before(server: Server, asked: Asked) -> Reply | None:
        if asked.role not in ("create", "change"):
            return None
        found = server._issues(asked)
        return Reply(code, {"error": "Invalid request parameters"}) if found else None

    return Bent(before=before)


# -- changes ---------------------------------------------------------------------------------------


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


# -- keys ------------------------------------------------------------------------------------------


def _revoked_opens(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or server.holder(key, revoked=True) is not None


def _inference_opens(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or server.holder(key) is not None


def _own_is_shut(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens and server.holder(key) is None


def _any_key(_server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or bool(key)


def _answers(operation: str, function: Callable[[Any], Any]) -> tuple[Bent]:
    return (says_after(operation, envelope(function)),)


def _door(function: Callable[[Server, Operation, str, bool], bool]) -> tuple[Bent]:
    return (Bent(door=function),)


BENT: dict[str, tuple[Edit | Bent, ...]] = {
    "amounts taken as texts": _stores(_of_text),
    "true taken as 1": _stores(lambda v: int(v) if isinstance(v, bool) else v),
    "amounts cut to cents": _stores(lambda v: v and int(v * 100) / 100),
    "amounts in whole units": _stores(lambda v: v and int(v)),
    "list shows the secret": (_beside("apiKey", NOTHING, "list"),),
    "read shows the secret": (_beside("apiKey", NOTHING, "read"),),
    "one name more in the list": (_beside("colour", "red", "list"),),
    "one name more in the create": (_beside("colour", "red", "create"),),
    "amounts as texts": shown_amounts(lambda v: v and str(v)),
    "null shown as 0": shown_amounts(lambda v: v or 0),
    "0 shown as null": shown_amounts(lambda v: v or None),
    "update ignores an amount of 0": (_changing(_zeros),),
    "update keeps an end that null takes away": (
        _kept("expiresAt", lambda sent: sent["expiresAt"] is None),
    ),
    "update keeps the description beside a period": (
        _kept("description", lambda sent: "limitPeriod" in sent),
    ),
    "update of the description resets the period": (
        _reset("limitPeriod", "EPOCH", lambda sent: "description" in sent),
    ),
    "update of amounts takes the end away": (
        _reset("expiresAt", None, lambda sent: "consumptionLimit" in sent),
    ),
    "update of the end resets the privacy": (
        _reset("modelPrivacy", "ALL", lambda sent: "expiresAt" in sent),
    ),
    "update of the privacy takes the addresses away": (
        _reset("ipAllowlist", [], lambda sent: "modelPrivacy" in sent),
    ),
    "update lower-cases the description": (
        _changing(lambda values, _b, _s: values.update(description=values["description"].lower())),
    ),
    "update answers another key": (says_after("updateApiKey", other_key),),
    "update gives a new id": (says_after("updateApiKey", new_id),),
    "ADMIN keys may not have limits": (
        _rule(
            "Keys of type ADMIN may not have limits",
            lambda v: v.get("apiKeyType") == "ADMIN" and bool(_limits(v)),
            named="consumptionLimit",
        ),
    ),
    "ADMIN keys need an ipAllowlist": (
        _rule(
            "ipAllowlist is required for ADMIN keys",
            lambda v: v.get("apiKeyType") == "ADMIN" and not v.get("ipAllowlist"),
        ),
    ),
    "limitPeriod needs a limit": (
        _rule(
            "limitPeriod needs a limit",
            lambda v: v.get("limitPeriod") in ("MONTH", "LIFETIME") and not _limits(v),
            named="limitPeriod",
        ),
    ),
    "usd at most 1000 beside diem": (
        _rule(
            "usd may be at most 1000 beside diem",
            lambda v: len(_limits(v)) > 1 and max(_limits(v)) > 1000,
            named="consumptionLimit",
        ),
    ),
    "limits and their period change together": (Bent(heard=_together),),
    "PRIVATE_ONLY and LIFETIME not together": (
        _rule(
            "Invalid request parameters",
            lambda v: (v.get("modelPrivacy"), v.get("limitPeriod")) == ("PRIVATE_ONLY", "LIFETIME"),
        ),
    ),
    "keys for life have no end": (
        _rule(
            "expiresAt cannot be combined with limitPeriod LIFETIME",
            lambda v: v.get("limitPeriod") == "LIFETIME" and bool(v.get("expiresAt")),
            named="expiresAt",
        ),
    ),
    "ADMIN keys need an end": (
        _rule(
            "expiresAt is required for keys of type ADMIN",
            lambda v: v.get("apiKeyType") == "ADMIN" and not v.get("expiresAt"),
            named="expiresAt",
        ),
    ),
    "create answers result": _answers(
        "createApiKey", lambda b: {"success": True, "result": b["data"]}
    ),
    "create answers a list": _answers("createApiKey", lambda b: [b["data"]]),
    "create answers the bare key": _answers("createApiKey", lambda b: b["data"]),
    "create answers nothing": _answers("createApiKey", lambda _: {}),
    "secret under another name": _answers(
        "createApiKey",
        lambda b: (
            b | {"data": {("value" if k == "apiKey" else k): v for k, v in b["data"].items()}}
        ),
    ),
    "read answers another key": (says_after("getApiKeyById", other_key),),
    "list shows a key twice": (says_after("getApiKeys", _twice),),
    "list loses the newest key": (says_after("getApiKeys", _newest_lost),),
    "list answers the bare keys": _answers("getApiKeys", lambda b: b["data"]),
    "list is text/plain": (says_after("getApiKeys", _plain_text),),
    "refusals answer 200": (_refusals(200),),
    "refusals answer 422": (_refusals(422),),
    "a revoked key opens": _door(_revoked_opens),
    "a key of type INFERENCE opens the list": _door(_inference_opens),
    "a new key opens nothing": _door(_own_is_shut),
    "any text opens as a key": _door(_any_key),
}
DRIFTS = lies("drifts", BENT)
"""Every drift from the contract as it stands."""
