"""A published revision is followed: told, merged, asked about, and kept as facts."""

import re
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from venice_contract.errors import BrokenContractError, ExitCode
from venice_contract.generation.provenance import Inputs

from tests.cli.conftest import Tool
from tests.contract.comparing.documents import GONE
from tests.contract.fragment import FILE
from tests.contract.merging.test_three_way import CREATE, WEEK, vendor

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "when-the-vendor-moves.md"
VERSION = ("/info/version", "20260930.120000")
CHANGE = CREATE.replace("/post/", "/patch/")
BOUND = (f"{CREATE}/properties/description/maxLength", 80)


NO_DAYS = ("30/09/2026", "2026-13-99", "soon")


@pytest.fixture
def folder(place: Path) -> Path:
    """A folder with the contract, its record and the facts of the family as it stands."""
    (place / "openapi").mkdir(exist_ok=True)
    for name in ("api_keys.yaml", "upstream.toml", "upstream-facts.yaml", "differences.toml"):
        (place / "openapi" / name).write_bytes((FILE.parent / name).read_bytes())
    return place


def publish(folder: Path, *edits: tuple[str, Any], version: str = VERSION[1]) -> None:
    """Write what the vendor publishes, our own facts after edits."""
    facts = (FILE.parent / "upstream-facts.yaml").read_text(encoding="utf-8")
    document = vendor(*edits, (VERSION[0], version), facts=facts)
    (folder / "theirs.yaml").write_text(document.text, encoding="utf-8")


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file of the folder but for what the vendor publishes."""
    files = [file for file in folder.rglob("*") if file.is_file() and "templates" not in file.parts]
    return {
        str(file.relative_to(folder)).removeprefix("openapi/"): file.read_bytes()
        for file in files
        if file.name != "theirs.yaml"
    }


def test_the_guide_is_true(tool: Tool, folder: Path) -> None:
    publish(folder, *WEEK)
    sessions = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    commands = 0
    for session in sessions:
        for block in session.split("$ venice-contract ")[1:]:
            words, *shown = block.splitlines()
            ran = tool(*words.replace("'", "").split())
            commands += 1
            missing = [line for line in shown if line not in ran.out]
            assert (missing, ran.err) == ([], ""), ran.out
    assert commands == 5
    assert tool("upstream", "status", "theirs.yaml", "--check").code == ExitCode.CONFORMS


def test_the_contract_agrees_with_its_own_facts(tool: Tool, folder: Path) -> None:
    """The facts of the last revision show nothing but the nineteen differences that are meant."""
    ran = tool("upstream", "status", "openapi/upstream-facts.yaml")
    assert ran.code == ExitCode.CONFORMS
    assert ran.out.splitlines()[0].endswith("19 deliberate differences.")
    assert len(ran.out.splitlines()) == 20


@pytest.mark.parametrize("flag", ["--check", "--dry-run"])
def test_nothing_is_written_when_only_asked(tool: Tool, folder: Path, flag: str) -> None:
    """A check fails where there is something to merge, a dry run shows it; neither writes."""
    publish(folder, *WEEK)
    before = everything(folder)
    ran = tool("upstream", "merge", "theirs.yaml", flag)
    assert ran.code == (ExitCode.DRIFT if flag == "--check" else ExitCode.CONFORMS)
    assert everything(folder) == before


def test_a_merge_is_written_for_users_and_done_once(tool: Tool, folder: Path) -> None:
    publish(folder, *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert "There is no client in generated" in ran.out
    after = everything(folder)
    assert b'version = "20260930.120000"\ndate = "2026-09-30"\n' in after["upstream.toml"]
    assert b"[page]" in after["upstream.toml"]
    assert b"\n  version: 2026.9.30\n" in after["api_keys.yaml"]
    entry = after["changelog.d/2026.9.30.md"].decode()
    assert entry.startswith("## 2026.9.30\n\nThe revision 20260930.120000, published on 2026-09-30")
    assert "### Added\n\n- limitPeriod: value added (WEEK)" in entry
    ran = tool("upstream", "merge", "theirs.yaml")
    assert (ran.code, ran.out) == (ExitCode.CONFORMS, "Nothing to write.\n")
    for flag in ("--check", "--dry-run"):
        ran = tool("upstream", "merge", "theirs.yaml", flag)
        assert (ran.code, ran.out) == (ExitCode.CONFORMS, "Nothing to merge.\n")
    assert everything(folder) == after


def test_what_the_mock_lacks_is_an_entry_without_a_source(tool: Tool, folder: Path) -> None:
    """A new field, value or bound is shown as the mock's tables have it, to be confirmed."""
    tags = {"type": "array", "items": {"type": "string", "maxLength": 9}}
    publish(folder, BOUND, (f"{CREATE}/properties/tags", tags), *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert "enum=('EPOCH', 'MONTH', 'LIFETIME', 'WEEK'), \"SOURCE DATE\"" in ran.out
    entry = "Shape(types=('array',), items=Shape(types=('string',), max_length=9))"
    assert f'_sometimes("tags", {entry}, "SOURCE DATE")' in ran.out
    assert "Descriptions to write: 1;" in ran.out
    lint = tool("lint")
    assert (lint.code, "tags has no description." in lint.out) == (ExitCode.DRIFT, True)


def test_what_the_mock_knows_is_not_asked_for(tool: Tool, folder: Path) -> None:
    fragment, facts = (folder / "openapi" / n for n in ("api_keys.yaml", "upstream-facts.yaml"))
    for file in (fragment, facts):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("maxLength: 64", "maxLength: 60"), encoding="utf-8")
    publish(folder)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert "bound-loosened" in ran.out
    assert "the mock lacks" not in ran.out


