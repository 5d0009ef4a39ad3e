"""Lists that lag, and weather: `python -m tests.strangers.seeds [--first N] [--count N]`.

Each seed is an honest server whose lists and readings lag up to 3 s behind, drawn anew for each
request, and of which one request in 50 fails for no fault of anybody.
"""

import argparse
import sys
from collections.abc import Iterator
from functools import partial

from tests.strangers.cases import Case, bench
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Row
from tests.strangers.printing import printed

LAG, WEATHER = 3.0, 50


def seeded(seed: int) -> Row:
    manners = Manners(lag=LAG, weather=WEATHER, seed=seed, foreign=3)
    return bench("seeds").honest(f"seed {seed}", manners)


def seeds(first: int, count: int) -> Iterator[Case]:
    for seed in range(first, first + count):
        yield Case("seeds", f"seed {seed}", True, partial(seeded, seed))


def main(argv: list[str]) -> int:
    """Print the seeds that are not green, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    chosen = parser.parse_args(argv)
    printed(seeds(chosen.first, chosen.count), quiet=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
