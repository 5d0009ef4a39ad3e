"""A published revision as a contract, and as a server that the mock plays.

Pure. What the one reader of documents finds in a revision is written out as facts, and these are
completed by what no revision says and every verdict needs: names of operations by which the mock
knows them, refusals, and which field of an answer gives back which of a request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import httpx
import yaml

from venice_contract.contract.comparing.operations import NAME
from venice_contract.contract.document import Document, parse
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.operations import operations
from venice_contract.errors import UsageError
from venice_contract.mock import documented
from venice_contract.mock.rules import Rules, Shape
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

PLAYED = {
    ("GET", "/api_keys"): documented.LIST,
    ("POST", "/api_keys"): documented.CREATE,
    ("PATCH", "/api_keys"): documented.UPDATE,
    ("DELETE", "/api_keys"): documented.DELETE,
    ("GET", "/api_keys/{}"): documented.READ,
    ("GET", "/api_keys/rate_limits"): documented.RATE_LIMITS,
    ("GET", "/api_keys/rate_limits/log"): documented.RATE_LIMIT_LOG,
    ("GET", "/api_keys/generate_web3_key"): documented.WEB3_TOKEN,
    ("POST", "/api_keys/generate_web3_key"): documented.WEB3_CREATE,
}
"""What the mock can play, by method and path without the names of parameters."""

ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
ECHOES = {"consumptionLimits": "consumptionLimit"}
"""Fields of answers that give back one of a request under another name (page, spec)."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision, ready to be judged and to be played.

    Args:
        document: what it says of the operations that the mock can play.
        unplayed: method and path of those that it cannot, empty for none.
    """

    document: Document
    unplayed: tuple[str, ...] = ()


def revision(document: Document, paths: Sequence[str]) -> Revision:
    """Return a published document as a contract.

    Args:
        document: the whole of it, or a part.
        paths: patterns of the family.

    Raises:
        BrokenContractError: it cannot be read as OpenAPI.
        UsageError: it has none of the operations that the mock plays.
    """
    told: dict[str, Any] = yaml.load(facts(document, paths), Loader=yaml.CSafeLoader)
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
    text = yaml.dump(told, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return Revision(parse(text, document.file), tuple(unplayed))


def _complete(node: dict[str, Any], name: str, *, keyed: bool) -> None:
    """Add what every verdict needs to one operation."""
    node["operationId"] = name
    answers: dict[str, Any] = node["responses"]
    if not any(status.startswith("2") for status in answers):
        answers["200"] = answers.get("default", {"description": ""})
    if "requestBody" in node:
        node["requestBody"]["required"] = True
    wanted = {
        "400": "requestBody" in node,
        "401": bool(node["security"]),
        "4XX": keyed,
    }
    for status, needed in wanted.items():
        if needed and status not in answers:
            content = {"application/json": {"schema": ERROR}}
            answers[status] = {"description": "refused", "content": content}
    for message in (node.get("requestBody", {}), *answers.values()):
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
    """The mock as a server that keeps to one revision.

    Args:
        found: the revision.
        now: the moment at which its clock stands.
    """

    def __init__(self, found: Revision, *, now: datetime) -> None:
        self._has = operations(found.document)
        super().__init__(_complete_rules(rules_of(found.document)), None, now=now)
        # No published revision tells a call without a key from one with a wrong key.
        self.service.settings = replace(self.service.settings, no_key_status=401)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the mock does, with the statuses that the revision has."""
        path = request.url.path.removeprefix(self.service.settings.base_path)
        name = PLAYED.get((request.method, path))
        if name is None and path.startswith("/api_keys/"):
            name = PLAYED.get((request.method, "/api_keys/{}"))
        if name is not None and name not in self._has:
            return httpx.Response(405, json={"error": "Method not allowed"})
        operation = self._has.get(name or "")
        if operation is not None and not operation.secured:
            request.headers.setdefault("authorization", f"Bearer {self.service.admin_key}")
        response = super().handle_request(request)
        if operation is not None:
            barred = operation.unauthorized
            statuses = {200: operation.success, 400: operation.invalid, 401: barred, 402: barred}
            response.status_code = int(statuses.get(response.status_code) or response.status_code)
        return response


def _complete_rules(rules: Rules) -> Rules:
    """Let the mock take and answer anything where a revision says nothing."""
    requests = dict.fromkeys(documented.DOCUMENTED.requests, Shape()) | dict(rules.requests)
    answers = dict.fromkeys(documented.DOCUMENTED.answers, Shape()) | dict(rules.answers)
    return Rules(requests, answers)
