"""A guarded session with a server: everything that protects an account, composed for the shell.

    with open_session(Server(inner, base_url, key), journal_dir=...) as session:
        target = HttpTarget(base_url, key, transport=session.transport)

However the block ends (normally, by an exception, by Ctrl-C or by SIGTERM), the run's keys are
taken away and the journal is closed; KeysLeftError says what could not be.
"""

from __future__ import annotations

import secrets as randomness
import signal
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from venice_contract.live.cleanup import Cleaner, Swept
from venice_contract.live.guard import is_mock
from venice_contract.live.intent import harmless_body
from venice_contract.live.journal import DIRECTORY, Journal, journals
from venice_contract.live.memory import Memory
from venice_contract.live.output import masked_logging
from venice_contract.live.pace_file import PaceFile
from venice_contract.live.pacing import UNLIMITED, Caps, Limits, Pacer
from venice_contract.live.permission import Ledger
from venice_contract.live.secrets import Secrets
from venice_contract.live.sweeping import sweep
from venice_contract.live.transport import GuardedTransport, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import FrameType

    from venice_contract.verdict import Traffic


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a session has its time from.

    Args:
        now: Unix seconds, never stepping back.
        wait: sleeps for that many seconds.
    """

    now: Callable[[], float]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a session is held to.

    Args:
        limits: what the service allows.
        caps: where the run ends.
        own_server: whether the caller started the server himself, so that it holds nothing else;
            a mock on loopback is recognised without it.
        on_wait: told the seconds of each wait before it begins, for a progress display.
    """

    limits: Limits = field(default_factory=Limits)
    caps: Caps = field(default_factory=Caps)
    own_server: bool = False
    on_wait: Callable[[float], None] = lambda _seconds: None


class Session:
    """An open session; made by `open_session`.

    Args:
        transport: the one door to the server.
        secrets: the vault that masks what the session prints.
        clock: the session's time.
    """

    def __init__(self, transport: GuardedTransport, secrets: Secrets, clock: Clock) -> None:
        self.transport = transport
        self.secrets = secrets
        self.swept = Swept()
        self._clock = clock
        self._count = 0

    @property
    def tag(self) -> str:
        """The run's tag, such as `vc-1a2b3c4d`; whoever describes a key puts it in."""
        return self.transport.journal.story.run

    def next_number(self) -> int:
        """Return a number that no other create of the run has, from 1."""
        self._count += 1
        return self._count

    def next_tag(self) -> str:
        """Return the run's tag with a number of its own, such as `vc-1a2b3c4d-7`."""
        return f"{self.tag}-{self.next_number()}"

    def harmless_body(self, **fields: Any) -> dict[str, Any]:
        """Return a body for a create that can spend nothing and dies by itself.

        Args:
            **fields: what the create is about, put over the harmless fields.
        """
        return harmless_body(self.tag, self.next_number(), self._clock.now()) | fields

    def pause(self, seconds: float) -> None:
        """Wait on the session's clock."""
        self._clock.wait(seconds)

    def decoy(self) -> str:
        """Return an id that no key has and that may be used in changes and deletions."""
        made_up = str(uuid.uuid4())
        self.transport.ledger.decoys.add(made_up)
        return made_up

    def traffic(self) -> Traffic:
        """Return what the run has cost so far."""
        traffic = self.transport.pacer.traffic()
        return replace(traffic, left_behind=max(traffic.left_behind, len(self.swept.left)))

    def clean_up(self) -> Swept:
        """Take away every key of the run; may be called at any time, and again."""
        self.swept = Cleaner(self.transport).finish()
        return self.swept


def steady_clock() -> Clock:
    """Return a clock of Unix seconds that does not step back when the machine's clock is set."""
    offset = time.time() - time.monotonic()
    return Clock(now=lambda: time.monotonic() + offset, wait=time.sleep)


def new_tag() -> str:
    """Draw a run's tag: `vc-` and eight random hexadecimal digits."""
    return f"vc-{randomness.token_hex(4)}"


@contextmanager
def open_session(
    server: Server,
    *,
    journal_dir: Path = DIRECTORY,
    rules: Rules | None = None,
    clock: Clock | None = None,
    secrets: Secrets | None = None,
    tag: str = "",
) -> Iterator[Session]:
    """Open a guarded session, and clean up after it.

    Args:
        server: where to, and with which key.
        journal_dir: where the journal of the run is kept.
        rules: what the run is held to; the service's documented limits by default.
        clock: the session's time; the machine's by default.
        secrets: the vault; a new one by default.
        tag: the run's tag; drawn at random by default.

    Raises:
        KeysLeftError: on the way out, if keys of the run may be left on the server.
    """
    rules, clock, vault = rules or Rules(), clock or steady_clock(), secrets or Secrets()
    vault.learn(server.key)
    run, memory = tag or new_tag(), _memory(rules, journal_dir, server)
    journal = Journal.start(journal_dir, run=run, base_url=server.base_url, key=server.key)
    ledger = Ledger(own_server=rules.own_server or is_mock(server.base_url, server.key))
    pacer = _pacer(rules, clock, memory)
    door = GuardedTransport(server, secrets=vault, pacer=pacer, journal=journal, ledger=ledger)
    session = Session(door, vault, clock)
    with masked_logging(vault), _terminated_like_interrupted():
        try:
            yield session
        finally:
            try:
                session.clean_up()
            finally:
                journal.close(keep=bool(session.swept.left))
                memory.close()
                door.close()
            session.swept.check()


def sweep_up(
    server: Server,
    *,
    journal_dir: Path = DIRECTORY,
    paths: Iterable[Path] | None = None,
    rules: Rules | None = None,
    clock: Clock | None = None,
    secrets: Secrets | None = None,
) -> Swept:
    """Take away what earlier runs on a server left behind; `Swept.check` raises for what is left.

    Args:
        server: where to, and with which key.
        journal_dir: where the journals are.
        paths: some of them; all by default.
        rules: the budgets; the service's documented limits by default.
        clock: the machine's by default.
        secrets: the vault; a new one by default.
    """
    rules, vault = rules or Rules(), secrets or Secrets()
    memory = _memory(rules, journal_dir, server)
    chosen = journals(journal_dir) if paths is None else paths
    try:
        with masked_logging(vault):
            return sweep(
                chosen,
                server,
                secrets=vault,
                pacer=_pacer(rules, clock or steady_clock(), memory),
            )
    finally:
        memory.close()
        server.inner.close()


def _memory(rules: Rules, journal_dir: Path, server: Server) -> Memory:
    """Share the budgets with other runs on this machine, where there are budgets."""
    return Memory() if rules.limits == UNLIMITED else PaceFile(journal_dir, server.base_url)


def _pacer(rules: Rules, clock: Clock, memory: Memory) -> Pacer:
    """Make the budgets of a run, with waits that are announced."""

    def wait(seconds: float) -> None:
        rules.on_wait(seconds)
        clock.wait(seconds)

    return Pacer(now=clock.now, wait=wait, limits=rules.limits, caps=rules.caps, memory=memory)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that a cancelled job cleans up, too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
