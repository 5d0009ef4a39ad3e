"""Every command that README, docs and guides show is run, and prints what they say it prints.

The sessions of a document (blocks marked `console`) run in one folder, one after the other. A line
that is shown must be printed, in that order; `...` stands for lines that are left out, a comment
after the command is none of it. Seconds, days and tags differ from run to run, so digits of them
are not compared. What cannot be run here is listed with its reason.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, command, workplace
from tests.promises.classes import ROOT, tracked

PAGES = [
    path
    for path in (*tracked("README.md"), *tracked("docs/*.md"), *tracked("docs/**/*.md"))
    if "```" in path.read_text(encoding="utf-8") or "\n    venice-contract" in path.read_text()
]
ELSEWHERE = {
    "make conformance": "half a minute; CI runs the target, tests/cli/test_suites.py the command",
    "make test": "this is it",
    ". .venv/bin/activate": "the tests run in one already; benchmarks/fresh_clone.py follows it",
    "pip install '.[suite]' ./generated": "tests/promises/test_packages.py installs the wheels",
    "export VENICE_API_KEY=...": "a line for the reader's own shell, with a key of his own",
    "export VENICE_WALLET_KEY=...": "as above, with a wallet of his own",
    "pip install 'venice-contract[wallet]'": "tests/promises/test_packages.py installs the wheels",
    "venice-contract drift --target https://api.venice.ai/api/v1 --i-own-this-account": (
        "needs a live key; tests/cli/test_judging.py runs it up to the first request"
    ),
}
"""Commands that are shown and not run here, and why."""

STARTED = re.compile(r"^python -m benchmarks\.(\w+)")
"""Benchmarks take minutes: their modules are there, which is looked at, and they are not run."""

GUIDES_OF_THEIR_OWN = {"when-the-vendor-moves.md": "tests/cli/test_upstream.py runs it"}


def sessions(path: Path) -> list[list[str]]:
    """Return the shown commands of a document, each with the lines that it is to print."""
    text = path.read_text(encoding="utf-8")
    found: list[list[str]] = []
    for indent, language, block in re.findall(
        r"^( *)```(console|sh|bash)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL
    ):
        for line in (one.removeprefix(indent) for one in block.splitlines()):
            if language != "console" and line.strip():
                found.append([line])
            elif line.startswith("$ "):
                found.append([line[2:]])
            elif found:
                found[-1].append(line)
    found += [[line] for line in re.findall(r"^    (venice-contract .*)$", text, re.MULTILINE)]
    return [[re.sub(r"  +# .*", "", first).strip(), *shown] for first, *shown in found]


SHOWN = {path.relative_to(ROOT).as_posix(): sessions(path) for path in PAGES}
RUN = {
    name: [one for one in found if one[0] not in ELSEWHERE and not STARTED.match(one[0])]
    for name, found in SHOWN.items()
    if name.rpartition("/")[2] not in GUIDES_OF_THEIR_OWN
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A fresh repository of the contract and the client, with records of three days."""
    with workplace(tmp_path / "place") as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "A Reader")
            patch.setenv(f"GIT_{name}_EMAIL", "reader@example.org")
        shutil.copytree(ROOT / "generated", place / "generated")
        (place / ".gitignore").write_text("reports/\nstate/\n")
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Begin"]):
            git(*words)
        yield place


def git(*words: str) -> Ran:
    """Run git in the working directory."""
    found = shutil.which("git")
    assert found, "git is needed, as README says"
    done = subprocess.run(  # noqa: S603 - in a folder of this test
        [found, *words], capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def run(line: str) -> Ran:
    """Run one shown command as a shell would, in this process where it is the tool."""
    first, *words = shlex.split(line)
    if first == "git":
        return git(*words)
    assert first.removeprefix(".venv/bin/") == "venice-contract", line
    return command(*words)


def same(text: str) -> str:
    """Return a line without what differs from run to run."""
    text = re.sub(r"\d{4}-\d\d-\d\d", "DAY", text)
    text = re.sub(r"\d\d:\d\d UTC", "TIME", text)
    return re.sub(r"[\d.]+ s\b", "SECONDS", text).rstrip()


def missing(shown: list[str], printed: str) -> list[str]:
    """Return the shown lines that are not printed, or not in that order."""
    lines = iter([same(line) for line in printed.splitlines()])
    return [line for line in shown if line.strip() not in ("...", "") and same(line) not in lines]


TUTORIAL = "docs/tutorial.md"


@pytest.mark.parametrize("name", [name for name, found in RUN.items() if found])
def test_what_a_document_shows_is_what_is_printed(name: str, folder: Path) -> None:
    """Each command of a document runs as it stands, and no usage error comes of it.

    The tutorial's three lead from a red verdict to a commit, after which the verdict is green.
    """
    if name.endswith("reports.md"):
        assert run("venice-contract drift -q").code == 0
        for day in ("mon", "tue", "wed"):
            shutil.copy(folder / "reports" / "run.jsonl", folder / f"{day}.jsonl")
    codes = []
    for line, *shown in RUN[name]:
        ran = run(line)
        codes.append(ran.code)
        assert ran.code in (0, 1), f"{line}: {ran.err}"
        assert missing(shown, ran.out) == [], f"{line}\n{ran.out}"
    if name == TUTORIAL:
        assert codes == [1, 0, 0, 0, 0]
        _is_merged()


def _is_merged() -> None:
    """Hold the commit of the tutorial to what it says."""
    assert git("status", "--short").out == ""
    assert git("log", "--oneline").out.count("\n") == 2
    assert "+        - WEEK" in git("show").out


def test_every_exception_and_every_benchmark_that_is_shown_is_there() -> None:
    shown = {one[0] for found in SHOWN.values() for one in found}
    assert ELSEWHERE.keys() - shown == set()
    names = [match[1] for match in map(STARTED.match, shown) if match]
    assert names
    assert [name for name in names if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 200


@pytest.mark.parametrize("lines", [["b"], ["a", "c", "b"], ["a 1"]])
def test_a_line_that_is_not_printed_is_missed(lines: list[str]) -> None:
    assert (missing(lines, "a\nb\nc\n") == []) == (lines == ["b"])
