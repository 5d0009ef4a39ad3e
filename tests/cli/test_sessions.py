"""Flags become a session with the right server; sweeping asks for nothing where nothing is left."""

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from venice_contract.cli import options, sessions
from venice_contract.cli.sessions import Flags, opened
from venice_contract.errors import ExitCode
from venice_contract.live.guard import Intention
from venice_contract.live.pacing import Wait

from tests.cli.conftest import Tool

NOTHING = Intention(0, 0, 0, 0.0)


def flags(target: str = "mock", *, consent: bool = False) -> Flags:
    return Flags(target, consent=consent)


def test_target_and_consent_are_given_by_flag_or_environment(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that stands in the environment, for `make live`, leads no other command away."""
    monkeypatch.setenv("VENICE_BASE_URL", "https://one.example")
    assert flags().base_url == ""
    assert flags("https://two.example").base_url == "https://two.example"
    assert not flags().agreed
    assert flags(consent=True).agreed
    monkeypatch.setenv("VENICE_I_OWN_THIS_ACCOUNT", "1")
    assert flags().agreed


def test_the_own_mock_is_started_and_stopped(place: Path) -> None:
    with opened(flags(), options.contract(options.fragment_here()), lambda: NOTHING) as server:
        assert server.own
        assert server.base_url.startswith("http://127.0.0.1:")
        assert server.key not in repr(server)
        url = server.base_url + "/api_keys"
        assert httpx.get(url).status_code == 402
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_key_is_never_an_option(tool: Tool) -> None:
    """No command that judges takes the key as an argument, where others could read it."""
    for name in ("drift", "suite", "conform", "sweep"):
        assert not re.search(r"--(?:admin-)?key\b", tool(name, "--help").out)


def test_a_wait_says_how_long_and_until_when() -> None:
    end = datetime(2026, 11, 25, 10, 0, 15, tzinfo=UTC).timestamp()
    said: list[str] = []
    tell = sessions._teller(said.append)
    tell(Wait(0.5, end, "for room"))
    tell(Wait(30.0, end, "for room"))
    assert said == ["  waiting 30 s, until 10:00:15 UTC, for room"]


def test_nothing_left_is_nothing_to_do(tool: Tool) -> None:
    assert tool("sweep").code == ExitCode.CONFORMS
    assert "nothing to sweep" in tool("sweep").out


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("nowhere.jsonl", "vc-key-of-a-test", "nowhere.jsonl: there is no such journal."),
        (".", "vc-key-of-a-test", ".: there is no such journal."),
        ("old.jsonl", "", "VENICE_API_KEY"),
    ],
)
def test_a_journal_is_swept_if_it_is_there_and_with_a_key(
    name: str, key: str, says: str, tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt name is told; it never means that nothing was left behind."""
    (place / "old.jsonl").write_text("")
    if key:
        monkeypatch.setenv("VENICE_API_KEY", key)
    ran = tool("sweep", "--journal", name, "--target", "http://127.0.0.1:9")
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert says in ran.err
