"""A run leaves one record, its owner's alone, and everything else is rendered from it."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from venice_contract.cli.recording import write
from venice_contract.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

FILES = {"run.jsonl", "junit.xml", "run.sarif", "summary.md", "run.html"}


@pytest.fixture
def reports(drifted: tuple[Path, Ran]) -> Path:
    """The reports of one verdict with a fault."""
    folder, _ = drifted
    return folder / "reports"


def lines(reports: Path) -> list[dict[str, object]]:
    """Return the lines of the record."""
    return [json.loads(line) for line in (reports / "run.jsonl").read_text().splitlines()]


def test_every_report_is_written(reports: Path) -> None:
    """The record and its four renderings lie in one folder, and nothing else."""
    assert {path.name for path in reports.iterdir()} == FILES


def test_reports_are_their_owners_alone(reports: Path) -> None:
    """No report can be read by another user of the machine."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in reports.iterdir()}
    assert modes == dict.fromkeys(FILES, 0o600)


def test_a_wide_open_file_is_closed(tmp_path: Path) -> None:
    """A report that is written over a file of all users is its owner's afterwards."""
    path = tmp_path / "old"
    path.write_text("old")
    path.chmod(0o666)
    write(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_the_record_has_a_header_and_a_footer(reports: Path) -> None:
    """The first line says how the run was made, the last one how it ended."""
    header, *checks, footer = lines(reports)
    assert header["type"] == "header"
    facts = header["facts"]
    assert isinstance(facts, dict)
    assert facts["seed"] == "7"
    assert facts["target"] == "mock"
    assert facts["spec"] == "openapi/api_keys.yaml"
    assert len(facts["contract"]) == 64
    assert {check["type"] for check in checks} == {"check"}
    assert footer["type"] == "footer"
    assert (footer["status"], footer["exit_code"]) == ("failed", 1)


def test_junit_can_be_read(reports: Path) -> None:
    """The JUnit file has one case for each check of the record, with the same failures."""
    root = ET.parse(reports / "junit.xml").getroot()  # noqa: S314 - we wrote it
    cases = list(root.iter("testcase"))
    failed = [line for line in lines(reports) if line.get("status") == "failed"]
    assert len(cases) == len(lines(reports)) - 2
    assert len([case for case in cases if case.find("failure") is not None]) == len(failed) - 1


def test_sarif_points_at_the_contract(reports: Path) -> None:
    """The SARIF file places its result at a line of the contract."""
    (run,) = json.loads((reports / "run.sarif").read_text())["runs"]
    (place, *_) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "openapi/api_keys.yaml"
    assert place["physicalLocation"]["region"]["startLine"] == 400


def test_a_folder_that_cannot_be_written_is_usage(tool: Callable[..., Ran], place: Path) -> None:
    """A file where the reports should go is told in one sentence."""
    (place / "taken").write_text("")
    ran = tool("drift", "--report", "taken")
    assert ran.code == ExitCode.USAGE
    assert ran.said[0].startswith("venice-contract: taken: reports cannot be written: ")


def test_a_record_without_its_footer_is_an_error(
    reports: Path, place: Path, tool: Callable[..., Ran]
) -> None:
    """A run that was cut off is never told as a success."""
    cut = place / "cut.jsonl"
    cut.write_text("".join((reports / "run.jsonl").read_text().splitlines(keepends=True)[:-1]))
    ran = tool("report", "cut.jsonl")
    assert ran.code == ExitCode.UNDECIDED
    assert "no footer" in ran.out
