"""A run as SARIF 2.1.0, the form that code hosts show beside the lines of a file.

The lines are those of the fragment: a finding says that the contract is contradicted there, and
its edit is offered as a fix.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from venice_contract.report.outline import (
    Cause,
    Found,
    blamed,
    causes,
    findings,
    kind_title,
    not_asked,
    operations,
    sentence,
    spoken,
)
from venice_contract.report.patch import hunks
from venice_contract.report.plain import one_line, plain
from venice_contract.report.record import each_text, exit_code, shortened
from venice_contract.verdict import Finding, Impact, Place, Run, Status

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
INFORMATION = "https://docs.venice.ai"
"""Where the API that is judged is described, as the contract's `externalDocs` name it."""

ROOT = "SRCROOT"
"""The base that relative addresses of files are meant from, the root of the repository."""

_LEVELS = {
    Impact.BREAKING: "error",
    Impact.ADDITIVE: "warning",
    Impact.UNDECIDED: "warning",
    Impact.BENIGN: "note",
}


def render(run: Run, *, titles: Mapping[str, str]) -> str:
    """Return the run as a SARIF log with one run."""
    found = findings(run)
    kinds = sorted({one.finding.kind for one in found})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, kinds, titles)},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    ROOT: {"description": {"text": "The root of the repository."}}
                },
                "invocations": [_invocation(run)],
                "results": [_result(one, kinds.index(one.finding.kind)) for one in found],
            }
        ],
    }
    return json.dumps(each_text(log, shortened), indent=2, allow_nan=False) + "\n"


def _driver(run: Run, kinds: list[str], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": "venice-contract",
        "version": one_line(run.facts.get("version", "0")),
        "informationUri": INFORMATION,
        "rules": [_rule(kind, kind_title(kind, titles)) for kind in kinds],
    }


def _rule(kind: str, title: str) -> dict[str, Any]:
    what = (
        f"{title}: the contract and the running server part here. The contract is changed if the "
        "server is right, and the server is reported if it is not."
    )
    commands = (
        "`venice-contract drift --write` applies the proposed edits, `venice-contract generate` "
        "makes the client follow. A difference that is meant belongs in `deviations.toml`."
    )
    return {
        "id": kind,
        "name": "".join(word.capitalize() for word in kind.split("-")),
        "shortDescription": {"text": f"{title}."},
        "fullDescription": {"text": what},
        "help": {"text": f"{what} {commands}".replace("`", ""), "markdown": f"{what} {commands}"},
    }


def _invocation(run: Run) -> dict[str, Any]:
    """Return how the run ended; what could not be decided is told as a notification, by cause."""
    open_causes = [cause for cause in causes(run) if cause.status is Status.ERROR]
    return {
        "executionSuccessful": run.status
        in (Status.PASSED, Status.EXPECTED_FAILURE, Status.FAILED),
        "exitCode": int(exit_code(run.statuses, keys_left=run.traffic.left_behind)),
        "exitCodeDescription": one_line(sentence(run), limit=400),
        "toolExecutionNotifications": [
            *(_notification(cause, "error") for cause in open_causes),
            *(_notification(cause, "note") for cause in not_asked(run)),
        ],
    }


def _notification(cause: Cause, level: str) -> dict[str, Any]:
    names = ", ".join(check.id for check in cause.checks[:3])
    more = f" and {len(cause.checks) - 3} more" if len(cause.checks) > 3 else ""
    text = f"{spoken(cause.status)}: {cause.reason or cause.checks[0].title} ({names}{more})"
    return {"level": level, "message": {"text": plain(text)}}


def _result(found: Found, rule: int) -> dict[str, Any]:
    finding = found.finding
    result: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": rule,
        "kind": "fail",
        "level": _LEVELS[finding.impact],
        "message": {"text": plain(_told(finding))},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"drift/v1": f"{finding.kind}:{finding.constraint.id}"},
        "properties": {
            "impact": finding.impact.value,
            "blame": finding.blame.value,
            "because": plain(finding.because),
            "direction": finding.constraint.direction,
            "operations": [one_line(one) for one in found.operations],
            "confirmed": finding.confirmed,
            "check": one_line(found.check.id, limit=500),
            "curl": plain(finding.curl),
            "answer": one_line(finding.answer),
        },
    }
    fix = _fix(finding)
    if fix:
        result["fixes"] = [fix]
    if found.known:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": one_line(f"accepted deviation {finding.deviation}"),
            }
        ]
    return result


def _told(finding: Finding) -> str:
    text = (
        f"The contract says {finding.contract_says}; the server {finding.server_does}. "
        f"Constraint {finding.constraint.id}, in {', '.join(operations(finding))}."
    )
    if blamed(finding):
        text += f" Who is wrong: {blamed(finding)}."
    if finding.edit:
        text += f" Edit: {finding.edit.summary}"
    elif finding.without_edit:
        text += f" No edit: {finding.without_edit}."
    return text


def _fix(finding: Finding) -> dict[str, Any] | None:
    made = hunks(finding.edit.diff) if finding.edit else []
    if not finding.edit or not made:
        return None
    replacements = [
        {
            "deletedRegion": {
                "startLine": hunk.line,
                "startColumn": 1,
                "endLine": hunk.line + hunk.removed,
                "endColumn": 1,
            },
            **({"insertedContent": {"text": hunk.added}} if hunk.added else {}),
        }
        for hunk in made
    ]
    return {
        "description": {"text": plain(finding.edit.summary)},
        "artifactChanges": [
            {"artifactLocation": _artifact(finding.place.file), "replacements": replacements}
        ],
    }


def _artifact(file: str) -> dict[str, str]:
    """Return the address of a file; one outside the repository is not relative to its root."""
    if file.startswith("/"):
        return {"uri": f"file://{quote(file)}"}
    return {"uri": quote(file.removeprefix("./")), "uriBaseId": ROOT}


def _location(place: Place) -> dict[str, Any]:
    """Return the node of the fragment; SARIF counts lines and columns from 1 and has no 0."""
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place.file),
            "region": {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)},
        },
        "logicalLocations": [{"fullyQualifiedName": one_line(place.pointer), "kind": "value"}],
    }
