"""What the documents and the Makefile name is there, and what must not be named is not."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from venice_contract.cli import COMMANDS

from tests.promises.classes import ROOT, tracked
from tests.promises.test_vocabulary import commands

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = [path for path in tracked("*.md") if path.relative_to(ROOT).parts[0] != "generated"]
FOLDERS = {
    ".ci",
    ".github",
    "benchmarks",
    "conformance",
    "docs",
    "generated",
    "openapi",
    "requirements",
    "tests",
}
ROOMS = {
    *("cli", "drift", "generation", "live", "mock", "report", "scoring", "contract", "suite"),
    "target",  # decision 0006
}
PACKAGE = ("conformance", "venice_contract")
PHONY = set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE))
HELP = dict(re.findall(r"^([a-z-]+):.*?## (.+)$", MAKEFILE, re.MULTILINE))

SEEDED = set(
    re.findall(
        r"^([a-z-]+):",
        (ROOT / "conformance/venice_contract/generation/seed_templates/Makefile.j2").read_text(
            encoding="utf-8"
        ),
        re.MULTILINE,
    )
)
"""Targets of the Makefile that a seed gives to a downstream SDK."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def made(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """Return what `make` prints, called as by nobody's `make`."""
    make = shutil.which("make")
    assert make, "make is needed, as README says"
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = [make, "--no-print-directory", *words]
    return subprocess.run(  # noqa: S603 - the targets of our own Makefile
        command, cwd=ROOT, env={**own, **(env or {})}, check=True, capture_output=True, text=True
    ).stdout


def code(text: str) -> str:
    """Return what stands in code, in blocks and in lines."""
    blocks = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`]+)`", rest)])


def test_folders_are_the_questions_of_a_newcomer() -> None:
    parts = {path.relative_to(ROOT).parts for path in tracked()}
    assert {one[0] for one in parts if len(one) > 1} == FOLDERS
    rooms = {one[2] for one in parts if one[:2] == PACKAGE and len(one) > 3}
    assert rooms == ROOMS


def test_every_target_has_a_help_line() -> None:
    assert HELP.keys() == PHONY
    assert all(len(text.split()) >= 3 for text in HELP.values())


def test_the_menu_is_the_default() -> None:
    said = made()
    for name, text in HELP.items():
        assert re.search(rf"^  make {name} +{re.escape(text)}$", said, re.MULTILINE)


def test_targets_call_commands_that_are_there() -> None:
    called = re.findall(r"\$\(TOOL\) (\S+)", MAKEFILE)
    assert called
    assert set(called) <= COMMANDS.keys()


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("conformance", "conform --cases 1"),
        ("drift", "drift --cases 1"),
        ("live", "drift --target https://mine.example/v1 --cases 1"),
    ],
)
def test_an_exported_address_leads_make_live_alone(tmp_path: Path, target: str, told: str) -> None:
    """Each recipe is run with a `python` that tells its arguments: only one names the server."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "ready").touch()
    mine = {"VENICE_BASE_URL": "https://mine.example/v1"}
    said = made(target, f"VENV={tmp_path}", "ARGS=--cases 1", env=mine)
    assert said == f"-m venice_contract {told}\n"


def test_ci_calls_targets_alone() -> None:
    steps = re.findall(
        r"- run: (.+)", (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    )
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").split("\n\n", 1)[1]
    for step in [*steps, *filter(None, script.splitlines())]:
        assert re.match(r"make ([a-z-]+)", step)
        assert step.split()[1] in HELP


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_documents_name_targets_that_are_there(path: Path) -> None:
    found = re.findall(r"(?:^|[\s(])make ([a-z][a-z-]+)", code(path.read_text(encoding="utf-8")))
    assert set(found) <= HELP.keys() | (SEEDED if path.stem == "seed" else set())


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_documents_name_commands_that_are_there(path: Path) -> None:
    text = code(path.read_text(encoding="utf-8"))
    known = commands()
    for line in re.findall(r"(?:venice-contract|-m venice_contract) ([a-z].*)", text):
        name, *words = re.sub(r"\|.*", "", line).split()
        assert name in COMMANDS, line
        command = known[name]
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            command = command.commands[words.pop(0)]
        flags = {
            flag for one in command.params if isinstance(one, click.Option) for flag in one.opts
        }
        own = words[: words.index("--")] if "--" in words else words
        for word in own:
            if word.startswith("--"):
                assert word.split("=")[0] in {*flags, "--help"}, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_documents_name_modules_that_are_there(path: Path) -> None:
    rooms = "|".join(sorted(ROOMS))
    text = code(path.read_text(encoding="utf-8"))
    for name in re.findall(rf"(?<![\w./-])(?:{rooms})(?:(?:\.(?!py\b)\w+)+|/[\w/]+\.py\b)", text):
        at, steps = ROOT.joinpath(*PACKAGE), re.split(r"[./]", name.removesuffix(".py"))
        while steps and (at / steps[0]).is_dir():
            at /= steps.pop(0)
        if steps:
            source = (at / f"{steps[0]}.py").read_text(encoding="utf-8")
            assert all(re.search(rf"\b{one}\b", source) for one in steps[1:]), name


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_to_files(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_the_readme_shows_both_commands_on_its_first_screen() -> None:
    """A newcomer finds the main job and the tests without scrolling."""
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert "$ make conformance" in first
    assert "$ make test" in first


UNSAID = [
    r"pypi\." + r"(org|io)",
    r"python" + r"hosted\.org",
    r"index" + r"[_-]url[ =]\S*//",
    r"registry\." + r"npm",
    r"(?<![\w.])/" + r"(work|root|home|Users)/\w",
    r"[A-Z]:\\" + r"Users",
    r"(?<![\w.])/" + r"tmp/\w",
]
"""Hosts of package indices and paths of machines; written in parts, not to find themselves."""


@pytest.mark.parametrize("pattern", UNSAID)
def test_no_file_names_a_machine_or_an_index(pattern: str) -> None:
    wrong = [
        named(path)
        for path in tracked()
        if re.search(pattern.encode(), path.read_bytes()) and b"\0" not in path.read_bytes()
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "https://pypi." + "org/simple",
        "--index" + "-url https://mirror",
        "see /wo" + "rk/main",
        "cd /ho" + "me/me",
    ],
)
def test_what_must_not_be_named_would_be_found(text: str) -> None:
    assert any(re.search(pattern, text) for pattern in UNSAID)
