"""What a merge is for who uses the client: the next version of the contract. Pure.

A version that is a day, as 2026.8.21, names the revision that the contract stands at; any other
follows semantic versioning.
"""

import re
from collections.abc import Callable
from typing import Any

from venice_contract.contract.reading.document import Document

NAMES_A_DAY = re.compile(r"\d{4}(\.\d+)+")
"""A version whose first number is a year."""


def next_version(version: str, day: str, bump: Callable[[str], str]) -> str:
    """Return the version that follows one, on an ISO day; `bump` counts any other up."""
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
