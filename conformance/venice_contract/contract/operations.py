"""The operations of a document, with every message, parameter and header followed to its end.

Pure. OpenAPI 3.0 and 3.1 are read alike. What is said for a whole path or document holds for each
operation below it that says nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.schema import Schema, mapping, resolve, sequence, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venice_contract.contract.document import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"
WITHOUT_KEY = ("402", "401", "403")
"""Statuses of a call without a key."""
NO_KEY, WRONG_KEY = "no-key", "wrong-key"
"""Whom a refusal is for, as `x-refuses` says beside it."""
STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
"""The style of a parameter that names none, by where it stands (OpenAPI 3.1, Parameter Object)."""

Requirement = tuple[tuple[str, tuple[str, ...]], ...]
"""Security schemes that are needed together, each with its scopes; empty for no need of any."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query, header or cookie parameter, or a header of an answer.

    Args:
        name: as written.
        where: `path`, `query`, `header` or `cookie`.
        required: whether it must be sent.
        pointer: where it is written, `$ref` followed.
        schema: what its value must be; None where the document does not say.
        style: how a list or an object becomes text.
        explode: whether each item of a list becomes a parameter of its own.
        media: the media type of its value, empty where it has a style instead.
        node: all that is written there.
    """

    name: str
    where: str
    required: bool
    pointer: str
    schema: Schema | None = None
    style: str = ""
    explode: bool = False
    media: str = ""
    node: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deprecated(self) -> bool:
        """Whether it should no longer be sent."""
        return bool(self.node.get("deprecated"))


@dataclass(frozen=True, slots=True)
class Message:
    """A body that may be sent or answered.

    Args:
        pointer: the request body or response, `$ref` followed.
        slots: nodes passed on the way that hold a `$ref`.
        media: media types it may have.
        schema: the schema of its JSON form, else of its first; None when it has none.
        schemas: the schema of each media type that has one.
        required: whether a request must have it; of no meaning for answers.
        headers: those of an answer, by name.
        links: those of an answer, by name, as written, `$ref` followed.
        node: all that is written there.
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


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Args:
        id: operationId; `GET /path` where it has none or one that is taken.
        method: in capitals.
        path: the template, such as `/api_keys/{id}`, or the name of a webhook.
        pointer: where it is written.
        request: its request body, None if it takes none.
        answers: by status as written, such as `200` or `4XX`.
        parameters: its own and those of its path.
        secured: whether it needs credentials.
        security: the sets of schemes of which one is needed; none for an open operation.
        servers: base URLs of its own or of its path, as written; none where the document's hold.
        node: all that is written there.
        named: whether `id` is an operationId.
    """

    id: str
    method: str
    path: str
    pointer: str
    request: Message | None
    answers: dict[str, Message]
    parameters: tuple[Parameter, ...]
    secured: bool
    security: tuple[Requirement, ...] = ()
    servers: tuple[Mapping[str, Any], ...] = ()
    node: Mapping[str, Any] = field(default_factory=dict)
    named: bool = True

    @property
    def called(self) -> str:
        """Its name for people: `POST /api_keys`."""
        return f"{self.method} {self.path}"

    @property
    def written_security(self) -> list[dict[str, list[str]]]:
        """What it asks of who calls, as OpenAPI writes it."""
        return [{name: list(scopes) for name, scopes in one} for one in self.security]

    @property
    def deprecated(self) -> bool:
        """Whether it should no longer be called."""
        return bool(self.node.get("deprecated"))

    def answer(self, status: int) -> Message | None:
        """Return what is documented for a status: the code itself, else its range, else default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.answers:
                return self.answers[key]
        return None

    @property
    def invalid(self) -> str:
        """The documented status of a request that breaks the contract, empty if there is none."""
        return next((status for status in ("400", "422") if status in self.answers), "")

    @property
    def unauthorized(self) -> str:
        """The documented status of a call without a key, empty if there is none.

        `x-refuses` says it. Where nothing does, 402 is taken for that of x402, which asks who has
        no key for payment, and 401 is left for a wrong key.
        """
        guessed = next((status for status in WITHOUT_KEY if status in self.answers), "")
        return self.refuses(NO_KEY) or guessed

    def refuses(self, whom: str) -> str:
        """Return the status that is for no key or a wrong one, as `x-refuses` says it."""
        said = (s for s, answer in self.answers.items() if answer.node.get("x-refuses") == whom)
        return next(said, "")

    @property
    def success(self) -> str:
        """The documented success status, such as `200`; the lowest, empty if there is none."""
        return min((status for status in self.answers if status.startswith("2")), default="")


