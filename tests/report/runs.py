"""Runs with many findings, and texts of every length, to be looked at in a browser."""

from collections.abc import Callable
from io import StringIO

from venice_contract.report.patch import unified
from venice_contract.report.record import RecordWriter
from venice_contract.verdict import (
    Check,
    Constraint,
    Edit,
    EditStep,
    Exchange,
    Finding,
    Impact,
    Run,
    Status,
    Traffic,
)

from .conftest import FACTS, HOSTILE, MONTH, about, constraint, finding

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


def written(run: Run, mask: Callable[[str], str] = str) -> tuple[str, Run]:
    """Return the whole text of a run's record, and the run as its writer returns it."""
    stream = StringIO()
    writer = RecordWriter(stream, mask)
    writer.header(run.facts)
    for one in run.checks:
        writer.check(one)
    for exchange in run.exchanges:
        writer.exchange(exchange)
    returned = writer.footer(run.traffic)
    return stream.getvalue(), returned


def complete(run: Run) -> str:
    return written(run)[0]


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
    step = EditStep("remove", "/components/schemas/X/enum/1")
    edit = Edit("remove it", (step,), unified(before, after, "f.yaml"))
    texts = {"contract_says": HOSTILE, "server_does": HOSTILE, "curl": HOSTILE, "answer": HOSTILE}
    if not hostile:
        does = f"refuses {LONG if number % 5 == 4 else one.said!r}"
        texts = {"contract_says": f"{one.said or one.kind} is accepted", "server_does": does}
    return finding(
        kind="enum-value-refused" if number % 2 else "pattern-looser",
        about=(one, MONTH) if number % 4 == 0 else (one,),
        impact=IMPACTS[number % 3],
        edit=None if number % 7 == 6 else edit,
        **texts,
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
