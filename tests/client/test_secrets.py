"""Secrets show themselves only when asked."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import venice_api_keys as api

from tests.client.conftest import CREATED, TOKEN, Answering, response

SECRET = CREATED["apiKey"]


def created(answering: Answering) -> api.CreatedApiKey:
    client = answering(body={"success": True, "data": CREATED})
    return client.api_keys.create(api_key_type="ADMIN", description="x")


def test_revealing_is_explicit_and_copies_keep_it(answering: Answering) -> None:
    key = created(answering)
    assert key.api_key.reveal() == SECRET
    assert copy.deepcopy(key).api_key.reveal() == SECRET
    assert copy.copy(key) == key
    assert api.Secret("a") == api.Secret("a")
    assert hash(api.Secret("a")) == hash(api.Secret("a"))
    assert api.Secret("a") != api.Secret("b")
    assert api.Secret("a") != "a"


def test_no_way_of_printing_or_logging_shows_it(
    answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        key = created(answering)
    assert TOKEN not in caplog.text
    assert SECRET not in caplog.text
    shown = [repr(key), str(key), f"{key.api_key}", f"{key.api_key!r}", str(key.to_dict())]
    assert SECRET not in "".join(shown)
    answer: api.Response[None] = api.Response(200, {"x": SECRET}, SECRET.encode(), None, None)
    assert SECRET not in repr(answer)
    body = api.CreateWalletApiKeyRequest(
        api_key_type=api.ApiKeyType.INFERENCE, address="0x1", signature="sig-text", token="tok-text"
    )
    assert "sig-text" not in repr(body)
    assert "tok-text" not in repr(body)


def test_it_is_neither_pickled_nor_turned_into_json(answering: Answering) -> None:
    key = created(answering)
    for thing in (key, key.api_key):
        with pytest.raises(TypeError, match="reveal"):
            pickle.dumps(thing)
    with pytest.raises(TypeError):
        json.dumps(key.to_dict())
    assert SECRET in json.dumps(key.to_dict(), default=lambda secret: secret.reveal())


def test_the_client_hides_its_key(answering: Answering) -> None:
    client = answering(body={"object": "list", "data": []})
    before = repr(client)
    client.api_keys.list()
    assert TOKEN not in before + repr(client) + str(vars(client))
    with pytest.raises(TypeError, match="nor pickled"):
        pickle.dumps(client)


def test_errors_hide_the_body_and_an_echoed_key(answering: Answering) -> None:
    broken = {name: value for name, value in CREATED.items() if name != "modelPrivacy"}
    client = answering(body={"success": True, "data": broken})
    with pytest.raises(api.MismatchedAnswerError) as caught:
        client.api_keys.create(api_key_type="ADMIN", description="x")
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert SECRET not in told
    assert caught.value.json()["data"]["apiKey"] == SECRET
    with pytest.raises(api.AuthenticationError) as echoed:
        answering(401, {"error": f"Bearer {TOKEN} is not known"}).api_keys.list()
    assert TOKEN not in str(echoed.value)


def test_errors_pickle_without_the_body(answering: Answering) -> None:
    broken = {name: value for name, value in CREATED.items() if name != "modelPrivacy"}
    for client, kind in (
        (answering(body={"success": True, "data": broken}), api.MismatchedAnswerError),
        (answering(400, {"error": "no", "details": {}}), api.BadRequestError),
    ):
        with pytest.raises(kind) as caught:
            client.api_keys.create(api_key_type="ADMIN", description="x")
        raw = pickle.dumps(caught.value)
        assert SECRET.encode() not in raw
        again = pickle.loads(raw)  # noqa: S301 - made two lines above
        assert type(again) is kind
        assert str(again) == str(caught.value)
        assert again.status == caught.value.status
        assert again.content == b""


def test_the_key_goes_only_where_it_is_needed(client_on: Callable[..., api.Client]) -> None:
    seen: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        body: Any = {"success": True, "data": {"token": "t"}} if len(seen) == 1 else {"error": "x"}
        return response(200 if len(seen) == 1 else 500, body)

    client = client_on(handler)
    client.wallet.token()
    with pytest.raises(api.ServerError):
        client.rate_limits.get()
    assert seen == [None, f"Bearer {TOKEN}"]
