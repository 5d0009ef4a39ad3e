"""Every table of the strangers: `python -m tests.strangers GROUP... [--only TEXT] [--quiet]`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tests.strangers import evolve
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.honest import HONEST
from tests.strangers.judging import document
from tests.strangers.lies import Lie
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Bench, Row, cost
from tests.strangers.required import DEMANDS, of_demand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def honest(only: str) -> Iterator[Row]:
    """Judge every honest server."""
    plain = fragment()
    bench = Bench("honest", plain, document(plain))
    for one in HONEST:
        if only in one.name:
            judging = bench
            if one.edit:
                data = fragment()
                one.edit(data)
                judging = Bench("honest", data, document(data))
            found = judging.honest(one.manners, f"honest, {one.name}")
            yield found


def drifts(only: str) -> Iterator[Row]:
    """Judge every server that drifted from the contract as it stands."""
    data = fragment()
    bench = Bench("drifts", data, document(data))
    for lie in DRIFTS:
        if only in lie.name:
            yield bench.liar(lie)


def required(only: str) -> Iterator[Row]:
    """Judge every server that demands one field more."""
    data = fragment()
    bench = Bench("required", data, document(data))
    for demand in DEMANDS:
        if only in demand.name:
            lie = Lie(demand.name, (), (demand.edit,))
            told = bench.told(lie, Manners(errors=demand.errors))
            if isinstance(told, str):
                yield Row("required", demand.name, "CRASH", told)
            else:
                yield Row("required", demand.name, *of_demand(told, demand), cost(told))


def evolution(only: str) -> Iterator[Row]:
    """Judge the servers of every addition."""
    every = tuple(one for additions in evolve.SETS.values() for one in additions)
    yield from evolve.rows(tuple(one for one in every if only in one.name))


GROUPS: dict[str, Callable[[str], Iterator[Row]]] = {
    "evolve": evolution,
    "honest": honest,
    "drifts": drifts,
    "required": required,
}
"""Every table, by name."""


def main(argv: list[str]) -> int:
    """Print tables, and what they come to."""
    parser = argparse.ArgumentParser(prog="python -m tests.strangers", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="all by default")
    parser.add_argument("--only", default="", help="a part of a case's name")
    parser.add_argument("--quiet", action="store_true", help="leave out what is as it should be")
    chosen = parser.parse_args(argv)
    for name in chosen.groups or GROUPS:
        sys.stdout.write(f"\n{name}\n")
        evolve.printed(GROUPS[name](chosen.only), quiet=chosen.quiet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
