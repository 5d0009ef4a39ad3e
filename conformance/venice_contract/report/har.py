"""The traffic of a run as HAR 1.2, for the tools of others to judge.

HAR is the archive format of browsers' network panels (http://www.softwareishard.com/blog/har-12-spec/);
its required members are all here, and what is not known is what the format says for that: -1.
"""

import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from venice_contract.errors import UsageError
from venice_contract.verdict import Exchange, Messages, Run

UNKNOWN = -1
TEXT = "text/plain"


def render(run: Run) -> str:
    """Return the archive, texts masked as in the record; UsageError for one without messages."""
    kept = [one for one in run.exchanges if one.kept]
    if not kept:
        raise UsageError(
            "The record holds no requests and answers.", hint="Run again with --traffic."
        )
    began = _began(run)
    log: dict[str, Any] = {
        "version": "1.2",
        "creator": {"name": "venice-contract", "version": run.facts.get("version", "")},
        "entries": [_entry(one, one.kept, began) for one in kept if one.kept],
    }
    left = len(run.exchanges) - len(kept)
    if left:
        log["comment"] = f"{left} further exchanges were not kept."
    return json.dumps({"log": log}, indent=1, allow_nan=False) + "\n"


def _began(run: Run) -> datetime:
    try:
        began = datetime.fromisoformat(run.facts.get("started", ""))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return began if began.tzinfo else began.replace(tzinfo=UTC)


def _entry(one: Exchange, kept: Messages, began: datetime) -> dict[str, Any]:
    waiting = round(one.seconds * 1000, 3)
    held = round(one.waited * 1000, 3)
    entry: dict[str, Any] = {
        "startedDateTime": (began + timedelta(seconds=max(0.0, one.at - one.waited))).isoformat(
            timespec="milliseconds"
        ),
        "time": round(held + waiting, 3),
        "request": _request(one, kept),
        "response": _response(one, kept),
        "cache": {},
        "timings": {"blocked": held, "send": 0, "wait": waiting, "receive": 0},
    }
    if kept.left_out:
        entry["comment"] = kept.left_out
    return entry


def _request(one: Exchange, kept: Messages) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": one.method,
        "url": kept.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(kept.sent_headers),
        "queryString": _pairs(parse_qsl(urlsplit(kept.url).query, keep_blank_values=True)),
        "headersSize": UNKNOWN,
        "bodySize": len(kept.sent.encode("utf-8", "replace")),
    }
    if kept.sent:
        media = dict(kept.sent_headers).get("content-type", TEXT)
        request["postData"] = {"mimeType": media, "text": kept.sent, "params": []}
    return request


def _response(one: Exchange, kept: Messages) -> dict[str, Any]:
    """Return the answer; one that never came has the status 0, as browsers write it."""
    headers = dict(kept.headers)
    size = len(kept.body.encode("utf-8", "replace"))
    return {
        "status": one.status,
        "statusText": _phrase(one.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(kept.headers),
        "content": {"size": size, "mimeType": headers.get("content-type", TEXT), "text": kept.body},
        "redirectURL": headers.get("location", ""),
        "headersSize": UNKNOWN,
        "bodySize": size if one.status else UNKNOWN,
    }


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _pairs(pairs: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
