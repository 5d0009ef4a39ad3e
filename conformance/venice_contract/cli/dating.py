"""The command that says since when, and until when, each value and bound was seen."""

import tomllib
from pathlib import Path
from typing import Any

import click

from venice_contract.cli import options
from venice_contract.cli.upstream import FACTS, RECORD
from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import load
from venice_contract.contract.witness import Published
from venice_contract.errors import ExitCode, UsageError
from venice_contract.report.record import read_record
from venice_contract.report.timeline import FORMATS, Base, as_text, entries


@click.command()
@click.argument("records", nargs=-1, type=click.Path(path_type=Path))
@options.spec
@options.form(FORMATS, "How it is told.")
def timeline(records: tuple[Path, ...], fragment: Path, form: str) -> int:
    """Say since when each value is published, and who saw it last.

    One line a value or bound: the first and the newest revision that say it, by the contract's
    evidence and the facts of the revision merged last, and what the newest of the RECORDs that
    asked came to (`reports/run.jsonl` of a run).

    Exit codes: 0 told, 2 a file cannot be used.
    """
    contract = contract_of(options.contract(fragment))
    base = _base(fragment, contract)
    found = entries(contract.constraints, [read_record(path) for path in records], base)
    if form == "text":
        click.echo(as_text(found, base, width=options.width()), nl=False)
    else:
        click.echo(FORMATS[form](found, base), nl=False)
    return ExitCode.CONFORMS


def _base(fragment: Path, contract: Contract) -> Base:
    """Return the revision that was merged last, one that says nothing where none is kept."""
    facts, record = fragment.parent / FACTS, fragment.parent / RECORD
    if not facts.exists() or not record.exists():
        return Base()
    try:
        told: dict[str, Any] = tomllib.loads(record.read_text(encoding="utf-8"))["published"]
        version, date = str(told["version"]), str(told["date"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{record}: it does not say which revision was merged last.") from None
    return Base(version, date, Published(load(facts), contract).repeats)
