"""Drifts in what a server takes: values, bounds, names, and rules of two fields."""

from collections.abc import Callable
from typing import Any

from tests.strangers.bending import Asked, Bent, RefusedError
from tests.strangers.fragments import NOTHING, Json, schema
from tests.strangers.lies import Lie, change, component, stores
from tests.strangers.server import Server

CREATE, UPDATE = "CreateApiKeyRequest", "UpdateApiKeyRequest"


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
    Lie("description at most 32", "description", component("KeyDescription", maxLength=32)),
    Lie("description at most 200", "description", component("KeyDescription", maxLength=200)),
    Lie("description at least 1", "description", component("KeyDescription", minLength=1)),
    Lie("WEEK accepted", "limitPeriod", component("LimitPeriod", enum=[*PERIODS, "WEEK"])),
    Lie("MONTH refused", "limitPeriod", component("LimitPeriod", enum=["EPOCH", "LIFETIME"])),
    Lie(
        "MONTH refused by the update alone",
        "limitPeriod",
        _own(UPDATE, "limitPeriod", _period("EPOCH", "LIFETIME")),
    ),
    Lie("any period accepted", "limitPeriod", component("LimitPeriod", enum=NOTHING)),
    Lie(
        "small letters taken for a period",
        "limitPeriod",
        component("LimitPeriod", enum=[*PERIODS, "month", "lifetime", "epoch"]),
        stores("limitPeriod", str.upper),
    ),
    Lie(
        "a third type of key",
        "apiKeyType",
        component("ApiKeyType", enum=["INFERENCE", "ADMIN", "READONLY"]),
    ),
    Lie(
        "PRIVATE_ONLY refused",
        "modelPrivacy",
        component("ModelPrivacy", enum=["ALL", "PRIVATE_TEXT"]),
    ),
    Lie("usd at most 1000", MONEY, _amount("usd", maximum=1000)),
    Lie("usd without maximum", MONEY, _amount("usd", maximum=NOTHING)),
    Lie("usd at least 1", MONEY, _amount("usd", minimum=1)),
    Lie("usd below 0", MONEY, _amount("usd", minimum=NOTHING)),
    Lie("usd not null", MONEY, _amount("usd", type="number")),
    Lie("whole diem alone", MONEY, _amount("diem", multipleOf=1)),
    Lie(
        "vcu unknown",
        MONEY,
        lambda data: schema(data, "ConsumptionLimit")["properties"].pop("vcu"),
        component("ConsumptionLimit", additionalProperties=False),
    ),
    Lie(
        "amounts taken as texts",
        MONEY,
        component("LimitAmount", type=["number", "null", "string"], pattern=r"^\d+$"),
        _amounts(_of_text),
    ),
    Lie(
        "true taken as 1",
        MONEY,
        component("LimitAmount", type=["number", "null", "boolean"]),
        _amounts(lambda v: int(v) if isinstance(v, bool) else v),
    ),
    Lie("amounts cut to cents", MONEY, _amounts(lambda v: v and int(v * 100) / 100)),
    Lie("amounts in whole units", MONEY, _amounts(lambda v: v and int(v))),
    Lie("a day refused", "expiresAt", _expiry(1)),
    Lie("no end refused", "expiresAt", _expiry(0)),
    Lie("an instant refused", "expiresAt", _expiry(2)),
    Lie(
        "null refused as an end",
        "expiresAt",
        _own(UPDATE, "expiresAt", {"$ref": "#/components/schemas/KeyExpiry"}),
    ),
    Lie(
        "any text taken as an end", "expiresAt", component("KeyExpiry", anyOf=[{"type": "string"}])
    ),
    Lie("unknown names taken by the create", "createApiKey", _open(CREATE)),
    Lie("unknown names taken by the update", "updateApiKey", _open(UPDATE)),
    Lie("description optional", "description", _demanded(CREATE, "apiKeyType")),
    Lie(
        "limitPeriod required",
        "limitPeriod",
        _demanded(CREATE, "apiKeyType", "description", "limitPeriod"),
    ),
    Lie(
        "description required by the update", "description", _demanded(UPDATE, "id", "description")
    ),
    Lie(
        "null taken for a description",
        "description",
        component("KeyDescription", type=["string", "null"]),
    ),
    Lie(
        "default period MONTH",
        "limitPeriod",
        lambda data: schema(data, CREATE)["properties"]["limitPeriod"]["x-absent-means"].update(
            value="MONTH"
        ),
    ),
)


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


RULED = (
    Lie(
        "ADMIN keys may not have limits",
        ("apiKeyType", *MONEY),
        _rule(
            "Keys of type ADMIN may not have limits",
            lambda v: v.get("apiKeyType") == "ADMIN" and bool(_limits(v)),
            named="consumptionLimit",
        ),
    ),
    Lie(
        "ADMIN keys need an ipAllowlist",
        ("apiKeyType", "ipAllowlist"),
        _rule(
            "ipAllowlist is required for ADMIN keys",
            lambda v: v.get("apiKeyType") == "ADMIN" and not v.get("ipAllowlist"),
        ),
    ),
    Lie(
        "limitPeriod needs a limit",
        ("limitPeriod", *MONEY),
        _rule(
            "limitPeriod needs a limit",
            lambda v: v.get("limitPeriod") in ("MONTH", "LIFETIME") and not _limits(v),
            named="limitPeriod",
        ),
    ),
    Lie(
        "usd at most 1000 beside diem",
        MONEY,
        _rule(
            "usd may be at most 1000 beside diem",
            lambda v: len(_limits(v)) > 1 and max(_limits(v)) > 1000,
            named="consumptionLimit",
        ),
    ),
    Lie("limits and their period change together", ("limitPeriod", *MONEY), Bent(heard=_together)),
    Lie(
        "PRIVATE_ONLY and LIFETIME not together",
        ("modelPrivacy", "limitPeriod"),
        _rule(
            "Invalid request parameters",
            lambda v: (v.get("modelPrivacy"), v.get("limitPeriod")) == ("PRIVATE_ONLY", "LIFETIME"),
        ),
    ),
    Lie(
        "keys for life have no end",
        ("limitPeriod", "expiresAt"),
        _rule(
            "expiresAt cannot be combined with limitPeriod LIFETIME",
            lambda v: v.get("limitPeriod") == "LIFETIME" and bool(v.get("expiresAt")),
            named="expiresAt",
        ),
    ),
    Lie(
        "ADMIN keys need an end",
        ("apiKeyType", "expiresAt"),
        _rule(
            "expiresAt is required for keys of type ADMIN",
            lambda v: v.get("apiKeyType") == "ADMIN" and not v.get("expiresAt"),
            named="expiresAt",
        ),
    ),
)
