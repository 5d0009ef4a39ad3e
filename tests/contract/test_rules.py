"""Every way to break the fragment is told in one sentence with its place, and changes nothing."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from venice_contract.cli import run
from venice_contract.contract import rules
from venice_contract.contract.constraints import constraints
from venice_contract.contract.reading.document import Document, load, parse, split
from venice_contract.contract.reading.nodes import below
from venice_contract.contract.reading.structure import values_are_json, version_is_3_1
from venice_contract.contract.reading.written import Sketch
from venice_contract.errors import BrokenContractError, ExitCode, UsageError

from tests.contract.breakage import BROKEN, BY_RULE
from tests.contract.broken import Broken
from tests.contract.fragment import TEXT, contract, small


def digest(folder: Path) -> str:
    """Return one digest of every name and byte below a folder."""
    told = sha256()
    for path in sorted(folder.rglob("*")):
        told.update(str(path.relative_to(folder)).encode())
        told.update(path.read_bytes() if path.is_file() else b"")
    return told.hexdigest()


def judge(path: Path, rule: str) -> None:
    """Read a fragment, see that a rule finds a breach in it, and hold it to all of them."""
    document = load(path, shown_as="api.yaml")
    for one in rules.RULES:
        assert one.__name__ != rule or list(one(document))
    rules.check(document)


def test_the_fragment_keeps_to_every_rule_and_damage_is_seen() -> None:
    rules.check(contract())
    assert list(version_is_3_1(damaged([("/openapi", 1.5)])))
    assert not list(version_is_3_1(damaged([])))


@pytest.mark.parametrize(
    ("rule", "broken"),
    [(rule, broken) for rule, group in BY_RULE.items() for broken in group],
    ids=[broken.name for broken in BROKEN],
)
def test_a_broken_fragment_is_told_in_one_sentence(
    rule: str, broken: Broken, tmp_path: Path
) -> None:
    path = tmp_path / "api.yaml"
    path.write_bytes(broken.content)
    with pytest.raises(BrokenContractError) as caught:
        judge(path, rule)
    said = str(caught.value)
    assert said.startswith(f"api.yaml{broken.place}: ")
    assert broken.says in said
    assert "\n" not in said
    assert said.rstrip().endswith(".")


def test_every_rule_is_broken_by_some_fragment_and_has_a_sentence() -> None:
    assert {*BY_RULE} - {"parse", "structure"} == {rule.__name__ for rule in rules.RULES}
    assert all((rule.__doc__ or "").strip() for rule in rules.RULES)
    assert len({rule.__name__ for rule in rules.RULES}) == len(rules.RULES)
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 12
    assert len({broken.content for broken in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize(
    ("schema", "fine"),
    [
        ("{type: [string, 'null'], enum: [A, null]}", True),
        ("{type: integer, enum: [1, 2]}", True),
        ("{type: boolean, enum: [true]}", True),
        ("{type: object, enum: [{}]}", True),
        ("{enum: [A, 1, true]}", True),
        ("{enum: [1, 1.0]}", False),
        ("{type: integer, enum: [1, true]}", False),
        ("{type: string, enum: [A, null]}", False),
        ("{type: array, enum: [A]}", False),
        ("{type: [string, number], enum: [A, 1, true]}", False),
    ],
)
def test_an_enum_is_of_the_types_beside_it(schema: str, *, fine: bool) -> None:
    """Each value is of one of the named types; a truth value is no number, null is a type."""
    found = list(rules.enums_have_values(small(schema)))
    assert (found == []) is fine


def test_the_validator_is_asked_only_if_wanted() -> None:
    document = parse(TEXT.replace("info:\n", "x-info:\n", 1), "f")
    rules.check(document, structure=False)
    with pytest.raises(BrokenContractError, match="not OpenAPI"):
        rules.check(document)


def test_what_no_reader_can_take_is_told_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a rule stumbles and the validator too, the document as a whole is refused."""

    def stumble(*_: Any) -> None:
        raise KeyError

    monkeypatch.setattr(rules, "constraints", stumble)
    with pytest.raises(BrokenContractError, match=r"^f:1:1: this is not an OpenAPI document\.$"):
        rules.check(parse(TEXT, "f"), structure=False)
    monkeypatch.setattr("openapi_spec_validator.OpenAPIV31SpecValidator.iter_errors", stumble)
    with pytest.raises(BrokenContractError, match="this is not an OpenAPI document"):
        rules.check(parse(TEXT, "f"))


POINTERS = [pointer for pointer, _ in below("", contract().data) if pointer]
JUNK: list[Any] = yaml.safe_load("""
[null, true, 0, -1, 1.5, x, '', [], {}, [x], [null], [{}], {x: 1}, {'': ''}, {$ref: 5}, .inf,
 {$ref: '#/components/schemas/ApiKeyType'}, {$ref: '#/components/responses/TooLarge'},
 {type: string}]
""")


def damaged(damage: list[tuple[str, Any]]) -> Document:
    """Return the fragment with other values at some of its pointers."""
    data: Any = {**contract().data}
    for pointer, value in damage:
        data = _with(data, split(pointer), value)
    return Document("f", contract().text, Sketch(data))


def _with(node: Any, tokens: list[str], value: Any) -> Any:
    """Copy a node along a path and put a value at its end, if the path is still there."""
    if not tokens:
        return value
    first, *rest = tokens
    if isinstance(node, dict) and first in node:
        return {**node, first: _with(node[first], rest, value)}
    if isinstance(node, list) and first.isdecimal() and int(first) < len(node):
        index = int(first)
        return [*node[:index], _with(node[index], rest, value), *node[index + 1 :]]
    return node


@settings(
    derandomize=True,
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(st.tuples(st.sampled_from(POINTERS), st.sampled_from(JUNK)), min_size=1, max_size=3)
)
def test_random_damage_is_told_or_harmless(damage: list[tuple[str, Any]]) -> None:
    document = damaged(damage)
    try:
        rules.check(document, structure=False)
    except (BrokenContractError, UsageError):
        return
    assert constraints(document)


def test_a_character_in_two_escapes_is_no_half() -> None:
    """JSON writes what lies outside the basic plane as a pair, and each half alone is refused."""
    title = "title: Venice.ai API keys"
    for escaped, broken in ((r"\ud83d\ude00", 0), (r"\ude00\ud83d", 1), (r"\ud83d", 1)):
        text = TEXT.replace(title, f'title: "{escaped}"')
        assert len(list(values_are_json(parse(text, "api.yaml")))) == broken, escaped


def test_the_command_exits_with_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(TEXT.replace("minimum: 0", "minimum: .nan", 1))
    before = digest(tmp_path)
    assert run(["lint", "--spec", "api.yaml"]) == ExitCode.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    line = TEXT.partition("minimum: 0")[0].count("\n") + 1
    assert said.err == f"venice-contract: api.yaml:{line}:7: nan is no number of JSON.\n"
    assert digest(tmp_path) == before
