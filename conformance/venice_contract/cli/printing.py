"""Commands that print: the tables of the tool, and records as reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from venice_contract.cli import options
from venice_contract.cli.recording import TITLES, links, show, write
from venice_contract.contract.constraints import constraints
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode
from venice_contract.report import badge, har, html, junit, sarif, summary
from venice_contract.report.record import exit_code, read_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.verdict import Run

FORMATS: dict[str, Callable[[Run, list[Run]], str]] = {
    "html": lambda run, earlier: html.render(run, html.Background(TITLES, links(), earlier)),
    "junit": lambda run, _: junit.render(run),
    "sarif": lambda run, _: sarif.render(run, titles=TITLES),
    "markdown": lambda run, _: summary.render(run, titles=TITLES, links=links()),
    "comment": lambda run, _: summary.render(
        run, titles=TITLES, links=links(), room=summary.COMMENT_ROOM
    ),
    "badge": lambda run, _: badge.image(run, options.now()),
    "har": lambda run, _: har.render(run),
    "endpoint": lambda run, _: badge.endpoint(run, options.now()),
}
"""How a record becomes each kind of file; earlier runs are for the page alone."""


@click.command()
@options.spec
@click.option("--kinds", is_flag=True, help="The kinds of findings.")
def checks(fragment: Path, kinds: bool) -> int:
    """Print the table of constraints, or that of finding kinds."""
    if kinds:
        for kind in KINDS.values():
            click.echo(f"{kind.id:20} {kind.impact:10} {kind.title}")
        return ExitCode.CONFORMS
    contract = options.contract(fragment)
    for constraint in constraints(contract):
        place = contract.place(constraint.pointer)
        evidence = constraint.evidence
        source = f"{evidence.source} {evidence.since}" if evidence else ""
        click.echo(f"{constraint.id}\t{place}\t{source}")
    return ExitCode.CONFORMS


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--html", "html_file", type=click.Path(path_type=Path), help="One page.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="JUnit XML.")
@click.option("--sarif", "sarif_file", type=click.Path(path_type=Path), help="SARIF 2.1.0.")
@click.option("--markdown", "markdown_file", type=click.Path(path_type=Path), help="Markdown.")
@click.option("--comment", "comment_file", type=click.Path(path_type=Path), help="A short one.")
@click.option("--har", "har_file", type=click.Path(path_type=Path), help="The traffic, as HAR 1.2.")
@click.option("--badge", "badge_file", type=click.Path(path_type=Path), help="A badge as SVG.")
@click.option("--endpoint", "endpoint_file", type=click.Path(path_type=Path), help="As JSON.")
@click.option("-q", "--quiet", is_flag=True, help="The verdict, and a line for each finding.")
@click.option("-v", "--verbose", is_flag=True, help="Everything that was asked, too.")
def report(records: tuple[Path, ...], quiet: bool, verbose: bool, **files: Path | None) -> int:
    """Render the newest of the records; without a file, on the terminal.

    The page shows the other records as earlier runs.
    """
    *earlier, run = sorted(map(read_record, records), key=lambda one: one.facts.get("started", ""))
    wanted = [(path, FORMATS[name.removesuffix("_file")]) for name, path in files.items() if path]
    for path, render in wanted:
        write(path, render(run, earlier))
    if not wanted:
        show(run, quiet=quiet, verbose=verbose)
    return exit_code(run.statuses, keys_left=run.traffic.left_behind)
