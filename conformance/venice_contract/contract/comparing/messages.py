"""What two operations send and answer otherwise: parameters, bodies, statuses and headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.document import join
from venice_contract.contract.operations import Message
from venice_contract.contract.schema import Part, Schema
from venice_contract.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.comparing.change import Change, Documents, Site
    from venice_contract.contract.comparing.schemas import Schemas
    from venice_contract.contract.operations import Parameter

Answers = Mapping[str, Message]
"""The answers of an operation by status."""

HOW = ("style", "explode", "media")
"""What decides how a value becomes the text of a parameter."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Compares messages of two documents.

    Args:
        documents: the two.
        schemas: compares what is in them.
    """

    documents: Documents
    schemas: Schemas

    def request(
        self, site: Site, old: Message | None, new: Message | None, at: str
    ) -> Iterator[Change]:
        """Compare two bodies of a request; `at` is the operation of the new one."""
        if old is None or new is None:
            yield from self._whole(site, old, new, at)
            return
        if old.required != new.required:
            kind = "became-required" if new.required else "became-optional"
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            said = (old.required, new.required)
            yield self.documents.change(
                site, kind, effect, _places(old, new), said, keyword="requestBody"
            )
        yield from self._media(site, old, new)

    def _whole(
        self, site: Site, old: Message | None, new: Message | None, at: str
    ) -> Iterator[Change]:
        if new is not None:
            kind = "required-body-added" if new.required else "body-added"
            effect = Effect.NARROWS if new.required else Effect.ADDS
            yield self.documents.change(site, kind, effect, (at, new.pointer))
        elif old is not None:
            yield self.documents.change(site, "body-removed", Effect.REMOVES, (old.pointer, at))

    def answers(
        self,
        site: Site,
        old: Mapping[str, Message],
        new: Mapping[str, Message],
        at: tuple[str, str],
    ) -> Iterator[Change]:
        """Compare all answers; `at` is where each document writes them."""
        gone = [status for status in old if status not in new]
        come = [status for status in new if status not in old]
        pairs = [(status, status) for status in old if status in new]
        for before, after in _moved_statuses(gone, come):
            gone.remove(before)
            come.remove(after)
            pairs.append((before, after))
            places = (old[before].pointer, new[after].pointer)
            yield self.documents.change(
                site.within(status=after), "status-changed", Effect.MOVES, places, (before, after)
            )
        for status in gone:
            effect = Effect.REMOVES if status.startswith("2") else Effect.NARROWS
            places = (join(at[0], status), at[1])
            within = site.within(status=status)
            yield self.documents.change(within, "status-removed", effect, places, (status, None))
        for status in come:
            places = (at[0], join(at[1], status))
            within = site.within(status=status)
            yield self.documents.change(within, "status-added", Effect.ADDS, places, (None, status))
        for before, after in pairs:
            yield from self._answer(site.within(status=after), old[before], new[after])

    def _answer(self, site: Site, old: Message, new: Message) -> Iterator[Change]:
        yield from self._media(site, old, new)
        yield from self._headers(site.within(where="header"), old, new)
        yield from self._links(site.within(where="operation"), old, new)
        if self.documents.annotations and old.node.get("description") != new.node.get(
            "description"
        ):
            said = (old.node.get("description"), new.node.get("description"))
            yield self.documents.change(
                site, "text-changed", Effect.NOTES, _places(old, new), said, keyword="description"
            )

    def _media(self, site: Site, old: Message, new: Message) -> Iterator[Change]:
        names = [{_media_type(name): name for name in one.media} for one in (old, new)]
        gone = [name for name in names[0] if name not in names[1]]
        come = [name for name in names[1] if name not in names[0]]
        pairs = [(name, name) for name in names[0] if name in names[1]]
        if len(gone) == len(come) == 1:
            said = (gone[0], come[0])
            yield self.documents.change(
                site, "media-type-changed", _covering(*said), _places(old, new), said
            )
            pairs.append(said)
            gone, come = [], []
        for name in gone:
            effect = Effect.REMOVES if site.reads else Effect.NARROWS
            yield self.documents.change(
                site, "media-type-removed", effect, _places(old, new), (name, None)
            )
        for name in come:
            yield self.documents.change(
                site, "media-type-added", Effect.ADDS, _places(old, new), (None, name)
            )
        seen: set[object] = set()
        for before, after in pairs:
            for change in self._content(site, old, new, (names[0][before], names[1][after])):
                key = (change.kind, change.path, frozen(change.before), frozen(change.after))
                if key not in seen:  # one change in several media types is told once
                    seen.add(key)
                    yield change

    def _content(
        self, site: Site, old: Message, new: Message, media: tuple[str, str]
    ) -> Iterator[Change]:
        places = tuple(
            join(one.pointer, "content", name) for one, name in zip((old, new), media, strict=True)
        )
        schemas = [one.schemas.get(name) for one, name in zip((old, new), media, strict=True)]
        yield from self._schema(site, (schemas[0], schemas[1]), (places[0], places[1]))
        words = ["encoding", *(("example", "examples") if self.documents.annotations else ())]
        for word in words:
            said = [
                one.node["content"][name].get(word) or None
                for one, name in zip((old, new), media, strict=True)
            ]
            if frozen(said[0]) != frozen(said[1]):
                kind, effect = ("text-changed", Effect.NOTES)
                if word == "encoding":
                    kind, effect = _named(said[0], said[1])
                yield self.documents.change(
                    site, kind, effect, (places[0], places[1]), (said[0], said[1]), keyword=word
                )

    def _schema(
        self, site: Site, pair: tuple[Schema | None, Schema | None], places: tuple[str, str]
    ) -> Iterator[Change]:
        """Compare two schemas, of which one that is not written accepts everything."""
        if pair == (None, None):
            return
        parts = [Part(join(place, "schema"), (), {}) for place in places]
        old = pair[0] or Schema(self.documents.old, (), parts[0], (parts[0],))
        new = pair[1] or Schema(self.documents.new, (), parts[1], (parts[1],))
        yield from self.schemas.compare(site, old, new)

    def _headers(self, site: Site, old: Message, new: Message) -> Iterator[Change]:
        before, after = (
            # OpenAPI, Response Object: a header of this name is ignored.
            {n.lower(): h for n, h in one.headers.items() if n.lower() != "content-type"}
            for one in (old, new)
        )
        for name in sorted(before.keys() - after.keys()):
            places, path = (before[name].pointer, new.pointer), (before[name].name,)
            yield self.documents.change(site, "header-removed", Effect.REMOVES, places, path=path)
        for name in sorted(after.keys() - before.keys()):
            places, path = (old.pointer, after[name].pointer), (after[name].name,)
            yield self.documents.change(site, "header-added", Effect.ADDS, places, path=path)
        for name in sorted(before.keys() & after.keys()):
            yield from self.parameter(site, before[name], after[name])

    def _links(self, site: Site, old: Message, new: Message) -> Iterator[Change]:
        for name in sorted(old.links.keys() | new.links.keys()):
            before, after = (
                _link(one.links[name]) if name in one.links else None for one in (old, new)
            )
            if before == after:
                continue
            kind = "link-changed"
            if before is None or after is None:
                kind = "link-added" if before is None else "link-removed"
            yield self.documents.change(
                site, kind, Effect.NOTES, _places(old, new), (before, after), path=(name,)
            )

    def parameters(
        self,
        site: Site,
        pairs: list[tuple[Parameter | None, Parameter | None]],
        at: tuple[str, str],
    ) -> Iterator[Change]:
        """Compare parameters; `at` is the operation in each document."""
        for old, new in pairs:
            if old is not None and new is not None:
                yield from self._moved(site.within(where=new.where), old, new)
                yield from self.parameter(site.within(where=new.where), old, new)
            elif new is not None:
                kind = "required-parameter-added" if new.required else "parameter-added"
                effect = Effect.NARROWS if new.required else Effect.ADDS
                within, places = site.within(where=new.where), (at[0], new.pointer)
                yield self.documents.change(within, kind, effect, places, path=(new.name,))
            elif old is not None:
                kind, effect = "parameter-removed", Effect.REMOVES
                within, places = site.within(where=old.where), (old.pointer, at[1])
                yield self.documents.change(within, kind, effect, places, path=(old.name,))

    def _moved(self, site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
        if old.where != new.where:
            places, said = (old.pointer, new.pointer), (old.where, new.where)
            kind, effect = "parameter-moved", Effect.MOVES
            yield self.documents.change(site, kind, effect, places, said, path=(new.name,))

    def parameter(self, site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
        """Compare two parameters, or two headers, of one name."""
        places = (old.pointer, new.pointer)
        within = site.within(base=(new.name,))
        said = (old.required, new.required)
        if said[0] != said[1]:
            kind = "became-required" if new.required else "became-optional"
            effect = Effect.NARROWS if new.required else Effect.WIDENS
            yield self.documents.change(within, kind, effect, places, said, keyword="required")
        said = (old.deprecated, new.deprecated)
        if said[0] != said[1]:
            kind = "deprecated" if new.deprecated else "undeprecated"
            yield self.documents.change(within, kind, Effect.NOTES, places, said)
        if old.where == new.where:
            yield from self._manner(within, old, new)
            yield from self._allowed(within, old, new)
        yield from self._schema(within, (old.schema, new.schema), places)

    def _manner(self, site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
        """Compare how a value is written; of no meaning where a plain value has but one way.

        The default of `explode` follows the style, so a change of both is one.
        """
        for word in HOW:
            before, after = getattr(old, word), getattr(new, word)
            if before == after or (word == "explode" and _exploded_alike(old, new)):
                continue
            places = (old.pointer, new.pointer)
            kind, effect = "style-changed", Effect.MOVES
            yield self.documents.change(site, kind, effect, places, (before, after), keyword=word)

    def _allowed(self, site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
        for word in ("allowReserved", "allowEmptyValue"):
            said = (bool(old.node.get(word)), bool(new.node.get(word)))
            if said[0] != said[1]:
                effect = Effect.WIDENS if said[1] else Effect.NARROWS
                places = (old.pointer, new.pointer)
                kind = "keyword-changed"
                yield self.documents.change(site, kind, effect, places, said, keyword=word)


def _exploded_alike(old: Parameter, new: Parameter) -> bool:
    return old.style != new.style or (_plain(old) and _plain(new))


def _plain(parameter: Parameter) -> bool:
    """Whether its values are neither lists nor objects, so that nothing can be exploded."""
    return (
        parameter.schema is not None
        and bool(parameter.schema.types)
        and not ({"array", "object"} & parameter.schema.types)
    )


def _moved_statuses(gone: list[str], come: list[str]) -> list[tuple[str, str]]:
    """Pair a status that is gone with the one that has come, where it is one of each class."""
    found = []
    for first in "2345":
        before = [status for status in gone if status.startswith(first)]
        after = [status for status in come if status.startswith(first)]
        if len(before) == len(after) == 1:
            found.append((before[0], after[0]))
    return found


def _media_type(name: str) -> str:
    """Return a media type without case, and without the charset that JSON has (RFC 8259, 11)."""
    found = name.replace(" ", "").replace('"', "").lower()
    kind, _, rest = found.partition(";")
    return kind if rest == "charset=utf-8" and kind.endswith("json") else found


def _covering(old: str, new: str) -> Effect:
    """Return what a media type does that takes the place of another: a range holds its types."""
    if fnmatchcase(old, new):
        return Effect.WIDENS
    return Effect.NARROWS if fnmatchcase(new, old) else Effect.MOVES


def _link(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name != "description"}


def _named(before: Any, after: Any) -> tuple[str, Effect]:
    if before is None:
        return "keyword-added", Effect.NARROWS
    return (
        ("keyword-removed", Effect.WIDENS) if after is None else ("keyword-changed", Effect.MOVES)
    )


def _places(old: Message, new: Message) -> tuple[str, str]:
    return old.pointer, new.pointer
