"""The record of a run on disk, and everything that is rendered from it."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.cli.files import PRIVATE, write
from venice_contract.cli.outlet import voice
from venice_contract.cli.sessions import Flags
from venice_contract.contract.constraints import contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.drift.judging.blame import Witness
from venice_contract.drift.keyless.inquiry import ASSUMED
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode, KeysLeftError, UsageError
from venice_contract.live.session import Session
from venice_contract.report import badge, github, har, html, junit, sarif, terminal
from venice_contract.report.outline import ASSUMING, WITHOUT
from venice_contract.report.plain import logged, one_line
from venice_contract.report.record import RecordWriter, exit_code, total
from venice_contract.verdict import Check, Exchange, Run, Status

PAGE = "run.html"
TITLES = {kind.id: kind.title for kind in KINDS.values()}
"""The kinds of findings in words, for every report."""


class Recording:
    """Takes checks as they end, writes them down, and renders them at the end.

    Where it is `quiet` it says nothing of its progress.

    `stopped` says whether the run was interrupted, so that nothing more is begun.
    """

    def __init__(self, folder: Path, facts: dict[str, str], *, quiet: bool = False) -> None:
        self._folder, self._quiet = folder, quiet
        self._say = voice()
        self._sessions: list[tuple[Session, float]] = []
        self._left = 0
        self.stopped = False
        self._began = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stream = (folder / "run.jsonl").open("w", encoding="utf-8")
        except (FileExistsError, NotADirectoryError):
            said = f"{folder}: reports cannot be written into a file."
            raise UsageError(said, hint="Name a folder by --report.") from None
        except OSError as problem:
            raise UsageError(f"{folder}: reports cannot be written: {problem.strerror}.") from None
        if (folder / "run.jsonl").is_file():
            (folder / "run.jsonl").chmod(PRIVATE)
        self.stream = stream
        self._writer = RecordWriter(stream, self._mask)
        try:
            self._writer.header(facts)
        except UsageError:
            self.abandon()
            raise
        self._run: Run | None = None

    def _mask(self, text: str) -> str:
        for session, _ in self._sessions:
            text = session.secrets.mask(text)
        return text

    def follow(self, session: Session) -> None:
        """Mask what a session's vault knows, and count what it costs."""
        self._sessions.append((session, time.monotonic() - self._began))

    def progress(self, text: str) -> None:
        """Say on standard error what is going on, unless the run is quiet."""
        if not self._quiet:
            self._say(f"  {logged(one_line(self._mask(text), limit=400))}")

    def check(self, check: Check) -> None:
        """Write one check."""
        self._writer.check(check)

    def checks(self, checks: Iterable[Check]) -> None:
        """Write several checks."""
        self._writer.checks(checks)

    def keys_left(self, problem: KeysLeftError) -> None:
        """Note that keys of the run are left behind."""
        self._left += 1
        said = one_line(self._mask(str(problem)), limit=problem.longest)
        click.echo(f"venice-contract: {said}", err=True)

    def close(self) -> None:
        """Write the footer."""
        cost = total([session.traffic() for session, _ in self._sessions])
        for exchange in self._exchanges():
            self._writer.exchange(exchange)
        left = max(cost.left_behind, self._left)
        seconds = round(time.monotonic() - self._began, 3)
        self._run = self._writer.footer(replace(cost, left_behind=left, seconds=seconds))
        self.stream.close()

    def _exchanges(self) -> Iterator[Exchange]:
        """Yield what every session sent, one session after the other on one clock.

        The clock of a session with the own mock runs ahead where there is something to wait for.
        """
        over = 0.0
        for session, began in self._sessions:
            start = max(over, began)
            for exchange in session.exchanges():
                yield replace(exchange, at=round(start + exchange.at, 6))
            over = start + session.traffic().seconds

    def abandon(self) -> None:
        """Close the record of a run that broke off; a full disk was told already."""
        with contextlib.suppress(OSError):
            self.stream.close()

    def interrupted(self) -> None:
        """End the record of a run that was stopped by hand: what was decided before is kept."""
        self.check(
            Check("record.run", "the run", Status.ERROR, "record", "record", "interrupted by hand")
        )
        self.close()
        if self._run:
            self._render(self._run)

    def finish(self, *, quiet: bool, verbose: bool = False) -> int:
        """Render the record, print the verdict, and return the exit code."""
        run = self._run
        if run is None:
            return ExitCode.UNDECIDED
        self._render(run)
        show(run, quiet=quiet, verbose=verbose)
        click.echo(f"report  {self._folder / PAGE}")
        if options.environment("GITHUB_ACTIONS") == "true":
            for line in github.commands(run, TITLES):
                click.echo(line)
        outputs = {**github.outputs(run), "report": one_line(str(self._folder / PAGE))}
        told = "".join(f"{name}={value}\n" for name, value in outputs.items())
        _append("GITHUB_OUTPUT", told, "outputs of the step")
        return exit_code(run.statuses, keys_left=run.traffic.left_behind)

    def _render(self, run: Run) -> None:
        write({self._folder / name: text for name, text in renderings(run)}, private=True)
        _append("GITHUB_STEP_SUMMARY", FORMATS["markdown"](run, []), "step summary")


