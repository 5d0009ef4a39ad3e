"""What does not overlap merges, whoever comes first; what overlaps is asked; nothing is lost."""

import pytest

from tests.contract.merging.pairs import SEED, judge

COUNT = 60
"""Pairs that are judged here; `python -m tests.contract.merging.pairs 10000` judges more."""


@pytest.mark.parametrize("number", range(COUNT))
def test_a_pair_of_edits_comes_to_what_it_should(number: int) -> None:
    assert judge(SEED + number) == ""
