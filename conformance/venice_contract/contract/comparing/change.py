"""One difference between two documents, and what is known while two of them are compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from venice_contract.contract.comparing.forms import Forms
from venice_contract.contract.comparing.kinds import KINDS
from venice_contract.contract.reading.document import Document
from venice_contract.verdict import Effect, Impact, Path, Place, dotted, impact_of

REQUIRED = ("became-required", "became-optional")
DEPRECATED = ("deprecated", "undeprecated")
"""The kinds of becoming true and false."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in meaning at one place.

    `kind` is a key of `contract.comparing.kinds.KINDS`; `operation` method and path, empty for the
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
    old: Place | None = None
    new: Place | None = None

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


@dataclass(frozen=True, slots=True)
class Site:
    """Where the two documents are being compared.

    `reads` is whether a consumer reads this message: in a webhook it reads the request. `base`
    stands before the path in the schema: a parameter's name. What is `muted` is never sent, so
    that nothing about it hurts.
    """

    operation: str
    direction: str
    reads: bool
    status: str = ""
    where: str = "body"
    base: Path = ()
    muted: bool = False


@dataclass(slots=True)
class Comparison:
    """Two documents, what to mind in them, and what was met so far.

    `open` holds pairs of schemas that are being compared, for a schema may contain itself, `met`
    those of them that were compared in this message; `places` counts the pairs that differ.
    """

    old: Document
    new: Document
    forms: Forms
    annotations: bool = False
    open: set[tuple[object, ...]] = field(default_factory=set)
    met: set[tuple[object, ...]] = field(default_factory=set)
    places: int = 0

    def change(  # noqa: PLR0913 - what a change is made of
        self,
        site: Site,
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
        impact = impact_of(effect or KINDS[kind].effect, "answer" if site.reads else "request")
        return Change(
            kind=kind,
            operation=site.operation,
            direction=site.direction,
            impact=Impact.BENIGN if site.muted else impact,
            status=site.status,
            path=(*site.base, *path),
            where=site.where,
            keyword=keyword,
            before=said[0],
            after=said[1],
            old=self.old.place(pointers[0]),
            new=self.new.place(pointers[1]),
        )

    def turned(
        self,
        site: Site,
        kinds: tuple[str, str],
        pointers: tuple[str, str],
        said: tuple[bool, bool],
        **about: Any,
    ) -> Iterator[Change]:
        """Yield the change of what is true in one document and false in the other, if it is so."""
        if said[0] != said[1]:
            yield self.change(site, kinds[0 if said[1] else 1], pointers, said, **about)
