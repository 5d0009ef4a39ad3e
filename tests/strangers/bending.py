"""What a stranger keeps, is asked and replies, and where it may be bent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.strangers.reading import Json, Operation
    from tests.strangers.server import Server


@dataclass
class Clock:
    """A clock that stands still, and moves on when a request is made or somebody waits."""

    seconds: float = datetime(2028, 2, 29, 12, tzinfo=UTC).timestamp()
    waited: float = 0.0

    def now(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.waited += seconds

    def text(self) -> str:
        """Return now as an instant in UTC."""
        moment = datetime.fromtimestamp(self.seconds, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Record:
    """A key as the server keeps it.

    Args:
        versions: what was stored of it and when, oldest first.
        gone: when it was revoked, infinite while it lives.
        owner: who made it, empty for whoever runs the test.
        taken: whether a request of the run has revoked it.
    """

    id: str
    secret: str
    versions: list[tuple[float, Json]]
    born: float
    made: str
    gone: float = float("inf")
    owner: str = ""
    taken: bool = False

    @property
    def values(self) -> Json:
        """What is stored now."""
        return self.versions[-1][1]

    def at(self, moment: float) -> Json:
        """Return what was stored at a moment, the oldest if that is earlier."""
        known = [values for when, values in self.versions if when <= moment]
        return known[-1] if known else self.versions[0][1]


@dataclass
class Asked:
    """A request that was understood: its operation, parameters and body."""

    operation: Operation
    role: str
    id: str
    values: Json
    body: Any
    request: httpx.Request


@dataclass
class Reply:
    """An answer before it is written down; `content` stands in place of a body that is not JSON."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


class RefusedError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.reply = Reply(status, body, headers or {})


@dataclass
class Bent:
    """Where a server may be bent; each does nothing by itself.

    Args:
        door: says whether a key opens an operation: server, operation, key, and what is right.
        before: answers in place of the server, or returns None.
        heard: changes a request that was found right, before it is obeyed.
        keeps: changes what is about to be stored: server, values by name, what was there, request.
        shows: changes an entity that is about to be shown: server, entity, request, record.
        after: changes a whole answer: server, request, answer.
    """

    door: Callable[[Server, Operation, str, bool], bool] | None = None
    before: Callable[[Server, Asked], Reply | None] | None = None
    heard: Callable[[Server, Asked], None] | None = None
    keeps: Callable[[Server, Json, Json, Asked], None] | None = None
    shows: Callable[[Server, Json, Asked, Record], None] | None = None
    after: Callable[[Server, Asked, Reply], None] | None = None
