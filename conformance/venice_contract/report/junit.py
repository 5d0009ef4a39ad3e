"""A run as JUnit XML, the form that CI servers show as tests.

No reader may count what was not decided or not run as passed: it is an error, or skipped. Elements,
attributes and their order keep to the two strict schemas in use, Ant's `JUnit.xsd` (windyroad) and
`junit-10.xsd` of the Jenkins xUnit plugin, so a place is told in the text, not in an attribute.
"""

from xml.etree import ElementTree as ET

from venice_contract.report.outline import (
    Section,
    blamed,
    cost,
    coverage,
    operations,
    sections,
    spoken,
)
from venice_contract.report.plain import one_line, plain
from venice_contract.verdict import Check, Finding, Run, Status


def render(run: Run) -> str:
    """Return the run as one XML document, with a suite for each source and group."""
    root = ET.Element("testsuites")
    facts = {**run.facts, "cost": cost(run), "coverage": coverage(run)}
    for number, section in enumerate(sections(run)):
        _suite(root, number, section, facts)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, number: int, section: Section, facts: dict[str, str]) -> None:
    checks = section.checks
    statuses = [check.status for check in checks]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=one_line(section.group) or "unnamed",
        package=one_line(section.source),
        id=str(number),
        timestamp=_timestamp(facts.get("started", "")),
        hostname="localhost",
        tests=str(len(checks)),
        failures=str(statuses.count(Status.FAILED)),
        errors=str(statuses.count(Status.ERROR)),
        skipped=str(sum(_skipped(status) for status in statuses)),
        time=f"{sum(check.seconds for check in checks):.3f}",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in facts.items():
        ET.SubElement(
            properties, "property", name=one_line(name) or "-", value=one_line(value, limit=400)
        )
    for check in checks:
        _case(suite, check)
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")


def _timestamp(started: str) -> str:
    """Return a time as the schema has it, without a zone; the epoch where none is known."""
    known = len(started) >= 19 and started[10] == "T"
    return one_line(started[:19]) if known else "1970-01-01T00:00:00"


def _skipped(status: Status) -> bool:
    return status < Status.PASSED or status is Status.EXPECTED_FAILURE


def _case(suite: ET.Element, check: Check) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=one_line(check.id, limit=500),
        classname=one_line(check.group),
        time=f"{check.seconds:.3f}",
    )
    message = one_line(check.message or check.title)
    if _skipped(check.status):
        ET.SubElement(case, "skipped", message=f"{spoken(check.status)}: {message}")
    elif check.status is Status.ERROR:
        ended = ET.SubElement(case, "error", type="undecided", message=message)
        ended.text = _text(check)
    elif check.status is Status.FAILED:
        kind = check.findings[0].kind if check.findings else "failed"
        if check.findings:
            message = _accounts(check.findings[0])
        ended = ET.SubElement(case, "failure", type=one_line(kind), message=message)
        ended.text = _text(check)


def _text(check: Check) -> str:
    head = [check.title, f"at {check.place}" if check.place else ""]
    told = [line for finding in check.findings for line in _lines(finding)]
    return plain("\n".join(filter(None, [*head, *(told or [check.message])])))


def _accounts(finding: Finding) -> str:
    return one_line(
        f"{finding.place}: the contract says {finding.contract_says}; "
        f"the server {finding.server_does}",
        limit=500,
    )


def _without(finding: Finding) -> str:
    return f"no edit: {finding.without_edit}" if finding.without_edit else ""


def _lines(finding: Finding) -> list[str]:
    edit = finding.edit
    return [
        _accounts(finding),
        f"constraint: {finding.constraint.id}",
        f"operations: {', '.join(operations(finding))}",
        f"impact: {finding.impact.value}",
        one_line(f"who is wrong: {blamed(finding)}", limit=1_000) if finding.because else "",
        f"edit: {edit.summary}" if edit else _without(finding),
        plain(edit.diff).rstrip() if edit else "",
        one_line(finding.curl, limit=1_000),
        one_line(finding.answer),
    ]
