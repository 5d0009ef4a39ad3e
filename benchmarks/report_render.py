"""Processor time of every report of 10,000 checks, 60 findings among them; the bar is 2 s."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from venice_contract.report import badge, github, html, junit, sarif, terminal
from venice_contract.report.record import read_record
from venice_contract.verdict import Run, Status

from tests.report.conftest import about, constraint
from tests.report.runs import complete, many

CHECKS = 10_000
FINDINGS = 60
OPERATIONS = 9
BAR = 2.0
"""Seconds that all renderings together may take."""


def made() -> Run:
    """Return a run with findings, and very many checks that passed beside them."""
    run = many(FINDINGS)
    passed = (
        constraint(
            "enum-value",
            str(number),
            path=(f"field{number // OPERATIONS % 40}",),
            operation=f"operation{number % OPERATIONS}",
        )
        for number in range(CHECKS - len(run.checks))
    )
    return replace(run, checks=(*run.checks, *(about(one, Status.PASSED) for one in passed)))


def main() -> None:
    """Render each format three times and print the least seconds."""
    run = made()
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    record = complete(run)
    renderings: dict[str, Callable[[], object]] = {
        "terminal": lambda: terminal.render(run, titles={}),
        "terminal, verbose": lambda: terminal.render(run, titles={}, verbose=True),
        "HTML": lambda: html.render(run),
        "JUnit": lambda: junit.render(run),
        "SARIF": lambda: sarif.render(run, titles={}),
        "Markdown": lambda: github.render(run, titles={}),
        "badge": lambda: badge.image(run, now),
    }
    total = 0.0
    for name, render in renderings.items():
        seconds = min(_seconds(render) for _ in range(3))
        total += seconds
        print(f"{name:20} {seconds:6.2f} s")
    print(f"{'all renderings':20} {total:6.2f} s, at most {BAR:.0f} s")
    print(f"{'record, written':20} {_seconds(lambda: complete(run)):6.2f} s")
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
