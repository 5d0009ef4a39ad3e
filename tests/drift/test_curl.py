"""An exchange as a line that repeats it."""

from __future__ import annotations

import json
import shlex

import pytest
from venice_contract.drift.judging import curl
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer, Call

from tests.drift.rig import exchanged

ANSWER = Answer(200, {}, b"{}")


def line(call: Call) -> str:
    """Return the line of a call."""
    return curl.line(Exchange(1, call, ANSWER))


def test_base_url_and_key_come_from_the_environment() -> None:
    """The line can be run as it stands, and holds no key."""
    text = line(Call("getApiKeys", "GET", "/api_keys"))
    assert text == (
        'curl -sS -X GET "$VENICE_BASE_URL/api_keys" -H "Authorization: Bearer $VENICE_API_KEY"'
    )


def test_a_call_without_a_key_sends_none() -> None:
    """The exchange is repeated as it was."""
    assert "VENICE_API_KEY" not in line(Call("x", "GET", "/api_keys", authenticated=False))


@pytest.mark.parametrize("text", ["it's", 'a "b"', "$(rm x) `y` \\", "\U0001f511\n", ""])
def test_a_body_survives_the_shell(text: str) -> None:
    """Quotes, dollars and emoji reach the server as they were sent."""
    words = shlex.split(line(Call("x", "POST", "/api_keys", body={"description": text})))
    assert json.loads(words[words.index("--data") + 1]) == {"description": text}


def test_a_moment_that_will_have_passed_is_left_out() -> None:
    """It would be refused for that; the field that the line is about stays."""
    body = {"limitPeriod": "MONTH", "expiresAt": "2028-03-01T12:00:00.004Z"}
    call = Call("x", "POST", "/api_keys", body=body)
    assert "expiresAt" not in line(call)
    assert "2028-03-01" in curl.line(Exchange(1, call, ANSWER), "expiresAt")


def test_the_shortest_call_is_the_one_to_repeat() -> None:
    """What a row asks beside it is not shown where it was asked alone, too."""
    long, short = (
        Exchange(n, Call("x", "POST", "/", body=b), ANSWER) for n, b in ((1, {"a": 1}), (2, {}))
    )
    assert min((long, short), key=curl.size) is short


def test_a_query_is_part_of_the_address() -> None:
    """A deletion names its key there."""
    assert "/api_keys?id=k1&x=2" in line(
        Call("x", "DELETE", "/api_keys", query=(("id", "k1"), ("x", "2")))
    )


def test_a_long_answer_is_cut() -> None:
    """Its beginning is evidence enough."""
    text = curl.answer(exchanged(content=b"x" * 10_000), str)
    assert text.startswith("200 xxx")
    assert text.endswith("...")
    assert len(text) < 700


@pytest.mark.parametrize("before", range(570, 600, 4))
def test_an_answer_is_masked_before_it_is_cut(before: int) -> None:
    """Wherever its end falls, no beginning of a secret is left."""
    content = b"x" * before + b"sk-1234567890"
    text = curl.answer(exchanged(content=content), lambda text: text.replace("sk-1234567890", "*"))
    assert "sk-" not in text


def test_bytes_that_are_no_text_are_shown_all_the_same() -> None:
    """An answer in another encoding raises nothing."""
    assert curl.answer(exchanged(content=b"\xff\xfe"), str) == "200 \ufffd\ufffd"
