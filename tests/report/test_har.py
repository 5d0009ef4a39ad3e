"""Tests of the traffic as HAR 1.2, against a schema of what the format requires."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from venice_contract.errors import UsageError
from venice_contract.report.har import render
from venice_contract.verdict import Exchange, Messages, Run

from .sarif_schema import TEXT
from .sarif_schema import members as closed


def members(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the schema of an object that has these members, and may have a comment."""
    return closed(required, **optional, comment=TEXT)


SIZE = {"type": "integer", "minimum": -1}
SPAN = {"type": "number", "minimum": -1}
PAIRS = {"type": "array", "items": members({"name": TEXT, "value": TEXT})}
ADDRESS = {"type": "string", "pattern": "^https?://"}
MESSAGE = {
    "httpVersion": TEXT,
    "cookies": {"type": "array"},
    "headers": PAIRS,
    "headersSize": SIZE,
    "bodySize": SIZE,
}
REQUEST = members(
    {"method": TEXT, "url": ADDRESS, "queryString": PAIRS, **MESSAGE},
    postData=members({"mimeType": TEXT, "text": TEXT}, params={"type": "array"}),
)
RESPONSE = members(
    {
        "status": {"type": "integer"},
        "statusText": TEXT,
        "content": members({"size": SIZE, "mimeType": TEXT}, text=TEXT),
        "redirectURL": TEXT,
        **MESSAGE,
    }
)
STAMP = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$"
ENTRY = members(
    {
        "startedDateTime": {"type": "string", "pattern": STAMP},
        "time": {"type": "number", "minimum": 0},
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": members({"send": SPAN, "wait": SPAN, "receive": SPAN}, blocked=SPAN),
    }
)
LOG = members(
    {
        "version": {"const": "1.2"},
        "creator": members({"name": TEXT, "version": TEXT}),
        "entries": {"type": "array", "items": ENTRY},
    }
)
ARCHIVE = jsonschema_rs.validator_for(members({"log": LOG}))
"""HAR 1.2 as its specification lists the members, closed to what it does not list."""

READ = Messages(
    url="http://127.0.0.1:1/api/v1/api_keys?id=a%20b&id=",
    sent_headers=(("accept", "application/json"), ("authorization", "Bearer [masked]")),
    headers=(("content-type", "application/json"),),
    body='{"data":[]}',
    left_out="what does not name a key of this run is left out of the list",
)
CREATE = Messages(
    url="http://127.0.0.1:1/api/v1/api_keys",
    sent_headers=(("content-type", "application/json"),),
    sent='{"description":"\\ud800é"}',
)
TRAFFIC = (
    Exchange(1.5, 0.25, 1.0, "GET", "/api_keys", 200, READ),
    Exchange(2.0, 30.0, 0.0, "POST", "/api_keys", 0, CREATE),
    Exchange(33.0, 0.1, 0.0, "GET", "/api_keys", 599, replace(READ, headers=(), body="")),
)


def entries(run: Run, exchanges: Sequence[Exchange] = TRAFFIC) -> list[dict[str, Any]]:
    """Return the entries of the archive of a run with this traffic, which keeps to the schema."""
    archive = json.loads(render(replace(run, exchanges=tuple(exchanges))))
    ARCHIVE.validate(archive)
    found: list[dict[str, Any]] = archive["log"]["entries"]
    return found


def test_an_exchange_is_told_whole_at_its_moment(passing: Run) -> None:
    read, create, last = entries(passing)
    assert [one["response"]["status"] for one in (read, create, last)] == [200, 0, 599]
    sent, body = read["request"], create["request"]["postData"]
    assert sent["url"] == READ.url
    assert sent["queryString"] == [{"name": "id", "value": "a b"}, {"name": "id", "value": ""}]
    assert {"name": "authorization", "value": "Bearer [masked]"} in sent["headers"]
    assert body == {"mimeType": "application/json", "text": CREATE.sent, "params": []}
    assert read["response"]["content"] == {
        "size": 11,
        "mimeType": "application/json",
        "text": '{"data":[]}',
    }
    assert read["comment"] == READ.left_out
    assert read["startedDateTime"] == "2026-11-24T08:00:00.500+00:00"
    assert read["timings"] == {"blocked": 1000, "send": 0, "wait": 250, "receive": 0}
    assert read["time"] == 1250


def test_exchanges_that_were_not_kept_are_counted_and_none_is_refused(passing: Run) -> None:
    bare = replace(TRAFFIC[0], kept=None)
    archive = json.loads(render(replace(passing, exchanges=(*TRAFFIC, bare))))
    assert archive["log"]["comment"] == "1 further exchanges were not kept."
    for exchanges in ((), tuple(replace(one, kept=None) for one in TRAFFIC)):
        with pytest.raises(UsageError, match="--traffic"):
            render(replace(passing, exchanges=exchanges))


def test_a_run_without_a_readable_start_is_still_told(passing: Run) -> None:
    assert entries(replace(passing, facts={"started": "yesterday"}))[0]["startedDateTime"]
