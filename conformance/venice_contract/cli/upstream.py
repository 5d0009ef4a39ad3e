"""Commands that bring what the vendor publishes into the contract."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as calendar
from pathlib import Path
from typing import Self

import click

from venice_contract.cli import files, options
from venice_contract.cli.fetching import published
from venice_contract.cli.lacking import lacking
from venice_contract.cli.options import FACTS, RECORD
from venice_contract.contract import rules
from venice_contract.contract.changes import changes, worst
from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.telling import STEPS, gathered, line
from venice_contract.contract.merging import differences as meant
from venice_contract.contract.merging import withdrawn
from venice_contract.contract.merging.differences import Difference
from venice_contract.contract.merging.evidence import seen_again
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.merging.release import next_version, versioned
from venice_contract.contract.merging.three_way import Merged
from venice_contract.contract.merging.three_way import merge as three_way
from venice_contract.contract.reading.document import Document, load, spelled_like
from venice_contract.contract.reading.structure import undescribed
from venice_contract.errors import BrokenContractError, ExitCode, UsageError
from venice_contract.generation.bump import bumped, felt, listed
from venice_contract.verdict import counted

DIFFERENCES = "differences.toml"
WITHDRAWN = "upstream-withdrawn.yaml"
FAMILY = "/api_keys*"
CLIENT = Path("generated")
CHANGELOG = Path("changelog.d")
"""Folder of entries that are not in the changelog yet, each named by its version."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision by its own words: its version, the day that the version names, and its digest."""

    version: str
    date: str
    sha256: str

    @classmethod
    def of(cls, document: Document, date: str) -> Self:
        """Name a document; a version such as 20260821.003341 tells the date."""
        day = date or document.day
        if not day:
            raise UsageError(
                f"{document.file}: the version {document.version!r} names no day.",
                hint="Give its date with --date.",
            )
        try:
            calendar.fromisoformat(day)
        except ValueError:
            what = f"{document.file}: {day!r} is no day."
            raise UsageError(what, hint="Give its date with --date, such as 2026-09-30.") from None
        return cls(document.version, day, document.sha256)


@click.group()
def upstream() -> None:
    """Bring a new revision of the vendor into the contract."""


_shared = options.together(
    click.argument("revision"),
    options.spec,
    click.option(
        "--paths",
        multiple=True,
        metavar="GLOB",
        default=(FAMILY,),
        show_default=True,
        help="Only operations at such paths.",
    ),
    click.option("--date", default="", help="ISO date of the revision, if it names none."),
)


@upstream.command()
@_shared
@click.option("--check", is_flag=True, help="Only what must be decided.")
def status(fragment: Path, revision: str, paths: tuple[str, ...], date: str, *, check: bool) -> int:
    """List where a revision and the contract differ: on purpose, and otherwise.

    Exit codes: 0 every difference is a deliberate one, 1 one is not, or a deliberate one no longer
    differs, 2 a file cannot be used.
    """
    ours, theirs = options.contract(fragment), published(revision)
    named, known = Revision.of(theirs, date), _differences(fragment)
    found = meant.sort(known, changes(theirs, ours, paths=paths))
    if not check:
        _told_rollback(fragment, named)
        click.echo(f"{named.version}: {counted(len(found.meant), 'deliberate difference')}.")
        for one, places in found.meant:
            click.echo(f"  {one.id:22} x{len(places):<3} {one.reason}")
    for change in found.open:
        click.echo(f"differs: {line(change)}")
    for one in found.idle:
        click.echo(f"no longer differs: {one.id}; remove it from {DIFFERENCES}.")
    return ExitCode.DRIFT if found.open or found.idle else ExitCode.CONFORMS


@upstream.command()
@_shared
def adopt(fragment: Path, revision: str, paths: tuple[str, ...], date: str) -> int:
    """Keep what a revision says as the base of the next merge; the contract stays as it is.

    Exit codes: 0 kept, 1 the contract and the revision differ otherwise than on purpose, and
    nothing is written, 2 a file cannot be used.
    """
    _refuse_own(fragment)
    ours, theirs = options.contract(fragment), published(revision)
    named = Revision.of(theirs, date)
    found = meant.sort(_differences(fragment), changes(theirs, ours, paths=paths))
    if found.open:
        for change in found.open:
            click.echo(f"differs: {line(change)}")
        click.echo(f"Merge it, or say why in {DIFFERENCES}; nothing was written.")
        return ExitCode.DRIFT
    files.write(files.changed(_kept(fragment, theirs, named, paths)))
    click.echo(f"{named.version} is the base of the next merge.")
    return ExitCode.CONFORMS


