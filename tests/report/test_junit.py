"""Tests of the JUnit rendering against the strict schemas of Ant's task and of Jenkins."""

import re
from xml.etree import ElementTree as ET

import pytest
from pytest import FixtureRequest  # noqa: PT013 - a type alone
from venice_contract.report.junit import render
from venice_contract.verdict import Run

SUITE = {
    *("name", "package", "id", "timestamp", "hostname"),
    *("tests", "failures", "errors", "skipped", "time"),
}
ATTRIBUTES = {
    "testsuites": set(),
    "testsuite": SUITE,
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
    "system-out": set(),
    "system-err": set(),
}
"""The attributes that both schemas allow, all of which Ant's requires."""


def parsed(run: Run) -> ET.Element:
    """Return the root of a rendered document."""
    return ET.fromstring(render(run).partition("\n")[2])  # noqa: S314 - we wrote it


@pytest.mark.parametrize("name", ["passing", "mixed", "hostile"])
def test_the_document_keeps_to_the_strict_schemas(name: str, request: FixtureRequest) -> None:
    root = parsed(request.getfixturevalue(name))
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
    for number, suite in enumerate(root):
        tags = [child.tag for child in suite]
        assert (tags[0], tags[-2:]) == ("properties", ["system-out", "system-err"])
        assert set(tags[1:-2]) <= {"testcase"}
        assert suite.attrib["id"] == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
        for case in suite.iter("testcase"):
            assert len(case) <= 1
            assert re.fullmatch(r"\d+\.\d{3}", case.attrib["time"])


def test_every_check_is_a_case_and_only_passed_ones_pass(mixed: Run) -> None:
    """Undecided is an error; skipped, not run and accepted are skipped; the rest fails."""
    root = parsed(mixed)
    told = {
        name: sum(int(suite.attrib[name]) for suite in root)
        for name in ("tests", "failures", "errors", "skipped")
    }
    assert told == {"tests": 7, "failures": 2, "errors": 1, "skipped": 3}
    for tag, count in (("failure", 2), ("error", 1), ("skipped", 3)):
        assert len(list(root.iter(tag))) == count
    facts = {one.attrib["name"]: one.attrib["value"] for one in root.iter("property")}
    assert facts["seed"] == "1"
    assert facts["coverage"].startswith("4 of 7 decided")
    assert root[-1].attrib["time"] == "0.500"


def test_a_failure_names_file_line_and_edit(mixed: Run) -> None:
    (failure, *_) = parsed(mixed).iter("failure")
    assert "openapi/api_keys.yaml:120" in failure.attrib["message"]
    assert "edit: remove MONTH from LimitPeriod" in (failure.text or "")
    assert "-    - MONTH" in (failure.text or "")


def test_hostile_texts_give_well_formed_xml(hostile: Run) -> None:
    root = parsed(hostile)
    assert (len(list(root.iter("failure"))), len(list(root.iter("error")))) == (1, 1)
    assert "<script>" not in render(hostile)
