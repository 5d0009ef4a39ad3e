"""What a run says to GitHub: links to lines, annotations in a log, and outputs of a step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from venice_contract.errors import ExitCode
from venice_contract.report.outline import Found, findings, kind_title, moved
from venice_contract.report.plain import one_line
from venice_contract.report.record import exit_code
from venice_contract.verdict import Impact, Place, Run

ANNOTATIONS = 10
"""Annotations of one level that GitHub shows of a step; more are dropped without a word.

Source: GitHub's documentation of workflow commands and their limits.
"""

_LEVELS = {Impact.BREAKING: "error", Impact.UNDECIDED: "warning", Impact.ADDITIVE: "warning"}
_SERVER = re.compile(r"https?://[A-Za-z0-9.:-]+")
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_REVISION = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True)
class Links:
    """Leads to files below `base`, the tree of one revision; empty for no links."""

    base: str = ""

    def of(self, file: str, line: int = 0) -> str:
        """Return the address of a line, empty for a file outside the repository."""
        if not self.base or file.startswith("/") or ".." in file.split("/") or "\\" in file:
            return ""
        return f"{self.base}/{quote(file)}{f'#L{line}' if line else ''}"

    def at(self, place: Place) -> str:
        """Return the address of a place of the fragment."""
        return self.of(place.file, place.line)


NO_LINKS = Links()


def links(variables: Mapping[str, str]) -> Links:
    """Return the links of a job by its variables, none where one is not as it should be."""
    server, repository, revision = (
        variables.get(name, "").rstrip("/")
        for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    )
    known = (
        _SERVER.fullmatch(server)
        and _REPOSITORY.fullmatch(repository)
        and _REVISION.fullmatch(revision)
    )
    return Links(f"{server}/{repository}/blob/{revision}" if known else "")


_VERDICTS = {
    ExitCode.CONFORMS: "conforms",
    ExitCode.DRIFT: "drift",
    ExitCode.UNDECIDED: "undecided",
    ExitCode.KEYS_LEFT: "keys-left",
}


def outputs(run: Run) -> dict[str, str]:
    """Return what later steps of a job are told: `verdict`, and how many `findings` are new.

    `breaking` is how many of them break clients.
    """
    new, broken = moved(run)
    code = exit_code(run.statuses, keys_left=run.traffic.left_behind)
    return {"verdict": _VERDICTS[code], "findings": str(new), "breaking": str(broken)}


def commands(run: Run, titles: Mapping[str, str]) -> list[str]:
    """Return a workflow command for each new finding, as many of a level as GitHub shows."""
    room = {"error": ANNOTATIONS, "warning": ANNOTATIONS, "notice": ANNOTATIONS}
    found = []
    for one in findings(run):
        level = _LEVELS.get(one.finding.impact, "notice")
        if not one.known and room[level]:
            room[level] -= 1
            found.append(_command(level, one, titles))
    return found


def _command(level: str, found: Found, titles: Mapping[str, str]) -> str:
    finding = found.finding
    title = f"{found.field or 'message'}: {kind_title(finding.kind, titles)}"
    properties = {
        "file": finding.place.file,
        "line": str(max(finding.place.line, 1)),
        "title": title,
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = f"The contract says {finding.contract_says}; the server {finding.server_does} "
    text += f"({', '.join(found.operations)})."
    text += f" Who is wrong: {finding.blame.value}." if finding.because else ""
    return f"::{level} {told}::{_data(text)}"


def _data(text: str) -> str:
    # One line without control characters already; a percent sign would be read as an escape.
    return one_line(text, limit=500).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
