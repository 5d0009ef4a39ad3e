"""A downstream SDK is started, kept up to date, and never robbed of what its owner wrote."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from venice_contract.cli.files import write_folder
from venice_contract.contract.changes import Change
from venice_contract.errors import UsageError
from venice_contract.generation.client import contents
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.seed import Seeded, Tool, package_name, seed, summary
from venice_contract.verdict import Impact

from tests.generation.conftest import ROOT, edit
from tests.generation.every_kind import EVERY_KIND
from tests.generation.making import inputs as inputs_of

pytestmark = pytest.mark.usefixtures("made_once")

TODAY = "2026-11-24"
FIELD = """\
        modelPrivacy:
          $ref: '#/components/schemas/ModelPrivacy'
          x-absent-means:
            value: ALL
            source: skill
            since: '2026-10-02'
            seen: '2026-10-02'
"""


def grow(inputs: Inputs, folder: Path, *, overwrite: bool = False) -> Seeded:
    """Run `seed` as the shell would."""
    tool = Tool("venice-contract")
    made = seed(inputs, folder, "acme-venice", tool=tool, today=TODAY, overwrite=overwrite)
    write_folder(folder, made.written, made.removed)
    return made


@pytest.fixture(scope="session")
def first(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SDK that was just started; not to be changed."""
    folder = tmp_path_factory.mktemp("first") / "sdk"
    grow(inputs, folder)
    return folder


@pytest.fixture
def sdk(first: Path, tmp_path: Path) -> Path:
    """A copy of it, free to be changed."""
    return shutil.copytree(first, tmp_path / "sdk")


Kept = tuple[Inputs, Path]


@pytest.fixture
def kept(copied: Inputs, sdk: Path) -> Kept:
    return copied, sdk


