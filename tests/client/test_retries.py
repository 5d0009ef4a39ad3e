"""Retries and pacing: off until asked for, and never a key created twice."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import venice_api_keys as api

from tests.client.conftest import CREATED, MADE, TOKEN, response

EMPTY = {"object": "list", "data": []}


class Server:
    """Answers with each outcome in turn, the last one for ever; counts requests."""

    def __init__(self, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.requests = 0

    def __call__(self, _: httpx.Request) -> httpx.Response:
        self.requests += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        status, body, *headers = outcome
        return response(status, body, headers[0] if headers else None)


def patient(waits: list[float], **changes: Any) -> api.Retries:
    """Retries that note their waits in place of sleeping, and draw the largest random number."""

    async def rest(seconds: float) -> None:
        waits.append(seconds)

    known = {
        "sleep": waits.append,
        "async_sleep": rest,
        "clock": lambda: 1000.0,
        "uniform": lambda _low, high: high,
    }
    return api.Retries(**(known | changes))


@pytest.mark.parametrize(
    ("settings", "requests"), [({}, 1), ({"retries": patient([], attempts=3)}, 3)]
)
def test_the_last_answer_stands_and_nothing_is_retried_unless_asked(
    settings: dict[str, Any], requests: int, client_on: Callable[..., api.Client]
) -> None:
    server = Server((500, {"error": "down"}))
    with pytest.raises(api.ServerError, match="down"):
        client_on(server, **settings).api_keys.list()
    assert server.requests == requests


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_reads_are_retried(status: int, client_on: Callable[..., api.Client]) -> None:
    server = Server((status, {}), (status, {}), (200, EMPTY))
    waits: list[float] = []
    assert client_on(server, retries=patient(waits)).api_keys.list() == []
    assert server.requests == 3
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize("status", [400, 401, 404, 415, 520])
def test_other_answers_stand_at_once(status: int, client_on: Callable[..., api.Client]) -> None:
    server = Server((status, {}))
    with pytest.raises(api.StatusError):
        client_on(server, retries=patient([])).api_keys.list()
    assert server.requests == 1


@pytest.mark.parametrize(
    ("outcome", "requests"),
    [
        ((500, {}), 1),
        ((503, {}), 1),
        (httpx.ReadTimeout("late"), 1),
        (httpx.RemoteProtocolError("cut"), 1),
        ((429, {}), 2),
        (httpx.ConnectError("refused"), 2),
        (httpx.ConnectTimeout("late"), 2),
    ],
    ids=["500", "503", "timeout", "cut off", "429", "refused", "connect timeout"],
)
def test_a_creation_is_repeated_only_if_it_cannot_have_happened(
    outcome: Any, requests: int, client_on: Callable[..., api.Client]
) -> None:
    """One whose outcome is not known is sent once, for the key may exist."""
    server = Server(outcome, (200, MADE))
    client = client_on(server, retries=patient([]))
    with contextlib.nullcontext() if requests == 2 else pytest.raises(api.ApiError):
        assert client.api_keys.create(api_key_type="ADMIN", description="").id == CREATED["id"]
    assert server.requests == requests


def test_changes_and_revocations_are_repeated(client_on: Callable[..., api.Client]) -> None:
    """Setting fields and revoking come to the same when done twice, so both are tried again."""
    server = Server((503, {}), (200, {"success": True}))
    client_on(server, retries=patient([])).api_keys.delete("x")
    assert server.requests == 2


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "5"}, 5.5),
        ({"x-ratelimit-reset-requests": "1010"}, 11.0),
        ({"retry-after": "junk"}, 1.0),
        ({}, 1.0),
    ],
)
def test_the_wait_that_is_asked_for_is_kept(
    headers: dict[str, str], wait: float, client_on: Callable[..., api.Client]
) -> None:
    """The wait is what the answer asks for, plus at most a tenth or a second of jitter."""
    waits: list[float] = []
    server = Server((429, {}, headers), (200, EMPTY))
    client_on(server, retries=patient(waits)).api_keys.list()
    assert waits == [wait]


def test_a_wait_that_is_too_long_is_not_waited(client_on: Callable[..., api.Client]) -> None:
    waits: list[float] = []
    server = Server((429, {}, {"retry-after": "3600"}))
    with pytest.raises(api.RateLimitedError) as caught:
        client_on(server, retries=patient(waits)).api_keys.list()
    assert caught.value.retry_after == 3600
    assert waits == []


def test_backoff_doubles_up_to_the_longest_wait_and_is_jittered() -> None:
    retries = patient([], attempts=20, longest_wait=10.0)
    waits = [retries.wait_after(n, "GET", failure=httpx.ReadError("x")) for n in range(1, 8)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]
    drawn: list[tuple[float, float]] = []

    def draw(low: float, high: float) -> float:
        drawn.append((low, high))
        return low

    jittered = api.Retries(uniform=draw)
    assert jittered.wait_after(2, "GET", failure=httpx.ReadError("x")) == 0.0
    assert drawn == [(0.0, 2.0)]


def test_the_asynchronous_client_retries_alike() -> None:
    server = Server((503, {}), httpx.ReadError("reset"), (200, EMPTY))
    waits: list[float] = []

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            client = api.AsyncClient(TOKEN, http_client=http, retries=patient(waits))
            assert await client.api_keys.list() == []

    asyncio.run(run())
    assert waits == [1.0, 2.0]


def test_pacing_spreads_creations(client_on: Callable[..., api.Client]) -> None:
    now = [0.0]
    waits: list[float] = []
    pace = api.Pace(creates=2, per=60.0, clock=lambda: now[0])
    client = client_on(Server((200, MADE)), pace=pace, retries=patient(waits))
    for moment in (0.0, 10.0, 20.0):
        now[0] = moment
        client.api_keys.create(api_key_type="ADMIN", description="")
    assert waits == [40.0]


def test_pacing_books_its_starts_and_leaves_reads_alone() -> None:
    """Starts that wait count where they will happen, so a burst is spread over windows."""
    pace = api.Pace(creates=2, per=60.0, clock=lambda: 0.0)
    assert [pace.wait_before("POST") for _ in range(6)] == [0, 0, 60, 60, 120, 120]
    pace = api.Pace(creates=1, clock=lambda: 0.0)
    assert [pace.wait_before(m) for m in ("POST", "GET", "GET", "DELETE")] == [0, 0, 0, 0]


def test_pacing_waits_out_too_many_failures_alone() -> None:
    now = [0.0]
    pace = api.Pace(failures=3, failure_window=30.0, clock=lambda: now[0])
    for moment in (0.0, 1.0, 2.0):
        now[0] = moment
        pace.note(400)
    assert pace.wait_before("GET") == 28.0
    now[0] = 40.0
    assert pace.wait_before("GET") == 0.0
    pace = api.Pace(failures=1, clock=lambda: 0.0)
    pace.note(200)
    assert pace.wait_before("GET") == 0.0
