"""Which operations of two documents are the same, and what stands around their messages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from venice_contract.contract.comparing import messages
from venice_contract.contract.comparing.change import DEPRECATED, Change, Comparison, Site
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.operations import (
    Operation,
    Parameter,
    Requirement,
    callbacks,
    follow,
)
from venice_contract.verdict import Effect

Servers = Sequence[Mapping[str, Any]] | None

SCHEMES = "/components/securitySchemes"
NAME = re.compile(r"\{([^{}]*)\}")
COMPARED = frozenset(
    {"operationId", "parameters", "requestBody", "responses", "security", "servers", "deprecated"}
    | {"callbacks"}
)
"""What is said of an operation and has kinds of its own; all else is for people."""


def compare(
    both: Comparison,
    old: Mapping[str, Operation],
    new: Mapping[str, Operation],
    *,
    reverse: bool = False,
) -> Iterator[Change]:
    """Yield every difference of operations, those that are gone or new first.

    Operations in `reverse` are called by the service, so that a consumer reads the requests.
    """
    pairs, gone, come = matched(old, new)
    for one in gone:
        yield both.change(_site(one, reverse), "operation-removed", (one.pointer, "/paths"))
    for one in come:
        yield both.change(_site(one, reverse), "operation-added", ("/paths", one.pointer))
    for before, after in pairs:
        yield from _around(both, _site(after, reverse), before, after)
        yield from _messages(both, _site(after, reverse), before, after)
        back = (callbacks(both.old, before), callbacks(both.new, after))
        yield from compare(both, *back, reverse=not reverse)


def _site(operation: Operation, reverse: bool) -> Site:
    return Site(operation.called, "request", reads=reverse, where="operation")


def _messages(both: Comparison, site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    renamed = dict(zip(NAME.findall(old.path), NAME.findall(new.path), strict=False))
    places = (old.pointer, new.pointer)
    if template(old) == template(new):
        for said in renamed.items():
            if said[0] != said[1]:
                within = replace(site, where="path")
                yield both.change(within, "parameter-renamed", places, said, path=(said[1],))
    asked = replace(site, where="body")
    pairs = _parameters(old.parameters, new.parameters, renamed)
    yield from messages.parameters(both, asked, pairs, places)
    yield from messages.request(both, asked, old.request, new.request, places)
    answered = replace(asked, direction="answer", reads=not site.reads)
    at = (join(old.pointer, "responses"), join(new.pointer, "responses"))
    yield from messages.answers(both, answered, old.answers, new.answers, at)


def _around(both: Comparison, site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    places = (old.pointer, new.pointer)
    if template(old) != template(new):
        moved = replace(site, operation=old.called)
        yield both.change(moved, "operation-moved", places, (old.called, new.called))
    elif (old.named, old.id) != (new.named, new.id) and (old.named or new.named):
        said = (old.id if old.named else None, new.id if new.named else None)
        effect = None if old.named else Effect.NOTES
        yield both.change(site, "operation-id-changed", places, said, effect=effect)
    yield from both.turned(site, DEPRECATED, places, (old.deprecated, new.deprecated))
    yield from _security(both, site, old, new)
    if old.servers or new.servers:
        of_all = (both.old.data.get("servers"), both.new.data.get("servers"))
        written = (old.servers or of_all[0], new.servers or of_all[1])
        yield from servers(both, site, written, places)
    if both.annotations:
        for word in sorted((old.node.keys() | new.node.keys()) - COMPARED):
            told = (old.node.get(word), new.node.get(word))
            if frozen(told[0]) != frozen(told[1]):
                yield both.change(site, "text-changed", places, told, keyword=word)


def _security(both: Comparison, site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    said = (security_schemes(both.old), security_schemes(both.new))
    shared = said[0].keys() & said[1].keys()
    before = _needs(said[0], old.security, shared)
    after = _needs(said[1], new.security, shared)
    lost = any(not any(_asks_less(other, one) for other in after) for one in before)
    won = any(not any(_asks_less(other, one) for other in before) for one in after)
    if lost or won:
        kind = "security-changed"
        if not lost or not won:
            kind = "security-tightened" if lost else "security-loosened"
        words = (_spoken(old.security), _spoken(new.security))
        yield both.change(site, kind, (old.pointer, new.pointer), words)


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


def schemes(both: Comparison, used: set[str] | None = None) -> Iterator[Change]:
    """Yield the security schemes of one name that say something else, of those used, or all."""
    before, after = security_schemes(both.old), security_schemes(both.new)
    site = Site("", "request", reads=False, where="operation")
    for name in sorted(before.keys() & after.keys()):
        said, places = (before[name], after[name]), (join(SCHEMES, name), join(SCHEMES, name))
        if (used is None or name in used) and frozen(said[0]) != frozen(said[1]):
            yield both.change(site, "security-scheme-changed", places, said, path=(name,))


def servers(
    both: Comparison,
    site: Site,
    written: tuple[Servers, Servers],
    places: tuple[str, str],
) -> Iterator[Change]:
    """Yield the base URLs that are gone or new; `/` stands where none is written."""
    old, new = ([_base_url(one) for one in some or ({"url": "/"},)] for some in written)
    gone = [url for url in old if url not in new]
    come = [url for url in new if url not in old]
    if len(gone) == len(come) == 1:
        yield both.change(site, "server-changed", places, (gone.pop(), come.pop()))
    for url in gone:
        yield both.change(site, "server-removed", places, (url, None))
    for url in come:
        yield both.change(site, "server-added", places, (None, url))


def _base_url(written: Mapping[str, Any]) -> str:
    """Return a base URL, followed by what may stand in the places of its variables."""
    url = str(written["url"]).rstrip("/") or "/"
    for name, variable in sorted(written.get("variables", {}).items()):
        values = " or ".join(str(value) for value in sorted(variable.get("enum", ()), key=str))
        url += f" ({name}: {values or 'any'}, else {variable['default']})"
    return url


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

    before = {key(one, renamed): one for one in old}
    after = {key(one, {}): one for one in new}
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
    written = document.components("securitySchemes")
    found = {name: follow(document, join(SCHEMES, name)).node for name in written}
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
    told = [
        " and ".join(f"{name} ({', '.join(scopes)})" if scopes else name for name, scopes in needed)
        for needed in security
    ]
    return " or ".join(one or "nothing" for one in told) or "nothing"
