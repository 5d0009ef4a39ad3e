"""The kinds of changes."""

from typing import NamedTuple

from venice_contract.verdict import Effect


class Kind(NamedTuple):
    """A kind of change, and its effect where the place that it is met at has no say in it."""

    means: str
    effect: Effect


KINDS = {
    "operation-added": Kind("there is a new operation", Effect.ADDS),
    "operation-removed": Kind("an operation is gone", Effect.REMOVES),
    "operation-moved": Kind("an operation is reached at another method or path", Effect.MOVES),
    "operation-id-changed": Kind(
        "an operation has another operationId, from which clients are named", Effect.MOVES
    ),
    "deprecated": Kind("something should no longer be used", Effect.NOTES),
    "undeprecated": Kind("something may be used again", Effect.NOTES),
    "security-loosened": Kind("less is asked of who calls", Effect.WIDENS),
    "security-tightened": Kind("more is asked of who calls", Effect.NARROWS),
    "security-changed": Kind("other credentials are asked for", Effect.MOVES),
    "security-scheme-changed": Kind("credentials are sent in another way", Effect.MOVES),
    "server-added": Kind("there is a new base URL", Effect.ADDS),
    "server-removed": Kind("a base URL is gone", Effect.REMOVES),
    "server-changed": Kind("another base URL has taken the place of one", Effect.MOVES),
    "parameter-added": Kind("there is a new parameter, which may be left out", Effect.ADDS),
    "required-parameter-added": Kind(
        "there is a new parameter, which must be sent", Effect.NARROWS
    ),
    "parameter-removed": Kind("a parameter is gone", Effect.REMOVES),
    "parameter-moved": Kind("a parameter is sent elsewhere", Effect.MOVES),
    "parameter-renamed": Kind(
        "a parameter of a path has another name, which is never sent", Effect.NOTES
    ),
    "style-changed": Kind("a value is written into its parameter in another way", Effect.MOVES),
    "body-added": Kind("a request may have a body", Effect.ADDS),
    "required-body-added": Kind("a request must have a body", Effect.NARROWS),
    "body-removed": Kind("a request has no body any more", Effect.REMOVES),
    "media-type-added": Kind("there is a new media type", Effect.ADDS),
    "media-type-removed": Kind("a media type is gone", Effect.REMOVES),
    "media-type-changed": Kind("a message has another media type", Effect.MOVES),
    "status-added": Kind("there is a new status", Effect.ADDS),
    "status-removed": Kind("a status is gone", Effect.REMOVES),
    "status-changed": Kind("another status is answered", Effect.MOVES),
    "header-added": Kind("an answer has a new header", Effect.ADDS),
    "header-removed": Kind("a header of an answer is gone", Effect.REMOVES),
    "link-added": Kind("an answer has a new link", Effect.NOTES),
    "link-removed": Kind("a link of an answer is gone", Effect.NOTES),
    "link-changed": Kind("a link of an answer leads elsewhere", Effect.NOTES),
    "field-added": Kind("there is a new field", Effect.ADDS),
    "required-field-added": Kind("there is a new field, which must be sent", Effect.NARROWS),
    "field-removed": Kind("a field is gone", Effect.REMOVES),
    "became-required": Kind("something must be there now", Effect.NARROWS),
    "became-optional": Kind("something may be left out now", Effect.WIDENS),
    "became-read-only": Kind("a field may no longer be sent", Effect.NOTES),
    "became-writable": Kind("a field may be sent now", Effect.NOTES),
    "became-write-only": Kind("a field is no longer answered", Effect.NOTES),
    "became-readable": Kind("a field is answered now", Effect.NOTES),
    "closed": Kind("names that are not listed are refused now", Effect.NARROWS),
    "opened": Kind("names that are not listed are allowed now", Effect.WIDENS),
    "type-changed": Kind("values are of another type", Effect.MOVES),
    "null-allowed": Kind("a value may be null", Effect.WIDENS),
    "null-refused": Kind("a value may no longer be null", Effect.NARROWS),
    "enum-added": Kind("only listed values are allowed now", Effect.NARROWS),
    "enum-removed": Kind("values are no longer listed", Effect.WIDENS),
    "value-added": Kind("an enum has a new value", Effect.WIDENS),
    "value-removed": Kind("a value of an enum is gone", Effect.NARROWS),
    "value-changed": Kind("the only value that is allowed is another", Effect.MOVES),
    "bound-tightened": Kind("fewer values are within a bound", Effect.NARROWS),
    "bound-loosened": Kind("more values are within a bound", Effect.WIDENS),
    "pattern-added": Kind("texts must be of a form now", Effect.NARROWS),
    "pattern-removed": Kind("texts need not be of a form any more", Effect.WIDENS),
    "pattern-changed": Kind("texts must be of another form", Effect.MOVES),
    "format-added": Kind("values must be of a format now", Effect.NARROWS),
    "format-removed": Kind("values need not be of a format any more", Effect.WIDENS),
    "format-changed": Kind("values must be of another format", Effect.MOVES),
    "branch-added": Kind("there is another way for a value to be right", Effect.WIDENS),
    "branch-removed": Kind("a way for a value to be right is gone", Effect.NARROWS),
    "choice-changed": Kind("anyOf has become oneOf, or the other way round", Effect.MOVES),
    "default-added": Kind("a value that is left out has a documented default", Effect.NOTES),
    "default-removed": Kind("a default is gone", Effect.MOVES),
    "default-changed": Kind("a value that is left out means something else", Effect.MOVES),
    "absence-means-other": Kind(
        "what the service does with a field left out is another", Effect.MOVES
    ),
    "discriminator-changed": Kind("branches are told apart in another way", Effect.MOVES),
    "keyword-added": Kind("a keyword that this tool only names refuses more", Effect.NARROWS),
    "keyword-removed": Kind("a keyword that this tool only names is gone", Effect.WIDENS),
    "keyword-changed": Kind(
        "a keyword that this tool only names says something else", Effect.MOVES
    ),
    "text-changed": Kind("words for people or examples have changed", Effect.NOTES),
    "other": Kind("an extension of this project says something else", Effect.NOTES),
}
"""Each kind of change."""

BOUNDS_MOVED = frozenset({"bound-tightened", "bound-loosened"})
"""Kinds of a bound that is another; where one that is met has become one that is not, or the other
way round, before and after name their words."""
