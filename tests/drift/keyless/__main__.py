"""Every mutant that a run without an account is there for, and what became of it."""

import sys
from collections import Counter

from tests.drift.keyless.rig import mutants_of_the_request, outcome_of


def main() -> None:
    """Print a line an operator, and each mutant that was not named."""
    outcomes = [outcome_of(mutant) for mutant in mutants_of_the_request()]
    every = Counter(one.mutant.operator for one in outcomes)
    named = Counter(one.mutant.operator for one in outcomes if one.named)
    lines = [f"{operator:18}{named[operator]:>5} of {every[operator]:>3}" for operator in every]
    lines += [f"survived: {one.mutant.name}" for one in outcomes if not one.named]
    lines.append(
        f"named: {sum(one.named for one in outcomes)} of {len(outcomes)}; at most "
        f"{max(one.requests for one in outcomes)} requests"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
