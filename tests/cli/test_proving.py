"""The wallet from the command line: the own mock's, and one of the environment."""

import base64
import re
from pathlib import Path

import pytest
from venice_contract.errors import ExitCode
from venice_contract.live.wallet import VARIABLE, Wallet
from venice_contract.mock.serve import running_mock
from venice_contract.mock.settings import Settings

from tests.cli.conftest import Tool
from tests.live.test_wallet import ADDRESS, PRIVATE

KEY = "an-admin-key-of-a-test"


def test_the_plan_is_what_the_run_sends_and_no_command_takes_a_wallet(tool: Tool) -> None:
    (told,) = re.findall(r"^(\d+) requests", tool("drift", "--plan").out)
    assert f"\n{told} requests, " in tool("drift").out


def test_the_plan_with_a_wallet_is_told(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The own mock brings a wallet; another server has one only where the environment names it."""
    own = tool("drift", "--plan").out
    other = tool("drift", "--plan", "--target", "http://127.0.0.1:9").out
    assert "with a proof" in own
    assert "with a proof" not in other
    monkeypatch.setenv(VARIABLE, PRIVATE)
    assert "with a proof" in tool("drift", "--plan", "--target", "http://127.0.0.1:9").out


def test_a_wallet_of_the_environment_is_used_and_never_shown(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    monkeypatch.setenv(VARIABLE, f"0x{PRIVATE}")
    with running_mock(settings=Settings().unlimited(), admin_key=KEY) as mock:
        mock.service.store.set_wallet(ADDRESS.lower(), staked=True)
        ran = tool("drift", "--target", mock.base_url)
        left = mock.service.store.all_keys()
    assert ran.code == ExitCode.CONFORMS
    told = " ".join(ran.out.split())
    assert "2 left out: needs a challenge that only the service can make" in told
    assert "needs a wallet" not in ran.out
    assert [key.bootstrap for key in left] == [True]
    written = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    everything = b"\n".join([ran.out.encode(), ran.err.encode(), *written]).lower()
    assert PRIVATE.encode() not in everything
    assert base64.b64encode(bytes.fromhex(PRIVATE)).lower() not in everything


def test_what_is_no_key_of_a_wallet_ends_the_run_before_anything_is_sent(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    monkeypatch.setenv(VARIABLE, f"{PRIVATE}zz")
    ran = tool("drift", "--target", "http://127.0.0.1:9")
    assert ran.code == ExitCode.USAGE
    assert VARIABLE in ran.err
    assert PRIVATE not in ran.err + ran.out


def test_no_command_takes_a_wallet_as_an_argument(tool: Tool) -> None:
    """Other users of a machine can read its command lines."""
    for name in ("drift", "suite", "conform", "sweep"):
        assert "wallet" not in tool(name, "--help").out.lower()


def test_a_wallet_of_another_account_is_told_with_the_key_that_it_left(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    monkeypatch.setenv(VARIABLE, PRIVATE)
    monkeypatch.setattr(
        "venice_contract.drift.run.Inquiry.beyond", property(lambda self: self.asker.keys[:1])
    )
    with running_mock(settings=Settings().unlimited(), admin_key=KEY) as mock:
        ran = tool("drift", "--target", mock.base_url)
    assert ran.code == ExitCode.KEYS_LEFT
    assert "belongs to the wallet's account" in ran.err


def test_a_wallet_that_the_service_does_not_serve_decides_nothing(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    monkeypatch.setenv(VARIABLE, Wallet().secrets[0])
    with running_mock(settings=Settings().unlimited(), admin_key=KEY) as mock:
        ran = tool("drift", "--target", mock.base_url)
    assert ran.code == ExitCode.UNDECIDED
    assert "Wallet has no staked VVV on Base" in ran.out
