"""What the vendor's documents say of the limits of the service, with evidence. Pure.

Each limit lists its statements from the newest to the oldest: the newest stands, and the older ones
stay, because a server may still keep to them. What a service says of itself, in headers and
refusals, stands above all of them. Nothing here was seen on the live service.

Sources: `page` is the vendor's page for `POST /api_keys`; `guide` its guide on rate limits;
`docs-pr` its own corrections of that guide; `skill` its published agent skills.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as one document gives it; `date` is ISO 8601, that of the copy at hand."""

    value: int
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """One limit of the service.

    Args:
        what: is counted, as a plural.
        statements: from the newest to the oldest.
        window: seconds in which it is counted; 0 where it is not about a span of time.
    """

    what: str
    statements: tuple[Statement, ...]
    window: float = 0.0

    @property
    def value(self) -> int:
        """The figure that stands."""
        return self.statements[0].value

    @property
    def lowest(self) -> int:
        """The lowest figure that any document ever gave."""
        return min(one.value for one in self.statements)


CREATES = ServiceLimit("keys created", (Statement(20, "page", "2026-08-21"),), window=60.0)

ACTIVE_KEYS = ServiceLimit("active keys of a user", (Statement(500, "page", "2026-08-21"),))

FAILURES = ServiceLimit(
    "failed requests, any 4xx but 429",
    (
        Statement(50, "skill", "2026-10-02"),
        Statement(50, "docs-pr", "2026-09-10"),
        Statement(20, "guide", "2026-08-22"),
    ),
    window=30.0,
)

UNSUPPORTED_FEATURES = ServiceLimit(
    "requests for an unsupported feature",
    (Statement(200, "skill", "2026-10-02"), Statement(200, "docs-pr", "2026-09-10")),
    window=30.0,
)

BLOCK = ServiceLimit(
    "seconds of the block after too many failures", (Statement(30, "guide", "2026-08-22"),)
)
