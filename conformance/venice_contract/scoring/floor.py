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

import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Annotated

from msgspec import Meta, Struct, ValidationError, convert, field

from venice_contract.errors import UsageError
from venice_contract.scoring.score import Outcome

FILE = "score.toml"
"""Its name, beside the contract."""

Share = Annotated[float, Meta(ge=0, le=100)]


class Accepted(Struct, frozen=True):
    """Mutants that may survive, or whose loop may stay open, by patterns of their names."""

    mutants: Annotated[tuple[str, ...], Meta(min_length=1)]
    reason: Annotated[str, Meta(pattern=r"\S")]

    def covers(self, name: str) -> bool:
        """Whether a mutant is among them."""
        return any(fnmatchcase(name, pattern) for pattern in self.mutants)


class Floor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a score must reach."""

    killed: Share = 100.0
    closed: Share = 100.0
    whole: tuple[str, ...] = ()
    survivors: tuple[Accepted, ...] = field(default=(), name="survivor")
    left_open: tuple[Accepted, ...] = field(default=(), name="open")

    def below(self, outcomes: Sequence[Outcome], *, partly: bool = False) -> Iterator[str]:
        """Yield a sentence for each way in which a score does not reach the floor."""
        counted = [one for one in outcomes if not one.equivalent]
        edited = [one for one in counted if one.edited]
        alive = [one for one in counted if not one.killed]
        left = [one for one in edited if not one.closed]
        yield from _below("killed", self.killed, len(alive), len(counted))
        yield from _below("closed", self.closed, len(left), len(edited))
        for one in alive:
            if any(fnmatchcase(one.operator, pattern) for pattern in self.whole):
                yield f"{one.name} survived, and no {one.operator} may"
            elif not any(each.covers(one.name) for each in self.survivors):
                yield f"{one.name} survived, and no entry says why it may"
        for one in left:
            if not any(each.covers(one.name) for each in self.left_open):
                yield f"the loop of {one.name} stays open, and no entry says why it may"
        if not partly:
            yield from _stale(self.survivors, alive, "survives")
            yield from _stale(self.left_open, left, "stays open")


def _below(what: str, least: float, without: int, of: int) -> Iterator[str]:
    share = 100 * (of - without) / of if of else 100.0
    if share < least:
        yield f"{of - without} of {of} {what}, {share:.1f} %, and the floor is {least:g} %"


def _stale(entries: Sequence[Accepted], found: Sequence[Outcome], what: str) -> Iterator[str]:
    for entry in entries:
        for pattern in entry.mutants:
            if not any(fnmatchcase(one.name, pattern) for one in found):
                yield f"{pattern} is accepted, and nothing of it {what} any more; take it out"


def parse(text: str, file: str) -> Floor:
    """Read a floor; UsageError for no TOML, an unknown entry, or one without a reason."""
    try:
        return convert(tomllib.loads(text), Floor)
    except (tomllib.TOMLDecodeError, ValidationError) as problem:
        raise UsageError(f"{file}: no floor of a score: {problem}.") from None