def operations(document: Document) -> dict[str, Operation]:
    """Return every operation by its id, in the order of the document.

    Raises:
        BrokenContractError: something cannot be read as OpenAPI; one sentence with its place.
    """
    return _of(document, "paths")


def webhooks(document: Document) -> dict[str, Operation]:
    """Return every operation that the service calls itself, by its id, its path being its name.

    Raises:
        BrokenContractError: as for `operations`.
    """
    return _of(document, "webhooks")


def callbacks(document: Document, operation: Operation) -> dict[str, Operation]:
    """Return the operations that the service calls back after one, by name and expression.

    Raises:
        BrokenContractError: as for `operations`.
    """
    found: dict[str, Operation] = {}
    pointer = join(operation.pointer, "callbacks")
    for name in mapping(document, operation.node.get("callbacks", {}), pointer):
        place, _, expressions = follow(document, join(pointer, name))
        for expression in expressions:
            inner, _, item = follow(document, join(place, expression))
            for method in METHODS:
                if method in item:
                    one = _Reader(document, item, inner).operation(
                        f"{name} {expression}", method, {}
                    )
                    found[f"{method} {name} {expression}"] = one
    return found


def follow(document: Document, pointer: str) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """Follow the `$ref`s of a node: return where they end, the nodes passed, and the last.

    Raises:
        BrokenContractError: a reference leaves the file, leads to nothing or round in a circle.
    """
    slots: tuple[str, ...] = ()
    node = mapping(document, document.get(pointer), pointer)
    while "$ref" in node:
        slots = (*slots, pointer)
        pointer = target_of(document, pointer, node)
        if pointer in slots:
            raise document.broken("the $ref leads round in a circle.", slots[0])
        node = mapping(document, document.get(pointer), pointer)
    return pointer, slots, node


