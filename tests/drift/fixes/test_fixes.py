"""Which edit belongs to which kind of finding, and that it does what it says."""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from venice_contract.contract import edits, rules
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Message, operations
from venice_contract.drift.fixes import FIXES, leaves_out, propose
from venice_contract.drift.kinds import KINDS

from tests.drift.fixes.cases import CASES, LISTED, USD, Case, context, fixed
from tests.drift.fixes.fragment import small
from tests.drift.rig import contract

WITHOUT = {
    "change-lost",
    "change-outdated",
    "change-misplaced",
    "id-changed",
    "parameter-ignored",
    "answer-not-json",
    "answer-failed",
    "operation-missing",
    "action-ignored",
    "secret-shown",
    "secret-kept",
    "not-listed",
    "still-listed",
    "page-repeats",
    "page-lost",
    "page-too-long",
    "key-opens-too-much",
    "key-lives",
    "key-dead",
    "request-refused",
    "fields-conflict",
    "listed-twice",
    "answer-other-key",
    "path-redirected",
    "proof-not-needed",
}
"""Kinds whose meaning the fragment cannot say."""


@cache
def applied(case: Case) -> Document:
    """Return the small contract with that edit made."""
    return edits.apply(small(), fixed(context(), [case.seen(1), case.seen(2)]))


def test_every_kind_has_an_edit_or_a_reason_for_none() -> None:
    assert set(FIXES) | WITHOUT == set(KINDS)
    assert not set(FIXES) & WITHOUT


def test_every_edit_is_tried_here() -> None:
    assert set(CASES) == set(FIXES)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_writes_what_the_server_does(case: Case) -> None:
    assert not case.edited(small())
    assert case.edited(applied(case))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_breaks_no_rule_of_a_contract(case: Case) -> None:
    """What the small contract lacks, which is evidence, is all that it lacks afterwards."""
    assert breaches(applied(case)) <= breaches(small())


@pytest.mark.parametrize("kind", ["value-accepted", "bound-tighter", "answer-extra"])
def test_the_contract_of_this_repository_is_one_after_an_edit(kind: str) -> None:
    """Evidence included, and not a line of its head is lost."""
    edit = fixed(context(contract()), [CASES[kind].seen(1), CASES[kind].seen(2)])
    after = edits.apply(contract(), edit)
    rules.check(after, structure=False)
    assert after.text.splitlines()[:15] == contract().text.splitlines()[:15]


def breaches(document: Document) -> set[str]:
    """Return what rules a fragment breaks, wherever it does."""
    return {message for rule in rules.RULES for _, message in rule(document)}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_changes_few_lines_and_keeps_the_comments(case: Case) -> None:
    before = small().text.splitlines()
    after = applied(case).text.splitlines()
    assert after[0] == before[0]
    assert len([line for line in before if line not in set(after)]) <= 4
    assert abs(len(after) - len(before)) <= 60


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_of_one_operation_leaves_the_others_as_they_are(case: Case) -> None:
    before, after = operations(small()), operations(applied(case))
    for name in before.keys() - {case.operation}:
        assert meaning(before[name].request) == meaning(after[name].request)
        for status, answer in before[name].answers.items():
            assert holds(after[name].answers[status], answer)


def meaning(message: Message | None) -> dict[tuple[str, ...], list[Any]]:
    """Return what the schemas of a message say, wherever it is written."""
    found = message.schema.walk() if message and message.schema else ()
    return {
        node.path: [sorted(node.types), *map(node.value, ("enum", "maximum", "required"))]
        for node in found
    }


def holds(after: Message, before: Message) -> bool:
    """Whether every answer that was documented before is one afterwards."""
    if not (before.schema and after.schema):
        return before.schema is after.schema
    pairs = [(node, after.schema.at(node.path)) for node in before.schema.walk()]
    return all(
        new is not None
        and old.types <= new.types
        and set(old.value("enum") or ()) <= set(new.value("enum") or ())
        and set(new.required) <= set(old.required)
        and (new.value("maximum") or math.inf) >= (old.value("maximum") or math.inf)
        for old, new in pairs
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_is_told_in_one_sentence(case: Case) -> None:
    summary = fixed(context(), [case.seen(1), case.seen(2)]).summary
    assert summary.startswith(("Write", "Add", "Remove"))
    assert summary.endswith(".")
    assert " at /" in summary
    what = summary.partition(" at /")[0]
    assert what == "Remove what is" or what.split(" ", 1)[1:] not in ([], [""])


@pytest.mark.parametrize("kind", sorted(WITHOUT))
def test_what_the_fragment_cannot_say_has_no_edit(kind: str) -> None:
    seen = Case((kind, "type", None), (), lambda _, __: True, "answer").seen()
    assert propose(context(), [seen]) is None


def test_an_edit_at_a_reference_leaves_out_who_does_not_pass_it() -> None:
    """Those that pass the same one share the edit; where all are meant none is left out."""
    made = Case(
        ("echo-differs", "echo", None),
        ("data", *USD),
        lambda _, __: True,
        "answer",
        answered="fifty",
        sent=50,
    )
    kept = ("consumptionLimits", "usd")
    listed = replace(made, operation="getApiKeys", path=(*LISTED, *kept)).seen()
    changed = replace(made, operation="updateApiKey", path=("data", *kept)).seen()
    assert leaves_out(context(), [made.seen(), listed])
    assert not leaves_out(context(), [listed, changed])
    assert not leaves_out(context(), [made.seen(), listed, changed])
    assert not leaves_out(context(), [replace(made, answered=50).seen()])
