"""Disks, folders, pipes and journals in trouble: one sentence and an exit code each."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.cli import run
from venice_contract.errors import ExitCode, UndecidedError, UsageError
from venice_contract.live.cleanup import Swept
from venice_contract.live.journal import Journal, journals
from venice_contract.live.session import Policy

from tests.live.stand_in import ADMIN, BASE_URL, RUN, StandIn, call, guarded, serving


def _directory(path: Path) -> None:
    path.mkdir()


def _another_version(path: Path) -> None:
    event = {"type": "open", "run": RUN, "base_url": BASE_URL, "key": "", "version": 99}
    path.write_text(json.dumps(event))


def _a_gigabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**30)


TROUBLES: dict[str, Callable[[Path], object]] = {
    "a directory": _directory,
    "a pipe": os.mkfifo,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path),
    "another version": _another_version,
    "foreign": lambda path: path.write_text("name,age\nsomebody,42\n"),
    "foreign JSON": lambda path: path.write_text('{"hello": 1}\n{"world": 2}\n'),
    "a gigabyte": _a_gigabyte,
    "binary": lambda path: path.write_bytes(os.urandom(1000)),
    "nested": lambda path: path.write_bytes(b"[" * 100_000),
    "of other types": lambda path: path.write_text('{"type":"open","run":5}\n{"type":"born"}\n'),
    "a huge number": lambda path: path.write_text(
        '{"type":"open","version":' + "9" * 5000 + "}\n\n"
    ),
}
NAMED = [name for name in TROUBLES if name != "a link to nowhere"]
NO_FILE = ("a directory", "a pipe", "a link to itself")


@pytest.mark.parametrize("name", TROUBLES)
def test_a_journal_that_cannot_be_used_stops_no_other(tmp_path: Path, name: str) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    call(transport, "POST", "/api_keys", json={"description": RUN, "apiKeyType": "INFERENCE"})
    transport.journal.close(keep=True)
    TROUBLES[name](tmp_path / "vc-00000000.jsonl")
    swept = server.sweep(tmp_path)
    assert swept.revoked == server.made
    assert len(swept.unreadable) == (name in NAMED)
    if name in NAMED:
        with pytest.raises(
            UndecidedError, match=r"vc-00000000\.jsonl cannot be used: .*may be left"
        ):
            swept.check()


@pytest.mark.parametrize("size", [0, 1, 20, 60])
def test_a_journal_that_was_cut_in_its_first_line_stands_for_nothing(
    tmp_path: Path, size: int
) -> None:
    """Its run died before it created anything, so it is taken away without a word."""
    Journal.start(tmp_path, run=RUN, base_url=BASE_URL, key=ADMIN).close(keep=True)
    path = journals(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:size])
    assert StandIn().sweep(tmp_path) == Swept()
    assert journals(tmp_path) == []


@pytest.mark.parametrize("name", NAMED)
def test_the_command_says_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """No file is a misuse, exit 2; a damaged one may have left keys, exit 3; no traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("VENICE_API_KEY", ADMIN)
    journal = tmp_path / "odd.jsonl"
    TROUBLES[name](journal)
    with serving(StandIn()) as server:
        code = run(["sweep", "--target", server.url, "--journal", str(journal)])
    said = capsys.readouterr().err
    assert code == (ExitCode.USAGE if name in NO_FILE else ExitCode.UNDECIDED)
    assert said.count("\n") == 1
    assert "odd.jsonl" in said
    assert "defect" not in said


def test_a_full_disk_stops_the_run_and_not_the_cleaning_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = StandIn()

    def use() -> None:
        with server.session(tmp_path) as session:
            for number in range(3):
                if number == 2:
                    monkeypatch.setattr(
                        "os.write", Mock(side_effect=OSError(28, "No space left on device"))
                    )
                call(session.transport, "POST", "/api_keys", json=session.harmless_body())

    with pytest.raises(UndecidedError, match="No space left on device"):
        use()
    monkeypatch.undo()
    assert len(server.made) == 2
    assert set(server.keys) == {server.own_id, server.stranger}
    assert journals(tmp_path) == []


def test_a_write_that_is_cut_short_counts_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, write = StandIn(), os.write
    with server.session(tmp_path) as session:
        call(session.transport, "GET", "/api_keys")
        monkeypatch.setattr("os.write", lambda descriptor, data: write(descriptor, data[:9]))
        with pytest.raises(UndecidedError, match="cannot be written any more"):
            call(session.transport, "POST", "/api_keys", json=session.harmless_body())
        monkeypatch.undo()
    assert server.made == []


def test_a_terminal_that_is_gone_does_not_stop_the_cleaning_up(tmp_path: Path) -> None:
    server = StandIn()

    def gone(*_: object) -> None:
        raise BrokenPipeError

    policy = Policy(on_wait=gone, on_note=gone)
    with server.session(tmp_path, policy) as session:
        call(session.transport, "POST", "/api_keys", json=session.harmless_body())
        answers = [httpx.Response(429, headers={"retry-after": "-1"})]
        server.before = lambda _: answers.pop() if answers else None
    assert server.time.waits
    assert set(server.keys) == {server.own_id, server.stranger}


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    server = StandIn()
    with (
        pytest.raises(UsageError, match="cannot be written"),
        server.session(tmp_path / "file" / "journal"),
    ):
        pass
    assert server.seen == []


def test_two_sweeps_at_once_do_each_key_once(tmp_path: Path) -> None:
    server = StandIn()
    journal = Journal.start(tmp_path, run=RUN, base_url=BASE_URL, key=ADMIN)
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(server.sweep(tmp_path).running))
    thread.start()
    thread.join()
    journal.close()
    assert found == [[f"{RUN}.jsonl"]]
