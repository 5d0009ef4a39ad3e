"""The commands that score hand over what they were given, and turn outcomes into exit codes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from venice_contract.cli import scoring
from venice_contract.errors import ExitCode
from venice_contract.scoring.score import Outcome
from venice_contract.verdict import Status

from tests.cli.conftest import Tool


def outcome(*, killed: bool, fired: int = 1, side: str = "request") -> Outcome:
    kinds = ("x",) if killed else ()
    return Outcome("one", "type", side, "", fired, Status.FAILED, kinds, None, 60, 9, 20)


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Let a score come to some outcomes without judging anything; return what it was asked."""

    def come(*outcomes: Outcome) -> dict[str, Any]:
        asked: dict[str, Any] = {}

        def names(spec: str, **given: Any) -> list[str]:
            asked.update(given, spec=spec)
            return [one.name for one in outcomes]

        def score(_spec: str, _chosen: Any, **given: Any) -> Iterator[Outcome]:
            asked.update(given)
            yield from outcomes

        monkeypatch.setattr(scoring, "names", names)
        monkeypatch.setattr(scoring, "score_all", score)
        return asked

    return come


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([outcome(killed=True)], ExitCode.CONFORMS),
        ([outcome(killed=True), outcome(killed=False, fired=0, side="answer")], ExitCode.CONFORMS),
        ([outcome(killed=True), outcome(killed=False)], ExitCode.DRIFT),
    ],
)
def test_a_surviving_mutant_is_exit_1(
    outcomes: list[Outcome],
    code: int,
    tool: Tool,
    scores: Callable[..., dict[str, Any]],
) -> None:
    asked = scores(*outcomes)
    ran = tool("score", "--jobs", "1", "--only", "type", "--shard", "1/2")
    assert ran.code == code
    assert ("below the floor: one survived" in ran.out) == (code != 0)
    assert (asked["only"], asked["jobs"], asked["shard"]) == ("type", 1, (1, 2))
    assert asked["spec"] == "openapi/api_keys.yaml"


def test_a_score_tells_how_far_it_is(tool: Tool, scores: Callable[..., dict[str, Any]]) -> None:
    scores(outcome(killed=True), outcome(killed=False))
    assert "2 of 2, 1 survived, 0 s left" in tool("score", "--only", "type").err


def test_parts_of_a_score_are_written_and_put_together(
    tool: Tool, scores: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    files = []
    for number in (1, 2):
        scores(outcome(killed=True))
        ran = tool("score", "--shard", f"{number}/2", "--json")
        told = json.loads(ran.out)
        assert (told["shard"], told["of"], ran.code) == (number, 2, ExitCode.CONFORMS)
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({**told, "mutants": 2}), encoding="utf-8")
        files.append(str(file))
    floor = tmp_path / "floor.toml"
    floor.write_text("killed = 100", encoding="utf-8")
    given = ["--merge", files[0], "--merge", files[1], "--floor", str(floor)]
    ran = tool("score", *given)
    assert (ran.code, "all operators: 2 of 2, 100.0 %" in ran.out) == (ExitCode.CONFORMS, True)
    assert tool("score", "--merge", files[0]).code == ExitCode.UNDECIDED
    assert tool("score", "--merge", str(tmp_path / "none")).code == ExitCode.USAGE


FACTS = "openapi/upstream-facts.yaml"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay", FACTS], "two published documents or more"),
        (["replay", FACTS, "nowhere.yaml"], "nowhere.yaml: no such file."),
        (["replay", FACTS, "."], ".: no such file."),
        (
            ["score", "--only", "no-such-mutant"],
            "No mutant has 'no-such-mutant' in its name.",
        ),
    ],
)
def test_what_cannot_be_scored_or_replayed_is_usage(
    arguments: list[str], says: str, tool: Tool
) -> None:
    """A misspelt name scores nothing, and nothing is never a hundred per cent."""
    ran = tool(*arguments)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert says in ran.err


@pytest.mark.parametrize(
    ("findings", "undecided", "missed", "code"),
    [
        ((), (), (), 0),
        (("one",), (), (), 1),
        ((), ("why",), (), 3),
        ((), (), ("one",), 3),
        (("one",), ("why",), (), 1),
        (("one",), (), ("one",), 1),
    ],
)
def test_a_replay_goes_pair_by_pair(
    findings: tuple[str, ...],
    undecided: tuple[str, ...],
    missed: tuple[str, ...],
    code: int,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def replay(old: Any, new: Any, *, paths: Any, **_: Any) -> SimpleNamespace:
        return SimpleNamespace(
            name=f"{old} {new} {paths}", findings=findings, undecided=undecided, missed=missed
        )

    monkeypatch.setattr(scoring, "replay_one", replay)
    monkeypatch.setattr(scoring, "as_text", lambda one: one.name)
    monkeypatch.setattr(scoring, "summary", lambda found: f"{len(found)} pairs")
    facts = "openapi/upstream-facts.yaml"
    ran = tool("replay", facts, facts, facts, "--paths", "/k")
    assert (ran.out, ran.code) == (2 * f"{facts} {facts} ('/k',)\n" + "2 pairs\n", code)


def test_a_replay_goes_on_after_a_pair_that_cannot_run(tool: Tool, place: Path) -> None:
    (place / "no.yaml").write_text("[", encoding="utf-8")
    facts = "openapi/upstream-facts.yaml"
    ran = tool("replay", "no.yaml", facts, facts)
    assert ran.code == ExitCode.UNDECIDED
    assert "undecided: this pair cannot run: no.yaml" in ran.out
    assert f"{facts} as contract, {facts} as server: 0 findings" in ran.out
    assert ran.out.splitlines()[-1].startswith(
        "2 pairs, 1 cannot run; the documents differ in 0 places"
    )
