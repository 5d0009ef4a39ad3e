"""The operations of a document, with every message, parameter and header followed to its end.

Pure. OpenAPI 3.0 and 3.1 are read alike. What is said for a whole path or document holds for each
operation below it that says nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.schema import (
    Part,
    Schema,
    mapping,
    resolve,
    sequence,
    target_of,
)
from venice_contract.contract.reading.unfolding import opened, unfolded

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"
WITHOUT_KEY = ("402", "401", "403")
"""Statuses of a call without a key."""
AT_LARGE = ("4XX", "default")
"""Where refusals are documented that have no status of their own."""
NO_KEY, WRONG_KEY, UNKNOWN_ID, GONE = "no-key", "wrong-key", "unknown-id", "gone"
"""What a refusal is for, as `x-refuses` says beside it: a call without a key, with a wrong one, or
with an id that no key has, or that a revoked one had."""
REFUSED = (NO_KEY, WRONG_KEY, UNKNOWN_ID, GONE)
STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
"""The style of a parameter that names none, by where it stands (OpenAPI 3.1, Parameter Object)."""

OF_MESSAGES = frozenset({"content-type"})
IGNORED = OF_MESSAGES | {"accept", "authorization"}
"""Headers that say nothing where they are described: the media types and `security` say it
(OpenAPI 3.1, Response Object and Parameter Object)."""

Requirement = tuple[tuple[str, tuple[str, ...]], ...]
"""Security schemes that are needed together, each with its scopes; empty for no need of any."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query, header or cookie parameter, or a header of an answer.

    `pointer` is where it is written, `$ref` followed; `slots` are the nodes passed on the way that
    hold one. `schema` is None where the document says nothing of its value; `media` is empty where
    it has a style instead.
    """

    name: str
    where: str
    required: bool
    pointer: str
    slots: tuple[str, ...] = ()
    schema: Schema | None = None
    style: str = ""
    explode: bool = False
    media: str = ""
    node: Mapping[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> str:
        """The node of an operation or path that lists it, a `$ref` or itself."""
        return self.slots[0] if self.slots else self.pointer

    @property
    def json(self) -> bool:
        """Whether it travels as JSON, and in no style."""
        return "content" in self.node

    @property
    def message(self) -> Message:
        """Itself as a message of its value alone."""
        return Message(self.pointer, self.slots, (), self.schema)

    @property
    def deprecated(self) -> bool:
        """Whether it should no longer be sent."""
        return bool(self.node.get("deprecated"))


@dataclass(frozen=True, slots=True)
class Message:
    """A body that may be sent or answered, as a request body or response says it, `$ref` followed.

    `slots` are nodes passed on the way that hold a `$ref`. `schema` is that of its JSON form, else
    of its first, a choice of objects unfolded; `schemas` are as they are written; `links` those of
    an answer, by name, `$ref` followed, without words for people.
    """

    pointer: str
    slots: tuple[str, ...]
    media: tuple[str, ...]
    schema: Schema | None
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    required: bool = False
    headers: Mapping[str, Parameter] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    node: Mapping[str, Any] = field(default_factory=dict)

    @property
    def chosen(self) -> str:
        """The media type that is sent and judged: JSON where it is one, else the first."""
        return JSON if JSON in self.media else next(iter(self.media), "")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, or what a service calls itself.

    `id` is the operationId if `named`, else `GET /path`; `method` in capitals; `path` the template,
    or the name of a webhook; `answers` are by status as written, such as `200` or `4XX`. One of the
    sets of schemes in `security` is needed, if there are any. `carrier` is where a key goes, and by
    what name: `header`, `query` or `cookie`; `bearer` or `basic` in the Authorization header.
    `servers` are base URLs of its own or of its path; none where the document's hold.
    """

    id: str
    method: str
    path: str
    pointer: str
    request: Message | None
    answers: dict[str, Message]
    parameters: tuple[Parameter, ...]
    security: tuple[Requirement, ...] = ()
    carrier: tuple[str, str] = ("bearer", "")
    servers: tuple[Mapping[str, Any], ...] = ()
    node: Mapping[str, Any] = field(default_factory=dict)
    named: bool = True

    @property
    def called(self) -> str:
        """Its name for people: `POST /api_keys`."""
        return f"{self.method} {self.path}"

    @property
    def fields(self) -> Mapping[str, Schema]:
        """The fields that its body has by name, none where it takes no body."""
        return self.request.schema.properties if self.request and self.request.schema else {}

    @property
    def secured(self) -> bool:
        """Whether it needs credentials: an empty alternative of `security` lets everybody in."""
        return bool(self.security) and all(self.security)

    @property
    def written_security(self) -> list[dict[str, list[str]]]:
        """What it asks of who calls, as OpenAPI writes it."""
        return [{name: list(scopes) for name, scopes in one} for one in self.security]

    @property
    def deprecated(self) -> bool:
        """Whether it should no longer be called."""
        return bool(self.node.get("deprecated"))

    @property
    def needs(self) -> dict[str, Any]:
        """What a key must be to reach it, by field, as `x-needs` says; empty where any will do."""
        said = self.node.get("x-needs")
        return {name: one for name, one in (said or {}).items() if name != "x-evidence"}

    @property
    def ended(self) -> dict[str, Any]:
        """What a key that it has ended is shown as, by field, as `x-ended` says; empty for gone."""
        said = self.node.get("x-ended")
        return dict(said) if isinstance(said, dict) else {}

    @property
    def replaces(self) -> bool:
        """Whether a change takes away what it does not name, as `x-replaces` says."""
        return self.node.get("x-replaces") is True

    def message(self, status: str) -> Message | None:
        """Return the answer of a status as it is written, or the request where that is empty."""
        return self.answers.get(status) if status else self.request

    def parameter(self, where: str, name: str) -> Parameter | None:
        """Return the parameter of a name that stands somewhere, such as in the `query`."""
        return next((p for p in self.parameters if (p.where, p.name) == (where, name)), None)

    def answer(self, status: int) -> Message | None:
        """Return what is documented for a status: the code itself, else its range, else default."""
        return self.answers.get(self.documents(status))

    def documents(self, status: int) -> str:
        """Return how a status is written where it is documented: `200`, `2XX`, `default`, or not.

        It is empty where it is not.
        """
        ways = (str(status), f"{status // 100}XX", "default")
        return next((one for one in ways if one in self.answers), "")

    @property
    def invalid(self) -> str:
        """The documented status of a request that breaks the contract, empty if there is none."""
        known = ("400", "422", *(AT_LARGE if self.secured else ()))
        return next((status for status in known if status in self.answers), "")

    @property
    def unauthorized(self) -> str:
        """The documented status of a call without a key, empty if there is none.

        `x-refuses` says it. Where nothing does, 402 is taken for that of x402, which asks who has
        no key for payment, and 401 is left for a wrong key.
        """
        known = (*WITHOUT_KEY, *(AT_LARGE if self.secured else ()))
        guessed = next((status for status in known if status in self.answers), "")
        return self.refuses(NO_KEY) or guessed

    def refuses(self, what: str) -> str:
        """Return the status that is for one of `REFUSED`, empty if none is."""
        said = (s for s, answer in self.answers.items() if answer.node.get("x-refuses") == what)
        return next(said, "")

    @property
    def success(self) -> str:
        """The documented success status, such as `200`; the lowest, empty if there is none."""
        return min((status for status in self.answers if status.startswith("2")), default="")


