"""The floor of the score, and who may survive."""

from dataclasses import replace
from pathlib import Path

import pytest
from venice_contract.errors import UsageError
from venice_contract.scoring.floor import FILE, Floor, parse
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import Outcome

FLOOR = """
killed = 50
closed = 50
whole = ["enum-*"]
[[survivor]]
mutants = ["a.*"]
reason = "nobody could know"
[[open]]
mutants = ["b"]
reason = "the contract cannot say it"
"""


def test_what_is_accepted_with_a_reason_is_above_the_floor(plain: Outcome) -> None:
    sly = replace(plain, name="a.sly", operator="property-add", kinds=())
    left = replace(plain, name="b", closed=False)
    assert list(parse(FLOOR, "x").below([plain, sly, left])) == []


def test_what_no_entry_accepts_is_below_the_floor(plain: Outcome) -> None:
    sly = replace(plain, name="sly", operator="type", kinds=())
    assert list(Floor(killed=0).below([sly])) == ["sly survived, and no entry says why it may"]
    (told,) = Floor(closed=0).below([replace(plain, closed=False)])
    assert "the loop of one stays open" in told
    (told,) = parse(FLOOR, "x").below([plain, replace(plain, name="a.x", kinds=())], partly=True)
    assert told == "a.x survived, and no enum-drop may"
    sly = replace(sly, name="a.sly")
    floor = parse(FLOOR.replace("killed = 50", "killed = 97"), "x")
    (told,) = floor.below([plain, sly], partly=True)
    assert told == "1 of 2 killed, 50.0 %, and the floor is 97 %"


def test_an_entry_that_nothing_needs_must_go(plain: Outcome) -> None:
    """What is killed by now would hide the next survivor; a part of a score says nothing of it."""
    told = list(parse(FLOOR, "x").below([plain]))
    assert told == [
        "a.* is accepted, and nothing of it survives any more; take it out",
        "b is accepted, and nothing of it stays open any more; take it out",
    ]
    assert list(parse(FLOOR, "x").below([plain], partly=True)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "Invalid"),
        ("least = 1", "unknown field `least`"),
        ("killed = true", "killed"),
        ("closed = 101", "<= 100.0 - at `\\$.closed`"),
        ('whole = "enum-*"', "whole"),
        ('[[survivor]]\nmutants = ["a"]', "missing required field `reason`"),
        ('[[survivor]]\nmutants = ["a"]\nreason = " "', "reason"),
        ('[[open]]\nreason = "because"', "missing required field `mutants`"),
        ('[[open]]\nmutants = []\nreason = "because"', "mutants"),
    ],
)
def test_a_floor_that_cannot_be_read_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        parse(text, "score.toml")
    assert "score.toml" in str(caught.value)


def test_every_entry_of_the_repository_is_about_a_mutant(known: dict[str, Mutant]) -> None:
    file = Path(__file__).parents[2] / "openapi" / FILE
    floor = parse(file.read_text(encoding="utf-8"), str(file))
    for entry in (*floor.survivors, *floor.left_open):
        assert any(entry.covers(name) for name in known), entry
