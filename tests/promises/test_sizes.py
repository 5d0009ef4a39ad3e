"""Modules and functions are short enough to be read at once, and their names say something."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.promises.classes import ROOT, sources, tree

MODULE_LINES = 600
FUNCTION_LINES = 40


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_and_functions_are_short() -> None:
    long = {named(p) for p in sources() if p.read_text(encoding="utf-8").count("\n") > MODULE_LINES}
    assert long == set()
    assert [name for name, lines in functions() if lines > FUNCTION_LINES] == []


def functions() -> Iterator[tuple[str, int]]:
    """Yield the name and the lines of every function, its docstring not counted."""
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                told = len((ast.get_docstring(node, clean=False) or "").splitlines())
                yield f"{named(path)} {node.name}", (node.end_lineno or 0) - node.lineno + 1 - told


def test_modules_have_no_vague_names() -> None:
    vague = {"utils", "util", "common", "helpers", "helper", "manager", "misc", "base", "core"}
    assert [named(path) for path in sources() if path.stem in vague] == []
