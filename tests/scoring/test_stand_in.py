"""Revisions of other families are played by a stand-in that keeps to their schemas."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from venice_contract.scoring.history import Replay, as_text, replay

from tests.contract.comparing.documents import GONE, edited

Edit = tuple[str, Any]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT: dict[str, Any] = {"type": "string"}
OK: dict[str, Any] = {"description": "done"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


ORDER = {
    "type": "object",
    "required": ["size"],
    "additionalProperties": False,
    "properties": {
        "size": {"type": "string", "enum": ["SMALL", "LARGE"]},
        "count": {"type": "integer", "minimum": 1, "maximum": 9, "default": 1},
        "notes": {"type": "array", "maxItems": 3, "items": TEXT},
        "code": {"anyOf": [{"type": "string", "pattern": "^a+$"}, {"type": "null"}]},
    },
}
ORDERS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "orders", "version": "1"},
    "security": [{"Key": []}],
    "paths": {
        "/orders": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                    {"name": "X-Trace", "in": "header", "schema": TEXT},
                ],
                "responses": {"200": OK | _json({"type": "object"}), "401": OK},
            },
            "post": {
                "operationId": "order",
                "requestBody": {"required": True} | _json(ORDER),
                "responses": {"200": OK | _json({"type": "object", "properties": {"at": TEXT}})},
            },
        }
    },
    "components": {"securitySchemes": {"Key": {"type": "http", "scheme": "bearer"}}},
}
LIST, MAKE = "/paths/~1orders/get", "/paths/~1orders/post"
FIELDS = f"{MAKE}/requestBody/content/application~1json/schema/properties"


def replayed(folder: Path, *edits: Edit) -> Replay:
    """Judge the orders after some edits by the orders as they are."""
    old, new = folder / "old.json", folder / "new.json"
    old.write_text(json.dumps(ORDERS), encoding="utf-8")
    new.write_text(json.dumps(edited(*edits, base=ORDERS)), encoding="utf-8")
    return replay(old, new, now=NOW)


def test_a_revision_like_itself_conforms(tmp_path: Path) -> None:
    """What is made is listed, in pages too, and revoked, though no document says how."""
    one = replayed(tmp_path)
    assert (one.ran, one.findings, one.written, one.undecided) == (True, (), (), ())


CHANGES: dict[str, tuple[Edit, str]] = {
    "a value": ((f"{FIELDS}/size/enum", ["SMALL"]), "value-refused"),
    "a bound": ((f"{FIELDS}/count/maximum", 5), "bound-tighter"),
    "a number of items": ((f"{FIELDS}/notes/maxItems", 9), "bound-looser"),
    "a form": ((f"{FIELDS}/code/anyOf/0/pattern", "^b+$"), "form-refused"),
    "a parameter": ((f"{LIST}/parameters/0/schema/maximum", 20), "bound-tighter"),
    "a key": ((f"{LIST}/security", []), "key-not-needed"),
    "an open object": (
        (f"{MAKE}/requestBody/content/application~1json/schema/additionalProperties", GONE),
        "property-accepted",
    ),
    "an operation": ((f"{MAKE}", GONE), "request-refused"),
}


@pytest.mark.parametrize(("edit", "kind"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_any_family_is_named(edit: Edit, kind: str, tmp_path: Path) -> None:
    one = replayed(tmp_path, edit)
    assert kind in [finding.kind for finding in one.findings]
    assert [w.word for w in one.written] == ["named"], as_text(one)


def _counted(schema: dict[str, Any], *, required: bool = True) -> Edit:
    """Return what documents a header of the list."""
    header = {"X-Total": {"required": required, "schema": schema}}
    return f"{LIST}/responses/200/headers", header


def test_documented_headers_are_sent_and_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "counted.json"
    document = edited(_counted({"type": "integer"}), base=ORDERS)
    path.write_text(json.dumps(document), encoding="utf-8")
    one = replay(path, path, now=NOW)
    assert (one.findings, one.undecided) == ((), ())
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps(edited(_counted(TEXT), base=ORDERS)), encoding="utf-8")
    one = replay(path, newer, now=NOW)
    assert [finding.kind for finding in one.findings] == ["answer-type"]
    assert [w.word for w in one.written] == ["named"], as_text(one)


@pytest.mark.parametrize("required", [True, False])
def test_a_header_that_is_gone_is_named_where_it_was_required(
    tmp_path: Path, *, required: bool
) -> None:
    """One that may be left out shows nothing by not being there, and that is the reason."""
    path, newer = tmp_path / "counted.json", tmp_path / "newer.json"
    document = edited(_counted({"type": "integer"}, required=required), base=ORDERS)
    path.write_text(json.dumps(document), encoding="utf-8")
    newer.write_text(json.dumps(ORDERS), encoding="utf-8")
    (written,) = replay(path, newer, now=NOW).written
    why = "" if required else "the contract lets the header be left out"
    assert (written.named, written.why) == (required, why)


def test_what_the_verdict_left_open_is_told(tmp_path: Path) -> None:
    """A header that must be sent now keeps the rest from being asked, and that is the reason."""
    header = {"name": "X-Org", "in": "header", "required": True, "schema": TEXT}
    one = replayed(tmp_path, ("/paths/~1orders/parameters", [header]))
    words = {w.change.operation: w for w in one.written}
    assert words["POST /orders"].named
    assert words["GET /orders"].why.startswith("the verdict has left it open: ")


def test_a_family_without_a_way_to_make_anything_cannot_run(tmp_path: Path) -> None:
    path = tmp_path / "reads.json"
    path.write_text(json.dumps(edited((MAKE, GONE), base=ORDERS)), encoding="utf-8")
    one = replay(path, path, now=NOW)
    assert one.undecided == (
        f"this pair cannot run: {path}: nothing is made and listed at one path.",
    )
