"""A run leaves one record, its owner's alone, and everything else is rendered from it."""

import json
import stat
from pathlib import Path
from unittest.mock import Mock
from xml.etree import ElementTree as ET

import pytest
from venice_contract.cli import judging, recording
from venice_contract.cli.recording import TITLES
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ExitCode
from venice_contract.report.record import read_record
from venice_contract.verdict import Check, Status

from tests.cli.conftest import Ran, Tool
from tests.promises.classes import ROOT

FILES = {
    *("run.jsonl", "junit.xml", "run.sarif", "summary.md", "run.html"),
    *("badge.svg", "badge.json"),
}

FRAGMENT = (ROOT / "openapi" / "api_keys.yaml").read_text(encoding="utf-8").splitlines()
ENUM_LINE = FRAGMENT.index("      enum:", FRAGMENT.index("    LimitPeriod:")) + 1


@pytest.fixture
def reports(drifted: tuple[Path, Ran]) -> Path:
    folder, _ = drifted
    return folder / "reports"


def lines(reports: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (reports / "run.jsonl").read_text().splitlines()]


def test_every_report_is_written_for_its_owner_alone(reports: Path) -> None:
    assert {path.name for path in reports.iterdir()} == FILES
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in reports.iterdir()}
    assert modes == dict.fromkeys(FILES, 0o600)


def test_the_record_has_a_header_with_short_names_and_a_footer(reports: Path) -> None:
    header, *checks, footer = lines(reports)
    assert header["type"] == "header"
    facts = header["facts"]
    assert isinstance(facts, dict)
    assert facts["seed"] == "7"
    assert facts["target"] == "mock"
    assert facts["spec"] == "openapi/api_keys.yaml"
    assert len(facts["contract"]) == 64
    assert {line["type"] for line in checks} == {"check", "exchange"}
    assert footer["type"] == "footer"
    assert (footer["status"], footer["exit_code"]) == ("failed", 1)
    assert facts["operations"].split()[:2] == ["createApiKey=create", "updateApiKey=update"]


def test_junit_can_be_read(reports: Path) -> None:
    root = ET.parse(reports / "junit.xml").getroot()  # noqa: S314 - we wrote it
    cases = list(root.iter("testcase"))
    # The footer says "failed", too.
    failed = [line for line in lines(reports) if line.get("status") == "failed"]
    assert len(cases) == len([line for line in lines(reports) if line["type"] == "check"])
    assert len([case for case in cases if case.find("failure") is not None]) == len(failed) - 1


def test_every_request_has_its_moment_in_the_record(reports: Path) -> None:
    run = read_record(reports / "run.jsonl")
    assert len(run.exchanges) == run.traffic.requests
    assert [one.at for one in run.exchanges] == sorted(one.at for one in run.exchanges)
    assert {one.kept for one in run.exchanges} == {None}
    assert "Requests and waits over time" in (reports / "run.html").read_text()
    assert f"{run.traffic.requests} requests in " in (reports / "run.html").read_text()


def test_traffic_that_is_kept_becomes_an_archive(tool: Tool, place: Path) -> None:
    """With --traffic the masked messages are in the record, and `report --har` writes them."""
    assert tool("drift", "--quiet", "--traffic").code == ExitCode.CONFORMS
    assert tool("report", "reports/run.jsonl", "--har", "run.har").code == ExitCode.CONFORMS
    text = (place / "run.har").read_text()
    found = json.loads(text)["log"]["entries"]
    assert len(found) == read_record(place / "reports" / "run.jsonl").traffic.requests
    created = [
        json.loads(one["response"]["content"]["text"])["data"]
        for one in found
        if one["request"]["method"] == "POST" and one["response"]["status"] == 200
    ]
    assert {one["apiKey"] for one in created} == {"[masked]"}
    assert {
        pair["value"]
        for one in found
        for pair in one["request"]["headers"]
        if pair["name"] == "authorization"
    } <= {"Bearer [masked]"}


def test_a_record_without_traffic_or_footer_is_told(tool: Tool, reports: Path, place: Path) -> None:
    ran = tool("report", str(reports / "run.jsonl"), "--har", "run.har")
    assert (ran.code, (place / "run.har").exists()) == (ExitCode.USAGE, False)
    assert "--traffic" in ran.err
    cut = place / "cut.jsonl"
    cut.write_text("".join((reports / "run.jsonl").read_text().splitlines(keepends=True)[:-1]))
    ran = tool("report", "cut.jsonl")
    assert ran.code == ExitCode.DRIFT
    assert "no footer" in ran.out


