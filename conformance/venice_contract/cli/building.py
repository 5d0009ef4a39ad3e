"""Commands that build: the client, and a downstream SDK."""

from pathlib import Path

import click

from venice_contract.cli import files, options
from venice_contract.contract.reading import document
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.reading.structure import undescribed
from venice_contract.errors import ExitCode
from venice_contract.generation import client, render
from venice_contract.generation.provenance import Inputs, own_requirement
from venice_contract.generation.seed import Tool, summary
from venice_contract.generation.seed import seed as seed_sdk
from venice_contract.verdict import counted

CLIENT = Path("generated")
GENERATOR = ("generator.yaml", "templates")


def inputs(fragment: Path) -> Inputs:
    """The files that the client is made from; the tool's own where none stand by the fragment."""
    beside, own = fragment.parent, options.own_folder()
    return Inputs(
        fragment, *((beside if (beside / name).exists() else own) / name for name in GENERATOR)
    )


@click.command()
@options.spec
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=CLIENT,
    show_default=True,
    help="Folder of the client.",
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if the client is stale.")
def generate(fragment: Path, output: Path, check: bool) -> int:
    """Make the client from the contract, or prove that it is fresh."""
    options.contract(fragment, structure=True)
    if check:
        stale = client.check(inputs(fragment), output)
        for sentence in stale or [f"{output} is fresh."]:
            click.echo(sentence, err=bool(stale))
        return ExitCode.DRIFT if stale else ExitCode.CONFORMS
    written, removed = client.generate(inputs(fragment), output)
    files.write_folder(output, written, removed)
    click.echo(f"{output}: {counted(len(written) + len(removed), 'file')} changed.")
    return ExitCode.CONFORMS


@click.command()
@options.spec
@click.argument("dest", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Name of the distribution, such as acme-venice.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace what is made from the contract even where it was changed by hand.",
)
def seed(fragment: Path, dest: Path, name: str, overwrite: bool) -> int:
    """Start an SDK of your own from the contract, or update one."""
    found = options.contract(fragment, structure=True)
    seeded = seed_sdk(
        inputs(fragment),
        dest,
        name,
        tool=Tool(own_requirement(), _is_played(found)),
        today=options.now().date().isoformat(),
        overwrite=overwrite,
    )
    files.write_folder(dest, seeded.written, seeded.removed)
    for sentence in summary(seeded):
        click.echo(sentence)
    return ExitCode.CONFORMS


def _is_played(found: Document) -> bool:
    """Whether the tool's mock knows an operation of a contract, as the tool's own does."""
    own = document.load(options.own_folder() / options.FRAGMENT.name)
    known = {(one.method, one.path) for one in operations(own).values()}
    return any((one.method, one.path) in known for one in operations(found).values())


@click.command()
@options.spec
def lint(fragment: Path) -> int:
    """Check the contract: OpenAPI 3.1, rules, what a client needs.

    Exit codes: 0 it keeps to them, 1 descriptions are missing, each named, 2 it is no contract.
    """
    found = options.contract(fragment, structure=True)
    render.check(found)
    missing = undescribed(found)
    for place, name in missing:
        click.echo(f"{place}: {name} has no description.")
    if missing:
        return ExitCode.DRIFT
    click.echo(f"{found.file} keeps to every rule.")
    return ExitCode.CONFORMS
