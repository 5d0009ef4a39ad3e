"""The evolution table: what the tool says of honest and of lying servers for each addition.

`python -m tests.strangers.evolve [--only NAME] [--quiet]` prints it.
"""

from __future__ import annotations

import argparse
import sys

from tests.strangers.cases import ADDITIONS, SETS, evolution
from tests.strangers.printing import printed


def main(argv: list[str]) -> int:
    """Print the table, and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="an addition, or the set `twelve` or `further`")
    parser.add_argument("--quiet", action="store_true", help="leave out what is as it should be")
    chosen = parser.parse_args(argv)
    names = tuple(one.name for one in SETS.get(chosen.only, ()))
    names = names or tuple(name for name in ADDITIONS if chosen.only in ("", name))
    printed(evolution(names), quiet=chosen.quiet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
