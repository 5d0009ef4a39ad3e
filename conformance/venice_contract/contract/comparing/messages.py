"""What two operations send and answer otherwise: parameters, bodies, statuses and headers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from venice_contract.contract.comparing import schemas
from venice_contract.contract.comparing.change import DEPRECATED, REQUIRED, Change, Site, kind_of
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.operations import Message, Parameter
from venice_contract.contract.reading.schema import Schema, unlimited
from venice_contract.verdict import Effect

HOW = ("style", "explode", "media")
"""What decides how a value becomes the text of a parameter."""


def request(
    site: Site, old: Message | None, new: Message | None, at: tuple[str, str]
) -> Iterator[Change]:
    """Compare two bodies of a request; `at` is the operation in each document."""
    if old is not None and new is not None:
        places, said = (old.pointer, new.pointer), (old.required, new.required)
        yield from site.turned(REQUIRED, places, said, keyword="requestBody")
        yield from _media(site, old, new)
    elif new is not None:
        kind = "required-body-added" if new.required else "body-added"
        yield site.change(kind, (at[0], new.pointer))
    elif old is not None:
        yield site.change("body-removed", (old.pointer, at[1]))


def answers(
    site: Site,
    old: Mapping[str, Message],
    new: Mapping[str, Message],
    at: tuple[str, str],
) -> Iterator[Change]:
    """Compare all answers by status; `at` is where each document writes them."""
    gone = [status for status in old if status not in new]
    come = [status for status in new if status not in old]
    pairs = [(status, status) for status in old if status in new]
    for before, after in _moved_statuses(gone, come):
        gone.remove(before)
        come.remove(after)
        pairs.append((before, after))
        places, within = (old[before].pointer, new[after].pointer), replace(site, status=after)
        yield within.change("status-changed", places, (before, after))
    for status in gone:
        effect = None if status.startswith("2") else Effect.NARROWS
        places, within = (join(at[0], status), at[1]), replace(site, status=status)
        yield within.change("status-removed", places, (status, None), effect=effect)
    for status in come:
        places, within = (at[0], join(at[1], status)), replace(site, status=status)
        yield within.change("status-added", places, (None, status))
    for before, after in pairs:
        yield from _answer(replace(site, status=after), old[before], new[after])


def _moved_statuses(gone: list[str], come: list[str]) -> list[tuple[str, str]]:
    """Pair a status that is gone with the one that has come, where it is one of each class."""
    found = []
    for first in "2345":
        before = [status for status in gone if status.startswith(first)]
        after = [status for status in come if status.startswith(first)]
        if len(before) == len(after) == 1:
            found.append((before[0], after[0]))
    return found


def _answer(site: Site, old: Message, new: Message) -> Iterator[Change]:
    yield from _media(site, old, new)
    yield from _headers(replace(site, where="header"), old, new)
    yield from _links(replace(site, where="operation"), old, new)
    said = (old.node.get("description"), new.node.get("description"))
    if site.both.annotations and said[0] != said[1]:
        places = (old.pointer, new.pointer)
        yield site.change("text-changed", places, said, keyword="description")


def _media(site: Site, old: Message, new: Message) -> Iterator[Change]:
    places = (old.pointer, new.pointer)
    before, after = ({_media_type(name): name for name in one.media} for one in (old, new))
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    pairs = [(name, name) for name in before if name in after]
    if len(gone) == len(come) == 1:
        said = (gone.pop(), come.pop())
        pairs.append(said)
        yield site.change("media-type-changed", places, said, effect=_covering(*said))
    for name in gone:
        effect = None if site.reads else Effect.NARROWS
        yield site.change("media-type-removed", places, (name, None), effect=effect)
    for name in come:
        yield site.change("media-type-added", places, (None, name))
    seen: set[object] = set()
    for was, now in pairs:
        for change in _content(site, (old, before[was]), (new, after[now])):
            key = (change.kind, change.path, frozen(change.before), frozen(change.after))
            if key not in seen:  # one change in several media types is told once
                seen.add(key)
                yield change


def _content(site: Site, old: tuple[Message, str], new: tuple[Message, str]) -> Iterator[Change]:
    places = (join(old[0].pointer, "content", old[1]), join(new[0].pointer, "content", new[1]))
    pair = (old[0].schemas.get(old[1]), new[0].schemas.get(new[1]))
    yield from _schema(site, pair, places)
    for word in ("encoding", *(("example", "examples") if site.both.annotations else ())):
        was, now = (one.node["content"][name].get(word) or None for one, name in (old, new))
        if frozen(was) != frozen(now):
            kind = kind_of("keyword", was, now) if word == "encoding" else "text-changed"
            yield site.change(kind, places, (was, now), keyword=word)


def _schema(
    site: Site, pair: tuple[Schema | None, Schema | None], places: tuple[str, str]
) -> Iterator[Change]:
    """Compare two schemas, of which one that is not written accepts everything."""
    if pair != (None, None):
        old = pair[0] or unlimited(site.both.old, join(places[0], "schema"))
        new = pair[1] or unlimited(site.both.new, join(places[1], "schema"))
        yield from schemas.compare(site, old, new)


def _headers(site: Site, old: Message, new: Message) -> Iterator[Change]:
    before, after = ({n.lower(): h for n, h in one.headers.items()} for one in (old, new))
    names = sorted(before | after, key=lambda n: (n in before and n in after, n in after, n))
    pairs = [(before.get(name), after.get(name)) for name in names]
    yield from parameters(site, pairs, (old.pointer, new.pointer), "header")


def _links(site: Site, old: Message, new: Message) -> Iterator[Change]:
    for name in sorted(old.links.keys() | new.links.keys()):
        before, after = old.links.get(name), new.links.get(name)
        if before != after:
            kind, places = kind_of("link", before, after), (old.pointer, new.pointer)
            yield site.change(kind, places, (before, after), path=(name,))


def parameters(
    site: Site,
    pairs: list[tuple[Parameter | None, Parameter | None]],
    at: tuple[str, str],
    family: str = "parameter",
) -> Iterator[Change]:
    """Compare parameters, or headers; `at` is the operation or answer in each document."""
    for old, new in pairs:
        if old is not None and new is not None:
            within = replace(site, where=new.where)
            if old.where != new.where:
                places, said = (old.pointer, new.pointer), (old.where, new.where)
                yield within.change("parameter-moved", places, said, path=(new.name,))
            yield from _parameter(within, old, new)
        elif new is not None:
            must = "required-" if new.required and family == "parameter" else ""
            within, places = replace(site, where=new.where), (at[0], new.pointer)
            yield within.change(f"{must}{family}-added", places, path=(new.name,))
        elif old is not None:
            within, places = replace(site, where=old.where), (old.pointer, at[1])
            yield within.change(f"{family}-removed", places, path=(old.name,))


def _parameter(site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
    places, within = (old.pointer, new.pointer), replace(site, base=(new.name,))
    said = (old.required, new.required)
    yield from within.turned(REQUIRED, places, said, keyword="required")
    yield from within.turned(DEPRECATED, places, (old.deprecated, new.deprecated))
    if old.where == new.where:
        yield from _manner(within, old, new)
    yield from _schema(within, (old.schema, new.schema), places)


def _manner(site: Site, old: Parameter, new: Parameter) -> Iterator[Change]:
    """Compare how a value is written; of no meaning where a plain value has but one way.

    The default of `explode` follows the style, so a change of both is one.
    """
    places = (old.pointer, new.pointer)
    alike = old.style != new.style or (_plain(old) and _plain(new))
    for word in HOW:
        said = (getattr(old, word), getattr(new, word))
        if said[0] != said[1] and not (word == "explode" and alike):
            yield site.change("style-changed", places, said, keyword=word)
    for word in ("allowReserved", "allowEmptyValue"):
        said = (bool(old.node.get(word)), bool(new.node.get(word)))
        if said[0] != said[1]:
            effect = Effect.WIDENS if said[1] else Effect.NARROWS
            yield site.change("keyword-changed", places, said, effect=effect, keyword=word)


def _plain(parameter: Parameter) -> bool:
    """Whether its values are neither lists nor objects, so that nothing can be exploded."""
    return (
        parameter.schema is not None
        and bool(parameter.schema.types)
        and not ({"array", "object"} & parameter.schema.types)
    )


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
