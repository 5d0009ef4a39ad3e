"""A published revision as a contract, and as a server that the mock plays.

Pure. What a revision says is written out as facts, completed by what no revision says and every
verdict needs: names of operations, refusals, and which field gives back which of a request.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import yaml

from venice_contract.contract.comparing.operations import NAME
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.reading.operations import JSON, operations
from venice_contract.errors import UsageError
from venice_contract.mock import documented
from venice_contract.mock.rules import Rules, Shape
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import httpx

PLAYED = {
    (method, path): name
    for path, named in (*documented.ROUTES.items(), ("/api_keys/{}", documented.ONE_KEY))
    for method, name in named.items()
}
"""What the mock can play, by method and path without the names of parameters."""

REFUSAL = {
    "description": "refused",
    "content": {
        JSON: {
            "schema": {
                "type": "object",
                "properties": {"error": {"type": "string"}},
                "required": ["error"],
            }
        }
    },
}
ECHOES = {"consumptionLimits": "consumptionLimit"}
"""Fields of answers that give back one of a request under another name (page, spec)."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision, ready to be judged and to be played.

    Args:
        unplayed: method and path of those that it cannot, empty for none.
    """

    document: Document
    unplayed: tuple[str, ...] = ()


def revision(document: Document, paths: Sequence[str]) -> Revision:
    """Return a published document as a contract.

    Raises:
        BrokenContractError: it cannot be read as OpenAPI.
        UsageError: it has none of the operations that the mock plays.
    """
    told = facts_of(document, paths)
    unplayed = []
    for path, item in list(told["paths"].items()):
        for method, node in list(item.items()):
            name = PLAYED.get((method.upper(), NAME.sub("{}", path)))
            if name is None:
                del item[method]
                unplayed.append(f"{method.upper()} {path}")
                continue
            _complete(node, name, keyed="{" in path or method in ("patch", "delete"))
    if not any(told["paths"].values()):
        has = ", ".join(unplayed) or "no operation"
        raise UsageError(f"{document.file}: the stand-in plays keys alone, and this has {has}.")
    return Revision(document_of(told, document.file), tuple(unplayed))


def facts_of(document: Document, paths: Sequence[str]) -> dict[str, Any]:
    """Return what a published document says of a family, to be completed."""
    told: dict[str, Any] = yaml.load(facts(document, paths), Loader=yaml.CSafeLoader)
    return told


def document_of(told: dict[str, Any], file: str) -> Document:
    """Return completed facts as a document; raise BrokenContractError if they cannot be read."""
    text = yaml.dump(told, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return parse(text, file)


def complete_answers(
    node: dict[str, Any], wanted: Mapping[str, bool], refusal: dict[str, Any]
) -> None:
    """Give an operation a success, and the refusals that are wanted, where it names none."""
    answers: dict[str, Any] = node["responses"]
    if not any(status.startswith("2") for status in answers):
        answers["200"] = {"description": "", **answers.get("default", {})}
    for status, needed in wanted.items():
        if needed:
            answers.setdefault(status, deepcopy(refusal))


def _complete(node: dict[str, Any], name: str, *, keyed: bool) -> None:
    """Add what every verdict needs to one operation."""
    node["operationId"] = name
    has_body = "requestBody" in node
    if has_body:
        node["requestBody"]["required"] = True
    wanted = {"400": has_body, "401": bool(node["security"]), "4XX": keyed}
    complete_answers(node, wanted, REFUSAL)
    for message in (node.get("requestBody", {}), *node["responses"].values()):
        for media in message.get("content", {}).values():
            media["schema"] = _spelled(media.get("schema", {}))


def _spelled(node: dict[str, Any]) -> dict[str, Any]:
    """Spell a schema as the mock's tables are made: one type with its null, and echoes named."""
    told = {word: value for word, value in node.items() if word not in ("anyOf", "oneOf")}
    if told.get("enum") == [""]:
        told = {"type": "string", "maxLength": 0}
    if "properties" in told:
        told["properties"] = {n: _spelled(one) for n, one in told["properties"].items()}
        for name in ECHOES.keys() & told["properties"].keys():
            told["properties"][name]["x-echo-of"] = ECHOES[name]
    for word in ("items", "additionalProperties"):
        if isinstance(told.get(word), dict):
            told[word] = _spelled(told[word])
    return _one_branch(told, node.get("anyOf", node.get("oneOf", [])))


def _one_branch(told: dict[str, Any], branches: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a schema with its branches; one that is alone beside null is the schema itself."""
    typed = [_spelled(one) for one in branches if one != {"type": "null"}]
    nullable = len(typed) < len(branches)
    if len(typed) > 1:
        return told | {"anyOf": [*typed, *([{"type": "null"}] if nullable else [])]}
    told = {**(typed[0] if typed else {}), **told}
    if nullable and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
    return told


class RevisionServer(MutantServer):
    """The mock as a server that keeps to one revision."""

    def __init__(self, found: Revision, *, now: datetime) -> None:
        self._has = operations(found.document)
        rules = _complete_rules(rules_of(found.document))
        missing = frozenset(PLAYED.values()) - self._has.keys()
        super().__init__(rules, None, now=now, missing=missing)
        # No published revision tells a call without a key from one with a wrong key.
        self.service.settings = replace(self.service.settings, no_key_status=401)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the mock does, with the statuses that the revision has."""
        operation = self._has.get(self.operation_of(request))
        if operation is None:
            return super().handle_request(request)
        if not operation.secured:
            request.headers.setdefault("authorization", f"Bearer {self.service.admin_key}")
        response = super().handle_request(request)
        barred = operation.unauthorized
        statuses = {200: operation.success, 400: operation.invalid, 401: barred, 402: barred}
        response.status_code = int(statuses.get(response.status_code) or response.status_code)
        return response


def _complete_rules(rules: Rules) -> Rules:
    """Let the mock take and answer anything where a revision says nothing."""
    requests = dict.fromkeys(documented.DOCUMENTED.requests, Shape()) | dict(rules.requests)
    answers = dict.fromkeys(documented.DOCUMENTED.answers, Shape()) | dict(rules.answers)
    return Rules(requests, answers)
