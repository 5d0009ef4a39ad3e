"""What the service calls the things of keys, and how a key is ended. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from venice_contract.target import BEARER


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
