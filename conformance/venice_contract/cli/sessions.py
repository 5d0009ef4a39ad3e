"""From flags to a guarded session with a server, and the command that sweeps up after dead ones."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.cli.outlet import voice
from venice_contract.contract.limits import service_limits
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.values.moment import Moment
from venice_contract.errors import ExitCode, UsageError
from venice_contract.live.connection import connect
from venice_contract.live.guard import CONSENTS, URL_VARIABLE, Intention, consents, decide
from venice_contract.live.journal import DIRECTORY, journals
from venice_contract.live.naming import key_names
from venice_contract.live.pacing import UNLIMITED, Caps, Limits, Wait
from venice_contract.live.session import (
    Policy,
    Session,
    SteadyClock,
    open_session,
    sweep_up,
)
from venice_contract.live.transport import Server
from venice_contract.live.wallet import SPARE, VARIABLE, Wallet, can_sign, throwaway
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import counted

KEY_VARIABLE = "VENICE_API_KEY"


@dataclass(frozen=True, slots=True)
class Flags:
    """What the user said about the server."""

    target: str  # `mock`, or a base URL
    faults: tuple[str, ...] = ()
    reports: Path = Path("reports")
    seed: int = 0
    ca_bundle: Path | None = None
    consent: bool = False  # that the vendor's account is the caller's, or may be asked without one
    keyless: bool = False  # whether nothing is asked that needs an account
    traffic: bool = False

    @property
    def base_url(self) -> str:
        """The base URL, empty for the own mock."""
        return "" if self.target == options.MOCK else self.target

    @property
    def agreed(self) -> bool:
        """Whether the caller gave his consent, by flag or environment."""
        _, variable = CONSENTS[self.keyless]
        return self.consent or consents(options.environment(variable))


@dataclass(frozen=True)
class Opened:
    """An open session and where it leads."""

    session: Session
    base_url: str
    key: str = field(repr=False)
    own: bool = False
    wallet: Wallet | None = None

    def target(self) -> HttpTarget:
        """Return what sends to the server through the session."""
        return HttpTarget(self.base_url, self.key, transport=self.session.transport)

    def moment(self) -> Moment:
        """Return the time of the run, and the tag that its keys carry."""
        return Moment(options.now(), self.session.tag)


def means(flags: Flags) -> frozenset[str]:
    """Return what a run can prove by, as `opened` would provide it; nothing is sent for it."""
    if flags.base_url:
        return frozenset({Wallet.by}) if options.environment(VARIABLE) else frozenset()
    return frozenset({Wallet.by, *SPARE}) if can_sign() else frozenset()


@contextmanager
def opened(
    flags: Flags,
    contract: Document,
    intention: Callable[[], Intention],
    *,
    limited: bool = True,
    proving: bool = True,
) -> Iterator[Opened]:
    """Open a session with the server that is meant, the own mock started; UsageError if refused."""
    say = voice()
    policy = Policy(
        Limits.of(service_limits(contract)),
        on_note=lambda note: say(f"  {note}"),
        messages=flags.traffic,
        names=key_names(operations(contract)),
    )
    proving = proving and not flags.keyless
    if flags.base_url:
        policy = replace(policy, on_wait=_teller(say))
        opening = _elsewhere(flags, policy, intention(), proving=proving)
    else:
        opening = _at_own_mock(flags, policy, limited=limited, proving=proving)
    with opening as server:
        yield server


@contextmanager
def _elsewhere(
    flags: Flags, policy: Policy, intention: Intention, *, proving: bool
) -> Iterator[Opened]:
    key = None if flags.keyless else options.environment(KEY_VARIABLE)
    base_url = decide(flags.base_url, key, consent=flags.agreed, intention=intention)
    told = options.environment(VARIABLE) if proving else ""
    server = Server(connect(flags.ca_bundle), base_url, key or "")
    with open_session(server, policy=policy) as session:
        wallet = _hidden(Wallet(told), session) if told else None
        yield Opened(session, base_url, server.key, wallet=wallet)


@contextmanager
def _at_own_mock(flags: Flags, policy: Policy, *, limited: bool, proving: bool) -> Iterator[Opened]:
    from venice_contract.mock.clock import Clock as MockClock  # noqa: PLC0415
    from venice_contract.mock.serve import running_mock  # noqa: PLC0415 - only if the mock is meant
    from venice_contract.mock.settings import Settings  # noqa: PLC0415

    policy = replace(policy, own_server=True)
    # The own mock forgives what a run is held to, which is the newest statement of the vendor.
    settings = replace(Settings(), failures=policy.limits.failures)
    if not limited:
        caps = Caps(requests=10**6, creates=10**6, alive=10**4)
        policy = replace(policy, limits=UNLIMITED, caps=caps)
        settings = Settings().unlimited()
    clock = SteadyClock(hurried=True)
    wall = MockClock(lambda: int(clock.now() * 1000))
    with (
        running_mock(settings=settings, faults=flags.faults, clock=wall) as mock,
        # It dies with the run, so its journal need not outlive it.
        tempfile.TemporaryDirectory() as folder,
    ):
        key = "" if flags.keyless else mock.admin_key
        server = Server(connect(flags.ca_bundle), mock.base_url, key)
        with open_session(server, policy=policy, clock=clock, journal_dir=Path(folder)) as session:
            wallet = throwaway(mock.service.stand, mock.service.challenge) if proving else None
            wallet = _hidden(wallet, session) if wallet else None
            yield Opened(session, mock.base_url, key, own=True, wallet=wallet)


def _hidden(wallet: Wallet, session: Session) -> Wallet:
    """Let the session's vault learn the private key of a wallet before anything is signed."""
    for secret in wallet.secrets:
        session.secrets.learn(secret)
    return wallet


def _teller(say: Callable[[str], None]) -> Callable[[Wait], None]:
    return lambda wait: say(f"  {wait}") if wait.seconds >= 1 else None


@click.command()
@click.option("--target", default="", help="A base URL.  [default: VENICE_BASE_URL]")
@click.option(
    "--journal", type=click.Path(path_type=Path), help="One journal.  [default: all of them]"
)
@options.ca_bundle
@options.consent("revoked")
def sweep(target: str, journal: Path | None, ca_bundle: Path | None, consent: bool) -> int:
    """Revoke what earlier runs left behind, by their journals."""
    target = target or options.environment(URL_VARIABLE) or options.MOCK
    flags = Flags(target, ca_bundle=ca_bundle, consent=consent)
    if journal and not journal.is_file():
        raise UsageError(f"{journal}: there is no such journal.", hint=f"They are in {DIRECTORY}.")
    paths = [journal] if journal else list(journals(DIRECTORY))
    if not paths:
        click.echo("No journal is left; nothing to sweep.")
        return ExitCode.CONFORMS
    key = options.environment(KEY_VARIABLE)
    base_url = decide(flags.base_url or "http://127.0.0.1", key, consent=flags.agreed)
    swept = sweep_up(Server(connect(ca_bundle), base_url, key), paths=paths)
    gone = counted(len(swept.already_gone), "was", "were")
    click.echo(f"{counted(len(swept.revoked), 'key')} revoked, {gone} gone already.")
    for name in swept.running:
        click.echo(f"{name}: its run is alive; left alone.")
    for name in swept.elsewhere:
        click.echo(f"{name}: left alone, it is of another server.")
    swept.check()
    return ExitCode.CONFORMS
