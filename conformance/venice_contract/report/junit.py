"""A run as JUnit XML, the form that CI servers show as tests.

A check that could not be decided is an error and one that was not run is skipped, so that no
reader of the file counts either as passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from venice_contract.report.outline import cost, sections, spoken
from venice_contract.report.plain import one_line, plain
from venice_contract.verdict import Status

if TYPE_CHECKING:
    from junitparser.junitparser import FinalResult

    from venice_contract.verdict import Check, Finding, Run


def render(run: Run) -> str:
    """Return the run as one XML document, with a suite for each source and group."""
    document = JUnitXml("venice-contract")
    for section in sections(run):
        suite = TestSuite(one_line(f"{section.source}.{section.group}"))
        for check in section.checks:
            suite.add_testcase(_case(check))
        document.add_testsuite(suite)
    facts = TestSuite("run")
    for name, value in {**run.facts, "cost": cost(run)}.items():
        facts.add_property(one_line(name), one_line(value))
    document.add_testsuite(facts)
    document.update_statistics()  # type: ignore[no-untyped-call] # junitparser leaves it untyped
    return str(document.tostring().decode())  # type: ignore[no-untyped-call] # the same


def _case(check: Check) -> TestCase:
    """Return one check as a test case."""
    case = TestCase(one_line(check.id, limit=500), classname=one_line(check.group))
    case.time = check.seconds
    if check.place:
        case._elem.set("file", one_line(check.place.file))  # noqa: SLF001 - junitparser has no name for these two attributes
        case._elem.set("line", str(check.place.line))  # noqa: SLF001 - the same
    case.system_out = plain(check.title)
    case.result = _results(check)
    return case


def _results(check: Check) -> list[FinalResult]:
    """Return what keeps a check from counting as passed."""
    message = one_line(check.message or check.title)
    if check.status is Status.PASSED:
        return []
    if check.status is Status.FAILED:
        return [_failure(finding) for finding in check.findings] or [
            _with_text(Failure(message, "failed"), check.message)
        ]
    if check.status is Status.ERROR:
        return [_with_text(Error(message, "undecided"), check.message)]
    return [Skipped(f"{spoken(check.status)}: {message}", check.status.label)]


def _failure(finding: Finding) -> FinalResult:
    """Return one finding as a failure."""
    message = one_line(
        f"{finding.place}: the contract says {finding.contract_says}; "
        f"the server {finding.server_does}",
        limit=500,
    )
    lines = [message, f"constraint: {finding.constraint.id}", f"impact: {finding.impact.value}"]
    if finding.edit:
        lines.append(f"edit: {finding.edit.summary}")
    lines += [line for line in (finding.curl, finding.answer) if line]
    return _with_text(Failure(message, one_line(finding.kind)), "\n".join(lines))


def _with_text(result: FinalResult, text: str) -> FinalResult:
    """Return the result with its long text, made safe for XML."""
    result.text = plain(text)
    return result
