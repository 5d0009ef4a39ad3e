"""What the templates must know of each operation and the generator's own model does not carry.

Where a parameter travels and in which style, which key goes where, what counts as success, whether
an answer is one page of many, and what its envelope holds. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join, split
from venice_contract.generation.adapting import IGNORED_HEADERS, is_json, operations, resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.document import Document

Json = dict[str, Any]

CURSORS = frozenset({"cursor", "after", "startingafter", "pagetoken", "nexttoken", "nextcursor"})
"""Query parameters that say where a page starts, without case and signs."""

NEXT = frozenset({"nextcursor", "nextpagetoken", "nexttoken", "next", "nextpage", "endcursor"})
"""Fields of an answer that say where the next page starts, without case and signs."""

PAGE_OBJECTS = frozenset({"meta", "pagination", "paging", "page", "pageinfo", "cursors"})
CONTENTS = ("data", "items", "results", "result")
"""Fields in which envelopes hold what was asked for, the likeliest first."""

STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
CARRIED = {
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "cookie": ("form",),
    "path": ("simple",),
    "header": ("simple",),
}


@dataclass(frozen=True, slots=True)
class Wire:
    """How one parameter travels."""

    name: str
    location: str
    style: str
    explode: bool
    json: bool


@dataclass(frozen=True, slots=True)
class Auth:
    """Where the key of a client goes.

    Attributes:
        location: `header`, `query` or `cookie`.
        name: of the header, the parameter or the cookie.
        prefix: before the key, such as `Bearer `.
        optional: whether the operation also works without one.
    """

    location: str
    name: str
    prefix: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page starts, and where its answer says that the next one does."""

    parameter: str
    path: tuple[str, ...]


@dataclass(slots=True)
class Operation:
    """What one operation is on the wire."""

    method: str
    path: str
    pointer: str
    wires: list[Wire] = field(default_factory=list)
    auth: Auth | None = None
    media: str = ""
    body_required: bool = False
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    cursor: Paging | None = None
    example: Json = field(default_factory=dict)

    def wire(self, name: str) -> Wire:
        """How the parameter of this name, as the generator was told it, travels."""
        for wire in self.wires:
            if name in {wire.name, f"{wire.name}_{wire.location}"}:
                return wire
        raise KeyError(name)

    @property
    def segments(self) -> list[str]:
        """The path in turns: text, name of a parameter, text, and so on."""
        return re.split(r"\{([^}]+)\}", self.path)


def facts(contract: Document) -> dict[tuple[str, str], Operation]:
    """Every operation by method, in small letters, and path.

    Raises:
        BrokenContractError: a key, a style or a media type is one that no client here can send.
    """
    data = contract.data
    ids = _identities(data)
    found: dict[tuple[str, str], Operation] = {}
    for (_, path, method), node in operations(data):
        pointer = join("/paths", path, method)
        one = Operation(method.upper(), path, pointer)
        shared = data["paths"][path].get("parameters", [])
        for given in {
            _key(data, each): each for each in (*shared, *node.get("parameters", []))
        }.values():
            parameter = resolved(data, given)
            if parameter["in"] == "header" and parameter["name"].lower() in IGNORED_HEADERS:
                continue
            one.wires.append(_wire(contract, parameter, pointer))
        one.auth = _auth(contract, node, pointer)
        one.taken = {name: _taken(data["paths"], path, name) for name in one.segments[1::2]}
        one.identities = ids.get(str(node.get("operationId")), {})
        one.cursor = _linked_page(data, node)
        _refuse_unreadable(contract, node, pointer)
        body = resolved(data, node.get("requestBody")) or {}
        one.media = _media(contract, body, pointer)
        one.body_required = bool(body.get("required"))
        one.example = _example(data, body)
        found[method, path] = one
    return found


def _key(data: Json, given: Json) -> tuple[str, str]:
    parameter = resolved(data, given)
    return parameter["name"], parameter["in"]


def _wire(contract: Document, parameter: Json, pointer: str) -> Wire:
    location = parameter["in"]
    style = parameter.get("style", STYLES[location])
    if style not in CARRIED[location]:
        raise contract.broken(
            f"the client cannot send {parameter['name']!r} in the style {style!r}; "
            f"in {location} it can {' or '.join(CARRIED[location])}.",
            join(pointer, "parameters"),
        )
    return Wire(
        parameter["name"],
        location,
        style,
        bool(parameter.get("explode", style == "form")),
        "content" in parameter,
    )


