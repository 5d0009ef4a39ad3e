"""Processor time of every report of 10,000 checks, 60 findings among them; the bar is 2 s."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

from venice_contract.report import badge, html, junit, sarif, summary, terminal
from venice_contract.report.patch import unified
from venice_contract.report.record import RecordWriter, read_record
from venice_contract.verdict import (
    Check,
    Constraint,
    Edit,
    EditStep,
    Evidence,
    Finding,
    Impact,
    Place,
    Run,
    Status,
    Traffic,
)

CHECKS = 10_000
FINDINGS = 60
OPERATIONS = 9
BAR = 2.0
"""Seconds that all renderings together may take."""


def made() -> Run:
    """Return a run of many checks, with a finding now and then."""
    return Run(
        tuple(_check(number) for number in range(CHECKS)),
        Traffic(requests=57, creates=9, seconds=2.2),
        {"target": "mock", "started": "2026-11-24T08:00:00+00:00", "version": "0.1.0"},
    )


def _check(number: int) -> Check:
    operation, field = f"operation{number % OPERATIONS}", f"field{number // OPERATIONS % 40}"
    constraint = Constraint(
        f"{operation}.request.{field}.enum-value.{number}",
        "enum-value",
        operation,
        "request",
        "",
        (field,),
        str(number),
        Place("openapi/api_keys.yaml", number % 900 + 1, 9, f"/components/schemas/{field}"),
        Evidence("page", "2026-05-07", "2026-08-21"),
    )
    failed = number % (CHECKS // FINDINGS) == 0
    return Check(
        constraint.id,
        constraint.title,
        Status.FAILED if failed else Status.PASSED,
        operation,
        "probe",
        place=constraint.place,
        about=constraint,
        findings=(_finding(constraint),) if failed else (),
    )


def _finding(constraint: Constraint) -> Finding:
    before = "".join(f"- value {number}\n" for number in range(20))
    diff = unified(before, before.replace("- value 9\n", ""), constraint.place.file)
    return Finding(
        "value-refused",
        (constraint,),
        f"{constraint.value} is accepted",
        f"refuses {constraint.value}",
        Impact.BREAKING,
        2,
        "curl -sS -X POST url --data '{}'",
        '400 {"error": "no"}',
        Edit("Remove it.", (EditStep("remove", constraint.pointer),), diff),
    )


def _written(run: Run) -> str:
    stream = StringIO()
    writer = RecordWriter(stream, str)
    writer.header(run.facts)
    for check in run.checks:
        writer.check(check)
    writer.footer(run.traffic)
    return stream.getvalue()


def main() -> None:
    """Render each format three times and print the least seconds."""
    run = made()
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    record = _written(run)
    renderings: dict[str, Callable[[], object]] = {
        "terminal": lambda: terminal.render(run, titles={}),
        "terminal, verbose": lambda: terminal.render(run, titles={}, verbose=True),
        "HTML": lambda: html.render(run),
        "JUnit": lambda: junit.render(run),
        "SARIF": lambda: sarif.render(run, titles={}),
        "Markdown": lambda: summary.render(run, titles={}),
        "badge": lambda: badge.image(run, now),
    }
    total = 0.0
    for name, render in renderings.items():
        seconds = min(_seconds(render) for _ in range(3))
        total += seconds
        print(f"{name:20} {seconds:6.2f} s")
    print(f"{'all renderings':20} {total:6.2f} s, at most {BAR:.0f} s")
    print(f"{'record, written':20} {_seconds(lambda: _written(run)):6.2f} s")
    print(f"{'record, read':20} {_seconds(lambda: read_record(record)):6.2f} s")
    if total > BAR:
        raise SystemExit(1)


def _seconds(action: Callable[[], object]) -> float:
    """Return the seconds of processor time; rendering waits for nothing."""
    began = time.process_time()
    action()
    return time.process_time() - began


if __name__ == "__main__":
    main()
