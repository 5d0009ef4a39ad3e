"""What changed between two documents, in meaning: one change for each thing a consumer can feel.

Pure. Any two documents of OpenAPI 3.0 and 3.1 are compared, whole or fragments. Operations are
matched by method and path, then by operationId; what is spelled otherwise and means the same is no
change. `contract.comparing` compares their messages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from venice_contract.contract.comparing import messages
from venice_contract.contract.comparing.change import DEPRECATED, Change, Comparison, Site
from venice_contract.contract.comparing.forms import Forms, misreadings
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.reading.document import STUMBLES, Document, join
from venice_contract.contract.reading.operations import (
    Message,
    Operation,
    Parameter,
    Requirement,
    callbacks,
    follow,
    operations,
    webhooks,
)
from venice_contract.contract.reading.schema import Schema
from venice_contract.errors import BrokenContractError
from venice_contract.verdict import Effect, Impact

__all__ = ["STUMBLES", "Change", "changes", "worst"]

NO_OPENAPI = "this is not an OpenAPI document that can be compared."
Servers = Sequence[Mapping[str, Any]] | None

SCHEMES = "/components/securitySchemes"
NAME = re.compile(r"\{([^{}]*)\}")
COMPARED = frozenset(
    {"operationId", "parameters", "requestBody", "responses", "security", "servers", "deprecated"}
    | {"callbacks"}
)
"""What is said of an operation and has kinds of its own; all else is for people."""


def changes(
    old: Document, new: Document, *, annotations: bool = False, paths: Sequence[str] = ()
) -> tuple[Change, ...]:
    """List what a consumer of the old document would meet in the new one, at some paths or at all.

    Paths are patterns as of a shell, such as `/api_keys*`. BrokenContractError where one document
    cannot be read as OpenAPI.
    """
    try:
        return tuple(_changes(old, new, annotations=annotations, paths=paths))
    except (*STUMBLES, RecursionError):
        raise _unread(old) or _unread(new) or new.broken(NO_OPENAPI, "") from None


def worst(found: Iterable[Change]) -> Impact:
    """Return the worst impact of some changes; benign for none."""
    order = [Impact.BENIGN, Impact.ADDITIVE, Impact.BREAKING]
    return max((change.impact for change in found), key=order.index, default=Impact.BENIGN)


def _changes(
    old: Document, new: Document, *, annotations: bool, paths: Sequence[str]
) -> Iterator[Change]:
    before, after = (
        {
            name: one
            for name, one in operations(document).items()
            if not paths or any(fnmatchcase(one.path, pattern) for pattern in paths)
        }
        for document in (old, new)
    )
    calls = [webhooks(document) for document in (old, new)]
    for document, found, hooks in ((old, before, calls[0]), (new, after, calls[1])):
        readable(document, found if paths else {**found, **hooks}, paths)
    both = Comparison(old, new, Forms(annotations=annotations), annotations)
    whole = Site(both, where="operation")
    needs = [needed for one in (*before.values(), *after.values()) for needed in one.security]
    yield from _schemes(whole, {name for some in needs for name, _ in some} if paths else None)
    urls = (old.data.get("servers"), new.data.get("servers"))
    yield from _servers(whole, urls, ("/servers", "/servers"))
    yield from _compare(whole, before, after)
    if not paths:  # a consumer reads the requests of what the service calls itself
        yield from _compare(replace(whole, reads=True), *calls)


def readable(document: Document, found: dict[str, Operation], paths: Sequence[str]) -> None:
    """Raise BrokenContractError for no OpenAPI 3.0 or 3.1, or one with nothing to compare."""
    version = document.data.get("openapi")
    if not re.match(r"3\.[01](\.|$)", str(version)):
        said = document.data.get("swagger", version)
        raise document.broken(
            f"the version is {said!r}, and this tool reads OpenAPI 3.0 and 3.1.", "/openapi"
        )
    if not found:
        what = f"no path is like {' or '.join(paths)}" if paths else "there is no operation"
        raise document.broken(f"{what}, so there is nothing to compare.", "/paths")


def _unread(document: Document) -> BrokenContractError | None:
    """Return the sentence of the first schema that is none, in which something stumbled."""
    try:
        wrong = misreadings(document)
    except STUMBLES:
        return document.broken(NO_OPENAPI, "")
    return next((document.broken(what, place) for place, what in wrong.items()), None)


# -- operations ----------------------------------------------------------------------------------


def _compare(
    whole: Site, old: Mapping[str, Operation], new: Mapping[str, Operation]
) -> Iterator[Change]:
    """Yield every difference of operations, those that are gone or new first."""
    pairs, gone, come = matched(old, new)
    for one in gone:
        site = replace(whole, operation=one.called)
        yield site.change("operation-removed", (one.pointer, "/paths"))
    for one in come:
        site = replace(whole, operation=one.called)
        yield site.change("operation-added", ("/paths", one.pointer))
    for before, after in pairs:
        site = replace(whole, operation=after.called)
        yield from _around(site, before, after)
        yield from _messages(site, before, after)
        back = (callbacks(site.both.old, before), callbacks(site.both.new, after))
        yield from _compare(replace(whole, reads=not whole.reads), *back)


def _messages(site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    renamed = dict(zip(NAME.findall(old.path), NAME.findall(new.path), strict=False))
    places = (old.pointer, new.pointer)
    if template(old) == template(new):
        for said in renamed.items():
            if said[0] != said[1]:
                within = replace(site, where="path")
                yield within.change("parameter-renamed", places, said, path=(said[1],))
    asked = replace(site, where="body")
    pairs = _parameters(old.parameters, new.parameters, renamed)
    yield from messages.parameters(asked, pairs, places)
    yield from messages.request(asked, old.request, new.request, places)
    answered = replace(asked, direction="answer", reads=not site.reads)
    at = (join(old.pointer, "responses"), join(new.pointer, "responses"))
    yield from messages.answers(answered, old.answers, new.answers, at)


def _around(site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    places = (old.pointer, new.pointer)
    if template(old) != template(new):
        moved = replace(site, operation=old.called)
        yield moved.change("operation-moved", places, (old.called, new.called))
    elif (old.named, old.id) != (new.named, new.id) and (old.named or new.named):
        said = (old.id if old.named else None, new.id if new.named else None)
        effect = None if old.named else Effect.NOTES
        yield site.change("operation-id-changed", places, said, effect=effect)
    yield from site.turned(DEPRECATED, places, (old.deprecated, new.deprecated))
    yield from _security(site, old, new)
    if old.servers or new.servers:
        of_all = (site.both.old.data.get("servers"), site.both.new.data.get("servers"))
        written = (old.servers or of_all[0], new.servers or of_all[1])
        yield from _servers(site, written, places)
    if site.both.annotations:
        for word in sorted((old.node.keys() | new.node.keys()) - COMPARED):
            told = (old.node.get(word), new.node.get(word))
            if frozen(told[0]) != frozen(told[1]):
                yield site.change("text-changed", places, told, keyword=word)


def _security(site: Site, old: Operation, new: Operation) -> Iterator[Change]:
    said = (security_schemes(site.both.old), security_schemes(site.both.new))
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
        yield site.change(kind, (old.pointer, new.pointer), words)


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


def _schemes(site: Site, used: set[str] | None) -> Iterator[Change]:
    """Yield the security schemes of one name that say something else, of those used, or all."""
    before, after = security_schemes(site.both.old), security_schemes(site.both.new)
    for name in sorted(before.keys() & after.keys()):
        said, places = (before[name], after[name]), (join(SCHEMES, name), join(SCHEMES, name))
        if (used is None or name in used) and frozen(said[0]) != frozen(said[1]):
            yield site.change("security-scheme-changed", places, said, path=(name,))


def _servers(
    site: Site, written: tuple[Servers, Servers], places: tuple[str, str]
) -> Iterator[Change]:
    """Yield the base URLs that are gone or new; `/` stands where none is written."""
    old, new = ([_base_url(one) for one in some or ({"url": "/"},)] for some in written)
    gone = [url for url in old if url not in new]
    come = [url for url in new if url not in old]
    if len(gone) == len(come) == 1:
        yield site.change("server-changed", places, (gone.pop(), come.pop()))
    for url in gone:
        yield site.change("server-removed", places, (url, None))
    for url in come:
        yield site.change("server-added", places, (None, url))


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


# -- where a change is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a message, or in a parameter or header.

    `parent` is the object that the path's last step is a field of.
    """

    operation: Operation
    message: Message | None
    parameter: Parameter | None
    schema: Schema | None
    parent: Schema | None


def spot(known: Mapping[str, Operation], change: Change) -> Spot | None:
    """Find where a change is in the operations of a document; None if it has no such operation."""
    operation = _find(known, change.operation)
    if operation is None:
        return None
    message = operation.message(change.status)
    if change.where == "body":
        written = message.schema.whole if message and message.schema else None
        root, path, parameter = written, change.path, None
    else:
        parameter = _parameter(operation, message, change)
        root, path = (parameter.schema if parameter else None), change.path[1:]
        message = message if change.where == "header" and change.status else None
    schema = root.at(path) if root else None
    parent = root.at(path[:-1]) if root and path else None
    return Spot(operation, message, parameter, schema, parent)


def _find(known: Mapping[str, Operation], called: str) -> Operation | None:
    method, _, path = called.partition(" ")
    wanted = (method, NAME.sub("{}", path))
    found = (o for o in known.values() if o.called == called or template(o) == wanted)
    return next(found, None)


def _parameter(operation: Operation, message: Message | None, change: Change) -> Parameter | None:
    if not change.path:
        return None
    if change.status:
        return message.headers.get(change.path[0]) if message else None
    return operation.parameter(change.where, change.path[0])
