"""Commands that score the probes: mutants, and published revisions."""

import os
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click

from venice_contract.cli import files, options
from venice_contract.contract.reading.document import load
from venice_contract.errors import ExitCode, UsageError
from venice_contract.scoring import floor, shards
from venice_contract.scoring.history import FAMILY, as_text, in_time, summary
from venice_contract.scoring.history import replay as replay_one
from venice_contract.scoring.score import Outcome, names, table
from venice_contract.scoring.score import score as score_all


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
    """Judge each published revision by the one before it.

    The newer one plays the server. For each change between the two documents it says whether the
    verdict named it, or why no probe could see it.

    The pairs run from the oldest version to the newest, or as they are named where a version tells
    no day.

    Exit codes, the first that applies: 1 a server differs, 3 a pair could not run, or something of
    it could not be decided or was missed, 0 otherwise; every pair is judged.
    """
    if len(files) < 2:
        raise UsageError("A replay needs two published documents or more.")
    for file in files:
        if not file.is_file():
            raise UsageError(f"{file}: no such file.", hint="Name published documents.")
    found = []
    for old, new in pairwise(in_time(files)):
        one = replay_one(old, new, now=options.now(), paths=paths)
        found.append(one)
        click.echo(as_text(one))
    click.echo(summary(found))
    if any(one.findings for one in found):
        return ExitCode.DRIFT
    open_ones = any(one.undecided or one.missed for one in found)
    return ExitCode.UNDECIDED if open_ones else ExitCode.CONFORMS


@click.command()
@options.spec
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    help="Processes at a time.  [default: one for each core]",
)
@click.option("--only", default="", help="Only mutants whose name contains this.")
@click.option("--shard", default="1/1", metavar="I/N", help="Part I of N, for many machines.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes, for --merge.")
@click.option(
    "--merge",
    "parts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Judge what was printed of a part by --json, and ask nothing; given for each part.",
)
@click.option(
    "--floor",
    "floor_file",
    type=click.Path(path_type=Path),
    help="What must be reached, and who may survive.  [default: score.toml beside the contract]",
)
def score(  # noqa: PLR0913, PLR0917 - one parameter for each flag
    fragment: Path,
    jobs: int,
    only: str,
    shard: str,
    as_json: bool,
    parts: tuple[Path, ...],
    floor_file: Path | None,
) -> int:
    """Measure the probes: how many faulty servers do they see?

    Exit codes: 0 at or above the floor, 1 below it, 3 if a part is missing.
    """
    least = _floor(fragment, floor_file)
    number, of = shards.shard_of(shard)
    if parts:
        outcomes = shards.merged([shards.read(files.text(part), str(part)) for part in parts])
    else:
        now = options.now()
        chosen = names(str(fragment), now=now, only=only, shard=(number, of))
        if only and not chosen:
            raise UsageError(f"No mutant has {only!r} in its name.", hint="Leave out --only.")
        outcomes = list(counted(score_all(str(fragment), chosen, now=now, jobs=jobs), len(chosen)))
    if as_json:
        whole = len(names(str(fragment), now=options.now(), only=only))
        digest = load(fragment).sha256
        part = shards.Part(digest, number, of, only, whole, tuple(outcomes))
        click.echo(shards.written(part), nl=False)
        return ExitCode.CONFORMS
    click.echo(table(outcomes))
    below = list(least.below(outcomes, partly=bool(only) or of > 1))
    for sentence in below:
        click.echo(f"below the floor: {sentence}")
    return ExitCode.DRIFT if below else ExitCode.CONFORMS


def _floor(fragment: Path, file: Path | None) -> floor.Floor:
    found = file or fragment.parent / floor.FILE
    if file is None and not found.exists():
        return floor.Floor()
    return floor.parse(files.text(found), str(found))


def counted(outcomes: Iterator[Outcome], whole: int) -> Iterator[Outcome]:
    """Show on standard error how far a score is: a bar on a terminal, else a line each tenth."""
    if sys.stderr.isatty():
        with click.progressbar(outcomes, length=whole, label="mutants", file=sys.stderr) as bar:
            yield from bar
        return
    began, alive, step = time.monotonic(), 0, max(1, whole // 10)
    for done, one in enumerate(outcomes, 1):
        alive += not one.killed and not one.equivalent
        if done % step == 0 or done == whole:
            left = (time.monotonic() - began) / done * (whole - done)
            click.echo(f"{done} of {whole}, {alive} survived, {left:.0f} s left", err=True)
        yield one
