"""A run as one HTML page that needs nothing else: no script, no font, no address to fetch."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from venice_contract.report.outline import cost, known_from, sections, sentence, spoken, tally
from venice_contract.report.plain import one_line, plain
from venice_contract.report.record import counts
from venice_contract.verdict import Status

if TYPE_CHECKING:
    from venice_contract.verdict import Run


def render(run: Run) -> str:
    """Return the page. Everything in it is escaped by Jinja and made plain before that."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "plain": plain,
        "line": one_line,
        "spoken": spoken,
        "tally": tally,
        "known_from": known_from,
    }
    source = resources.files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    totals = counts(run.checks)
    return environment.from_string(source).render(
        run=run,
        sections=sections(run),
        sentence=sentence(run),
        cost=cost(run),
        statuses=[
            (status.label, spoken(status), totals[status.label])
            for status in sorted(Status, reverse=True)
            if totals[status.label]
        ],
    )
