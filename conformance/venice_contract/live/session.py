"""A guarded session with a server: everything that protects an account, composed for the shell.

However the block of `open_session` ends (normally, by an exception, by Ctrl-C, SIGTERM, SIGHUP or
SIGQUIT), the run's keys are taken away and the journal is closed; KeysLeftError says what could not
be.

Python drops the KeyboardInterrupt of a handler inside `__del__`, a callback of the garbage
collector or a C function that forgives errors. So it is kept as well: it is raised again at the
next request or wait until the run cleans up, and a run that never met it ends as interrupted.
"""

import contextlib
import os
import secrets as randomness
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from venice_contract.live.cleanup import Cleaner, Swept, sweep
from venice_contract.live.guard import canonical, is_mock
from venice_contract.live.journal import DIRECTORY, Journal, journals
from venice_contract.live.pace_file import PaceFile, state_directory
from venice_contract.live.pacing import UNLIMITED, Caps, Clock, Limits, Memory, Pacer, Wait
from venice_contract.live.register import harmless_body, shown
from venice_contract.live.secrets import Secrets, masked_logging
from venice_contract.live.transport import GuardedTransport, Server
from venice_contract.target.service import KEYS, KeyNames
from venice_contract.verdict import Exchange, Traffic

_News = TypeVar("_News")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that are taken as a wish to end the run."""

PATIENCE = 5
"""So many signals are taken before even the cleaning-up is interrupted; its journal then stays."""


class SteadyClock:
    """The real time: Unix seconds that do not step back when the machine's clock is set.

    A `hurried` one is for a server that has its time from it, too: waiting takes none, so that
    limits are kept and tested as ever, and nobody sits through them.
    """

    def __init__(self, *, hurried: bool = False) -> None:
        self._ahead, self._hurried = time.time() - time.monotonic(), hurried

    def now(self) -> float:
        """Return Unix seconds."""
        return time.monotonic() + self._ahead

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""
        if self._hurried:
            self._ahead += max(0.0, seconds)
        else:
            time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a session is held to."""

    limits: Limits = field(default_factory=Limits)
    caps: Caps = field(default_factory=Caps)
    own_server: bool = False  # see `Register`; a mock on loopback is recognised without it
    on_wait: Callable[[Wait], None] = lambda _wait: None
    on_note: Callable[[str], None] = lambda _note: None
    messages: bool = False  # whether what is said is kept, beside the moments of requests and waits
    names: KeyNames = KEYS  # what the service calls the things of keys


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


class Session:
    """An open session; made by `open_session`."""

    def __init__(
        self, transport: GuardedTransport, secrets: Secrets, clock: Clock, interrupts: Interrupts
    ) -> None:
        self.transport = transport
        self.secrets = secrets
        self.swept = Swept()
        self._clock = clock
        self._interrupts = interrupts
        self._count = 0

    @property
    def tag(self) -> str:
        """The run's tag, such as `vc-1a2b3c4d`; whoever describes a key puts it in."""
        return self.transport.register.run

    @property
    def names(self) -> KeyNames:
        """What the service calls the things of keys."""
        return self.transport.register.names

    def harmless_body(self, **fields: Any) -> dict[str, Any]:
        """Return a body for a create that can spend nothing and dies by itself."""
        self._count += 1
        return harmless_body(self.tag, self._count, self._clock.now(), self.names) | fields

    def changed_body(self) -> dict[str, Any]:
        """Return a change of a key that can do no harm."""
        return {self.names.description: "changed"} if self.names.description else {}

    def now(self) -> float:
        """Return Unix seconds on the session's clock."""
        return self._clock.now()

    def pause(self, seconds: float) -> None:
        """Wait on the session's clock for what the server may show later; told and counted."""
        self.transport.pacer.rest(self.now() + seconds, "before it is asked again")

    def decoy(self) -> str:
        """Return an id that no key has and that may be used in changes and deletions."""
        made_up = str(uuid.uuid4())
        self.transport.register.decoys.add(made_up)
        return made_up

    def traffic(self) -> Traffic:
        """Return what the run has cost so far."""
        traffic = self.transport.pacer.traffic()
        told = len(self.swept.left) + len(self.swept.doubtful)
        return replace(traffic, left_behind=max(traffic.left_behind, told))

    def exchanges(self) -> list[Exchange]:
        """Return what was sent and heard so far, unmasked."""
        return self.transport.exchanges

    def clean_up(self) -> Swept:
        """Take away every key of the run; may be called at any time, and again."""
        try:
            self.swept = Cleaner(self.transport).finish()
        except KeyboardInterrupt:
            self._interrupts.give_up_cleaning()
            register = self.transport.register
            if register.finished:
                raise
            what = ", ".join(map(shown, register.open_ids)) or "a key whose answer was lost"
            self.swept = Swept(left=[f"{what} of {register.run} (cleaning up was interrupted)"])
        return self.swept


