"""A run as Markdown, for the step summary of a CI job and for a comment on a pull request."""

import re
from collections.abc import Mapping

from venice_contract.report.github import NO_LINKS, Links
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
    sections,
    short_names,
    spoken,
    tally,
)
from venice_contract.report.plain import one_line, plain
from venice_contract.verdict import Place, Run, counted

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
