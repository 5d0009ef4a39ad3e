"""The command that serves the mock."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from venice_contract.cli import options
from venice_contract.errors import ExitCode
from venice_contract.mock.faults import catalogue_text
from venice_contract.mock.serve import Mock, serve
from venice_contract.mock.service import Service
from venice_contract.mock.settings import DATES, LATEST, Settings
from venice_contract.mock.store import Store

LIMITS = {
    "creates_a_minute": "Keys that may be created in 60 s.",
    "active_keys": "Keys that may be alive at once.",
    "failures": "Failed requests in 30 s that do not yet block.",
}


_limit_options = options.together(
    *(
        click.option("--" + name.replace("_", "-"), name, type=click.IntRange(min=1), help=text)
        for name, text in LIMITS.items()
    )
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 for any that is free.",
)
@click.option("--db", type=click.Path(path_type=Path), help="Keep the state in this file.")
@click.option("--admin-key", help="Secret of the first admin key [VENICE_MOCK_ADMIN_KEY; random].")
@options.fault
@click.option("--faults", "list_faults", is_flag=True, help="Print the catalogue of faults.")
@click.option("--unlimited", is_flag=True, help="Lift the service's limits.")
@click.option("--control-token", help="Open the control plane to this token, on loopback.")
@click.option(
    "--as-of",
    type=click.Choice(DATES),
    default=LATEST,
    show_default=True,
    help="Be the service as the vendor stated it to be at this date.",
)
@_limit_options
def mock(**flags: Any) -> int:
    """Serve the mock, and print its address and a key."""
    if flags["list_faults"]:
        click.echo(catalogue_text())
        return ExitCode.CONFORMS
    settings = Settings(control_token=flags["control_token"] or "").as_of(flags["as_of"])
    if flags["unlimited"]:
        settings = settings.unlimited()
    chosen = {name: flags[name] for name in LIMITS if flags[name] is not None}

    def ready(running: Mock) -> None:
        click.echo(f"VENICE_BASE_URL={running.base_url}")
        click.echo(f"VENICE_API_KEY={running.admin_key}")

    with closing(Store(flags["db"])) as store:
        service = Service(
            store=store,
            settings=replace(settings, **chosen),
            faults=flags["faults"],
            admin_key=flags["admin_key"] or options.environment("VENICE_MOCK_ADMIN_KEY") or None,
        )
        serve(service, host=flags["host"], port=flags["port"], ready=ready)
    return ExitCode.CONFORMS
