"""A run as one HTML page that needs nothing else: no script, no font, no address to fetch."""

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from venice_contract.report import outline
from venice_contract.report.fieldmap import maps
from venice_contract.report.github import NO_LINKS, Links
from venice_contract.report.patch import lines
from venice_contract.report.plain import one_line, plain
from venice_contract.report.traffic_plot import traffic_plot
from venice_contract.verdict import Finding, Run, Status, worst

_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[._/])")


def render(
    run: Run,
    *,
    titles: Mapping[str, str] = MappingProxyType({}),
    links: Links = NO_LINKS,
    earlier: Sequence[Run] = (),
) -> str:
    """Return the page. Everything in it is escaped by Jinja and made plain before that."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    names = outline.short_names(run)
    environment.filters |= {
        "plain": plain,
        "line": one_line,
        "breakable": breakable,
        "spoken": outline.spoken,
        "tally": outline.tally,
        "short": lambda operation: one_line(names.get(str(operation), str(operation))),
        "known_from": outline.known_from,
        "day": lambda one: outline.moment(one.facts.get("started", "")),
        "tone": outline.tone,
        "headline": outline.headline,
        "kind_title": lambda kind: outline.kind_title(kind, titles),
        "diff": lambda finding: lines(plain(finding.edit.diff if finding.edit else "")),
        "where": links.at,
        "curl": folded_command,
        "answer": answered,
    }
    source = resources.files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(_shown(run), earlier=earlier)


def _shown(run: Run) -> dict[str, Any]:
    found = outline.findings(run)
    charts = maps(run.checks, list(outline.short_names(run)))
    return {
        "run": run,
        "found": found,
        "can_write": any(one.finding.edit and not one.known for one in found),
        "causes": outline.causes(run),
        "not_asked": outline.not_asked(run),
        "map": charts[0] if charts else None,
        "other_maps": charts[1:],
        "sections": [
            (section, worst(one.status for one in section.checks))
            for section in outline.sections(run)
        ],
        "circumstances": outline.circumstances(run),
        "share": outline.share(run),
        "cost": outline.cost(run),
        "time": traffic_plot(run.exchanges),
        "statuses": Status,
    }


class Answer(NamedTuple):
    """The answer that shows a finding: its status, empty if unknown, and its body, indented."""

    status: str
    body: str


def answered(finding: Finding) -> Answer:
    """Take the answer of a finding apart; a body that is not JSON, or was cut, stays as it is."""
    status, _, body = finding.answer.partition(" ")
    if not (status.isdigit() and len(status) == 3):
        status, body = "", finding.answer
    with contextlib.suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    return Answer(status, plain(body))


def breakable(name: str) -> Markup:
    """Return a name that may be broken where a word of it begins, so that a column stays narrow."""
    return Markup("<wbr>").join(_WORD_BEGINS.split(name))


def folded_command(command: str) -> str:
    """Return a shell command with each of its options on a line of its own, as a shell takes it."""
    shown: list[str] = []
    quote = ""
    command = plain(command)
    for index, letter in enumerate(command):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        if letter == " " and not quote and command[index + 1 : index + 2] == "-" and index > 12:
            shown.append(" \\\n  ")
        else:
            shown.append(letter)
    return "".join(shown)
