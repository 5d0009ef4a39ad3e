"""Standard output and error that may be gone or full: a run goes on, and the end of it tells.

A reader that has seen enough (`| head -1`) closes the pipe, and a disk fills up. Neither may break
a run in the middle, with keys on a server; click would end it with exit code 1, which means drift.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

import click


class Outlet:
    """A stream, or None, whose first failure is kept, and to which nothing is written after it.

    What its encoding cannot say, such as a name that is not UTF-8, is written with escapes.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.problem: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def closed_pipe(self) -> bool:
        """Whether the reader has gone, as opposed to a failure of ours."""
        return self.problem is not None and self.problem.errno == errno.EPIPE

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Write a text, if that can still be done."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        said = text.encode(encoding, "backslashreplace").decode(encoding)
        if self._stream is not None and self.problem is None:
            try:
                self._stream.write(said)
            except OSError as problem:
                self._give_up(problem)
        return len(text)

    def flush(self) -> None:
        """Let everything that was written arrive, if that can still be done."""
        if self._stream is not None and self.problem is None:
            try:
                self._stream.flush()
            except OSError as problem:
                self._give_up(problem)

    def _give_up(self, problem: OSError) -> None:
        """Lead what is still in the stream's buffer nowhere: it would fail again at the exit."""
        self.problem = problem
        with contextlib.suppress(OSError, AttributeError):
            number = cast("TextIO", self._stream).fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)


def voice() -> Callable[[str], None]:
    """Return what says a line on standard error as it is now, whoever takes its place later.

    The suite runs pytest, which takes both streams for itself: what a run says of its progress and
    of its waits goes past that.
    """
    stream = sys.stderr
    return lambda text: click.echo(text, file=stream)


@contextmanager
def outlets() -> Iterator[Outlet]:
    """Put an outlet in the place of both streams; hand over that of standard output."""
    streams = sys.stdout, sys.stderr
    out, err = Outlet(streams[0]), Outlet(streams[1])
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = streams
