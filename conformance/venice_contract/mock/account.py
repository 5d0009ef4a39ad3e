"""The two reads of rate limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.mock.records import MILLION
from venice_contract.mock.usage import anything_left, spent_in_window
from venice_contract.mock.windows import next_epoch, text_of

if TYPE_CHECKING:
    from venice_contract.mock.parts import Parts, Request
    from venice_contract.mock.records import Key

TIER = "paid"  # example of the spec
MODEL = "zai-org-glm-5-1"  # default of the spec; a log entry must name a model, creations have none
MODEL_LIMITS = [  # invented: the documents give the types and one example, 100 RPM
    {
        "apiModelId": MODEL,
        "rateLimits": [
            {"amount": 100, "type": "RPM"},
            {"amount": 10_000, "type": "RPD"},
            {"amount": 1_000_000, "type": "TPM"},
        ],
    }
]


def read_limits(parts: Parts, request: Request) -> Any:
    """Answer getApiKeyRateLimits for the key that asks."""
    caller = request.caller
    assert caller is not None  # noqa: S101 - the operation is admitted with a key only
    balances = parts.store.balances()
    begins = next_epoch(request.now)
    if (board := request.board) is not None:
        begins = board.decide("next-epoch", begins, now=request.now)
    data = {
        "accessPermitted": _may_spend(parts, caller, request),
        "apiTier": {"id": TIER, "isCharged": True},
        "balances": {"USD": balances.usd / MILLION, "DIEM": balances.diem / MILLION},
        "keyExpiration": caller.expires_at,
        "nextEpochBegins": text_of(begins),
        "rateLimits": MODEL_LIMITS,
    }
    return parts.answer(request, {"data": data})


def read_log(parts: Parts, request: Request) -> Any:
    """Answer getApiKeyRateLimitLogs: the last 50 limits that were exceeded, newest first."""
    data = [
        {
            "apiKeyId": key_id,
            "modelId": MODEL,
            "rateLimitTier": TIER,
            "rateLimitType": kind,
            "timestamp": text_of(moment),
        }
        for key_id, kind, moment in parts.store.exceeded()
    ]
    return parts.answer(request, {"data": data, "object": "list"})


def _may_spend(parts: Parts, key: Key, request: Request) -> bool:
    """Tell whether the key has anything left under its own limits, and the account at all."""
    left = parts.store.balances()
    if left.usd <= 0 and left.diem <= 0:
        return False
    used = spent_in_window(
        parts.store, key, request.now, request.board, lambda spent: anything_left(key, spent)
    )
    return anything_left(key, used)
