"""What a run can say: statuses in their order, and data that any JSON encoder can write."""

import json
from dataclasses import FrozenInstanceError, asdict
from itertools import pairwise

import pytest
from venice_contract.verdict import Check, Place, Run, Status, Traffic, worst

from tests.report.conftest import finding

FINDING = finding()


def check(status: Status) -> Check:
    """Return a check that ended in a status."""
    return Check("a", "a question", status, "createApiKey", "probe", findings=(FINDING,))


def test_statuses_are_ordered() -> None:
    """From left out to error each status is worse than the one before."""
    labels = [status.label for status in sorted(Status)]
    known = ["not_run", "skipped", "passed", "expected_failure", "failed", "error"]
    assert labels == ["left_out", *known]
    assert all(low < high for low, high in pairwise(sorted(Status)))


def test_a_run_is_as_bad_as_its_worst_check() -> None:
    """One failure among passes is a failure, one error among failures is an error."""
    passed, failed, error = map(check, (Status.PASSED, Status.FAILED, Status.ERROR))
    assert Run((passed, failed, passed)).status is Status.FAILED
    assert Run((failed, error)).status is Status.ERROR
    assert Run((passed,)).status is Status.PASSED


def test_nothing_shown_is_an_error() -> None:
    """A run without checks has shown nothing, and cannot pass."""
    assert Run(()).status is Status.ERROR
    assert worst(()) is Status.ERROR


def test_what_is_left_out_makes_a_run_neither_worse_nor_green() -> None:
    """A left-out check hides behind any other, and alone it has shown nothing."""
    left, passed, failed = map(check, (Status.LEFT_OUT, Status.PASSED, Status.FAILED))
    assert Run((left, passed)).status is Status.PASSED
    assert Run((left, failed)).status is Status.FAILED
    assert Run((left, left)).status < Status.PASSED


def test_a_place_is_written_as_editors_take_it() -> None:
    """A place is file and line, which a terminal makes a link of."""
    assert (
        str(Place("openapi/api_keys.yaml", 403, 11, "/components")) == "openapi/api_keys.yaml:403"
    )


def test_a_run_is_made_of_json() -> None:
    """As a dictionary a run can be written by any JSON encoder."""
    written = json.dumps(asdict(Run((check(Status.FAILED),), Traffic(requests=3), {"seed": "0"})))
    read = json.loads(written)
    assert read["checks"][0]["findings"][0]["impact"] == "breaking"
    assert read["checks"][0]["status"] == Status.FAILED
    assert read["traffic"]["requests"] == 3


def test_what_was_said_stays_said() -> None:
    """Findings, checks and runs cannot be changed after the fact."""
    with pytest.raises(FrozenInstanceError):
        FINDING.confirmed = 3  # type: ignore[misc] # that is the point
