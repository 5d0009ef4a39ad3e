"""Commands that print: constraints, records as reports, values in time, two documents compared."""

import tomllib
from pathlib import Path
from typing import Any

import click

from venice_contract.cli import options
from venice_contract.cli.files import write
from venice_contract.cli.recording import FORMATS, show
from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.telling import FORMATS as DIFF_FORMATS
from venice_contract.contract.constraints import Contract, constraints, contract_of
from venice_contract.contract.reading.document import load
from venice_contract.contract.witness import Published
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode, UsageError
from venice_contract.report import timeline as times
from venice_contract.report.plain import plain
from venice_contract.report.record import exit_code, read_record
from venice_contract.verdict import Impact


@click.command()
@options.spec
@click.option("--kinds", is_flag=True, help="List the kinds of findings instead.")
def checks(fragment: Path, kinds: bool) -> int:
    """List what the contract says, each with its line and its source."""
    if kinds:
        for kind in KINDS.values():
            click.echo(f"{kind.id:20} {kind.impact:10} {kind.title}")
        return ExitCode.CONFORMS
    contract = options.contract(fragment)
    for constraint in constraints(contract):
        place = contract.place(constraint.pointer)
        evidence = constraint.evidence
        source = f"{evidence.source} {evidence.since}" if evidence else ""
        click.echo(f"{constraint.id}\t{place}\t{source}")
    return ExitCode.CONFORMS


RENDERED = {
    "html": "One HTML page.",
    "junit": "JUnit XML.",
    "sarif": "SARIF 2.1.0.",
    "markdown": "Markdown, for a step summary.",
    "comment": "Markdown short enough for a comment on GitHub.",
    "har": "The traffic, as HAR 1.2.",
    "badge": "A badge, as SVG.",
    "endpoint": "A badge, as the JSON that shields.io reads.",
}
"""The formats of a record that `report` writes into a file, and what each is."""

_rendered = options.together(
    *(
        click.option(f"--{form}", type=click.Path(path_type=Path), help=text)
        for form, text in RENDERED.items()
    )
)


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@_rendered
@options.printed
def report(records: tuple[Path, ...], quiet: bool, verbose: bool, **files: Path | None) -> int:
    """Show a record (run.jsonl) again, in any format.

    Without an option it is printed. Of several records the newest is shown, and the page lists the
    others as earlier runs.
    """
    *earlier, run = sorted(map(read_record, records), key=lambda one: one.facts.get("started", ""))
    wanted = [(path, FORMATS[form]) for form, path in files.items() if path]
    write({path: render(run, earlier) for path, render in wanted}, private=True)
    if not wanted:
        show(run, quiet=quiet, verbose=verbose)
    return exit_code(run.statuses, keys_left=run.traffic.left_behind)


@click.command()
@click.argument("records", nargs=-1, type=click.Path(path_type=Path))
@options.spec
@options.form(times.FORMATS, "How it is told.")
def timeline(records: tuple[Path, ...], fragment: Path, form: str) -> int:
    """Say since when each value is published, and who saw it last.

    One line a value or bound: the first and the newest revision that say it, by the contract's
    evidence and the facts of the revision merged last, and what the newest of the RECORDs that
    asked came to (`reports/run.jsonl` of a run).

    Exit codes: 0 told, 2 a file cannot be used.
    """
    contract = contract_of(options.contract(fragment))
    base = _base(fragment, contract)
    found = times.entries(contract.constraints, [read_record(path) for path in records], base)
    if form == "text":
        click.echo(times.as_text(found, base, width=options.width()), nl=False)
    else:
        click.echo(times.FORMATS[form](found, base), nl=False)
    return ExitCode.CONFORMS


def _base(fragment: Path, contract: Contract) -> times.Base:
    """Return the revision that was merged last, one that says nothing where none is kept."""
    facts, record = fragment.parent / options.FACTS, fragment.parent / options.RECORD
    if not facts.exists() or not record.exists():
        return times.Base()
    try:
        told: dict[str, Any] = tomllib.loads(record.read_text(encoding="utf-8"))["published"]
        version, date = str(told["version"]), str(told["date"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{record}: it does not say which revision was merged last.") from None
    return times.Base(version, date, Published(load(facts), contract).repeats)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@options.form(DIFF_FORMATS, "How the changes are told.")
@click.option(
    "--fail-on",
    type=click.Choice(["any", "breaking", "none"]),
    default="any",
    show_default=True,
    help="Which changes end with exit code 1.",
)
@click.option(
    "--paths",
    multiple=True,
    metavar="GLOB",
    help="Compare only operations at such paths; may be given again.",
)
@click.option(
    "--annotations", is_flag=True, help="Compare descriptions, summaries and examples too."
)
def diff(
    old: Path, new: Path, form: str, fail_on: str, paths: tuple[str, ...], *, annotations: bool
) -> int:
    """Say what changed in meaning between two OpenAPI documents.

    One line a change: what it means for a consumer, its kind (and oasdiff's name for it), the
    operation, the field, before and after, and the line in both files; "x8" for the same change at
    eight places. What is only spelled otherwise is no change.

    Exit codes: 0 nothing changed, 1 something did, as --fail-on says, 2 a document cannot be used.
    """
    before, after = (load(one, hint="Name two OpenAPI documents.") for one in (old, new))
    found = changes(before, after, annotations=annotations, paths=paths)
    nothing = "Nothing changed in meaning.\n" if form == "text" and not found else ""
    lines = (nothing or DIFF_FORMATS[form](found)).split("\n")
    # A document may hold what turns the direction of a terminal, or begins a line of its own.
    said = "\n".join(plain(one, limit=len(one)).replace("\n", " ") for one in lines)
    click.echo(said, nl=False)
    breaking = any(change.impact is Impact.BREAKING for change in found)
    failed = {"any": bool(found), "breaking": breaking, "none": False}[fail_on]
    return ExitCode.DRIFT if failed else ExitCode.CONFORMS
