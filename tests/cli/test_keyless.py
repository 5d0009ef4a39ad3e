"""The verdict without an account, from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.errors import ExitCode
from venice_contract.live.guard import KEYLESS_FLAG, KEYLESS_VARIABLE
from venice_contract.report.outline import coverage
from venice_contract.report.record import read_record

from tests.cli.conftest import Ran, Tool, command, workplace
from tests.drift.keyless.rig import MINT_PATH, Watched, minting, mock, without_lifetime

VENDOR = "https://api.venice.ai/api/v1"
LOCAL = "http://127.0.0.1:9/api/v1"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """One verdict without an account against the own mock."""
    with workplace(tmp_path_factory.mktemp("keyless") / "place") as folder:
        ran = command("drift", "--keyless")
    return folder, ran


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[httpx.BaseTransport], None]:
    def put(server: httpx.BaseTransport) -> None:
        def handle(_: Any, request: httpx.Request) -> httpx.Response:
            url = request.url.copy_with(scheme="http", host="127.0.0.1", port=None)
            head, body = request.headers, request.read()
            return server.handle_request(
                httpx.Request(request.method, url, headers=head, content=body)
            )

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)

    return put


def test_an_honest_mock_conforms_and_says_how_much_was_watched(honest: tuple[Path, Ran]) -> None:
    folder, ran = honest
    assert ran.code == ExitCode.CONFORMS
    assert "The server keeps what was watched of the contract" in ran.out
    run = read_record(folder / "reports" / "run.jsonl")
    assert "% of the contract, without an account, assuming that the service" in coverage(run)
    assert "needs an account" in coverage(run)
    assert run.traffic.creates == 0


@pytest.mark.parametrize("name", ["run.html", "summary.md", "junit.xml"])
def test_every_report_says_what_was_assumed(honest: tuple[Path, Ran], name: str) -> None:
    folder, _ = honest
    assert "assuming that the service" in (folder / "reports" / name).read_text("utf-8")


def test_the_plan_sends_nothing(tool: Tool) -> None:
    ran = tool("drift", "--keyless", "--plan")
    assert ran.code == ExitCode.CONFORMS
    assert "requests, all but one of them to be refused, and no key" in ran.out


def test_the_vendors_host_needs_consent_of_its_own(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word for one's own account is not the word for this, and no key is looked for."""
    monkeypatch.setenv("VENICE_I_OWN_THIS_ACCOUNT", "1")
    ran = tool("drift", "--keyless", "--target", VENDOR, "--i-own-this-account")
    assert ran.code == ExitCode.USAGE
    assert KEYLESS_FLAG in ran.err
    assert "VENICE_API_KEY" not in ran.err


@pytest.mark.parametrize("by_flag", [True, False])
def test_consent_is_given_by_flag_or_environment(
    tool: Tool,
    at: Callable[[httpx.BaseTransport], None],
    monkeypatch: pytest.MonkeyPatch,
    by_flag: bool,
) -> None:
    server = Watched(mock())
    at(server)
    monkeypatch.setenv("VENICE_API_KEY", "an-admin-key-of-a-test")
    monkeypatch.setenv(KEYLESS_VARIABLE, "" if by_flag else "1")
    flags = [KEYLESS_FLAG] if by_flag else []
    ran = tool("drift", "--keyless", "--target", VENDOR, *flags)
    assert ran.code == ExitCode.CONFORMS
    assert not any("authorization" in one.headers for one in server.seen)


def test_a_server_that_verifies_first_is_undecided(
    tool: Tool, at: Callable[[httpx.BaseTransport], None]
) -> None:
    at(Watched(mock(), lambda _: httpx.Response(400, json={"error": "JWT is malformed"})))
    ran = tool("drift", "--keyless", "--target", LOCAL)
    assert ran.code == ExitCode.UNDECIDED
    (said,) = ran.said
    assert "a wrong field is refused as a false proof is" in said


def test_a_key_that_a_server_made_and_that_is_left_ends_with_its_own_code(
    tool: Tool, at: Callable[[httpx.BaseTransport], None]
) -> None:
    server = minting("INFERENCE")
    at(server)
    ran = tool("drift", "--keyless", "--target", LOCAL)
    assert ran.code == ExitCode.KEYS_LEFT
    assert "An operation makes a key for a false proof" in ran.out
    assert "made without an account" in ran.err
    assert [one.url.path.endswith(MINT_PATH) for one in server.seen] == [True, False]


def test_write_edits_the_contract(
    tool: Tool, at: Callable[[httpx.BaseTransport], None], place: Path
) -> None:
    at(mock(without_lifetime()))
    ran = tool("drift", "--keyless", "--write", "--target", LOCAL)
    assert ran.code == ExitCode.DRIFT
    assert "POST /api_keys and PATCH /api_keys share the schema" in " ".join(ran.out.split())
    assert "- LIFETIME" not in (place / "openapi" / "api_keys.yaml").read_text("utf-8")
    assert """"token": "'"${TOKEN:?of a fresh proof}"'\"""" in ran.out
    assert "masked" not in ran.out
