"""How a list leads to its next page: by a cursor, an address, a header or a number. Pure."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CURSORS = {
    "nextcursor": "cursor",
    "endcursor": "after",
    "nextpagetoken": "pageToken",
    "nexttoken": "nextToken",
    "nextpage": "page",
    "next": "cursor",
    "cursor": "cursor",
    "continuationtoken": "continuationToken",
}
"""How an answer names what leads to its next page, and the parameter that takes it; names in
letters and digits alone, in lower case."""
MORE = ("hasmore", "hasnextpage")
NUMBERED = ("page", "pagenumber", "pageno", "pageindex")
OFFSETS = ("offset", "skip", "start", "startindex")
"""What a page's own number, and the items before it, are called in requests and answers."""
PAGES = ("pages", "totalpages", "pagecount", "lastpage", "numpages")
TOTALS = ("total", "totalcount", "totalitems", "totalresults")
"""How an answer says how many pages, or how many items, there are."""
NEXT_LINK = re.compile(r'<([^<>]*)>[^<]*;\s*rel\s*=\s*"?next\b', re.IGNORECASE)
"""The address of the next page in a `Link` header (RFC 8288)."""


def plain(name: str) -> str:
    """Return a name or an id in lower case, its letters and digits alone."""
    return "".join(filter(str.isalnum, name.casefold()))


def next_page(
    value: Any, *, link: str = "", parameter: str | None = None, last: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return the query that asks for the page after an answer; empty where nothing leads to one.

    `parameter` takes a cursor by a document, is empty where nothing does, so that an address alone
    leads on, and None where no document is asked. `last` is the id of the last item, the cursor
    where an answer says no more than that there is more.
    """
    told = {plain(name): member for part in _around_items(value) for name, member in part.items()}
    if any(told.get(name) is False for name in MORE):
        return ()
    address = NEXT_LINK.search(link)
    if address:
        return _query(address[1])
    for name, usual in CURSORS.items():
        cursor = _text(told.get(name))
        if "?" in cursor:
            return _query(cursor)
        if cursor and parameter != "":
            return ((parameter or usual, cursor),)
    if last and parameter != "" and any(told.get(name) is True for name in MORE):
        return ((parameter or "after", last),)
    return ()


def next_number(
    value: Any, *, parameter: str, at: int, shown: int, seen: int
) -> tuple[tuple[str, str], ...]:
    """Return the query that asks for the page after a numbered one; empty after the last.

    `parameter` takes the number of a page, or of the items before it; this one is number `at` and
    has `shown` items, and there are `seen` on it and the pages before it together.
    """
    told = {plain(name): member for part in _around_items(value) for name, member in part.items()}
    # Where an answer names what leads on, it has said so; an empty page is beyond the end.
    if not shown or told.keys() & CURSORS.keys() or any(told.get(n) is False for n in MORE):
        return ()
    if plain(parameter) in OFFSETS:
        following, last = at + shown, at + shown
    else:
        following, last = at + 1, seen
    if any(_number(told.get(name)) <= last for name in TOTALS if name in told):
        return ()
    if plain(parameter) in NUMBERED and any(
        _number(told.get(name)) <= at for name in PAGES if name in told
    ):
        return ()
    return ((parameter, str(following)),)


def own_number(value: Any, shown: int) -> tuple[tuple[str, str], ...]:
    """Return the query that asks for the page after one that tells its own number; else empty.

    It is known by that number and how many there are, without a document: `page` beside `pages`.
    """
    told = {name: member for part in _around_items(value) for name, member in part.items()}
    if not any(plain(name) in (*PAGES, *TOTALS, *MORE) for name in told):
        return ()
    for name, at in told.items():
        if plain(name) in NUMBERED + OFFSETS and isinstance(at, int) and not isinstance(at, bool):
            seen = at * shown
            return next_number(value, parameter=name, at=at, shown=shown, seen=seen)
    return ()


def _number(value: Any) -> float:
    """Return a count of an answer, one beyond all bounds where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else float("inf")


def _query(address: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(urlsplit(address).query))
    except ValueError:
        return ()


def _around_items(value: Any) -> list[dict[str, Any]]:
    """Return the objects around the items of a list, outer ones last, so that they win."""
    found = [value] if isinstance(value, dict) else []
    for one in found:
        found += [member for member in one.values() if isinstance(member, dict)]
    return found[::-1]


def _text(value: Any) -> str:
    """Return a cursor as a text, the address of an object that holds one; else nothing."""
    return as_id(value.get("href") if isinstance(value, dict) else value)


def as_id(value: object) -> str:
    """Return an id as text; empty for what is neither a text nor a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**30 else ""
    return value if isinstance(value, str) else ""
