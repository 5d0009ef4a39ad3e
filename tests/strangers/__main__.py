"""Every table of the strangers: `python -m tests.strangers GROUP... [--only TEXT] [--quiet]`."""

import argparse
import sys

from tests.strangers.cases import GROUPS
from tests.strangers.printing import printed


def main(argv: list[str]) -> int:
    """Print tables, and what they come to."""
    parser = argparse.ArgumentParser(prog="python -m tests.strangers", description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"all by default: {', '.join(GROUPS)}")
    parser.add_argument("--only", default="", help="a part of a case's name")
    parser.add_argument("--quiet", action="store_true", help="leave out what is as it should be")
    chosen = parser.parse_args(argv)
    for name in chosen.groups or GROUPS:
        sys.stdout.write(f"\n{name}\n")
        printed((one for one in GROUPS[name]() if chosen.only in one.id), quiet=chosen.quiet)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
