"""Tests of the badge: a verdict, how old it is, and nothing that acts."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from venice_contract.report.badge import endpoint, image, message
from venice_contract.verdict import Impact, Run, Status, Traffic

from .conftest import HOSTILE, check, finding

STARTED = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "age"),
    [
        (timedelta(seconds=59), "2026-11-24"),
        (timedelta(hours=23), "2026-11-24"),
        (timedelta(days=1), "2026-11-24, 1 day old"),
        (timedelta(days=3, hours=5), "2026-11-24, 3 days old"),
    ],
)
def test_a_verdict_has_an_age(passing: Run, later: timedelta, age: str) -> None:
    assert message(passing, STARTED + later) == f"kept, {age}"


def test_what_moved_is_counted() -> None:
    breaking = check("a", Status.FAILED, findings=(finding(),))
    additive = check("b", Status.FAILED, findings=(finding(kind="x", impact=Impact.ADDITIVE),))
    assert message(Run((breaking, additive)), STARTED) == "1 breaking"
    assert message(Run((additive,)), STARTED) == "1 moved"


@pytest.mark.parametrize("status", [Status.ERROR, Status.SKIPPED, Status.LEFT_OUT, Status.NOT_RUN])
def test_what_was_not_decided_is_no_success(status: Status) -> None:
    run = Run((check("a", status),))
    data = json.loads(endpoint(run, STARTED))
    assert (data["message"], data["isError"]) == ("undecided", True)


def test_a_verdict_tells_keys_left_behind_and_no_hostile_time(passing: Run) -> None:
    assert message(replace(passing, traffic=Traffic(left_behind=1)), STARTED).startswith(
        "keys left"
    )
    run = replace(passing, facts={"started": HOSTILE[:500]})
    assert message(run, STARTED) == "kept"


def test_the_endpoint_and_the_image_are_what_others_read(passing: Run) -> None:
    data = json.loads(endpoint(passing, STARTED))
    assert data["schemaVersion"] == 1
    assert (data["label"], data["isError"]) == ("contract", False)
    assert data["color"].startswith("#")
    root = ET.fromstring(image(passing, STARTED))  # noqa: S314 - we wrote it
    assert root.attrib["aria-label"] == "contract: kept, 2026-11-24"
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {
        *("svg", "title", "rect", "path", "g", "text")
    }
