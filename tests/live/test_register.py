"""Tests of the register: how a run's own keys are told from all others."""

import json
from typing import Any

import pytest
from venice_contract.live.register import (
    Birth,
    Intent,
    Proof,
    Register,
    digest,
    harmless_body,
    instant,
    intent_of,
    is_risky,
    seconds_of,
    shown,
)
from venice_contract.target.service import KEYS

from tests.live.stand_in import BEGAN, RUN


def _register(*bodies: dict[str, Any], born: int = 0) -> Register:
    """Return the register of a run that sent these creates, the first `born` of them answered."""
    register = Register(run=RUN, listed=True)
    for number, body in enumerate(bodies, 1):
        register.intents[number] = _intent(body, register)
        if number <= born:
            register.adopt(f"own-{number}", Birth(number, ("abcdef",)))
    return register


def _intent(body: object, register: Register | None = None) -> Intent:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return intent_of(content, register or Register(run=RUN), BEGAN)


def _key(key_id: str, body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a key as a list shows it that came of a body."""
    shown = {name: value for name, value in body.items() if name != "consumptionLimit"}
    limits = {"consumptionLimits": body.get("consumptionLimit", {})}
    return {"id": key_id, "createdAt": instant(BEGAN + 1)} | shown | limits | fields


def test_a_harmless_key_can_spend_nothing_and_dies_within_the_hour() -> None:
    body = harmless_body(RUN, 7, BEGAN)
    assert body["consumptionLimit"] == {"usd": 0, "diem": 0}
    assert body["apiKeyType"] == "INFERENCE"
    assert BEGAN < (seconds_of(body["expiresAt"]) or 0) < BEGAN + 3600
    assert body["expiresAt"].endswith(".007Z")
    assert not is_risky(body, BEGAN, KEYS)
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
    assert is_risky(harmless_body(RUN, 1, BEGAN) | change, BEGAN, KEYS)


MARKED = harmless_body(RUN, 7, BEGAN)
BARE = {"apiKeyType": "ADMIN", "description": "x"}
FULL = BARE | {"expiresAt": "2030-01-01", "consumptionLimit": {"usd": 5}}


@pytest.mark.parametrize(
    ("sent", "shown", "sure"),
    [
        (MARKED, {}, Proof.CERTAIN),
        (MARKED | {"expiresAt": ""}, {"expiresAt": None}, Proof.CERTAIN),
        (MARKED | {"expiresAt": ""}, {"expiresAt": None, "description": RUN}, Proof.NONE),
        (MARKED | {"description": ""}, {}, Proof.CERTAIN),
        (MARKED | {"description": ""}, {"apiKeyType": "ADMIN"}, Proof.NONE),
        (MARKED, {"createdAt": instant(BEGAN - 3600)}, Proof.NONE),
        (FULL, {}, Proof.CERTAIN),
        (FULL, {"expiresAt": "2030-01-01T00:00:00.000Z"}, Proof.CERTAIN),
        (FULL, {"consumptionLimits": {"usd": 6}}, Proof.DOUBTFUL),
        (FULL, {"createdAt": None}, Proof.DOUBTFUL),
        (FULL, {"description": "y"}, Proof.NONE),
        (BARE, {}, Proof.DOUBTFUL),
        (BARE, {"createdAt": instant(BEGAN + 3600)}, Proof.NONE),
    ],
)
def test_a_mark_or_all_that_was_sent_proves_where_a_key_is_from(
    sent: dict[str, Any], shown: dict[str, Any], sure: Proof
) -> None:
    assert Register(run=RUN).proof(_intent(sent), _key("a", sent, **shown)) is sure


def test_where_a_server_writes_descriptions_anew_a_key_of_the_moment_is_doubtful() -> None:
    """Its own keys tell; where they kept a text once, a key of another text is somebody else's."""
    other = _key("new", BARE, description="rewritten")
    register = _register(MARKED, BARE, born=1)
    assert register.explain([_key("own-1", MARKED), other]) == ({}, [])
    register = _register(MARKED, BARE, born=1)
    rewritten = _key("own-1", MARKED, description="rewritten")
    assert register.explain([rewritten, other]) == ({}, ["new"])
    assert register.explain([other | {"createdAt": instant(BEGAN - 3600)}]) == ({}, [])
    assert register.explain([other | {"apiKeyType": "INFERENCE"}]) == ({}, [])


def test_an_expiry_marks_only_if_no_other_create_has_it() -> None:
    """A date, a whole second as documents show it, or what was used before, is no mark."""
    register = _register(MARKED)
    assert register.intents[1].expires
    assert not _intent(MARKED, register).expires
    assert not _intent(MARKED | {"expiresAt": "2030-01-01"}).expires
    assert not _intent(MARKED | {"expiresAt": "2030-01-01T12:00:00.000Z"}).expires


def test_the_key_of_a_lost_create_is_found() -> None:
    register = _register(MARKED, FULL)
    keys = [_key("a", FULL), _key("b", MARKED), {"id": "c", "description": "of others"}]
    assert register.explain(keys) == ({"a": 2, "b": 1}, [])


def test_of_creates_with_one_expiry_each_has_the_key_of_its_own_text() -> None:
    later = FULL | {"description": "later"}
    register = _register(FULL, later)
    assert register.explain([_key("b", later), _key("a", FULL)]) == ({"a": 1, "b": 2}, [])


def test_a_key_that_was_there_before_is_never_ours() -> None:
    """However well it fits, and whatever its description holds, it is not even doubtful."""
    register = _register(MARKED)
    register.seen[digest("a")] = 0
    assert register.explain([_key("a", MARKED)]) == ({}, [])
    assert not register.may_be_new("a")
    assert register.may_be_new("b")


def test_a_key_whose_id_is_that_of_another_in_other_letters_is_doubtful() -> None:
    """It cannot be told from what was there before, and it has the run's mark."""
    register = _register(MARKED)
    register.see(["a-1"])
    register.seen[digest("a-1")] = 0
    keys = [{"id": "a-1", "description": "of others"}, _key("A-1", MARKED)]
    assert register.explain(keys) == ({}, ["A-1"])
    assert register.explain(keys[1:]) == ({}, [])


def test_a_key_that_was_listed_before_a_create_did_not_come_of_it() -> None:
    register = _register(FULL, FULL | {"description": "later"})
    register.seen[digest("a")] = 1
    assert register.explain([_key("a", FULL | {"description": "later"})]) == ({}, [])
    assert register.explain([_key("a", FULL)]) == ({"a": 1}, [])


def test_a_copy_of_an_own_key_is_doubtful() -> None:
    """A key that fits a create whose key is known may be somebody's copy of it."""
    register = _register(MARKED, born=1)
    assert register.explain([_key("copy", MARKED)]) == ({}, ["copy"])
    assert register.explain([_key("copy", BARE, description=f"{RUN}-9")]) == ({}, ["copy"])


def test_more_keys_than_creates_are_all_doubtful() -> None:
    """Of two keys that fit one lost create, at least one is somebody else's."""
    keys = [_key("a", FULL), _key("b", FULL)]
    assert _register(FULL).explain(keys) == ({}, ["a", "b"])
    assert _register(FULL, FULL).explain(keys) == ({"a": 1, "b": 2}, [])


def test_an_answered_id_is_not_believed_against_two_differences() -> None:
    register = _register(MARKED, born=1)
    own = _key("own-1", MARKED, last6Chars="abcdef")
    assert not register.contradicted(own)
    assert not register.contradicted(own | {"description": "changed", "createdAt": None})
    assert not register.contradicted(own | {"last6Chars": "ghijkl"})
    foreign = _key("own-1", BARE, last6Chars="ghijkl")
    assert register.contradicted(foreign)
    assert not register.contradicted(foreign | {"last6Chars": "abcdef"})


@pytest.mark.parametrize("key_id", ["", " ", "\ud800", "own-1"])
def test_an_id_that_no_new_key_can_have_is_not_taken(key_id: str) -> None:
    assert not _register(MARKED, born=1).may_be_new(key_id)


@pytest.mark.parametrize("key_id", ["x" * 10_000, "a\nb", "\ud800", "é"])
def test_any_id_fits_into_a_sentence(key_id: str) -> None:
    assert len(shown(key_id)) < 100
    assert shown(key_id).isascii()
    assert shown(key_id).isprintable()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b"null", b'{"description": 3}'])
def test_any_body_makes_an_intent(content: bytes) -> None:
    intent = _intent(content)
    assert intent.risky
    assert not intent.tag


def test_long_values_are_cut_and_secrets_left_out() -> None:
    """What is written down of a body is bounded, and of documented fields alone."""
    intent = _intent({"description": "x" * 10_000, "token": "not written down"})
    assert intent.sent == {"description": "x" * 300}


@pytest.mark.parametrize("text", [None, 3, "", "soon", "2030-13-01"])
def test_what_is_no_date_has_no_seconds(text: object) -> None:
    assert seconds_of(text) is None
    assert seconds_of("2026-01-01") == seconds_of("2026-01-01T00:00:00Z") == BEGAN
    assert seconds_of("2026-01-01t00:00:00z") == BEGAN
