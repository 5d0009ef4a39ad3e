"""Commands that compare documents."""

from pathlib import Path

import click

from venice_contract.cli import options
from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.telling import FORMATS
from venice_contract.contract.reading.document import load
from venice_contract.errors import ExitCode
from venice_contract.report.plain import plain
from venice_contract.verdict import Impact

HINT = "Name two OpenAPI documents."


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.form(FORMATS, "How the changes are told.")
@click.option(
    "--fail-on",
    type=click.Choice(["any", "breaking", "none"]),
    default="any",
    show_default=True,
    help="Which changes end with exit code 1.",
)
@click.option("--paths", multiple=True, metavar="GLOB", help="Only operations at such paths.")
@click.option("--annotations", is_flag=True, help="Descriptions, summaries and examples too.")
def diff(
    old: Path, new: Path, form: str, fail_on: str, paths: tuple[str, ...], *, annotations: bool
) -> int:
    """Say what changed in meaning between two OpenAPI documents.

    One line a change: what it means for a consumer, its kind (and oasdiff's name for it), the
    operation, the field, before and after, and the line in both files; "x8" for the same change at
    eight places. What is only spelled otherwise is no change.

    Exit codes: 0 nothing changed, 1 something did, as --fail-on says, 2 a document cannot be used.
    """
    before, after = load(old, hint=HINT), load(new, hint=HINT)
    found = changes(before, after, annotations=annotations, paths=paths)
    nothing = "Nothing changed in meaning.\n" if form == "text" and not found else ""
    lines = (nothing or FORMATS[form](found)).split("\n")
    # A document may hold what turns the direction of a terminal, or begins a line of its own.
    said = "\n".join(plain(one, limit=len(one)).replace("\n", " ") for one in lines)
    click.echo(said, nl=False)
    breaking = any(change.impact is Impact.BREAKING for change in found)
    failed = {"any": bool(found), "breaking": breaking, "none": False}[fail_on]
    return ExitCode.DRIFT if failed else ExitCode.CONFORMS
