"""Both wheels work away from the checkout: in an environment of their own and an empty folder."""

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from venice_contract.cli import COMMANDS

from tests.promises.classes import ROOT, tracked

OFFLINE = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
DATA = "venice_contract/data/"
Words = list[str | Path]


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of the tool and of the client, built of a copy of the tracked files."""
    copy, made = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheels")
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    pip: Words = [sys.executable, "-m", "pip", "wheel", *OFFLINE, "--no-build-isolation"]
    done = run([*pip, "--wheel-dir", made, copy, copy / "generated"], copy)
    assert done.returncode == 0, done.stderr
    return sorted(made.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with both wheels, its libraries those of this one."""
    home = tmp_path_factory.mktemp("fresh")
    run([sys.executable, "-m", "venv", "--without-pip", home], home)
    python = home / "bin" / "python"
    pip: Words = [sys.executable, "-m", "pip", "--python", python, "install", *OFFLINE]
    done = run([*pip, *wheels], home)
    assert done.returncode == 0, done.stderr
    (site,) = home.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_contract_travels_with_the_tool(wheels: list[Path]) -> None:
    client, tool = wheels
    assert client.name.startswith("venice_api_keys")
    with zipfile.ZipFile(tool) as packed:
        data = {name.removeprefix(DATA) for name in packed.namelist() if name.startswith(DATA)}
        own = {path.relative_to(ROOT / "openapi").as_posix() for path in tracked("openapi")}
        assert data == own
        for name in own:
            assert packed.read(DATA + name) == (ROOT / "openapi" / name).read_bytes()
        tops = {name.partition("/")[0] for name in packed.namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"venice_contract"}


MUTANT = "createApiKey.request.limitPeriod.enum-drop.EPOCH"
TRIED = [
    (["checks"], 0, "createApiKey.request.limitPeriod.enum-value.MONTH"),
    (["lint"], 0, "keeps to every rule"),
    (["diff", "old.yaml", "new.yaml"], 1, "maxLength 64 -> 32"),
    (["upstream", "status", "new.yaml", "--date", "2027-01-01"], 1, "maxLength 32 -> 64"),
    (["replay", "old.yaml", "new.yaml"], 1, "createApiKey.request.description.max-length"),
    (["sweep"], 0, "nothing to sweep"),
    (["mock", "--faults"], 0, "limit-usd-clamped"),
    (["drift", "--plan"], 0, "requests"),
    (["drift", "--fault", "limit-usd-clamped", "--quiet"], 1, "1 thing moved"),
    (["report", "reports/run.jsonl"], 1, "consumptionLimit.usd"),
    (["timeline", "reports/run.jsonl"], 0, "refuted"),
    (["drift", "--write"], 2, "installed tool"),
    (["suite", "--quiet", "--", "test_client.py"], 0, "keeps the contract"),
    (["conform", "--quiet", "--cases", "1"], 0, "keeps the contract"),
    (["score", "--only", MUTANT, "--jobs", "1"], 0, "all operators: 1 of 1"),
    (["demo"], 0, "LIFETIME"),
    (["seed", "sdk", "--name", "acme-venice"], 0, ""),
    (["generate", "--output", "client"], 0, "files changed"),
]


IN_TURN = """
import contextlib, io, json, sys
from venice_contract.cli import run
for arguments in json.loads(sys.argv[1]):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(arguments)
    print(json.dumps([code, said.getvalue()]))
"""
"""One process of the installed tool for several commands: its start is most of what each costs."""


def in_turn(python: Path, folder: Path, *commands: list[str]) -> list[tuple[int, str]]:
    """Return the exit code and the words of each command."""
    done = run([python, "-c", IN_TURN, json.dumps(commands)], folder)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_command_works_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    text = (ROOT / "openapi" / "api_keys.yaml").read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    changed = text.replace("maxLength: 64", "maxLength: 32", 1)
    (tmp_path / "new.yaml").write_text(changed, encoding="utf-8")
    came = in_turn(python, tmp_path, *(arguments for arguments, _, _ in TRIED))
    for (arguments, code, wanted), (ended, said) in zip(TRIED, came, strict=True):
        assert (arguments, ended, wanted in said) == (arguments, code, True), said
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"old.yaml", "new.yaml", "reports", "sdk", "client"}


def test_no_command_is_left_untried() -> None:
    assert {arguments[0] for arguments, _, _ in TRIED} == COMMANDS.keys()


def test_a_seed_is_brought_up_to_date_from_an_installed_tool(python: Path, tmp_path: Path) -> None:
    grow, own = ["seed", ".", "--name", "acme-venice"], ["--spec", "contract/api_keys.yaml"]
    judged = ["drift", *own, "--target", "mock", "--quiet"]
    came = in_turn(python, tmp_path, grow, grow, [*grow, *own], judged)
    assert [code for code, _ in came] == [0, 0, 0, 0], came


PROJECT = """
def test_my_client(venice_mock, venice_server):
    assert venice_server.base_url == venice_mock.base_url
"""


def test_another_project_has_the_mock_without_a_word(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(PROJECT, encoding="utf-8")
    ran = run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], tmp_path)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr
    said = run([python, "-m", "pytest", "--help"], tmp_path).stdout
    assert "--venice-target" in said


ALONE = """
import sys
for name in {hidden}:
    sys.modules[name] = None
from venice_contract.cli import run
sys.exit(run(sys.argv[1:]))
"""
REST = ["ruamel", "schemathesis", "hypothesis", "openapi_python_client", "rich", "jinja2", "pytest"]


def test_the_mock_needs_nothing_of_the_rest(python: Path, tmp_path: Path) -> None:
    alone: Words = [python, "-c", ALONE.format(hidden=REST)]
    assert run([*alone, "mock", "--faults"], tmp_path).returncode == 0
    for command, extra in (("drift", "drift"), ("suite", "suite"), ("seed", "generate")):
        lacking = run([*alone, command], tmp_path)
        assert lacking.returncode == 2
        assert lacking.stderr.count("\n") == 1
        assert f"pip install 'venice-contract[{extra}]'" in lacking.stderr


LEFT_BY_BUILDS = ("build", "dist", "generated/build", "conformance/venice_contract.egg-info")
KEPT = (".venice-contract/journal", "generated/venice_api_keys", "conformance/venice_contract")


def test_clean_takes_away_what_builds_leave_and_nothing_else(tmp_path: Path) -> None:
    """The journal of a killed run stays: it cannot be made again."""
    make = shutil.which("make")
    assert make, "make is needed, as README says"
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    for name in (*LEFT_BY_BUILDS, *KEPT):
        (tmp_path / name).mkdir(parents=True)
    assert run([make, "clean"], tmp_path).returncode == 0
    assert [name for name in LEFT_BY_BUILDS if (tmp_path / name).exists()] == []
    assert all((tmp_path / name).exists() for name in KEPT)
