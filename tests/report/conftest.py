"""A run with one check of each status, and a second one made of hostile texts."""

import pytest
from venice_contract.report.patch import unified
from venice_contract.verdict import (
    Check,
    Constraint,
    Edit,
    EditStep,
    Evidence,
    Finding,
    Impact,
    Place,
    Run,
    Status,
    Traffic,
    dotted,
)

PLACE = Place("openapi/api_keys.yaml", 120, 9, "/components/schemas/LimitPeriod/enum/1")
MONTH = Constraint(
    id="createApiKey.request.limitPeriod.enum-value.MONTH",
    kind="enum-value",
    operation="createApiKey",
    side="request",
    status="",
    path=("limitPeriod",),
    value="MONTH",
    place=PLACE,
    evidence=Evidence("page", "2026-05-07", "2026-08-21"),
)
HOSTILE = (
    "\x1b[31mred\x07 \x00nul <script>alert('&')</script> ]]> \u202eright \ud800 \ufffe\r\n"
    "::error::fake | `code` {{ 7 * 7 }} "
) + "A" * 1_000_000


DIFF = unified(
    "x-limits:\n  enum:\n    - EPOCH\n    - MONTH\n",
    "x-limits:\n  enum:\n    - EPOCH\n",
    "openapi/api_keys.yaml",
)
TITLES = {
    "enum-value-refused": "A documented enum value is refused",
    "pattern-looser": "An undocumented form is accepted",
}


def constraint(
    kind: str,
    value: object = None,
    *,
    path: tuple[str, ...] = ("limitPeriod",),
    operation: str = "createApiKey",
    status: str = "",
) -> Constraint:
    side = "request" if not status else "answer" if status == "200" else f"answer-{status}"
    name = ".".join(filter(None, (operation, side, dotted(path), kind)))
    if kind == "enum-value":
        name += f".{value}"
    return Constraint(name, kind, operation, side, status, path, value, PLACE, MONTH.evidence)


def about(one: Constraint, status: Status, **changes: object) -> Check:
    fields: dict[str, object] = {
        "id": one.id,
        "title": one.title,
        "status": status,
        "group": one.operation,
        "source": "probe",
        "place": one.place,
        "about": one,
    }
    return Check(**(fields | changes))  # type: ignore[arg-type] # fields are named by the tests


def finding(**changes: object) -> Finding:
    """Return a complete finding, some of its fields replaced."""
    fields: dict[str, object] = {
        "kind": "enum-value-refused",
        "about": (MONTH,),
        "contract_says": "MONTH is a value of limitPeriod",
        "server_does": "refuses MONTH with 400",
        "impact": Impact.BREAKING,
        "confirmed": 2,
        "curl": "curl -X POST 'http://127.0.0.1:1/api_keys' -d '{\"limitPeriod\":\"MONTH\"}'",
        "answer": '400 {"error": "Invalid request parameters"}',
        "edit": Edit(
            "remove MONTH from LimitPeriod",
            (
                EditStep(
                    "remove", "/components/schemas/LimitPeriod/enum/1", {"was": ["MONTH", 1.5]}
                ),
            ),
            DIFF,
        ),
    }
    return Finding(**(fields | changes))  # type: ignore[arg-type] # fields are named by the tests


def check(tail: str, status: Status, **changes: object) -> Check:
    """Return a check of createApiKey whose id ends with `tail`."""
    fields: dict[str, object] = {
        "id": f"createApiKey.{tail}",
        "title": f"{tail} holds",
        "status": status,
        "group": "createApiKey",
        "source": "probe",
        "place": PLACE,
    }
    return Check(**(fields | changes))  # type: ignore[arg-type] # fields are named by the tests


def moved(**changes: object) -> Run:
    """Return a run of one check that failed, with one finding, some of its fields replaced."""
    return Run((check("a", Status.FAILED, findings=(finding(**changes),)),))


FACTS = {
    "version": "0.1.0",
    "started": "2026-11-24T08:00:00Z",
    "target": "mock",
    "seed": "1",
    "contract": "ab" * 32,
    "operations": "createApiKey=create getApiKeys=list",
}


@pytest.fixture
def passing() -> Run:
    """A run in which everything passed."""
    return Run(
        (
            about(constraint("enum-value", "EPOCH"), Status.PASSED),
            about(MONTH, Status.PASSED),
            about(
                constraint("type", "string", path=("data", "limitPeriod"), status="200"),
                Status.PASSED,
            ),
        ),
        Traffic(requests=4, creates=2, refusals=0, alive_at_most=2, seconds=0.25),
        dict(FACTS),
    )


@pytest.fixture
def mixed() -> Run:
    return Run(
        (
            about(constraint("enum-value", "EPOCH"), Status.PASSED),
            about(MONTH, Status.FAILED, findings=(finding(),)),
            check(
                "request.expiresAt.pattern",
                Status.EXPECTED_FAILURE,
                findings=(finding(kind="pattern-looser", deviation="dates-with-offset"),),
            ),
            check("request.description.maxLength", Status.ERROR, message="429 twice"),
            check("answer.limitPeriod.enum.MONTH", Status.SKIPPED, message="no key has it"),
            check("answer.limitPeriod.enum.EPOCH", Status.NOT_RUN),
            Check(
                "conformance/venice_contract/suite/test_lifecycle.py::test_echo",
                "A documented value comes back as it was sent.",
                Status.FAILED,
                "enums",
                "suite",
                message="assert 'EPOCH' == 'MONTH'",
                seconds=0.5,
            ),
        ),
        Traffic(9, 4, 3, 2, 0, 1.5, 0.5),
        dict(FACTS),
    )


@pytest.fixture
def hostile() -> Run:
    """A run in which a server put the worst it could into every text."""
    bad = finding(
        contract_says=HOSTILE, server_does=HOSTILE, curl=HOSTILE, answer=HOSTILE, deviation=HOSTILE
    )
    return Run(
        (
            check("request.limitPeriod.enum.MONTH", Status.FAILED, findings=(bad,)),
            check("request.x", Status.ERROR, message=HOSTILE, title=HOSTILE),
        ),
        facts={"target": HOSTILE},
    )