def new_tag() -> str:
    """Draw a run's tag: `vc-` and eight random hexadecimal digits."""
    return f"vc-{randomness.token_hex(4)}"


@contextmanager
def _cleaned_up(session: Session, interrupts: Interrupts) -> Iterator[None]:
    try:
        try:
            yield
        finally:
            interrupts.begin_cleaning()
    finally:
        try:
            session.clean_up()
        finally:
            session.transport.journal.close()
            session.transport.close()
        session.swept.check()


@contextmanager
def open_session(
    server: Server,
    *,
    journal_dir: Path = DIRECTORY,
    policy: Policy | None = None,
    clock: Clock | None = None,
    tag: str = "",
) -> Iterator[Session]:
    """Open a guarded session, and clean up after it; KeysLeftError where keys may be left."""
    policy, vault, interrupts = policy or Policy(), Secrets(), Interrupts()
    clock = _Interruptible(clock or SteadyClock(), interrupts.check)
    vault.learn(server.key)
    with _paced(policy, journal_dir, server, clock, interrupts.check) as pacer:
        journal = Journal.start(
            journal_dir,
            run=tag or new_tag(),
            base_url=server.base_url,
            key=server.key,
            names=policy.names,
        )
        journal.register.own_server = policy.own_server or is_mock(server.base_url, server.key)
        journal.register.listed = policy.own_server  # nobody else has keys there
        transport = GuardedTransport(
            server,
            secrets=vault,
            pacer=pacer,
            journal=journal,
            check=interrupts.check,
            messages=policy.messages,
        )
        session = Session(transport, vault, clock, interrupts)
        with masked_logging(vault), interrupts.listening():
            with _cleaned_up(session, interrupts):
                yield session
            # Somebody may have caught it, or nothing was sent any more after it was lost.
            if interrupts.came:
                raise KeyboardInterrupt


def sweep_up(
    server: Server,
    *,
    journal_dir: Path = DIRECTORY,
    paths: Iterable[Path] | None = None,
    policy: Policy | None = None,
    clock: Clock | None = None,
) -> Swept:
    """Take away what earlier runs on a server left; `Swept.check` raises for what remains."""
    policy, clock, vault = policy or Policy(), clock or SteadyClock(), Secrets()
    chosen = journals(journal_dir) if paths is None else paths
    try:
        with _paced(policy, journal_dir, server, clock) as pacer, masked_logging(vault):
            return sweep(chosen, server, secrets=vault, pacer=pacer)
    finally:
        server.inner.close()


@contextmanager
def _paced(
    policy: Policy,
    journal_dir: Path,
    server: Server,
    clock: Clock,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Pacer]:
    """Share the budgets, where there are any, with other runs of this user.

    Whoever names a directory keeps everything of a run in it; else all checkouts share one place.
    """
    on_wait, memory = _while_heard(policy.on_wait), Memory()
    if policy.limits != UNLIMITED:
        shared = state_directory(os.environ) if journal_dir == DIRECTORY else None
        places = [shared, journal_dir] if shared else [journal_dir]
        wait = _Interruptible(SteadyClock(), check).wait
        memory = PaceFile(places, canonical(server.base_url), wait=wait, on_wait=on_wait)
    try:
        yield Pacer(
            clock,
            limits=policy.limits,
            caps=policy.caps,
            memory=memory,
            on_wait=on_wait,
            on_note=_while_heard(policy.on_note),
        )
    finally:
        memory.close()


@dataclass(frozen=True, slots=True)
class _Interruptible:
    """A clock whose waits end with a signal that came, before or in the middle of them."""

    clock: Clock
    check: Callable[[], None]

    def now(self) -> float:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        self.check()
        self.clock.wait(seconds)
        self.check()


def _while_heard(tell: Callable[[_News], None]) -> Callable[[_News], None]:
    """Tell as long as somebody listens: a terminal that is gone must not stop the cleaning-up."""

    def safely(news: _News) -> None:
        with contextlib.suppress(OSError):
            tell(news)

    return safely
