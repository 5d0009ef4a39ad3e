"""Commands that print: the tables of the tool, and records as reports."""

from __future__ import annotations

from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.cli.recording import write
from venice_contract.contract.changes import changes
from venice_contract.contract.constraints import constraints
from venice_contract.contract.document import load
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode
from venice_contract.report import html, junit, sarif, terminal
from venice_contract.report.record import exit_code, read_record

FORMATS = {"html": html.render, "junit": junit.render, "sarif": sarif.render}


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
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--html", "html_file", type=click.Path(path_type=Path), help="Write a page to this file."
)
@click.option(
    "--junit", "junit_file", type=click.Path(path_type=Path), help="Write JUnit XML to this file."
)
@click.option(
    "--sarif", "sarif_file", type=click.Path(path_type=Path), help="Write SARIF to this file."
)
def report(record: Path, **files: Path | None) -> int:
    """Render a record; without a file, on the terminal."""
    run = read_record(record)
    written = False
    for name, render in FORMATS.items():
        path = files[f"{name}_file"]
        if path:
            write(path, render(run))
            written = True
    if not written:
        click.echo(terminal.render(run, width=options.width(), color=options.colored()).rstrip())
    return exit_code(run.status, keys_left=run.traffic.left_behind)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> int:
    """Name what changed in meaning from one contract to another; exit 1 if anything did."""
    found = changes(load(old), load(new))
    for change in found:
        click.echo(f"{change.impact:10} {change.kind:22} {change.pointer}")
    return ExitCode.DRIFT if found else ExitCode.CONFORMS
