"""What is kept of a request, by any table and with any fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from venice_contract.mock.records import Key
from venice_contract.mock.windows import moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.mock.blanks import Blank
    from venice_contract.mock.rules import Shape

_COLUMNS = {
    "apiKeyType": "kind",
    "description": "description",
    "limitPeriod": "period",
    "modelPrivacy": "privacy",
}
_NOT_KEPT = frozenset({"id", "address", "signature", "token"})


def key_of(blank: Blank, now: int) -> Key:
    """Return a key of which nothing was chosen yet."""
    secret, key_id, digest = blank
    return Key(key_id, digest, secret[-6:], now)


class Written:
    """What is kept of the requests to one operation.

    Args:
        shape: table of the request.
    """

    def __init__(self, shape: Shape) -> None:
        self.defaults = {one.name: one.default for one in shape.fields if one.default is not None}
        limits = shape.get("consumptionLimit")
        names = limits.shape.fields if limits else ()
        self._amounts = frozenset(one.name for one in names) if names else None

    def changed(self, before: Key, given: Mapping[str, Any]) -> Key:
        """Return the key with the fields applied; what has no column is kept by its name."""
        columns: dict[str, Any] = {}
        extras: dict[str, Any] = {}
        for name, value in given.items():
            if name in _COLUMNS:
                columns[_COLUMNS[name]] = value
            elif name == "consumptionLimit":
                columns["limits"] = self._known(value)
            elif name == "expiresAt":
                columns["expires_at"] = value or None  # "" and null both mean: never (spec)
                columns["expires_ms"] = moment_of(value) if isinstance(value, str) else None
            elif name not in _NOT_KEPT:
                extras[name] = value
        if extras:
            columns["extras"] = (before.extras or {}) | extras
        return replace(before, **columns)

    def _known(self, limits: Any) -> Any:
        """Drop the amounts that the table does not know, as Zod does with an object left open."""
        amounts = self._amounts
        if amounts is None or not isinstance(limits, dict) or amounts.issuperset(limits):
            return limits
        return {name: value for name, value in limits.items() if name in amounts}
