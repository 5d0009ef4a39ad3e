"""What the vendor's documents say of the service, with evidence: its limits and its names. Pure.

Each limit lists its statements from the newest to the oldest: the newest stands, and the older ones
stay, because a server may still keep to them. What a service says of itself, in headers and
refusals, stands above all of them. Nothing here was seen on the live service.

Sources: `page` is the vendor's page for `POST /api_keys`; `guide` its guide on rate limits;
`docs-pr` its own corrections of that guide; `skill` its published agent skills.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from venice_contract.target import BEARER


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as one document gives it; `date` is ISO 8601, that of the copy at hand."""

    value: int
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """One limit of the service, counted in `window` seconds; 0 where time has no part in it."""

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


CREATES = ServiceLimit((Statement(20, "page", "2026-08-21"),), window=60.0)
"""Keys created."""

ACTIVE_KEYS = ServiceLimit((Statement(500, "page", "2026-08-21"),))
"""Active keys of a user."""

FAILURES = ServiceLimit(
    (
        Statement(50, "skill", "2026-10-02"),
        Statement(50, "docs-pr", "2026-09-10"),
        Statement(20, "guide", "2026-08-22"),
    ),
    window=30.0,
)
"""Failed requests, any 4xx but 429."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """How a key is ended: by which call, and where its id goes.

    `where` is `path`, `query` or `body`; in a path, `{name}` stands for the id. A body may want a
    list of ids (`several`), or whole numbers.
    """

    method: str = "DELETE"
    path: str = "/api_keys"
    where: str = "query"
    name: str = "id"
    several: bool = False
    whole: bool = False

    def call(self, key_id: str) -> tuple[str, dict[str, str], dict[str, Any] | None]:
        """Return the path, the query and the JSON body that end a key."""
        if self.where == "path":
            return self.path.replace(f"{{{self.name}}}", quote(key_id, safe="")), {}, None
        if self.where == "query":
            return self.path, {self.name: key_id}, None
        named = int(key_id) if self.whole and key_id.isdecimal() else key_id
        return self.path, {}, {self.name: [named] if self.several else named}


@dataclass(frozen=True, slots=True)
class KeyNames:
    """What the service calls the things of keys that protect an account.

    A run has them from its contract (`live.naming`), and its journal keeps them for a `sweep` that
    has none. These are the vendor's, by its page and its published document of 2026-08-21, and
    `addresses` by a published SDK of 2026-10. A name that a service does not have is empty.
    """

    carrier: tuple[str, str] = BEARER  # where a key goes that lists and revokes keys
    collection: str = "/api_keys"  # where keys are listed
    creates: tuple[str, ...] = ("/api_keys", "/api_keys/generate_web3_key")  # to POST to
    searches: tuple[str, ...] = ()  # to POST to, and nothing is changed
    single: tuple[str, ...] = ("/api_keys/{id}",)  # paths that name a key, `{id}` in its place
    beside: tuple[str, ...] = ("/api_keys",)  # paths that name none; query or body may
    parameters: tuple[str, ...] = ("id",)  # of queries and bodies that name a key
    revocation: Revocation = Revocation()
    open_read: str = "/api_keys/rate_limits"  # that keys of any type may do
    id: str = "id"  # an entity's id, and the parameter that names it
    new_id: str = "id"  # what the answer to a create calls it
    mentions: tuple[str, ...] = ("id", "apiKeyId")  # members by which answers name a key
    holders: tuple[tuple[str, ...], ...] = (("data",),)  # where answers have keys, or lists
    type: str = "apiKeyType"  # of a key; `admin` may do everything, `harmless` the least
    admin: str = "ADMIN"
    harmless: str = "INFERENCE"
    description: str = "description"  # a text that the service keeps as it was sent
    limit: str = "consumptionLimit"  # of a new key; `limits` where an existing one is shown
    limits: str = "consumptionLimits"
    units: tuple[str, ...] = ("usd", "diem")  # amounts by which it spends nothing when they are 0
    expires: str = "expiresAt"  # when a key ends by itself
    addresses: str = "ipAllowlist"  # from which a key may be used
    ended: tuple[tuple[str, Any], ...] = ()  # what a list shows of one that was ended, if it does
    created: str = "createdAt"  # when it was made
    secret_end: str = "last6Chars"  # noqa: S105 - the name of a field
    more: tuple[str, ...] = ("limitPeriod", "modelPrivacy")  # other fields that tell keys apart

    def shows_ended(self, key: Mapping[str, Any]) -> bool:
        """Whether a key that is listed is shown as one that was ended."""
        return bool(self.ended) and all(key.get(name) == value for name, value in self.ended)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a create that tell keys apart; nothing else may be written down."""
        found = (self.type, self.description, self.limit, *self.more, self.expires)
        return tuple(filter(None, found))


KEYS = KeyNames()
