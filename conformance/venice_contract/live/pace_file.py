"""What all runs of a user remember of the service's budgets, in one small file.

The service counts creations and failures of an account, not of a process. Runs that follow one
another or go on at once therefore read the tally before each request and write it after, and hold
a lock in between: across processes, too, requests go one at a time. The kernel lets go of the lock
of a process that dies.

The file holds moments and nothing else. One that cannot be read counts as empty, and a disk that is
full leaves the run with what it remembers itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from venice_contract.errors import UsageError
from venice_contract.live.pacing import Memory, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# More than any window holds; older moments cannot matter.
_KEPT = 64
# Seconds after which nothing in a file can matter; mocks on ever new ports leave many of them.
_STALE = 86_400.0


class PaceFile(Memory):
    """Keeps the tally of all runs of a user against one server.

    Args:
        directories: where the file may be; the first that can be written to is taken.
        server: the canonical name of the server.

    Raises:
        UsageError: the file cannot be written anywhere.
    """

    def __init__(self, directories: Iterable[Path], server: str) -> None:
        super().__init__()
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
        """Wait for the lock, and read the tally."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        if self._full:
            return self._tally
        try:
            size = os.fstat(self._descriptor).st_size
            return msgspec.json.decode(os.pread(self._descriptor, size, 0), type=Tally)
        except (OSError, msgspec.MsgspecError):
            return self._tally

    def let_go(self, tally: Tally | None = None) -> None:
        """Write the tally if one is given, and give the lock back."""
        if tally is not None:
            tally.creates, tally.failures = tally.creates[-_KEPT:], tally.failures[-_KEPT:]
            self._tally = tally
            text = msgspec.json.encode(tally)
            try:
                os.pwrite(self._descriptor, text, 0)
                os.ftruncate(self._descriptor, len(text))
            except OSError:
                self._full = True
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file; it stays for the next run, but those that nobody uses any more go."""
        os.close(self._descriptor)
        newest = self.path.stat().st_mtime if self.path.exists() else 0.0
        for other in self.path.parent.glob("pace-*.json"):
            with contextlib.suppress(OSError):
                if other.stat().st_mtime < newest - _STALE:
                    other.unlink()


def state_directory(environment: Mapping[str, str]) -> Path | None:
    """Return where a user's programs keep their state (XDG base directories); None if unknown."""
    chosen, home = environment.get("XDG_STATE_HOME", ""), environment.get("HOME", "")
    if Path(chosen).is_absolute():
        return Path(chosen) / "venice-contract"
    return Path(home) / ".local/state/venice-contract" if Path(home).is_absolute() else None
