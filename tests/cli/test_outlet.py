"""Streams that are gone or full, and names that are not UTF-8: one sentence, and the exit code."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from venice_contract.cli.outlet import Outlet
from venice_contract.cli.recording import Recording
from venice_contract.errors import ExitCode
from venice_contract.report.record import read_record
from venice_contract.verdict import Status

from tests.cli.conftest import ROOT, Ran, Tool

FULL = "/dev/full"
needs_full = pytest.mark.skipif(not os.path.exists(FULL), reason="no /dev/full here")  # noqa: PTH110


def started(*arguments: str, out: Any, err: Any = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start the tool in a process of its own, in the repository."""
    command = [sys.executable, "-m", "venice_contract", *arguments]
    return subprocess.Popen(command, stdout=out, stderr=err, text=True, cwd=ROOT)  # noqa: S603


def test_a_reader_that_leaves_early_changes_no_exit_code() -> None:
    """`checks | head -1` ends with 0 and one sentence, not with the code that means drift."""
    reading, writing = os.pipe()
    os.close(reading)
    with started("checks", out=writing) as process:
        os.close(writing)
        assert process.stderr is not None
        said = process.stderr.read()
    assert said == ("venice-contract: standard output was closed before everything was printed.\n")
    assert process.returncode == ExitCode.CONFORMS


@needs_full
def test_a_full_disk_behind_the_output_is_no_success() -> None:
    """What nobody can read has shown nothing: exit 3, one sentence, nothing at the exit."""
    with open(FULL, "w") as full, started("checks", out=full) as process:  # noqa: PTH123
        assert process.stderr is not None
        said = process.stderr.read()
    assert said == (
        "venice-contract: standard output cannot be written: No space left on device.\n"
    )
    assert process.returncode == ExitCode.UNDECIDED


@needs_full
def test_a_full_disk_behind_the_record_is_usage(tool: Tool, place: Path) -> None:
    (place / "reports").mkdir()
    (place / "reports" / "run.jsonl").symlink_to(FULL)
    ran = tool("drift", "--quiet")
    assert ran.code == ExitCode.USAGE
    assert ran.said == ["venice-contract: The record cannot be written: No space left on device."]


@needs_full
def test_a_full_disk_behind_a_report_is_usage(tool: Tool, drifted: tuple[Path, Ran]) -> None:
    ran = tool("report", str(drifted[0] / "reports" / "run.jsonl"), "--html", FULL)
    assert ran.code == ExitCode.USAGE
    assert ran.said == [
        f"venice-contract: {FULL}: cannot be written: No space left on device. Nothing was changed."
    ]


def test_what_is_not_utf_8_is_usage(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENICE_API_KEY", "a-key-of-a-test")
    ran = tool("drift", "--target", "http://127.0.0.1:9/\udcff")
    assert ran.code == ExitCode.USAGE
    (said,) = ran.said
    assert said.startswith("venice-contract: The address of the server is not UTF-8. ")
    ran = tool("checks", "--spec", "a\udcff.yaml")
    assert ran.code == ExitCode.USAGE
    assert ran.said[0].startswith("venice-contract: a\\udcff.yaml: no such file")


def test_a_stream_that_was_closed_before_the_start_is_no_failure() -> None:
    outlet = Outlet(None)
    assert outlet.write("text") == 4
    outlet.flush()
    assert outlet.problem is None
    assert not outlet.isatty()


def test_a_run_that_is_stopped_by_hand_keeps_what_was_decided(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after the creates: what they showed is in the record, and the keys are gone."""
    told = Recording.progress

    def stop(record: Recording, text: str) -> None:
        told(record, text)
        if text == "changing them":
            raise KeyboardInterrupt

    monkeypatch.setattr(Recording, "progress", stop)
    ran = tool("drift")
    run = read_record(place / "reports" / "run.jsonl")
    ended = {check.id: check.status for check in run.checks}
    assert ran.code == ExitCode.UNDECIDED
    assert ended["createApiKey.request.limitPeriod.enum-value.MONTH"] is Status.PASSED
    assert ended["updateApiKey.request.limitPeriod.enum-value.MONTH"] is not Status.PASSED
    assert run.traffic.left_behind == 0
    assert (place / "reports" / "run.html").exists()
