"""The run's journal: what it is about to create, on disk before it can exist.

One file of JSON lines per run and process, mode 0600, locked for as long as the run lives. Order is
what makes it safe: the intent is written and flushed to the disk, then the create is sent, then the
id is written, and at last that the key is gone. Whatever moment the process dies in, the journal
knows at least as much as the server. A line that was cut off by the death of its writer is passed
over: if it was an intent, the create had not been sent.

It holds ids, tags and the harmless fields of bodies; no secret. Which key of the caller's it was
written with is kept as a fingerprint salted with the run's random tag, so that a later sweep can
tell whether it looks at the same account.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from venice_contract.errors import UndecidedError, UsageError
from venice_contract.live.intent import Intent

if TYPE_CHECKING:
    from collections.abc import Callable

DIRECTORY = Path(".venice-contract/journal")
_SUFFIX = ".jsonl"


@dataclass(slots=True)
class Story:
    """What a journal tells.

    Args:
        run: the run's tag.
        base_url: where its keys are.
        fingerprint: of the key that it worked with, see `fingerprint`.
        intents: every create that may have been sent, by number.
        ids: of the keys that are known to have been created, with the number of their create.
        gone: ids of keys that are known to be gone.
        settled: numbers of creates that are known to have left nothing.
        closed: whether the run ended with nothing left.
    """

    run: str = ""
    base_url: str = ""
    fingerprint: str = ""
    intents: dict[int, Intent] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)
    closed: bool = False

    @property
    def open_ids(self) -> list[str]:
        """Ids of keys that may still be there."""
        return [key_id for key_id in self.ids if key_id not in self.gone]

    @property
    def lost(self) -> list[Intent]:
        """Creates of which it is not known whether a key came of them."""
        known = set(self.ids.values()) | self.settled
        return [intent for number, intent in self.intents.items() if number not in known]

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be done for the run."""
        return self.closed or not (self.open_ids or self.lost)

    def risky(self, key_id: str) -> bool:
        """Whether a key of the run could spend or never expires; True if not known."""
        intent = self.intents.get(self.ids.get(key_id, 0))
        return intent is None or intent.risky


class Journal:
    """An open journal; the only writer of its file. Use `start` or `take_over`, then `close`.

    Args:
        path: the file.
        descriptor: opened for appending, and locked.
        story: what has been told so far.
        step: called by name before and after each write, for tests that die in between.
    """

    def __init__(
        self, path: Path, descriptor: int, story: Story, step: Callable[[str], None]
    ) -> None:
        self.path = path
        self.story = story
        self._descriptor = descriptor
        self._step = step

    @classmethod
    def start(
        cls,
        directory: Path,
        *,
        run: str,
        base_url: str,
        key: str,
        step: Callable[[str], None] = lambda _: None,
    ) -> Journal:
        """Begin the journal of a new run, or raise UsageError if its file cannot be written."""
        path = directory / f"{run}{_SUFFIX}"
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            while True:
                flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
                descriptor = os.open(path, flags, 0o600)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_nlink:
                    break
                os.close(descriptor)  # a sweep took the empty file away before we had the lock
        except OSError as problem:
            raise UsageError(
                f"The journal {path} cannot be written: {problem.strerror}.",
                hint="Choose a directory that this user may write to.",
            ) from problem
        journal = cls(path, descriptor, Story(), step)
        opening = {"event": "open", "run": run, "base_url": base_url, "key": fingerprint(run, key)}
        try:
            journal._write(opening, durable=True)
            _flush_directory(directory)
        except BaseException:
            journal.close(keep=True)
            raise
        return journal

    @classmethod
    def take_over(
        cls, path: Path, *, step: Callable[[str], None] = lambda _: None
    ) -> Journal | None:
        """Open the journal of a run that has ended; None if the run is alive or the file gone."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(path, descriptor, read(path), step)

    def intend(self, intent: Intent) -> None:
        """Write down a create, on the disk before this returns."""
        self._write({"event": "intent", **intent.as_json()}, durable=True)

    def born(self, number: int, key_id: str) -> None:
        """Write down the id that a create was answered with, or under which it was found."""
        self._write({"event": "born", "number": number, "id": key_id}, durable=True)

    def settle(self, number: int, why: str) -> None:
        """Write down that a create left nothing on the server."""
        self._write({"event": "settled", "number": number, "why": why})

    def gone(self, key_id: str, why: str) -> None:
        """Write down that a key is on the server no longer."""
        self._write({"event": "gone", "id": key_id, "why": why})

    def close(self, *, keep: bool = False) -> None:
        """Let go of the file, and take it away if nothing of the run is left.

        Args:
            keep: leave the file even then.
        """
        if self._descriptor < 0:
            return
        if not keep and self.story.finished:
            self._write({"event": "close"})
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, event: dict[str, Any], *, durable: bool = False) -> None:
        name = str(event["event"])
        self._step(f"before {name}")
        line = json.dumps(event, ensure_ascii=True, separators=(",", ":")) + "\n"
        # A torn last line of an earlier writer must not swallow this one.
        if not _ends_with_newline(self._descriptor):
            line = "\n" + line
        try:
            os.write(self._descriptor, line.encode())
            if durable:
                os.fsync(self._descriptor)
        except OSError as problem:
            raise UndecidedError(
                f"The journal {self.path} cannot be written any more: {problem.strerror}.",
                hint="Nothing is created without it; make room and start again.",
            ) from problem
        _tell(self.story, event)
        self._step(f"after {name}")


def journals(directory: Path) -> list[Path]:
    """List the journals of a directory, oldest name first; none if there is no directory."""
    return sorted(directory.glob(f"*{_SUFFIX}")) if directory.is_dir() else []


def read(path: Path) -> Story:
    """Read a journal, passing over torn lines."""
    story = Story()
    for line in path.read_bytes().splitlines():
        try:
            event = json.loads(line)
            _tell(story, event)
        except (ValueError, KeyError, TypeError):
            continue
    return story


def fingerprint(run: str, key: str) -> str:
    """Tell keys apart without holding them: a short hash, salted with the run's random tag."""
    return hashlib.sha256(f"venice-contract journal {run} {key}".encode()).hexdigest()[:16]


def _tell(story: Story, event: dict[str, Any]) -> None:
    """Move a story on by one event."""
    kind = event["event"]
    if kind == "open":
        story.run, story.base_url = event["run"], event["base_url"]
        story.fingerprint = event["key"]
    elif kind == "intent":
        intent = Intent.from_json({k: v for k, v in event.items() if k != "event"})
        story.intents[intent.number] = intent
    elif kind == "born":
        story.ids[event["id"]] = event["number"]
    elif kind == "gone":
        story.gone.add(event["id"])
    elif kind == "settled":
        story.settled.add(event["number"])
    elif kind == "close":
        story.closed = True


def _ends_with_newline(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def _flush_directory(directory: Path) -> None:
    """Make sure that the file's name survives a loss of power, too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
