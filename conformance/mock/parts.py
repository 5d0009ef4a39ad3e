"""What an operation works with, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.mock.replies import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.answers import Teller
    from conformance.mock.faults.board import Board
    from conformance.mock.listing import Listing
    from conformance.mock.records import Key
    from conformance.mock.rules import Rules
    from conformance.mock.settings import Settings
    from conformance.mock.store import Store
    from conformance.mock.throttle import Throttle
    from conformance.mock.validation import Issue


class Request(NamedTuple):
    """One request to an operation, admitted already.

    Args:
        operation: operationId.
        now: the moment, milliseconds since 1970.
        headers: names in lower case.
        body: bytes of the body.
        query: query string without its question mark.
        path_id: the `{id}` of the path, decoded; empty if there is none.
        caller: the key that asks; None where the operation needs none.
    """

    operation: str
    now: int
    headers: Mapping[bytes, bytes]
    body: bytes
    query: str
    path_id: str
    caller: Key | None


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
        tell: operationId to the maker of its answer.
        checks: operationId to the judge of its request body.
        listing: the list kept ready, None where a foreign table must make it.
        plain_create: whether the documented tables make the answers to creates.
    """

    store: Store
    settings: Settings
    rules: Rules
    board: Board
    throttle: Throttle
    entropy: Callable[[int], bytes]
    tell: Mapping[str, Teller]
    checks: Mapping[str, Callable[[Any], list[Issue]]]
    listing: Listing | None
    plain_create: bool = False

    @property
    def faults(self) -> Board | None:
        """The board if any fault is armed, None otherwise."""
        return self.board if self.board.armed else None

    def require_valid(self, operation: str, value: Any) -> None:
        """Raise the 400 that tells all that is wrong with a request body, if anything is."""
        board = self.faults
        if board is not None:
            issues = board.judge(operation, value)
        else:
            issues = self.checks[operation](value)
        if issues:
            raise invalid(issues)

    def expired(self, key: Key, now: int) -> bool:
        """Tell whether a key has expired, by the clock or by a fault."""
        honest = key.expired(now)
        board = self.faults
        return honest if board is None else bool(board.decide("expired", honest))

    def answer(self, operation: str, facts: Any) -> Any:
        """Return the JSON value of a 200 answer."""
        payload = self.tell[operation](facts)
        board = self.faults
        return payload if board is None else board.answer(operation, payload)
