"""Spending on command: stands for a call of inference, which the mock does not imitate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from venice_contract.errors import UsageError
from venice_contract.mock.blanks import digest_of
from venice_contract.mock.parts import has_expired
from venice_contract.mock.records import MILLION, Spent
from venice_contract.mock.replies import refused, unauthorised
from venice_contract.mock.usage import (
    INSUFFICIENT,
    exceeded,
    limit_reached_text,
    spent_in_window,
    usage_facts,
)

if TYPE_CHECKING:
    from venice_contract.mock.records import Key
    from venice_contract.mock.service import Service

MOST = 1_000_000  # of one spending; keeps sums far from the edge of 64 bits


def spend(service: Service, told: dict[str, Any]) -> dict[str, Any]:
    """Book a spending on a key and return its usage.

    Args:
        service: the service.
        told: `id` or `key` (a secret), and any of `usd`, `diem`, `vcu`.

    Raises:
        Refusal: 401 for a key that is expired or not there, 402 past a limit or the balance.
        UsageError: the command is not usable.
    """
    if not {"id", "key", "usd", "diem", "vcu"}.issuperset(told):
        raise UsageError("A spending is told by id or key, usd, diem and vcu.")
    now, store = service.clock.now(), service.store
    wanted = Spent(*(_millionths(told, unit) for unit in ("usd", "diem", "vcu")))
    key = _key(service, told)
    board = service.parts.faults
    if key is None or has_expired(key, now, board):
        raise unauthorised()
    used = spent_in_window(store, key, now, board, partial(exceeded, key, wanted=wanted))
    unit = exceeded(key, used, wanted)
    service.faults.settle()
    if unit is not None:
        raise refused(402, limit_reached_text(unit))
    left = store.balances()
    if wanted.usd > left.usd or wanted.diem > left.diem:
        raise refused(402, INSUFFICIENT)
    key = store.spend(key, now, wanted)
    store.touch(key, now)
    return {"id": key.id} | usage_facts(store, key, now, None)


def _key(service: Service, told: dict[str, Any]) -> Key | None:
    if isinstance(secret := told.get("key"), str):
        return service.store.by_digest(digest_of(secret))
    if isinstance(key_id := told.get("id"), str):
        return service.store.by_id(key_id)
    raise UsageError("A spending needs the 'id' of a key, or the 'key' itself.")


def _millionths(told: dict[str, Any], unit: str) -> int:
    value = told.get(unit, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        raise UsageError(f"'{unit}' must be an amount from 0 to {MOST}.")
    return round(value * MILLION)