@upstream.command()
@_shared
@click.option("--base", type=click.Path(path_type=Path), help="The revision that ours came from.")
@click.option("--dry-run", is_flag=True, help="Show the change of the contract; write nothing.")
@click.option("--check", is_flag=True, help="Exit 1 if there is anything to merge; write nothing.")
@click.option(
    "--client",
    type=click.Path(path_type=Path),
    default=CLIENT,
    show_default=True,
    help="Folder of the client, which is made anew if there is one.",
)
@click.option("--no-client", is_flag=True, help="Leave the client as it is.")
def merge(  # noqa: PLR0913 - one parameter a flag
    fragment: Path,
    revision: str,
    paths: tuple[str, ...],
    date: str,
    base: Path | None,
    client: Path,
    *,
    dry_run: bool,
    check: bool,
    no_client: bool,
) -> int:
    """Take what the vendor changed into the contract, and ask where both changed.

    Comments, order, wording and what the contract says more strictly are kept. The contract, its
    version, the base of the next merge, an entry for the changelog in changelog.d and the client
    are written together or not at all.

    Exit codes: 0 all taken, 1 something must be decided (with --check: merged), 2 a file cannot be
    used and nothing is written.
    """
    _refuse_own(fragment, writing=not (dry_run or check))
    ours, theirs = options.contract(fragment), published(revision)
    named, known = Revision.of(theirs, date), _differences(fragment)
    result = three_way(
        load(base, hint="Name a revision.") if base else _base(fragment),
        theirs,
        ours,
        paths=paths,
        date=named.date,
        differences=known,
        unusable=_unusable,
        kept=files.beside(fragment, WITHDRAWN, withdrawn.read, ()),
    )
    apart = changes(theirs, result.document, paths=paths)
    document, felt_by = _released(ours, seen_again(result.document, apart, named.date), named)
    _told_rollback(fragment, named)
    still = _told(result, meant.sort(known, apart).open)
    if dry_run or check:
        click.echo(_preview(ours, document, result, whole=dry_run), nl=False)
    else:
        texts = {fragment: spelled_like(ours.text, document.text)}
        texts |= _kept(fragment, theirs, named, paths) | _taken_back(fragment, result)
        texts |= _noted(document, named, felt_by)
        _write(fragment, texts, None if no_client else client, named)
        _told_next(result, document, known)
    moved = check and document.text != ours.text
    return ExitCode.DRIFT if result.questions or still or moved else ExitCode.CONFORMS


def _released(
    ours: Document, merged: Document, named: Revision
) -> tuple[Document, tuple[Change, ...]]:
    """Return what was merged under its own version, and what changed for who uses the client."""
    felt_by = tuple(felt(one) for one in changes(ours, merged))
    if not felt_by:
        return merged, ()
    version = next_version(ours.version, named.date, lambda known: bumped(known, worst(felt_by)))
    return versioned(merged, version), felt_by


def _refuse_own(fragment: Path, *, writing: bool = True) -> None:
    """Refuse to change the tool's own contract, which stands in where a folder has none."""
    own = options.own_folder() / fragment.name
    if writing and not options.FRAGMENT.exists() and fragment == own:
        raise UsageError(
            f"There is no {options.FRAGMENT} here, and the tool's own contract is not changed.",
            hint="Name the contract with --spec.",
        )


def _undecided(result: Merged, apart: Sequence[Change]) -> list[Change]:
    asked = {(one.theirs.operation, one.theirs.path) for one in result.questions}
    return [change for change in apart if (change.operation, change.path) not in asked]


def _noted(document: Document, named: Revision, felt_by: Sequence[Change]) -> dict[Path, str]:
    if not felt_by:
        return {}
    version = document.version
    head = f"## {version}\n\nThe revision {named.version}, published on {named.date}: a "
    return {
        CHANGELOG / f"{version}.md": f"{head}{STEPS[worst(felt_by)]} step.\n\n{listed(felt_by)}"
    }


def _write(fragment: Path, texts: dict[Path, str], client: Path | None, named: Revision) -> None:
    texts = files.changed(texts)
    made: list[str] = []
    told, make = _client(fragment, client)
    files.write(texts, lambda: made.extend(make()))
    if not texts and not made:
        click.echo("Nothing to write.")
        return
    click.echo(f"{fragment} stands at {named.version}.")
    for file in texts:
        if file.parent == CHANGELOG:
            click.echo(f"{file}: what changed for users; the version is {file.stem}.")
        elif file.name == WITHDRAWN:
            click.echo(f"{file}: what the vendor has taken back, as the contract said it.")
    if made:
        click.echo(f"{client}: {counted(len(made), 'file')} changed.")
    if told and fragment in texts:
        click.echo(told)


