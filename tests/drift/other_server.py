"""A second server of keys, which shares no code and no habit with the mock.

It is written from the documents alone and takes every freedom that they leave: the shape of ids,
secrets and errors, the status for an id that nobody has, how dates and amounts are spelt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx

from tests.drift.other_errors import told
from tests.drift.other_rules import AMOUNTS, ENUMS, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

ADMIN = "sk_live_of_the_other_server"
FIELDS = (
    "apiKeyType",
    "description",
    "consumptionLimit",
    "limitPeriod",
    "modelPrivacy",
    "expiresAt",
    "ipAllowlist",
)
OFFER = {"x402Version": 2, "error": "Payment required", "accepts": [{"scheme": "exact"}]}
"""What a call without a key is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the server is in what the documents leave open, and where it breaks them.

    Args:
        errors: one of `tests.drift.other_errors.STYLES`.
        ids: `number`, `ulid` or `slug`.
        unknown: status for an id that no key has.
        looks_first: whether the id is looked up before the rest of a change is read.
        dates: how every date is spelt when it comes back: `sent`, `Z` or `+00:00`.
        floats: whether every amount comes back with a decimal point.
        absent: `out` or `null`, what becomes of amounts that were not given.
        merges: whether a change of some amounts keeps the others.
        usage: whether `usage` is told, as the documents say it is.
        readable: whether revoked keys can still be read.
        already: keys that were there before.
        keyless: status for a call without a key.
        drift: name of a difference from the documents, see `Other`.
    """

    errors: str = "zod3"
    ids: str = "ulid"
    unknown: int = 400
    looks_first: bool = False
    dates: str = "sent"
    floats: bool = False
    absent: str = "out"
    merges: bool = False
    usage: bool = True
    readable: bool = True
    already: int = 0
    keyless: int = 402
    drift: str = ""


class Refused(Exception):  # noqa: N818 - an answer, not an error of the program
    """A status and a body other than success."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


