"""The floor of the score, and the survivors that are accepted, each with its reason.

Pure. The file stands beside the contract, for it is about its mutants:

    killed = 97.0            # per cent of all mutants that could show
    closed = 97.0            # per cent of all edits
    whole = ["enum-*"]       # operators of which every mutant must be killed

    [[survivor]]
    mutants = ["updateApiKey.request.id.*"]
    reason = "unknown ids are refused, whatever their form"

    [[open]]
    mutants = ["createApiKey.answer.data.property-drop"]
    reason = "without its data no answer can be judged further"

An entry that nothing needs any more is below the floor, too: it would hide the next survivor.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venice_contract.scoring.score import Outcome

FILE = "score.toml"
"""Its name, beside the contract."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Mutants that may survive, or whose loop may stay open, by patterns of their names."""

    mutants: tuple[str, ...]
    reason: str

    def covers(self, name: str) -> bool:
        """Whether a mutant is among them."""
        return any(fnmatchcase(name, pattern) for pattern in self.mutants)


@dataclass(frozen=True, slots=True)
class Floor:
    """What a score must reach.

    Args:
        killed: per cent of the mutants that could show.
        closed: per cent of the edits.
        whole: patterns of operators of which every mutant must be killed.
        survivors: what may survive.
        left_open: edits after which the verdict need not conform.
    """

    killed: float = 100.0
    closed: float = 100.0
    whole: tuple[str, ...] = ()
    survivors: tuple[Accepted, ...] = ()
    left_open: tuple[Accepted, ...] = ()

    def below(self, outcomes: Sequence[Outcome], *, partly: bool = False) -> Iterator[str]:
        """Yield a sentence for each way in which a score does not reach the floor.

        Args:
            outcomes: of all mutants, or of some.
            partly: whether they are some, so that what nothing needs is no matter.
        """
        counted = [one for one in outcomes if not one.equivalent]
        edited = [one for one in counted if one.killed and one.closed is not None]
        yield from _below("killed", self.killed, sum(one.killed for one in counted), len(counted))
        yield from _below("closed", self.closed, sum(map(_closed, edited)), len(edited))
        alive = [one for one in counted if not one.killed]
        for one in alive:
            if any(fnmatchcase(one.operator, pattern) for pattern in self.whole):
                yield f"{one.name} survived, and no {one.operator} may"
            elif not any(each.covers(one.name) for each in self.survivors):
                yield f"{one.name} survived, and no entry says why it may"
        left = [one for one in edited if not one.closed]
        for one in left:
            if not any(each.covers(one.name) for each in self.left_open):
                yield f"the loop of {one.name} stays open, and no entry says why it may"
        if not partly:
            yield from _stale(self.survivors, alive, "survives")
            yield from _stale(self.left_open, left, "stays open")


def _closed(one: Outcome) -> bool:
    return bool(one.closed)


def _below(what: str, least: float, part: int, whole: int) -> Iterator[str]:
    share = 100 * part / whole if whole else 100.0
    if share < least:
        yield f"{part} of {whole} {what}, {share:.1f} %, and the floor is {least:g} %"


def _stale(entries: Sequence[Accepted], found: Sequence[Outcome], what: str) -> Iterator[str]:
    for entry in entries:
        for pattern in entry.mutants:
            if not any(fnmatchcase(one.name, pattern) for one in found):
                yield f"{pattern} is accepted, and nothing of it {what} any more; take it out"


def parse(text: str, file: str) -> Floor:
    """Read a floor.

    Raises:
        UsageError: it is no TOML, has an unknown entry, or one without a reason.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: this is not TOML: {problem}.") from None
    unknown = told.keys() - {"killed", "closed", "whole", "survivor", "open"}
    if unknown:
        raise UsageError(f"{file}: no floor has {', '.join(sorted(unknown))}.")
    return Floor(
        killed=_share(told.get("killed", 100.0), "killed", file),
        closed=_share(told.get("closed", 100.0), "closed", file),
        whole=_texts(told.get("whole", []), "whole", file),
        survivors=tuple(_accepted(one, file) for one in told.get("survivor", [])),
        left_open=tuple(_accepted(one, file) for one in told.get("open", [])),
    )


def _share(value: Any, name: str, file: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise UsageError(f"{file}: {name} is a share from 0 to 100, and not {value!r}.")
    return float(value)


def _texts(value: Any, name: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{file}: {name} is a list of texts.")
    return tuple(value)


def _accepted(one: Any, file: str) -> Accepted:
    given = one if isinstance(one, dict) else {}
    patterns, reason = _texts(given.get("mutants", []), "mutants", file), given.get("reason")
    if not patterns or not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"{file}: an accepted mutant needs its name and a reason.")
    return Accepted(patterns, reason)
