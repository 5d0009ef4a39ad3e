"""Commands have a help, kinds of findings an edit or a reason, and errors a code."""

import ast
import re

import click
import pytest
from venice_contract import errors
from venice_contract.cli import COMMANDS, LazyGroup
from venice_contract.drift.fixes import FIXES, WHY_NONE
from venice_contract.drift.kinds import KINDS
from venice_contract.errors import ContractToolError, ExitCode

from tests.promises.classes import ROOT, kinds_of_error, sources, tree


def commands() -> dict[str, click.Command]:
    group = LazyGroup()
    context = click.Context(group)
    return {name: group.get_command(context, name) or click.Command(None) for name in COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_and_their_options_have_a_help(name: str) -> None:
    text = commands()[name].help or ""
    assert text.strip().endswith(".")
    assert len(text.split()) >= 4
    options = [one for one in commands()[name].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_options_are_told_apart() -> None:
    for command in commands().values():
        flags = [flag for option in command.params for flag in option.opts]
        assert len(flags) == len(set(flags))


def test_every_kind_is_told_in_kebab_case_with_an_edit_or_a_reason() -> None:
    """A finding proposes an edit, unless the fragment cannot say what the server does."""
    assert KINDS.keys() - FIXES <= WHY_NONE.keys() <= KINDS.keys()
    assert KINDS.keys() >= FIXES
    for name, kind in KINDS.items():
        assert name == kind.id
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
        assert kind.title[0].isupper()
        assert not kind.title.endswith(".")


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in kinds_of_error()]
    assert len(codes) == len(set(codes)) >= 7
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    assert all("code" in vars(kind) for kind in kinds_of_error())


def test_every_error_is_in_the_tree() -> None:
    tree = errors.__doc__ or ""
    shown = re.findall(r"(\w+Error)\s+(?:exit (\d))?", tree)
    names = [name for name, _ in shown if name != "ContractToolError"]
    assert sorted(names) == sorted(kind.__name__ for kind in kinds_of_error())
    told = {name: int(code) for name, code in shown if code}
    for kind in kinds_of_error():
        parent = next(base for base in kind.__mro__ if base.__name__ in told)
        assert kind.exit_code == told[parent.__name__]


ELSEWHERE = {"BlockedCallError": "blocked-call", "NoVerdictError": "no-verdict"}
"""Errors that stand outside the vocabulary's module and are not in its tree, with their codes."""


def test_errors_are_all_in_one_module() -> None:
    known = {kind.__name__ for kind in kinds_of_error()} | {ContractToolError.__name__}
    found = {}
    for path in sources():
        if path == ROOT / "conformance" / "venice_contract" / "errors.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                if bases & known:
                    codes = re.findall(r'code = "(.*)"', ast.unparse(node).replace("'", '"'))
                    found[node.name] = "".join(codes)
    assert found == ELSEWHERE
    assert not {kind.code for kind in kinds_of_error()} & set(found.values())


def test_exit_codes_are_in_the_help_and_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {int(code)} | " in readme
