"""Commands that print: tables, reports and differences."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from venice_contract.contract.constraints import constraints
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode

from tests.cli.conftest import Ran, Tool
from tests.contract.fragment import contract


@pytest.fixture
def record(drifted: tuple[Path, Ran]) -> Path:
    folder, _ = drifted
    return folder / "reports" / "run.jsonl"


def test_checks_lists_each_constraint(tool: Tool) -> None:
    ran = tool("checks")
    found = constraints(contract())
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == [one.id for one in found]
    assert all(row[1].startswith("openapi/api_keys.yaml:") for row in rows)
    known = dict(zip((one.id for one in found), rows, strict=True))
    assert known["createApiKey.request.description.max-length"][2] == "spec 2026-06-19"


def test_kinds_are_listed(tool: Tool) -> None:
    said = tool("checks", "--kinds").out
    for kind in KINDS.values():
        assert f"{kind.id:20} {kind.impact:10} {kind.title}\n" in said


def test_a_record_is_shown_again(tool: Tool, record: Path) -> None:
    ran = tool("report", str(record))
    assert ran.code == ExitCode.DRIFT
    assert "value-accepted" in ran.out


def test_a_record_is_rendered_to_files(tool: Tool, record: Path, place: Path) -> None:
    ran = tool("report", str(record), "--junit", "j.xml", "--sarif", "s.sarif", "--html", "h.html")
    assert (ran.code, ran.out) == (ExitCode.DRIFT, "")
    assert list(ET.parse(place / "j.xml").getroot().iter("failure"))  # noqa: S314 - we wrote it
    assert json.loads((place / "s.sarif").read_text())["version"] == "2.1.0"
    assert "value-accepted" in (place / "h.html").read_text()


def test_what_is_no_record_is_usage(tool: Tool, place: Path) -> None:
    (place / "other").write_text("{}\n")
    for name in ("other", "none"):
        ran = tool("report", name)
        assert (ran.code, len(ran.err.splitlines())) == (ExitCode.USAGE, 1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.jsonl", "the record cannot be read: No such file or directory."),
        ("openapi", "the record cannot be read: Is a directory."),
        ("raw", "this is not a record, for it is not UTF-8."),
    ],
)
def test_a_file_that_is_no_record_is_told_with_the_reason(
    name: str, told: str, tool: Tool, place: Path
) -> None:
    (place / "raw").write_bytes(b"\xff\xfe")
    ran = tool("report", name)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert ran.err == f"venice-contract: {name}: {told}\n"