def version(folder: Path) -> str:
    """The version in the SDK's pyproject."""
    return str(tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"])


def test_it_starts_a_package_of_its_own_name(sdk: Path) -> None:
    names = contents(sdk).keys()
    assert {
        "src/acme_venice/__init__.py",
        "src/acme_venice/py.typed",
        "src/acme_venice/generated/client.py",
        "contract/api_keys.yaml",
        "contract/lock.json",
        "vectors/vectors.json",
        "tests/test_contract.py",
        ".github/workflows/contract.yml",
        "CHANGELOG.md",
    } <= set(names)
    assert tomllib.loads((sdk / "pyproject.toml").read_text())["project"]["name"] == "acme-venice"
    assert not any(b"venice_api_keys" in content for content in contents(sdk).values())


def own_tests(sdk: Path) -> str:
    """Run the tests that an SDK has; empty if they pass, else what pytest says."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=sdk,
        env={"PYTHONPATH": str(ROOT / "conformance"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout[-3000:] if done.returncode else ""


def test_its_own_tests_pass_at_once(sdk: Path) -> None:
    assert own_tests(sdk) == ""


def test_those_of_another_service_do_too(tmp_path: Path) -> None:
    """It has no example, no mock, and parameters and answers of every kind."""
    made, sdk = inputs_of(tmp_path, EVERY_KIND), tmp_path / "sdk"
    tool = Tool("venice-contract", plays=False)
    planned = seed(made, sdk, "acme-keys", tool=tool, today=TODAY)
    write_folder(sdk, planned.written, planned.removed)
    assert own_tests(sdk) == ""
    texts = {name: content.decode() for name, content in contents(sdk).items()}
    assert "tests/test_lifecycle.py" not in texts
    assert "client.api_keys" not in texts["README.md"]
    assert "make conformance" not in texts[".github/workflows/contract.yml"]


def test_a_second_run_changes_nothing(copied: Inputs, sdk: Path) -> None:
    before = contents(sdk)
    again = grow(copied, sdk)
    assert contents(sdk) == before
    assert (again.written, again.changes, again.impact) == ({}, (), Impact.BENIGN)
    assert again.version == again.before == "1.0.0"


WEEK = ("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n")
YEAR = ("        - WEEK\n", "        - WEEK\n        - YEAR\n")
TIGHTER = ("maxLength: 64", "maxLength: 32")


@pytest.mark.parametrize(
    ("change", "step", "kinds", "told", "written"),
    [
        (
            WEEK,
            "1.1.0",
            {"value-added"},
            "- limitPeriod: value added (WEEK); request of POST /api_keys",
            "models/limit_period.py",
        ),
        (
            TIGHTER,
            "2.0.0",
            {"bound-tightened"},
            "### Breaking\n\n- description: bound tightened of maxLength (64 to 32); request of",
            "",
        ),
        (
            (FIELD, ""),
            "2.0.0",
            {"field-removed"},
            "modelPrivacy: field removed; request of POST /api_keys",
            "resources.py",
        ),
        (("summary: Create a key", "summary: Make a key"), "1.0.0", set(), "", "resources.py"),
    ],
    ids=["a value more", "a tighter bound", "a field less", "other words"],
)
def test_a_change_is_a_step_of_the_version(
    change: tuple[str, str], step: str, kinds: set[str], told: str, written: str, *, kept: Kept
) -> None:
    """What it means for users decides which, and words alone are no step."""
    copied, sdk = kept
    edit(copied.fragment, *change)
    seeded = grow(copied, sdk)
    assert (seeded.before, seeded.version, version(sdk)) == ("1.0.0", step, step)
    assert {one.kind for one in seeded.changes} == kinds
    text = (sdk / "CHANGELOG.md").read_text()
    assert told in text
    assert (f"## {step} (not released)" in text) == bool(kinds)
    assert not written or f"src/acme_venice/generated/{written}" in seeded.written


def test_unreleased_changes_join(copied: Inputs, sdk: Path) -> None:
    """Steps that were not released are one step from the released version."""
    edit(copied.fragment, *WEEK)
    assert grow(copied, sdk).version == "1.1.0"
    edit(copied.fragment, *YEAR)
    assert grow(copied, sdk).version == "1.1.0"
    edit(copied.fragment, *TIGHTER)
    assert grow(copied, sdk).version == "2.0.0"
    text = (sdk / "CHANGELOG.md").read_text()
    assert text.count("(not released)") == 1
    assert all(word in text for word in ("WEEK", "YEAR", "64 to 32"))


def test_released_changes_do_not_join(copied: Inputs, sdk: Path) -> None:
    edit(copied.fragment, *WEEK)
    grow(copied, sdk)
    edit(sdk / "CHANGELOG.md", "## 1.1.0 (not released)", "## 1.1.0, 2026-12-01")
    edit(copied.fragment, *YEAR)
    assert grow(copied, sdk).version == "1.2.0"


def test_what_the_owner_wrote_survives(copied: Inputs, sdk: Path) -> None:
    edit(sdk / "README.md", "A typed Python SDK", "Our lovely SDK")
    edit(sdk / "CHANGELOG.md", "# Changelog\n", "# Changelog\n\nOur own words.\n")
    edit(sdk / "pyproject.toml", "dependencies = [", 'dependencies = [\n    "rich",')
    (sdk / "src/acme_venice/extras.py").write_text("ANSWER = 42\n")
    (sdk / "tests/test_lifecycle.py").unlink()
    edit(copied.fragment, *WEEK)
    told = grow(copied, sdk)
    assert "README.md" in told.kept
    assert "Our lovely SDK" in (sdk / "README.md").read_text()
    assert "Our own words." in (sdk / "CHANGELOG.md").read_text()
    assert '"rich"' in (sdk / "pyproject.toml").read_text()
    assert version(sdk) == "1.1.0"
    assert (sdk / "src/acme_venice/extras.py").read_text() == "ANSWER = 42\n"
    assert not (sdk / "tests/test_lifecycle.py").exists()


def test_a_hand_made_change_in_what_is_made_stops_the_run(copied: Inputs, sdk: Path) -> None:
    path = sdk / "src/acme_venice/generated/client.py"
    edit(path, "class Client", "class  Client")
    edit(copied.fragment, *TIGHTER)
    before = contents(sdk)
    with pytest.raises(UsageError, match=r"by hand.*generated/client\.py.*--overwrite"):
        grow(copied, sdk)
    assert contents(sdk) == before
    grow(copied, sdk, overwrite=True)
    assert "class  Client" not in path.read_text()


def test_a_run_that_is_cut_off_changes_nothing(
    copied: Inputs, sdk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(copied.fragment, *TIGHTER)
    before, replace = contents(sdk), Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "api_keys.yaml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="No space left"):
        grow(copied, sdk)
    assert contents(sdk) == before


def test_files_that_nothing_makes_any_more_go(copied: Inputs, sdk: Path) -> None:
    edit(copied.fragment, "    ApiTier:\n", "    AccountTier:\n")
    edit(copied.fragment, "#/components/schemas/ApiTier", "#/components/schemas/AccountTier")
    told = grow(copied, sdk)
    assert told.removed == ("src/acme_venice/generated/models/api_tier.py",)
    assert not (sdk / told.removed[0]).exists()
    assert (sdk / "src/acme_venice/generated/models/account_tier.py").exists()


def test_a_folder_with_other_things_is_not_overwritten(copied: Inputs, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert "README.md" in grow(copied, tmp_path).kept
    assert (tmp_path / "README.md").read_text() == "mine"


def test_the_lock_names_the_contract_and_a_broken_one_is_told(copied: Inputs, sdk: Path) -> None:
    lock = json.loads((sdk / "contract/lock.json").read_text())
    assert len(lock["contract_sha256"]) == 64
    assert set(lock["files"]) == set(contents(sdk)) - {"contract/lock.json"}
    (sdk / "contract/lock.json").write_text("{}")
    with pytest.raises(UsageError, match=r"lock\.json.*version control"):
        grow(copied, sdk)


@pytest.mark.parametrize("name", ["", "Acme", "1acme", "acme_", "../acme", "acme venice", "class"])
def test_an_odd_name_is_refused_and_another_becomes_a_package(name: str) -> None:
    with pytest.raises(UsageError, match="acme-venice"):
        package_name(name)
    assert package_name("acme-venice-2") == "acme_venice_2"


CHANGE = Change(
    "value-added", "POST /a", "request", Impact.ADDITIVE, path=("limitPeriod",), after="WEEK"
)


def test_what_a_seed_did_is_told() -> None:
    said = summary(Seeded("1.0.0", "", None, (), {"a": "", "b": ""}, (), ()))
    assert said == ["Started at version 1.0.0: 2 files written."]
    said = summary(Seeded("1.0.0", "", None, (), {"a": ""}, (), ()))
    assert said == ["Started at version 1.0.0: 1 file written."]
    said = summary(Seeded("1.0.0", "1.0.0", Impact.BENIGN, (), {}, ("README.md",), ()))
    assert said == [
        "Nothing changed for users; version 1.0.0 stays, nothing to write.",
        "Kept as you have it: README.md",
    ]
    found = (CHANGE, CHANGE)
    said = summary(Seeded("1.1.0", "1.0.0", Impact.ADDITIVE, found, {"a": ""}, (), ("old.py",)))
    assert said == [
        "The contract moved (additive): 1.0.0 becomes 1.1.0.",
        "  additive: limitPeriod: value added (WEEK)",
        "Removed, for nothing makes it now: old.py",
    ]
