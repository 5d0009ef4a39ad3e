"""Tests of the transport for those who speak requests, Schemathesis among them."""

import io
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
import requests
import schemathesis
from venice_contract.live.pacing import Limits
from venice_contract.live.register import harmless_body
from venice_contract.live.transport import BlockedCallError
from venice_contract.suite.requests_adapter import GuardedRequests

from tests.live.stand_in import ADMIN, BASE_URL, BEGAN, RUN, StandIn, guarded

AUTH = {"authorization": f"Bearer {ADMIN}"}
URL = f"{BASE_URL}/api_keys"
SCHEMA = {
    "openapi": "3.1.0",
    "info": {"title": "keys", "version": "1"},
    "paths": {
        "/api_keys": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "responses": {"200": {"description": "made"}},
            }
        }
    },
}


def test_schemathesis_goes_through_the_guard(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    schema = schemathesis.openapi.from_dict(SCHEMA)
    operation = schema["/api_keys"]["POST"]
    case = operation.Case(
        body=harmless_body(RUN, 1, BEGAN), media_type="application/json", headers=dict(AUTH)
    )
    response = case.call(base_url=BASE_URL, session=GuardedRequests(transport))
    case.validate_response(response, checks=[])
    assert response.status_code == 200
    assert response.json()["data"]["id"] == transport.register.open_ids[0]
    assert response.elapsed >= 0
    assert response.headers["content-type"] == ["application/json"]
    assert transport._secrets.mask(response.text) != response.text


def test_the_guard_stops_requests_as_it_stops_httpx(tmp_path: Path) -> None:
    server = StandIn()
    session = GuardedRequests(guarded(server, tmp_path))
    with pytest.raises(BlockedCallError):
        session.delete(URL, params={"id": server.stranger}, headers=AUTH)
    with pytest.raises(BlockedCallError):
        session.get("https://elsewhere.example/", headers=AUTH)
    server.before = lambda _: httpx.Response(302, headers={"location": "https://evil.example/"})
    with pytest.raises(BlockedCallError):
        session.get(URL, headers=AUTH)
    assert server.strangers_untouched()


def _parts() -> Iterator[bytes]:
    yield b'{"description"'
    yield b': "x"}'


@pytest.mark.parametrize(
    "data",
    ['{"description": "x"}', b'{"description": "x"}', io.BytesIO(b'{"description": "x"}'), 0],
)
def test_bodies_of_every_kind_arrive_whole(tmp_path: Path, data: object) -> None:
    session = GuardedRequests(guarded(StandIn(), tmp_path))
    response = session.post(URL, data=data or _parts(), headers=AUTH)  # type: ignore[arg-type]
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (httpx.ConnectError("refused"), requests.ConnectionError),
        (httpx.ReadTimeout("slow"), requests.Timeout),
        (httpx.RemoteProtocolError("cut"), requests.ConnectionError),
    ],
)
def test_lost_answers_are_told_as_requests_tells_them(
    tmp_path: Path, problem: Exception, told: type[Exception]
) -> None:
    """Callers see the exceptions that they know, without a second attempt behind their back."""
    server = StandIn()
    session = GuardedRequests(guarded(server, tmp_path))
    server.seen.clear()

    server.before = Mock(side_effect=problem)
    with pytest.raises(told):
        session.post(URL, json={"description": RUN}, headers=AUTH, timeout=(1.0, 2.0))
    assert len(server.seen) == 1


def test_odd_urls_and_headers_are_carried_or_told(tmp_path: Path) -> None:
    server = StandIn()
    session = GuardedRequests(guarded(server, tmp_path))
    assert session.get(URL, headers=AUTH | {"x-odd": "é".encode()}).status_code == 200
    request = requests.Request("GET", URL).prepare()
    request.url = "https://keys.example:port/"
    with pytest.raises(requests.exceptions.InvalidURL):
        session.send(request)


def test_an_expected_refusal_is_announced(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path, limits=Limits(failures=2))
    session = GuardedRequests(transport)
    session.guarded.expects_refusal = True
    for _ in range(2):
        session.post(URL, data=b"{}", headers=AUTH)
    assert len(server.time.waits) == 1
    session.close()
