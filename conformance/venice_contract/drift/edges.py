"""Bounds that are asked about, and values far beyond them, of which a refusal may tell the edge.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.values import EMPTY, FAR, UNBOUNDED

if TYPE_CHECKING:
    from venice_contract.contract.choices import Choice

BOUNDS = (
    "minimum",
    "maximum",
    "exclusive-minimum",
    "exclusive-maximum",
    "max-length",
    "min-length",
    "max-items",
    "min-items",
)


def is_bounded(choice: Choice) -> bool:
    """Whether a choice asks about a bound, or for one where the contract has none."""
    return choice.kind in BOUNDS or choice.about in {UNBOUNDED, EMPTY}


def far_beyond(choice: Choice) -> Any:
    """Return a value that no bound would allow, on the side of the one that a choice is beyond."""
    if isinstance(choice.value, str):
        return choice.value * 8 if choice.kind == "max-length" else ""
    if isinstance(choice.value, bool) or not isinstance(choice.value, int | float):
        return None
    return -abs(choice.value) * FAR if "minimum" in choice.kind else abs(choice.value) * FAR