def _of(document: Document, section: str) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    paths = mapping(document, document.data.get(section, {}), f"/{section}")
    for path in paths:
        if path.startswith("x-"):
            continue
        place, _, item = follow(document, join("", section, path))
        for method in METHODS:
            if method in item:
                operation = _Reader(document, item, place).operation(path, method, found)
                found[operation.id] = operation
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the operations of one path.

    Args:
        document: the whole.
        item: what is written for the path.
        place: where.
    """

    document: Document
    item: Mapping[str, Any]
    place: str

    def operation(self, path: str, method: str, known: Mapping[str, Operation]) -> Operation:
        pointer = join(self.place, method)
        node = mapping(self.document, self.item[method], pointer)
        own = node.get("operationId")
        named = isinstance(own, str) and own not in known
        security = self._security(node, pointer)
        body = join(pointer, "requestBody")
        return Operation(
            id=str(own) if named else f"{method.upper()} {path}",
            method=method.upper(),
            path=path,
            pointer=pointer,
            request=self._message(body) if "requestBody" in node else None,
            answers=self._answers(node, join(pointer, "responses")),
            parameters=self._parameters(node, pointer),
            secured=bool(security),
            security=security,
            servers=self._servers(node, pointer),
            node=node,
            named=named,
        )

    def _answers(self, node: Mapping[str, Any], pointer: str) -> dict[str, Message]:
        written = mapping(self.document, node.get("responses", {}), pointer)
        return {
            status.upper() if status[1:].upper() == "XX" else status: self._message(
                join(pointer, status)
            )
            for status in written
            if not status.startswith("x-")
        }

    def _message(self, pointer: str) -> Message:
        pointer, slots, node = follow(self.document, pointer)
        place = join(pointer, "content")
        content = mapping(self.document, node.get("content", {}), place)
        schemas = dict(self._schemas(content, place, slots))
        headers = mapping(self.document, node.get("headers", {}), join(pointer, "headers"))
        links = mapping(self.document, node.get("links", {}), join(pointer, "links"))
        media = JSON if JSON in content else next(iter(content), JSON)
        return Message(
            pointer=pointer,
            slots=slots,
            media=tuple(content),
            schema=schemas.get(media),
            schemas=schemas,
            required=bool(node.get("required")),
            headers={name: self._header(name, join(pointer, "headers", name)) for name in headers},
            links={name: follow(self.document, join(pointer, "links", name))[2] for name in links},
            node=node,
        )

    def _schemas(
        self, content: Mapping[str, Any], place: str, slots: tuple[str, ...]
    ) -> Iterator[tuple[str, Schema]]:
        for media in content:
            inner = join(place, media)
            if "schema" in mapping(self.document, content[media], inner):
                yield media, resolve(self.document, join(inner, "schema"), (), slots)

    def _parameters(self, node: Mapping[str, Any], pointer: str) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for place, holder in ((self.place, self.item), (pointer, node)):
            inner = join(place, "parameters")
            for index in range(len(sequence(self.document, holder.get("parameters", []), inner))):
                one = self._parameter(join(inner, index))
                found[one.name, one.where] = one
        return tuple(found.values())

    def _parameter(self, pointer: str) -> Parameter:
        pointer, slots, node = follow(self.document, pointer)
        for key in ("name", "in"):
            if not isinstance(node.get(key), str):
                raise self.document.broken(f"the parameter has no {key}.", pointer)
        return self._sent(node["name"], node["in"], pointer, slots, node)

    def _header(self, name: str, pointer: str) -> Parameter:
        pointer, slots, node = follow(self.document, pointer)
        return self._sent(name, "header", pointer, slots, node)

    def _sent(
        self, name: str, where: str, pointer: str, slots: tuple[str, ...], node: Mapping[str, Any]
    ) -> Parameter:
        place = join(pointer, "content")
        content = mapping(self.document, node.get("content", {}), place)
        schemas = dict(self._schemas(content, place, slots))
        schema = next(iter(schemas.values()), None)
        if "schema" in node:
            schema = resolve(self.document, join(pointer, "schema"), (), slots)
        style = str(node.get("style", STYLES.get(where, "form")))
        return Parameter(
            name=name,
            where=where,
            required=bool(node.get("required")),
            pointer=pointer,
            schema=schema,
            style=style,
            explode=bool(node.get("explode", style == "form")),
            media=next(iter(content), ""),
            node=node,
        )

    def _security(self, node: Mapping[str, Any], pointer: str) -> tuple[Requirement, ...]:
        holder, place = (node, pointer) if "security" in node else (self.document.data, "")
        inner = join(place, "security")
        written = sequence(self.document, holder.get("security", []), inner)
        return tuple(
            tuple(
                (name, tuple(str(scope) for scope in scopes or ()))
                for name, scopes in sorted(mapping(self.document, one, join(inner, index)).items())
            )
            for index, one in enumerate(written)
        )

    def _servers(self, node: Mapping[str, Any], pointer: str) -> tuple[Mapping[str, Any], ...]:
        """Return what an operation or its path says; what the document says is only read."""
        for place, holder in ((pointer, node), (self.place, self.item), ("", self.document.data)):
            if holder.get("servers"):
                inner = join(place, "servers")
                written = sequence(self.document, holder["servers"], inner)
                found = (
                    mapping(self.document, one, join(inner, n)) for n, one in enumerate(written)
                )
                return tuple(found) if place else ()
        return ()
