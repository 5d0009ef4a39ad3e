"""The vendor as it is said to be in October 2026, and as it was said to be in August.

This repository's fragment is October's. August's is made of it by taking away what was stated
since: pull requests 531 and 534 of the vendor's public documentation (2026-09-10), its agent skill
(2026-10-02), and venice-py 2.9.0 for `ipAllowlist` (2026-10).
"""

import ipaddress
from dataclasses import replace
from typing import Any

from tests.strangers.bending import Asked, Bent, Record
from tests.strangers.fragments import ANSWERS, Json, fragment, operation, schema
from tests.strangers.lies import Lie, stores, unknown
from tests.strangers.manners import Manners
from tests.strangers.reading import Operation
from tests.strangers.server import Server

IP = "ipAllowlist"
MANNERS = Manners(unknown=400, keyless=402, media=400, failures=50, tells_limits=True)
ONE_AT_A_TIME = replace(MANNERS, fail_fast=True, creates=20)
"""The same, where a refusal tells one wrong field alone: the costliest manner to judge."""
REQUESTS = ("CreateApiKeyRequest", "UpdateApiKeyRequest", "CreateWalletApiKeyRequest")


def august() -> Json:
    data = fragment()
    for name in (*REQUESTS, *ANSWERS):
        del schema(data, name)["properties"][IP]
    for name in (REQUESTS[0], REQUESTS[2]):
        del schema(data, name)["properties"]["modelPrivacy"]["x-absent-means"]
    del schema(data, "ConsumptionLimit")["properties"]["vcu"]["x-presence"]
    del schema(data, "Balances")["properties"]["BUNDLED_CREDITS"]
    del operation(data, "getApiKeyRateLimitLogs")["x-needs"]
    del data["components"]["responses"]["Unauthorized"]["x-refuses"]
    for item in data["paths"].values():
        for node in item.values():
            if node["responses"].pop("402", None):
                _august(node)
    return data


def _august(node: Json) -> None:
    """An operation answers 401 without a key; no document says what it answers to unknown ids."""
    if node["operationId"] in ("getApiKeyById", "updateApiKey", "deleteApiKey"):
        node["responses"]["4XX"] = {"$ref": "#/components/responses/UnknownKey"}
    if node["operationId"] == "getApiKeyById":
        del node["responses"]["400"]


def _canonical(entries: Any) -> Any:
    """Return what is stored of addresses: the subnets that they are."""
    return [str(ipaddress.ip_network(entry, strict=False)) for entry in entries]


def _always(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    entity.setdefault(IP, [])


def _from_elsewhere(server: Server, _operation: Operation, key: str, opens: bool) -> bool:
    """A key that is bound to addresses opens nothing: whoever asks is at none of them."""
    holder = server.holder(key)
    return opens and not (holder is not None and holder.values.get(IP))


BENT = (stores(IP, _canonical), Bent(shows=_always), Bent(door=_from_elsewhere))
"""How its server is beyond what its fragment can say."""

WITHIN = Lie("nothing", (), *BENT)
"""What keeps the contract."""

WITHOUT = Lie("October's server without ipAllowlist", IP, unknown(IP))
"""The skill of the same month does not have it."""

OLDER = Lie(
    "August's server by October's contract", (IP, "@createApiKey*", "@getApiKeyRateLimitLogs*")
)
"""401 without a key and with a wrong one, and nothing that was stated since."""
NEWER = Lie("October's server by August's contract", (IP, "@createApiKey*"), *BENT)
"""402 without a key, and a property that August does not know."""
