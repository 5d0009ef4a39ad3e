"""The contract of the repository, and a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from venice_contract.contract.document import Document, load
from venice_contract.contract.moment import Moment

FRAGMENT = Path(__file__).parents[2] / "openapi" / "api_keys.yaml"


@pytest.fixture(scope="session")
def contract() -> Document:
    """The fragment as it stands."""
    return load(FRAGMENT)


@pytest.fixture
def moment() -> Moment:
    """A moment at which server and questions stand, whatever the wall says."""
    return Moment(datetime(2026, 11, 24, 12, tzinfo=UTC), "vc-00000001")
