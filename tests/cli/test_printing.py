"""Commands that print: tables, reports, and values in time."""

import json
import re
from pathlib import Path

import pytest
from venice_contract.contract.constraints import constraints
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode

from tests.cli.conftest import Ran, Tool
from tests.contract.fragment import contract
from tests.contract.merging.test_three_way import WEEK, vendor


@pytest.fixture
def record(drifted: tuple[Path, Ran]) -> Path:
    folder, _ = drifted
    return folder / "reports" / "run.jsonl"


def test_checks_lists_each_constraint_and_each_kind(tool: Tool) -> None:
    ran = tool("checks")
    found = constraints(contract())
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == [one.id for one in found]
    assert all(row[1].startswith("openapi/api_keys.yaml:") for row in rows)
    known = dict(zip((one.id for one in found), rows, strict=True))
    assert known["createApiKey.request.description.max-length"][2] == "spec 2026-06-19"
    said = tool("checks", "--kinds").out
    for kind in KINDS.values():
        assert f"{kind.id:20} {kind.impact:10} {kind.title}\n" in said


@pytest.mark.parametrize(
    ("flag", "begins", "holds"),
    [
        ("--html", "<!DOCTYPE html>", "value-accepted"),
        ("--junit", "<?xml ", "<failure "),
        ("--sarif", "{", '"version": "2.1.0"'),
        ("--markdown", "## 1 thing moved", "WEEK"),
        ("--comment", "## 1 thing moved", "WEEK"),
        ("--badge", "<svg ", "1 moved"),
        ("--endpoint", "{", '"schemaVersion": 1'),
    ],
)
def test_a_record_is_rendered_to_each_format(
    flag: str, begins: str, holds: str, tool: Tool, record: Path, place: Path
) -> None:
    ran = tool("report", str(record), flag, "file")
    text = (place / "file").read_text()
    assert (ran.code, ran.out) == (ExitCode.DRIFT, "")
    assert text.startswith(begins)
    assert holds in text


def test_a_record_is_shown_again(tool: Tool, record: Path) -> None:
    ran = tool("report", str(record))
    assert ran.code == ExitCode.DRIFT
    assert "value-accepted" in ran.out


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.jsonl", "the record cannot be read: No such file or directory."),
        ("openapi", "the record cannot be read: Is a directory."),
        ("raw", "this is not a record, for it is not UTF-8."),
        (
            "other",
            "1: this is not a record of format 1. Give a run.jsonl that this tool has written.",
        ),
    ],
)
def test_a_file_that_is_no_record_is_told_with_the_reason(
    name: str, told: str, tool: Tool, place: Path
) -> None:
    (place / "raw").write_bytes(b"\xff\xfe")
    (place / "other").write_text("{}\n")
    ran = tool("report", name)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    (said,) = ran.err.splitlines()
    assert said.startswith(f"venice-contract: {name}:")
    assert told in said


def test_values_are_told_with_their_days_and_runs(tool: Tool, drifted: tuple[Path, Ran]) -> None:
    record = str(drifted[0] / "reports" / "run.jsonl")
    ran = tool("timeline", record, "--format", "json")
    assert ran.code == ExitCode.CONFORMS
    found = {(one["schema"], one["value"]): one for one in json.loads(ran.out)}
    lifetime = found["LimitPeriod", "LIFETIME"]
    assert lifetime["first_published"] == "2026-05-07"
    assert lifetime["seen"]["status"] == "confirmed"
    assert lifetime["seen"]["target"] == "mock"
    assert "createApiKey.request.limitPeriod.enum-value.LIFETIME" in lifetime["seen"]["by"]
    apart = {(one["schema"], one["kind"]) for one in found.values() if one["in_base"] is False}
    listed = {("IpAllowlist", kind) for kind in ("max-items", "max-length", "pattern")}
    assert apart == {("RateLimitLogResponse", "max-items"), *listed}
    logged = "getApiKeyRateLimitLogs.answer.data[].rateLimitType.enum-value.RPM"
    assert found["RateLimitType", "RPM"]["seen"]["by"] == [logged]
    assert "IpAllowlist" in {schema for (schema, _), one in found.items() if one["seen"] is None}


def test_it_needs_no_record_and_no_facts(tool: Tool, place: Path) -> None:
    (place / "openapi" / "upstream-facts.yaml").unlink()
    ran = tool("timeline")
    assert ran.code == ExitCode.CONFORMS
    assert "  LIFETIME" in ran.out
    assert ran.out.rstrip().endswith("no revision was merged.")
    table = tool("timeline", "--format", "markdown")
    assert "### LimitPeriod" in table.out


@pytest.mark.parametrize(
    ("name", "text"), [("upstream.toml", "[other]\n"), ("upstream.toml", "["), ("run.jsonl", "{}")]
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    name: str, text: str, tool: Tool, place: Path
) -> None:
    (place / "openapi" / name).write_text(text, encoding="utf-8")
    ran = tool("timeline", *([f"openapi/{name}"] if name == "run.jsonl" else []))
    assert ran.code == ExitCode.USAGE
    assert len(ran.err.splitlines()) == 1
    assert name in ran.err


GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "when-the-vendor-moves.md"


def test_the_guide_shows_what_is_told(tool: Tool, place: Path) -> None:
    facts = (place / "openapi" / "upstream-facts.yaml").read_text(encoding="utf-8")
    theirs = vendor(*WEEK, ("/info/version", "20260930.120000"), facts=facts)
    (place / "theirs.yaml").write_text(theirs.text, encoding="utf-8")
    blocks = re.findall(
        r"```text\n\$ venice-contract (.*?)```", GUIDE.read_text("utf-8"), re.DOTALL
    )
    shown = {block.split()[0]: block.partition("\n") for block in blocks}
    assert shown.keys() == {"drift", "timeline", "replay"}
    said = tool(*shown["drift"][0].split())
    line = re.compile(r"theirs\.yaml:\d+")
    words = [" ".join(text.split()) for text in (shown["drift"][2], said.out)]
    assert line.sub("a line", words[0]) in line.sub("a line", words[1])
    told = tool(*shown["timeline"][0].split())
    day = re.compile(r"\d{4}-\d{2}-\d{2}(?= mock)")
    lines = day.sub("today", shown["timeline"][2]).splitlines()
    assert set(lines) <= set(day.sub("today", told.out).splitlines())
