"""The command that cleans up what dead runs left behind."""

from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.cli.sessions import KEY_VARIABLE, Flags
from venice_contract.errors import ExitCode, UsageError
from venice_contract.live.connection import connect
from venice_contract.live.guard import URL_VARIABLE, decide
from venice_contract.live.journal import DIRECTORY, journals
from venice_contract.live.session import sweep_up
from venice_contract.live.transport import Server
from venice_contract.verdict import counted


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
    flags = Flags(target, (), Path("reports"), 0, ca_bundle, consent)
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
