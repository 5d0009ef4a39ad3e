"""A score that was judged in parts."""

import json
from dataclasses import replace

import pytest
from venice_contract.errors import UndecidedError, UsageError
from venice_contract.scoring.score import Outcome
from venice_contract.scoring.shards import Part, merged, read, shard_of, written


@pytest.fixture
def parts(plain: Outcome) -> list[Part]:
    """Five mutants in two parts."""
    named = [replace(plain, name=str(number)) for number in range(5)]
    return [Part("sha", n, 2, "", 5, tuple(named[n - 1 :: 2])) for n in (1, 2)]


def test_parts_make_a_whole_in_the_order_of_one_run(parts: list[Part]) -> None:
    assert read(written(parts[0]), "a.json") == parts[0]
    assert [one.name for one in merged(parts[::-1])] == ["0", "1", "2", "3", "4"]


def test_a_part_that_is_missing_or_lacks_outcomes_decides_nothing(parts: list[Part]) -> None:
    with pytest.raises(UndecidedError, match="Part 2 of 2 is missing"):
        merged(parts[:1])
    with pytest.raises(UndecidedError, match="4 of 5"):
        merged([parts[0], replace(parts[1], outcomes=parts[1].outcomes[:1])])


def test_parts_of_two_contracts_or_another_format_are_no_whole(parts: list[Part]) -> None:
    with pytest.raises(UsageError, match="different contracts"):
        merged([parts[0], replace(parts[1], contract="other")])
    with pytest.raises(UsageError, match="Part 1 of 2 is there twice"):
        merged([parts[0], parts[0]])
    with pytest.raises(UsageError, match="format is 2"):
        read(written(replace(parts[0], format=2)), "a.json")


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({"format": 1})])
def test_what_is_no_part_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match=r"a\.json: no part of a score"):
        read(text, "a.json")


def test_a_shard_is_a_part_of_parts() -> None:
    assert shard_of("2/4") == (2, 4)
    for text in ("0/4", "5/4", "1", "a/b", "1/", "-1/2"):
        with pytest.raises(UsageError, match="--shard is I/N"):
            shard_of(text)
