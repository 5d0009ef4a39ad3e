"""The contract of the repository, and a fixed moment."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from venice_contract.contract.reading.document import Document, load
from venice_contract.contract.values.moment import Moment
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import Outcome, Scored
from venice_contract.verdict import Status

FRAGMENT = Path(__file__).parents[2] / "openapi" / "api_keys.yaml"


@pytest.fixture(scope="session")
def contract() -> Document:
    return load(FRAGMENT)


@pytest.fixture(scope="session")
def moment() -> Moment:
    """A moment at which server and questions stand, whatever the wall says."""
    return Moment(datetime(2026, 11, 24, 12, tzinfo=UTC), "vc-00000001")


@pytest.fixture(scope="session")
def scored(contract: Document, moment: Moment) -> Scored:
    return Scored(contract, moment)


@pytest.fixture(scope="session")
def known(scored: Scored) -> dict[str, Mutant]:
    return {mutant.name: mutant for mutant in scored.mutants()}


@pytest.fixture
def plain() -> Outcome:
    """The outcome of a mutant that was killed and whose loop closes."""
    return Outcome("one", "enum-drop", "request", "", 1, Status.FAILED, ("x",), True, 60, 9, 20)
