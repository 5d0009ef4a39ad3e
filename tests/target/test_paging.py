"""How a list leads to its next page."""

from typing import Any

import pytest
from venice_contract.target.paging import next_number, next_page, own_number, plain

NEXT = '<https://a.test/keys?cursor=5&size=2>; rel="next", <https://a.test/keys>; rel="first"'


@pytest.mark.parametrize(
    ("body", "link", "query"),
    [
        ({"data": [], "nextCursor": "p2"}, "", (("cursor", "p2"),)),
        ({"data": [], "meta": {"next": "/keys?cursor=5"}}, "", (("cursor", "5"),)),
        ({"data": [], "_links": {"next": {"href": "/keys?page=2"}}}, "", (("page", "2"),)),
        ({"data": [], "nextPage": 2}, "", (("page", "2"),)),
        ({"data": [], "has_more": True}, "", (("after", "k9"),)),
        ([], NEXT, (("cursor", "5"), ("size", "2"))),
        ({"data": [], "nextCursor": None}, "", ()),
        ({"data": [], "has_more": False, "nextCursor": "p2"}, "", ()),
        ({"data": [{"next": "p2"}]}, '<https://a.test/keys>; rel="prev"', ()),
        ("next", "", ()),
        ([], f"<https://a.test/keys?cursor=9, {NEXT}", (("cursor", "5"), ("size", "2"))),
        ([], '<http://[?cursor=5>; rel="next"', ()),
        ({"data": [], "next": "http://[?cursor=5"}, "", ()),
    ],
)
def test_a_page_leads_on_in_each_usual_way(body: Any, link: str, query: Any) -> None:
    assert next_page(body, link=link, last="k9") == query


@pytest.mark.parametrize(
    ("parameter", "query"), [("from", (("from", "p2"),)), ("", ()), (None, (("cursor", "p2"),))]
)
def test_a_cursor_goes_where_the_document_says(parameter: str | None, query: Any) -> None:
    """Nowhere by a document that has no place for one, to the usual place without a document."""
    assert next_page({"nextCursor": "p2"}, parameter=parameter) == query


def test_a_cursor_is_found_however_deep_and_however_it_is_called() -> None:
    """An address is the server's own word; the capital I with a dot folds to two characters."""
    body: dict[str, Any] = {}
    for _ in range(5_000):
        body = {"data": body, "next": "p2"}
    assert next_page(body) == (("cursor", "p2"),)
    assert next_page([], link=NEXT, parameter="") == (("cursor", "5"), ("size", "2"))
    assert plain("API-Key_\u0130d") == "apikeyid"


@pytest.mark.parametrize(
    ("body", "parameter", "query"),
    [
        ({"pages": 3}, "page", (("page", "3"),)),
        ({"pages": 2}, "page", ()),
        ({"total": 21}, "page", (("page", "3"),)),
        ({"total": 20}, "pageNumber", ()),
        ({"meta": {"total": 40}}, "offset", (("offset", "12"),)),
        ({"total": 12}, "offset", ()),
        ({}, "page", (("page", "3"),)),
        ({"has_more": False}, "page", ()),
        ({"next": None}, "page", ()),
        ({"total": "40"}, "skip", (("skip", "12"),)),
    ],
)
def test_a_numbered_page_leads_on_until_all_are_seen(body: Any, parameter: str, query: Any) -> None:
    assert next_number(body, parameter=parameter, at=2, shown=10, seen=20) == query
    assert next_number(body, parameter=parameter, at=2, shown=0, seen=20) == ()


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"page": 1, "pages": 2}, (("page", "2"),)),
        ({"page": 2, "pages": 2}, ()),
        ({"meta": {"offset": 10, "total": 30}}, (("offset", "20"),)),
        ({"page": 1}, ()),
        ({"page": True, "pages": 2}, ()),
    ],
)
def test_a_page_that_tells_its_number_leads_on_without_a_document(body: Any, query: Any) -> None:
    assert own_number(body, 10) == query
