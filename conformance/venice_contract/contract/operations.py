"""The operations of the fragment, with the schema of every message followed to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.schema import Schema, resolve

if TYPE_CHECKING:
    from venice_contract.contract.document import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Message:
    """A body that may be sent or answered.

    Args:
        pointer: the request body or response, `$ref` followed.
        slots: nodes passed on the way that hold a `$ref`.
        media: media types it may have.
        schema: the schema of its JSON form, else of its first; None when it has none.
    """

    pointer: str
    slots: tuple[str, ...]
    media: tuple[str, ...]
    schema: Schema | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path or query parameter and where it is written."""

    name: str
    where: str
    required: bool
    pointer: str
    schema: Schema | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Args:
        id: operationId.
        method: in capitals.
        path: the template, such as `/api_keys/{id}`.
        pointer: where it is written.
        request: its request body, None if it takes none.
        answers: by status as written, such as `200` or `4XX`.
        parameters: path and query parameters.
        secured: whether it needs the bearer key.
    """

    id: str
    method: str
    path: str
    pointer: str
    request: Message | None
    answers: dict[str, Message]
    parameters: tuple[Parameter, ...]
    secured: bool

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
        """The documented status of a call without a key, empty if there is none."""
        return next((status for status in ("401", "403") if status in self.answers), "")

    @property
    def success(self) -> str:
        """The documented success status, such as `200`; the lowest of them."""
        return min(status for status in self.answers if status.startswith("2"))


def operations(document: Document) -> dict[str, Operation]:
    """Return every operation by its operationId, in the order of the fragment."""
    found: dict[str, Operation] = {}
    secured_by_default = bool(document.data.get("security"))
    for path, item in document.data.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                pointer = join("/paths", path, method)
                operation = _operation(document, pointer, path, method, secured_by_default)
                found[operation.id] = operation
    return found


def _operation(
    document: Document, pointer: str, path: str, method: str, secured_by_default: bool
) -> Operation:
    node = document.get(pointer)
    body = join(pointer, "requestBody")
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        pointer=pointer,
        request=_message(document, body) if "requestBody" in node else None,
        answers={
            str(status): _message(document, join(pointer, "responses", status))
            for status in node.get("responses", {})
        },
        parameters=tuple(
            _parameter(document, join(pointer, "parameters", index))
            for index in range(len(node.get("parameters", ())))
        ),
        secured=bool(node["security"]) if "security" in node else secured_by_default,
    )


def _follow(document: Document, pointer: str) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    slots: tuple[str, ...] = ()
    node = document.get(pointer)
    while "$ref" in node:
        slots = (*slots, pointer)
        pointer = str(node["$ref"])[1:]
        node = document.get(pointer)
    return pointer, slots, node


def _message(document: Document, pointer: str) -> Message:
    pointer, slots, node = _follow(document, pointer)
    content = node.get("content", {})
    media = JSON if JSON in content else next(iter(content), JSON)
    schema = None
    if "schema" in content.get(media, {}):
        schema = resolve(document, join(pointer, "content", media, "schema"), (), slots)
    return Message(pointer, slots, tuple(content), schema)


def _parameter(document: Document, pointer: str) -> Parameter:
    pointer, _, node = _follow(document, pointer)
    schema = None
    if "schema" in node:
        schema = resolve(document, join(pointer, "schema"), (node["name"],))
    return Parameter(node["name"], node["in"], bool(node.get("required")), pointer, schema)
