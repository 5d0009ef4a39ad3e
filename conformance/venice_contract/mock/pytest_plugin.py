"""A fixture for the tests of another project, in five lines; README shows them.

`venice_mock` is a mock that answers on 127.0.0.1; `venice_mock_options` may be overridden to
choose its rules, settings, clock or faults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.mock.serve import Mock, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def venice_mock_options() -> dict[str, Any]:
    """Options of the `Service` behind `venice_mock`; override it to change them."""
    return {}


@pytest.fixture
def venice_mock(venice_mock_options: dict[str, Any]) -> Iterator[Mock]:
    """A running mock with a state of its own: `base_url`, `admin_key`, `control_url`."""
    with running_mock(**venice_mock_options) as mock:
        yield mock
