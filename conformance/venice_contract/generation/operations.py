"""What the templates must know of each operation and the generator's own model does not carry.

Where a parameter travels and in which style, which key goes where, what counts as success, whether
an answer is one page of many, and what its envelope holds. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser.openapi import generate_operation_id
from openapi_python_client.schema.untrusted_string import UntrustedString

from venice_contract.contract.reading.document import Document, above, join, split
from venice_contract.contract.reading.operations import Message, Parameter, operations
from venice_contract.contract.reading.operations import Operation as Told
from venice_contract.contract.roles import given, roles
from venice_contract.errors import UsageError
from venice_contract.generation.adapting import is_json, resolved, types_of
from venice_contract.generation.naming import PREFIX, identifier
from venice_contract.target import FORM

Json = dict[str, Any]

CONTENTS = ("data", "items", "results", "result")
"""Fields in which envelopes hold what was asked for, the likeliest first."""

CARRIED = {
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "cookie": ("form",),
    "path": ("simple",),
    "header": ("simple",),
}


@dataclass(frozen=True, slots=True)
class Auth:
    """Where the key of a client goes: `header`, `query`, `cookie`; `optional` if none will do."""

    location: str
    name: str
    prefix: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page starts, and where its answer says that the next one does, body or header."""

    parameter: str
    path: tuple[str, ...]
    header: str = ""


@dataclass(slots=True)
class Operation:
    """What one operation is on the wire."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    auth: Auth | None = None
    media: str = ""
    body_required: bool = False
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    cursor: Paging | None = None
    headers: tuple[str, ...] = ()
    example: Json = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter:
        """The parameter that the generator was told of by this name."""
        return next(one for one in self.parameters if name in {one.name, f"{one.name}_{one.where}"})

    @property
    def segments(self) -> list[str]:
        """The path in turns: text, name of a parameter, text, and so on."""
        return re.split(r"\{([^}]+)\}", self.path)


def facts(contract: Document) -> dict[str, Operation]:
    """Every operation by its Python name; BrokenContractError for what no client can send."""
    every = list(operations(contract).values())
    ids = _identities(every)
    paths = [one.path for one in every]
    found: dict[str, Operation] = {}
    for said in every:
        one = Operation(said.method, said.path, said.parameters)
        for each in said.parameters:
            _refuse_unsendable(contract, each, said.pointer)
        if said.servers:
            own = said.pointer if "servers" in said.node else above(said.pointer)
            what = "the client sends every operation to one server, and this one has its own."
            raise contract.broken(what, join(own, "servers"))
        one.auth = _auth(contract, said)
        one.taken = {name: _taken(paths, said.path, name) for name in one.segments[1::2]}
        one.identities = ids.get(str(said.node.get("operationId")), {})
        one.cursor = _linked_page(said)
        one.headers = tuple(
            name.lower()
            for status, answer in said.answers.items()
            if status.startswith("2")
            for name in answer.headers
        )
        _refuse_unreadable(contract, said)
        if said.request is not None:
            one.media = _media(contract, said.request)
            one.body_required = said.request.required
            one.example = _example(contract.data, said.request)
        found[_python_name(said)] = one
    return found


def _python_name(said: Told) -> str:
    """What the generator calls an operation in Python."""
    own, path = said.node.get("operationId"), UntrustedString(said.path)
    if own is None:
        return str(generate_operation_id(path=path, method=said.method.lower(), prefix=PREFIX))
    return identifier(str(own))


def secrets(contract: Document) -> frozenset[str]:
    """The field in which the creation of a key shows its secret, whatever it is called."""
    try:
        shown = roles(operations(contract)).secret
    except UsageError:  # nothing here makes keys
        return frozenset()
    return frozenset(shown[-1:] if shown else ())


def _refuse_unsendable(contract: Document, parameter: Parameter, pointer: str) -> None:
    """Refuse a parameter whose value no style that the client has can carry."""
    location, style = parameter.where, parameter.style
    if style not in CARRIED[location]:
        raise contract.broken(
            f"the client cannot send {parameter.name!r} in the style {style!r}; "
            f"in {location} it can {' or '.join(CARRIED[location])}.",
            join(pointer, "parameters"),
        )
    if not parameter.json and _depth(contract.data, parameter.node.get("schema"), ()) > 1:
        raise contract.broken(
            f"no style says how {parameter.name!r} becomes a text, for it holds lists or objects "
            "inside a list or an object; say it with `content`.",
            join(pointer, "parameters"),
        )


def _depth(data: Json, schema: Any, seen: tuple[int, ...]) -> int:
    """How many lists and objects stand inside each other; a style of a parameter can write one."""
    node = resolved(data, schema)
    if not isinstance(node, dict) or id(node) in seen:
        return 2 * isinstance(node, dict)
    seen = (*seen, id(node))
    inside = list(node.get("properties", {}).values())
    inside += [node[name] for name in ("items", "additionalProperties") if name in node]
    beside = [each for name in ("allOf", "anyOf", "oneOf") for each in node.get(name, ())]
    holds = bool(inside) or not {"array", "object"}.isdisjoint(types_of(node))
    deepest = max((_depth(data, each, seen) for each in inside), default=0)
    return max([holds + deepest, *(_depth(data, each, seen) for each in beside)])


def _auth(contract: Document, said: Told) -> Auth | None:
    """The first alternative of `security` that one key can satisfy; the root's where none is."""
    optional = not all(said.security)
    why = "it asks for nothing"
    for alternative in said.security:
        names = [name for name, _ in alternative]
        if len(names) == 1:
            found = _scheme(contract, names[0], optional=optional)
            if isinstance(found, Auth):
                return found
            why = found
        elif names:
            why = f"{' and '.join(names)} are wanted at once"
    if optional or not said.security:
        return None
    place = join(said.pointer, "security") if "security" in said.node else "/security"
    raise contract.broken(f"the client cannot send this key: {why}.", place)