def test_a_folder_that_cannot_be_written_is_usage(tool: Tool, place: Path) -> None:
    (place / "taken").write_text("")
    ran = tool("drift", "--report", "taken")
    assert ran.code == ExitCode.USAGE
    assert ran.said[0].startswith("venice-contract: taken: reports cannot be written into a file. ")


def test_every_kind_has_a_title() -> None:
    assert TITLES.keys() == KINDS.keys()


def test_a_run_that_is_stopped_by_hand_keeps_what_it_decided(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_probes", Mock(side_effect=KeyboardInterrupt))
    ran = tool("conform")
    run = read_record(place / "reports" / "run.jsonl")
    assert ran.code == ExitCode.UNDECIDED
    assert [check.id for check in run.checks] == ["client.fresh", "record.run"]
    assert run.checks[-1].message == "interrupted by hand"
    assert run.status is Status.ERROR
    assert (place / "reports" / "run.html").exists()


def test_a_step_summary_that_cannot_be_written_is_told_and_changes_nothing(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place / "none" / "step.md"))
    ran = tool("report", "none")
    assert ran.code == ExitCode.USAGE
    monkeypatch.setattr(judging, "_probes", lambda *_, **__: "")
    monkeypatch.setattr(judging, "_suite", lambda *_: None)
    monkeypatch.setattr(judging, "_client_is_fresh", fresh)
    ran = tool("conform", "--quiet")
    assert ran.code == ExitCode.CONFORMS
    what = f"{place}/none/step.md: the step summary cannot be written"
    assert ran.said == [f"venice-contract: {what}: No such file or directory."]


def fresh(_: Path) -> Check:
    return Check("client.fresh", "the client is fresh", Status.PASSED, "client", "probe")


def test_a_job_of_github_gets_annotations(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under GitHub's variable, and only there, each finding is an annotation at its line."""
    record = recording.Recording(reports.parent / "again", {})
    record.checks(read_record(reports / "run.jsonl").checks)
    record.close()
    for value, lines in (("true", 1), ("", 0)):
        monkeypatch.setenv("GITHUB_ACTIONS", value)
        assert record.finish(quiet=True) == ExitCode.DRIFT
        out = capsys.readouterr().out
        found = [line for line in out.splitlines() if line.startswith("::")]
        assert len(found) == lines
        assert all(f"file=openapi/api_keys.yaml,line={ENUM_LINE}" in line for line in found)


def test_later_steps_of_a_job_are_told_the_verdict(
    reports: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    output.write_text("before=1\n")
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    record = recording.Recording(tmp_path / "again", {})
    record.checks(read_record(reports / "run.jsonl").checks)
    record.close()
    record.finish(quiet=True)
    told = dict(line.split("=", 1) for line in output.read_text().splitlines())
    page = str(tmp_path / "again" / "run.html")
    assert told == {
        "before": "1",
        "verdict": "drift",
        "findings": "1",
        "breaking": "0",
        "report": page,
    }


def test_progress_cannot_forge_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = recording.Recording(tmp_path / "reports", {})
    record.progress("::error::a\n::error::b ##[error]c")
    record.stream.close()
    (line,) = capsys.readouterr().err.splitlines()
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_as_the_environment_says(
    variables: dict[str, str],
    colored: bool,
    reports: Path,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`NO_COLOR` wins over `FORCE_COLOR`, and without either a pipe gets none."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in tool("report", str(reports / "run.jsonl")).out) is colored


def test_lines_are_as_wide_as_columns_says(
    reports: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = tool("report", str(reports / "run.jsonl"), "--verbose").out.splitlines()
    assert max(len(line) for line in lines if not line.lstrip().startswith("curl")) == 60


def test_the_newest_record_is_shown_and_the_others_are_its_past(
    reports: Path, place: Path, tool: Tool
) -> None:
    text = (reports / "run.jsonl").read_text()
    old = place / "old.jsonl"
    started = read_record(reports / "run.jsonl").facts["started"]
    old.write_text(text.replace(started, "2020-01-01T00:00:00+00:00"))
    ran = tool("report", str(reports / "run.jsonl"), "old.jsonl", "--html", "page.html")
    page = (place / "page.html").read_text()
    assert (ran.code, ran.out) == (ExitCode.DRIFT, "")
    assert "2020-01-01 00:00 UTC: 1 thing moved" in page
    assert page.index("2020-01-01") < page.index("this run")
