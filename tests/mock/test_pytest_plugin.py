"""The fixtures for other projects are there without a word, wherever the package is installed."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from venice_contract.mock import pytest_plugin
from venice_contract.mock.pytest_plugin import Server
from venice_contract.mock.serve import Mock


@pytest.fixture
def venice_mock_options() -> dict[str, Any]:
    """Arm a fault."""
    return {"faults": ["limit-stringified"]}


def test_the_fixtures_give_a_running_mock_unless_another_is_named(
    venice_mock: Mock, venice_server: Server
) -> None:
    """The mock has the options that a project overrides."""
    key = {"authorization": f"Bearer {venice_mock.admin_key}"}
    answer = httpx.get(venice_mock.base_url + "/api_keys", headers=key)
    assert answer.json()["object"] == "list"
    assert venice_mock.service.faults.names == ["limit-stringified"]
    assert (venice_server.base_url, venice_server.key) == (
        venice_mock.base_url,
        venice_mock.admin_key,
    )
    assert venice_server.key not in repr(venice_server)


def named(target: str) -> Server:
    request: Any = SimpleNamespace(config=SimpleNamespace(getoption=lambda _: target))
    return pytest_plugin.venice_server.__wrapped__(request)  # type: ignore[attr-defined,no-any-return] # pytest's


def test_a_server_that_is_named_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENICE_API_KEY", " some-key\n")
    assert named("https://example.org/api/v1/").base_url == "https://example.org/api/v1"
    assert named("https://example.org").key == "some-key"
    monkeypatch.delenv("VENICE_API_KEY")
    with pytest.raises(pytest.UsageError, match="VENICE_API_KEY"):
        named("https://example.org")
