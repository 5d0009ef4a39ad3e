"""Published revisions as contracts and servers."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from venice_contract.errors import UsageError
from venice_contract.scoring.history import published, replay, told

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_published_limit_becomes_a_number_or_null(tmp_path: Path) -> None:
    """The branches without a type, which match everything, are read as the null they mean."""
    document = published(_write(tmp_path, "a.yaml", _revision()))
    create = document.data["paths"]["/api_keys"]["post"]["requestBody"]
    fields = create["content"]["application/json"]["schema"]["properties"]
    usd = fields["consumptionLimit"]["properties"]["usd"]
    assert usd == {"type": ["number", "null"], "minimum": 0}
    assert "/models" not in document.data["paths"]


def test_a_revision_that_changed_nothing_replays_without_a_finding(tmp_path: Path) -> None:
    """The same document as contract and as server conforms."""
    path = _write(tmp_path, "a.yaml", _revision())
    one = replay(path, path, now=NOW)
    assert one.findings == ()
    assert one.written == ()


def test_each_change_of_a_revision_is_named_once(tmp_path: Path) -> None:
    """A value that is new in a request and a bound that came are one finding each."""
    newer = deepcopy(_revision())
    post = newer["paths"]["/api_keys"]["post"]
    fields = post["requestBody"]["content"]["application/json"]["schema"]["properties"]
    fields["limitPeriod"] = {"type": "string", "enum": ["EPOCH", "MONTH", "LIFETIME"]}
    fields["description"] = {"type": "string", "maxLength": 64}
    old, new = _write(tmp_path, "a.yaml", _revision()), _write(tmp_path, "b.yaml", newer)
    one = replay(old, new, now=NOW)
    requests = [f.kind for f in one.findings if f.constraint.direction == "request"]
    assert sorted(requests) == ["bound-tighter", "value-accepted"]
    assert "a.yaml as contract, b.yaml as server" in told(one)
    assert all(named for change, named in one.written if change.direction == "request")
    assert "named    value-added" in told(one)


def test_an_operation_that_is_gone_is_named(tmp_path: Path) -> None:
    """A server without PATCH, judged by a contract with it, misses an operation."""
    newer = deepcopy(_revision())
    del newer["paths"]["/api_keys"]["patch"]
    old, new = _write(tmp_path, "a.yaml", _revision()), _write(tmp_path, "b.yaml", newer)
    assert [f.kind for f in replay(old, new, now=NOW).findings] == ["operation-missing"]


@pytest.mark.parametrize("text", ["[", "a: 1", "paths: {/models: {}}"])
def test_a_file_without_this_family_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    """What is no published document of this family is a usage error that names the file."""
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"x\.yaml"):
        published(path)


def test_a_pair_that_cannot_run_is_undecided(tmp_path: Path) -> None:
    """A revision without this family is told as undecided, and does not end the replay."""
    path = _write(tmp_path, "a.yaml", _revision())
    (tmp_path / "b.yaml").write_text("paths: {/models: {}}\n", encoding="utf-8")
    one = replay(path, tmp_path / "b.yaml", now=NOW)
    assert (one.findings, len(one.undecided)) == ((), 1)
    assert "undecided: this pair cannot run: " in told(one)
