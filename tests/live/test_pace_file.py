"""Tests of sharing the budgets between runs."""

import os
import stat
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest
from venice_contract.errors import BudgetError, UsageError
from venice_contract.live.guard import canonical
from venice_contract.live.pace_file import LONGEST_TURN, PaceFile, state_directory
from venice_contract.live.pacing import MARGIN, Limits, Pacer, Tally, Wait
from venice_contract.live.session import Policy, open_session

from tests.live.stand_in import BASE_URL, BEGAN, StandIn, Time, ask, call


def _pacer(time: Time, directory: Path, limits: Limits | None = None) -> Pacer:
    memory = PaceFile([directory], BASE_URL)
    return Pacer(time, limits=limits, memory=memory)


def test_runs_that_follow_one_another_share_the_windows(tmp_path: Path) -> None:
    time = Time()
    for _ in range(2):
        pacer = _pacer(time, tmp_path, Limits(creates=3))
        for _ in range(2):
            ask(pacer, create=True)
    assert time.waits == [pytest.approx(60 + MARGIN)]
    time.waits.clear()
    for _ in range(2):
        pacer = _pacer(time, tmp_path, Limits(failures=50))
        for _ in range(30):
            ask(pacer, 400)
    assert time.waits == [pytest.approx(30 + MARGIN)]


def test_a_wait_that_the_service_asked_for_is_shared(tmp_path: Path) -> None:
    time = Time()
    ask(_pacer(time, tmp_path), 429, {"retry-after": "25"})
    _pacer(time, tmp_path).before()
    assert time.waits == [pytest.approx(25 + MARGIN)]


def test_runs_at_once_take_turns(tmp_path: Path) -> None:
    time, order = Time(), list[str]()
    first, second = _pacer(time, tmp_path), _pacer(time, tmp_path)

    def other() -> None:
        with second.turn() as answered:
            order.append("second")
            answered(200, {})

    with first.turn() as answered:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.05)
        order.append("first")
        answered(200, {})
    thread.join()
    assert order == ["first", "second"]


def test_a_run_that_is_suspended_holds_others_up_no_longer_than_an_exchange(tmp_path: Path) -> None:
    """Whoever waits says for which process and until when, and gives up with one sentence."""
    time, told = Time(), list[Wait]()
    suspended = PaceFile([tmp_path], BASE_URL)
    suspended.hold()
    memory = PaceFile([tmp_path], BASE_URL, wait=time.wait, now=time.now, on_wait=told.append)
    pacer = Pacer(time, memory=memory)
    with pytest.raises(BudgetError, match=rf"Process {os.getpid()}, .*`kill -CONT {os.getpid()}`"):
        pacer.before()
    assert time.at - BEGAN == pytest.approx(LONGEST_TURN, abs=1.0)
    assert len(told) == 1
    assert f"for process {os.getpid()}, another run" in str(told[0])
    pacer.before(cleanup=True)
    assert time.at - BEGAN == pytest.approx(LONGEST_TURN, abs=1.0)
    suspended.let_go()
    pacer.before()


def test_a_turn_that_goes_round_is_waited_for(tmp_path: Path) -> None:
    time = Time()
    busy = PaceFile([tmp_path], BASE_URL)
    busy.hold()

    def wait(seconds: float) -> None:
        time.wait(seconds * 1000)
        if len(time.waits) == 10:
            busy.let_go()
        else:
            os.utime(busy.path, ns=(len(time.waits), len(time.waits)))

    PaceFile([tmp_path], BASE_URL, wait=wait, now=time.now).hold()
    assert time.at - BEGAN > LONGEST_TURN


def test_a_wait_says_what_for_and_until_when(tmp_path: Path) -> None:
    time, told = Time(), list[Wait]()
    other, memory = _pacer(time, tmp_path), PaceFile([tmp_path], BASE_URL)
    pacer = Pacer(time, memory=memory, on_wait=told.append)
    for one, creates in ((other, 19), (pacer, 1)):
        time.at += 1.0
        for _ in range(creates):
            ask(one, create=True)
    pacer.before(create=True)
    whose = "of which 19 were of other runs"
    room = "for room among the 20 creations that the service allows in 60 s"
    assert [*map(str, told)] == [f"waiting 59 s, until 00:01:01 UTC, {room}, {whose}"]


