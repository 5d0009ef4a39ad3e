"""Every table of the strangers: `python -m tests.strangers GROUP... [--only TEXT] [--quiet]`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tests.strangers import evolve, october, second_vendor
from tests.strangers.attacks import ATTACKS
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.honest import HONEST
from tests.strangers.judging import document
from tests.strangers.lies import Lie
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Bench, Row, cost
from tests.strangers.reports import REPORTED
from tests.strangers.required import DEMANDS, of_demand
from tests.strangers.suffering import suffer

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
            troubles = (one.troubles(),) if one.troubles else ()
            yield judging.honest(one.manners, f"honest, {one.name}", *troubles)


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


def reported(only: str) -> Iterator[Row]:
    """Judge the servers of kinds that were reported elsewhere."""
    for one in REPORTED:
        if only in one.name:
            data = fragment()
            one.edit(data)
            yield Bench("reports", data, document(data), own=one.server()).liar(one.lie)


def second(only: str) -> Iterator[Row]:
    """Judge the servers of another vendor."""
    data = second_vendor.fragment()
    bench = Bench("second vendor", data, document(data))
    yield bench.honest(second_vendor.MANNERS, "honest")
    for lie in second_vendor.DRIFTS:
        if only in lie.name:
            yield bench.liar(lie, second_vendor.MANNERS)


def autumn(only: str) -> Iterator[Row]:
    """Judge October's server by both contracts, and August's by October's."""
    here, then = fragment(), october.fragment()
    bench = Bench("october", here, document(here), own=then)
    yield bench.honest(october.MANNERS, "honest, October by the contract at hand", *october.BENT)
    bench = Bench("october", then, document(then))
    yield bench.honest(october.MANNERS, "honest, October by its own contract", *october.BENT)
    bench.own = here
    for lie in october.AUGUST:
        if only in lie.name:
            yield bench.liar(lie, Manners(unknown=400))


def attacked(only: str) -> Iterator[Row]:
    """Run the verdict against every hostile server."""
    data = fragment()
    contract = document(data)
    for attack in ATTACKS:
        if only in attack.name:
            yield suffer(attack, data, contract)


GROUPS: dict[str, Callable[[str], Iterator[Row]]] = {
    "evolve": evolution,
    "honest": honest,
    "drifts": drifts,
    "required": required,
    "reports": reported,
    "second": second,
    "october": autumn,
    "attacks": attacked,
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
