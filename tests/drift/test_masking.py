"""No secret reaches a finding: not whole, not cut off, not in an edit."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.drift.answers import short
from venice_contract.drift.ledger import Key
from venice_contract.drift.masking import Masking, shown_by

from tests.drift.rig import exchanged
from tests.drift.test_judge import CREATED, checks, judged, saw

if TYPE_CHECKING:
    from venice_contract.drift.judge import Judgement
    from venice_contract.drift.observe import Observation

SECRET = "mock-" + "5ec4e7" * 12
BEGINNING = SECRET[:9]


def knowing(*observations: Observation) -> Judgement:
    """Return the judgement of a run that has made a key."""
    judgement = judged(*observations)
    judgement.inquiry.asker.keys.append(Key("k1", SECRET, {}))
    return judgement


def told(judgement: Judgement) -> str:
    """Return all that the checks of a judgement say, as JSON."""
    found = [asdict(check) for check in checks(judgement).values()]
    assert any(check["findings"] for check in found)
    return json.dumps(found)


@pytest.mark.parametrize("length", range(500, 600, 7))
def test_an_answer_is_masked_before_it_is_cut(length: int) -> None:
    """Wherever its end falls, no beginning of a secret is left."""
    seen = saw(body={"note": "x" * length, "other": SECRET})
    assert BEGINNING not in told(knowing(seen))


@pytest.mark.parametrize("value", [SECRET, {"note": SECRET}, [1, "x" * 30, SECRET]])
def test_what_the_server_does_is_masked(value: Any) -> None:
    """In its finding and in the message of the check, though the clause is cut."""
    what = ("answer-type", "type", "object")
    seen = saw(what, ("data", "limitPeriod"), status="200", clause=f"answers {short(value)}")
    text = told(knowing(seen))
    assert BEGINNING not in text
    assert "answers" in text


def test_an_edit_that_would_write_a_secret_is_none() -> None:
    """Neither is it proposed nor made; one of another value is."""
    judgement = knowing(saw(("value-accepted", "enum", SECRET)), saw())
    assert BEGINNING not in told(judgement)
    text = judgement.mended().text
    assert SECRET not in text
    assert "WEEK" in text
    edits = [finding.edit for finding in checks(judgement)[f"{CREATED}.enum"].findings]
    assert [edit is None for edit in edits] == [True, False]


def test_what_was_left_open_is_masked() -> None:
    """Its reason may quote an answer, too."""
    judgement = knowing(saw())
    judgement.inquiry.seen.undecided[f"{CREATED}.type"] = f"seen once: answers '{SECRET}'"
    assert BEGINNING not in told(judgement)


def test_the_secret_of_a_key_that_was_not_understood_is_masked() -> None:
    """No list of the run has it, but its answer shows it under the name of a secret."""
    body = {"data": [{"apiKey": SECRET}]}
    clause = f"answers the array {short(body['data'])}"
    seen = saw(("answer-type", "type", "array"), ("data",), status="200", body=body, clause=clause)
    assert BEGINNING not in told(judged(seen))


@pytest.mark.parametrize(
    ("body", "status", "found"),
    [
        ({"data": [{"apiKey": SECRET, "apiKeyType": "ADMINISTRATION"}]}, 200, [SECRET]),
        ({"token": 5, "secret": None, "key": "limitPeriod"}, 200, []),
        ({"details": [{"key": "consumptionLimit"}]}, 400, []),
    ],
)
def test_a_secret_is_known_by_its_name(body: Any, status: int, found: list[str]) -> None:
    """A refusal shows none, and the name of a field is none."""
    assert list(shown_by(exchanged(body, status=status))) == found


def test_what_is_no_json_shows_no_secret_by_name() -> None:
    """Nothing can be read of it; the body is masked by name as a text."""
    content = b'{"apiKey":"a\\"b-and-more'
    assert not list(shown_by(exchanged(content=content)))
    assert Masking().body(content.decode()) == '{"apiKey":"***'


@pytest.mark.parametrize("secret", ['a"b-secret', "a/b~secret", "gr\xfcn-secret", "a'b\"secret"])
def test_a_secret_is_masked_however_it_is_spelled(secret: str) -> None:
    """As JSON writes it, with and without escapes, as a clause does, and as a pointer does."""
    masking = Masking([secret, ""])
    pointer = secret.replace("~", "~0").replace("/", "~1")
    texts = [json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret), pointer]
    assert all("secret" not in masking.text(f"it is {text}, so") for text in texts)
    assert masking.text(f"answers {secret[:6]}... and more") == "answers ***... and more"
    assert masking.text("answers ... and more") == "answers ... and more"
