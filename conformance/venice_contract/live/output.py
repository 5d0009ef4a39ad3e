"""Masking at the places where text leaves the process: logs, streams and tracebacks.

All of them ask the vault at the time of writing, so a secret that was learned a moment ago is
masked in the very next line.
"""

from __future__ import annotations

import io
import logging
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from venice_contract.live.secrets import Secrets


class MaskingFilter(logging.Filter):
    """A filter for handlers: rewrites each record's text, arguments and traceback, masked."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place and let it pass."""
        mask_record(record, self._secrets)
        return True


class MaskingFormatter(logging.Formatter):
    """A formatter that masks what another one made, whatever that one adds to the record."""

    def __init__(self, secrets: Secrets, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self._secrets = secrets
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, then mask the result."""
        return self._secrets.mask(self._inner.format(record))


class MaskedStream(io.TextIOBase):
    """A text stream that masks whole lines before they reach the stream behind it.

    A line is held back until it ends or the stream is flushed, because a secret may arrive in two
    writes. Closing it flushes and leaves the stream behind it open.
    """

    def __init__(self, inner: TextIO, secrets: Secrets) -> None:
        self._inner = inner
        self._secrets = secrets
        self._held = ""

    def write(self, text: str) -> int:
        """Take text; pass on all complete lines."""
        self._held += text
        lines, newline, self._held = self._held.rpartition("\n")
        if newline:
            self._inner.write(self._secrets.mask(lines + newline))
        return len(text)

    def flush(self) -> None:
        """Pass on an unfinished line too, such as a progress display."""
        if self._held:
            self._inner.write(self._secrets.mask(self._held))
            self._held = ""
        self._inner.flush()

    def writable(self) -> bool:
        """Say yes, as text streams do that can be written to."""
        return True

    def isatty(self) -> bool:
        """Say what the stream behind it says, so that colours stay as they were."""
        return self._inner.isatty()

    def close(self) -> None:
        """Flush, and leave the stream behind it open."""
        if not self.closed:
            super().close()


def mask_record(record: logging.LogRecord, secrets: Secrets) -> None:
    """Replace a record's message and traceback by masked text, so that no handler sees more."""
    record.msg = secrets.mask(record.getMessage())
    record.args = None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = secrets.mask("".join(traceback.format_exception(*record.exc_info)))
        record.exc_info = None
    elif record.exc_text:
        record.exc_text = secrets.mask(record.exc_text)


def masked_traceback(problem: BaseException, secrets: Secrets) -> str:
    """Format an exception with its traceback and causes, masked; the text of a crash file."""
    return secrets.mask("".join(traceback.format_exception(problem)))


def excepthook(
    secrets: Secrets, stream: TextIO
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Make a `sys.excepthook` that writes masked tracebacks to the stream."""

    def hook(_kind: type[BaseException], problem: BaseException, _tb: TracebackType | None) -> None:
        stream.write(masked_traceback(problem, secrets))

    return hook


@contextmanager
def masked_logging(secrets: Secrets) -> Iterator[None]:
    """Mask every record of every logger at its birth, for the length of the block.

    A record factory is the only place that no handler, level or library can go around. The
    previous factory is put back at the end.
    """
    previous = logging.getLogRecordFactory()

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = previous(*args, **kwargs)
        mask_record(record, secrets)
        return record

    logging.setLogRecordFactory(factory)
    try:
        yield
    finally:
        logging.setLogRecordFactory(previous)
