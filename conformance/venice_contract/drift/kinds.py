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


def _request(kind: str, title: str, effect: Effect) -> Kind:
    return Kind(kind, title, effect, "request")


def _answer(kind: str, title: str, effect: Effect) -> Kind:
    return Kind(kind, title, effect, "answer")


N, W, M, A, R = Effect.NARROWS, Effect.WIDENS, Effect.MOVES, Effect.ADDS, Effect.REMOVES

KINDS = {
    kind.id: kind
    for kind in (
        _request("value-refused", "A documented enum value is refused", N),
        _request("value-accepted", "An undocumented enum value is accepted", W),
        _request("bound-tighter", "A value within a documented bound is refused", N),
        _request("bound-looser", "A value outside a documented bound is accepted", W),
        _request("null-refused", "A documented null is refused", N),
        _request("null-accepted", "An undocumented null is accepted", W),
        _request("type-refused", "A value of the documented type is refused", N),
        _request("type-accepted", "A value of another type is accepted", W),
        _request("form-refused", "A documented form of a text is refused", N),
        _request("form-accepted", "An undocumented form of a text is accepted", W),
        _request("property-required", "An optional property has become required", N),
        _request("property-optional", "A required property may be left out", W),
        _request("property-demanded", "A property that no document has is required", N),
        _request("key-needed", "An operation that is for everybody asks for a key", N),
        _request("request-refused", "Every request that the contract allows is refused", R),
        _request("media-refused", "A documented media type of a body is refused", N),
        _request("fields-conflict", "Documented values are refused together", N),
        _request("condition-ignored", "A field is taken though its condition is not met", W),
        _request("condition-moved", "A field depends on another value than documented", M),
        _request("property-refused", "A documented property is not known", R),
        _request("property-accepted", "An undocumented property is accepted", A),
        _request("proof-accepted", "A false proof of who asks is accepted", W),
        _request("default-differs", "A field left out means something else", M),
        _request("property-ignored", "A documented property has no effect", R),
        _request("parameter-ignored", "A documented parameter has no effect", R),
        _answer("echo-differs", "What was sent comes back as something else", M),
        _answer("echo-lost", "What was sent does not come back", R),
        _answer("side-effect", "A change of one field changes another", M),
        _answer("change-lost", "A change is answered and nothing of it kept", R),
        _answer("change-replaces", "A change takes away what it does not name", M),
        _answer("change-outdated", "A change is answered with what was there before", M),
        _answer("change-misplaced", "A change reaches another key than the one named", M),
        _answer("id-changed", "A change gives a key another id", M),
        _answer("presence-missing", "A field that should be there is not", R),
        _answer("presence-unexpected", "A field is there that should not be", A),
        _answer("answer-enum-value", "An answer has an undocumented enum value", W),
        _answer("answer-bound", "An answer is outside a documented bound", W),
        _answer("answer-form", "An answer has an undocumented form", W),
        _answer("answer-null", "An answer has an undocumented null", W),
        _answer("answer-type", "An answer has a value of another type", M),
        _answer("answer-missing", "A required property is missing in an answer", R),
        _answer("answer-extra", "An answer has an undocumented property", A),
        _answer("answer-status", "An answer has an undocumented status", M),
        _answer("answer-content-type", "An answer has another content type", M),
        _answer("answer-not-json", "An answer is not JSON", M),
        _answer("answer-failed", "An answer of success says that it failed", M),
        _answer("path-redirected", "An operation answers at its path with another end", M),
        _answer("action-ignored", "An action leaves a key as it was", M),
        _answer("operation-missing", "A documented operation is not there", R),
        _answer("refusal-status", "A refusal has another status", M),
        _answer("proof-refusal", "A false proof is refused in other words", M),
        _answer("key-not-needed", "An operation answers without a key", M),
        _answer("proof-not-needed", "An operation makes a key for a false proof", M),
        _answer("secret-shown", "A secret is shown a second time", M),
        _answer("secret-kept", "A new secret is the old one", M),
        _answer("not-listed", "A created key is missing in the list", M),
        _answer("still-listed", "A revoked key is still listed", M),
        _answer("listed-twice", "A list shows a key twice", M),
        _answer("answer-other-key", "An answer shows another key than the one named", M),
        _answer("key-dead", "The secret of a new key opens nothing", M),
        _answer("key-lives", "A revoked key still opens", M),
        _answer("key-opens-too-much", "A key opens what its type may not reach", M),
        _answer("page-repeats", "A page shows a key of an earlier page", M),
        _answer("page-lost", "A key stands on no page of the list", M),
        _answer("page-too-long", "A page has more items than were asked for", M),
    )
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
