"""Signals at any moment: a run that is told to end leaves nothing after a sweep."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.live.journal import journals
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.session import Policy, Session

from tests.live.stand_in import StandIn, Time, call, serving

ROOT = Path(__file__).parents[2]
TERM, INT, HUP, QUIT, KILL = (
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGKILL,
)


class Wall(Time):
    """The real time, which another process has, too."""

    def now(self) -> float:
        return time.time()


@pytest.fixture
def server() -> Iterator[StandIn]:
    with serving(StandIn(Wall())) as one:
        yield one


def _interrupted(
    server: StandIn, directory: Path, moment: str, signals: tuple[signal.Signals, ...]
) -> int:
    """Start a run, send it signals at its third create and after, and return its exit code."""
    command = [sys.executable, "-m", "tests.live.interrupted", server.url, str(directory)]
    waiting = chain(signals)
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own script

    def strike(*answer: Any) -> Any:
        # The first signal strikes at the third create, each other one at the next request.
        if len(server.made) >= 2 and (number := next(waiting, None)):
            process.send_signal(number)
        return answer[-1] if moment == "after" else None

    setattr(server, moment, strike)
    code = process.wait(60.0)
    server.calm()
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
    server: StandIn, tmp_path: Path, moment: str, signals: tuple[signal.Signals, ...]
) -> None:
    """After one signal the run cleans up by itself; after many the sweep does what is left."""
    code = _interrupted(server, tmp_path, moment, signals)
    assert code in ({3} if len(signals) <= 5 else {3, 4})
    if len(signals) <= 5:
        assert server.left == []
        assert journals(tmp_path) == []
    server.sweep(tmp_path).check()
    assert len(server.made) >= 2
    assert server.left == []
    assert server.strangers_untouched()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_in_a_create_without_a_mark_leaves_nothing(
    server: StandIn, tmp_path: Path, moment: str
) -> None:
    _interrupted(server, tmp_path, moment, (KILL,))
    assert server.left
    server.sweep(tmp_path).check()
    assert server.left == []
    assert server.strangers_untouched()


class _Dying:
    """Something whose end is the moment of a signal."""

    def __del__(self) -> None:
        signal.raise_signal(TERM)


def _dies(_session: Session) -> None:
    dying = _Dying()
    del dying


def _goes_on(session: Session) -> None:
    call(session.transport, "POST", "/api_keys", json=session.harmless_body())


def _waits(session: Session) -> None:
    session.pause(1.0)


def _ends(_session: Session) -> None:
    """Nothing more is done."""


def _use(server: StandIn, directory: Path, *steps: Callable[[Session], object]) -> None:
    """Create a key in a session, and take further steps."""
    with server.session(directory) as session:
        for step in (_goes_on, *steps):
            step(session)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("then", [_goes_on, _waits, _ends])
def test_an_interrupt_that_python_drops_ends_the_run(
    tmp_path: Path, then: Callable[[Session], None]
) -> None:
    """Raised inside `__del__` it has no effect, so it is raised again where the run goes on."""
    server, after = StandIn(), list[object]()
    with pytest.raises(KeyboardInterrupt):
        _use(server, tmp_path, _dies, then, after.append)
    assert len(after) == (then is _ends)
    assert len(server.made) == 1
    assert set(server.keys) == {server.own_id, server.stranger}
    assert journals(tmp_path) == []


def test_a_signal_while_cleaning_up_does_not_stop_it(tmp_path: Path) -> None:
    server = StandIn()

    def strike(request: httpx.Request) -> None:
        if request.method == "DELETE":
            signal.raise_signal(TERM)

    with pytest.raises(KeyboardInterrupt):
        _use(server, tmp_path, lambda _: setattr(server, "before", strike))
    assert set(server.keys) == {server.own_id, server.stranger}
    assert journals(tmp_path) == []


def test_what_ignores_a_signal_goes_on_ignoring_it(server: StandIn, tmp_path: Path) -> None:
    """Under `nohup` a run outlives its terminal; all handlers are put back at the end."""
    before = signal.signal(HUP, signal.SIG_IGN)
    try:
        with server.session(tmp_path, Policy(limits=UNLIMITED)):
            assert signal.getsignal(HUP) is signal.SIG_IGN
            assert signal.getsignal(TERM) is not signal.SIG_DFL
        assert signal.getsignal(TERM) is signal.SIG_DFL
    finally:
        signal.signal(HUP, before)
