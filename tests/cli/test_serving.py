"""The command that serves the mock hands every flag to it."""

from pathlib import Path
from typing import Any

import pytest
from venice_contract.cli import serving
from venice_contract.errors import ExitCode
from venice_contract.mock.faults import CATALOGUE
from venice_contract.mock.serve import Mock

from tests.cli.conftest import Tool


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be served, told as ready at once."""
    calls: list[dict[str, Any]] = []

    def serve(service: Any, *, host: str, port: int, ready: Any) -> None:
        calls.append({"service": service, "host": host, "port": port})
        ready(Mock(f"http://{host}:{port}/api/v1", service.admin_key, "", service))
        service.close()

    monkeypatch.setattr(serving, "serve", serve)
    return calls


def test_faults_are_listed(tool: Tool) -> None:
    ran = tool("mock", "--faults")
    assert ran.code == ExitCode.CONFORMS
    assert all(name in ran.out for name in CATALOGUE)


def test_url_and_key_can_be_read_by_a_shell(
    tool: Tool, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key may come from the environment."""
    url = "VENICE_BASE_URL=http://127.0.0.1:0/api/v1\n"
    ran = tool("mock", "--port", "0", "--admin-key", "a-key-of-my-own")
    assert ran.out == f"{url}VENICE_API_KEY=a-key-of-my-own\n"
    monkeypatch.setenv("VENICE_MOCK_ADMIN_KEY", "from-the-environment")
    assert tool("mock", "--port", "0").out == f"{url}VENICE_API_KEY=from-the-environment\n"


def test_limits_and_faults_reach_the_service(
    tool: Tool, served: list[dict[str, Any]], place: Path
) -> None:
    flags = ["--creates-a-minute", "3", "--fault", "limit-usd-clamped", "--db", "state.db"]
    assert tool("mock", "--unlimited", *flags).code == ExitCode.CONFORMS
    (call,) = served
    assert call["service"].settings.creates_a_minute == 3
    assert (place / "state.db").exists()


@pytest.mark.parametrize(
    "flags", [["--fault", "nonsense"], ["--creates-a-minute", "0"], ["--port", "x"]]
)
def test_a_wrong_flag_is_usage(flags: list[str], tool: Tool, served: list[dict[str, Any]]) -> None:
    assert tool("mock", *flags).code == ExitCode.USAGE
    assert served == []
