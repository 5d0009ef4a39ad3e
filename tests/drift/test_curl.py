"""An exchange as a line that repeats it."""

import json
import shlex
import subprocess

import pytest
from venice_contract.drift.judging import curl
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer, Call
from venice_contract.verdict import Path

from tests.drift.rig import exchanged

ANSWER = Answer(200, {}, b"{}")


def line(call: Call, about: Path = (), passing: dict[str, str] | None = None) -> str:
    return curl.line(Exchange(1, call, ANSWER), about, today="2028-02-29", passing=passing)


def run(text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Let a shell run a line, with a curl that only prints what it was given."""
    script = f"curl() {{ printf '%s\\n' \"$@\"; }}\n{text}"
    known = {"PATH": "/usr/bin:/bin", "VENICE_BASE_URL": "http://x", "VENICE_API_KEY": "k"}
    return subprocess.run(  # noqa: S603 - a line of the test
        ["bash", "-c", script],  # noqa: S607 - the shell of whoever pastes it
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_base_url_and_key_come_from_the_environment() -> None:
    text = line(Call("getApiKeys", "GET", "/api_keys"))
    assert text == (
        'curl -sS -X GET "$VENICE_BASE_URL/api_keys" -H "Authorization: Bearer $VENICE_API_KEY"'
    )


def test_a_call_without_a_key_sends_none() -> None:
    assert "VENICE_API_KEY" not in line(Call("x", "GET", "/api_keys", authenticated=False))


@pytest.mark.parametrize("text", ["it's", 'a "b"', "$(rm x) `y` \\", "\U0001f511\n", ""])
def test_a_body_survives_the_shell(text: str) -> None:
    words = shlex.split(line(Call("x", "POST", "/api_keys", body={"description": text})))
    assert json.loads(words[words.index("--data") + 1]) == {"description": text}


@pytest.mark.parametrize(
    ("moment", "form"),
    [
        ("2028-03-01", "%F"),
        ("2028-02-29T12:00:00.004Z", "%FT%T.004Z"),
        ("2028-02-29T12:00:00+00:00", "%FT%T+00:00"),
    ],
)
def test_a_moment_to_come_is_one_of_tomorrow(moment: str, form: str) -> None:
    call = Call("x", "POST", "/", body={"limitPeriod": "MONTH", "expiresAt": moment})
    tomorrow = run(f"date -u -d '1 day' +{form}").stdout.strip()
    sent = json.loads(run(line(call, ("expiresAt",))).stdout.splitlines()[-1])
    assert sent["limitPeriod"] == "MONTH"
    assert sent["expiresAt"][:10] == tomorrow[:10]
    assert sent["expiresAt"][19:] == tomorrow[19:]


def test_a_moment_that_the_line_is_not_about_is_left_out() -> None:
    """It is there in the run so that a key dies by itself."""
    inner = {"until": "2028-03-01T12:00:00Z", "usd": 1}
    call = Call("x", "POST", "/", body={"expiresAt": "2028-03-01T12:00:00Z", "limit": inner})
    words = shlex.split(line(call, ("limit", "usd")))
    assert json.loads(words[-1]) == {"limit": {"usd": 1}}


@pytest.mark.parametrize("text", ["2028-02-28", "2028-02-30", "2028-03-01T25:00:00Z", "2028-3-1"])
def test_a_text_that_is_no_moment_to_come_is_sent_as_it_is(text: str) -> None:
    call = Call("x", "POST", "/", body={"expiresAt": text})
    assert json.loads(shlex.split(line(call, ("expiresAt",)))[-1]) == {"expiresAt": text}


@pytest.mark.parametrize(
    "call",
    [
        Call("x", "PATCH", "/api_keys", body={"id": "k-1", "description": "k-1 and more"}),
        Call("x", "GET", "/api_keys/k-1"),
        Call("x", "DELETE", "/api_keys", query=(("id", "k-1"),)),
    ],
)
def test_the_id_of_a_key_comes_from_the_environment(call: Call) -> None:
    """The key is revoked when somebody sends the line; without an id the shell sends nothing."""
    text = line(call, passing={"k-1": "${KEY_ID:?id of a key}"})
    assert "k-2" in run(text, KEY_ID="k-2").stdout
    assert "k-1" not in run(text, KEY_ID="k-2").stdout.replace("k-1 and more", "")
    without = run(text)
    assert without.stdout == ""
    assert "KEY_ID: id of a key" in without.stderr


@pytest.mark.parametrize("text", ["0xab", "it's", '"', "a: b", "sig\n\\"])
def test_a_proof_comes_from_the_environment_whatever_it_is(text: str) -> None:
    body = {"address": text, "x-sig": text, "note": f"it's {text}"}
    shown = line(Call("x", "POST", "/", body=body), passing={text: "${SIG:?of a fresh proof}"})
    sent = json.loads(run(shown, SIG="fresh").stdout.splitlines()[-1])
    assert sent == {"address": "fresh", "x-sig": "fresh", "note": f"it's {text}"}
    assert run(shown).stdout == ""


def test_a_proof_is_named_as_a_shell_can() -> None:
    """What no variable may have in its name is a stroke."""
    assert [curl.variable(name) for name in ("x-sig", "2fa", "é", "token")] == [
        "X_SIG",
        "_2FA",
        "_",
        "TOKEN",
    ]


def test_another_key_is_not_taken_for_the_own() -> None:
    """A call with the secret of a key of the run says that it takes one."""
    text = line(Call("x", "GET", "/api_keys", bearer="hidden"))
    assert "hidden" not in text
    assert "Bearer other" in run(text, KEY_SECRET="other").stdout


def test_a_value_of_a_server_is_never_run_by_the_shell() -> None:
    call = Call("x", "DELETE", "/api_keys", query=(("id", '$(echo bad)`echo bad`"'),))
    assert "bad\n" not in run(line(call)).stdout
    assert "%24%28echo%20bad%29" in run(line(call)).stdout


def test_headers_are_part_of_the_line() -> None:
    call = Call("x", "GET", "/api_keys", headers=(("x-a", "it's"),))
    assert "x-a: it's" in run(line(call)).stdout.splitlines()


def test_the_shortest_call_is_the_one_to_repeat() -> None:
    """What a row asks beside it is not shown where it was asked alone, too."""
    long, short = (
        Exchange(n, Call("x", "POST", "/", body=b), ANSWER) for n, b in ((1, {"a": 1}), (2, {}))
    )
    assert min((long, short), key=curl.size) is short


def test_a_query_is_part_of_the_address() -> None:
    assert "/api_keys?id=k1&x=2" in line(
        Call("x", "DELETE", "/api_keys", query=(("id", "k1"), ("x", "2")))
    )


def test_a_long_answer_is_cut() -> None:
    text = curl.answer(exchanged(content=b"x" * 10_000), str)
    assert text.startswith("200 xxx")
    assert text.endswith("...")
    assert len(text) < 700


@pytest.mark.parametrize("before", range(570, 600, 4))
def test_an_answer_is_masked_before_it_is_cut(before: int) -> None:
    content = b"x" * before + b"sk-1234567890"
    text = curl.answer(exchanged(content=content), lambda text: text.replace("sk-1234567890", "*"))
    assert "sk-" not in text


def test_bytes_that_are_no_text_are_shown_all_the_same() -> None:
    assert curl.answer(exchanged(content=b"\xff\xfe"), str) == "200 \ufffd\ufffd"
