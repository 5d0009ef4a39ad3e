"""Tests of what makes a hostile text harmless."""

import sys
import unicodedata

import pytest
from venice_contract.report.plain import logged, one_line, plain


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\x00b", "a\\x00b"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays, ümläut and 😀 too", "tab\tstays, ümläut and 😀 too"),
    ],
)
def test_characters_that_act_become_visible(raw: str, shown: str) -> None:
    assert plain(raw) == shown


def test_no_character_that_acts_is_forgotten() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    left = plain(everything, limit=len(everything))
    kinds = {unicodedata.category(character) for character in left if character not in "\n\t"}
    assert kinds.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    turning = {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
    assert turning.isdisjoint(unicodedata.bidirectional(character) for character in left)


def test_what_is_cut_is_counted_and_one_line_has_no_line_feed() -> None:
    assert plain("x" * 12, limit=10) == "x" * 10 + "... (2 more characters)"
    assert one_line(" a\n\n b\tc ") == "a b c"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("a\n  \t::set-output name=a::b", "a\n  \t: :set-output name=a::b"),
        ("\x1b[31m::error::x", "\x1b[31m: :error::x"),
        ("\u00a0::error::x", "\u00a0: :error::x"),
        ("a ##[error]x", "a # #[error]x"),
        ("tests/test_a.py::test_b", "tests/test_a.py::test_b"),
    ],
)
def test_no_line_is_a_command_to_the_service_that_shows_it(raw: str, shown: str) -> None:
    assert logged(raw) == shown
