"""Which operations of two documents are the same, and what stands around their messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.comparing.change import Site
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.document import join
from venice_contract.contract.operations import callbacks, follow
from venice_contract.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venice_contract.contract.comparing.change import Change, Documents
    from venice_contract.contract.comparing.messages import Messages
    from venice_contract.contract.document import Document
    from venice_contract.contract.operations import Operation, Parameter, Requirement

SCHEMES = "/components/securitySchemes"
NAME = re.compile(r"\{([^{}]*)\}")
COMPARED = frozenset(
    {"operationId", "parameters", "requestBody", "responses", "security", "servers", "deprecated"}
    | {"callbacks"}
)
"""What is said of an operation and has kinds of its own; all else is for people."""


@dataclass(frozen=True, slots=True)
class Operations:
    """Compares the operations of two documents.

    Args:
        documents: the two.
        messages: compares what they send and answer.
        reverse: whether the service calls them, so that a consumer reads the requests.
    """

    documents: Documents
    messages: Messages
    reverse: bool = False

    def compare(
        self, old: Mapping[str, Operation], new: Mapping[str, Operation]
    ) -> Iterator[Change]:
        """Yield every difference of operations, those that are gone or new first."""
        pairs, gone, come = matched(old, new)
        for one in gone:
            site = self._site(one, "request")
            places = (one.pointer, "/paths")
            yield self.documents.change(site, "operation-removed", Effect.REMOVES, places)
        for one in come:
            site = self._site(one, "request")
            places = ("/paths", one.pointer)
            yield self.documents.change(site, "operation-added", Effect.ADDS, places)
        for before, after in pairs:
            yield from self._pair(before, after)

    def _site(self, operation: Operation, direction: str) -> Site:
        reads = (direction == "answer") != self.reverse
        return Site(operation.called, direction, reads, where="operation")

    def _pair(self, old: Operation, new: Operation) -> Iterator[Change]:
        yield from self._around(old, new)
        asked = self._site(new, "request").within(where="body")
        renamed = dict(zip(NAME.findall(old.path), NAME.findall(new.path), strict=False))
        places = (old.pointer, new.pointer)
        yield from self._renamed(old, new, renamed)
        pairs = _parameters(old.parameters, new.parameters, renamed)
        yield from self.messages.parameters(asked, pairs, places)
        yield from self.messages.request(asked, old.request, new.request, new.pointer)
        answered = self._site(new, "answer").within(where="body")
        at = (join(old.pointer, "responses"), join(new.pointer, "responses"))
        yield from self.messages.answers(answered, old.answers, new.answers, at)
        back = [callbacks(d, o) for d, o in ((self.documents.old, old), (self.documents.new, new))]
        turned = Operations(self.documents, self.messages, reverse=not self.reverse)
        yield from turned.compare(*back)

    def _around(self, old: Operation, new: Operation) -> Iterator[Change]:
        site, places = self._site(new, "request"), (old.pointer, new.pointer)
        if template(old) != template(new):
            moved, said = self._site(old, "request"), (old.called, new.called)
            yield self.documents.change(moved, "operation-moved", Effect.MOVES, places, said)
        elif (old.named, old.id) != (new.named, new.id) and (old.named or new.named):
            said = (old.id if old.named else None, new.id if new.named else None)  # type: ignore[assignment]
            effect = Effect.MOVES if old.named else Effect.NOTES
            yield self.documents.change(site, "operation-id-changed", effect, places, said)
        if old.deprecated != new.deprecated:
            kind = "deprecated" if new.deprecated else "undeprecated"
            flags = (old.deprecated, new.deprecated)
            yield self.documents.change(site, kind, Effect.NOTES, places, flags)
        yield from self._security(site, old, new)
        yield from self._servers(site, old, new, places)
        if self.documents.annotations:
            yield from self._texts(site, old, new)

    def _servers(
        self, site: Site, old: Operation, new: Operation, places: tuple[str, str]
    ) -> Iterator[Change]:
        """Compare the base URLs of an operation, where it or its path has some of its own."""
        before, after = (
            own_servers(document, one)
            for document, one in ((self.documents.old, old), (self.documents.new, new))
        )
        if before or after:
            said = [
                base_urls(own or document.data)
                for own, document in ((before, self.documents.old), (after, self.documents.new))
            ]
            yield from servers(self.documents, site, said[0], said[1], places)

    def _texts(self, site: Site, old: Operation, new: Operation) -> Iterator[Change]:
        for word in sorted((old.node.keys() | new.node.keys()) - COMPARED):
            said = (old.node.get(word), new.node.get(word))
            if frozen(said[0]) != frozen(said[1]):
                yield self.documents.change(
                    site,
                    "text-changed",
                    Effect.NOTES,
                    (old.pointer, new.pointer),
                    said,
                    keyword=word,
                )

    def _security(self, site: Site, old: Operation, new: Operation) -> Iterator[Change]:
        said = (security_schemes(self.documents.old), security_schemes(self.documents.new))
        shared = said[0].keys() & said[1].keys()
        before = _needs(said[0], old.security, shared)
        after = _needs(said[1], new.security, shared)
        lost = [one for one in before if not any(_asks_less(other, one) for other in after)]
        won = [one for one in after if not any(_asks_less(other, one) for other in before)]
        if not lost and not won:
            return
        kind, effect = "security-changed", Effect.MOVES
        if not lost:
            kind, effect = "security-loosened", Effect.WIDENS
        elif not won:
            kind, effect = "security-tightened", Effect.NARROWS
        words = (_spoken(old.security), _spoken(new.security))
        yield self.documents.change(site, kind, effect, (old.pointer, new.pointer), words)

    def _renamed(self, old: Operation, new: Operation, names: dict[str, str]) -> Iterator[Change]:
        if template(old) != template(new):
            return
        for before, after in names.items():
            if before != after:
                site = self._site(new, "request").within(where="path")
                yield self.documents.change(
                    site,
                    "parameter-renamed",
                    Effect.NOTES,
                    (old.pointer, new.pointer),
                    (before, after),
                    path=(after,),
                )


def matched(
    old: Mapping[str, Operation], new: Mapping[str, Operation]
) -> tuple[list[tuple[Operation, Operation]], list[Operation], list[Operation]]:
    """Pair operations by method and path, then by operationId; return also what has no pair."""
    there = {template(one): one for one in new.values()}
    pairs = [(one, there[template(one)]) for one in old.values() if template(one) in there]
    used = {id(one) for pair in pairs for one in pair}
    gone = [one for one in old.values() if id(one) not in used]
    come = {one.id: one for one in new.values() if id(one) not in used and one.named}
    moved = [(one, come[one.id]) for one in gone if one.named and one.id in come]
    used |= {id(one) for pair in moved for one in pair}
    return (
        pairs + moved,
        [one for one in gone if id(one) not in used],
        [one for one in new.values() if id(one) not in used],
    )


def schemes(documents: Documents, used: set[str] | None = None) -> Iterator[Change]:
    """Yield the security schemes of one name that say something else.

    Args:
        documents: the two.
        used: names of those to compare; None for all.
    """
    before, after = security_schemes(documents.old), security_schemes(documents.new)
    for name in sorted(before.keys() & after.keys()):
        if (used is None or name in used) and frozen(before[name]) != frozen(after[name]):
            place = join(SCHEMES, name)
            site = Site("", "request", reads=False, where="operation")
            yield documents.change(
                site,
                "security-scheme-changed",
                Effect.MOVES,
                (place, place),
                (before[name], after[name]),
                path=(name,),
            )


def servers(
    documents: Documents,
    site: Site,
    old: tuple[str, ...],
    new: tuple[str, ...],
    places: tuple[str, str],
) -> Iterator[Change]:
    """Yield the base URLs that are gone or new."""
    gone = [url for url in old if url not in new]
    come = [url for url in new if url not in old]
    if len(gone) == len(come) == 1:
        said = (gone[0], come[0])
        yield documents.change(site, "server-changed", Effect.MOVES, places, said)
        return
    for url in gone:
        yield documents.change(site, "server-removed", Effect.REMOVES, places, (url, None))
    for url in come:
        yield documents.change(site, "server-added", Effect.ADDS, places, (None, url))


def base_urls(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the base URLs of a document, a path or an operation; `/` where it names none.

    A URL with variables is followed by what may stand in their places.
    """
    found = []
    written: list[dict[str, Any]] = holder.get("servers") or [{"url": "/"}]
    for one in written:
        url = str(one["url"]).rstrip("/") or "/"
        for name, variable in sorted(one.get("variables", {}).items()):
            values = " or ".join(str(value) for value in sorted(variable.get("enum", ()), key=str))
            url += f" ({name}: {values or 'any'}, else {variable['default']})"
        found.append(url)
    return tuple(found)


