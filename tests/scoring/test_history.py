"""Published revisions as contracts and servers."""

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from venice_contract.scoring.history import Replay, as_text, in_time, replay, summary

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _operation(name: str, answer: dict[str, Any], body: dict[str, Any] | None = None) -> Any:
    content = {"application/json": {"schema": answer}}
    told: dict[str, Any] = {"operationId": name, "responses": {"200": {"content": content}}}
    if body:
        told["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return told


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _revision() -> dict[str, Any]:
    """A published document of this family, in the vendor's spelling."""
    text, kind = {"type": "string"}, {"type": "string", "enum": ["INFERENCE", "ADMIN"]}
    period = {"type": "string", "enum": ["EPOCH", "MONTH"]}
    amount = {"anyOf": [{"type": "number", "minimum": 0}, {"nullable": True}, {"nullable": True}]}
    limits = {"type": "object", "properties": {"usd": amount}}
    common = {"id": text, "apiKeyType": kind, "limitPeriod": period}
    created = _object(
        ["id", "apiKey"], apiKey=text, consumptionLimit=limits, description=text, **common
    )
    key = _object(["id"], consumptionLimits=limits, description=text, **common)
    create = _object(
        ["apiKeyType", "description"],
        apiKeyType=kind,
        description=text,
        limitPeriod=period,
        consumptionLimit=limits,
    )
    update = _object(["id"], id=text, description=text, limitPeriod=period)
    return _document(created, key, create, update)


def _document(
    created: dict[str, Any], key: dict[str, Any], create: dict[str, Any], update: dict[str, Any]
) -> dict[str, Any]:
    text = {"type": "string"}
    listing = _object(["data"], data={"type": "array", "items": key})
    done = {"type": "boolean"}
    return {
        "openapi": "3.0.0",
        "info": {"version": "1"},
        "paths": {
            "/models": {"get": _operation("models", text)},
            "/api_keys": {
                "get": _operation("getApiKeys", listing),
                "post": _operation(
                    "createApiKey", _object(["data"], data=created, success=done), create
                ),
                "patch": _operation(
                    "updateApiKey", _object(["data"], data=key, success=done), update
                ),
                "delete": _operation("deleteApiKey", _object(["success"], success=done))
                | {"parameters": [{"name": "id", "in": "query", "schema": text}]},
            },
            "/api_keys/{id}": {
                "get": _operation("getApiKeyById", _object(["data"], data=key))
                | {"parameters": [{"name": "id", "in": "path", "required": True, "schema": text}]}
            },
        },
    }


def _write(folder: Path, name: str, revision: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(revision), encoding="utf-8")
    return path


def _replayed(folder: Path, newer: dict[str, Any], older: dict[str, Any] | None = None) -> Replay:
    """Judge a revision by an older one, which is the usual one if none is given."""
    old = _write(folder, "a.yaml", older or _revision())
    return replay(old, _write(folder, "b.yaml", newer), now=NOW)


def _property(revision: Any, method: str, name: str, schema: Any) -> None:
    """Set a field of a request."""
    body = revision["paths"]["/api_keys"][method]["requestBody"]
    body["content"]["application/json"]["schema"]["properties"][name] = schema


def _words(one: Replay) -> dict[tuple[str, str, str], str]:
    """Return how each written change fared, by its operation, side and field."""
    return {
        (w.change.operation, w.change.direction, w.change.field): f"{w.word}: {w.why}".rstrip(": ")
        for w in one.written
    }


def test_a_revision_that_changed_nothing_replays_without_a_finding(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.yaml", _revision())
    one = replay(path, path, now=NOW)
    assert (one.findings, one.written, one.undecided) == ((), (), ())


def test_a_change_is_named_or_says_why_it_cannot_be_seen(tmp_path: Path) -> None:
    newer = _revision()
    period = {"type": "string", "enum": ["EPOCH", "MONTH", "LIFETIME"]}
    _property(newer, "post", "limitPeriod", period)
    _property(newer, "post", "description", {"type": "string", "maxLength": 64})
    _property(newer, "patch", "note", {"type": "string"})
    answer = newer["paths"]["/api_keys/{id}"]["get"]["responses"]["200"]["content"]
    key = answer["application/json"]["schema"]["properties"]["data"]
    answer["application/json"]["schema"]["properties"]["data"] = {
        **key,
        "properties": {**key["properties"], "id": {"type": "string", "maxLength": 64}},
    }
    one = _replayed(tmp_path, newer)
    kinds = [f.kind for f in one.findings if f.constraint.direction == "request"]
    assert sorted(kinds) == ["bound-tighter", "value-accepted"]
    assert _words(one) == {
        ("POST /api_keys", "request", "limitPeriod"): "named",
        ("POST /api_keys", "request", "description"): "named",
        ("PATCH /api_keys", "request", "note"): "unseen: no answer has shown the name, and probes"
        " try no name that nobody has shown",
        ("GET /api_keys/{id}", "answer", "data.id"): "unseen: an answer may always say"
        " less than the contract allows",
    }
    assert f"{tmp_path}/a.yaml as contract, {tmp_path}/b.yaml as server" in as_text(one)
    assert "4 places: 2 named, 2 unseen for a reason, 0 missed" in as_text(one)


def test_references_are_followed(tmp_path: Path) -> None:
    moved = _revision()
    body = moved["paths"]["/api_keys"]["post"]["requestBody"]["content"]["application/json"]
    moved["components"] = {"schemas": {"New": body["schema"]}}
    body["schema"] = {"$ref": "#/components/schemas/New"}
    assert _replayed(tmp_path, moved).findings == ()
    moved["components"]["schemas"]["New"]["properties"]["limitPeriod"] = {
        "type": "string",
        "enum": ["EPOCH"],
    }
    one = _replayed(tmp_path, moved)
    assert [f.kind for f in one.findings if f.constraint.direction == "request"] == [
        "value-refused"
    ]
    assert _words(one) == {("POST /api_keys", "request", "limitPeriod"): "named"}


def test_neither_reading_nor_changing_one_key_is_needed(tmp_path: Path) -> None:
    older = _revision()
    del older["paths"]["/api_keys/{id}"], older["paths"]["/api_keys"]["patch"]
    newer = deepcopy(older)
    _property(newer, "post", "limitPeriod", {"type": "string", "enum": ["EPOCH"]})
    one = _replayed(tmp_path, newer, older)
    assert (one.undecided, [f.kind for f in one.findings]) == ((), ["value-refused"])
    whole = _replayed(tmp_path, _revision(), older)
    came = {w.change.kind: w.why for w in whole.written}
    assert came == {"operation-added": "the contract has no such operation, so nothing calls it"}


def test_an_operation_that_is_gone_and_another_status_are_named(tmp_path: Path) -> None:
    gone, other = _revision(), _revision()
    del gone["paths"]["/api_keys"]["patch"]
    answers = other["paths"]["/api_keys"]["post"]["responses"]
    answers["201"] = answers.pop("200")
    for newer, kind in ((gone, "operation-missing"), (other, "answer-status")):
        one = _replayed(tmp_path, newer)
        assert kind in {f.kind for f in one.findings}
        assert [w.word for w in one.written] == ["named"]


def test_a_pair_that_cannot_run_is_undecided_and_counted(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.yaml", _revision())
    other = _revision()
    other["paths"] = {"/models": other["paths"]["/models"]}
    less = _write(tmp_path, "b.yaml", other)
    (tmp_path / "c.yaml").write_text("[", encoding="utf-8")
    found = [
        replay(path, less, now=NOW),
        replay(less, less, now=NOW),
        replay(path, tmp_path / "c.yaml", now=NOW),
        replay(path, path, now=NOW),
    ]
    assert [one.ran for one in found] == [False, False, False, True]
    assert "undecided: this pair cannot run: " in as_text(found[2])
    assert "nothing is made and listed at one path" in as_text(found[1])
    assert summary(found).startswith("4 pairs, 3 cannot run; the documents differ in ")


def test_pairs_run_from_the_oldest_to_the_newest(tmp_path: Path) -> None:
    """Whatever order files are named in; that order stands where a version names no day."""
    versions = ("20260821.2", "2025-08-20", "20260821.1")
    files = []
    for number, version in enumerate(versions):
        data = {**_revision(), "info": {"title": "keys", "version": version}}
        files.append(_write(tmp_path, f"{number}.yaml", data))
    assert [file.name for file in in_time(files)] == ["1.yaml", "2.yaml", "0.yaml"]
    (tmp_path / "no.yaml").write_text("[", encoding="utf-8")
    draft = _write(tmp_path, "d.yaml", {**_revision(), "info": {"version": "draft"}})
    for odd in (tmp_path / "no.yaml", draft):
        assert in_time([*files, odd]) == [*files, odd]


def test_a_schema_without_end_does_not_end_the_replay(tmp_path: Path) -> None:
    newer = _revision()
    newer["components"] = {
        "schemas": {
            "Tree": {"type": "object", "properties": {"of": {"$ref": "#/components/schemas/Tree"}}}
        }
    }
    _property(newer, "post", "tree", {"$ref": "#/components/schemas/Tree"})
    one = _replayed(tmp_path, newer)
    assert (one.ran, len(one.undecided)) == (False, 1)
    assert "contains itself" in one.undecided[0]
    assert [w.why for w in one.written] == ["the pair cannot run"]
    assert not _replayed(tmp_path, _revision(), newer).ran


def _many(revision: Any) -> None:
    """Change what no probe can see, one thing of each sort."""
    paths = revision["paths"]
    keys, one = paths["/api_keys"], paths["/api_keys/{id}"]["get"]
    keys["get"]["security"] = [{"Other": []}]
    keys["get"]["parameters"] = [{"name": "page", "in": "query", "schema": {"type": "integer"}}]
    keys["post"]["deprecated"] = True
    keys["post"]["responses"]["429"] = {"description": "slow"}
    keys["post"]["responses"]["200"]["headers"] = {"X-Left": {"schema": {"type": "string"}}}
    keys["post"]["responses"]["200"]["content"]["text/csv"] = {}
    keys["delete"]["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "object"}
    limits = {"type": "object", "minProperties": 1, "properties": {"usd": {"type": "number"}}}
    _property(revision, "post", "consumptionLimit", limits)
    answered = one["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    key = deepcopy(answered["data"])
    key["properties"]["apiKeyType"]["enum"] = ["INFERENCE", "ADMIN", "SERVICE"]
    key["properties"]["colour"] = {"type": "string"}
    del key["properties"]["limitPeriod"]
    answered["data"] = key


UNSEEN = {
    "security-changed": "probes have but one key to send",
    "parameter-added": "the contract has no such parameter, so nothing sends it",
    "deprecated": "no message shows it",
    "status-added": "no probe brings about the status 429",
    "header-added": "the contract has no such header, so nothing looks at it",
    "media-type-added": "the stand-in speaks JSON alone",
    "value-added": "the server may answer more there, and none of its answers did",
    "opened": "the server may answer more there, and none of its answers did",
}


def test_every_sort_of_change_has_its_reason(tmp_path: Path) -> None:
    older = _revision()
    older["security"] = [{"Key": []}]
    newer = deepcopy(older)
    _many(newer)
    one = _replayed(tmp_path, newer, older)
    told_of = {w.change.kind: w.why for w in one.written if not w.named}
    assert {kind: told_of.get(kind) for kind in UNSEEN} == UNSEEN
    # No probe sends an object of limits that is empty.
    assert [(w.change.kind, w.change.field) for w in one.missed] == [
        ("bound-tightened", "consumptionLimit")
    ]
    told = "    MISSED  bound-tightened          POST /api_keys request consumptionLimit"
    assert told in as_text(one)
