"""The evolution table: what the tool says of honest and of lying servers for each addition.

`python -m tests.strangers.evolve [--only NAME] [--quiet]` prints it.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from tests.strangers.additions import PAGES, TWELVE
from tests.strangers.fragments import fragment
from tests.strangers.further import FURTHER
from tests.strangers.judging import document
from tests.strangers.manners import Manners
from tests.strangers.outcomes import RIGHT, Bench, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.strangers.lies import Addition
    from tests.strangers.outcomes import Row

SETS = {"twelve": TWELVE, "further": FURTHER}
IN_PAGES = "honest, in pages of five, 23 keys of others"


def bench(addition: Addition) -> Bench:
    """Return what judges servers of an addition."""
    data = fragment()
    addition.edit(data)
    return Bench(addition.name, data, document(data))


def rows(additions: tuple[Addition, ...]) -> Iterator[Row]:
    """Judge the honest server of each addition, then its liars."""
    for addition in additions:
        judging = bench(addition)
        yield judging.honest(Manners(), "honest")
        for lie in addition.lies:
            yield judging.liar(lie)
        if addition is PAGES:
            yield judging.honest(Manners(page=5, foreign=23), IN_PAGES)


def printed(found: Iterator[Row], *, quiet: bool) -> list[Row]:
    """Print rows as they come, and what they come to; return them."""
    began = time.perf_counter()
    rows_ = []
    for one in found:
        rows_.append(one)
        if not (quiet and one.outcome in RIGHT):
            sys.stdout.write(f"{one}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{summary(rows_)}{time.perf_counter() - began:.1f} s\n")
    return rows_


def main(argv: list[str]) -> int:
    """Print the table, and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="an addition, or the set `twelve` or `further`")
    parser.add_argument("--quiet", action="store_true", help="leave out what is as it should be")
    chosen = parser.parse_args(argv)
    every = tuple(one for additions in SETS.values() for one in additions)
    wanted = SETS.get(chosen.only, tuple(a for a in every if chosen.only in ("", a.name)))
    printed(rows(wanted), quiet=chosen.quiet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