@pytest.fixture
def client(folder: Path) -> Path:
    """The folder with something that looks like a client."""
    made = folder / "generated" / "venice_api_keys"
    made.mkdir(parents=True)
    (made / "contract.py").write_text("OLD\n")
    return folder


def test_the_client_is_made_of_what_was_merged(
    tool: Tool, client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def render(inputs: Inputs, destination: Path, *_: object) -> None:
        seen.append(inputs.fragment.read_text(encoding="utf-8"))
        (destination / "venice_api_keys").mkdir(parents=True)
        (destination / "venice_api_keys" / "contract.py").write_text("NEW\n")

    monkeypatch.setattr("venice_contract.generation.client.render", render)
    publish(client, *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert "generated: 1 file changed." in ran.out
    assert ["- WEEK" in text for text in seen] == [True]
    assert everything(client)["generated/venice_api_keys/contract.py"] == b"NEW\n"


def test_without_a_client_nothing_is_written(
    tool: Tool, client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "venice_contract.generation.client.render",
        Mock(side_effect=BrokenContractError("no client can be made.", file="f")),
    )
    publish(client, *WEEK)
    before = everything(client)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert (ran.code, everything(client)) == (ExitCode.USAGE, before)
    assert "no client can be made" in ran.err


def test_without_the_generator_a_sentence_says_so(
    tool: Tool, client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "venice_contract.cli.building", raising=False)
    monkeypatch.setitem(sys.modules, "openapi_python_client", None)
    for name in [name for name in sys.modules if name.startswith("venice_contract.generation.")]:
        monkeypatch.delitem(sys.modules, name)
    publish(client, *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert ran.code == ExitCode.CONFORMS
    assert "is not made anew: openapi_python_client is not installed" in ran.out
    assert b"- WEEK" in everything(client)["api_keys.yaml"]


def test_a_question_is_asked_with_both_sides_until_it_is_answered(tool: Tool, folder: Path) -> None:
    fragment = folder / "openapi" / "api_keys.yaml"
    text = fragment.read_text(encoding="utf-8")
    fragment.write_text(text.replace("maxLength: 64", "maxLength: 32", 1), encoding="utf-8")
    publish(folder, BOUND, (f"{CHANGE}/properties/description/maxLength", 80), *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert ran.code == ExitCode.DRIFT
    assert "decide: additive  bound-loosened" in ran.out
    assert "maxLength 64 -> 80" in ran.out
    assert "  ours: breaking  bound-tightened" in ran.out
    merged = fragment.read_text(encoding="utf-8")
    assert "        - WEEK\n" in merged
    assert "maxLength: 32" in merged
    again = tool("upstream", "merge", "theirs.yaml")
    assert again.code == ExitCode.DRIFT
    assert "differs: breaking  bound-tightened" in again.out
    fragment.write_text(merged.replace("maxLength: 32", "maxLength: 80", 1), encoding="utf-8")
    assert tool("upstream", "merge", "theirs.yaml").code == ExitCode.CONFORMS


@pytest.mark.parametrize("command", ["merge", "adopt"])
def test_the_tools_own_contract_is_not_changed(tool: Tool, folder: Path, command: str) -> None:
    publish(folder)
    (folder / "openapi").rename(folder / "other")
    ran = tool("upstream", command, "theirs.yaml")
    assert (ran.code, "the tool's own contract is not changed" in ran.err) == (ExitCode.USAGE, True)


def test_a_step_back_is_told(tool: Tool, folder: Path) -> None:
    publish(folder, version="20260801.000000")
    ran = tool("upstream", "merge", "theirs.yaml")
    assert ran.out.startswith("A step back: 20260801.000000 is older than 20260821.003341")
    assert (folder / "openapi" / "api_keys.yaml").read_bytes() == FILE.read_bytes()


def test_a_base_can_be_named_and_the_client_left(tool: Tool, client: Path) -> None:
    facts = client / "openapi" / "upstream-facts.yaml"
    facts.rename(client / "old.yaml")
    publish(client, *WEEK)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert "no facts are kept yet. Name the revision" in ran.err
    ran = tool("upstream", "merge", "theirs.yaml", "--base", "old.yaml", "--no-client")
    assert (ran.code, "The client is left as it is" in ran.out) == (ExitCode.CONFORMS, True)
    assert everything(client)["generated/venice_api_keys/contract.py"] == b"OLD\n"
    assert "WEEK" in facts.read_text(encoding="utf-8")


def test_only_what_agrees_is_adopted(tool: Tool, folder: Path) -> None:
    publish(folder, *WEEK)
    before = everything(folder)
    refused = tool("upstream", "adopt", "theirs.yaml")
    assert refused.code == ExitCode.DRIFT
    assert everything(folder) == before
    publish(folder)
    assert tool("upstream", "adopt", "theirs.yaml").code == ExitCode.CONFORMS
    assert b"20260930.120000" in everything(folder)["upstream-facts.yaml"]


def test_a_difference_that_no_longer_differs_fails(tool: Tool, folder: Path) -> None:
    table = folder / "openapi" / "differences.toml"
    entry = 'id = "old"\noperation = "*"\nside = "*"\nfield = "none"\nkind = "*"\nreason = "r"\n'
    table.write_text(table.read_text(encoding="utf-8") + f"\n[[difference]]\n{entry}")
    ran = tool("upstream", "status", "openapi/upstream-facts.yaml", "--check")
    assert (ran.code, ran.out) == (
        ExitCode.DRIFT,
        "no longer differs: old; remove it from differences.toml.\n",
    )


def test_what_would_break_the_contract_is_asked(tool: Tool, folder: Path) -> None:
    publish(folder, (f"{CREATE}/properties/tags", {"type": "array", "items": True}))
    ran = tool("upstream", "merge", "theirs.yaml")
    assert ran.code == ExitCode.DRIFT
    assert "this schema accepts anything" in ran.out


@pytest.mark.parametrize(
    ("version", "dates", "says"),
    [
        ("two", (), "--date"),
        *((VERSION[1], ("--date", one), f"'{one}' is no day") for one in NO_DAYS),
    ],
)
def test_a_version_without_a_day_needs_one_of_iso(
    tool: Tool, folder: Path, version: str, dates: tuple[str, ...], says: str
) -> None:
    """What is no ISO date is told before it gets into evidence."""
    publish(folder, version=version)
    ran = tool("upstream", "merge", "theirs.yaml", *dates)
    assert (ran.code, says in ran.err) == (ExitCode.USAGE, True)
    assert tool("upstream", "status", "theirs.yaml", "--date", "2026-09-30").code == 0


@pytest.mark.parametrize(
    "name", ["upstream.toml", "differences.toml", "upstream-facts.yaml", "upstream-withdrawn.yaml"]
)
def test_a_file_beside_the_contract_that_cannot_be_read_is_one_sentence(
    tool: Tool, folder: Path, name: str
) -> None:
    publish(folder)
    (folder / "openapi" / name).write_bytes(b"\xff\xfe")
    before = everything(folder)
    ran = tool("upstream", "merge", "theirs.yaml")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (ExitCode.USAGE, "", 1)
    assert f"openapi/{name}" in ran.err
    assert everything(folder) == before


def test_what_is_taken_back_is_kept_and_comes_back(tool: Tool, folder: Path) -> None:
    fragment, kept = (folder / "openapi" / n for n in ("api_keys.yaml", "upstream-withdrawn.yaml"))
    before = fragment.read_text(encoding="utf-8")
    usage = "/paths/~1api_keys{}/get/responses/200/content/application~1json/schema/properties/data"
    places = (f"{usage.format('')}/items", usage.format("~1{id}"))
    publish(folder, *((f"{one}/properties/currentPeriodUsage", GONE) for one in places))
    ran = tool("upstream", "merge", "theirs.yaml")
    assert (ran.code, "what the vendor has taken back" in ran.out) == (ExitCode.CONFORMS, True)
    assert "rule: when-limited" not in fragment.read_text(encoding="utf-8")
    assert "rule: when-limited" in kept.read_text(encoding="utf-8")
    publish(folder, version="20261001.120000")
    assert tool("upstream", "merge", "theirs.yaml").code == ExitCode.CONFORMS
    assert "withdrawn: []" in kept.read_text(encoding="utf-8")
    shown = fragment.read_text(encoding="utf-8")
    dated = re.compile(r"(version|seen): .*")
    assert dated.sub(r"\1", shown) == dated.sub(r"\1", before)


@pytest.mark.parametrize("command", ["status", "merge", "adopt"])
def test_what_cannot_be_read_is_one_sentence(tool: Tool, folder: Path, command: str) -> None:
    (folder / "list.yaml").write_text("- a\n")
    before = everything(folder)
    for named in ("none.yaml", "list.yaml", "http://127.0.0.1/x.yaml"):
        ran = tool("upstream", command, named)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (ExitCode.USAGE, "", 1)
    assert everything(folder) == before
