"""The kinds of findings: a stable id, a title and the impact on a consumer, in one table.

Pure. `checks` prints the table; a choice of a request finds its kind here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from venice_contract.drift.values import UNBOUNDED
from venice_contract.verdict import Impact

if TYPE_CHECKING:
    from venice_contract.drift.values import Choice


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding."""

    id: str
    title: str
    impact: Impact


KINDS = {
    kind.id: kind
    for kind in (
        Kind("value-refused", "A documented enum value is refused", Impact.BREAKING),
        Kind("value-accepted", "An undocumented enum value is accepted", Impact.ADDITIVE),
        Kind("bound-tighter", "A value within a documented bound is refused", Impact.BREAKING),
        Kind("bound-looser", "A value outside a documented bound is accepted", Impact.ADDITIVE),
        Kind("null-refused", "A documented null is refused", Impact.BREAKING),
        Kind("null-accepted", "An undocumented null is accepted", Impact.ADDITIVE),
        Kind("type-refused", "A value of the documented type is refused", Impact.BREAKING),
        Kind("type-accepted", "A value of another type is accepted", Impact.ADDITIVE),
        Kind("form-refused", "A documented form of a text is refused", Impact.BREAKING),
        Kind("form-accepted", "An undocumented form of a text is accepted", Impact.ADDITIVE),
        Kind("property-required", "An optional property has become required", Impact.BREAKING),
        Kind("property-optional", "A required property may be left out", Impact.ADDITIVE),
        Kind("property-refused", "A documented property is not known", Impact.BREAKING),
        Kind("property-accepted", "An undocumented property is accepted", Impact.ADDITIVE),
        Kind("default-differs", "A field left out means something else", Impact.BREAKING),
        Kind("echo-differs", "What was sent comes back as something else", Impact.BREAKING),
        Kind("echo-lost", "What was sent does not come back", Impact.BREAKING),
        Kind("presence-missing", "A field that should be there is not", Impact.BREAKING),
        Kind("presence-unexpected", "A field is there that should not be", Impact.ADDITIVE),
        Kind("property-ignored", "A documented property has no effect", Impact.BREAKING),
        Kind("answer-enum-value", "An answer has an undocumented enum value", Impact.BREAKING),
        Kind("answer-bound", "An answer is outside a documented bound", Impact.BREAKING),
        Kind("answer-null", "An answer has an undocumented null", Impact.BREAKING),
        Kind("answer-type", "An answer has a value of another type", Impact.BREAKING),
        Kind("answer-missing", "A required property is missing in an answer", Impact.BREAKING),
        Kind("answer-extra", "An answer has an undocumented property", Impact.ADDITIVE),
        Kind("answer-status", "An answer has an undocumented status", Impact.BREAKING),
        Kind("answer-content-type", "An answer has another content type", Impact.BREAKING),
        Kind("answer-not-json", "An answer is not JSON", Impact.BREAKING),
        Kind("operation-missing", "A documented operation is not there", Impact.BREAKING),
        Kind("refusal-status", "A refusal has another status", Impact.BREAKING),
        Kind("key-not-needed", "An operation answers without a key", Impact.BREAKING),
        Kind("secret-shown", "A secret is shown a second time", Impact.BREAKING),
        Kind("not-listed", "A created key is missing in the list", Impact.BREAKING),
        Kind("still-listed", "A revoked key is still listed", Impact.BREAKING),
    )
}

_REFUSED = {
    "enum-value": "value-refused",
    "minimum": "bound-tighter",
    "maximum": "bound-tighter",
    "max-length": "bound-tighter",
    "null": "null-refused",
    "type": "type-refused",
    "pattern": "form-refused",
    "optional": "property-required",
}
_ACCEPTED = {
    "enum": "value-accepted",
    "minimum": "bound-looser",
    "maximum": "bound-looser",
    "max-length": "bound-looser",
    "not-null": "null-accepted",
    "type": "type-accepted",
    "pattern": "form-accepted",
    "required": "property-optional",
    "closed": "property-accepted",
}


def refused_kind(choice: Choice) -> str:
    """Return the kind of finding for a choice that should have been accepted."""
    if choice.label == "empty" and choice.keyword == "max-length":
        return "form-refused"
    return "bound-tighter" if choice.about == UNBOUNDED else _REFUSED[choice.keyword]


def accepted_kind(choice: Choice) -> str:
    """Return the kind of finding for a choice that should have been refused."""
    return _ACCEPTED[choice.keyword]
