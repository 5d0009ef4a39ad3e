"""Signals that end a process, as interrupts that a run cannot lose.

Python drops the KeyboardInterrupt of a handler inside `__del__`, a callback of the garbage
collector or a C function that forgives errors. So it is kept as well: it is raised again at the
next request or wait until the run cleans up, and a run that never met it ends as interrupted.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that are taken as a wish to end the run."""

PATIENCE = 5
"""So many signals are taken before even the cleaning-up is interrupted; its journal then stays."""


class Interrupts:
    """What a session knows of signals that came.

    The first one interrupts. Those that follow, from an impatient user or a job that is cancelled
    step by step, find the cleaning-up at work and leave it alone, up to `PATIENCE` of them.
    """

    def __init__(self) -> None:
        self._count = 0
        self._due = False
        self._cleaning = False

    @property
    def came(self) -> bool:
        """Whether any signal came."""
        return self._count > 0

    def check(self) -> None:
        """Raise KeyboardInterrupt if one was raised before and has ended nothing yet."""
        if self._due:
            raise KeyboardInterrupt

    def begin_cleaning(self) -> None:
        """Take what came so far as heard; from here on it needs more signals to interrupt."""
        self._cleaning, self._due = True, False

    def give_up_cleaning(self) -> None:
        """Take the interrupt of the cleaning-up as heard."""
        self._due = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take signals for the length of the block; what ignores one goes on ignoring it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = {number: signal.getsignal(number) for number in ENDING}
        for number, handler in previous.items():
            if handler is not signal.SIG_IGN:  # as `nohup` and background jobs want it
                signal.signal(number, self._strike)
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler or signal.SIG_DFL)

    def _strike(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1
        if (self._count == 1 and not self._cleaning) or self._count > PATIENCE:
            self._due = True
            raise KeyboardInterrupt
