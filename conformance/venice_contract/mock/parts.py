"""What an operation works with, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from venice_contract.mock.replies import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from venice_contract.mock.answers import Teller
    from venice_contract.mock.blanks import Blank
    from venice_contract.mock.faults.board import Board
    from venice_contract.mock.listing import Listing
    from venice_contract.mock.records import Key
    from venice_contract.mock.rules import Rules
    from venice_contract.mock.settings import Settings
    from venice_contract.mock.short_way import Reader
    from venice_contract.mock.store import Store
    from venice_contract.mock.throttle import Throttle
    from venice_contract.mock.validation import Issue
    from venice_contract.mock.written import Written


class Request(Struct, frozen=True):
    """One request to an operation, admitted already.

    Args:
        operation: operationId.
        now: the moment, milliseconds since 1970.
        headers: names in lower case.
        body: bytes of the body.
        query: query string without its question mark.
        path_id: the `{id}` of the path, decoded; empty if there is none.
        caller: the key that asks; None where the operation needs none.
        board: the faults if any is armed, None otherwise.
    """

    operation: str
    now: int
    headers: Mapping[bytes, bytes]
    body: bytes
    query: str
    path_id: str
    caller: Key | None
    board: Board | None


@dataclass(slots=True)
class Parts:
    """The parts of one service, shared by its operations.

    Args:
        store: the state.
        settings: the choices.
        rules: the tables.
        board: the faults.
        throttle: the service's own limits.
        entropy: gives that many random bytes.
        blank: gives a secret and an id that nobody has had.
        tell: operationId to the maker of its answer.
        checks: operationId to the judge of its request body.
        written: operationId to what is kept of its requests.
        listing: the list kept ready, None where a foreign table must make it.
        read_create: reads a create the short way, None where a foreign table is in force.
    """

    store: Store
    settings: Settings
    rules: Rules
    board: Board
    throttle: Throttle
    entropy: Callable[[int], bytes]
    blank: Callable[[], Blank]
    tell: Mapping[str, Teller]
    checks: Mapping[str, Callable[[Any], list[Issue]]]
    written: Mapping[str, Written]
    listing: Listing | None
    read_create: Reader | None

    @property
    def faults(self) -> Board | None:
        """The board if any fault is armed, None otherwise."""
        return self.board if self.board.armed else None

    def require_valid(self, request: Request, value: Any) -> None:
        """Raise the 400 that tells all that is wrong with what was asked, if anything is."""
        operation, board = request.operation, request.board
        issues = self.checks[operation](value) if board is None else board.judge(operation, value)
        if issues:
            raise invalid(issues)

    def answer(self, request: Request, facts: Any) -> Any:
        """Return the JSON value of a 200 answer."""
        payload = self.tell[request.operation](facts)
        board = request.board
        return payload if board is None else board.answer(request.operation, payload)


def has_expired(key: Key, now: int, board: Board | None) -> bool:
    """Tell whether a key has expired, by the clock or by a fault."""
    honest = key.expired(now)
    return honest if board is None else bool(board.decide("expired", honest))