def own_servers(document: Document, one: Operation) -> Mapping[str, Any] | None:
    """Return the operation or else its path, whichever has base URLs of its own."""
    path: Mapping[str, Any] = document.get(one.pointer.rpartition("/")[0])
    return next((holder for holder in (one.node, path) if holder.get("servers")), None)


def template(operation: Operation) -> tuple[str, str]:
    """Return method and path without the names of its parameters: what is really sent."""
    return operation.method, NAME.sub("{}", operation.path)


def _parameters(
    old: tuple[Parameter, ...], new: tuple[Parameter, ...], renamed: dict[str, str]
) -> list[tuple[Parameter | None, Parameter | None]]:
    """Pair parameters by name and place, then by name alone; a header's name has no case."""

    def key(one: Parameter, names: dict[str, str]) -> tuple[str, str]:
        name = names.get(one.name, one.name) if one.where == "path" else one.name
        return (name.lower() if one.where == "header" else name), one.where

    before = {key(one, renamed): one for one in old if not _ignored(one)}
    after = {key(one, {}): one for one in new if not _ignored(one)}
    pairs: list[tuple[Parameter | None, Parameter | None]] = [
        (before[name], after[name]) for name in before if name in after
    ]
    gone = {name[0]: one for name, one in before.items() if name not in after}
    come = {name[0]: one for name, one in after.items() if name not in before}
    pairs += [(one, come.pop(name, None)) for name, one in gone.items()]
    pairs += [(None, one) for one in come.values()]
    return pairs


