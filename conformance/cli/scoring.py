"""Commands that score the probes: mutants, and published revisions."""

from __future__ import annotations

import os

import click

from conformance.cli import options
from conformance.errors import ExitCode
from conformance.scoring.score import score as score_all
from conformance.scoring.score import table


@click.command()
@options.spec
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1)
@click.option("--only", default="", help="Mutants whose name contains this.")
def score(fragment: os.PathLike[str], jobs: int, only: str) -> int:
    """Give the mutation score: the verdict against every mutant of a server."""
    outcomes = score_all(str(fragment), now=options.now(), jobs=jobs, only=only)
    click.echo(table(outcomes))
    open_ended = [o for o in outcomes if not o.killed and not o.equivalent]
    return ExitCode.DRIFT if open_ended else ExitCode.CONFORMS
