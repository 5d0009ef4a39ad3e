"""What all runs of a user remember of the service's budgets, in one small file of moments.

The service counts by account, not by process, so each run reads the tally before a request and
writes it after, and holds a lock in between. Whoever waits for the lock of a process that is
suspended says so and gives up after longer than any exchange takes. A file that cannot be read
counts as empty, and with a disk that is full a run goes by what it remembers itself.
"""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from venice_contract.errors import BudgetError, UsageError
from venice_contract.live.pacing import Memory, Tally, Wait

LONGEST_TURN = 30.0
"""Seconds for which a process may keep its turn; an exchange takes at most 20."""

# More than any window holds; older moments cannot matter.
_KEPT = 64
# Seconds after which nothing in a file can matter; mocks on ever new ports leave many of them.
_STALE = 86_400.0
# Seconds between two tries to get the lock, and after which a wait for it is told.
_BETWEEN, _UNTOLD = 0.02, 1.0


class PaceFile(Memory):
    """Keeps the tally of all runs of a user against one server; times are real ones, in seconds.

    UsageError where the file cannot be written in any of the directories.
    """

    def __init__(
        self,
        directories: Iterable[Path],
        server: str,
        *,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        on_wait: Callable[[Wait], None] = lambda _wait: None,
    ) -> None:
        super().__init__()
        self._wait, self._now, self._on_wait = wait, now, on_wait
        self._held = False
        # When the file was last written by a process that does not go on.
        self._stuck = 0
        name = f"pace-{hashlib.sha256(server.encode()).hexdigest()[:12]}.json"
        self._full = False
        problem: OSError | None = None
        for directory in directories:
            self.path = directory / name
            try:
                directory.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as found:
                problem = found
            else:
                return
        raise UsageError(
            f"The file {self.path} cannot be written: {problem and problem.strerror}.",
            hint="Choose a directory that this user may write to.",
        ) from problem

    def hold(self) -> Tally:
        """Wait for the lock, and read the tally; say in the file who has its turn."""
        self._take_turn()
        if self._full:
            return self._tally
        tally = self._read()
        self._write(replace(tally, holder=os.getpid()))
        return tally

    def let_go(self, tally: Tally | None = None) -> None:
        """Write the tally if one is given, and give the lock back."""
        if tally is not None:
            tally.creates, tally.failures = tally.creates[-_KEPT:], tally.failures[-_KEPT:]
            self._tally = tally
        if not self._held:
            return
        if tally is not None:
            self._write(tally)
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._held = False

    def close(self) -> None:
        """Close the file; it stays for the next run, but those that nobody uses any more go."""
        os.close(self._descriptor)
        newest = self.path.stat().st_mtime if self.path.exists() else 0.0
        for other in self.path.parent.glob("pace-*.json"):
            with contextlib.suppress(OSError):
                if other.stat().st_mtime < newest - _STALE:
                    other.unlink()

    def _take_turn(self) -> None:
        since, seen, told = self._now(), self._written(), False
        while not self._lock():
            if (written := self._written()) != seen:  # the turn went round
                since, seen = self._now(), written
            waited = self._now() - since
            if waited >= LONGEST_TURN or written == self._stuck:
                self._stuck = written
                holder = self._read().holder
                raise BudgetError(
                    f"Process {holder}, another run against this server, has been in the middle "
                    f"of a request for {LONGEST_TURN:.0f} s, and requests go one at a time.",
                    hint=f"If it is suspended, continue it (`kill -CONT {holder}`) or end it.",
                )
            if waited >= _UNTOLD and not told:
                told = True
                holder = self._read().holder
                reason = f"for process {holder}, another run against this server, to go on"
                self._on_wait(Wait(LONGEST_TURN, time.time() + LONGEST_TURN, reason))
            self._wait(_BETWEEN)

    def _lock(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._held = True
        return True

    def _written(self) -> int:
        return os.fstat(self._descriptor).st_mtime_ns

    def _read(self) -> Tally:
        try:
            size = os.fstat(self._descriptor).st_size
            return msgspec.json.decode(os.pread(self._descriptor, size, 0), type=Tally)
        except (OSError, msgspec.MsgspecError):
            return self._tally

    def _write(self, tally: Tally) -> None:
        text = msgspec.json.encode(tally)
        try:
            os.pwrite(self._descriptor, text, 0)
            os.ftruncate(self._descriptor, len(text))
        except OSError:
            self._full = True


def state_directory(environment: Mapping[str, str]) -> Path | None:
    """Return where a user's programs keep their state (XDG base directories); None if unknown."""
    chosen, home = environment.get("XDG_STATE_HOME", ""), environment.get("HOME", "")
    if Path(chosen).is_absolute():
        return Path(chosen) / "venice-contract"
    return Path(home) / ".local/state/venice-contract" if Path(home).is_absolute() else None
