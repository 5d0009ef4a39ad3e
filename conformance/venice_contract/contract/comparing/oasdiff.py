"""What oasdiff calls a kind of change.

The names are those of its checks (checker/localizations of its repository), which it builds as
`<message>-<what>-<how>`; here they are built in the same way, for the kinds that it has.
"""

from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.kinds import BOUNDS_MOVED
from venice_contract.contract.reading.combining import LOWER

_BOUNDS = {
    "minimum": "min",
    "maximum": "max",
    "exclusiveMinimum": "min",
    "exclusiveMaximum": "max",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
}
_OF_OPERATION = {
    "operation-added": "endpoint-added",
    "operation-removed": "api-removed-without-deprecation",
    "operation-id-changed": "api-operation-id-removed",
    "required-parameter-added": "new-required-request-parameter",
    "parameter-added": "new-optional-request-parameter",
    "parameter-removed": "request-parameter-removed",
    "required-body-added": "added-required-request-body",
    "body-added": "added-optional-request-body",
}
_OF_VALUE = {
    "became-required": "became-required",
    "became-optional": "became-optional",
    "value-added": "enum-value-added",
    "value-removed": "enum-value-removed",
    "enum-added": "became-enum",
    "type-changed": "type-changed",
    "format-added": "type-changed",
    "format-removed": "type-changed",
    "format-changed": "type-changed",
    "null-allowed": "became-nullable",
    "null-refused": "became-not-nullable",
    "pattern-added": "pattern-added",
    "pattern-removed": "pattern-removed",
    "pattern-changed": "pattern-changed",
    "default-added": "default-value-added",
    "default-removed": "default-value-removed",
    "default-changed": "default-value-changed",
    "became-read-only": "became-read-only",
    "became-write-only": "became-write-only",
}


def oasdiff_id(change: Change) -> str:
    """Return what oasdiff calls a change; empty where it has no name for it, or none is known."""
    if change.kind in _OF_OPERATION:
        return _OF_OPERATION[change.kind]
    said = "request" if change.direction == "request" else "response"
    if change.kind in {"status-added", "status-removed"}:
        success = "success" if str(change.status).startswith("2") else "non-success"
        return f"response-{success}-{change.kind}"
    if change.kind in {"media-type-added", "media-type-removed"}:
        return f"{said}-{'body-' if said == 'request' else ''}{change.kind}"
    if change.kind == "deprecated" and change.where == "operation":
        return "endpoint-deprecated"
    return _of_field(change, said) if change.where != "operation" else ""


def _of_field(change: Change, said: str) -> str:
    if change.kind == "required-field-added":
        return "new-required-request-property"
    if change.kind == "field-added" and said == "request":
        return "new-optional-request-property"
    if change.kind == "field-removed" and said == "request":
        return "request-property-removed"
    what = "property" if change.path else "body"
    if change.where != "body":
        what = "parameter" if said == "request" else "header"
    how = _how(change)
    return f"{said}-{what}-{how}" if how else ""


def _how(change: Change) -> str:
    if change.kind in BOUNDS_MOVED and change.keyword in _BOUNDS:
        bound = _BOUNDS[change.keyword]
        if change.before is None or change.after is None:
            return f"{bound}-{'set' if change.before is None else 'unset'}"
        more = (change.kind == "bound-tightened") == (change.keyword in LOWER)
        return f"{bound}-{'increased' if more else 'decreased'}"
    return _OF_VALUE.get(change.kind, "")
