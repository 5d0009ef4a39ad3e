"""A run as SARIF 2.1.0, the form that code hosts show beside the lines of a file.

The lines are those of the fragment: a finding says that the contract is contradicted there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from venice_contract.report.outline import findings, sentence
from venice_contract.report.plain import one_line, plain
from venice_contract.report.record import each_text, exit_code, shortened
from venice_contract.verdict import Impact, Status

if TYPE_CHECKING:
    from venice_contract.verdict import Check, Finding, Place, Run

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {
    Impact.BREAKING: "error",
    Impact.ADDITIVE: "warning",
    Impact.UNDECIDED: "warning",
    Impact.BENIGN: "note",
}


def render(run: Run) -> str:
    """Return the run as a SARIF log with one run."""
    kinds = sorted({finding.kind for _, finding in findings(run)})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, kinds)},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(run)],
                "results": [
                    _result(check, finding, kinds.index(finding.kind))
                    for check, finding in findings(run)
                ],
            }
        ],
    }
    return json.dumps(each_text(log, shortened), indent=2, allow_nan=False) + "\n"


def _driver(run: Run, kinds: list[str]) -> dict[str, Any]:
    """Return the tool and the rules that this run used."""
    return {
        "name": "venice-contract",
        "version": run.facts.get("version", "0"),
        "rules": [
            {
                "id": kind,
                "name": "".join(word.capitalize() for word in kind.split("-")),
                "shortDescription": {"text": kind.replace("-", " ").capitalize()},
            }
            for kind in kinds
        ],
    }


def _invocation(run: Run) -> dict[str, Any]:
    """Return how the run ended; what could not be decided is told as a notification."""
    return {
        "executionSuccessful": run.status not in (Status.ERROR, Status.NOT_RUN, Status.SKIPPED),
        "exitCode": int(exit_code(run.status, keys_left=run.traffic.left_behind)),
        "exitCodeDescription": sentence(run),
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": plain(f"{check.id}: {check.message or check.title}")},
            }
            for check in run.checks
            if check.status is Status.ERROR
        ],
    }


def _result(check: Check, finding: Finding, rule: int) -> dict[str, Any]:
    """Return one finding as a result."""
    text = (
        f"The contract says {finding.contract_says}; the server {finding.server_does}. "
        f"Constraint {finding.constraint.id}, operation {finding.constraint.operation}."
    )
    if finding.edit:
        text += f" Edit: {finding.edit.summary}"
    result: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": rule,
        "kind": "fail",
        "level": _LEVELS[finding.impact],
        "message": {"text": plain(text)},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"drift/v1": f"{finding.kind}:{finding.constraint.id}"},
        "properties": {
            "impact": finding.impact.value,
            "blame": finding.blame.value,
            "direction": finding.constraint.direction,
            "confirmed": finding.confirmed,
            "check": check.id,
            "curl": plain(finding.curl),
            "answer": one_line(finding.answer),
        },
    }
    if check.status is Status.EXPECTED_FAILURE:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"accepted deviation {finding.deviation}".strip(),
            }
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    """Return the node of the fragment; SARIF counts lines and columns from 1 and has no 0."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file)},
            "region": {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)},
        },
        "logicalLocations": [{"fullyQualifiedName": place.pointer, "kind": "value"}],
    }
