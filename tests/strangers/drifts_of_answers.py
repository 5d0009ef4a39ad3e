"""Drifts in what a server keeps and shows, in its operations, and in what a key opens."""

import html
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, Record, Reply
from tests.strangers.drifts_of_requests import MONEY
from tests.strangers.drifts_of_updates import other_key
from tests.strangers.fragments import NOTHING, Json
from tests.strangers.lies import (
    Lie,
    answers,
    hides,
    says_after,
    shows,
    status,
    stays,
    stores,
    unguarded,
)
from tests.strangers.reading import Operation
from tests.strangers.server import Server


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
    Lie("list without modelPrivacy", "modelPrivacy", hides("modelPrivacy", "list")),
    Lie("read without createdAt", "createdAt", hides("createdAt", "read")),
    Lie("list shows the secret", ("apiKey", "@getApiKeys"), _beside("apiKey", NOTHING, "list")),
    Lie("read shows the secret", ("apiKey", "@getApiKeyById"), _beside("apiKey", NOTHING, "read")),
    Lie("last6Chars of the beginning", "last6Chars", shows("last6Chars", lambda _: "sk-abc")),
    Lie("createdAt a number", "createdAt", shows("createdAt", lambda _: 1835438400)),
    Lie(
        "usage as numbers",
        ("usage", "usd", "diem", "vcu"),
        shows("usage", lambda _: {"trailingSevenDays": {"usd": 0, "vcu": 0, "diem": 0}}),
    ),
    Lie("no usage", "usage", hides("usage")),
    Lie("no usage of the period", "currentPeriodUsage", hides("currentPeriodUsage")),
    Lie("one name more in the list", ("colour", "@getApiKeys"), _beside("colour", "red", "list")),
    Lie(
        "one name more in the create",
        ("colour", "@createApiKey"),
        _beside("colour", "red", "create"),
    ),
    Lie("amounts as texts", MONEY, *_both(lambda n: _inside(n, lambda v: v and str(v)))),
    Lie("null shown as 0", MONEY, *_both(lambda n: _inside(n, lambda v: v or 0))),
    Lie("0 shown as null", MONEY, *_both(lambda n: _inside(n, lambda v: v or None))),
    Lie("usd and diem swapped", MONEY, stores("consumptionLimit", _swapped)),
    Lie("list tells types in small letters", "apiKeyType", shows("apiKeyType", str.lower)),
    Lie("description trimmed", "description", stores("description", str.strip)),
    Lie("description escaped", "description", stores("description", html.escape)),
    Lie("description in capitals", "description", stores("description", str.upper)),
    Lie(
        "accents taken apart",
        "description",
        stores("description", lambda v: unicodedata.normalize("NFD", v)),
    ),
    Lie("description cut to 20", "description", stores("description", lambda v: v[:20])),
    Lie("end cut to the day", "expiresAt", stores("expiresAt", lambda v: (v or "")[:10])),
    Lie("end never shown", "expiresAt", shows("expiresAt", lambda _: None)),
)


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


OPERATED = (
    Lie(
        "create answers result",
        "@createApiKey",
        says_after("createApiKey", envelope(lambda b: {"success": True, "result": b["data"]})),
    ),
    Lie(
        "create answers a list",
        "@createApiKey",
        says_after("createApiKey", envelope(lambda b: [b["data"]])),
    ),
    Lie(
        "create answers the bare key",
        "@createApiKey",
        says_after("createApiKey", envelope(lambda b: b["data"])),
    ),
    Lie(
        "create answers nothing",
        "@createApiKey",
        says_after("createApiKey", envelope(lambda _: {})),
    ),
    Lie(
        "success false with 200",
        ("@createApiKey", "success"),
        says_after("createApiKey", envelope(lambda b: b | {"success": False})),
    ),
    Lie("create answers 201", "@createApiKey", status("createApiKey", "200", "201")),
    Lie("secret masked", "apiKey", shows("apiKey", lambda v: v[:3] + "*" * 20 + v[-6:])),
    Lie(
        "secret under another name",
        ("apiKey", "value"),
        says_after(
            "createApiKey",
            envelope(
                lambda b: (
                    b
                    | {"data": {("value" if k == "apiKey" else k): v for k, v in b["data"].items()}}
                )
            ),
        ),
    ),
    Lie("secret of somebody else", "apiKey", shows("apiKey", lambda _: "sk-" + "0" * 40)),
    Lie("read answers another key", "@getApiKeyById", says_after("getApiKeyById", other_key)),
    Lie("read answers 410", "@getApiKeyById", answers("getApiKeyById", 410)),
    Lie("list shows a key twice", "@getApiKeys", says_after("getApiKeys", _twice)),
    Lie(
        "list loses the newest key",
        ("@getApiKeys", "@createApiKey"),
        says_after("getApiKeys", _newest_lost),
    ),
    Lie(
        "list answers the bare keys",
        "@getApiKeys",
        says_after("getApiKeys", envelope(lambda b: b["data"])),
    ),
    Lie("list is text/plain", "@getApiKeys", says_after("getApiKeys", _plain_text)),
    Lie("delete does nothing", "@deleteApiKey", says_after("deleteApiKey", stays)),
    Lie("delete answers 404", "@deleteApiKey", answers("deleteApiKey", 404)),
    Lie("delete answers 405", "@deleteApiKey", answers("deleteApiKey", 405)),
    Lie("delete answers 202", "@deleteApiKey", status("deleteApiKey", "200", "202")),
    Lie("refusals answer 200", ("@createApiKey", "@updateApiKey"), _refusals(200)),
    Lie("refusals answer 422", ("@createApiKey", "@updateApiKey"), _refusals(422)),
    Lie("rate limits without a key", "@getApiKeyRateLimits", unguarded("getApiKeyRateLimits")),
    Lie("list without a key", "@getApiKeys", unguarded("getApiKeys")),
    Lie(
        "rate limits answer 500",
        "@getApiKeyRateLimits",
        answers("getApiKeyRateLimits", 500),
        open="answered 500",
    ),
    Lie("log answers 404", "@getApiKeyRateLimitLogs", answers("getApiKeyRateLimitLogs", 404)),
    Lie(
        "rate limits without balances",
        ("balances", "@getApiKeyRateLimits"),
        says_after(
            "getApiKeyRateLimits",
            envelope(lambda b: {"data": {k: v for k, v in b["data"].items() if k != "balances"}}),
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
        Bent(door=_revoked_opens),
    ),
    Lie(
        "a key of type INFERENCE opens the list",
        ("@getApiKeys", "apiKeyType"),
        Bent(door=_inference_opens),
    ),
    Lie("a new key opens nothing", ("@createApiKey", "apiKey"), Bent(door=_own_is_shut)),
    Lie(
        "any text opens as a key",
        ("@getApiKeys", "@createApiKey", "@getApiKeyRateLimits"),
        Bent(door=_any_key),
    ),
)
