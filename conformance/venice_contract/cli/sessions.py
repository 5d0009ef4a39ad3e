"""From flags to a guarded session with a server, the own mock or another."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from venice_contract.cli import options
from venice_contract.live.connection import connect
from venice_contract.live.guard import CONSENT_VARIABLE, Intention, consents, decide
from venice_contract.live.pacing import UNLIMITED, Caps, Limits
from venice_contract.live.session import Rules, Session, hurried_clock, open_session
from venice_contract.live.transport import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.live.session import Clock

KEY_VARIABLE = "VENICE_API_KEY"


@dataclass(frozen=True, slots=True)
class Flags:
    """What the user said about the server.

    Args:
        target: `mock`, or a base URL.
        faults: faults to arm on the own mock.
        reports: where reports are left.
        seed: of everything drawn.
        ca_bundle: certificates to trust in place of the system's.
        consent: whether the vendor's account is the caller's own.
        traffic: whether requests and answers are kept in the record.
    """

    target: str
    faults: tuple[str, ...]
    reports: Path
    seed: int
    ca_bundle: Path | None
    consent: bool
    traffic: bool = False

    @property
    def base_url(self) -> str:
        """The base URL, empty for the own mock."""
        return "" if self.target == options.MOCK else self.target

    @property
    def agreed(self) -> bool:
        """Whether the caller said, by flag or environment, that the account is his own."""
        return self.consent or consents(options.environment(CONSENT_VARIABLE))


@dataclass(frozen=True)
class Opened:
    """An open session and where it leads."""

    session: Session
    base_url: str
    key: str = field(repr=False)
    own: bool = False


@contextmanager
def opened(flags: Flags, intention: Intention, *, limited: bool = True) -> Iterator[Opened]:
    """Open a session with the server that is meant; start the mock if it is that.

    Args:
        flags: what the user said.
        intention: what the run would do, for the guard's refusal.
        limited: whether the own mock keeps the service's limits.
    """
    if flags.base_url:
        key = options.environment(KEY_VARIABLE)
        base_url = decide(flags.base_url, key, consent=flags.agreed, intention=intention)
        with _session(base_url, key, flags, None, limited=True) as session:
            yield Opened(session, base_url, key)
        return
    from venice_contract.mock.clock import Clock as MockClock  # noqa: PLC0415
    from venice_contract.mock.serve import running_mock  # noqa: PLC0415 - only if the mock is meant
    from venice_contract.mock.settings import Settings  # noqa: PLC0415

    settings = Settings() if limited else Settings().unlimited()
    clock = hurried_clock()
    wall = MockClock(lambda: int(clock.now() * 1000))
    with (
        running_mock(settings=settings, faults=flags.faults, clock=wall) as mock,
        _session(mock.base_url, mock.admin_key, flags, clock, limited=limited) as session,
    ):
        yield Opened(session, mock.base_url, mock.admin_key, own=True)


@contextmanager
def _session(
    base_url: str, key: str, flags: Flags, clock: Clock | None, *, limited: bool
) -> Iterator[Session]:
    """Open a session; one with a clock of its own is with the own mock, which goes by it."""
    rules = Rules(
        limits=Limits() if limited else UNLIMITED,
        caps=Caps() if limited else Caps(requests=10**6, creates=10**6, alive=10**4),
        own_server=clock is not None,
        on_wait=_say_wait if clock is None else lambda _: None,
        on_note=lambda note: click.echo(f"  {note}", err=True),
        messages=flags.traffic,
    )
    server = Server(connect(flags.ca_bundle), base_url, key)
    if clock is None:
        with open_session(server, rules=rules) as session:
            yield session
        return
    # The own mock dies with the run, so its journal need not outlive it.
    with (
        tempfile.TemporaryDirectory() as folder,
        open_session(server, rules=rules, clock=clock, journal_dir=Path(folder)) as session,
    ):
        yield session


def _say_wait(seconds: float) -> None:
    if seconds >= 1:
        until = (options.now() + timedelta(seconds=seconds)).strftime("%H:%M:%S UTC")
        said = f"waiting {seconds:.0f} s for the service's limits, until {until}"
        click.echo(f"  {said}", err=True)
