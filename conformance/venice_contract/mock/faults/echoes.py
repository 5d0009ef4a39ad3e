"""Faults of echo: what was given is ignored, downgraded, or lost on update."""

from __future__ import annotations

from typing import Any

from venice_contract.mock.documented import CREATE, LIST, UPDATE
from venice_contract.mock.faults.edits import (
    MINTS,
    WRITES,
    defaulting,
    keeping,
    losing,
    swapping,
    telling,
)
from venice_contract.mock.faults.fault import Fault

SHORT = 16  # characters that the fault of cut descriptions keeps


def _echo(name: str, sentence: str, **hooks: Any) -> Fault:
    return Fault(name=f"echo-{name}", group="echo", sentence=sentence, **hooks)


def _date_alone(value: Any) -> Any:
    return value[:10] if isinstance(value, str) and value else value


def _update_keeps_nothing(
    operation: str, fields: dict[str, Any], given: frozenset[str]
) -> dict[str, Any]:
    del given
    return {"id": fields.get("id")} if operation == UPDATE else fields


FAULTS = (
    _echo(
        "limit-period-ignored",
        "Create takes any limitPeriod and keeps EPOCH.",
        stored=keeping(MINTS, "limitPeriod", lambda _: "EPOCH"),
    ),
    _echo(
        "limit-period-lost-on-update",
        "An update that does not name limitPeriod sets it back to EPOCH.",
        stored=losing("limitPeriod", "EPOCH"),
    ),
    _echo(
        "limit-period-update-ignored",
        "Update takes any limitPeriod and keeps EPOCH.",
        stored=keeping((UPDATE,), "limitPeriod", lambda _: "EPOCH"),
    ),
    _echo(
        "model-privacy-downgraded",
        "Create and update take modelPrivacy PRIVATE_ONLY and keep ALL.",
        stored=keeping(
            WRITES, "modelPrivacy", lambda value: "ALL" if value == "PRIVATE_ONLY" else value
        ),
    ),
    _echo(
        "model-privacy-lost-on-update",
        "An update that does not name modelPrivacy sets it back to ALL.",
        stored=losing("modelPrivacy", "ALL"),
    ),
    _echo(
        "api-key-type-answered-inference",
        "Create answers INFERENCE for an ADMIN key, which it is all the same.",
        answer=telling((CREATE,), swapping("apiKeyType", "ADMIN", "INFERENCE")),
    ),
    _echo(
        "api-key-type-downgraded",
        "Create takes apiKeyType ADMIN and makes an INFERENCE key.",
        stored=keeping(MINTS, "apiKeyType", lambda _: "INFERENCE"),
    ),
    _echo(
        "description-cut",
        "Create and update keep the first 16 characters of a description.",
        stored=keeping(
            WRITES,
            "description",
            lambda value: value[:SHORT] if isinstance(value, str) else value,
        ),
    ),
    _echo(
        "description-lost-on-update",
        "An update that does not name the description empties it.",
        stored=losing("description", ""),
    ),
    _echo(
        "limits-lost-on-update",
        "An update that does not name consumptionLimit removes all limits.",
        stored=losing("consumptionLimit", {}),
    ),
    _echo(
        "expiry-lost-on-update",
        "An update that does not name expiresAt removes the expiration.",
        stored=losing("expiresAt", None),
    ),
    _echo(
        "expiry-ignored",
        "Create takes expiresAt and makes a key that never expires.",
        stored=keeping(MINTS, "expiresAt", lambda _: None),
    ),
    _echo(
        "expiry-cut-to-date",
        "Create and update keep the date of expiresAt without its time.",
        stored=keeping(WRITES, "expiresAt", _date_alone),
    ),
    _echo(
        "default-limit-period-month",
        "A create without limitPeriod makes a key of MONTH.",
        stored=defaulting("limitPeriod", "MONTH"),
    ),
    _echo(
        "default-model-privacy-private",
        "A create without modelPrivacy makes a key of PRIVATE_ONLY.",
        stored=defaulting("modelPrivacy", "PRIVATE_ONLY"),
    ),
    _echo(
        "list-limit-period-stale",
        "The list shows every key with the limitPeriod EPOCH.",
        answer=telling((LIST,), lambda one: one.update(limitPeriod="EPOCH")),
    ),
    _echo(
        "update-ignored",
        "Update answers 200 and changes nothing.",
        stored=_update_keeps_nothing,
    ),
)
