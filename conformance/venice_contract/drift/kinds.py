"""The kinds of findings: a stable id, a title and the effect on messages, in one table.

Pure. `checks` prints the table; what a kind means for a consumer follows from its effect and the
direction by `verdict.impact_of`, the same rule that judges documents compared.
"""

from dataclasses import dataclass

from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import EMPTY, IN_CODE_POINTS, UNBOUNDED
from venice_contract.verdict import Effect, Impact, impact_of


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding."""

    id: str
    title: str
    effect: Effect
    direction: str

    @property
    def impact(self) -> Impact:
        """What it means for a consumer."""
        return impact_of(self.effect, self.direction)


N, W, M, A, R = Effect.NARROWS, Effect.WIDENS, Effect.MOVES, Effect.ADDS, Effect.REMOVES

REQUEST = (
    ("value-refused", "A documented enum value is refused", N),
    ("value-accepted", "An undocumented enum value is accepted", W),
    ("bound-tighter", "A value within a documented bound is refused", N),
    ("bound-looser", "A value outside a documented bound is accepted", W),
    ("null-refused", "A documented null is refused", N),
    ("null-accepted", "An undocumented null is accepted", W),
    ("type-refused", "A value of the documented type is refused", N),
    ("type-accepted", "A value of another type is accepted", W),
    ("form-refused", "A documented form of a text is refused", N),
    ("form-accepted", "An undocumented form of a text is accepted", W),
    ("property-required", "An optional property has become required", N),
    ("property-optional", "A required property may be left out", W),
    ("property-demanded", "A property that no document has is required", N),
    ("key-needed", "An operation that is for everybody asks for a key", N),
    ("request-refused", "Every request that the contract allows is refused", R),
    ("media-refused", "A documented media type of a body is refused", N),
    ("fields-conflict", "Documented values are refused together", N),
    ("condition-ignored", "A field is taken though its condition is not met", W),
    ("condition-moved", "A field depends on another value than documented", M),
    ("property-refused", "A documented property is not known", R),
    ("property-accepted", "An undocumented property is accepted", A),
    ("proof-accepted", "A false proof of who asks is accepted", W),
    ("default-differs", "A field left out means something else", M),
    ("property-ignored", "A documented property has no effect", R),
    ("parameter-ignored", "A documented parameter has no effect", R),
)
ANSWER = (
    ("echo-differs", "What was sent comes back as something else", M),
    ("echo-lost", "What was sent does not come back", R),
    ("side-effect", "A change of one field changes another", M),
    ("change-lost", "A change is answered and nothing of it kept", R),
    ("change-replaces", "A change takes away what it does not name", M),
    ("change-merges", "A change leaves alone what it does not name", M),
    ("change-outdated", "A change is answered with what was there before", M),
    ("change-misplaced", "A change reaches another key than the one named", M),
    ("id-changed", "A change gives a key another id", M),
    ("presence-missing", "A field that should be there is not", R),
    ("presence-unexpected", "A field is there that should not be", A),
    ("answer-enum-value", "An answer has an undocumented enum value", W),
    ("answer-bound", "An answer is outside a documented bound", W),
    ("answer-form", "An answer has an undocumented form", W),
    ("answer-null", "An answer has an undocumented null", W),
    ("answer-type", "An answer has a value of another type", M),
    ("answer-missing", "A required property is missing in an answer", R),
    ("answer-extra", "An answer has an undocumented property", A),
    ("answer-status", "An answer has an undocumented status", M),
    ("answer-content-type", "An answer has another content type", M),
    ("answer-not-json", "An answer is not JSON", M),
    ("answer-failed", "An answer of success says that it failed", M),
    ("path-redirected", "An operation answers at its path with another end", M),
    ("action-ignored", "An action leaves a key as it was", M),
    ("operation-missing", "A documented operation is not there", R),
    ("refusal-status", "A refusal has another status", M),
    ("proof-refusal", "A false proof is refused in other words", M),
    ("key-not-needed", "An operation answers without a key", M),
    ("proof-not-needed", "An operation makes a key for a false proof", M),
    ("secret-shown", "A secret is shown a second time", M),
    ("secret-kept", "A new secret is the old one", M),
    ("not-listed", "A created key is missing in the list", M),
    ("still-listed", "A revoked key is still listed", M),
    ("listed-twice", "A list shows a key twice", M),
    ("answer-other-key", "An answer shows another key than the one named", M),
    ("key-dead", "The secret of a new key opens nothing", M),
    ("key-lives", "A revoked key still opens", M),
    ("key-opens-too-much", "A key opens what its type may not reach", M),
    ("page-repeats", "A page shows a key of an earlier page", M),
    ("page-lost", "A key stands on no page of the list", M),
    ("page-too-long", "A page has more items than were asked for", M),
)
KINDS = {
    kind: Kind(kind, title, effect, direction)
    for direction, told in (("request", REQUEST), ("answer", ANSWER))
    for kind, title, effect in told
}

_REFUSED = {
    "enum-value": "value-refused",
    "null": "null-refused",
    "type": "type-refused",
    "pattern": "form-refused",
    "format": "form-refused",
    "optional": "property-required",
}
_ACCEPTED = {
    "only-when": "condition-ignored",
    "enum": "value-accepted",
    "not-null": "null-accepted",
    "type": "type-accepted",
    "pattern": "form-accepted",
    "format": "form-accepted",
    "required": "property-optional",
    "required-when": "property-optional",
    "closed": "property-accepted",
}


def refused_kind(choice: Choice) -> str:
    """Return the kind of finding for a choice that should have been accepted."""
    if choice.value == "" and choice.kind == "max-length":
        return "form-refused"
    if choice.about in {UNBOUNDED, EMPTY}:
        return "bound-tighter"
    if choice.label in {"spelling", IN_CODE_POINTS}:
        return "form-refused"
    return _REFUSED.get(choice.kind, "bound-tighter")


def accepted_kind(choice: Choice) -> str:
    """Return the kind of finding for a choice that should have been refused."""
    return _ACCEPTED.get(choice.kind, "bound-looser")
