"""What a run says to GitHub: Markdown, links to lines, annotations in a log, outputs of a step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from venice_contract.errors import ExitCode
from venice_contract.report.outline import (
    Cause,
    Found,
    blamed,
    causes,
    circumstances,
    cost,
    coverage,
    findings,
    headline,
    kind_title,
    known_from,
    moved,
    sections,
    short_names,
    spoken,
    tally,
)
from venice_contract.report.plain import one_line, plain
from venice_contract.report.record import exit_code
from venice_contract.verdict import Impact, Place, Run, counted

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


# -- Markdown, for the summary of a step and for a comment on a pull request -----------------------

ROOM = 500_000
"""Bytes of a step summary. GitHub refuses one of more than 1 MiB for each step (its documentation
of job summaries), and several steps may write into one."""

COMMENT_ROOM = 60_000
"""Bytes of a comment. GitHub refuses a body of more than 65,536 characters."""

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:/@])")


def render(
    run: Run, *, titles: Mapping[str, str], links: Links = NO_LINKS, room: int = ROOM
) -> str:
    """Return the run as Markdown: the outcome, a line a cause, each finding, then the operations.

    What does not fit into `room` bytes is counted; `links` lead to the fragment that was judged.
    """
    found, names = findings(run), short_names(run)
    head = f"## {_mark(headline(run))}\n\n{_mark(circumstances(run))} {_mark(coverage(run))}\\.\n"
    parts = [head]
    if found:
        parts.append("\n".join(_line(one, names, titles, links) for one in found) + "\n")
    parts += [_cause(cause) for cause in causes(run)]
    parts += [_finding(number, one, titles, links) for number, one in enumerate(found, start=1)]
    parts.append(_table(run))
    kept: list[str] = []
    for part in parts:
        room -= len(part.encode(errors="replace")) + 1
        if room < 200:
            left = len(parts) - len(kept)
            more = f"{counted(left, 'more part')} {'is' if left == 1 else 'are'}"
            kept.append(f"{more} in the report\\.\n")
            break
        kept.append(part)
    return "\n".join(kept)


def _line(found: Found, names: Mapping[str, str], titles: Mapping[str, str], links: Links) -> str:
    finding = found.finding
    impact = "known" if found.known else finding.impact.value
    field = f"{_code(found.field)} " if found.field else ""
    where = ", ".join(names.get(one, one) for one in found.operations)
    title = _mark(kind_title(finding.kind, titles))
    return f"- **{impact}** {field}{title} \\({_mark(where)}\\), {_place(finding.place, links)}"


def _cause(cause: Cause) -> str:
    title = cause.checks[0].title if len(cause.checks) == 1 else f"{len(cause.checks)} checks"
    reason = f"\n\n{_fenced(cause.reason)}" if cause.reason else "\n"
    return f"**{spoken(cause.status)}** {_mark(title)}: {_mark(cause.where)}{reason}"


def _table(run: Run) -> str:
    rows = ["| asked | checks |", "| --- | --- |"]
    rows += [f"| {_mark(one.name)} | {tally(one.checks)} |" for one in sections(run)]
    table = "\n".join(rows)
    return (
        f"<details><summary>Everything that was asked</summary>\n\n{table}\n\n{_mark(cost(run))}\n"
        "\n</details>\n"
    )


def _finding(number: int, found: Found, titles: Mapping[str, str], links: Links) -> str:
    finding = found.finding
    field = f"{_code(found.field)}: " if found.field else ""
    rows = [
        ("Contract", f"{_mark(finding.contract_says)} \\({_mark(known_from(finding))}\\)"),
        ("Server", _mark(finding.server_does)),
        ("In", _mark(", ".join(found.operations))),
        ("Who is wrong", _mark(blamed(finding))),
        ("Accepted as", _mark(finding.deviation)),
        ("No edit", _mark(finding.without_edit)),
        ("At", f"{_place(finding.place, links)}, {_code(finding.constraint.id)}"),
    ]
    parts = [f"### {number}\\. {field}{_mark(kind_title(finding.kind, titles))}\n"]
    parts.append("\n".join(f"- {name}: {value}" for name, value in rows if value) + "\n")
    if finding.edit:
        diff = finding.edit.diff
        parts.append(_fenced(diff, "diff") if diff else f"Edit: {_mark(finding.edit.summary)}\n")
    exchange = "\n".join(part for part in (finding.curl, finding.answer) if part)
    if exchange:
        parts.append(
            f"<details><summary>Request and answer</summary>\n\n{_fenced(exchange)}\n</details>\n"
        )
    return "\n".join(parts)


def _place(place: Place, links: Links) -> str:
    address = links.at(place)
    return f"[{_mark(str(place))}]({address})" if address else _mark(str(place))


def _code(text: str) -> str:
    inside = one_line(text, limit=200)
    return f"`{inside}`" if inside and "`" not in inside else _mark(text)


def _mark(text: str) -> str:
    """Return a text on one line in which no character means anything to Markdown or HTML."""
    line = one_line(text, limit=500).replace("&", "&amp;")
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", line)


def _fenced(text: str, language: str = "text") -> str:
    """Return a text as a code block that it cannot close itself."""
    inside = plain(text).rstrip("\n")
    longest = max((len(run) for run in re.findall("`+", inside)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{inside}\n{fence}\n"
