"""The budgets of all runs on this machine against one server, in one small file.

The service counts creations and failures of an account, not of a process. Runs that follow one
another, run at once or share the work of one suite therefore read the tally before each request
and write it after, and hold a lock in between: across processes, too, requests go one at a time.
The kernel lets go of the lock of a process that dies.

The file holds moments and nothing else. One that cannot be read counts as empty.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from venice_contract.errors import UsageError
from venice_contract.live.memory import Memory, Tally

if TYPE_CHECKING:
    from pathlib import Path

# More than any window holds; older moments cannot matter.
_KEPT = 64
# Seconds after which nothing in a file can matter; mocks on ever new ports leave many of them.
_STALE = 86_400.0


class PaceFile(Memory):
    """The tally of all runs that keep their journals in one directory.

    Args:
        directory: of the journals.
        base_url: of the server.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, directory: Path, base_url: str) -> None:
        super().__init__()
        name = hashlib.sha256(base_url.rstrip("/").encode()).hexdigest()[:12]
        self.path = directory / f"pace-{name}.json"
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise UsageError(
                f"The file {self.path} cannot be written: {problem.strerror}.",
                hint="Choose a directory that this user may write to.",
            ) from problem

    def hold(self) -> Tally:
        """Wait for the lock, and read the tally."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        size = os.fstat(self._descriptor).st_size
        try:
            return Tally(**json.loads(os.pread(self._descriptor, size, 0)))
        except (ValueError, TypeError):
            return Tally()

    def let_go(self, tally: Tally | None = None) -> None:
        """Write the tally if one is given, and give the lock back."""
        if tally is not None:
            tally.creates, tally.failures = tally.creates[-_KEPT:], tally.failures[-_KEPT:]
            text = json.dumps(asdict(tally)).encode()
            os.pwrite(self._descriptor, text, 0)
            os.ftruncate(self._descriptor, len(text))
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file; it stays for the next run, but those that nobody uses any more go."""
        os.close(self._descriptor)
        newest = self.path.stat().st_mtime if self.path.exists() else 0.0
        for other in self.path.parent.glob("pace-*.json"):
            with contextlib.suppress(FileNotFoundError):
                if other.stat().st_mtime < newest - _STALE:
                    other.unlink()
