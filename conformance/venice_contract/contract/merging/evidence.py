"""What a new revision says again: the date that our evidence was last seen. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from venice_contract.contract.comparing.change import Change
from venice_contract.contract.reading.document import Document, join, put
from venice_contract.contract.reading.nodes import below

PUBLISHED = frozenset({"spec", "page"})
"""Sources that a published revision speaks for."""


def seen_again(ours: Document, apart: Sequence[Change], date: str) -> Document:
    """Return our document with all that a revision says too seen on its (ISO) date.

    What changes `apart` are about is not confirmed; evidence that was seen later is left.
    """
    other = {change.new.pointer for change in apart if change.new is not None}
    pointers = [
        join(pointer, "seen")
        for pointer, owner, node in _entries(ours.data)
        if node["source"] in PUBLISHED
        and str(node["seen"]) < date
        and not any(owner == place or place.startswith(f"{owner}/") for place in other)
    ]

    def confirm(tree: Any) -> None:
        for pointer in pointers:
            put(tree, pointer, date)

    return ours.edited(confirm, pointers) if pointers else ours


def _entries(data: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for pointer, node in below("", data):
        written = node.get("x-evidence") if isinstance(node, dict) else None
        if isinstance(written, dict):
            yield from _leaves(written, join(pointer, "x-evidence"), pointer)


def _leaves(node: Any, pointer: str, owner: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if {"source", "seen"} <= node.keys():
        yield pointer, owner, node
        return
    for name, child in node.items():
        if isinstance(child, dict):
            inside = owner if owner.endswith("/enum") else join(owner, name)
            yield from _leaves(child, join(pointer, name), inside)
