"""Tests of marks: how a create whose answer was lost is told from all other keys."""

from __future__ import annotations

import json
from typing import Any

import pytest
from venice_contract.live.intent import (
    Intent,
    Likeness,
    harmless_body,
    instant,
    intent_of,
    is_risky,
    likeness,
    seconds_of,
)

from tests.live.stand_in import BEGAN, RUN


def _intent(body: object, *, used: set[str] | None = None, listed: tuple[str, ...] = ()) -> Intent:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return intent_of(content, number=1, now=BEGAN, run=RUN, used=used or set(), listed=listed)


def test_a_harmless_key_can_spend_nothing_and_dies_within_the_hour() -> None:
    """The body for keys that are only asked about is harmless by construction."""
    body = harmless_body(RUN, 7, BEGAN)
    assert body["consumptionLimit"] == {"usd": 0, "diem": 0}
    assert body["apiKeyType"] == "INFERENCE"
    assert BEGAN < (seconds_of(body["expiresAt"]) or 0) < BEGAN + 3600
    assert body["expiresAt"].endswith(".007Z")
    assert not is_risky(body, BEGAN)
    assert RUN in body["description"]


@pytest.mark.parametrize(
    "change",
    [
        {"apiKeyType": "ADMIN"},
        {"consumptionLimit": {"usd": 0}},
        {"consumptionLimit": {"usd": 0, "diem": None}},
        {"consumptionLimit": {"usd": 0.01, "diem": 0}},
        {"consumptionLimit": None},
        {"expiresAt": ""},
        {"expiresAt": None},
        {"expiresAt": "2030-01-01"},
    ],
)
def test_whatever_could_spend_or_last_is_risky(change: dict[str, Any]) -> None:
    """A key is risky as soon as one of its fields is not harmless."""
    assert is_risky(harmless_body(RUN, 1, BEGAN) | change, BEGAN)


def test_the_tag_is_a_certain_mark_wherever_it_stands() -> None:
    """A listed key with the run's tag in its description is the run's."""
    intent = _intent({"description": f"éé {RUN}-3 éé"})
    assert intent.tag == RUN
    assert likeness(intent, {"id": "a", "description": f"éé {RUN}-3"}) is Likeness.CERTAIN
    assert likeness(intent, {"id": "a", "description": "éé"}) is Likeness.NONE


def test_a_unique_expiry_is_a_certain_mark() -> None:
    """A key without the tag is known by milliseconds that no other create of the run shares."""
    body = harmless_body(RUN, 7, BEGAN) | {"description": ""}
    key = {"id": "a", "apiKeyType": "INFERENCE", "expiresAt": body["expiresAt"]}
    assert likeness(_intent(body), key) is Likeness.CERTAIN
    assert likeness(_intent(body, listed=("a",)), key) is Likeness.NONE
    assert likeness(_intent(body), key | {"apiKeyType": "ADMIN"}) is Likeness.NONE
    assert not _intent(body, used={body["expiresAt"]}).expires
    assert not _intent(body | {"expiresAt": "2030-01-01"}).expires


def test_what_only_agrees_is_doubtful() -> None:
    """Equal fields in the right moment prove nothing, and a key from before is none at all."""
    intent = _intent({"description": "x", "apiKeyType": "ADMIN"}, listed=("old",))
    key = {"id": "new", "description": "x", "apiKeyType": "ADMIN", "createdAt": instant(BEGAN + 1)}
    assert likeness(intent, key) is Likeness.DOUBTFUL
    assert likeness(intent, key | {"id": "old"}) is Likeness.NONE
    assert likeness(intent, key | {"createdAt": instant(BEGAN - 3600)}) is Likeness.NONE
    assert likeness(intent, key | {"description": "y"}) is Likeness.NONE


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b"null", b'{"description": 3}'])
def test_any_body_makes_an_intent(content: bytes) -> None:
    """A create of a negative test is written down like any other."""
    intent = _intent(content)
    assert intent.risky
    assert not intent.tag


def test_an_intent_survives_the_journal_and_long_values_are_cut() -> None:
    """What is written down can be read back, in a line of bounded length."""
    intent = _intent({"description": "x" * 10_000, "token": "not written down"}, listed=("a",))
    line = json.dumps(intent.as_json())
    assert len(line) < 1_000
    assert "not written" not in line
    assert Intent.from_json(json.loads(line)) == intent


@pytest.mark.parametrize("text", [None, 3, "", "soon", "2030-13-01"])
def test_what_is_no_date_has_no_seconds(text: object) -> None:
    """Dates of the service are read, and nothing else is taken for one."""
    assert seconds_of(text) is None
    assert seconds_of("2026-01-01") == seconds_of("2026-01-01T00:00:00Z") == BEGAN
