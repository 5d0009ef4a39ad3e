"""The examples of the guide and of the package's README run as they stand, against the mock."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import venice_api_keys as api
from venice_contract.mock.service import Service
from venice_contract.mock.transport import InProcessTransport

from tests.client.conftest import GENERATED

ROOT = GENERATED.parent
METHODS = ["api_keys.create", "api_keys.list", "api_keys.get", "api_keys.update"]
METHODS += [
    "api_keys.delete",
    "rate_limits.get",
    "rate_limits.log",
    "wallet.token",
    "wallet.create",
]


def blocks(path: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def environment(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every client that is made from the environment to the mock."""
    monkeypatch.setenv("VENICE_API_KEY", service.admin_key)
    monkeypatch.delenv("VENICE_BASE_URL", raising=False)
    transport = InProcessTransport(service)
    made = httpx.Client(transport=transport)
    monkeypatch.setattr(api.Client, "http_client", property(lambda _: made))


@pytest.mark.usefixtures("environment")
def test_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    for block in blocks(ROOT / "docs" / "guides" / "client.md"):
        exec(compile(block, "client.md", "exec"), space)  # noqa: S102 - our own document
    said = capsys.readouterr().out
    assert "new: FORTNIGHT" in said
    assert space["secret"] not in said


@pytest.mark.usefixtures("environment")
def test_the_first_block_of_the_readme_runs() -> None:
    """The first lines that a user reads work as they stand, in under 20 lines."""
    block = blocks(GENERATED / "README.md")[0]
    assert len(block.splitlines()) < 20
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own document


def test_every_operation_has_an_example() -> None:
    text = "".join(blocks(ROOT / "docs" / "guides" / "client.md"))
    for method in METHODS:
        assert f"client.{method}(" in text
