"""Tests of masking where text leaves the process."""

from __future__ import annotations

import io
import logging

import pytest
from venice_contract.live.output import (
    MaskedStream,
    MaskingFilter,
    MaskingFormatter,
    excepthook,
    masked_logging,
    masked_traceback,
)
from venice_contract.live.secrets import MASK, Secrets

KEY = "VENICE_ADMIN_KEY_zH4pX9fLq2Wm7Yt5Rb8"


def _logger(name: str) -> tuple[logging.Logger, io.StringIO, logging.Handler]:
    logger, stream = logging.getLogger(f"tests.live.{name}"), io.StringIO()
    handler = logging.StreamHandler(stream)
    logger.handlers, logger.propagate = [handler], False
    return logger, stream, handler


def _fail() -> None:
    message = f"refused {KEY}"
    raise ValueError(message)


def _log_everything(logger: logging.Logger) -> None:
    logger.warning("sent %s", KEY)
    try:
        _fail()
    except ValueError:
        logger.exception("with a traceback")


def test_filter_masks_message_arguments_and_traceback() -> None:
    """A handler with the filter writes no secret, from wherever it came."""
    logger, stream, handler = _logger("filtered")
    handler.addFilter(MaskingFilter(Secrets([KEY])))
    _log_everything(logger)
    assert KEY not in stream.getvalue()
    assert f"sent {MASK}" in stream.getvalue()
    assert f"ValueError: refused {MASK}" in stream.getvalue()


def test_formatter_masks_what_another_one_made() -> None:
    """The last word on a line is the masking one."""
    logger, stream, handler = _logger("formatted")
    handler.setFormatter(MaskingFormatter(Secrets([KEY]), logging.Formatter(f"{KEY} %(message)s")))
    _log_everything(logger)
    assert KEY not in stream.getvalue()


def test_every_logger_is_masked_inside_the_block() -> None:
    """Inside the block no handler sees a secret, and outside all is as before."""
    logger, stream, _ = _logger("global")
    vault, before = Secrets(), logging.getLogRecordFactory()
    with masked_logging(vault):
        vault.learn(KEY)
        _log_everything(logger)
    assert KEY not in stream.getvalue()
    assert logging.getLogRecordFactory() is before


def test_stream_masks_a_secret_written_in_two_pieces() -> None:
    """A secret that arrives in two writes is masked, and a flush holds nothing back."""
    inner = io.StringIO()
    stream = MaskedStream(inner, Secrets([KEY]))
    stream.write(f"key {KEY[:10]}")
    stream.write(f"{KEY[10:]} end\nwaiting")
    assert inner.getvalue() == f"key {MASK} end\n"
    stream.flush()
    assert inner.getvalue().endswith("waiting")
    stream.close()
    assert not inner.closed
    assert not stream.isatty()
    assert stream.writable()


def test_traceback_and_excepthook_show_no_secret() -> None:
    """A crash is told without the secret that was in it."""
    out = io.StringIO()
    with pytest.raises(ValueError, match=KEY) as caught:
        _fail()
    assert KEY not in masked_traceback(caught.value, Secrets([KEY]))
    excepthook(Secrets([KEY]), out)(caught.type, caught.value, caught.tb)
    assert "ValueError" in out.getvalue()
    assert KEY not in out.getvalue()
