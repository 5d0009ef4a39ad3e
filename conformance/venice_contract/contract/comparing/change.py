"""One difference between two documents, the kinds there are, and where two are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from venice_contract.contract.comparing.forms import Forms
from venice_contract.contract.reading.document import Document
from venice_contract.verdict import Effect, Impact, Path, Place, dotted, impact_of

REQUIRED = ("became-required", "became-optional")
DEPRECATED = ("deprecated", "undeprecated")
"""The kinds of becoming true and false."""
NOWHERE = Place("", 0, 0, "")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in meaning at one place.

    `kind` is a key of `KINDS`; `operation` method and path, empty for the
    whole document; `path` the field, a parameter's or header's name first; `where` is `body`,
    `path`, `query`, `header`, `cookie`, or `operation` for what is around them; `keyword` the word
    that says it, empty where the kind says all; `before` and `after` what is said, as data.
    """

    kind: str
    operation: str
    direction: str
    impact: Impact
    status: str = ""
    path: Path = ()
    where: str = "body"
    keyword: str = ""
    before: Any = None
    after: Any = None
    old: Place = NOWHERE
    new: Place = NOWHERE

    @property
    def field(self) -> str:
        """The field as people write it: `data[].limitPeriod`."""
        return dotted(self.path)

    @property
    def side(self) -> str:
        """The message: `request`, or `answer` and its status."""
        return f"{self.direction} {self.status}".strip()

    @property
    def subject(self) -> str:
        """What changed, without the operation that it was seen in."""
        name = self.field.rpartition(".")[2].removesuffix("[]") or self.operation
        words = self.kind.replace("-", " ")
        if self.keyword and self.keyword not in self.kind:
            words += f" of {self.keyword}"
        said = " to ".join(text for text in (shown(self.before), shown(self.after)) if text)
        return f"{name or 'the document'}: {words}{f' ({said})' if said else ''}"

    @property
    def spoken(self) -> tuple[object, ...]:
        """What makes two changes at different places the same change."""
        said = (self.path[-1:], repr(self.before), repr(self.after))
        return (self.impact, self.kind, self.keyword, self.direction, self.where, *said)


def shown(value: Any) -> str:
    """Write a value as people read it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ", ".join(shown(one) or "null" for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown(one) or 'null'}" for name, one in value.items())
    return str(value) or "''"


def kind_of(family: str, before: object, after: object) -> str:
    """Return the kind of a change of a family, where None is what is not there."""
    if before is None:
        return f"{family}-added"
    return f"{family}-removed" if after is None else f"{family}-changed"


@dataclass(slots=True)
class Comparison:
    """Two documents, what to mind in them, and what was met so far.

    `met` holds pairs of schemas that contain themselves and were compared in this message; `places`
    counts the pairs that differ.
    """

    old: Document
    new: Document
    forms: Forms
    annotations: bool = False
    met: set[tuple[object, ...]] = field(default_factory=set)
    places: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """Where two documents are being compared.

    `reads` is whether a consumer reads this message: in a webhook it reads the request. `base`
    stands before the path in the schema: a parameter's name. What is `muted` is never sent, so
    that nothing about it hurts.
    """

    both: Comparison
    operation: str = ""
    direction: str = "request"
    reads: bool = False
    status: str = ""
    where: str = "body"
    base: Path = ()
    muted: bool = False

    def change(
        self,
        kind: str,
        pointers: tuple[str, str],
        said: tuple[Any, Any] = (None, None),
        *,
        effect: Effect | None = None,
        path: Path = (),
        keyword: str = "",
    ) -> Change:
        """Return a change with its impact and its places.

        `effect` is what it does to the values, where the kind alone does not tell.
        """
        impact = impact_of(effect or KINDS[kind].effect, "answer" if self.reads else "request")
        return Change(
            kind=kind,
            operation=self.operation,
            direction=self.direction,
            impact=Impact.BENIGN if self.muted else impact,
            status=self.status,
            path=(*self.base, *path),
            where=self.where,
            keyword=keyword,
            before=said[0],
            after=said[1],
            old=self.both.old.place(pointers[0]),
            new=self.both.new.place(pointers[1]),
        )

    def turned(
        self,
        kinds: tuple[str, str],
        pointers: tuple[str, str],
        said: tuple[bool, bool],
        **about: Any,
    ) -> Iterator[Change]:
        """Yield the change of what is true in one document and false in the other, if it is so."""
        if said[0] != said[1]:
            yield self.change(kinds[0 if said[1] else 1], pointers, said, **about)


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
