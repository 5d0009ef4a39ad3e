"""Lies on command: every fault the mock can be told to have, by name.

`CATALOGUE` maps names to faults; a `Board` arms them and keeps the receipts. A fault counts as
fired only where it changed an answer or a decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.errors import UsageError
from venice_contract.mock.faults import echoes, enums, limits, protocol, shapes, times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.mock.faults.fault import Fault

CATALOGUE: Mapping[str, Fault] = {
    fault.name: fault
    for group in (enums, limits, echoes, shapes, protocol, times)
    for fault in group.FAULTS
}
"""Every fault by its name, in the order in which a catalogue prints them."""


def fault(name: str) -> Fault:
    """Return the fault of that name; raise UsageError with the nearest names if there is none."""
    try:
        return CATALOGUE[name]
    except KeyError:
        import difflib  # noqa: PLC0415 - needed for a message alone

        near = difflib.get_close_matches(name, CATALOGUE, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See the catalogue of faults."
        raise UsageError(f"There is no fault {name!r}.", hint=hint) from None


def catalogue_text() -> str:
    """Return the catalogue for a terminal: one line a fault, under its group."""
    lines: list[str] = []
    group = ""
    for one in CATALOGUE.values():
        if one.group != group:
            group = one.group
            lines.append(group)
        lines.append(f"  {one.name:<44} {one.sentence}")
    return "\n".join(lines)
