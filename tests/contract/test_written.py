"""A text is read exactly as ruamel.yaml reads it, or not at all."""

import pytest
from ruamel.yaml.comments import CommentedMap
from venice_contract.contract.reading.document import join, parse
from venice_contract.contract.reading.nodes import below
from venice_contract.contract.reading.written import CannotReadError, read
from venice_contract.errors import BrokenContractError

from tests.contract.fragment import contract


def test_data_and_places_are_those_of_ruamel() -> None:
    document = contract()
    assert document.data == document.tree
    for pointer, node in below("", document.tree):
        for name in node if isinstance(node, CommentedMap) else ():
            place = document.place(join(pointer, name))
            assert (place.line - 1, place.column - 1) == node.lc.key(name)


SCALARS = {
    "yes": "yes",
    "on": "on",
    "True": True,
    "~": None,
    "": None,
    "0o17": 15,
    "0x1F": 31,
    "-1_000": -1000,
    "1e3": 1000.0,
    "-.inf": float("-inf"),
    "012": 12,
    "'1'": "1",
    "!odd 1": "1",
    "2026-08-21": "2026-08-21",
    "12:30:45": "12:30:45",
}


@pytest.mark.parametrize(("text", "value"), SCALARS.items())
def test_scalars_are_of_yaml_1_2(text: str, value: object) -> None:
    assert read(f"a: {text}\n").data == {"a": value}


CHARACTERS = {
    r"\ud83d\ude00": "\U0001f600",
    r"\uD83D\uDE00\ud83d\ude01": "\U0001f600\U0001f601",
    r"a\ud83d": "a\ufffd",
    r"\\ud83d": r"\ud83d",
    "\U0001f600": "\U0001f600",
}


@pytest.mark.parametrize(("text", "value"), CHARACTERS.items())
@pytest.mark.parametrize("form", ['{"a": "%s", "%s": [1]}', 'a: "%s"\n"%s": [1]\n'])
def test_a_character_in_two_escapes_is_one(form: str, text: str, value: str) -> None:
    assert parse(form % (text, text), "f").data == {"a": value, value: [1]}


def test_keys_that_are_merged_or_no_texts_are_read() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [*a, {z: 4}]}\nd: *a\n"
    data = read(text).data
    assert data["b"] == {"y": 3, "x": 1}
    assert data["c"] == {"x": 1, "y": 2, "z": 4}
    assert data["d"] == {"x": 1, "y": 2}
    document = parse("a: {200: x}\n", "f")
    assert document.data == {"a": {"200": "x"}}
    assert list(document.other_keys()) == [("/a", "200")]


UNREAD = {
    "twice": "a: 1\na: 2\n",
    "list": "- a\n",
    "merge of a text": "a: {<<: b}\n",
}


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD)
def test_what_is_in_doubt_is_refused(text: str) -> None:
    with pytest.raises(CannotReadError) as caught:
        read(text)
    assert caught.value.args == ("",)
    with pytest.raises(BrokenContractError):
        parse(text, "f")


def _bomb() -> str:
    lines = ["a0: &a0 [x]"]
    for level in range(1, 9):
        ten = ", ".join([f"*a{level - 1}"] * 10)
        lines += [f"a{level}: &a{level} [{ten}]"]
    return "\n".join(lines)


BOUNDS = {
    "aliases": (_bomb(), "unfolds to more than 1000000 nodes"),
    "aliases beside an odd key": (f"{_bomb()}\n? [b]\n: 1", "unfolds to more than 1000000 nodes"),
    "aliases beside a key said twice": (f"{_bomb()}\nb: 1\nb: 2", "unfolds to more than 1000000"),
    "deep": ("a: " + "[" * 100_000, "nested too deeply"),
    "circle": ("a: &a [*a]\n", "leads back into what it names"),
}


@pytest.mark.parametrize(("text", "says"), BOUNDS.values(), ids=BOUNDS)
def test_a_text_out_of_all_bounds_is_refused(text: str, says: str) -> None:
    with pytest.raises(BrokenContractError, match=says):
        parse(text, "f")
