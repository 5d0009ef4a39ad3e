"""What a run can say: statuses in their order, and data that any JSON encoder can write."""

import json
from dataclasses import FrozenInstanceError, asdict
from itertools import pairwise

import pytest
from venice_contract.verdict import Check, Place, Run, Status, Traffic, worst

from tests.report.conftest import finding

FINDING = finding()


def check(status: Status) -> Check:
    return Check("a", "a question", status, "createApiKey", "probe", findings=(FINDING,))


def test_statuses_are_ordered() -> None:
    labels = [status.label for status in sorted(Status)]
    known = ["not_run", "skipped", "passed", "expected_failure", "failed", "error"]
    assert labels == ["left_out", *known]
    assert all(low < high for low, high in pairwise(sorted(Status)))


def test_a_run_is_as_bad_as_its_worst_check() -> None:
    passed, failed, error = map(check, (Status.PASSED, Status.FAILED, Status.ERROR))
    assert Run((passed, failed, passed)).status is Status.FAILED
    assert Run((failed, error)).status is Status.ERROR
    assert Run((passed,)).status is Status.PASSED


def test_nothing_shown_is_an_error() -> None:
    assert Run(()).status is Status.ERROR
    assert worst(()) is Status.ERROR


def test_what_is_left_out_makes_a_run_neither_worse_nor_green() -> None:
    left, passed, failed = map(check, (Status.LEFT_OUT, Status.PASSED, Status.FAILED))
    assert Run((left, passed)).status is Status.PASSED
    assert Run((left, failed)).status is Status.FAILED
    assert Run((left, left)).status < Status.PASSED


def test_a_place_is_written_as_editors_take_it() -> None:
    assert (
        str(Place("openapi/api_keys.yaml", 403, 11, "/components")) == "openapi/api_keys.yaml:403"
    )


def test_a_run_is_made_of_json() -> None:
    written = json.dumps(asdict(Run((check(Status.FAILED),), Traffic(requests=3), {"seed": "0"})))
    read = json.loads(written)
    assert read["checks"][0]["findings"][0]["impact"] == "breaking"
    assert read["checks"][0]["status"] == Status.FAILED
    assert read["traffic"]["requests"] == 3


def test_what_was_said_stays_said() -> None:
    with pytest.raises(FrozenInstanceError):
        FINDING.confirmed = 3  # type: ignore[misc] # that is the point
