"""The commands that score hand over what they were given, and turn outcomes into exit codes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.cli import scoring
from venice_contract.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def outcome(*, killed: bool, equivalent: bool = False) -> SimpleNamespace:
    """Return the outcome of one mutant."""
    return SimpleNamespace(killed=killed, equivalent=equivalent)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([outcome(killed=True)], ExitCode.CONFORMS),
        ([outcome(killed=True), outcome(killed=False, equivalent=True)], ExitCode.CONFORMS),
        ([outcome(killed=True), outcome(killed=False)], ExitCode.DRIFT),
    ],
)
def test_a_surviving_mutant_is_exit_1(
    outcomes: list[Any], code: int, tool: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All killed, or equal to the server, is success; one that lives is not."""
    asked: dict[str, Any] = {}

    def score(spec: str, **given: Any) -> list[Any]:
        asked.update(given, spec=spec)
        return outcomes

    monkeypatch.setattr(scoring, "score_all", score)
    monkeypatch.setattr(scoring, "table", lambda found: f"{len(found)} mutants")
    ran = tool("score", "--jobs", "1", "--only", "enum")
    assert (ran.code, ran.out) == (code, f"{len(outcomes)} mutants\n")
    assert (asked["only"], asked["jobs"], asked["spec"]) == ("enum", 1, "openapi/api_keys.yaml")


def test_one_document_cannot_be_replayed(tool: Callable[..., Ran]) -> None:
    """A replay compares two documents at least, and says so."""
    ran = tool("replay", "openapi/api_keys.yaml")
    assert ran.code == ExitCode.USAGE
    assert "two published documents or more" in ran.err


@pytest.mark.parametrize(
    ("findings", "undecided", "missed", "code"),
    [
        ((), (), (), 0),
        (("one",), (), (), 1),
        ((), ("why",), (), 3),
        ((), (), ("one",), 3),
        (("one",), ("why",), (), 3),
    ],
)
def test_a_replay_goes_pair_by_pair(
    findings: tuple[str, ...],
    undecided: tuple[str, ...],
    missed: tuple[str, ...],
    code: int,
    tool: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each document is judged by the one before; what was found decides the exit code."""

    def replay(old: Any, new: Any, *, paths: Any, **_: Any) -> SimpleNamespace:
        return SimpleNamespace(
            name=f"{old} {new} {paths}", findings=findings, undecided=undecided, missed=missed
        )

    monkeypatch.setattr(scoring, "replay_one", replay)
    monkeypatch.setattr(scoring, "told", lambda one: one.name)
    monkeypatch.setattr(scoring, "summary", lambda found: f"{len(found)} pairs")
    ran = tool("replay", "a", "b", "c", "--paths", "/k")
    assert (ran.out, ran.code) == ("a b ('/k',)\nb c ('/k',)\n2 pairs\n", code)


def test_a_replay_goes_on_after_a_pair_that_cannot_run(
    tool: Callable[..., Ran], place: Path
) -> None:
    """A file that is no document is told, and the pair after it is judged."""
    (place / "no.yaml").write_text("[", encoding="utf-8")
    facts = "openapi/upstream-facts.yaml"
    ran = tool("replay", "no.yaml", facts, facts)
    assert ran.code == ExitCode.UNDECIDED
    assert "undecided: this pair cannot run: no.yaml" in ran.out
    assert f"{facts} as contract, {facts} as server: 0 findings" in ran.out
    assert ran.out.splitlines()[-1].startswith("2 pairs, 1 of them cannot run; they differ in 0")
