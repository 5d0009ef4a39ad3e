"""Bodies with one value put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def put(body: dict[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Return a copy of a body in which a path leads to a value.

    Objects on the way are copied, and made where there are none.
    """
    name, *rest = path
    if not rest:
        return {**body, name: value}
    inner = body.get(name)
    return {**body, name: put(inner if isinstance(inner, dict) else {}, rest, value)}
