"""Drifts of servers from the contract as it stands, each alone, and where each must be named."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING, Any

from tests.strangers.fragments import NOTHING, schema
from tests.strangers.lies import (
    Lie,
    answers,
    change,
    drops,
    hides,
    says_after,
    shows,
    status,
    stores,
    unguarded,
)
from tests.strangers.server import Asked, Bent, Record, RefusedError, Reply, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strangers.fragments import Json
    from tests.strangers.reading import Operation

CREATE, UPDATE = "CreateApiKeyRequest", "UpdateApiKeyRequest"
EVERY = ("getApiKeys", "createApiKey", "updateApiKey", "getApiKeyById")


# -- what is taken ------------------------------------------------------------------------------


def _component(name: str, **keywords: Any) -> Callable[[Json], None]:
    return lambda data: change(schema(data, name), keywords)


def _own(request: str, name: str, node: Json) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        schema(data, request)["properties"][name] = node

    return edit


def _amount(unit: str, **keywords: Any) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        node = {"type": ["number", "null"], "minimum": 0, "maximum": 9999999999}
        change(node, keywords)
        schema(data, "ConsumptionLimit")["properties"][unit] = node

    return edit


def _expiry(index: int) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        del schema(data, "KeyExpiry")["anyOf"][index]

    return edit


def _open(request: str) -> Callable[[Json], None]:
    return lambda data: change(schema(data, request), {"additionalProperties": NOTHING})


def _demanded(request: str, *names: str) -> Callable[[Json], None]:
    return lambda data: change(schema(data, request), {"required": list(names)})


PERIODS = ["EPOCH", "MONTH", "LIFETIME"]
MONEY = ("usd", "diem", "vcu", "consumptionLimit", "consumptionLimits")


def _period(*values: str) -> Json:
    return {"type": "string", "enum": list(values)}


def _amounts(function: Callable[[Any], Any]) -> Bent:
    return stores("consumptionLimit", lambda v: {u: function(a) for u, a in (v or {}).items()})


def _of_text(amount: Any) -> Any:
    return float(amount) if isinstance(amount, str) else amount


TAKEN = (
    Lie("description at most 32", ("description",), (_component("KeyDescription", maxLength=32),)),
    Lie(
        "description at most 200", ("description",), (_component("KeyDescription", maxLength=200),)
    ),
    Lie("description at least 1", ("description",), (_component("KeyDescription", minLength=1),)),
    Lie("WEEK accepted", ("limitPeriod",), (_component("LimitPeriod", enum=[*PERIODS, "WEEK"]),)),
    Lie(
        "MONTH refused", ("limitPeriod",), (_component("LimitPeriod", enum=["EPOCH", "LIFETIME"]),)
    ),
    Lie(
        "MONTH refused by the update alone",
        ("limitPeriod",),
        (_own(UPDATE, "limitPeriod", _period("EPOCH", "LIFETIME")),),
    ),
    Lie("any period accepted", ("limitPeriod",), (_component("LimitPeriod", enum=NOTHING),)),
    Lie(
        "small letters taken for a period",
        ("limitPeriod",),
        (_component("LimitPeriod", enum=[*PERIODS, "month", "lifetime", "epoch"]),),
        (stores("limitPeriod", str.upper),),
    ),
    Lie(
        "a third type of key",
        ("apiKeyType",),
        (_component("ApiKeyType", enum=["INFERENCE", "ADMIN", "READONLY"]),),
    ),
    Lie(
        "PRIVATE_ONLY refused",
        ("modelPrivacy",),
        (_component("ModelPrivacy", enum=["ALL", "PRIVATE_TEXT"]),),
    ),
    Lie("usd at most 1000", MONEY, (_amount("usd", maximum=1000),)),
    Lie("usd without maximum", MONEY, (_amount("usd", maximum=NOTHING),)),
    Lie("usd at least 1", MONEY, (_amount("usd", minimum=1),)),
    Lie("usd below 0", MONEY, (_amount("usd", minimum=NOTHING),)),
    Lie("usd not null", MONEY, (_amount("usd", type="number"),)),
    Lie("whole diem alone", MONEY, (_amount("diem", multipleOf=1),)),
    Lie(
        "vcu unknown",
        MONEY,
        (
            lambda data: schema(data, "ConsumptionLimit")["properties"].pop("vcu"),
            _component("ConsumptionLimit", additionalProperties=False),
        ),
    ),
    Lie(
        "amounts taken as texts",
        MONEY,
        (_component("LimitAmount", type=["number", "null", "string"], pattern=r"^\d+$"),),
        (_amounts(_of_text),),
    ),
    Lie(
        "true taken as 1",
        MONEY,
        (_component("LimitAmount", type=["number", "null", "boolean"]),),
        (_amounts(lambda v: int(v) if isinstance(v, bool) else v),),
    ),
    Lie("amounts cut to cents", MONEY, bent=(_amounts(lambda v: v and int(v * 100) / 100),)),
    Lie("amounts in whole units", MONEY, bent=(_amounts(lambda v: v and int(v)),)),
    Lie("a day refused", ("expiresAt",), (_expiry(1),)),
    Lie("no end refused", ("expiresAt",), (_expiry(0),)),
    Lie("an instant refused", ("expiresAt",), (_expiry(2),)),
    Lie(
        "null refused as an end",
        ("expiresAt",),
        (_own(UPDATE, "expiresAt", {"$ref": "#/components/schemas/KeyExpiry"}),),
    ),
    Lie(
        "any text taken as an end",
        ("expiresAt",),
        (_component("KeyExpiry", anyOf=[{"type": "string"}]),),
    ),
    Lie("unknown names taken by the create", ("createApiKey",), (_open(CREATE),)),
    Lie("unknown names taken by the update", ("updateApiKey",), (_open(UPDATE),)),
    Lie("description optional", ("description",), (_demanded(CREATE, "apiKeyType"),)),
    Lie(
        "limitPeriod required",
        ("limitPeriod",),
        (_demanded(CREATE, "apiKeyType", "description", "limitPeriod"),),
    ),
    Lie(
        "description required by the update",
        ("description",),
        (_demanded(UPDATE, "id", "description"),),
    ),
    Lie(
        "null taken for a description",
        ("description",),
        (_component("KeyDescription", type=["string", "null"]),),
    ),
    Lie(
        "default period MONTH",
        ("limitPeriod",),
        (
            lambda data: schema(data, CREATE)["properties"]["limitPeriod"]["x-absent-means"].update(
                value="MONTH"
            ),
        ),
    ),
)

# -- what is kept and shown ---------------------------------------------------------------------


def _swapped(limits: Any) -> Any:
    names = {"usd": "diem", "diem": "usd"}
    return {names.get(unit, unit): amount for unit, amount in (limits or {}).items()}


def _inside(name: str, function: Callable[[Any], Any]) -> Bent:
    return shows(name, lambda v: {u: function(a) for u, a in v.items()})


def _both(bend: Callable[[str], Bent]) -> tuple[Bent, ...]:
    return bend("consumptionLimit"), bend("consumptionLimits")


def _beside(name: str, value: Any, role: str) -> Bent:
    def bend(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
        if asked.role == role:
            entity[name] = record.secret if value is NOTHING else value

    return Bent(shows=bend)


SHOWN = (
    Lie("list without modelPrivacy", ("modelPrivacy",), bent=(hides("modelPrivacy", "list"),)),
    Lie("read without createdAt", ("createdAt",), bent=(hides("createdAt", "read"),)),
    Lie(
        "list shows the secret",
        ("apiKey", "@getApiKeys"),
        bent=(_beside("apiKey", NOTHING, "list"),),
    ),
    Lie(
        "read shows the secret",
        ("apiKey", "@getApiKeyById"),
        bent=(_beside("apiKey", NOTHING, "read"),),
    ),
    Lie(
        "last6Chars of the beginning",
        ("last6Chars",),
        bent=(shows("last6Chars", lambda _: "sk-abc"),),
    ),
    Lie("createdAt a number", ("createdAt",), bent=(shows("createdAt", lambda _: 1835438400),)),
    Lie(
        "usage as numbers",
        ("usage", "usd", "diem", "vcu"),
        bent=(shows("usage", lambda _: {"trailingSevenDays": {"usd": 0, "vcu": 0, "diem": 0}}),),
    ),
    Lie("no usage", ("usage",), bent=(hides("usage"),)),
    Lie("no usage of the period", ("currentPeriodUsage",), bent=(hides("currentPeriodUsage"),)),
    Lie(
        "one name more in the list",
        ("colour", "@getApiKeys"),
        bent=(_beside("colour", "red", "list"),),
    ),
    Lie(
        "one name more in the create",
        ("colour", "@createApiKey"),
        bent=(_beside("colour", "red", "create"),),
    ),
    Lie("amounts as texts", MONEY, bent=_both(lambda n: _inside(n, lambda v: v and str(v)))),
    Lie("null shown as 0", MONEY, bent=_both(lambda n: _inside(n, lambda v: v or 0))),
    Lie("0 shown as null", MONEY, bent=_both(lambda n: _inside(n, lambda v: v or None))),
    Lie("usd and diem swapped", MONEY, bent=(stores("consumptionLimit", _swapped),)),
    Lie(
        "list tells types in small letters", ("apiKeyType",), bent=(shows("apiKeyType", str.lower),)
    ),
    Lie("description trimmed", ("description",), bent=(stores("description", str.strip),)),
    Lie("description escaped", ("description",), bent=(stores("description", html.escape),)),
    Lie("description in capitals", ("description",), bent=(stores("description", str.upper),)),
    Lie(
        "accents taken apart",
        ("description",),
        bent=(stores("description", lambda v: unicodedata.normalize("NFD", v)),),
    ),
    Lie("description cut to 20", ("description",), bent=(stores("description", lambda v: v[:20]),)),
    Lie(
        "end cut to the day", ("expiresAt",), bent=(stores("expiresAt", lambda v: (v or "")[:10]),)
    ),
    Lie("end never shown", ("expiresAt",), bent=(shows("expiresAt", lambda _: None),)),
)

# -- updates ------------------------------------------------------------------------------------


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


def _other_key(server: Server, asked: Asked, reply: Reply) -> None:
    others = [one for one in server.records.values() if one.id != asked.id]
    if others and reply.status == 200:
        reply.body = server.answer(asked, [others[0]]).body


def _new_id(server: Server, asked: Asked, reply: Reply) -> None:
    record = server.records.pop(asked.id)
    record.id = f"{record.id}-2"
    server.records[record.id] = record
    reply.body = server.answer(asked, [record]).body


UPDATED = (
    *(
        Lie(f"update ignores {name}", (name,), bent=(drops(name, "change"),))
        for name in ("limitPeriod", "modelPrivacy", "description", "expiresAt")
    ),
    Lie("update ignores amounts", MONEY, bent=(drops("consumptionLimit", "change"),)),
    Lie("update ignores an amount of 0", MONEY, bent=(_changing(_zeros),)),
    Lie(
        "update keeps an end that null takes away",
        ("expiresAt",),
        bent=(_kept("expiresAt", lambda sent: sent["expiresAt"] is None),),
    ),
    Lie(
        "update keeps the description beside a period",
        ("description",),
        bent=(_kept("description", lambda sent: "limitPeriod" in sent),),
    ),
    Lie(
        "update of the description resets the period",
        ("limitPeriod",),
        bent=(_reset("limitPeriod", "EPOCH", lambda sent: "description" in sent),),
    ),
    Lie(
        "update of amounts takes the end away",
        ("expiresAt",),
        bent=(_reset("expiresAt", None, lambda sent: "consumptionLimit" in sent),),
    ),
    Lie(
        "update of the end resets the privacy",
        ("modelPrivacy",),
        bent=(_reset("modelPrivacy", "ALL", lambda sent: "expiresAt" in sent),),
    ),
    Lie(
        "update lower-cases the description",
        ("description",),
        bent=(
            _changing(
                lambda values, _b, _s: values.update(description=values["description"].lower())
            ),
        ),
    ),
    Lie(
        "update answers another key",
        ("@updateApiKey",),
        bent=(says_after("updateApiKey", _other_key),),
    ),
    Lie(
        "update gives a new id",
        ("id",),
        bent=(says_after("updateApiKey", _new_id),),
    ),
    Lie("update answers 405", ("@updateApiKey",), bent=(answers("updateApiKey", 405),)),
    Lie("update answers 404", ("@updateApiKey",), bent=(answers("updateApiKey", 404),)),
    Lie("update answers 501", ("@updateApiKey",), bent=(answers("updateApiKey", 501),)),
)

# -- rules of two fields ------------------------------------------------------------------------


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


def _limits(values: Json) -> list[Any]:
    return [one for one in (values.get("consumptionLimit") or {}).values() if one]


RULED = (
    Lie(
        "ADMIN keys may not have limits",
        ("apiKeyType", *MONEY),
        bent=(
            _rule(
                "Keys of type ADMIN may not have limits",
                lambda v: v.get("apiKeyType") == "ADMIN" and bool(_limits(v)),
                named="consumptionLimit",
            ),
        ),
    ),
    Lie(
        "limitPeriod needs a limit",
        ("limitPeriod", *MONEY),
        bent=(
            _rule(
                "limitPeriod needs a limit",
                lambda v: v.get("limitPeriod") in ("MONTH", "LIFETIME") and not _limits(v),
                named="limitPeriod",
            ),
        ),
    ),
    Lie(
        "usd at most 1000 beside diem",
        MONEY,
        bent=(
            _rule(
                "usd may be at most 1000 beside diem",
                lambda v: len(_limits(v)) > 1 and max(_limits(v)) > 1000,
                named="consumptionLimit",
            ),
        ),
    ),
    Lie(
        "PRIVATE_ONLY and LIFETIME not together",
        ("modelPrivacy", "limitPeriod"),
        bent=(
            _rule(
                "Invalid request parameters",
                lambda v: (
                    (v.get("modelPrivacy"), v.get("limitPeriod")) == ("PRIVATE_ONLY", "LIFETIME")
                ),
            ),
        ),
    ),
    Lie(
        "ADMIN keys need an end",
        ("apiKeyType", "expiresAt"),
        bent=(
            _rule(
                "expiresAt is required for keys of type ADMIN",
                lambda v: v.get("apiKeyType") == "ADMIN" and not v.get("expiresAt"),
                named="expiresAt",
            ),
        ),
    ),
)

# -- answers and operations ---------------------------------------------------------------------


def _envelope(function: Callable[[Any], Any]) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if 200 <= reply.status < 300:
            reply.body = function(reply.body)

    return edit


def _twice(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"] + reply.body["data"][-1:]


def _newest_lost(_server: Server, _asked: Asked, reply: Reply) -> None:
    del reply.body["data"][-1:]


def _stays(server: Server, asked: Asked, _reply: Reply) -> None:
    server.records[asked.id].gone = float("inf")


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


OPERATED = (
    Lie(
        "create answers result",
        ("@createApiKey",),
        bent=(
            says_after("createApiKey", _envelope(lambda b: {"success": True, "result": b["data"]})),
        ),
    ),
    Lie(
        "create answers a list",
        ("@createApiKey",),
        bent=(says_after("createApiKey", _envelope(lambda b: [b["data"]])),),
    ),
    Lie(
        "create answers the bare key",
        ("@createApiKey",),
        bent=(says_after("createApiKey", _envelope(lambda b: b["data"])),),
    ),
    Lie(
        "create answers nothing",
        ("@createApiKey",),
        bent=(says_after("createApiKey", _envelope(lambda _: {})),),
    ),
    Lie(
        "success false with 200",
        ("@createApiKey", "success"),
        bent=(says_after("createApiKey", _envelope(lambda b: b | {"success": False})),),
    ),
    Lie("create answers 201", ("@createApiKey",), (status("createApiKey", "200", "201"),)),
    Lie("secret masked", ("apiKey",), bent=(shows("apiKey", lambda v: v[:3] + "*" * 20 + v[-6:]),)),
    Lie(
        "secret under another name",
        ("apiKey", "value"),
        bent=(
            says_after(
                "createApiKey",
                _envelope(
                    lambda b: (
                        b
                        | {
                            "data": {
                                ("value" if k == "apiKey" else k): v for k, v in b["data"].items()
                            }
                        }
                    )
                ),
            ),
        ),
    ),
    Lie(
        "secret of somebody else", ("apiKey",), bent=(shows("apiKey", lambda _: "sk-" + "0" * 40),)
    ),
    Lie(
        "read answers another key",
        ("@getApiKeyById",),
        bent=(says_after("getApiKeyById", _other_key),),
    ),
    Lie("read answers 410", ("@getApiKeyById",), bent=(answers("getApiKeyById", 410),)),
    Lie("list shows a key twice", ("@getApiKeys",), bent=(says_after("getApiKeys", _twice),)),
    Lie(
        "list loses the newest key",
        ("@getApiKeys", "@createApiKey"),
        bent=(says_after("getApiKeys", _newest_lost),),
    ),
    Lie(
        "list answers the bare keys",
        ("@getApiKeys",),
        bent=(says_after("getApiKeys", _envelope(lambda b: b["data"])),),
    ),
    Lie("list is text/plain", ("@getApiKeys",), bent=(says_after("getApiKeys", _plain_text),)),
    Lie("delete does nothing", ("@deleteApiKey",), bent=(says_after("deleteApiKey", _stays),)),
    Lie("delete answers 404", ("@deleteApiKey",), bent=(answers("deleteApiKey", 404),)),
    Lie("delete answers 405", ("@deleteApiKey",), bent=(answers("deleteApiKey", 405),)),
    Lie("delete answers 202", ("@deleteApiKey",), (status("deleteApiKey", "200", "202"),)),
    Lie("refusals answer 200", ("@createApiKey", "@updateApiKey"), bent=(_refusals(200),)),
    Lie("refusals answer 422", ("@createApiKey", "@updateApiKey"), bent=(_refusals(422),)),
    Lie(
        "rate limits without a key", ("@getApiKeyRateLimits",), (unguarded("getApiKeyRateLimits"),)
    ),
    Lie("list without a key", ("@getApiKeys",), (unguarded("getApiKeys"),)),
    Lie(
        "rate limits answer 500",
        ("@getApiKeyRateLimits",),
        bent=(answers("getApiKeyRateLimits", 500),),
    ),
    Lie(
        "log answers 404",
        ("@getApiKeyRateLimitLogs",),
        bent=(answers("getApiKeyRateLimitLogs", 404),),
    ),
    Lie(
        "rate limits without balances",
        ("balances", "@getApiKeyRateLimits"),
        bent=(
            says_after(
                "getApiKeyRateLimits",
                _envelope(
                    lambda b: {"data": {k: v for k, v in b["data"].items() if k != "balances"}}
                ),
            ),
        ),
    ),
)


def _revoked_opens(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or server.holder(key, revoked=True) is not None


def _inference_opens(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or server.holder(key) is not None


def _own_is_shut(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens and server.holder(key) is None


def _any_key(_server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    return opens or bool(key)


KEYS = (
    Lie(
        "a revoked key opens",
        ("@deleteApiKey", "@getApiKeys", "@getApiKeyRateLimits"),
        bent=(Bent(door=_revoked_opens),),
    ),
    Lie(
        "a key of type INFERENCE opens the list",
        ("@getApiKeys", "apiKeyType"),
        bent=(Bent(door=_inference_opens),),
    ),
    Lie("a new key opens nothing", ("@createApiKey", "apiKey"), bent=(Bent(door=_own_is_shut),)),
    Lie(
        "any text opens as a key",
        ("@getApiKeys", "@createApiKey", "@getApiKeyRateLimits"),
        bent=(Bent(door=_any_key),),
    ),
)

DRIFTS = (*TAKEN, *SHOWN, *UPDATED, *RULED, *OPERATED, *KEYS)
"""Every drift from the contract as it stands."""
