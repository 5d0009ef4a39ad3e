"""What an edit does not touch is not even read, and stands in its place afterwards."""

import json
from collections.abc import Callable

import pytest
from ruamel.yaml.comments import CommentedMap
from venice_contract.contract.reading.document import Document, parse, reach, split
from venice_contract.contract.reading.sections import Folded
from venice_contract.contract.reading.written import read

from tests.contract.fragment import contract

TEXT = """\
# A heading.
info:
    title:   'odd'   # four blanks, and a comment
    deep:
        - one
        -   two
paths:
  /a:
    get:   {summary: x}

    # Belongs to what follows.
  /b:
    get:
      summary: |
        # no comment
        text

      tags: [t]
  # After everything.
"""

FLOW = """\
a: {
  b:
    {c: 1},
  d:
    {e: 2}}
"""


def setting(pointer: str, value: object) -> Callable[[CommentedMap], None]:
    *way, last = split(pointer)

    def edit(tree: CommentedMap) -> None:
        reach(tree, "".join(f"/{one.replace('/', '~1')}" for one in way))[last] = value

    return edit


def folded(text: str, *ways: list[str]) -> Folded:
    """Return a text with everything folded that holds nothing edited."""
    return Folded(text, read(text), ways)


def test_a_document_is_edited_as_if_it_had_been_read_whole() -> None:
    for pointer in (
        "/info/title",
        "/paths/~1api_keys/post/requestBody/required",
        "/components/schemas/ApiKeyType/description",
        "/components/schemas/New",
        "/x-new",
    ):
        edit = setting(pointer, "other")
        assert contract().edited(edit, [pointer]).text == contract().edited(edit).text


JSON = json.dumps({"a": {"b": {"c": 1}, "d": {"e": 2}}}, indent=1)


@pytest.mark.parametrize("text", [JSON, FLOW])
def test_what_is_not_written_in_lines_is_edited_whole(text: str) -> None:
    """A section of JSON ends with a comma, and a line that stands for it would not."""
    after = parse(text, "it.json").edited(setting("/a/b/c", 3), ["/a/b/c"])
    assert after.data == {"a": {"b": {"c": 3}, "d": {"e": 2}}}


def test_what_is_not_touched_keeps_its_spelling() -> None:
    after = parse(TEXT, "it.yaml").edited(setting("/paths/~1b/get/tags", ["u"]), ["/paths/~1b/get"])
    before, lines = TEXT.splitlines(), after.text.splitlines()
    assert lines[: len(before) - 3] == before[:-3]
    assert after.data["paths"]["/b"]["get"]["tags"] == ["u"]
    assert lines[-1] == "  # After everything."


def test_a_folded_text_is_short_and_comes_back_whole_or_not_at_all() -> None:
    text = contract().text
    short = folded(text, ["info", "title"])
    assert len(short.text) < len(text) / 10
    assert short.unfolded(short.text) == text
    small = folded(TEXT, ["info", "title"])
    for moved in (small.text.replace('"paths"', '  "paths"'), "info: 1\n"):
        assert small.unfolded(moved) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: &shared\n  b: 1\n  c: 2\nd: *shared\ne: 1\n",
        "a:\n  b: 1\n  c: 2\r\ne: 1\n",
        '{"a": {"b": 1,\n"c": 2}, "e": 1}\n',
        "a:\n  b: 1\n  c: folded-section-0\ne: 1\n",
    ],
)
def test_what_cannot_be_cut_into_sections_is_read_whole(text: str) -> None:
    assert folded(text, ["e"]).text == text


def test_an_edit_of_the_whole_folds_nothing() -> None:
    assert folded(TEXT, []).text == TEXT
    assert isinstance(parse(TEXT, "it.yaml").edited(setting("/info/title", "x")), Document)
