"""Prove that a generated client is what would be made now, byte for byte."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from venice_contract.generation.client import differences
from venice_contract.generation.render import render

if TYPE_CHECKING:
    from venice_contract.generation.provenance import Inputs


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a comparison told: relative file name to `stale`, `missing` or `extra`."""

    folder: Path
    differences: dict[str, str]

    @property
    def is_fresh(self) -> bool:
        """Whether every file is there, none is too many, and all have the same bytes."""
        return not self.differences

    def sentences(self) -> list[str]:
        """One line a file that differs, and none for a fresh client."""
        why = {
            "stale": "stale: it is not what the contract and the templates give now",
            "missing": "missing: it would be made now",
            "extra": "extra: nothing makes it",
        }
        return [f"{self.folder}/{name}: {why[kind]}" for name, kind in self.differences.items()]


def check(inputs: Inputs, folder: Path) -> Freshness:
    """Make the client anew in a temporary folder and compare; writes nothing beside that.

    Raises:
        BrokenContractError: no complete client can be made from the fragment.
        UsageError: an input is not usable.
    """
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as workshop:
        new = Path(workshop) / "new"
        render(inputs, new)
        return Freshness(folder, differences(folder, new))
