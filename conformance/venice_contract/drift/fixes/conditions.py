"""Edits of fields that depend on each other, in the words in which the contract says so."""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from venice_contract.contract.edits import Ground
from venice_contract.contract.reading.conditions import (
    EXTENSION,
    ONLY,
    SILENT,
    Condition,
    When,
    conditions_of,
)
from venice_contract.contract.reading.document import above, join, split
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.answers.keys import UNKNOWN, at
from venice_contract.drift.fixes import branches
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation
from venice_contract.verdict import EditStep

AFTER = ("then", "else")


def ignored(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take out the rule on what a field depends."""
    found = _rules(context, group)
    if found is None:
        return []
    holder, place, rules, where = found
    if rules and branches.of_choice(holder, rules) == rules:
        return branches.ignored(context, holder, rules, group)
    steps = [EditStep("remove", where)] if where else [*without(context, holder, place, rules)]
    return [*place.steps, *steps] if steps else []


def moved(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write with which value of the other field a field is taken, or required, now."""
    found = _rules(context, group)
    if found is None or len({one.rule for one in found[2]}) != 1:
        return []
    holder, place, rules, where = found
    when, rule = rules[0].when, rules[0].rule
    met = _met(context, group, when)
    if met is UNKNOWN:
        return []
    if where:
        return [*place.steps, EditStep("set", where, {".".join(when.path): met})]
    name, node = when.path[-1], context.document.get(above(rule))
    one = "const" in node.get("if", {}).get("properties", {}).get(name, {})
    pointer = _within(holder, place, join(rule, "properties", name, "const"))
    # What else a field has by the same rule moves with it.
    alone = {one.name for one in conditions_of(holder) if one.rule == rule} == {rules[0].name}
    return [*place.steps, EditStep("set", pointer, met)] if one and pointer and alone else []


def _rules(
    context: Context, group: list[Observation]
) -> tuple[Schema, Ground, list[Condition], str] | None:
    """Return the rules of a group: the object, where it may be edited, they, and where one stands.

    That is the place of `x-only-when`; empty where the object itself says so.
    """
    first = group[0]
    holder, field = context.schema(first, first.field[:-1]), context.schema(first)
    if holder is None or field is None:
        return None
    said = {(o.constraint.kind, repr(o.constraint.value)) for o in group}
    own = [one for one in conditions_of(holder) if one.name == first.field[-1]]
    rules = [one for one in own if (one.kind, repr(one.value)) in said]
    if any(one.when.kept for one in rules):
        place = context.ground(field, group)
        return holder, place, rules, join(place.pointer, EXTENSION)
    return holder, context.ground(holder, group, up=1), rules, ""


def of_property(holder: Schema, name: str, *, others: bool = False) -> list[Condition]:
    """Return what an object says of how a property depends on others, or others on it too."""
    path = (*holder.path, name)
    rules = list(conditions_of(holder))
    chosen = branches.of_choice(holder, rules)
    return [
        one
        for one in rules
        if one not in chosen
        and not one.when.kept
        and (one.name == name or (others and one.when.path == path))
    ]


def orphaned(context: Context, group: list[Observation], values: list[Any]) -> Iterator[EditStep]:
    """Yield steps that take out what an object has only with values of a field that are gone."""
    first = group[0]
    holder = context.schema(first, first.field[:-1]) if first.field else None
    if holder is None:
        return
    gone = [
        one
        for one in conditions_of(holder)
        if one.when.path == (*holder.path, first.field[-1])
        and not (one.when.others or one.also)
        and all(value in values for value in one.when.values)
    ]
    names = dict.fromkeys(one.name for one in gone if one.kind == ONLY)
    place = context.ground(holder, group, up=1)
    rules = [
        one for one in gone if not one.when.kept and one not in branches.of_choice(holder, gone)
    ]
    yield from () if place.steps else without(context, holder, place, rules)
    for name in names:
        has = context.ground(holder.saying(name), group, up=1)
        if not has.steps:
            yield EditStep("remove", join(has.pointer, "properties", name))


def required(holder: Schema, place: Ground, name: str) -> list[EditStep]:
    """Require a property with what it is taken with; nothing where no rule says when that is."""
    rules = of_property(holder, name)
    if len(rules) != 1 or rules[0].kind != ONLY or rules[0].when.path[-1] not in holder.properties:
        return []
    rule = rules[0]
    tokens = split(_within(holder, place, rule.pointer) or "")
    words = [index for index, token in enumerate(tokens) if token in AFTER]
    if words:
        word = AFTER[tokens[words[0]] == AFTER[0]]
        where = join("", *tokens[: words[0]], word, "required")
        return [EditStep("set", where, [name])]
    said = {"if": rule.when.schema, "then": {"required": [name]}}
    return [EditStep("set", join(place.pointer, "allOf"), [*place.node.get("allOf", ()), said])]


def without(
    context: Context, holder: Schema, place: Ground, rules: Iterable[Condition]
) -> Iterator[EditStep]:
    """Yield steps that take rules out of an object, with what says nothing without them."""
    nodes: dict[str, list[Condition]] = {}
    for one in rules:
        nodes.setdefault(above(one.rule), []).append(one)
    for pointer, some in reversed(nodes.items()):
        before, where = context.document.get(pointer), _within(holder, place, pointer)
        after = copy.deepcopy(before)
        for one in reversed(some):
            _take(after, split(one.pointer)[len(split(pointer)) :])
        if "if" in after and not after.keys() & {*AFTER}:
            del after["if"]
        if where and not after.keys() - SILENT and above(pointer).endswith("/allOf"):
            alone = len(context.document.get(above(pointer))) == 1
            yield EditStep("remove", above(where) if alone else where)
        elif where:
            yield from _rewritten(where, before, after)


def _rewritten(where: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[EditStep]:
    for word, said in before.items():
        if word not in after:
            yield EditStep("remove", join(where, word))
        elif after[word] != said:
            yield EditStep("set", join(where, word), after[word])


def _take(node: Any, tokens: list[str]) -> None:
    """Remove what stands at the end of some tokens, and what is empty then on the way."""
    step: Any = int(tokens[0]) if isinstance(node, list) else tokens[0]
    if tokens[1:]:
        _take(node[step], tokens[1:])
        inner = node[step]
        if inner and (isinstance(inner, list) or inner.keys() - SILENT):
            return
    del node[step]


def _met(context: Context, group: list[Observation], when: When) -> Any:
    """Return the value of another field with which one was taken, UNKNOWN if none is sure.

    It was sent, or stands in the key, where no value but one is another than the documented one.
    """
    sent = [at(one.exchange.call.body, when.path) for one in group]
    told = [one for one in sent if one is not UNKNOWN and one not in when.values]
    known = [one for one in context.values(".".join(when.path)) if one not in when.values]
    return next(iter(told), known[0] if len(known) == 1 else UNKNOWN)


def _within(holder: Schema, place: Ground, pointer: str) -> str | None:
    """Return where a node of an object stands in the place where a change of it may be written."""
    if not place.steps:
        return pointer
    inside = pointer == holder.pointer or pointer.startswith(f"{holder.pointer}/")
    return place.pointer + pointer[len(holder.pointer) :] if inside else None