def code(status: str) -> int:
    """Return a status for one as it is documented: the lowest of a range, 400 for `default`."""
    return int(status.replace("XX", "00")) if status != "default" else 400


def operations(document: Document) -> dict[str, Operation]:
    """Return every operation by its id, in the order of the document.

    BrokenContractError for what cannot be read as OpenAPI; one sentence with its place.
    """
    return _of(document, "paths")


def webhooks(document: Document) -> dict[str, Operation]:
    """Return what the service calls itself, as `operations` does; its path is its name."""
    return _of(document, "webhooks")


def callbacks(document: Document, operation: Operation) -> dict[str, Operation]:
    """Return what the service calls back after an operation, by name and expression."""
    found: dict[str, Operation] = {}
    pointer = join(operation.pointer, "callbacks")
    for name in mapping(document, operation.node.get("callbacks", {}), pointer):
        expressions = follow(document, join(pointer, name))
        for expression in expressions.node:
            item = follow(document, join(expressions.pointer, expression))
            for method in METHODS:
                if method in item.node:
                    path = f"{name} {expression}"
                    found[f"{method} {path}"] = _Reader(document, item).operation(path, method, {})
    return found


def follow(document: Document, pointer: str) -> Part:
    """Follow the `$ref`s of a node: return the last, with the nodes passed on the way.

    BrokenContractError for one that leaves the file, leads to nothing or round in a circle.
    """
    slots: tuple[str, ...] = ()
    node = mapping(document, document.get(pointer), pointer)
    while "$ref" in node:
        slots = (*slots, pointer)
        pointer = target_of(document, pointer, node)
        if pointer in slots:
            raise document.broken("the $ref leads round in a circle.", slots[0])
        node = mapping(document, document.get(pointer), pointer)
    return Part(pointer, slots, node)


def _wordless(node: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in node.items() if word != "description"}


def _as_written(schema: Schema) -> Schema:
    return schema


def _of(document: Document, section: str) -> dict[str, Operation]:
    """Read the operations of a section once: many ask, and a document does not change."""
    if section not in document.operations:
        document.operations[section] = _read(document, section)
    return dict(document.operations[section])


