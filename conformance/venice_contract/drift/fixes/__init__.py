"""The edit: the smallest change of the fragment that makes it say what the server does.

Pure. Observations of one kind about one node of the fragment are fixed together: where every
message that shares the node drifts alike, the node is changed, otherwise a copy for those that do.
`FIXES` says which change belongs to which kind of finding; the kinds that it leaves out have no
edit, because the fragment cannot say what they mean, such as a secret that is shown twice.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from venice_contract.drift.conversions import is_converted
from venice_contract.drift.fixes import shapes, values
from venice_contract.verdict import Edit, EditStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.drift.fixes.context import Context
    from venice_contract.drift.observe import Observation

LONGEST_VALUE = 300
"""Characters of a schema that a summary shows; the diff beside it has all of it."""

FIXES: dict[str, Callable[[Context, list[Observation]], list[EditStep]]] = {
    "value-refused": values.remove_value,
    "value-accepted": values.add_value,
    "bound-tighter": values.move_bound,
    "bound-looser": values.move_bound,
    "null-refused": values.remove_null,
    "null-accepted": values.add_type,
    "type-refused": values.narrow_type,
    "type-accepted": values.add_type,
    "form-refused": values.forms,
    "form-accepted": values.forms,
    "property-demanded": shapes.demand,
    "property-required": shapes.require,
    "property-optional": shapes.unrequire,
    "property-refused": shapes.drop_property,
    "property-accepted": shapes.open_object,
    "default-differs": shapes.set_default,
    "echo-differs": shapes.echo,
    "side-effect": shapes.side_effect,
    "echo-lost": shapes.drop_if_gone,
    "presence-missing": shapes.forget_presence,
    "presence-unexpected": shapes.forget_presence,
    "property-ignored": shapes.drop_property,
    "answer-enum-value": values.add_value,
    "answer-bound": values.bound_of_answer,
    "answer-null": values.add_type,
    "answer-type": values.add_type,
    "answer-missing": shapes.drop_if_gone,
    "answer-extra": shapes.add_property,
    "answer-status": shapes.rename_status,
    "refusal-status": shapes.rename_status,
    "answer-content-type": shapes.rename_content,
    "key-not-needed": shapes.open_to_all,
    "proof-accepted": shapes.unrefuse_proof,
    "proof-refusal": shapes.reword_proof,
}


def propose(context: Context, group: list[Observation]) -> Edit | None:
    """Return the edit for observations of one kind about one node, None where none is right."""
    fix = FIXES.get(group[0].kind)
    steps = [] if fix is None or any(map(is_converted, group)) else fix(context, group)
    return Edit(_summary(steps), tuple(steps)) if steps else None


NO_WORDS = "the contract has no words for what the server does"
WHY_NONE = {
    "bound-tighter": "no refusal has told where the bound is now",
    "type-refused": "what is taken instead is not known",
    "form-refused": "which texts are taken instead is not known",
    "value-refused": "no other value is known",
    "property-demanded": "no value was found that the server takes for it",
    "request-refused": "no request was found that the server takes",
    "operation-missing": "where it has gone is not known",
    "fields-conflict": "the contract has no words for a rule of these two fields",
    "echo-differs": "the contract has no words for what becomes of the value",
    "answer-missing": "where its content stands instead is for a person to say",
    "echo-lost": "the field is there for other values",
    "side-effect": "the contract has no words for what a change does beside",
}


def why_none(group: list[Observation]) -> str:
    """Return why no edit is proposed for observations of one kind, as a clause."""
    if any(map(is_converted, group)):
        return WHY_NONE["echo-differs"]
    return WHY_NONE.get(group[0].kind, NO_WORDS)


def alone(edit: Edit | None) -> bool:
    """Whether an edit is made in a copy for some messages alone."""
    return edit is not None and _is_copied(list(edit.steps))


def _is_copied(steps: list[EditStep]) -> bool:
    """Whether the first step writes a copy, and the others change it."""
    first = steps[0]
    inside = all(step.pointer.startswith(f"{first.pointer}/") for step in steps[1:])
    return first.op == "set" and isinstance(first.value, dict) and len(steps) > 1 and inside


def _summary(steps: list[EditStep]) -> str:
    """Name the change itself, not the evidence beside it nor the copy it is made in."""
    telling = [step for step in steps if "/x-evidence" not in step.pointer]
    step = telling[-1]
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
