"""Commands that bring what the vendor publishes into the contract."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as calendar
from functools import wraps
from pathlib import Path

import click

from venice_contract.cli import files, options
from venice_contract.cli.fetching import published
from venice_contract.cli.options import FACTS, RECORD
from venice_contract.contract import rules
from venice_contract.contract.changes import changes, worst
from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.telling import STEPS, gathered, line
from venice_contract.contract.merging import differences as meant
from venice_contract.contract.merging import withdrawn
from venice_contract.contract.merging.differences import Difference
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.merging.revision import next_version, seen_again, versioned
from venice_contract.contract.merging.three_way import Merged
from venice_contract.contract.merging.three_way import merge as three_way
from venice_contract.contract.reading.document import Document, load, spelled_like
from venice_contract.contract.reading.structure import undescribed
from venice_contract.errors import BrokenContractError, ExitCode, UsageError
from venice_contract.generation.bump import bumped, felt, listed
from venice_contract.scoring.translate import lacking
from venice_contract.verdict import counted

DIFFERENCES = "differences.toml"
WITHDRAWN = "upstream-withdrawn.yaml"
FAMILY = "/api_keys*"
CLIENT = Path("generated")
CHANGELOG = Path("changelog.d")
"""Folder of entries that are not in the changelog yet, each named by its version."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A contract, the revision that it follows and the ISO date of that, and what is meant."""

    fragment: Path
    ours: Document
    theirs: Document
    date: str
    paths: tuple[str, ...]
    known: tuple[Difference, ...]

    @property
    def recorded(self) -> str:
        """What is recorded of the revision merged last, empty where nothing is."""
        return files.beside(self.fragment, RECORD, lambda text, _: text, "")

    def apart(self, document: Document) -> meant.Sorted:
        """Return where a document and the revision differ: on purpose, and otherwise."""
        return meant.sort(self.known, changes(self.theirs, document, paths=self.paths))

    def kept(self) -> dict[Path, str]:
        """Return the base of the next merge, by its files."""
        told = {FACTS: facts(self.theirs, self.paths), RECORD: self._record()}
        return {self.fragment.parent / name: text for name, text in told.items()}

    def _record(self) -> str:
        """Return the record with its table `published` saying this revision, all else kept."""
        text = self.recorded or "[published]\n"
        head, mark, tail = text.partition("[published]\n")
        table, rest = re.match(r"((?:[^\[\n][^\n]*\n|\n(?!\[|#))*)(.*)", tail, re.DOTALL).groups()  # type: ignore[union-attr]
        said = {"version": self.theirs.version, "date": self.date, "sha256": self.theirs.sha256}
        for name, value in said.items():
            line = f'{name} = "{value}"'
            table, known = re.subn(rf"(?m)^{name}\s*=.*$", line, table)
            table = table if known else f"{table.rstrip()}\n{line}\n".lstrip()
        return f"{head}{mark}{table}{rest}"


def _day(document: Document, date: str) -> str:
    """Return the day of a revision; a version such as 20260821.003341 tells it."""
    day = date or document.day
    try:
        calendar.fromisoformat(day)
    except ValueError:
        what = f"{day!r} is no day" if day else f"the version {document.version!r} names no day"
        hint = "Give its date with --date, such as 2026-09-30."
        raise UsageError(f"{document.file}: {what}.", hint=hint) from None
    return day


_named = options.together(
    click.argument("revision"),
    options.spec,
    click.option(
        "--paths",
        multiple=True,
        metavar="GLOB",
        default=(FAMILY,),
        show_default=True,
        help="Only operations at such paths; may be given again.",
    ),
    click.option("--date", default="", help="ISO date of the revision, if it names none."),
)


