"""Tests of undoing escapes while keeping places."""

import pytest
from venice_contract.live.folding import fold


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a%41b", "aAb"),
        ("a\\u0041b", "aAb"),
        ("a\\x41b", "aAb"),
        ("a\\/b", "a/b"),
        ("a&amp;&#65;&#x41;b", "a&AAb"),
        ("a \\\n   b", "ab"),
        ("'a'\r\n 'b'", "'ab'"),
        ("a\\n\\nb", "ab"),
        ("%zz &nope; \\q", "%zz &nope; \\q"),
        ("", ""),
    ],
)
def test_one_layer_of_disguise_is_undone(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_places_lead_back_to_the_original() -> None:
    text = "one %41%42 two\n    three"
    folded = fold(text)
    assert folded.text == "one AB twothree"
    assert [text[slice(*folded.origin(*span))] for span in ((4, 6), (0, 3), (9, 15))] == [
        "%41%42",
        "one",
        "o\n    three",
    ]


def test_a_long_run_of_blanks_costs_little() -> None:
    assert len(fold(" " * 200_000 + "x").text) == 200_001
