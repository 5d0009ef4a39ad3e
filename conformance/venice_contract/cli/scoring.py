"""Commands that score the probes: mutants, and published revisions."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.errors import ExitCode, UsageError
from venice_contract.scoring.history import replay as replay_one
from venice_contract.scoring.history import told
from venice_contract.scoring.score import score as score_all
from venice_contract.scoring.score import table


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def replay(files: tuple[Path, ...]) -> int:
    """Judge published revisions, each as a server, by the one before.

    Exit codes: 0 the verdict named nothing, 1 it named something, 3 a pair could not be decided.
    """
    if len(files) < 2:
        raise UsageError("A replay needs two published documents or more, the oldest first.")
    found = [replay_one(old, new, now=options.now()) for old, new in pairwise(files)]
    for one in found:
        click.echo(told(one))
    if any(one.undecided for one in found):
        return ExitCode.UNDECIDED
    return ExitCode.DRIFT if any(one.findings for one in found) else ExitCode.CONFORMS


@click.command()
@options.spec
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Processes.")
@click.option("--only", default="", help="Mutants whose name contains this.")
def score(fragment: Path, jobs: int, only: str) -> int:
    """Give the mutation score: the verdict against every mutant of a server."""
    outcomes = score_all(str(fragment), now=options.now(), jobs=jobs, only=only)
    click.echo(table(outcomes))
    open_ended = [o for o in outcomes if not o.killed and not o.equivalent]
    return ExitCode.DRIFT if open_ended else ExitCode.CONFORMS
