"""Tests of sweeping up after runs that died, at every step that a run can die in."""

import itertools
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from venice_contract.live.cleanup import Cleaner, Swept, leftovers, sweep
from venice_contract.live.journal import Journal, journals
from venice_contract.live.pacing import Pacer
from venice_contract.live.register import harmless_body
from venice_contract.live.secrets import Secrets

from tests.live.stand_in import ADMIN, BASE_URL, BEGAN, RUN, StandIn, call, guarded


class KilledError(BaseException):
    """The process dies here: nothing below may catch it and go on."""


class Reaper:
    """Kills at the step of the given number; counts the steps otherwise."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, _name: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise KilledError

    def around(self, server: StandIn) -> None:
        """Make every request's arrival and departure a step, too."""
        server.before = lambda _: self.step("arrives")

        def leaves(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
            self.step("leaves")
            return answer

        server.after = leaves


def _sweep(server: StandIn, directory: Path, step: Callable[[str], None] = lambda _: None) -> Swept:
    paths, pacer = journals(directory), Pacer(server.time)
    return sweep(paths, server.server(), secrets=Secrets(), pacer=pacer, step=step)


def _run(server: StandIn, directory: Path, reaper: Reaper) -> None:
    """Do what a run does: create, change, delete, be refused, clean up; or die in between."""
    transport = None
    try:
        transport = guarded(server, directory, step=reaper.step, listed=False)
        call(transport, "GET", "/api_keys")
        made = []
        for number in range(3):
            body = harmless_body(RUN, number, BEGAN)
            made.append(call(transport, "POST", "/api_keys", json=body).json()["data"]["id"])
        call(transport, "POST", "/api_keys", json={"apiKeyType": "x"})
        call(transport, "PATCH", "/api_keys", json={"id": made[0], "description": f"{RUN}-0"})
        call(transport, "DELETE", "/api_keys", params={"id": made[1]})
        Cleaner(transport).finish()
        transport.journal.close()
    except KilledError:
        if transport is not None:  # the kernel lets go of a dead process's lock
            transport.journal.close(keep=True)


def test_death_at_any_step_of_a_run_leaves_nothing_after_the_sweep(tmp_path: Path) -> None:
    died = 0
    for at in itertools.count(1):
        server, reaper = StandIn(), Reaper(at)
        reaper.around(server)
        _run(server, tmp_path / str(at), reaper)
        if reaper.left > 0:
            break
        died += 1
        server.calm()
        assert not _sweep(server, tmp_path / str(at)).left
        assert set(server.keys) == {server.own_id, server.stranger}
        assert journals(tmp_path / str(at)) == []
    assert died > 40


def test_death_at_any_step_of_a_sweep_is_mended_by_the_next(tmp_path: Path) -> None:
    died = 0
    for at in itertools.count(1):
        server, directory = StandIn(), tmp_path / str(at)
        _run_without_end(server, directory)
        reaper = Reaper(at)
        reaper.around(server)
        try:
            _sweep(server, directory, reaper.step)
        except KilledError:
            died += 1
        server.calm()
        assert not _sweep(server, directory).left
        assert set(server.keys) == {server.own_id, server.stranger}
        assert journals(directory) == []
        if reaper.left > 0:
            break
    assert died > 10


def _run_without_end(server: StandIn, directory: Path) -> None:
    """Leave three keys behind, of one of which the answer was lost."""
    transport = guarded(server, directory)
    for number in range(3):
        if number == 2:
            server.lose("POST")
        try:
            call(transport, "POST", "/api_keys", json=harmless_body(RUN, number, BEGAN))
        except httpx.ReadError:
            server.calm()
    transport.journal.close(keep=True)


def test_a_running_run_is_left_alone(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    call(transport, "POST", "/api_keys", json=harmless_body(RUN, 1, BEGAN))
    swept = _sweep(server, tmp_path)
    assert swept.running == [f"{RUN}.jsonl"]
    assert len(server.keys) == 3
    assert leftovers(tmp_path, server.server()) == []
    transport.journal.close(keep=True)
    assert leftovers(tmp_path, server.server()) == [tmp_path / f"{RUN}.jsonl"]


def test_journals_of_other_servers_are_left_alone(tmp_path: Path) -> None:
    Journal.start(tmp_path, run=RUN, base_url="https://other.example", key=ADMIN).close(keep=True)
    server = StandIn()
    swept = _sweep(server, tmp_path)
    assert swept.elsewhere == [f"{RUN}.jsonl: https://other.example"]
    assert server.seen == []
    assert leftovers(tmp_path, server.server()) == []
    assert len(journals(tmp_path)) == 1


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    call(transport, "POST", "/api_keys", json=harmless_body(RUN, 1, BEGAN))
    other = server.put(description="vc-ffffffff-1")["id"]
    assert Cleaner(transport).finish().revoked == server.made
    assert other in server.keys


def test_an_empty_journal_is_taken_away(tmp_path: Path) -> None:
    """A journal whose writer died before its first line stands for nothing."""
    (tmp_path / f"{RUN}.jsonl").write_bytes(b"")
    server = StandIn()
    assert _sweep(server, tmp_path) == Swept()
    assert journals(tmp_path) == []


def test_what_cannot_be_revoked_keeps_its_journal(tmp_path: Path) -> None:
    server = StandIn()
    _run_without_end(server, tmp_path)
    server.before = lambda request: httpx.Response(403) if request.method == "DELETE" else None
    assert len(_sweep(server, tmp_path).left) == 3
    assert len(journals(tmp_path)) == 1
    server.calm()
    assert len(_sweep(server, tmp_path).revoked) == 3
    assert journals(tmp_path) == []


@pytest.mark.parametrize("base_url", [BASE_URL, f"{BASE_URL}/"])
def test_a_trailing_slash_makes_no_other_server(tmp_path: Path, base_url: str) -> None:
    Journal.start(tmp_path, run=RUN, base_url=base_url, key=ADMIN).close(keep=True)
    assert not _sweep(StandIn(), tmp_path).elsewhere
