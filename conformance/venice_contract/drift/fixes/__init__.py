"""The edit: the smallest change of the fragment that makes it say what the server does.

Pure. Observations of one kind about one node of the fragment are fixed together: where every
message that shares the node drifts alike, the node is changed, otherwise a copy for those that do.
Two tables say which change belongs to which kind of finding; the kinds that they leave out have no
edit, because the fragment cannot say what they mean, such as a secret that is shown twice.
"""

import json
from collections.abc import Callable
from typing import Any

from venice_contract.contract.reading.document import above
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.answers.conversions import WRONG_ANSWERS, is_converted, is_held
from venice_contract.drift.fixes import conditions, forms, moves, shapes, values
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Edit, EditStep

BROUGHT = ("/x-evidence", "/links/", "/x-echo-of")
"""Where an edit writes what follows from the change itself."""
LONGEST_VALUE = 300
"""Characters of a schema that a summary shows; the diff beside it has all of it."""

OF_SCHEMAS: dict[str, Callable[[Context, list[Observation], Schema], list[EditStep]]] = {
    "value-refused": values.remove_value,
    "value-accepted": values.add_value,
    "bound-tighter": values.move_bound,
    "bound-looser": values.move_bound,
    "null-refused": values.remove_null,
    "null-accepted": values.add_type,
    "type-refused": values.narrow_type,
    "type-accepted": values.add_type,
    "property-demanded": shapes.demand,
    "property-accepted": shapes.open_object,
    "default-differs": shapes.set_default,
    "echo-differs": shapes.echo,
    "side-effect": shapes.side_effect,
    "answer-enum-value": values.add_value,
    "answer-bound": values.bound_of_answer,
    "answer-form": forms.form_of_answer,
    "answer-null": values.add_type,
    "answer-type": values.add_type,
    "answer-extra": shapes.add_property,
}
"""Changes of the schema that a finding is about, by its kind."""

OF_MESSAGES: dict[str, Callable[[Context, list[Observation]], list[EditStep]]] = {
    "form-refused": forms.forms,
    "form-accepted": forms.forms,
    "property-required": shapes.require,
    "property-optional": shapes.unrequire,
    "property-refused": shapes.drop_property,
    "condition-ignored": conditions.ignored,
    "condition-moved": conditions.moved,
    "echo-lost": shapes.drop_if_gone,
    "presence-missing": shapes.forget_presence,
    "presence-unexpected": shapes.forget_presence,
    "property-ignored": shapes.drop_property,
    "answer-missing": shapes.drop_if_gone,
    "answer-status": shapes.rename_status,
    "refusal-status": shapes.rename_status,
    "answer-content-type": shapes.rename_content,
    "media-refused": shapes.rename_content,
    "change-replaces": shapes.replaces,
    "change-merges": shapes.replaces,
    "key-needed": shapes.keep_to_keys,
    "key-not-needed": shapes.open_to_all,
    "proof-accepted": lambda _, group: [EditStep("remove", group[0].constraint.pointer)],
    "proof-refusal": lambda _, group: [
        EditStep("set", one.constraint.pointer, one.answered) for one in group[:1] if one.answered
    ],
}
"""Changes of what a schema stands in."""

FIXES = frozenset(OF_SCHEMAS.keys() | OF_MESSAGES.keys())
"""Kinds of findings that have an edit."""


def propose(context: Context, group: list[Observation]) -> Edit | None:
    """Return the edit for observations of one kind about one node, None where none is right."""
    kind, schema = group[0].kind, context.schema(group[0])
    of_schema, of_message = OF_SCHEMAS.get(kind), OF_MESSAGES.get(kind)
    if values.other_type(group):
        of_schema, of_message = values.retype, None
    elif any(map(is_converted, group)) and not is_held(group):
        of_schema, of_message = shapes.work_out if kind in WRONG_ANSWERS else None, None
    steps = moves.moved(context, group)
    if not steps and of_message is not None:
        steps = of_message(context, group)
    elif not steps and of_schema is not None and schema is not None:
        steps = of_schema(context, group, schema)
    return Edit(_summary(steps), tuple(steps)) if steps else None


