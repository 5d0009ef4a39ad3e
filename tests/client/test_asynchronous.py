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


def test_a_list_is_gone_over_awaited_or_a_task() -> None:
    """`async for key in client.api_keys.list()` needs no await."""

    async def use(client: api.AsyncClient) -> None:
        listing = client.api_keys.list
        assert [key.id async for key in listing()] == [ID]
        found: Any = await listing(timeout=3)
        assert [key.id for key in found] == [ID]
        assert [row.index for row in found.unread] == [1]
        task = asyncio.create_task(listing())
        both = await asyncio.gather(listing(), listing())
        timed = await asyncio.wait_for(listing(), 60)
        assert [len(each) for each in (await task, *both, timed)] == [1, 1, 1, 1]
        answer = await client.api_keys.with_raw_response.list()
        assert (answer.status_code, len(answer.unwrap())) == (200, 1)

    run(use, [KEY, KEY | {"id": 7}])


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
