"""Runs with many findings, and texts of every length, to be looked at in a browser."""

from venice_contract.report.patch import unified
from venice_contract.verdict import (
    Check,
    Constraint,
    Edit,
    EditStep,
    Exchange,
    Finding,
    Impact,
    Place,
    Run,
    Status,
    Traffic,
)

from .conftest import FACTS, HOSTILE, MONTH, about, constraint

OPERATIONS = (
    *("createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById", "deleteApiKey"),
    *("getApiKeyGenerateWeb3Key", "getApiKeyRateLimitLogs"),
)
FIELDS = (
    ("limitPeriod",),
    ("consumptionLimit", "usd"),
    ("description",),
    ("expiresAt",),
    ("modelPrivacy",),
)
IMPACTS = (Impact.BREAKING, Impact.ADDITIVE, Impact.BENIGN)
LONG = "aVeryLongNameWithoutAnyBlankThatNoColumnOfAPhoneCanTakeAndThatHasToBeBrokenSomewhere"
SHORT = "createApiKey=create updateApiKey=update getApiKeys=list getApiKeyById=read"


def many(count: int, *, hostile: bool = False) -> Run:
    """Return a run with so many findings, of all impacts, and checks that passed around them."""
    asked = [
        constraint(kind, value, path=path, operation=operation, status=status)
        for operation in OPERATIONS
        for path in FIELDS
        for status in ("", "200")
        for kind, value in (("type", "string"), ("enum-value", "MONTH"), ("max-length", 64))
    ]
    asked += [
        constraint("enum-value", f"V{number}", path=(f"field{number}",))
        for number in range(max(0, count - len(asked)))
    ]
    checks = [
        about(one, Status.FAILED, findings=(_finding(one, number, hostile=hostile),))
        if number < count
        else about(one, Status.PASSED)
        for number, one in enumerate(asked)
    ]
    unasked = Check("w", "a wallet's key", Status.LEFT_OUT, "wallet", "probe", "needs a wallet")
    checks.append(unasked)
    if hostile:
        checks.append(Check("x", HOSTILE, Status.ERROR, HOSTILE[:200], "probe", HOSTILE))
    facts = FACTS | {"operations": SHORT, "target": HOSTILE if hostile else "mock"}
    return Run(tuple(checks), Traffic(62, 9, 20, 9, 0, 33.0, 30.0), facts, tuple(_traffic()))


def _finding(one: Constraint, number: int, *, hostile: bool) -> Finding:
    """Return a finding whose texts are as long or as bad as they get."""
    before = "x:\n" + "".join(f"    - V{line}\n" for line in range(10))
    after = before.replace("    - V4\n", f"    - {LONG}\n" if number % 3 == 2 else "")
    says = HOSTILE if hostile else f"{one.said or one.kind} is accepted"
    place = Place("openapi/api_keys.yaml", 100 + number, 9, "/components/schemas/X/enum/1")
    edit = Edit("remove it", (EditStep("remove", place.pointer),), unified(before, after, "f.yaml"))
    return Finding(
        kind="enum-value-refused" if number % 2 else "pattern-looser",
        about=(one, MONTH) if number % 4 == 0 else (one,),
        contract_says=says,
        server_does=HOSTILE if hostile else f"refuses {LONG if number % 5 == 4 else one.said!r}",
        impact=IMPACTS[number % 3],
        confirmed=2,
        curl=HOSTILE if hostile else "curl -X POST 'http://127.0.0.1:1/api_keys' -d '{\"a\": 1}'",
        answer=HOSTILE if hostile else '400 {"error": "Invalid request parameters"}',
        edit=None if number % 7 == 6 else edit,
    )


def _traffic() -> list[Exchange]:
    """Return what a paced run sends: a burst, a wait, the rest, and one answer that never came."""
    sent = [
        Exchange(number * 0.03, 0.01, 0.0, "POST", "/api_keys", 400 if number % 3 else 200)
        for number in range(40)
    ]
    sent.append(Exchange(31.2, 0.01, 30.0, "GET", "/api_keys", 0))
    return sent + [
        Exchange(31.3 + number * 0.05, 0.01, 0.0, "PATCH", "/api_keys", 200) for number in range(20)
    ]


def earlier() -> list[Run]:
    """Return some runs of the days before, green and red."""
    runs = [many(count) for count in (0, 0, 2)]
    days = ("2026-11-21", "2026-11-22", "2026-11-23")
    return [
        Run(run.checks, run.traffic, run.facts | {"started": f"{day}T08:00:00Z"})
        for run, day in zip(runs, days, strict=True)
    ]
