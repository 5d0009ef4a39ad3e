"""`python -m venice_contract`, and the console script `venice-contract`."""

import sys

from venice_contract.cli import run


def main() -> None:
    """Run the tool on the command line's arguments and exit with its code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
