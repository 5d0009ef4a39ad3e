"""What one family of a document says, and nothing else: the base of a three-way merge.

Pure. No text of the document is kept, only names, types, bounds and the like, written as the
smallest document of OpenAPI 3.1 that says the same; so one reader reads it, and one comparison
compares it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import yaml

from venice_contract.contract.comparing.forms import is_null
from venice_contract.contract.comparing.operations import security_schemes
from venice_contract.contract.operations import operations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from venice_contract.contract.document import Document
    from venice_contract.contract.operations import Message, Operation, Parameter
    from venice_contract.contract.schema import Schema

HEADER = """\
# What the family said in the revision that upstream.toml names, as facts.
# Written by `venice-contract upstream`; it is the base of the next merge, so leave it alone.
"""

LEFT_OUT = frozenset({"example", "examples", "externalDocs", "xml", "$comment", "nullable"})


class _Plain(yaml.CSafeDumper):
    """Writes everything out, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's interface
        """Never point to what stands elsewhere."""
        return True


def facts(document: Document, paths: Sequence[str]) -> str:
    """Return the facts of the operations at some paths, as the text of a document.

    Args:
        document: a revision.
        paths: patterns as of a shell.

    Raises:
        BrokenContractError: a schema contains itself, or something cannot be read.
    """
    family: dict[str, Any] = {}
    for one in operations(document).values():
        if any(fnmatchcase(one.path, pattern) for pattern in paths):
            family.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    version = document.data.get("info", {}).get("version", "")
    data = {
        "openapi": "3.1.0",
        "info": {"title": "facts", "version": str(version)},
        "paths": family,
        "components": {"securitySchemes": security_schemes(document)},
    }
    return HEADER + yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


def _operation(one: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {"operationId": one.id} if one.named else {}
    if one.deprecated:
        said["deprecated"] = True
    said["security"] = [{name: list(scopes) for name, scopes in needed} for needed in one.security]
    if one.parameters:
        said["parameters"] = [_parameter(parameter) for parameter in one.parameters]
    if one.request:
        said["requestBody"] = {"required": one.request.required, **_content(one.request)}
    said["responses"] = {
        status: {"description": "", **_content(answer), **_headers(answer)}
        for status, answer in one.answers.items()
    }
    return said


def _parameter(one: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {"name": one.name, "in": one.where, "required": one.required}
    said |= {"style": one.style, "explode": one.explode}
    if one.deprecated:
        said["deprecated"] = True
    if one.schema is not None:
        said["schema"] = plain(one.schema)
    return said


def _content(message: Message) -> dict[str, Any]:
    if not message.media:
        return {}
    schemas = message.schemas
    return {
        "content": {
            media: {"schema": plain(schemas[media])} if media in schemas else {}
            for media in message.media
        }
    }


def _headers(message: Message) -> dict[str, Any]:
    if not message.headers:
        return {}
    said = {}
    for name, header in message.headers.items():
        schema = {"schema": plain(header.schema)} if header.schema is not None else {}
        said[name] = {"required": header.required, **schema}
    return {"headers": said}


def plain(schema: Schema, above: frozenset[tuple[str, ...]] = frozenset()) -> dict[str, Any]:
    """Write a schema out in the words of OpenAPI 3.1, without references and words for people.

    Raises:
        BrokenContractError: it contains itself, so that it has no end.
    """
    if schema.identity in above:
        raise schema.document.broken(
            "the schema contains itself, and facts of such schemas cannot be kept.", schema.pointer
        )
    above |= {schema.identity}
    said: dict[str, Any] = {
        name: keyword.value
        for name, keyword in schema.keywords.items()
        if name not in LEFT_OUT and not name.startswith("x-")
    }
    if schema.properties:
        said["properties"] = {n: plain(one, above) for n, one in schema.properties.items()}
    if schema.items is not None:
        said["items"] = plain(schema.items, above)
    if schema.additional is not None:
        said["additionalProperties"] = plain(schema.additional, above)
    if schema.variants:
        said[schema.choice] = _branches(schema, above)
    return said


def _branches(schema: Schema, above: frozenset[tuple[str, ...]]) -> list[dict[str, Any]]:
    found = [plain(one, above) for one in schema.variants if not is_null(one)]
    nothing = any(is_null(one) for one in schema.variants) or schema.value("nullable")
    return [*found, {"type": "null"}] if nothing else found
