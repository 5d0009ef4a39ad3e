"""The fixture for other projects works in five lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from venice_contract.mock.serve import Mock

from venice_contract.mock.pytest_plugin import venice_mock

__all__ = ["venice_mock"]


@pytest.fixture
def venice_mock_options() -> dict[str, Any]:
    """Arm a fault."""
    return {"faults": ["limit-stringified"]}


def test_fixture(venice_mock: Mock) -> None:
    """The fixture gives a running mock, under the options that a project overrides."""
    key = {"authorization": f"Bearer {venice_mock.admin_key}"}
    answer = httpx.get(venice_mock.base_url + "/api_keys", headers=key)
    assert answer.json()["object"] == "list"
    assert venice_mock.service.faults.names == ["limit-stringified"]