def _append(variable: str, text: str, what: str) -> None:
    """Add to a file that a variable names; the verdict stands where that cannot be done."""
    name = options.environment(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as problem:
        said = one_line(f"{name}: the {what} cannot be written: {problem.strerror}.")
        click.echo(f"venice-contract: {said}", err=True)


FORMATS: dict[str, Callable[[Run, list[Run]], str]] = {
    "html": lambda run, earlier: html.render(
        run, titles=TITLES, links=github.links(os.environ), earlier=earlier
    ),
    "junit": lambda run, _: junit.render(run),
    "sarif": lambda run, _: sarif.render(run, titles=TITLES),
    "markdown": lambda run, _: github.render(run, titles=TITLES, links=github.links(os.environ)),
    "comment": lambda run, _: github.render(
        run, titles=TITLES, links=github.links(os.environ), room=github.COMMENT_ROOM
    ),
    "badge": lambda run, _: badge.image(run, options.now()),
    "har": lambda run, _: har.render(run),
    "endpoint": lambda run, _: badge.endpoint(run, options.now()),
}
"""How a record becomes each kind of file; earlier runs are for the page alone."""
BESIDE = {
    "junit.xml": "junit",
    "run.sarif": "sarif",
    "summary.md": "markdown",
    PAGE: "html",
    "badge.svg": "badge",
    "badge.json": "endpoint",
}
"""The files that are left beside a record, and the format of each."""


def renderings(run: Run) -> list[tuple[str, str]]:
    """Return every rendering of a run that is left beside its record, by the name of its file."""
    return [(name, FORMATS[form](run, [])) for name, form in BESIDE.items()]


def show(run: Run, *, quiet: bool = False, verbose: bool = False) -> None:
    """Print a run on standard output."""
    width, color = options.width(), options.colored()
    if quiet:
        text = terminal.brief(run, width=width, color=color)
    else:
        text = terminal.render(run, titles=TITLES, width=width, color=color, verbose=verbose)
    click.echo(text.rstrip(), color=color)


def short_names(contract: Document) -> str:
    """Name the key operations in a word each, for reports; empty where they are not all there."""
    found = contract_of(contract).roles
    if found is None:
        return ""
    update, read = found.update, found.read
    words = {found.create.id: "create"}
    words |= {update.operation.id: "update"} if update else {}
    words |= {found.list.id: "list"}
    words |= {read.operation.id: "read"} if read else {}
    words |= {found.remove.operation.id: "delete"}
    return " ".join(f"{name}={word}" for name, word in words.items())


@contextmanager
def recording(
    flags: Flags, contract: Document, witness: Witness | None = None, *, quiet: bool = False
) -> Iterator[Recording]:
    """Open the record of a run; its footer is written unless the run breaks off."""
    facts = {
        "version": version("venice-contract"),
        "started": options.now().isoformat(timespec="seconds"),
        "target": flags.base_url or options.MOCK,
        "seed": str(flags.seed),
        "contract": contract.sha256,
        "spec": contract.file,
        "operations": short_names(contract),
    }
    if flags.keyless:
        facts |= {WITHOUT: "an account", ASSUMING: ASSUMED}
    if witness is not None:
        facts["published"] = witness.named
    record = Recording(flags.reports, facts, quiet=quiet)
    try:
        yield record
    except KeyboardInterrupt:
        record.interrupted()
        raise
    except BaseException:
        record.abandon()
        raise
    record.close()
