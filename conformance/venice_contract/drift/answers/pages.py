"""A list in pages: which keys it shows, and how the next page is asked for.

Pure. A page is recognised by the names that APIs use for it; the list of one page is a list in
pages, too.
"""

from typing import Any

from venice_contract.contract.reading.operations import Operation, Parameter
from venice_contract.contract.roles import Roles
from venice_contract.drift.observe import Exchange
from venice_contract.target import nodes
from venice_contract.target.paging import NUMBERED, OFFSETS, next_number, next_page, plain

SIZES = ("limit", "pagesize", "perpage", "size", "count", "maxresults", "first")
CURSORS = ("cursor", "pagetoken", "after", "startingafter", "continuationtoken", "nexttoken")
"""What the parameters for the size of a page and its start are called; letters alone, in lower
case."""
ORDERS = ("sort", "sortby", "sortorder", "order", "orderby", "ordering", "direction")
"""What the parameters for the order of a list are called: two orders may be one."""


def is_order(name: str) -> bool:
    """Whether a parameter says in what order a list is told."""
    return plain(name) in ORDERS


def size_parameter(operation: Operation) -> str:
    """Return the query parameter that says how long a page is; empty if there is none."""
    return _parameter(operation, SIZES)


def cursor_parameter(operation: Operation) -> str:
    """Return the query parameter that says where a page begins; empty if there is none."""
    number = number_parameter(operation)
    return _parameter(operation, (*CURSORS, *NUMBERED)) if number is None else number.name


def number_parameter(operation: Operation) -> Parameter | None:
    """Return the query parameter that counts pages, or the items before one, None if none does.

    One that is no whole number is a cursor by that name.
    """
    name = _parameter(operation, (*NUMBERED, *OFFSETS))
    found = next((p for p in operation.parameters if (p.name, p.where) == (name, "query")), None)
    whole = found is not None and found.schema is not None and "integer" in found.schema.types
    return found if whole else None


def _parameter(operation: Operation, names: tuple[str, ...]) -> str:
    found = {plain(one.name): one.name for one in operation.parameters if one.where == "query"}
    return next((found[name] for name in names if name in found), "")


class Pages:
    """The pages of one list, as they were read."""

    def __init__(self, operation: Operation, roles: Roles) -> None:
        self._cursor = cursor_parameter(operation)
        self._number = number_parameter(operation)
        self._at = _first(self._number)
        self._name = roles.key_name
        self.exchanges: list[Exchange] = []
        self.ids: list[list[str]] = []
        self.entities: list[list[str]] = []
        self.cut = False
        """Whether there are more pages than a run reads, so that nothing is missing for sure."""
        self._asked: set[tuple[tuple[str, str], ...]] = set()
        self._began = 0

    def begin(self) -> None:
        """Start on the pages of another value of a filter, which may show the same keys."""
        self._asked, self._began = set(), len(self.ids)

    def add(self, exchange: Exchange) -> tuple[tuple[str, str], ...]:
        """Take a page, and return the query of the next one; nothing if this was the last."""
        self.exchanges.append(exchange)
        if not exchange.accepted:
            return ()
        body = exchange.answer.json_or(None)
        if body is None:
            return ()
        items = list(nodes(body))
        named = [item.get(self._name) for item in items if isinstance(item, dict)]
        self.entities.append([str(one) for one in named if isinstance(one, str | int)])
        # A list that has changed its shape still shows its keys, as texts of any name.
        self.ids.append([*self.entities[-1], *(one for one in items if isinstance(one, str))])
        following, pages = self._following(exchange, body), self.entities[self._began :]
        # What the page before it showed is no new page: numbers alone never end.
        if following in self._asked or pages[-2:-1] == pages[-1:]:
            return ()
        self._asked.add(following)
        return following

    def _following(self, exchange: Exchange, body: Any) -> tuple[tuple[str, str], ...]:
        """What asks for the next page; a cursor that no parameter is documented for does not."""
        link, last = exchange.answer.headers.get("link", ""), "".join(self.entities[-1][-1:])
        if self._number is None:
            return next_page(body, link=link, parameter=self._cursor, last=last)
        name = self._number.name
        told = next_page(body, link=link, parameter=name)
        sent = dict(exchange.call.query).get(name, "")
        at = int(sent) if sent.lstrip("-").isdecimal() else self._at
        seen = sum(map(len, self.entities[self._began :]))
        shown = len(self.entities[-1])
        return told or next_number(body, parameter=name, at=at, shown=shown, seen=seen)

    @property
    def last(self) -> Exchange:
        """The page that was read last."""
        return self.exchanges[-1]

    @property
    def shown(self) -> set[str]:
        """The ids of every key that some page shows."""
        return {key_id for page in self.ids for key_id in page}

    @property
    def repeated(self) -> set[str]:
        """The ids that stand on more than one page, of one value of a filter."""
        found: set[str] = set()
        again: set[str] = set()
        for page in self.ids[self._began :]:
            again |= found & set(page)
            found |= set(page)
        return again


def _first(number: Parameter | None) -> int:
    """Return the number of the page that is answered where none is asked for."""
    if number is None or number.schema is None:
        return 0
    means = number.schema.value("x-absent-means") or {}
    by_default = means.get("value", number.schema.value("default"))
    if isinstance(by_default, int):
        return by_default
    return 0 if plain(number.name) in OFFSETS else int(number.schema.value("minimum") or 1)
