"""The vendor as it is said to be in October 2026, by its later statements and one SDK.

Facts: pull requests 531 and 534 of the vendor's public documentation (2026-09-10), its agent skill
(2026-10-02), and venice-py 2.9.0 for `ipAllowlist` (2026-10).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from tests.strangers import fragments
from tests.strangers.additions import ADDRESS
from tests.strangers.bending import Bent
from tests.strangers.fragments import EVIDENCE, add_field, schema
from tests.strangers.lies import Lie, stores
from tests.strangers.manners import Manners

if TYPE_CHECKING:
    from tests.strangers.fragments import Json
    from tests.strangers.reading import Operation
    from tests.strangers.server import Server

IP = "ipAllowlist"
MANNERS = Manners(unknown=400, keyless=402, media=400, failures=50, tells_limits=True)
PAYMENT = {
    "type": "object",
    "description": "What a call without a key is offered",
    "properties": {
        "x402Version": {"type": "integer", "description": "The version of the protocol"},
        "error": {"type": "string", "description": "One text for people"},
        "accepts": {
            "type": "array",
            "description": "How it may be paid for",
            "items": {"type": "object", "additionalProperties": True},
        },
    },
    "required": ["x402Version", "error"],
}


def fragment() -> Json:
    """Return the fragment as October's statements make it."""
    data = fragments.fragment()
    privacy = schema(data, "CreateApiKeyRequest")["properties"]["modelPrivacy"]
    privacy["x-absent-means"] = {"value": "ALL", **EVIDENCE}
    forms = [{"type": "string", "pattern": ADDRESS}, {"type": "string", "format": "ipv6"}]
    node = {"type": "array", "maxItems": 100, "items": {"anyOf": forms}}
    shown = {"type": "array", "items": {"type": "string", "x-echo": "subnet"}}
    add_field(data, IP, node, absent=[], answer=shown)
    wallet = schema(data, "CreateWalletApiKeyRequest")["properties"]
    wallet[IP] = schema(data, "UpdateApiKeyRequest")["properties"][IP]
    credits_ = {"type": "number", "description": "Credits of a bundle"}
    schema(data, "Balances")["properties"]["BUNDLED_CREDITS"] = credits_
    data["components"]["schemas"]["PaymentOffer"] = PAYMENT
    offer = {"$ref": "#/components/schemas/PaymentOffer"}
    content = {"application/json": {"schema": offer}}
    for item in data["paths"].values():
        for one in item.values():
            if one.get("security"):
                one["responses"]["402"] = {"description": "No key", "content": content}
                _unknown_id(one)
    return data


def _unknown_id(node: Json) -> None:
    """An id that is not known answers 400, with a plain error."""
    if node["responses"].pop("4XX", None) and "400" not in node["responses"]:
        node["responses"]["400"] = {"$ref": "#/components/responses/UnknownKey"}


def _canonical(entries: Any) -> Any:
    """Return what is stored of addresses: the subnets that they are."""
    return [str(ipaddress.ip_network(entry, strict=False)) for entry in entries]


def _log_needs_admin(server: Server, operation: Operation, key: str, opens: bool) -> bool:
    holder = server.holder(key)
    inference = holder is not None and holder.values.get("apiKeyType") == "INFERENCE"
    return opens and not (inference and operation.id == "getApiKeyRateLimitLogs")


BENT = (stores(IP, _canonical), Bent(door=_log_needs_admin))
"""How its server is beyond what its fragment can say."""

AUGUST = (Lie("August's server by October's contract", (IP, "@getApiKeys*", "@createApiKey*")),)
"""The server of the older statements: 401 without a key, and no `ipAllowlist`."""
