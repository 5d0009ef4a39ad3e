"""Tests of the plugin: how the end of a test becomes a check."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from venice_contract.errors import ExitCode
from venice_contract.report.record import exit_code
from venice_contract.suite.plugin import NOTHING_TO_ASK, SuitePlugin
from venice_contract.verdict import Check, Place, Status, worst

SECRET = "vk-secret-4711"


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Check]]:
    """Run a module of tests under the plugin and return its checks."""

    def play(source: str, *arguments: str) -> list[Check]:
        path = tmp_path / "test_sample.py"
        path.write_text(source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, "test_sample", raising=False)
        subject: Any = SimpleNamespace(mask=lambda text: text.replace(SECRET, "[masked]"))
        checks: list[Check] = []
        plugin = SuitePlugin(subject, checks.append)
        shut_in = ["--disable-plugin-autoload", "--config-file", os.devnull, "--rootdir"]
        shut_in += [str(tmp_path), "-p", "no:cacheprovider", "--import-mode=importlib"]
        with contextlib.redirect_stdout(io.StringIO()) as told:
            pytest.main([*shut_in, str(path), *arguments], plugins=[plugin])
        assert SECRET not in told.getvalue()
        assert plugin.emitted == len(checks)
        return checks

    return play


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("pass", Status.PASSED),
        ("assert 1 == 2", Status.FAILED),
        ("raise ValueError('x')", Status.FAILED),
        ("pytest.fail('x')", Status.FAILED),
        ("pytest.skip('x')", Status.SKIPPED),
        ("pytest.xfail('x')", Status.EXPECTED_FAILURE),
        ("raise UnreachableError('x')", Status.ERROR),
        ("raise httpx.ConnectError('x')", Status.ERROR),
        ("raise requests.ConnectionError('x')", Status.ERROR),
        ("raise ExceptionGroup('x', [ValueError(), BudgetError('y')])", Status.ERROR),
        ("raise ExceptionGroup('x', [ValueError()])", Status.FAILED),
    ],
)
def test_the_end_of_a_test_decides_its_status(
    played: Callable[..., list[Check]], body: str, status: Status
) -> None:
    """What could not be decided is an error, and no failure is ever softened."""
    (check,) = played(
        "import pytest, httpx, requests\n"
        "from venice_contract.errors import UnreachableError, BudgetError\n"
        f"def test_it():\n    'A sentence.'\n    {body}\n"
    )
    assert check.status is status
    assert (check.group, check.source, check.title) == ("sample", "suite", "A sentence.")


@pytest.mark.parametrize("when", ["setup", "teardown"])
def test_a_broken_fixture_is_an_error(played: Callable[..., list[Check]], when: str) -> None:
    lines = ["yield", "assert False, 'broken'"]
    body = "\n    ".join(lines if when == "teardown" else reversed(lines))
    (check,) = played(
        f"import pytest\n@pytest.fixture\ndef it():\n    {body}\ndef test_it(it):\n    pass\n"
    )
    assert check.status is Status.ERROR
    assert "broken" in check.message


def test_what_was_not_decided_by_a_test_is_an_error(played: Callable[..., list[Check]]) -> None:
    checks = played("import nothing_of_this_name\ndef test_it():\n    pass\n")
    assert worst(check.status for check in checks) is Status.ERROR
    assert "nothing_of_this_name" in checks[0].message
    checks = played("def test_it():\n    pass\n", "-k", "nothing")
    assert [check.status for check in checks] == [Status.ERROR]
    assert exit_code(check.status for check in checks) is ExitCode.UNDECIDED
    checks = played("def test_a():\n    raise KeyboardInterrupt\ndef test_b():\n    pass\n")
    assert worst(check.status for check in checks) is Status.ERROR
    checks = played("def test_a():\n    assert 0\ndef test_b():\n    pass\n", "-x")
    assert [check.status for check in checks] == [Status.FAILED, Status.NOT_RUN]
    (check,) = played("import pytest\n@pytest.mark.xfail\ndef test_it():\n    pass\n")
    assert check.status is Status.FAILED


def test_secrets_are_masked_in_messages(played: Callable[..., list[Check]]) -> None:
    checks = played(
        "import pytest\n"
        f"S = '{SECRET}'\n"
        "def test_a():\n    print(S)\n    assert S == 'x'\n"
        "def test_b():\n    raise ValueError(S)\n"
        "def test_c():\n    pytest.skip(S)\n"
        "@pytest.mark.xfail(reason=S)\ndef test_d():\n    assert 0\n",
        "-ra",
        "--showlocals",
    )
    assert len(checks) == 4
    assert not any(SECRET in repr(check) for check in checks)
    assert "[masked]" in checks[0].message


def test_a_test_about_a_constraint_stands_at_its_line(played: Callable[..., list[Check]]) -> None:
    about, other = played(
        "import pytest\nfrom venice_contract.verdict import Constraint, Place\n"
        "P = Place('api.yaml', 7, 1, '/components/x')\n"
        "C = Constraint('i', 'enum', 'o', 'request', '', (), 'A', P)\n"
        "@pytest.mark.parametrize('c', [C], ids=['one'])\n"
        "def test_a(c):\n    'A sentence.'\ndef test_b():\n    pass\n"
    )
    assert about.place == Place("api.yaml", 7, 1, "/components/x")
    assert about.about is not None
    assert (about.about.id, other.about) == ("i", None)
    assert about.title == "A sentence. [one]"
    assert other.place is not None
    assert other.place.line == 8


def test_the_words_of_an_assertion_are_told_alone(played: Callable[..., list[Check]]) -> None:
    said, silent = played(
        "def test_a():\n    x = 1\n    assert x == 2, 'x should be 2'\n"
        "def test_b():\n    x = 1\n    assert x == 2\n"
    )
    assert said.message == "x should be 2"
    assert "assert 1 == 2" in silent.message


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def test_a():\n    pytest.skip('no key')\n", "no key"),
        ("@pytest.mark.parametrize('x', [])\ndef test_a(x):\n    pass\n", NOTHING_TO_ASK),
    ],
)
def test_what_is_skipped_says_why_in_our_words(
    played: Callable[..., list[Check]], source: str, why: str
) -> None:
    (check,) = played(f"import pytest\n{source}")
    assert (check.status, check.message) == (Status.SKIPPED, why)
