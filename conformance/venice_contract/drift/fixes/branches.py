"""Edits of an object that is one of several, where its properties depend on which it is."""

import copy
from collections.abc import Iterator
from typing import Any

from venice_contract.contract.reading.conditions import ONLY, SILENT, WANTED, Condition
from venice_contract.contract.reading.document import above, join
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.unfolding import Unfolded, word
from venice_contract.drift.answers.keys import at
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation
from venice_contract.verdict import EditStep


def of_choice(holder: Schema, rules: list[Condition]) -> list[Condition]:
    """Return the rules that an object keeps by being one of several."""
    place = holder.choice_at if isinstance(holder, Unfolded) else ""
    return [one for one in rules if place and one.rule == place]


def ignored(
    context: Context, holder: Schema, rules: list[Condition], group: list[Observation]
) -> list[EditStep]:
    """Take out of a choice what a server does not mind: a name required, a property not known."""
    if not isinstance(holder, Unfolded):
        return []
    node = context.document.get(holder.choice_at)
    if all(isinstance(one, dict) and one.keys() - SILENT == {"required"} for one in node):
        return _loosened(holder.choice_at, node, {one.kind for one in rules})
    steps: list[EditStep] = []
    for one in rules:
        steps += _needless(context, one) if one.kind == WANTED else _known(holder, one, group)
    return steps


def _loosened(where: str, node: list[Any], kinds: set[str]) -> list[EditStep]:
    """Say of names of which one must be there, or one alone, what is left of that."""
    gone = EditStep("remove", where)
    if where.endswith("/anyOf") or kinds == {ONLY, WANTED}:
        return [gone]
    if kinds == {ONLY}:
        return [gone, EditStep("set", join(above(where), "anyOf"), copy.deepcopy(node))]
    names = [name for one in node for name in one["required"]]
    both = EditStep("set", join(above(where), "not"), {"required": names})
    return [gone, both] if len(node) == len(names) == 2 else []


def _needless(context: Context, rule: Condition) -> list[EditStep]:
    names = context.document.get(above(rule.pointer))
    return [EditStep("remove", rule.pointer if len(names) > 1 else above(rule.pointer))]


def _known(holder: Unfolded, rule: Condition, group: list[Observation]) -> list[EditStep]:
    """Describe a property in the branches beside whose word it was taken."""
    node = copy.deepcopy(holder.document.get(rule.pointer))
    lacking = [one for one in holder.branches if rule.name not in one.properties]
    name = word(holder.whole)
    lacking = _sent_as(holder, name, lacking, group) if name else lacking[:1]
    return [EditStep("set", join(b.pointer, "properties", rule.name), node) for b in lacking]


def _sent_as(
    holder: Unfolded, name: str, branches: list[Schema], group: list[Observation]
) -> list[Schema]:
    """Return those of some branches whose word was sent or answered."""
    met = []
    for one in group:
        shown = one.exchange.answer.json_or(None)
        body = one.exchange.call.body if one.constraint.side == "request" else shown
        met.append(at(body, (*holder.path, name)))
    return [one for one in branches if any(word in met for word in _words(one, name))]


def concerned(holder: Schema, name: str, group: list[Observation]) -> list[Schema]:
    """Return the objects of a choice that have a property, and were seen with or without it.

    Nothing where the choice as a whole has it.
    """
    if not isinstance(holder, Unfolded) or name in holder.whole.properties:
        return []
    having = [one for one in holder.branches if name in one.properties]
    told = [one for one in having if one.pointer in {each.branch for each in group}]
    return told or _sent_as(holder, word(holder.whole), having, group) or having


def _words(branch: Schema, name: str) -> Iterator[Any]:
    yield from branch.properties[name].value("enum") or () if name else ()


def without_value(holder: Schema, name: str, value: Any) -> list[EditStep]:
    """Take out of a choice the branch that a word alone stands for."""
    if not isinstance(holder, Unfolded) or word(holder.whole) != name:
        return []
    node = holder.document.get(holder.choice_at)
    for index, branch in enumerate(holder.branches):
        if list(_words(branch, name)) == [value] and len(node) == len(holder.branches):
            return [EditStep("remove", join(holder.choice_at, index))]
    return []
