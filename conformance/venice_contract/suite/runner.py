"""Runs the suite inside this process, so that it shares pacing, journal and masking with the rest.

pytest is shut in: no plugin, configuration or cache of the caller's own has a say, and nothing is
written to the working directory.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import hypothesis.configuration
import pytest

from venice_contract.errors import UsageError
from venice_contract.suite.plugin import SuitePlugin
from venice_contract.suite.subject import Subject
from venice_contract.verdict import Check

_HERE = Path(__file__).parent
# What the run needs of pytest and nothing more. Hypothesis and Schemathesis are called as
# libraries: their plugins would write folders and report bodies unmasked.
_SHUT_IN = (
    "--disable-plugin-autoload",
    "--config-file",
    os.devnull,
    "--rootdir",
    str(_HERE.parent.parent),
    "--import-mode=importlib",
    "--capture=sys",
    "--no-header",
    "-q",
    *("-p", "no:cacheprovider"),
    *("-p", "no:debugging"),
)


def run_suite(
    subject: Subject,
    emit: Callable[[Check], None],
    *,
    pytest_args: Sequence[str] = (),
    output: TextIO | None = None,
) -> int:
    """Run every test of this package, hand over each as a check, and return how many there were.

    There is at least one, for a run without a test is an error. What pytest says goes, masked, to
    `output`. UsageError where pytest does not take the arguments.
    """
    plugin = SuitePlugin(subject, emit)
    told = io.StringIO()
    with (
        _aside(),
        _importable(subject.client),
        contextlib.redirect_stdout(told if output is None else output),
        contextlib.redirect_stderr(told),
    ):
        code = pytest.main([*_SHUT_IN, *_named(pytest_args)], plugins=[plugin])
    if code == pytest.ExitCode.USAGE_ERROR and not plugin.emitted:
        reason = subject.mask(_reason(told.getvalue()))
        raise UsageError(f"pytest does not take these arguments: {reason}")
    return plugin.emitted


def _named(pytest_args: Sequence[str]) -> list[str]:
    """Return the arguments with the tests to run: all, unless the caller names some."""
    chosen = [_inside(argument) for argument in pytest_args]
    if any(".py" in argument and not argument.startswith("-") for argument in chosen):
        return chosen
    return [*chosen, str(_HERE)]


def _inside(argument: str) -> str:
    """Return an argument that names a module of the suite with its whole path."""
    name, colons, test = argument.partition("::")
    module = _HERE / Path(name).name
    if name.endswith(".py") and not name.startswith("-") and module.exists():
        return f"{module}{colons}{test}"
    return argument


def _reason(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    wrong = [line for line in lines if "error:" in line.lower()]
    return (wrong or lines or ["no reason given."])[-1]


@contextlib.contextmanager
def _importable(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


@contextlib.contextmanager
def _aside() -> Iterator[None]:
    """Let Hypothesis keep what it must write in a folder of its own, and take that away again."""
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            hypothesis.configuration.set_hypothesis_home_dir(None)