def security_schemes(document: Document) -> dict[str, Any]:
    """Return the security schemes without their words for people."""
    written = document.data.get("components", {}).get("securitySchemes", {})
    found = {name: follow(document, join(SCHEMES, name))[2] for name in written}
    return {
        name: {
            key: _scheme(key, value)
            for key, value in scheme.items()
            if key not in {"description", "bearerFormat"} and not key.startswith("x-")
        }
        for name, scheme in found.items()
    }


def _scheme(key: str, value: Any) -> Any:
    """Return what a key of a scheme says: its name has no case, scopes are described for people."""
    if key == "scheme":
        return str(value).lower()
    if key == "flows" and isinstance(value, dict):
        return {
            flow: said | {"scopes": sorted(said.get("scopes", ()))}
            for flow, said in value.items()
            if isinstance(said, dict)
        }
    return value


def _ignored(one: Parameter) -> bool:
    """Whether a parameter says nothing (OpenAPI, Parameter Object: three headers are ignored)."""
    return one.where == "header" and one.name.lower() in {"accept", "authorization", "content-type"}


Need = dict[object, frozenset[str]]
"""Schemes that are needed together, each with its scopes."""


def _needs(said: dict[str, Any], security: tuple[Requirement, ...], shared: set[str]) -> list[Need]:
    """Return what is needed, schemes named otherwise by what they say; nothing needs nothing."""
    return [
        {
            (name if name in shared or name not in said else frozen(said[name])): frozenset(scopes)
            for name, scopes in requirement
        }
        for requirement in security
    ] or [{}]


def _asks_less(one: Need, other: Need) -> bool:
    """Whether who has all that the other needs has all that the first needs."""
    return all(name in other and scopes <= other[name] for name, scopes in one.items())


def _spoken(security: tuple[Requirement, ...]) -> str:
    said = [" and ".join(_scoped(*one) for one in needed) or "nothing" for needed in security]
    return " or ".join(said) or "nothing"


def _scoped(name: str, scopes: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(scopes)})" if scopes else name
