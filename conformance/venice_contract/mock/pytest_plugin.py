"""Fixtures for the tests of another project; pytest finds them where the package is installed.

`venice_mock` is a mock that answers on 127.0.0.1; `venice_mock_options` may be overridden to
choose its rules, settings, clock or faults. `venice_server` is that mock too, or the server that
`--venice-target` names, for tests that can be run against either.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.mock.serve import Mock

KEY_VARIABLE = "VENICE_API_KEY"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is, and a key for it."""

    base_url: str
    key: str = field(repr=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--venice-target`."""
    parser.getgroup("venice").addoption(
        "--venice-target",
        default="mock",
        metavar="URL",
        help=f"the server of venice_server: mock (default), or a base URL, with {KEY_VARIABLE} set",
    )


@pytest.fixture
def venice_mock_options() -> dict[str, Any]:
    """Options of the `Service` behind `venice_mock`; override it to change them."""
    return {}


@pytest.fixture
def venice_mock(venice_mock_options: dict[str, Any]) -> Iterator[Mock]:
    """A running mock with a state of its own: `base_url`, `admin_key`, `control_url`."""
    from venice_contract.mock.serve import running_mock  # noqa: PLC0415 - not in every test run

    with running_mock(**venice_mock_options) as mock:
        yield mock


@pytest.fixture
def venice_server(request: pytest.FixtureRequest) -> Server:
    """The server to test against: `base_url` and `key`."""
    target = str(request.config.getoption("--venice-target"))
    if target == "mock":
        mock: Mock = request.getfixturevalue("venice_mock")
        return Server(mock.base_url, mock.admin_key)
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise pytest.UsageError(f"--venice-target needs a key of that server in {KEY_VARIABLE}.")
    return Server(target.rstrip("/"), key)
