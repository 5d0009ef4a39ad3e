"""Faults of enums: added, removed, renamed, case-blind, returned but undocumented."""

from __future__ import annotations

from typing import Any

from venice_contract.mock.documented import CREATE, LIST, RATE_LIMIT_LOG, READ, UPDATE
from venice_contract.mock.faults.edits import (
    KEYS,
    MINTS,
    WRITES,
    keeping,
    on,
    swapping,
    telling,
    with_values,
    without_case,
    without_value,
)
from venice_contract.mock.faults.fault import Fault


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


FAULTS = (
    Fault(
        name="enum-limit-period-accepts-week",
        group="enum",
        sentence="Create and update take the undocumented limitPeriod WEEK and give it back.",
        rules=on(WRITES, "limitPeriod", with_values("WEEK")),
    ),
    Fault(
        name="enum-limit-period-refuses-lifetime",
        group="enum",
        sentence="Create and update refuse the documented limitPeriod LIFETIME.",
        rules=on(WRITES, "limitPeriod", without_value("LIFETIME")),
    ),
    Fault(
        name="enum-limit-period-update-refuses-month",
        group="enum",
        sentence="Update alone refuses the documented limitPeriod MONTH.",
        rules=on((UPDATE,), "limitPeriod", without_value("MONTH")),
    ),
    Fault(
        name="enum-limit-period-case-blind",
        group="enum",
        sentence="Create and update take limitPeriod in lower case and keep it in capitals.",
        rules=on(WRITES, "limitPeriod", without_case),
        stored=keeping(WRITES, "limitPeriod", _upper),
    ),
    Fault(
        name="enum-limit-period-month-renamed",
        group="enum",
        sentence="Every answer calls the limitPeriod MONTH MONTHLY.",
        answer=telling(KEYS, swapping("limitPeriod", "MONTH", "MONTHLY")),
    ),
    Fault(
        name="enum-limit-period-undocumented-answer",
        group="enum",
        sentence="The list alone shows the limitPeriod EPOCH as the undocumented DAY.",
        answer=telling((LIST,), swapping("limitPeriod", "EPOCH", "DAY")),
    ),
    Fault(
        name="enum-api-key-type-accepts-service",
        group="enum",
        sentence="Create takes the undocumented apiKeyType SERVICE and gives it back.",
        rules=on(MINTS, "apiKeyType", with_values("SERVICE")),
    ),
    Fault(
        name="enum-api-key-type-refuses-inference",
        group="enum",
        sentence="Create refuses the documented apiKeyType INFERENCE.",
        rules=on(MINTS, "apiKeyType", without_value("INFERENCE")),
    ),
    Fault(
        name="enum-api-key-type-case-blind",
        group="enum",
        sentence="Create takes apiKeyType in lower case and keeps it in capitals.",
        rules=on(MINTS, "apiKeyType", without_case),
        stored=keeping(MINTS, "apiKeyType", _upper),
    ),
    Fault(
        name="enum-api-key-type-read-renamed",
        group="enum",
        sentence="Read alone shows the apiKeyType INFERENCE as the undocumented STANDARD.",
        answer=telling((READ,), swapping("apiKeyType", "INFERENCE", "STANDARD")),
    ),
    Fault(
        name="enum-model-privacy-missing-private-text",
        group="enum",
        sentence="Create and update refuse the documented modelPrivacy PRIVATE_TEXT.",
        rules=on(WRITES, "modelPrivacy", without_value("PRIVATE_TEXT")),
    ),
    Fault(
        name="enum-model-privacy-accepts-public",
        group="enum",
        sentence="Create and update take the undocumented modelPrivacy PUBLIC and give it back.",
        rules=on(WRITES, "modelPrivacy", with_values("PUBLIC")),
    ),
    Fault(
        name="enum-model-privacy-create-renamed",
        group="enum",
        sentence="Create takes PRIVATE in place of the documented modelPrivacy PRIVATE_ONLY.",
        rules=on(
            MINTS,
            "modelPrivacy",
            lambda shape: with_values("PRIVATE")(without_value("PRIVATE_ONLY")(shape)),
        ),
    ),
    Fault(
        name="enum-model-privacy-undocumented-answer",
        group="enum",
        sentence="Create alone answers the modelPrivacy PRIVATE_ONLY as the undocumented TEE_ONLY.",
        answer=telling((CREATE,), swapping("modelPrivacy", "PRIVATE_ONLY", "TEE_ONLY")),
    ),
    Fault(
        name="enum-rate-limit-type-undocumented",
        group="enum",
        sentence="The log calls the rateLimitType RPM the undocumented CONCURRENCY.",
        answer=telling((RATE_LIMIT_LOG,), swapping("rateLimitType", "RPM", "CONCURRENCY")),
    ),
)
