"""Edits of the forms of texts: patterns, formats, and choices of such."""

import re
from collections.abc import Collection
from typing import Any

from venice_contract.contract.edits import Ground
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.texts import NO_FORM, NO_FORMS
from venice_contract.contract.values.validation import accepts, matcher
from venice_contract.drift.asking.refusal import read
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.fixes.values import bearer, set_keyword, unset
from venice_contract.drift.observe import Observation
from venice_contract.verdict import EditStep


def forms(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write the forms that are accepted now: one branch each, or any text."""
    first = group[0]
    schema = context.schema(first)
    if schema is None:
        return []
    fields = dict.fromkeys((o.constraint.operation, o.field) for o in group)
    texts = [text for one in fields for text in context.seen.accepted_texts.get(one, ())]
    keyword = first.constraint.kind
    if keyword in schema.keywords:
        # What a parameter takes is told by it alone.
        sent = [one.sent for one in group if isinstance(one.sent, str)]
        if first.kind == "form-accepted" and not NO_FORMS.isdisjoint([*texts, *sent]):
            return unset(context, group, schema, keyword)
        return _or_empty(context, group, schema, sent)
    if not schema.variants and first.kind == "form-refused":
        return _named_pattern(context, group, schema)
    if NO_FORM in texts:
        return _any_text(context, group, schema)
    place = context.ground(schema, group)
    steps = _branches(context, group, schema, place, texts)
    return [*place.steps, *steps] if steps else []


def _or_empty(
    context: Context, group: list[Observation], schema: Schema, new: Collection[str]
) -> list[EditStep]:
    """Write that a text may be empty where it is of no form, if that is all that is new."""
    if {*new} != {""} or "pattern" not in schema.keywords:
        return []
    pattern = f"^$|{schema.value('pattern')}"
    return set_keyword(context, group, schema, "pattern", pattern)


def _any_text(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    place = context.ground(schema, group)
    types = ["string", "null"] if schema.nullable else "string"
    return [
        *place.steps,
        EditStep("set", join(place.pointer, "type"), types),
        EditStep("remove", join(place.pointer, schema.choice)),
    ]


def form_of_answer(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Take out a form that answers do not have; one text is too little to write another from.

    What was taken for a form that is still held to some texts is no end of it.
    """
    keyword, known = group[0].constraint.kind, context.seen
    schema = bearer(group[0], schema, keyword) or schema
    had = (value for o in group for value in known.shown.get(o.key, [o.answered]))
    shown = {value for value in had if isinstance(value, str)}
    taken = {text for texts in known.accepted_texts.values() for text in texts}
    if shown & taken and shown.isdisjoint(NO_FORMS):
        wrong = [text for text in shown if not accepts(schema, text)]
        return _or_empty(context, group, schema, wrong)
    if keyword in schema.keywords:
        return unset(context, group, schema, keyword)
    of_texts = all(one.types <= {"string", "null"} for one in schema.variants)
    return _any_text(context, group, schema) if schema.variants and of_texts and shown else []


def _branches(
    context: Context, group: list[Observation], schema: Schema, place: Ground, texts: list[str]
) -> list[EditStep]:
    """Put the forms that are new beside the others; where some are refused, write those taken."""
    where = join(place.pointer, schema.choice)
    lost = {(one.branch, one.sent) for one in group if one.kind == "form-refused"}
    kept: list[Schema] = []
    gone: list[int] = []
    for index, one in enumerate(schema.variants):
        # An edit of another message may have taken the branch out already.
        refused = any(one.pointer == at and accepts(one, text) for at, text in lost)
        gone.extend([index] if refused else [])
        kept.extend([] if refused else [one])
    spared = all(any(accepts(one, text) for one in kept) for text in texts)
    same = len(schema.variants) == len(place.node.get(schema.choice, ()))
    if gone and kept and spared and same:
        return [EditStep("remove", join(where, index)) for index in reversed(gone)]
    new = [text for text in texts if not accepts(schema, text)]
    if new and schema.choice in place.node and all(one.kind == "form-accepted" for one in group):
        patterns = dict.fromkeys(map(generalised, new))
        return [EditStep("insert", join(where, "-"), _branch(context, one)) for one in patterns]
    branches = [_branch(context, one) for one in dict.fromkeys(map(generalised, texts))]
    nullable = [{"type": "null"}] if schema.nullable else []
    return [EditStep("set", where, [*branches, *nullable])] if branches else []


def _named_pattern(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write the pattern that a refusal names, if what was refused does not match and others do."""
    first = group[0]
    known = context.seen.accepted_texts.get((first.constraint.operation, first.field), [])
    for complaint in read(first.exchange.answer.content).complaints:
        found = PATTERN.search(complaint.text)
        matches = matcher(found["form"]) if found else None
        wrong = [one.sent for one in group if isinstance(one.sent, str)]
        if found and matches and not any(map(matches, wrong)) and all(map(matches, known)):
            return set_keyword(context, group, schema, "pattern", found["form"])
    return []


PATTERN = re.compile(r"match(?: the)? pattern:? (?P<q>['\"/]?)(?P<form>.+)(?P=q)", re.IGNORECASE)
"""How services name a pattern that a text does not match."""


def _branch(context: Context, pattern: str) -> dict[str, Any]:
    if not pattern:
        return {
            "type": "string",
            "title": "Never",
            "maxLength": 0,
            "x-evidence": {"maxLength": context.evidence()},
        }
    return {"type": "string", "pattern": pattern, "x-evidence": {"pattern": context.evidence()}}


def generalised(text: str) -> str:
    """Return an anchored pattern in which each run of digits may be any of the same length."""
    if not text:
        return ""
    parts = re.split(r"(\d+)", text)
    pattern = "".join(
        rf"\d{{{len(part)}}}" if part.isdigit() else re.sub(r"\\([ -])", r"\1", re.escape(part))
        for part in parts
    )
    return f"^{pattern}$"
