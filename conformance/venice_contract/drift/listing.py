"""Which keys a list shows: every one that was made, and none that was revoked.

Pure. A key is found by a text that is its id, wherever the answer has it, so that a list that has
changed its shape still shows its keys, and an id as short as `5` is not found in an amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.observe import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.operations import Operation
    from venice_contract.drift.ledger import Key
    from venice_contract.drift.observe import Exchange, Observation
    from venice_contract.target import Answer


def texts(answer: Answer) -> frozenset[str] | None:
    """Return every text that is a value in an answer, None where it cannot be read."""
    try:
        return frozenset(_texts(answer.json()))
    except ValueError:
        return None


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def not_listed(create: Operation, exchange: Exchange, keys: Iterable[Key]) -> Iterator[Observation]:
    """Yield an observation for keys that were made and are not in the list."""
    shown = texts(exchange.answer)
    for key in keys:
        if shown is not None and key.id not in shown:
            scene = Scene(create.id, "answer", create.success, exchange)
            says = ("a created key is in the list", "does not list it")
            yield scene.saw((), ("not-listed", "effect", None), says)


def still_listed(
    remove: Operation, exchange: Exchange, keys: Iterable[Key]
) -> Iterator[Observation]:
    """Yield an observation for keys that were revoked and are in the list."""
    shown = texts(exchange.answer)
    for key in keys:
        if shown is not None and key.id in shown:
            scene = Scene(remove.id, "answer", remove.success, exchange)
            says = ("a revoked key is gone from the list", "still lists it")
            yield scene.saw((), ("still-listed", "effect", None), says)
