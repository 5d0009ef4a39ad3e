"""What a client may be told, for all calls or for one: wrong kinds and values are named at once."""

import copy
import pickle
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import venice_api_keys as api

from tests.client.conftest import KEY, TOKEN, Server


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"retries": -1}, api.SettingError, "retries must be at least 0, not -1"),
        ({"retries": "3"}, TypeError, "retries must be a whole number, not str"),
        ({"retries": True}, TypeError, "retries must be a whole number, not bool"),
        ({"timeout": "3"}, TypeError, "timeout must be seconds or a timedelta, not str"),
        ({"timeout": (3, 5)}, TypeError, "timeout must be seconds or a timedelta, not tuple"),
        ({"timeout": -1}, api.SettingError, "timeout must be a number of seconds from 0 on"),
        ({"timeout": float("nan")}, api.SettingError, "timeout must be a number of seconds"),
        ({"timeout": 0}, api.SettingError, "more than 0 seconds; None waits for ever"),
        ({"pace": 20}, TypeError, "pace must be a Pace, not int"),
        ({"on_unknown": []}, TypeError, "on_unknown must be a function, not list"),
        ({"headers": [("a", "b")]}, TypeError, "headers must be a mapping of texts, not list"),
        ({"headers": {"a": 5}}, TypeError, "headers: a must be a text, not int"),
        ({"headers": {"a b": "c"}}, api.SettingError, "'a b' is no name of a header"),
        ({"headers": {"a": "hush\r\nb: c"}}, api.SettingError, "a holds characters"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_at_once(
    given: dict[str, Any], error: type[Exception], words: str
) -> None:
    """A wrong kind is a TypeError, a wrong value a SettingError, and both name the setting."""
    with pytest.raises(error) as caught:
        api.Client(TOKEN, **given)
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"timeout": "3"}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"headers": {"a": None}}, "headers"),
        ({"headers": {"a": "b\nc: d"}}, "headers"),
    ],
)
def test_a_setting_of_one_call_is_refused_before_sending(
    given: dict[str, Any], field: str, server: Server, client_on: Callable[..., api.Client]
) -> None:
    with pytest.raises(api.RequestError, match="GET /api_keys") as caught:
        client_on(server).api_keys.list(**given)
    assert caught.value.field == field
    assert server.requests == []


@pytest.mark.parametrize("wrong", ["two words", "line\nbreak", "Bearer abc", "caf\xe9", "nul\x00"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(wrong: str) -> None:
    with pytest.raises(api.RequestError) as caught:
        api.Client(api_key=wrong)
    assert caught.value.field == "key"
    assert wrong not in str(caught.value)


def test_blanks_around_a_key_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a variable often end in a line break."""
    assert api.Client(api_key=f" {TOKEN}\n").key == api.Secret(TOKEN)
    monkeypatch.setenv("VENICE_API_KEY", f"{TOKEN}\r\n")
    assert api.Client().key == api.Secret(TOKEN)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("http://one.invalid", "http://one.invalid/api_keys"),
        ("http://one.invalid/", "http://one.invalid/api_keys"),
        ("http://one.invalid/v1/", "http://one.invalid/v1/api_keys"),
        (" http://one.invalid/a/b ", "http://one.invalid/a/b/api_keys"),
        (httpx.URL("http://one.invalid:81/v1"), "http://one.invalid:81/v1/api_keys"),
    ],
)
def test_a_base_url_may_end_as_it_likes(
    given: Any, sent: str, server: Server, client_on: Callable[..., api.Client]
) -> None:
    client_on(server, base_url=given).api_keys.list()
    assert str(server.requests[-1].url) == sent


@pytest.mark.parametrize(
    "wrong",
    [
        *("one.invalid", "ftp://one.invalid", "", "http://", "http://one.invalid:99999"),
        *("http://one.invalid/?a=b", "http://one.invalid/#a", b"http://one.invalid", 5),
        "http://user:hush@one.invalid",
    ],
)
def test_a_base_url_that_leads_nowhere_is_refused(wrong: Any) -> None:
    """Also one with a password, which httpx would send in place of the key."""
    with pytest.raises(api.SettingError, match="base_url") as caught:
        api.Client(TOKEN, base_url=wrong)
    assert "hush" not in str(caught.value)


def test_a_timeout_that_is_given_holds_for_a_lent_client_too(
    server: Server, client_on: Callable[..., api.Client]
) -> None:
    """Left out it is that of the httpx client; the one of a call goes first."""
    client_on(server).api_keys.list()
    assert server.timeout == 5.0
    client = client_on(server, timeout=timedelta(seconds=9))
    client.api_keys.list()
    assert server.timeout == 9.0
    client.api_keys.list(timeout=1.5)
    assert server.timeout == 1.5
    client.api_keys.list(timeout=None)
    assert server.timeout is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (api.Retries, {"attempts": 0}),
        (api.Retries, {"first_wait": -1}),
        (api.Retries, {"longest_wait": float("inf")}),
        (api.Pace, {"creates": 0}),
        (api.Pace, {"failures": 0}),
        (api.Pace, {"per": timedelta(seconds=-1)}),
    ],
)
def test_patience_that_makes_no_sense_is_refused(kind: Any, given: dict[str, Any]) -> None:
    with pytest.raises(api.SettingError):
        kind(**given)


def test_retries_are_a_value_and_a_pace_is_shared() -> None:
    retries = api.Retries(attempts=2)
    assert pickle.loads(pickle.dumps(retries)) == copy.deepcopy(retries) == retries  # noqa: S301 - our own bytes
    pace = api.Pace()
    assert copy.deepcopy(pace) is copy.copy(pace) is pace
    with pytest.raises(TypeError, match="one process"):
        pickle.dumps(pace)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_client_is_neither_copied_nor_pickled(copied: Callable[[object], object]) -> None:
    """It says why: it holds a key and connections."""
    with pytest.raises(TypeError, match="key and connections"):
        copied(api.Client(TOKEN))


def at_once(use: Callable[[], object]) -> None:
    """Do something in eight threads."""
    threads = [threading.Thread(target=use) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_threads_share_a_client_and_its_connections(
    server: Server, client_on: Callable[..., api.Client]
) -> None:
    client, found = client_on(server), list[str]()
    at_once(lambda: found.extend(client.api_keys.list()[0].id for _ in range(8)))
    assert found == [KEY["id"]] * 64
    own, pools = api.Client(TOKEN), list[httpx.Client]()
    at_once(lambda: pools.append(own.http_client))
    own.close()
    assert len({id(each) for each in pools}) == 1


def test_a_client_may_be_subclassed(server: Server) -> None:
    class Keys(api.Client):
        """A client with one question more."""

        def count(self) -> int:
            return len(self.api_keys.list())

    http = httpx.Client(transport=httpx.MockTransport(server))
    with Keys(TOKEN, http_client=http) as keys:
        assert keys.count() == 1
        assert repr(keys).startswith("Keys(")