def _read(document: Document, section: str) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for path in mapping(document, document.data.get(section, {}), f"/{section}"):
        if not path.startswith("x-"):
            item = follow(document, join("", section, path))
            for method in METHODS:
                if method in item.node:
                    operation = _Reader(document, item).operation(path, method, found)
                    found[operation.id] = operation
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Document
    item: Part

    def operation(self, path: str, method: str, known: Mapping[str, Operation]) -> Operation:
        pointer = join(self.item.pointer, method)
        node = mapping(self.document, self.item.node[method], pointer)
        written = Part(pointer, (), node)
        own = node.get("operationId")
        named = isinstance(own, str) and own not in known
        return Operation(
            id=str(own) if named else f"{method.upper()} {path}",
            method=method.upper(),
            path=path,
            pointer=pointer,
            request=self._message(join(pointer, "requestBody"), unfolded)
            if "requestBody" in node
            else None,
            answers={
                status.upper() if status[1:].upper() == "XX" else status: self._message(
                    join(pointer, "responses", status), opened if status[:1] == "2" else _as_written
                )
                for status in self._names(written, "responses")
                if not status.startswith("x-")
            },
            parameters=self._parameters(written),
            security=(security := self._security(written)),
            carrier=self._carrier(security),
            servers=self._servers(written),
            node=node,
            named=named,
        )

    def _names(self, part: Part, word: str) -> Mapping[str, Any]:
        """Return what a node holds by name under a word, nothing if the word is not there."""
        return mapping(self.document, part.node.get(word, {}), join(part.pointer, word))

    def _message(self, pointer: str, read: Callable[[Schema], Schema]) -> Message:
        part = follow(self.document, pointer)
        content, schemas = self._content(part)
        chosen = schemas.get(JSON if JSON in content else next(iter(content), JSON))
        headers, links = self._names(part, "headers"), self._names(part, "links")
        return Message(
            pointer=part.pointer,
            slots=part.slots,
            media=tuple(content),
            schema=read(chosen) if chosen is not None else None,
            schemas=schemas,
            required=bool(part.node.get("required")),
            headers={
                name: self._sent(
                    follow(self.document, join(part.pointer, "headers", name)), name, "header"
                )
                for name in headers
                if name.casefold() not in OF_MESSAGES
            },
            links={
                name: _wordless(follow(self.document, join(part.pointer, "links", name)).node)
                for name in links
            },
            node=part.node,
        )

    def _content(self, part: Part) -> tuple[Mapping[str, Any], dict[str, Schema]]:
        """Return the media types of a message or parameter, and the schemas of those with one."""
        content, schemas = self._names(part, "content"), {}
        for media in content:
            place = join(part.pointer, "content", media)
            if "schema" in mapping(self.document, content[media], place):
                schemas[media] = resolve(self.document, join(place, "schema"), (), part.slots)
        return content, schemas

    def _parameters(self, written: Part) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (self.item, written):
            place = join(holder.pointer, "parameters")
            listed = sequence(self.document, holder.node.get("parameters", []), place)
            for index in range(len(listed)):
                part = follow(self.document, join(place, index))
                for key in ("name", "in"):
                    if not isinstance(part.node.get(key), str):
                        raise self.document.broken(f"the parameter has no {key}.", part.pointer)
                one = self._sent(part, part.node["name"], part.node["in"])
                if one.where != "header" or one.name.casefold() not in IGNORED:
                    found[one.name, one.where] = one
        return tuple(found.values())

    def _sent(self, part: Part, name: str, where: str) -> Parameter:
        node = part.node
        content, schemas = self._content(part)
        schema = next(iter(schemas.values()), None)
        if "schema" in node:
            schema = resolve(self.document, join(part.pointer, "schema"), (), part.slots)
        style = str(node.get("style", STYLES.get(where, "form")))
        return Parameter(
            name=name,
            where=where,
            required=bool(node.get("required")),
            pointer=part.pointer,
            slots=part.slots,
            schema=schema,
            style=style,
            explode=bool(node.get("explode", style == "form")),
            media=next(iter(content), ""),
            node=node,
        )

    def _security(self, written: Part) -> tuple[Requirement, ...]:
        holder = written if "security" in written.node else Part("", (), self.document.data)
        place = join(holder.pointer, "security")
        return tuple(
            tuple(
                (name, tuple(str(scope) for scope in scopes or ()))
                for name, scopes in sorted(mapping(self.document, one, join(place, index)).items())
            )
            for index, one in enumerate(
                sequence(self.document, holder.node.get("security", []), place)
            )
        )

    def _carrier(self, security: Iterable[Requirement]) -> tuple[str, str]:
        """Return where the key goes that one scheme asks for, the usual place if none is known."""
        known = mapping(self.document, self.document.data.get("components", {}), "/components")
        schemes = known.get("securitySchemes", {})
        for requirement in security:
            name = requirement[0][0] if len(requirement) == 1 else ""
            if isinstance(schemes, Mapping) and name in schemes:
                node = follow(self.document, join("/components/securitySchemes", name)).node
                if "in" in node:  # the other kinds have a place of their own
                    return str(node["in"]), str(node.get("name", name))
                basic = str(node.get("scheme")).casefold() == "basic"
                return ("basic" if basic else "bearer"), ""
        return "bearer", ""

    def _servers(self, written: Part) -> tuple[Mapping[str, Any], ...]:
        """Return what an operation or its path says; what the document says is only read."""
        for holder in (written, self.item, Part("", (), self.document.data)):
            if holder.node.get("servers"):
                place = join(holder.pointer, "servers")
                servers = sequence(self.document, holder.node["servers"], place)
                for index, one in enumerate(servers):
                    mapping(self.document, one, join(place, index))
                return tuple(servers) if holder.pointer else ()
        return ()