def _following(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command be called with the contract and the revision that are named."""

    @wraps(command)
    def called(
        fragment: Path, revision: str, paths: tuple[str, ...], date: str, **flags: object
    ) -> int:
        ours, theirs = options.contract(fragment), published(revision)
        known: tuple[Difference, ...] = files.beside(fragment, DIFFERENCES, meant.read, ())
        day = _day(theirs, date)
        return command(Followed(fragment, ours, theirs, day, paths, known), **flags)

    return _named(called)


@click.group()
def upstream() -> None:
    """Bring a new revision of the vendor into the contract.

    A REVISION is the published OpenAPI document: a file, or a URL of https.
    """


@upstream.command()
@_following
@click.option("--check", is_flag=True, help="Print only what must be decided.")
def status(at: Followed, *, check: bool) -> int:
    """List where a revision and the contract differ: on purpose, and otherwise.

    REVISION is the published OpenAPI document: a file, or a URL of https.

    Exit codes: 0 every difference is a deliberate one, 1 one is not, or a deliberate one no longer
    differs, 2 a file cannot be used.
    """
    found = at.apart(at.ours)
    if not check:
        _told_rollback(at)
        click.echo(f"{at.theirs.version}: {counted(len(found.meant), 'deliberate difference')}.")
        for one, places in found.meant:
            click.echo(f"  {one.id:22} x{len(places):<3} {one.reason}")
    for change in found.open:
        click.echo(f"differs: {line(change)}")
    for one in found.idle:
        click.echo(f"no longer differs: {one.id}; remove it from {DIFFERENCES}.")
    return ExitCode.DRIFT if found.open or found.idle else ExitCode.CONFORMS


@upstream.command()
@_following
def adopt(at: Followed) -> int:
    """Keep what a revision says as the base of the next merge; the contract stays as it is.

    REVISION is the published OpenAPI document: a file, or a URL of https.

    Exit codes: 0 kept, 1 the contract and the revision differ otherwise than on purpose, and
    nothing is written, 2 a file cannot be used.
    """
    _refuse_own(at.fragment)
    found = at.apart(at.ours)
    if found.open:
        for change in found.open:
            click.echo(f"differs: {line(change)}")
        click.echo(f"Merge it, or say why in {DIFFERENCES}; nothing was written.")
        return ExitCode.DRIFT
    files.write(files.changed(at.kept()))
    click.echo(f"{at.theirs.version} is the base of the next merge.")
    return ExitCode.CONFORMS


@upstream.command()
@_following
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
def merge(
    at: Followed, base: Path | None, client: Path, *, dry_run: bool, check: bool, no_client: bool
) -> int:
    """Take what the vendor changed into the contract, and ask where both changed.

    REVISION is the published OpenAPI document: a file, or a URL of https. Comments, order, wording
    and what the contract says more strictly are kept. The contract, its version, the base of the
    next merge, an entry for the changelog in changelog.d and the client are written together or
    not at all.

    Exit codes: 0 all taken, 1 something must be decided (with --check: merged), 2 a file cannot be
    used and nothing is written.
    """
    _refuse_own(at.fragment, writing=not (dry_run or check))
    result = three_way(
        load(base, hint="Name a revision.") if base else _base(at.fragment.parent / FACTS),
        at.theirs,
        at.ours,
        paths=at.paths,
        date=at.date,
        differences=at.known,
        unusable=_unusable,
        kept=files.beside(at.fragment, WITHDRAWN, withdrawn.read, ()),
    )
    apart = changes(at.theirs, result.document, paths=at.paths)
    document, felt_by = _released(at, seen_again(result.document, apart, at.date))
    _told_rollback(at)
    still = _told(result, meant.sort(at.known, apart).open)
    if dry_run or check:
        click.echo(_preview(at.ours, document, result, whole=dry_run), nl=False)
    else:
        _write(at, document, _beside(at, document, result, felt_by), None if no_client else client)
        _told_next(result, document, at.known)
    moved = check and document.text != at.ours.text
    return ExitCode.DRIFT if result.questions or still or moved else ExitCode.CONFORMS


def _released(at: Followed, merged: Document) -> tuple[Document, tuple[Change, ...]]:
    """Return what was merged under its own version, and what changed for who uses the client."""
    felt_by = tuple(felt(one) for one in changes(at.ours, merged))
    if not felt_by:
        return merged, ()
    version = next_version(at.ours.version, at.date, lambda known: bumped(known, worst(felt_by)))
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


def _beside(
    at: Followed, document: Document, result: Merged, felt_by: Sequence[Change]
) -> dict[Path, str]:
    """Return what is kept of a merge beside the contract, by its files."""
    texts, back = at.kept(), at.fragment.parent / WITHDRAWN
    if back.exists() or result.withdrawn:
        texts[back] = withdrawn.text(result.withdrawn)
    if felt_by:
        version = document.version
        head = f"## {version}\n\nThe revision {at.theirs.version}, published on {at.date}: a "
        entry = f"{head}{STEPS[worst(felt_by)]} step.\n\n{listed(felt_by)}"
        texts[CHANGELOG / f"{version}.md"] = entry
    return texts


def _write(at: Followed, document: Document, beside: dict[Path, str], client: Path | None) -> None:
    fragment = at.fragment
    texts = files.changed({fragment: spelled_like(at.ours.text, document.text)} | beside)
    made, told = 0, ""

    def make() -> None:
        nonlocal made, told
        made, told = _client(fragment, client)

    files.write(texts, make)
    if not texts and not made:
        click.echo("Nothing to write.")
        return
    click.echo(f"{fragment} stands at {at.theirs.version}.")
    for file in texts:
        if file.parent == CHANGELOG:
            click.echo(f"{file}: what changed for users; the version is {file.stem}.")
        elif file.name == WITHDRAWN:
            click.echo(f"{file}: what the vendor has taken back, as the contract said it.")
    if made:
        click.echo(f"{client}: {counted(made, 'file')} changed.")
    if told and fragment in texts:
        click.echo(told)


def _client(fragment: Path, folder: Path | None) -> tuple[int, str]:
    """Make the client anew; return how many files changed, or 0 and why it is left as it is."""
    if folder is None:
        return 0, "The client is left as it is; `venice-contract generate` makes it."
    if not folder.exists():
        return 0, f"There is no client in {folder}; `venice-contract generate` makes one."
    try:
        from venice_contract.cli.building import inputs  # noqa: PLC0415 - an extra of its own
        from venice_contract.generation.client import generate  # noqa: PLC0415 - the same
    except ModuleNotFoundError as problem:
        extra = "pip install 'venice-contract[generate]'"
        what = f"The client in {folder} is not made anew: {problem.name} is not installed"
        return 0, f"{what} ({extra}). Then run `venice-contract generate`."
    written, removed = generate(inputs(fragment), folder)
    files.write_folder(folder, written, removed)
    return len(written) + len(removed), ""


def _base(file: Path) -> Document:
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


def _told_rollback(at: Followed) -> None:
    named, known = at.theirs.version, re.search(r'(?m)^version\s*=\s*"([^"]*)"', at.recorded)
    if known and named < known[1]:
        click.echo(f"A step back: {named} is older than {known[1]}, the one merged last.")


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