def _scheme(contract: Document, name: str, *, optional: bool) -> Auth | str:
    schemes = contract.data.get("components", {}).get("securitySchemes", {})
    scheme = resolved(contract.data, schemes.get(name))
    if not scheme:
        return f"components/securitySchemes has no {name!r}"
    kind = scheme.get("type")
    if kind == "apiKey":
        where, name = scheme["in"], str(scheme["name"])
        return Auth(where, name.lower() if where == "header" else name, "", optional)
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


IN_BODY, IN_HEADER = "$response.body#/", "$response.header."
"""How a link says where in an answer it takes a value from."""


def _links(said: Told) -> Iterator[tuple[str | None, dict[str, str]]]:
    """Of every link of an operation: where it leads, and what it hands on, by name."""
    for link in (link for answer in said.answers.values() for link in answer.links.values()):
        handed = {
            name: value
            for (_, name), value in given(link)
            if isinstance(value, str) and value.startswith((IN_BODY, IN_HEADER))
        }
        yield link.get("operationId"), handed


def _identities(every: list[Told]) -> dict[str, dict[str, str]]:
    """For each operation that a link leads to: its parameters and fields that take an id.

    Each with the field of the answer that the id stands in.
    """
    found: dict[str, dict[str, str]] = {}
    for said in every:
        for leads, handed in _links(said):
            if leads != said.node.get("operationId"):
                for name, value in handed.items():
                    if value.startswith(IN_BODY):
                        found.setdefault(str(leads), {}).setdefault(name, split(value)[-1])
    return found


def _linked_page(said: Told) -> Paging | None:
    for leads, handed in _links(said):
        if leads == said.node.get("operationId"):
            for name, value in handed.items():
                if value.startswith(IN_HEADER):
                    return Paging(name, (), value.removeprefix(IN_HEADER).lower())
                return Paging(name, tuple(split(value)))
    return None


def _media(contract: Document, body: Message) -> str:
    for kind in body.media:
        if is_json(kind):
            return kind
    if FORM in body.media:
        if "encoding" in body.node.get("content", {}).get(FORM, {}):
            raise contract.broken(
                "the client sends a form with its lists as repeated names and its objects as JSON, "
                "and follows no `encoding`.",
                join(body.pointer, "content", FORM, "encoding"),
            )
        return FORM
    if body.media:
        raise contract.broken(
            f"the client sends JSON and forms, and not {body.media[0]!r}.", body.pointer
        )
    return ""


def _refuse_unreadable(contract: Document, said: Told) -> None:
    """Refuse an answer in media types of which the client can read none."""
    for answer in said.answers.values():
        kinds = answer.media
        readable = (is_json(each) or each.startswith("text/") or each == BYTES for each in kinds)
        if kinds and not any(readable):
            raise contract.broken(
                f"the client reads JSON, texts and bytes ({BYTES}), and not {kinds[0]!r}.",
                answer.pointer,
            )


BYTES = "application/octet-stream"


def _example(data: Json, body: Message) -> Json:
    found: list[Json] = []
    for media in body.node.get("content", {}).values():
        told = [resolved(data, each).get("value") for each in media.get("examples", {}).values()]
        found += [each for each in (*told, media.get("example")) if isinstance(each, dict)]
    return min(found, key=len, default={})
