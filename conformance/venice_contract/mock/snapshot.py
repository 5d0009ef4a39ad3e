"""The state as a test may see it: everything but secrets and their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.mock.answers import facts_of
from venice_contract.mock.records import MILLION
from venice_contract.mock.usage import usage_facts
from venice_contract.mock.windows import text_of

if TYPE_CHECKING:
    from venice_contract.mock.service import Service


def snapshot(service: Service) -> dict[str, Any]:
    """Return clock, keys, balances, wallets, exceeded limits and faults."""
    now = service.clock.now()
    balances = service.store.balances()
    return {
        "now": text_of(now),
        "keys": [
            facts_of(key)
            | usage_facts(service.store, key, now, None)
            | {"expired": key.expired(now), "bootstrap": key.bootstrap}
            for key in service.store.all_keys()
        ],
        "balances": {"USD": balances.usd / MILLION, "DIEM": balances.diem / MILLION},
        "wallets": service.store.wallets(),
        "exceeded": [
            {"apiKeyId": key_id, "rateLimitType": kind, "timestamp": text_of(moment)}
            for key_id, kind, moment in service.store.exceeded()
        ],
        "faults": {"armed": service.faults.names, "receipts": service.faults.receipts()},
    }