NO_WORDS = "the contract has no words for what the server does"
WHY_NONE = {
    "action-ignored": "no schema says what an action does",
    "answer-extra": "what so many names are is for a person to describe",
    "answer-failed": "no schema says which answers are true",
    "answer-form": "one text that was seen is too little to write a form from",
    "answer-missing": "where its content stands instead is for a person to say",
    "answer-not-json": "the fragment describes JSON alone",
    "answer-status": "what a refusal asks for is for a person to see",
    "answer-type": "where its content stands instead is for a person to say",
    "answer-other-key": "no schema says which key an answer shows",
    "bound-looser": "what is held in its place is for a person to say",
    "bound-tighter": "no refusal has told where the bound is now",
    "change-merges": "which fields a change leaves alone is for a person to say",
    "change-lost": "no schema says that a change is kept",
    "change-outdated": "no schema says of which moment an answer is",
    "change-misplaced": "no schema says which key a change reaches",
    "condition-moved": "with which value the field is taken now is not known",
    "echo-differs": "the contract has no words for what becomes of the value",
    "echo-lost": "the field is there for other values",
    "fields-conflict": "whether two fields depend on each other is for a person to say",
    "form-refused": "which texts are taken instead is not known",
    "id-changed": "no schema says that a key keeps its id",
    "key-dead": "no schema says what a secret opens",
    "key-lives": "no schema says what a revocation ends",
    "key-opens-too-much": "what a key may reach is for a person to say",
    "listed-twice": "no schema says how often a list shows a key",
    "not-listed": "no schema says what a list leaves out",
    "operation-missing": "an operation that is not there is for a person to look at",
    "page-lost": "no schema says which page shows a key",
    "page-repeats": "no schema says which page shows a key",
    "page-too-long": "no schema says how long a page is",
    "parameter-ignored": "no schema says what a parameter does",
    "proof-not-needed": "that a proof is verified is for the service to mend",
    "property-accepted": "what an object holds that nobody checks is for a person to say",
    "property-demanded": "no value was found that the server takes for it",
    "path-redirected": "where an operation stands is for a person to say",
    "request-refused": "the refusal says too little to know what would be accepted",
    "secret-kept": "no schema says that a secret is new",
    "secret-shown": "no schema says which text is a secret",
    "side-effect": "no schema says what a change leaves alone",
    "still-listed": "no schema says what an operation leaves behind",
    "type-accepted": "which values are taken in its place is for a person to say",
    "type-refused": "what is taken instead is not known",
    "value-refused": "no other value is known",
}
"""Why findings of some kinds have no edit, now and then or ever, as a clause."""


def why_none(group: list[Observation]) -> str:
    """Return why no edit is proposed for observations of one kind, as a clause."""
    if any(map(is_converted, group)):
        return WHY_NONE["echo-differs"]
    return WHY_NONE.get(group[0].kind, NO_WORDS)


def leaves_out(context: Context, group: list[Observation]) -> bool:
    """Whether the edit of a group is written at a `$ref` that leads to some of its places alone."""
    edit = propose(context, group)
    if edit is None or not _is_copied(list(edit.steps)):
        return False
    slot, fields = edit.steps[0].pointer, [context.schema(one) for one in group]
    ways = {field.slots if field is not None else () for field in fields}
    tails = {way[way.index(slot) :] if slot in way else () for way in ways}
    return () in tails or len(tails) > 1


def _is_copied(steps: list[EditStep]) -> bool:
    first = steps[0]
    inside = all(step.pointer.startswith(f"{first.pointer}/") for step in steps[1:])
    return first.op == "set" and isinstance(first.value, dict) and len(steps) > 1 and inside


def _summary(steps: list[EditStep]) -> str:
    """Name the change itself, not what it brings with it nor the copy it is made in.

    Of a new name in place of an old one it names the new one.
    """
    own = [step for step in steps if not any(word in step.pointer for word in BROUGHT)] or steps
    gone = {above(step.pointer) for step in own if step.op == "remove"}
    named = [step for step in own if step.op == "set" and above(step.pointer) in gone]
    step = (named or own)[-1]
    copied = f", for these messages alone, at {steps[0].pointer}" if _is_copied(steps) else ""
    verbs = {"set": "Write", "insert": "Add", "remove": "Remove what is"}
    shown = "" if step.op == "remove" else f" {_value(step.value)}"
    return f"{verbs[step.op]}{shown} at {step.pointer}{copied if step is not steps[0] else ''}."


def _value(value: Any) -> str:
    """Show what is written; of a whole schema what it says, without evidence, cut where long."""
    if not isinstance(value, dict):
        return repr(value)
    said = json.dumps({name: one for name, one in value.items() if name != "x-evidence"})
    return said if len(said) <= LONGEST_VALUE else f"{said[:LONGEST_VALUE]}..."
