"""A score that was judged in parts: what one machine writes, and what all of them come to.

Pure. A part says which contract and which mutants it is about, so that parts of two contracts, or
the same part twice, are never taken for a whole.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import msgspec

from venice_contract.errors import UndecidedError, UsageError
from venice_contract.scoring.score import Outcome
from venice_contract.verdict import counted

FORMAT = 1
"""Of the file; another number is not read."""


@dataclass(frozen=True, slots=True)
class Part:
    """What became of some mutants."""

    contract: str
    shard: int
    of: int
    only: str
    mutants: int
    outcomes: tuple[Outcome, ...]
    format: int = FORMAT


def shard_of(text: str) -> tuple[int, int]:
    """Read `I/N`, part I of N, or raise UsageError."""
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise UsageError(f"--shard is I/N, part I of N parts such as 1/4, and not {text!r}.")
    return int(number), int(of)


def written(part: Part) -> str:
    """Write a part as JSON."""
    return json.dumps(asdict(part), indent=1, default=int) + "\n"


def read(text: str, file: str) -> Part:
    """Read a part, or raise UsageError."""
    try:
        part = msgspec.json.decode(text, type=Part)
    except (ValueError, msgspec.MsgspecError) as problem:
        raise UsageError(f"{file}: no part of a score: {problem}.") from None
    if part.format != FORMAT:
        raise UsageError(f"{file}: its format is {part.format}, and this tool reads {FORMAT}.")
    return part


def merged(parts: Sequence[Part]) -> list[Outcome]:
    """Return the outcomes of all parts, in the order of one run.

    UsageError for parts of several runs or one twice, UndecidedError for a missing or cut off one.
    """
    runs = {(part.contract, part.of, part.only, part.mutants) for part in parts}
    if len(runs) != 1:
        raise UsageError("These parts are of different contracts or runs, and make no whole.")
    numbers = sorted(part.shard for part in parts)
    twice = {number for number in numbers if numbers.count(number) > 1}
    if twice:
        raise UsageError(f"Part {_listed(twice)} of {parts[0].of} is there twice.")
    missing = set(range(1, parts[0].of + 1)) - set(numbers)
    if missing:
        raise UndecidedError(f"Part {_listed(missing)} of {parts[0].of} is missing.")
    ordered = sorted(parts, key=lambda part: part.shard)
    found: list[Outcome] = []
    for index in range(max(len(part.outcomes) for part in ordered)):
        found += [part.outcomes[index] for part in ordered if index < len(part.outcomes)]
    if len(found) != parts[0].mutants:
        raise UndecidedError(
            f"The parts hold {len(found)} of {counted(parts[0].mutants, 'mutant')}."
        )
    return found


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
