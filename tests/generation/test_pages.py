"""A list goes on to its next page, wherever the contract lets answers say where that starts."""

import asyncio
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generation.making import (
    TEXT,
    WHOLE,
    client,
    contract,
    fields,
    load,
    make,
    operation,
    parameter,
    ref,
)

Json = dict[str, Any]

MAYBE: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": ["integer", "null"]}
TRUTH: Json = {"type": "boolean"}
ROWS: Json = {"type": "array", "items": ref("Row")}
FIRST, SECOND = [{"id": "a"}], [{"id": "b"}]
HREF = {"href": "/v1/x?offset=1"}
LINK = '<https://v.invalid/x?page=2>; rel="next", <https://v.invalid/x?page=9>; rel="last"'
Pages = tuple[Json, Json, str, list[Any], list[dict[str, str]], str]
"""Answer, its headers, parameter, two pages, the headers of each, what is asked for the second."""


def by_body(schema: Json, parameter: str, first: Json, second: Json, asked: str) -> Pages:
    """A list whose answers say in their bodies where the next page starts."""
    return schema, {}, parameter, [first, second], [{}, {}], asked


def by_header(told: str, name: str, says: str, asked: str) -> Pages:
    """A list whose answers say so in a header, which the contract has if it is told."""
    headers: Json = {told: {}} if told else {}
    return ROWS, headers, asked.partition("=")[0], [FIRST, SECOND], [{name: says}, {}], asked


LINKED = fields(next={"anyOf": [fields(href=TEXT), {"type": "null"}]})
PLACED = fields(page=WHOLE, next_page=NUMBER)
WAYS: dict[str, Pages] = {
    "another field": by_body(
        fields(keys=ROWS, next_marker=TEXT),
        "marker",
        {"keys": FIRST, "next_marker": "m"},
        {"keys": SECOND},
        "marker=m",
    ),
    "an address": by_body(
        fields(results=ROWS, next=MAYBE),
        "cursor",
        {"results": FIRST, "next": "/v1/x?cursor=cD0%3D"},
        {"results": SECOND, "next": None},
        "cursor=cD0%3D",
    ),
    "an address in an object": by_body(
        fields(items=ROWS, _links=LINKED),
        "offset",
        {"items": FIRST, "_links": {"next": HREF}},
        {"items": SECOND, "_links": {"next": None}},
        "offset=1",
    ),
    "a number": by_body(
        fields(data=ROWS, pagination=PLACED),
        "page",
        {"data": FIRST, "pagination": {"page": 1, "next_page": 2}},
        {"data": SECOND, "pagination": {"page": 2, "next_page": None}},
        "page=2",
    ),
    "the last item": by_body(
        fields("data", data=ROWS, has_more=TRUTH),
        "starting_after",
        {"data": FIRST, "has_more": True},
        {"data": SECOND, "has_more": False},
        "starting_after=a",
    ),
    "the name of the last item": by_body(
        fields("data", data=ROWS, last_id=TEXT, has_more=TRUTH),
        "after",
        {"data": FIRST, "last_id": "a", "has_more": True},
        {"data": SECOND, "last_id": "b", "has_more": False},
        "after=a",
    ),
    "inside an envelope": by_body(
        fields("data", data=fields(keys=ROWS, nextCursor=MAYBE)),
        "cursor",
        {"data": {"keys": FIRST, "nextCursor": "c"}},
        {"data": {"keys": SECOND}},
        "cursor=c",
    ),
    "a Link header": by_header("Link", "link", LINK, "page=2"),
    "a Link header of which nobody told": by_header(
        "", "link", '</v1/x?cursor=l>; rel="next"', "cursor=l"
    ),
    "a header": by_header("X-Next-Cursor", "x-next-cursor", "h", "cursor=h"),
}
COUNTED = ("page", "offset")


def listing(number: int, way: Pages) -> Json:
    schema, headers, name, *_ = way
    kind = WHOLE if name in COUNTED else TEXT
    made = operation(f"list{number}", schema, parameters=[parameter(name, kind)])
    made["responses"]["200"]["headers"] = {key: {"schema": TEXT} for key in headers}
    return made


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    paths = {f"/w{i}": {"get": listing(i, way)} for i, way in enumerate(WAYS.values())}
    paths["/page"] = {"get": operation("list0_page", TEXT)}
    data = contract(paths, {"Row": fields("id", id=TEXT)})
    folder: Path = tmp_path_factory.mktemp("pages")
    return load(make(folder, "pages_client", data))


class Server:
    """Answers page after page, and keeps what was asked."""

    def __init__(self, way: Pages) -> None:
        *_, self.pages, self.headers, _ = way
        self.queries: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number = len(self.queries) % len(self.pages)
        self.queries.append(request.url.query.decode())
        return httpx.Response(200, json=self.pages[number], headers=self.headers[number])


@pytest.mark.parametrize("name", WAYS)
def test_a_list_follows_what_its_answers_say(name: str, package: ModuleType) -> None:
    way = WAYS[name]
    server: Any = Server(way)
    listed = getattr(client(package, server).things, f"list{list(WAYS).index(name)}")()
    assert [row.id for row in listed] == ["a", "b"]
    assert server.queries == ["", way[-1]]


def test_an_operation_called_as_one_page_keeps_it(package: ModuleType) -> None:
    """Both are there, the later one with a `_`."""
    server: Any = Server(WAYS["another field"])
    things = client(package, server).things
    assert things.list0_page().next_marker == "m"
    server.pages = ["text"]
    assert things.list0_page_() == "text"


def test_the_asynchronous_list_follows_headers_too(package: ModuleType) -> None:
    server = Server(WAYS["a Link header"])

    async def run() -> list[str]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            things = package.AsyncClient("k", http_client=http).things
            read = [row.id async for row in things.list7()]
            return [*read, *(row.id for row in await things.list7())]

    assert asyncio.run(run()) == ["a", "b", "a", "b"]


@pytest.mark.parametrize("said", ["/v1/x?other=1", "/v1/x?page=last", "http://[::1?page=2"])
def test_an_address_that_leads_nowhere_is_an_error(said: str, package: ModuleType) -> None:
    server: Any = Server(WAYS["a Link header"])
    server.headers = [{"link": f'<{said}>; rel="next"'}, {}]
    with pytest.raises(package.AnswerError, match="page"):
        list(client(package, server).things.list7())