def _client(fragment: Path, folder: Path | None) -> tuple[str, Callable[[], Sequence[str]]]:
    """Return what makes the client, or a sentence that says why it is left as it is."""
    if folder is None:
        return "The client is left as it is; `venice-contract generate` makes it.", tuple
    if not folder.exists():
        return f"There is no client in {folder}; `venice-contract generate` makes one.", tuple
    try:
        from venice_contract.cli.building import inputs  # noqa: PLC0415 - an extra of its own
        from venice_contract.generation.client import generate  # noqa: PLC0415 - the same
    except ModuleNotFoundError as problem:
        extra = "pip install 'venice-contract[generate]'"
        what = f"The client in {folder} is not made anew: {problem.name} is not installed"
        return f"{what} ({extra}). Then run `venice-contract generate`.", tuple
    return "", lambda: generate(inputs(fragment), folder)


def _differences(fragment: Path) -> tuple[Difference, ...]:
    return files.beside(fragment, DIFFERENCES, meant.read, ())


def _taken_back(fragment: Path, result: Merged) -> dict[Path, str]:
    file = fragment.parent / WITHDRAWN
    needed = file.exists() or result.withdrawn
    return {file: withdrawn.text(result.withdrawn)} if needed else {}


def _base(fragment: Path) -> Document:
    file = fragment.parent / FACTS
    if not file.exists():
        raise UsageError(
            f"{file}: no facts are kept yet.",
            hint="Name the revision that the contract came from with --base, or adopt it.",
        )
    return load(file)


def _unusable(document: Document) -> str:
    try:
        rules.check(document, structure=False)
    except BrokenContractError as problem:
        return f"with it, {problem}"
    return ""


def _kept(
    fragment: Path, theirs: Document, named: Revision, paths: Sequence[str]
) -> dict[Path, str]:
    record = fragment.parent / RECORD
    written = files.text(record) if record.exists() else "[published]\n"
    return {fragment.parent / FACTS: facts(theirs, paths), record: _recorded(written, named)}


def _recorded(text: str, named: Revision) -> str:
    """Return the record with its table `published` saying another revision, all else kept."""
    head, mark, tail = text.partition("[published]\n")
    table, rest = re.match(r"((?:[^\[\n][^\n]*\n|\n(?!\[|#))*)(.*)", tail, re.DOTALL).groups()  # type: ignore[union-attr]
    for name in ("version", "date", "sha256"):
        said = f'{name} = "{getattr(named, name)}"'
        table, known = re.subn(rf"(?m)^{name}\s*=.*$", said, table)
        table = table if known else f"{table.rstrip()}\n{said}\n".lstrip()
    return f"{head}{mark}{table}{rest}"


def _told_rollback(fragment: Path, named: Revision) -> None:
    record = fragment.parent / RECORD
    written = files.text(record) if record.exists() else ""
    known = re.search(r'(?m)^version\s*=\s*"([^"]*)"', written)
    if known and named.version < known[1]:
        click.echo(f"A step back: {named.version} is older than {known[1]}, the one merged last.")


def _told(result: Merged, apart: Sequence[Change]) -> list[Change]:
    """Tell what came of a merge; return what still differs, and was not asked about in it."""
    for word, found in (("taken", result.taken), ("confirmed", result.confirmed)):
        for one in gathered(found):
            click.echo(f"{word}: {line(*one)}")
    for change, meant_one in result.left:
        click.echo(f"left, for {meant_one.id}: {line(change)}")
    for question in result.questions:
        click.echo(f"decide: {line(question.theirs)}; {question.why}")
        if question.ours is not None:
            click.echo(f"  ours: {line(question.ours)}")
    still = _undecided(result, apart)
    for change in still:
        click.echo(f"differs: {line(change)}")
    return still


def _told_next(result: Merged, document: Document, known: Sequence[Difference]) -> None:
    for said in lacking(document, result.taken):
        click.echo(said)
    missing = len(undescribed(document))
    if missing:
        click.echo(f"Descriptions to write: {missing}; `venice-contract lint` names them.")
    if known and result.questions:
        click.echo(f"A difference that is meant goes into {DIFFERENCES} with its reason.")


def _preview(old: Document, new: Document, result: Merged, *, whole: bool) -> str:
    if old.text == new.text:
        return "" if result.questions else "Nothing to merge.\n"
    if not whole:
        return ""
    pair = (old.text.splitlines(keepends=True), new.text.splitlines(keepends=True))
    return "".join(difflib.unified_diff(*pair, old.file, f"{new.file} (merged)"))
