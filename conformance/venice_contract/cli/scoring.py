"""Commands that score the probes: mutants, and published revisions."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.errors import ExitCode, UsageError
from venice_contract.scoring.history import FAMILY, summary, told
from venice_contract.scoring.history import replay as replay_one
from venice_contract.scoring.score import score as score_all
from venice_contract.scoring.score import table


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--paths",
    multiple=True,
    default=(FAMILY,),
    show_default=True,
    metavar="GLOB",
    help="The family; all operations where a pair has none of it.",
)
def replay(files: tuple[Path, ...], paths: tuple[str, ...]) -> int:
    """Judge published revisions, each as a server, by the one before.

    For each change between the two documents it says whether the verdict named it, or why no probe
    could see it.

    Exit codes: 0 no server differs, 1 one does, 3 a pair could not run or something of it could not
    be decided; the other pairs are judged all the same.
    """
    if len(files) < 2:
        raise UsageError("A replay needs two published documents or more, the oldest first.")
    found = []
    for old, new in pairwise(files):
        one = replay_one(old, new, now=options.now(), paths=paths)
        found.append(one)
        click.echo(told(one))
    click.echo(summary(found))
    if any(one.undecided or one.missed for one in found):
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
