"""Lists of the asynchronous client: awaited, gone over, run as a task."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import venice_api_keys as api

from tests.client.conftest import KEY, TOKEN, response

ID = KEY["id"]


def run(use: Callable[[api.AsyncClient], Awaitable[Any]], rows: list[Any] | None = None) -> Any:
    told = {"object": "list", "data": [KEY] if rows is None else rows}

    async def whole() -> Any:
        transport = httpx.MockTransport(lambda _: response(200, told))
        async with httpx.AsyncClient(transport=transport) as http:
            return await use(api.AsyncClient(TOKEN, http_client=http))

    return asyncio.run(whole())


def test_a_list_is_gone_over() -> None:
    """`async for key in client.api_keys.list()` needs no await."""

    async def use(client: api.AsyncClient) -> list[str]:
        return [key.id async for key in client.api_keys.list()]

    assert run(use) == [ID]


def test_a_list_is_awaited() -> None:
    async def use(client: api.AsyncClient) -> Any:
        return await client.api_keys.list(timeout=3)

    found = run(use, [KEY, KEY | {"id": 7}])
    assert [key.id for key in found] == [ID]
    assert [row.index for row in found.unread] == [1]


def test_a_list_is_a_task() -> None:
    async def use(client: api.AsyncClient) -> list[int]:
        task = asyncio.create_task(client.api_keys.list())
        both = await asyncio.gather(client.api_keys.list(), client.api_keys.list())
        timed = await asyncio.wait_for(client.api_keys.list(), 60)
        return [len(each) for each in (await task, *both, timed)]

    assert run(use) == [1, 1, 1, 1]


def test_a_raw_list_is_a_response() -> None:
    async def use(client: api.AsyncClient) -> tuple[int, int]:
        answer = await client.api_keys.with_raw_response.list()
        return answer.status_code, len(answer.unwrap())

    assert run(use) == (200, 1)


def test_a_list_that_nobody_awaits_is_told() -> None:
    """Python warns of it once, as of every coroutine that was forgotten."""

    async def use(client: api.AsyncClient) -> None:
        client.api_keys.list()

    with pytest.warns(RuntimeWarning) as told:
        run(use)
    (warning,) = told
    assert str(warning.message).endswith("was never awaited")


def test_a_failure_comes_out_either_way() -> None:
    async def use(client: api.AsyncClient) -> int:
        caught = 0
        try:
            await client.api_keys.list()
        except api.MismatchedAnswerError:
            caught += 1
        try:
            async for _ in client.api_keys.list():
                pass
        except api.MismatchedAnswerError:
            caught += 1
        return caught

    assert run(use, [{}]) == 2
