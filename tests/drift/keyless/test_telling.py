"""Telling the refusal of a false proof from that of a wrong field."""

import json
from typing import Any

import pytest
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.asking.refusal import read
from venice_contract.drift.keyless.telling import (
    FIELD,
    NEITHER,
    PROOF,
    Telling,
    learn,
    names_a_field,
    print_of,
)
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer, Call

from tests.drift.keyless.rig import MINT, watch

FIELDS = ("address", "signature", "token")
TEXTS = ("Invalid wallet address", "JWT is malformed")
LIMIT, TOKEN = ("limitPeriod",), ("token",)


def exchange(body: Any, status: int = 400, sent: Any = None, number: int = 1) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Answer(status, {"content-type": "application/json"}, content)
    return Exchange(number, Call(MINT, "POST", "/mint", body=sent), answer)


def choice(path: tuple[str, ...], value: Any) -> Choice:
    said = watch().contract.find(watch().proof.operation, "request", path, "type")
    return Choice(path, "wrong", value, accepted=False, constraint=said)


def row(*paths: tuple[str, ...], value: Any = 1) -> dict[tuple[str, ...], Choice]:
    return {path: choice(path, value) for path in paths}


def telling(valid: Any, wrong: Any, other: Any = None) -> Telling:
    """Learn from two refusals of each kind."""
    bad = [exchange(wrong), exchange(other or wrong)]
    found = learn((exchange(valid), exchange(valid)), bad, FIELDS, TEXTS)
    assert found is not None
    return found


PLAIN = {"error": "Signature does not match"}
ISSUES = {"error": "Invalid", "issues": [{"path": ["limitPeriod"], "message": "Invalid enum"}]}


def test_one_refusal_for_both_is_not_told_apart() -> None:
    """A server that verifies first says the same of a wrong field."""
    both = exchange(PLAIN), exchange(PLAIN)
    assert learn(both, [exchange(PLAIN), exchange(PLAIN)], FIELDS, TEXTS) is None


@pytest.mark.parametrize("wrong", [exchange(PLAIN, 200), exchange(PLAIN, 503)])
def test_a_wrong_field_that_is_not_refused_tells_nothing(wrong: Exchange) -> None:
    assert learn((exchange(PLAIN), exchange(PLAIN)), [wrong], FIELDS, TEXTS) is None


def test_refusals_that_come_in_two_statuses_have_no_print() -> None:
    assert print_of(exchange(PLAIN, 400), exchange(PLAIN, 401)) is None


def test_what_differs_from_time_to_time_is_no_part_of_a_print() -> None:
    one, two, three = (
        exchange({"error": f"Bad proof at {second}", "request": f"req-{second}"})
        for second in (11, 12, 13)
    )
    found = print_of(one, two)
    assert found is not None
    assert found.fits(three)
    assert not found.fits(exchange({"error": "Bad field at 14", "request": "req-14"}))


def test_what_a_refusal_repeats_of_the_request_is_no_part_of_a_print() -> None:
    """Some libraries show the input, which is another one each time."""
    one, two, three = (
        exchange({"detail": [{"msg": "Bad proof", "input": sent}], "limitPeriod": "X"}, sent=sent)
        for sent in (
            {"limitPeriod": "X"},
            {"limitPeriod": "X", "a": 1},
            {"limitPeriod": "X", "b": []},
        )
    )
    found = print_of(one, two)
    assert found is not None
    assert found.fits(three)


def test_a_refusal_that_is_no_json_is_told_by_its_words() -> None:
    found = print_of(exchange(b"bad proof 1"), exchange(b"bad proof 2"))
    assert found is not None
    assert found.fits(exchange(b"bad proof 3"))
    assert not found.fits(exchange(b"bad field 3"))


def test_the_print_of_the_proof_speaks_for_every_row() -> None:
    known = telling(PLAIN, ISSUES)
    assert known.of(exchange(PLAIN), row(LIMIT)) == PROOF
    assert known.of(exchange(PLAIN), row(TOKEN)) == PROOF


def test_a_refusal_in_the_form_of_fields_speaks_of_a_field() -> None:
    """Another field is worded otherwise, and has the same outer form."""
    known = telling(PLAIN, ISSUES)
    other = {"error": "Invalid", "issues": [{"path": ["apiKeyType"], "message": "Required"}]}
    assert known.of(exchange(other), row(("apiKeyType",))) == FIELD


def test_a_refusal_of_neither_form_decides_nothing() -> None:
    known = telling(PLAIN, ISSUES)
    assert known.of(exchange({"message": "Too much"}), row(LIMIT)) == NEITHER
    assert known.of(exchange({"message": "limitPeriod is off"}), row(LIMIT)) == FIELD


@pytest.mark.parametrize("status", [200, 429, 500])
def test_what_is_no_refusal_decides_nothing(status: int) -> None:
    assert telling(PLAIN, ISSUES).of(exchange(PLAIN, status), row(LIMIT)) == NEITHER


def test_another_fault_of_the_proof_is_no_refusal_of_its_form() -> None:
    known = telling(PLAIN, ISSUES)
    assert known.of(exchange({"error": "No token"}), row(TOKEN, value=ABSENT)) == PROOF
    missing = {"error": "Invalid", "issues": [{"path": ["token"], "message": "Required"}]}
    assert known.of(exchange(missing), row(TOKEN, value=ABSENT)) == FIELD
    assert known.of(exchange({"message": "?"}), row(TOKEN, value=ABSENT)) == NEITHER


def test_documented_words_of_a_false_proof_are_of_the_proof() -> None:
    """The contract lists them, and no form of the answer is needed."""
    known = telling({"error": "JWT is malformed"}, {"error": "limitPeriod is wrong"})
    assert known.of(exchange({"error": "Invalid wallet address"}), row(("address",))) == PROOF


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("token is required", ABSENT, FIELD),
        ("token must be a string", 1, FIELD),
        ("token cannot be read", 1, NEITHER),
        ("signature is required", ABSENT, NEITHER),
    ],
)
def test_plain_sentences_about_the_proof_are_read(text: str, value: Any, of: str) -> None:
    """Where both refusals have one form, only words for a missing or mistyped field count."""
    known = telling(PLAIN, {"error": "limitPeriod is wrong"}, {"error": "apiKeyType is wrong"})
    assert known.of(exchange({"error": text}), row(TOKEN, value=value)) == of


def test_a_server_that_says_the_same_of_every_field_says_it_of_the_proof_too() -> None:
    """A refusal that never says more is known by its print."""
    known = telling(PLAIN, {"error": "Bad request"})
    assert known.of(exchange({"error": "Bad request"}), row(TOKEN, value=ABSENT)) == FIELD


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (PLAIN, False),
        ({"error": "The token is malformed"}, False),
        ({"error": "limitPeriod is required"}, True),
        ({"issues": [{"path": ["signature"], "message": "does not match"}]}, False),
        ({"issues": [{"path": ["limitPeriod"], "message": "Required"}]}, True),
        ({"issues": [{"path": [], "keys": ["apiKeyType"], "message": "Unrecognized"}]}, True),
        ({"issues": [{"path": ["newField"], "message": "Required"}]}, True),
    ],
)
def test_a_refusal_of_a_valid_body_may_name_a_field(body: Any, named: bool) -> None:
    """A field beside the proof, known or not, says that the body was not valid there."""
    refusal = read(json.dumps(body).encode())
    assert names_a_field(refusal, [LIMIT, ("apiKeyType",), TOKEN], FIELDS) is named
