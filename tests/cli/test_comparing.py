"""The command `diff` tells changes in the form that is asked for, and exits as it is told."""

import json
from pathlib import Path

import pytest
from venice_contract.errors import ExitCode

from tests.cli.conftest import Ran, Tool
from tests.contract.fragment import edited


@pytest.fixture
def files(place: Path) -> Path:
    """Three documents: the fragment, one that breaks, and one that only adds."""
    edits = {
        "old.yaml": (),
        "breaks.yaml": (("maxLength: 64", "maxLength: 32"),),
        "adds.yaml": (("maxLength: 64", "maxLength: 99"),),
    }
    for name, some in edits.items():
        (place / name).write_text(edited(*some), encoding="utf-8")
    return place


def test_differences_are_named_and_words_if_they_are_asked_for(tool: Tool, files: Path) -> None:
    assert tool("diff", "old.yaml", "old.yaml") == Ran(0, "Nothing changed in meaning.\n", "")
    ran = tool("diff", "old.yaml", "breaks.yaml")
    assert ran.code == ExitCode.DRIFT
    assert "POST /api_keys request description  maxLength 64 -> 32  old.yaml:" in ran.out
    assert ran.out.splitlines()[0].endswith("  x2")
    assert ran.err == ""
    (files / "words.yaml").write_text(edited(("Mints a key", "Makes a key")), encoding="utf-8")
    assert tool("diff", "old.yaml", "words.yaml").code == 0
    assert "text-changed" in tool("diff", "old.yaml", "words.yaml", "--annotations").out


@pytest.mark.parametrize(
    ("new", "fail_on", "code"),
    [
        ("adds.yaml", "any", 1),
        ("adds.yaml", "breaking", 0),
        ("adds.yaml", "none", 0),
        ("breaks.yaml", "any", 1),
        ("breaks.yaml", "breaking", 1),
        ("breaks.yaml", "none", 0),
    ],
)
def test_what_fails_can_be_chosen(
    tool: Tool, files: Path, new: str, fail_on: str, code: int
) -> None:
    ran = tool("diff", "old.yaml", new, "--fail-on", fail_on)
    assert ran.code == code
    assert "description" in ran.out


def test_forms_and_paths_can_be_chosen(tool: Tool, files: Path) -> None:
    told = tool("diff", "old.yaml", "breaks.yaml", "--format", "json")
    assert {one["operation"] for one in json.loads(told.out)} == {
        "POST /api_keys",
        "PATCH /api_keys",
    }
    none = tool(
        "diff", "old.yaml", "breaks.yaml", "--format", "json", "--paths", "/api_keys/rate_limits*"
    )
    assert (none.code, none.out) == (0, "[]\n")
    for form in ("markdown", "github", "sarif"):
        assert "bound-tightened" in tool("diff", "old.yaml", "breaks.yaml", "--format", form).out


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github", "sarif"])
def test_no_form_turns_the_direction_of_a_terminal(tool: Tool, place: Path, form: str) -> None:
    for name, title in (("old.yaml", "a day"), ("new.yaml", "a \\u202eyad")):
        text = edited(("maxLength: 64", f'maxLength: 64\n      const: "{title}"'))
        (place / name).write_text(text, encoding="utf-8")
    said = tool("diff", "old.yaml", "new.yaml", "--format", form)
    assert said.code == ExitCode.DRIFT
    assert "\u202e" not in said.out


UNUSABLE = {
    "none.yaml": None,
    "empty.yaml": "",
    "list.yaml": "- a\n",
    "text.yaml": "a: [b\n",
    "swagger.yaml": "swagger: '2.0'\npaths: {/a: {get: {responses: {}}}}\n",
    "no-paths.yaml": "openapi: 3.1.0\npaths: {}\n",
    "remote.yaml": (
        "openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {$ref: 'https://x/y'}}}}}\n"
    ),
    "strange.yaml": "openapi: 3.0.0\npaths: {/a: {get: [1]}}\nservers: 5\n",
    "servers.yaml": "openapi: 3.0.0\nservers: [1]\npaths: {/a: {get: {responses: {}}}}\n",
    "components.yaml": "openapi: 3.0.0\ncomponents: [1]\npaths: {/a: {get: {responses: {}}}}\n",
    "headers.yaml": (
        "openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {headers: {A: 1}}}}}}\n"
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_used_is_one_sentence(tool: Tool, files: Path, name: str) -> None:
    text = UNUSABLE[name]
    if text is not None:
        (files / name).write_text(text, encoding="utf-8")
    for pair in (("old.yaml", name), (name, "old.yaml")):
        ran = tool("diff", *pair)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (ExitCode.USAGE, "", 1)
        assert name in ran.err
        assert "defect" not in ran.err