def _auth(contract: Document, node: Json, pointer: str) -> Auth | None:
    """The first alternative of `security` that one key can satisfy; the root's where none is."""
    own = "security" in node
    wanted = node["security"] if own else contract.data.get("security", [])
    if not wanted:
        return None
    place = join(pointer, "security") if own else "/security"
    optional = any(not alternative for alternative in wanted)
    why = "it asks for nothing"
    for alternative in wanted:
        if len(alternative) == 1:
            found = _scheme(contract, next(iter(alternative)), optional=optional)
            if isinstance(found, Auth):
                return found
            why = found
        elif alternative:
            why = f"{' and '.join(alternative)} are wanted at once"
    if optional:
        return None
    raise contract.broken(f"the client cannot send this key: {why}.", place)


def _scheme(contract: Document, name: str, *, optional: bool) -> Auth | str:
    schemes = contract.data.get("components", {}).get("securitySchemes", {})
    scheme = resolved(contract.data, schemes.get(name))
    if not scheme:
        return f"components/securitySchemes has no {name!r}"
    kind = scheme.get("type")
    if kind == "apiKey":
        return Auth(scheme["in"], scheme["name"], "", optional)
    bearer = kind == "http" and str(scheme.get("scheme")).lower() == "bearer"
    if bearer or kind in {"oauth2", "openIdConnect"}:
        return Auth("header", "authorization", "Bearer ", optional)
    return f"{name!r} is of the kind {scheme.get('scheme', kind)!r}"


def _taken(paths: Iterable[str], path: str, name: str) -> tuple[str, ...]:
    """Fixed texts that other paths have where this one has the parameter."""
    own = path.split("/")
    slots = [index for index, part in enumerate(own) if f"{{{name}}}" == part]
    found = {
        other[slot]
        for slot in slots
        for other in (each.split("/") for each in paths)
        if len(other) > slot and other[:slot] == own[:slot] and "{" not in other[slot]
    }
    return tuple(sorted(found))


def _links(data: Json, node: Json) -> Iterator[Json]:
    """The links of every answer of an operation."""
    for answer in node.get("responses", {}).values():
        for link in (resolved(data, answer).get("links") or {}).values():
            yield resolved(data, link)


def _identities(data: Json) -> dict[str, dict[str, str]]:
    """For each operation that a link leads to: its parameters and fields that take an id.

    Each with the field of the answer that the id stands in.
    """
    found: dict[str, dict[str, str]] = {}
    for _, node in operations(data):
        for link in _links(data, node):
            told = dict(link.get("parameters") or {})
            if isinstance(link.get("requestBody"), dict):
                told |= link["requestBody"]
            if link.get("operationId") == node.get("operationId"):
                continue
            for name, value in told.items():
                if isinstance(value, str) and value.startswith("$response.body#/"):
                    last = split(value.removeprefix("$response.body#"))[-1]
                    called = name.rpartition(".")[2]
                    found.setdefault(str(link.get("operationId")), {}).setdefault(called, last)
    return found


def _linked_page(data: Json, node: Json) -> Paging | None:
    """The next page, where an answer has a link to its own operation."""
    for link in _links(data, node):
        if link.get("operationId") == node.get("operationId"):
            for name, value in (link.get("parameters") or {}).items():
                if isinstance(value, str) and value.startswith("$response.body#/"):
                    path = tuple(split(value.removeprefix("$response.body#")))
                    return Paging(name.rpartition(".")[2], path)
    return None


def _media(contract: Document, body: Json, pointer: str) -> str:
    """The media type in which the body goes out, JSON if it may."""
    kinds: list[str] = list(body.get("content", {}))
    for kind in kinds:
        if is_json(kind):
            return kind
    if "application/x-www-form-urlencoded" in kinds:
        return "application/x-www-form-urlencoded"
    if kinds:
        raise contract.broken(
            f"the client sends JSON and forms, and not {kinds[0]!r}.",
            join(pointer, "requestBody"),
        )
    return ""


def _refuse_unreadable(contract: Document, node: Json, pointer: str) -> None:
    """Refuse an answer in media types of which the client can read none."""
    for status, answer in node.get("responses", {}).items():
        kinds = list(resolved(contract.data, answer).get("content") or {})
        readable = (is_json(each) or each.startswith("text/") or each == BYTES for each in kinds)
        if kinds and not any(readable):
            raise contract.broken(
                f"the client reads JSON, texts and bytes ({BYTES}), and not {kinds[0]!r}.",
                join(pointer, "responses", status),
            )


BYTES = "application/octet-stream"


def _example(data: Json, body: Json) -> Json:
    """The example of a body that says the least."""
    found: list[Json] = []
    for media in body.get("content", {}).values():
        given = [resolved(data, each).get("value") for each in media.get("examples", {}).values()]
        found += [each for each in (*given, media.get("example")) if isinstance(each, dict)]
    return min(found, key=len, default={})


def plain(name: str) -> str:
    """A name without case and signs, to compare it with others."""
    return re.sub(r"[^a-z0-9]", "", str(name).lower())
