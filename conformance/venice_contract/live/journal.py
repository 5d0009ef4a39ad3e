"""The run's journal: the register on disk, always at least as far as the server.

One file of JSON lines per run and process, mode 0600, locked for as long as the run lives. The ids
of everybody else's keys are written first, then the intent, flushed to the disk, then the create is
sent, then the id is written, and at last that the key is gone. A line that was cut off is passed
over: if it was an intent, nothing had been sent.

It holds ids, tags and the harmless fields of bodies; no secret, and of foreign ids only digests. By
a fingerprint of the caller's key, salted with the run's tag, a later sweep tells whether it looks
at the same account, and whether a journal is one of ours.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec

from venice_contract.errors import UndecidedError, UsageError
from venice_contract.live.register import Birth, Intent, Register, fingerprint
from venice_contract.target.service import KEYS, KeyNames

DIRECTORY = Path(".venice-contract/journal")
VERSION = 2
_SUFFIX = ".jsonl"
_OPENING = b'{"type":"open"'
# Bytes; a run at its caps, with 100,000 keys of others, writes a fifth of it.
_LARGEST = 16 * 2**20


class Opened(msgspec.Struct, tag="open"):
    """A run began."""

    run: str
    base_url: str
    key: str
    version: int = 1
    names: KeyNames = KEYS  # what the service calls things, for a sweep that has no contract


class Listed(msgspec.Struct, tag="listed"):
    """An answer showed ids that are not the run's, by their digests, after `at` creates."""

    at: int
    ids: list[str]
    whole: bool


class Intended(msgspec.Struct, tag="intent"):
    """A create is about to be sent."""

    intent: Intent


class Born(msgspec.Struct, tag="born"):
    """A create was answered with an id, or its key was found."""

    number: int
    id: str
    ends: tuple[str, ...] = ()


class Disowned(msgspec.Struct, tag="disowned"):
    """A create was answered with the id of a key that is not what was asked for."""

    id: str


class Settled(msgspec.Struct, tag="settled"):
    """A create left nothing on the server."""

    number: int
    why: str


class Gone(msgspec.Struct, tag="gone"):
    """A key is on the server no longer."""

    id: str
    why: str


class Alive(msgspec.Struct, tag="alive"):
    """A key whose deletion was answered as done is still on the server."""

    id: str


Event: TypeAlias = Opened | Listed | Intended | Born | Disowned | Settled | Gone | Alive


class Journal:
    """An open journal; the only writer of its file. Use `start` or `take_over`, then `close`.

    `step` is called by name before and after each write, for tests that die in between.
    """

    def __init__(
        self, path: Path, descriptor: int, register: Register, step: Callable[[str], None]
    ) -> None:
        self.path = path
        self.register = register
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
        names: KeyNames = KEYS,
        step: Callable[[str], None] = lambda _: None,
    ) -> Journal:
        """Begin the journal of a new run, or raise UsageError if its file cannot be written."""
        path = directory / f"{run}{_SUFFIX}"
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            while True:
                descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_nlink:
                    break
                os.close(descriptor)  # a sweep took the empty file away before we had the lock
        except OSError as problem:
            raise UsageError(
                f"The journal {path} cannot be written: {problem.strerror}.",
                hint="Choose a directory that this user may write to.",
            ) from problem
        journal = cls(path, descriptor, Register(), step)
        try:
            journal.write(Opened(run, base_url, fingerprint(run, key), VERSION, names))
            _flush_directory(directory)
        except BaseException:
            journal.close(keep=True)
            raise
        return journal

    @classmethod
    def take_over(
        cls, path: Path, *, step: Callable[[str], None] = lambda _: None
    ) -> Journal | None:
        """Open the journal of a run that has ended; None if it is alive, or the file gone."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise _unreadable(path, str(problem.strerror)) from problem
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cls(path, descriptor, read(path), step)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise

    def close(self, *, keep: bool = False) -> None:
        """Let go of the file, and take it away if nothing of the run is left."""
        if self._descriptor < 0:
            return
        if not keep and self.register.finished:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1

    def write(self, event: Event) -> None:
        """Bring the register and the file on by one event.

        A beginning and an intent are on the disk before this returns, or UndecidedError is raised.
        For everything else the register is brought on whatever the disk does: a full disk must not
        stop the cleaning-up.
        """
        needed = isinstance(event, Opened | Intended)
        kind = str(type(event).__struct_config__.tag)
        self._step(f"before {kind}")
        if not needed:
            apply(self.register, event)
        # Not msgspec's own encoder: it refuses the lone surrogates that generated tests send.
        line = json.dumps(msgspec.to_builtins(event), separators=(",", ":")) + "\n"
        try:
            _append(self._descriptor, line)
            if needed or isinstance(event, Born):
                os.fsync(self._descriptor)
        except OSError as problem:
            if needed:
                raise UndecidedError(
                    f"The journal {self.path} cannot be written any more: {problem.strerror}.",
                    hint="Nothing is created without it; make room and start again.",
                ) from problem
        if needed:
            apply(self.register, event)
        self._step(f"after {kind}")


def journals(directory: Path) -> list[Path]:
    """List the journals of a directory, oldest name first; none if there is no directory."""
    return sorted(directory.glob(f"*{_SUFFIX}")) if directory.is_dir() else []


def read(path: Path) -> Register:
    """Read a journal, torn lines and others' passed over; UndecidedError for none of ours."""
    register = Register()
    try:
        if not path.is_file():
            raise _unreadable(path, "it is not a file")
        if path.stat().st_size > _LARGEST:
            raise _unreadable(path, f"it has more than {_LARGEST // 2**20} MiB")
        lines = path.read_bytes().splitlines()
    except OSError as problem:
        raise _unreadable(path, str(problem.strerror)) from problem
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):  # msgspec's errors are ValueErrors
            event = msgspec.convert(json.loads(line), type=Event)
            if isinstance(event, Opened) and event.version != VERSION:
                raise _unreadable(path, f"it is of version {event.version}, not {VERSION}")
            apply(register, event)
    # A run that died in its first line has created nothing.
    torn = b"".join(lines)
    began = torn.startswith(_OPENING) or _OPENING.startswith(torn)
    if not register.run and (len(lines) > 1 or not began):
        raise _unreadable(path, "it is not a journal of this tool")
    return register


def apply(register: Register, event: Event) -> None:
    """Bring a register on by one event."""
    match event:
        case Opened():
            register.run, register.base_url = event.run, event.base_url
            register.fingerprint, register.names = event.key, event.names
        case Listed():
            register.listed |= event.whole
            register.seen = dict.fromkeys(event.ids, event.at) | register.seen
        case Intended():
            register.intents[event.intent.number] = event.intent
        case Settled():
            register.settled.add(event.number)
        case _:
            _apply_to_key(register, event)


def _apply_to_key(register: Register, event: Born | Disowned | Gone | Alive) -> None:
    match event:
        case Born():
            register.adopt(event.id, Birth(event.number, event.ends))
        case Disowned():
            register.born.pop(event.id, None)
        case Gone():
            register.gone.add(event.id)
        case Alive():
            register.gone.discard(event.id)


def _unreadable(path: Path, why: str) -> UndecidedError:
    return UndecidedError(
        f"The journal {path} cannot be used: {why}; keys of its run may be left.",
        hint="They carry the name of the journal in their description.",
    )


def _append(descriptor: int, line: str) -> None:
    # A torn last line of an earlier writer must not swallow this one.
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        line = "\n" + line
    if os.write(descriptor, line.encode()) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _flush_directory(directory: Path) -> None:
    """Make sure that the file's name survives a loss of power, too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