@dataclass
class Other(httpx.BaseTransport):
    """The server, behind a transport.

    It keeps no clock: its keys never expire by themselves. Its drifts are `week`, `low-maximum`,
    `update-month`, `list-privacy`, `null-usd`, `case-blind`, `description-cut` and `together`, by
    which PRIVATE_ONLY and LIFETIME are not accepted in one request.
    """

    manners: Manners = field(default_factory=Manners)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    revoked: dict[str, dict[str, Any]] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        for number in range(self.manners.already):
            period = ENUMS["limitPeriod"][number % 3]
            body = {
                "apiKeyType": "INFERENCE",
                "description": f"old {number}",
                "limitPeriod": period,
            }
            self._create(body if number % 2 else body | {"consumptionLimit": {"usd": 2.5}})

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        try:
            status, body = 200, self._answer(request)
        except Refused as refused:
            status, body = refused.status, refused.body
        content = json.dumps(body).encode()
        media = {"content-type": "application/json; charset=utf-8"}
        return httpx.Response(status, headers=media, content=content)

    def _answer(self, request: httpx.Request) -> Any:
        path = request.url.path.removeprefix("/api/v1/api_keys")
        if path == "/generate_web3_key":
            return {"success": True, "data": {"token": "a.b.c"}}
        key = request.headers.get("authorization", "")
        if not key:
            raise Refused(self.manners.keyless, OFFER)
        if not self._opens(key):
            raise Refused(401, {"error": "Authentication failed"})
        plain = {"/rate_limits": self._limits, "/rate_limits/log": self._log}
        if path in plain:
            return plain[path]()
        if path:
            return {"data": self._shown(self._known(path[1:], read=True), "getApiKeyById")}
        ways: dict[str, Callable[[Any], Any]] = {
            "GET": lambda _: self._list(),
            "POST": self._create,
            "PATCH": self._update,
            "DELETE": lambda _: self._delete(request.url.params.get("id", "")),
        }
        return ways[request.method](json.loads(request.read() or b"null"))

    def _opens(self, header: str) -> bool:
        """Whether a header holds the key of the test, or that of a living key for admins."""
        secret = header.removeprefix("Bearer ")
        holders = (key for key in self.keys.values() if key["secret"] == secret)
        return secret == ADMIN or any(key["apiKeyType"] == "ADMIN" for key in holders)

    def _list(self) -> Any:
        return {
            "object": "list",
            "data": [self._shown(k, "getApiKeys") for k in self.keys.values()],
        }

    def _create(self, body: Any) -> Any:
        self._require(body, ("apiKeyType", "description"), FIELDS, update=False)
        self.count += 1
        key: dict[str, Any] = {
            "description": "",
            "limitPeriod": "EPOCH",
            "modelPrivacy": "ALL",
            "expiresAt": None,
            "ipAllowlist": [],
        }
        key |= {"consumptionLimit": {}, "id": self._id(), "secret": f"sk-{self.count:040x}"}
        self._keep(key, body)
        self.keys[key["id"]] = key
        return {"success": True, "data": self._shown(key, "createApiKey")}

    def _update(self, body: Any) -> Any:
        named = body.get("id") if isinstance(body, dict) else None
        if self.manners.looks_first and named not in self.keys:
            self._known(str(named))
        self._require(body, ("id",), ("id", *FIELDS[1:]), update=True)
        key = self._known(body["id"])
        self._keep(key, body)
        return {"success": True, "data": self._shown(key, "updateApiKey")}

    def _delete(self, identity: str) -> Any:
        self._known(identity)
        self.revoked[identity] = self.keys.pop(identity)
        return {"success": True}

    def _limits(self) -> Any:
        tier = {"id": "paid", "isCharged": True}
        limits = [{"apiModelId": "m", "rateLimits": [{"amount": 5, "type": "RPM"}]}]
        rest = {"balances": {"USD": 1}, "keyExpiration": None, "nextEpochBegins": "soon"}
        return {"data": {"accessPermitted": True, "apiTier": tier, "rateLimits": limits} | rest}

    def _log(self) -> Any:
        return {"object": "list", "data": []}

    def _known(self, identity: str, *, read: bool = False) -> dict[str, Any]:
        there = {**self.revoked, **self.keys} if read and self.manners.readable else self.keys
        if identity not in there:
            raise Refused(self.manners.unknown, {"error": "API key not found"})
        return there[identity]

    def _id(self) -> str:
        spelt = {"number": f"{self.count}", "ulid": f"01J{self.count:023d}"}
        return spelt.get(self.manners.ids, f"key_{self.count:x}-of~them")

    def _keep(self, key: dict[str, Any], body: dict[str, Any]) -> None:
        given = {name: value for name, value in body.items() if name != "id"}
        limits = given.get("consumptionLimit")
        if limits is not None:
            known = {unit: limits[unit] for unit in AMOUNTS if unit in limits}
            before = key["consumptionLimit"] if self.manners.merges else {}
            given["consumptionLimit"] = before | known
        if "expiresAt" in given:
            given["expiresAt"] = self._date(given["expiresAt"])
        if "ipAllowlist" in given:
            given["ipAllowlist"] = [str(ip_network(one)) for one in given["ipAllowlist"]]
        if self.manners.drift == "case-blind" and "limitPeriod" in given:
            given["limitPeriod"] = given["limitPeriod"].upper()
        if self.manners.drift == "description-cut" and "description" in given:
            given["description"] = given["description"][:20]
        key |= given

    def _date(self, text: Any) -> Any:
        if not text or self.manners.dates == "sent":
            return text or None
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", self.manners.dates)

    def _shown(self, key: dict[str, Any], operation: str) -> dict[str, Any]:
        shown = {name: key[name] for name in (*FIELDS, "id")}
        limits = shown.pop("consumptionLimit")
        amounts = {unit: limits.get(unit) for unit in AMOUNTS}
        if self.manners.absent == "out":
            amounts = {unit: amounts[unit] for unit in AMOUNTS if unit in (*limits, "vcu")}
        if self.manners.floats:
            amounts = {u: None if v is None else float(v) for u, v in amounts.items()}
        if operation == "createApiKey":
            return {"apiKey": key["secret"], "consumptionLimit": amounts, **shown}
        shown |= {"consumptionLimits": amounts, "last6Chars": key["secret"][-6:]}
        shown |= {"createdAt": None, "lastUsedAt": None}
        if operation != "updateApiKey" and self.manners.usage:
            nothing = {"usd": "0", "vcu": "0", "diem": "0.0"}
            shown["usage"] = {"trailingSevenDays": nothing}
        if operation != "updateApiKey" and any(limits.values()):
            shown["currentPeriodUsage"] = {"usd": "0", "diem": "0"}
        if self.manners.drift == "list-privacy" and operation == "getApiKeys":
            del shown["modelPrivacy"]
        return shown

    def _require(
        self, body: Any, needed: tuple[str, ...], fields: tuple[str, ...], *, update: bool
    ) -> None:
        if self.manners.drift == "together":
            pair = body.get("modelPrivacy"), body.get("limitPeriod")
            if pair == ("PRIVATE_ONLY", "LIFETIME"):
                raise Refused(400, {"error": "Invalid request parameters"})
        found = list(wrong(body, needed, fields, drift=self.manners.drift, update=update))
        if found:
            raise Refused(400, told(self.manners.errors, found))
