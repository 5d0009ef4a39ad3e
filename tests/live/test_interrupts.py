"""Signals at any moment: a run that is told to end leaves nothing after a sweep."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from venice_contract.live.connection import connect
from venice_contract.live.journal import journals
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.session import Rules, open_session, sweep_up
from venice_contract.live.transport import Server

from tests.live.key_server import ADMIN, KeyServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TERM, INT, HUP, QUIT, KILL = (
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGKILL,
)


@pytest.fixture
def server() -> Iterator[KeyServer]:
    """A server over HTTP."""
    with serving(KeyServer()) as one:
        yield one


def _interrupted(
    server: KeyServer, directory: Path, moment: str, signals: tuple[signal.Signals, ...]
) -> int:
    """Start a run, send it signals at its third create and after, and return its exit code."""
    command = [sys.executable, "-m", "tests.live.interrupted", server.url, str(directory)]
    waiting = chain(signals)
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own script

    def strike(_method: str) -> None:
        # The first signal strikes at the third create, each other one at the next request.
        if len(server.made) >= 2 and (number := next(waiting, None)):
            process.send_signal(number)

    setattr(server, moment, strike)
    code = process.wait(60.0)
    setattr(server, moment, lambda _method: None)
    return code


@pytest.mark.parametrize(
    ("moment", "signals"),
    [
        ("before", (INT,)),
        ("after", (TERM,)),
        ("after", (HUP,)),
        ("after", (QUIT,)),
        ("after", (INT, TERM)),
        ("after", (INT,) * 5),
        ("after", (INT, INT, TERM, HUP, INT, INT)),
    ],
)
def test_a_run_that_is_told_to_end_leaves_nothing(
    server: KeyServer, tmp_path: Path, moment: str, signals: tuple[signal.Signals, ...]
) -> None:
    """After one signal the run cleans up by itself; after many the sweep does what is left."""
    code = _interrupted(server, tmp_path, moment, signals)
    # On a busy machine a single signal was seen to be lost (exit 0 after all was done and cleaned).
    assert code in ({0, 3} if len(signals) <= 5 else {0, 3, 4})
    if len(signals) <= 5:
        assert server.left == []
        assert journals(tmp_path) == []
    sweep_up(Server(connect(), server.url, ADMIN), journal_dir=tmp_path).check()
    assert len(server.made) >= 2
    assert server.left == []
    assert server.foreign_untouched


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_in_a_create_without_a_mark_leaves_nothing(
    server: KeyServer, tmp_path: Path, moment: str
) -> None:
    """The key of a create whose answer was lost is known by all that was sent, also later."""
    _interrupted(server, tmp_path, moment, (KILL,))
    assert server.left
    sweep_up(Server(connect(), server.url, ADMIN), journal_dir=tmp_path).check()
    assert server.left == []
    assert server.foreign_untouched


def test_what_ignores_a_signal_goes_on_ignoring_it(server: KeyServer, tmp_path: Path) -> None:
    """Under `nohup` a run outlives its terminal; all handlers are put back at the end."""
    before = signal.signal(HUP, signal.SIG_IGN)
    try:
        with open_session(
            Server(connect(), server.url, ADMIN),
            journal_dir=tmp_path,
            rules=Rules(limits=UNLIMITED),
        ):
            assert signal.getsignal(HUP) is signal.SIG_IGN
            assert signal.getsignal(TERM) is not signal.SIG_DFL
        assert signal.getsignal(TERM) is signal.SIG_DFL
    finally:
        signal.signal(HUP, before)
