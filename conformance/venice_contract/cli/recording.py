"""The record of a run on disk, and everything that is rendered from it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from venice_contract.cli import options
from venice_contract.errors import ExitCode, UsageError
from venice_contract.report import html, junit, sarif, summary, terminal
from venice_contract.report.record import RecordWriter, exit_code, merge
from venice_contract.verdict import Run, Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.cli.sessions import Flags
    from venice_contract.contract.document import Document
    from venice_contract.errors import KeysLeftError
    from venice_contract.live.session import Session
    from venice_contract.verdict import Check

PRIVATE = 0o600
"""Reports hold exchanges; only their owner may read them."""


class Recording:
    """Takes checks as they end, writes them down, and renders them at the end.

    Args:
        folder: where the record and its renderings go.
        facts: how the run was made.
    """

    def __init__(self, folder: Path, facts: dict[str, str]) -> None:
        self._folder = folder
        self._sessions: list[Session] = []
        self._left = 0
        self._began = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stream = (folder / "run.jsonl").open("w", encoding="utf-8")
        except OSError as problem:
            raise UsageError(f"{folder}: reports cannot be written: {problem.strerror}.") from None
        (folder / "run.jsonl").chmod(PRIVATE)
        self.stream = stream
        self._writer = RecordWriter(stream, self._mask)
        self._writer.header(facts)
        self._run: Run | None = None

    def _mask(self, text: str) -> str:
        for session in self._sessions:
            text = session.secrets.mask(text)
        return text

    def follow(self, session: Session) -> None:
        """Mask what a session's vault knows, and count what it costs."""
        self._sessions.append(session)

    def progress(self, text: str) -> None:
        """Say on standard error what is going on."""
        click.echo(f"  {self._mask(text)}", err=True)

    def check(self, check: Check) -> None:
        """Write one check."""
        self._writer.check(check)

    def checks(self, checks: Iterable[Check]) -> None:
        """Write several checks."""
        for check in checks:
            self._writer.check(check)

    def keys_left(self, problem: KeysLeftError) -> None:
        """Note that keys of the run are left behind."""
        self._left += 1
        click.echo(f"venice-contract: {self._mask(str(problem))}", err=True)

    def close(self) -> None:
        """Write the footer."""
        costs = [Run((), session.traffic()) for session in self._sessions]
        cost = merge(*costs).traffic if costs else Traffic()
        left = max(cost.left_behind, self._left)
        seconds = round(time.monotonic() - self._began, 3)
        self._run = self._writer.footer(replace(cost, left_behind=left, seconds=seconds))
        self.stream.close()

    def finish(self, *, quiet: bool) -> int:
        """Render the record, print the verdict, and return the exit code."""
        run = self._run
        if run is None:
            return ExitCode.UNDECIDED
        for name, text in (
            ("junit.xml", junit.render(run)),
            ("run.sarif", sarif.render(run)),
            ("summary.md", summary.render(run)),
            ("run.html", html.render(run)),
        ):
            write(self._folder / name, text)
        step_summary = options.environment("GITHUB_STEP_SUMMARY")
        if step_summary:
            with Path(step_summary).open("a", encoding="utf-8") as stream:
                stream.write(summary.render(run))
        text = terminal.render(run, width=options.width(), color=options.colored())
        click.echo(text.rstrip().rpartition("\n")[2] if quiet else text.rstrip())
        return exit_code(run.status, keys_left=run.traffic.left_behind)


def write(path: Path, text: str) -> None:
    """Write a report that its owner alone may read."""
    path.touch(mode=PRIVATE)
    path.chmod(PRIVATE)
    path.write_text(text, encoding="utf-8")


@contextmanager
def recording(flags: Flags, contract: Document) -> Iterator[Recording]:
    """Open the record of a run; its footer is written unless the run breaks off."""
    facts = {
        "version": version("venice-contract"),
        "started": options.now().isoformat(timespec="seconds"),
        "target": flags.base_url or options.MOCK,
        "seed": str(flags.seed),
        "contract": contract.sha256,
        "spec": contract.file,
    }
    record = Recording(flags.reports, facts)
    try:
        yield record
    except BaseException:
        record.stream.close()
        raise
    record.close()