def test_a_lost_answer_counts_as_all_it_may_have_been(tmp_path: Path) -> None:
    pacer = _pacer(Time(), tmp_path)

    def lose() -> None:
        with pacer.turn(create=True):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lose()
    memory = PaceFile([tmp_path], BASE_URL)
    tally = memory.hold()
    assert (len(tally.creates), len(tally.failures)) == (1, 1)
    memory.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"more": 1}'])
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: str) -> None:
    """A torn file is no reason to stop, and is private like the rest."""
    memory = PaceFile([tmp_path], BASE_URL)
    memory.path.write_text(content)
    assert memory.hold() == Tally()
    memory.let_go(Tally(failures=[float(n) for n in range(1000)]))
    assert len(memory.hold().failures) == 64
    memory.let_go()
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600
    memory.close()


def test_files_that_nobody_uses_any_more_go(tmp_path: Path) -> None:
    old, new = tmp_path / "pace-old.json", tmp_path / "pace-new.json"
    for path in (old, new):
        path.write_text("{}")
    os.utime(old, (BEGAN - 10 * 86_400, BEGAN - 10 * 86_400))
    memory = PaceFile([tmp_path], BASE_URL)
    memory.close()
    assert sorted(tmp_path.iterdir()) == sorted([memory.path, new])


def test_moments_in_the_future_hold_nobody_up(tmp_path: Path) -> None:
    """After the machine's clock was set back, the moments of before do not count."""
    time = Time()
    memory = PaceFile([tmp_path], BASE_URL)
    memory.hold()
    memory.let_go(Tally(failures=[time.at + 3600] * 30))
    memory.close()
    _pacer(time, tmp_path).before()
    assert time.waits == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        PaceFile([tmp_path / "file"], BASE_URL)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://127.0.0.1:8080/api/v1/",
        "http://LOCALHOST:8080/api/v1",
        "HTTP://localhost.:8080//api/v1",
        "http://[::1]:8080/api/v1",
    ],
)
def test_spellings_of_one_server_share_one_budget(spelling: str) -> None:
    assert canonical(spelling) == canonical("http://localhost:8080/api/v1")
    assert canonical(spelling) != canonical("http://localhost:8081/api/v1")
    assert canonical("https://keys.example:443") == canonical("https://Keys.Example/")


def test_checkouts_share_the_users_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    server = StandIn()
    policy = Policy(limits=Limits(failures=3, surprises=0))
    for checkout in ("one", "two"):
        (tmp_path / checkout).mkdir()
        monkeypatch.chdir(tmp_path / checkout)
        with open_session(server.server(), policy=policy, clock=server.time) as session:
            for _ in range(2):
                call(session.transport, "POST", "/api_keys", content=b"{}")
    assert server.time.waits == [pytest.approx(30 + MARGIN)]
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["venice-contract"]


def test_where_the_users_place_cannot_be_written_the_checkout_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = PaceFile([tmp_path / "file", tmp_path / "checkout"], BASE_URL)
    assert memory.path.parent == tmp_path / "checkout"
    memory.close()


@pytest.mark.parametrize(
    ("environment", "place"),
    [
        ({"XDG_STATE_HOME": "/state", "HOME": "/h/a"}, Path("/state/venice-contract")),
        ({"XDG_STATE_HOME": "x", "HOME": "/h/a"}, Path("/h/a/.local/state/venice-contract")),
        ({}, None),
    ],
)
def test_the_users_place_is_where_programs_keep_state(
    environment: dict[str, str], place: Path | None
) -> None:
    assert state_directory(environment) == place


def test_a_wild_wait_binds_no_later_run(tmp_path: Path) -> None:
    """Told to wait for an hour, a run ends; a later one waits two minutes and asks again."""
    time = Time()
    ask(_pacer(time, tmp_path), 429, {"retry-after": "3600"})
    _pacer(time, tmp_path).before()
    assert sum(time.waits) == pytest.approx(120, abs=1)


def test_a_disk_that_is_full_leaves_the_run_with_its_own_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    pacer = _pacer(time, tmp_path, Limits(creates=1))

    monkeypatch.setattr("os.pwrite", Mock(side_effect=OSError(28, "No space left on device")))
    for _ in range(2):
        ask(pacer, create=True)
    assert time.waits == [pytest.approx(60 + MARGIN)]
