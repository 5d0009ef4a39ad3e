"""The kinds of changes, and what oasdiff calls them.

The names of oasdiff are those of its checks (checker/localizations of its repository), which it
builds as `<message>-<what>-<how>`; here they are built in the same way, for the kinds that it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from venice_contract.contract.comparing.change import Change

KINDS = {
    "operation-added": "there is a new operation",
    "operation-removed": "an operation is gone",
    "operation-moved": "an operation is reached at another method or path",
    "operation-id-changed": "an operation has another operationId, from which clients are named",
    "deprecated": "something should no longer be used",
    "undeprecated": "something may be used again",
    "security-loosened": "less is asked of who calls",
    "security-tightened": "more is asked of who calls",
    "security-changed": "other credentials are asked for",
    "security-scheme-changed": "credentials are sent in another way",
    "server-added": "there is a new base URL",
    "server-removed": "a base URL is gone",
    "server-changed": "another base URL has taken the place of one",
    "parameter-added": "there is a new parameter, which may be left out",
    "required-parameter-added": "there is a new parameter, which must be sent",
    "parameter-removed": "a parameter is gone",
    "parameter-moved": "a parameter is sent elsewhere",
    "parameter-renamed": "a parameter of a path has another name, which is never sent",
    "style-changed": "a value is written into its parameter in another way",
    "body-added": "a request may have a body",
    "required-body-added": "a request must have a body",
    "body-removed": "a request has no body any more",
    "media-type-added": "there is a new media type",
    "media-type-removed": "a media type is gone",
    "media-type-changed": "a message has another media type",
    "status-added": "there is a new status",
    "status-removed": "a status is gone",
    "status-changed": "another status is answered",
    "header-added": "an answer has a new header",
    "header-removed": "a header of an answer is gone",
    "link-added": "an answer has a new link",
    "link-removed": "a link of an answer is gone",
    "link-changed": "a link of an answer leads elsewhere",
    "field-added": "there is a new field",
    "required-field-added": "there is a new field, which must be sent",
    "field-removed": "a field is gone",
    "became-required": "something must be there now",
    "became-optional": "something may be left out now",
    "became-read-only": "a field may no longer be sent",
    "became-writable": "a field may be sent now",
    "became-write-only": "a field is no longer answered",
    "became-readable": "a field is answered now",
    "closed": "names that are not listed are refused now",
    "opened": "names that are not listed are allowed now",
    "type-changed": "values are of another type",
    "null-allowed": "a value may be null",
    "null-refused": "a value may no longer be null",
    "enum-added": "only listed values are allowed now",
    "enum-removed": "values are no longer listed",
    "value-added": "an enum has a new value",
    "value-removed": "a value of an enum is gone",
    "value-changed": "the only value that is allowed is another",
    "bound-tightened": "fewer values are within a bound",
    "bound-loosened": "more values are within a bound",
    "pattern-added": "texts must be of a form now",
    "pattern-removed": "texts need not be of a form any more",
    "pattern-changed": "texts must be of another form",
    "format-added": "values must be of a format now",
    "format-removed": "values need not be of a format any more",
    "format-changed": "values must be of another format",
    "branch-added": "there is another way for a value to be right",
    "branch-removed": "a way for a value to be right is gone",
    "choice-changed": "anyOf has become oneOf, or the other way round",
    "default-added": "a value that is left out has a documented default",
    "default-removed": "a default is gone",
    "default-changed": "a value that is left out means something else",
    "absence-means-other": "what the service does with a field left out is another",
    "discriminator-changed": "branches are told apart in another way",
    "keyword-added": "a keyword that this tool only names refuses more",
    "keyword-removed": "a keyword that this tool only names is gone",
    "keyword-changed": "a keyword that this tool only names says something else",
    "text-changed": "words for people or examples have changed",
    "other": "an extension of this project says something else",
}
"""Each kind of change, and what it means."""

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
    if change.kind in {"bound-tightened", "bound-loosened"} and change.keyword in _BOUNDS:
        bound = _BOUNDS[change.keyword]
        if change.before is None or change.after is None:
            return f"{bound}-{'set' if change.before is None else 'unset'}"
        return f"{bound}-{'increased' if change.after > change.before else 'decreased'}"
    return _OF_VALUE.get(change.kind, "")
