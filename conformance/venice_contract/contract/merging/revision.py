"""What our document says of the revision that it stands at: dates of evidence, and its version.

Pure. A version that is a day, as 2026.8.21, names the revision; any other follows semantic
versioning.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from venice_contract.contract.comparing.change import Change
from venice_contract.contract.reading.document import Document, join, put
from venice_contract.contract.reading.nodes import below

PUBLISHED = frozenset({"spec", "page"})
"""Sources that a published revision speaks for."""

NAMES_A_DAY = re.compile(r"\d{4}(\.\d+)+")
"""A version whose first number is a year."""


def seen_again(ours: Document, apart: Sequence[Change], date: str) -> Document:
    """Return our document with all that a revision says too seen on its (ISO) date.

    What changes `apart` are about is not confirmed; evidence that was seen later is left.
    """
    other = {change.new.pointer for change in apart}
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


def next_version(version: str, day: str, bump: Callable[[str], str]) -> str:
    """Return the version that follows one, on an ISO day; `bump` counts one up that is no day."""
    if not NAMES_A_DAY.fullmatch(version):
        return bump(version)
    known = [int(part) for part in version.split(".")]
    named = [int(part) for part in day.split("-")]
    if named <= known:  # of a revision as old, or a second merge on one day
        named = [*known[:3], known[3] + 1 if len(known) > 3 else 1]
    return ".".join(map(str, named))


def versioned(document: Document, version: str) -> Document:
    """Return a document with another `info.version`, all else kept."""

    def renumber(tree: Any) -> None:
        tree["info"]["version"] = version

    return document.edited(renumber, ["/info/version"])
