"""A fragment is read with its places, given back byte for byte, and refused where it is broken."""

from hashlib import sha256
from pathlib import Path

import pytest
from venice_contract.contract.reading.document import (
    dump,
    escape,
    join,
    load,
    parse,
    spelled_like,
    split,
    yaml_codec,
)
from venice_contract.errors import BrokenContractError, UsageError

from tests.contract.fragment import FILE, TEXT, contract

TOKENS = ["plain", "/api_keys/{id}", "a~b", "~1", "", "200"]


@pytest.mark.parametrize("token", TOKENS)
def test_tokens_survive_a_pointer(token: str) -> None:
    """The tilde is escaped before the slash, so that neither is escaped twice."""
    assert split(join("/a", token, "z")) == ["a", token, "z"]
    assert escape("~/") == "~0~1"
    assert split("") == split("#") == []


def test_the_text_comes_back_byte_for_byte() -> None:
    assert dump(contract().tree).encode() == FILE.read_bytes()
    assert contract().sha256 == sha256(FILE.read_bytes()).hexdigest()


def test_every_node_knows_its_place() -> None:
    lines = TEXT.splitlines()
    for pointer, written in [
        ("/openapi", "openapi: 3.1.0"),
        ("/paths/~1api_keys/post", "post:"),
        ("/paths/~1api_keys~1{id}/get/responses/200", "'200':"),
        ("/components/schemas/LimitPeriod/enum/2", "LIFETIME"),
        ("/components/schemas/LimitAmount/maximum", "maximum: 9999999999"),
        ("/components/schemas/KeyExpiry/anyOf/1/pattern", r"pattern: ^\d{4}-\d{2}-\d{2}$"),
    ]:
        place = contract().place(pointer)
        assert lines[place.line - 1][place.column - 1 :] == written
        assert place.pointer == pointer


def test_a_missing_node_stands_where_its_parent_does() -> None:
    there = contract().place("/components/schemas/LimitPeriod")
    gone = contract().place("/components/schemas/LimitPeriod/maximum")
    assert (gone.line, gone.column) == (there.line, there.column)
    assert contract().place("/nowhere/at/all").line == 1


@pytest.mark.parametrize(
    "pointer", ["/nowhere", "/openapi/deeper", "/tags/9", "/tags/-1", "/tags/name", "/info/title/0"]
)
def test_a_pointer_to_nothing_is_a_key_error(pointer: str) -> None:
    with pytest.raises(KeyError):
        contract().get(pointer)


def test_data_is_made_of_json_types() -> None:
    data = parse("a: [1, 1.5, true, null, 'x', 2026-08-21]\n200: {b: !odd c}\n", "f").data
    assert data == {"a": [1, 1.5, True, None, "x", "2026-08-21"], "200": {"b": "c"}}
    kinds = [type(value) for value in data["a"]]
    assert kinds == [int, float, bool, type(None), str, str]
    assert type(data) is dict


REFUSED = [
    (" \n# nothing but a comment\n", "f:1:1: an OpenAPI document is a mapping, and this is not."),
    ("a: [1\nb: 2\n", "f:2:2: this is not YAML: expected ',' or ']', but got ':'."),
    ("a: 1\n---\nb: 1\n", "f:2:1: this is not YAML: but found another document."),
    ("a: \x07\n", "f: this is not YAML: unacceptable character"),
    ("a: 2025-13-45\n", "f: a value cannot be read: month must be in 1..12."),
    (f"a: {'9' * 5000}\n", "f: a value cannot be read: Exceeds the limit"),
]


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_is_no_fragment_is_refused(text: str, says: str) -> None:
    with pytest.raises(BrokenContractError) as caught:
        parse(text, "f")
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_a_file_is_called_as_it_should_be_shown_or_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(BrokenContractError, match=r"^contract\.yaml:1:1:"):
        load(path, shown_as="contract.yaml")
    for unreadable in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(UsageError, match="Name the fragment with --spec"):
            load(unreadable)


def test_a_null_is_written_as_a_word() -> None:
    """A null that an edit writes is the word, not an empty value that reads like a slip."""
    tree = yaml_codec().load("a: 1\n")
    tree["a"] = None
    assert dump(tree) == "a: null\n"


SPELLINGS = [
    ("a\nb\n", "a\nc\nb\n", "a\nc\nb\n"),
    ("a\r\nb\r\n", "a\nc\nb\n", "a\r\nc\r\nb\r\n"),
    ("\ufeffa\nb\n", "a\n", "\ufeffa\n"),
    ("\ufeffa\r\nb", "a\nb\nc", "\ufeffa\r\nb\r\nc"),
    ("#\r\na: 1\r\n", "#\r\na: 2\n", "#\r\na: 2\r\n"),
    ("a\r\nb\nc\r\n", "a\nb\nx\nc\n", "a\r\nb\nx\nc\r\n"),
    ("a\r\nb\nc\n", "x\na\ny\nc\n", "x\r\na\r\ny\r\nc\n"),
]


@pytest.mark.parametrize(("before", "after", "written"), SPELLINGS)
def test_a_new_text_is_spelled_like_the_old_one(before: str, after: str, written: str) -> None:
    assert spelled_like(before, after) == written
