"""The facts of the contract as data, so that an SDK in any language can test itself against them.

A request vector says what is sent and whether the contract allows it; an answer vector what the
service may send back. Validity is decided by a JSON Schema validator over the contract.
"""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import (
    JSON,
    Message,
    Operation,
    Parameter,
    code,
)
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT, BAD, GOOD, Saying
from venice_contract.contract.values.validation import accepts
from venice_contract.generation.adapting import is_json
from venice_contract.verdict import ITEMS, dotted

MOMENT = Moment(datetime(2030, 10, 1, 12, tzinfo=UTC), "vector")
"""The time of every vector, so that they are the same each time."""

GONE = object()
MORE = object()
RANGES = {"4XX": 404, "5XX": 503, "default": 503}
ERRORS = 400
"""The lowest status of a refusal."""


def vectors(document: Document) -> dict[str, Any]:
    """Return the vectors of a contract: each operation, value, edge and error of it.

    Their own JSON Schema is `vectors.schema.json` among the templates of an SDK.
    """
    contract_ = contract_of(document)
    found: list[dict[str, Any]] = []
    for operation in contract_.operations.values():
        found.extend(_Writer(contract_, operation).all())
    info = document.data.get("info", {})
    contract = {
        "title": str(info.get("title", "")),
        "version": str(info.get("version", "")),
        "sha256": document.sha256,
    }
    return {"$schema": "vectors.schema.json", "contract": contract, "vectors": found}


def as_text(value: Any) -> str:
    """Write JSON as it is kept in a repository."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


class _Writer:
    def __init__(self, contract: Contract, operation: Operation) -> None:
        document = contract.document
        self._document = document
        self._operation = operation
        self._known = [one for one in contract.constraints if one.operation == operation.id]
        self._said: dict[str, list[tuple[Schema, Schema]]] = {}
        for message in filter(None, (operation.request, operation.answers[operation.success])):
            for field in message.schema.walk() if message.schema else ():
                for one, says in contract.said(field):
                    self._said.setdefault(one.id, []).append((field, says))
        self._success = operation.answers[operation.success]
        self._is_bodiless = operation.method == "HEAD"
        self._answers = {} if self._is_bodiless else _examples(document, self._success)
        self._bodies = _examples(document, operation.request) if operation.request else {}
        self._seen: set[str] = set()
        self._named: Counter[str] = Counter()

    def all(self) -> Iterator[dict[str, Any]]:
        """Exchanges, then requests, then answers, then other successes and errors."""
        for name, body in (self._bodies or {"plain": GONE}).items():
            yield self._vector(f"exchange.{name}", "request", body, valid=True)
        if self._operation.request and self._bodies:
            name = min(self._bodies, key=lambda name: len(json.dumps(self._bodies[name])))
            yield from self._varied("request", self._operation.request, name, self._bodies[name])
        for name, body in self._answers.items() if is_json(_media(self._success)) else ():
            yield from self._varied("answer", self._success, name, body)
        for status, message in self._operation.answers.items():
            if status != self._operation.success:
                yield from self._others(status, message)

    def _others(self, status: str, message: Message) -> Iterator[dict[str, Any]]:
        """Every answer that is not the success that is told of first: another one, or an error."""
        known = RANGES.get(status) or code(status)
        kind, about = ("exchange", "request") if known < ERRORS else ("error", "error")
        sent = next(iter(self._bodies.values()), GONE)
        told = {} if self._is_bodiless else _examples(self._document, message)
        for name, body in (told or {"plain": None if known < ERRORS else {"error": "x"}}).items():
            vector = self._vector(f"{kind}.{status}.{name}", about, sent, valid=True)
            vector["answer"] = {"status": known, "content_type": _media(message), "body": body}
            yield vector

    def _varied(
        self, about: str, message: Message, example: str, base: Any
    ) -> Iterator[dict[str, Any]]:
        """Change one place of an example at a time, once for each thing the contract says."""
        side = "" if about == "request" else self._operation.success
        schema = message.schema
        for one in self._known:
            if one.direction != about or one.status != side:
                continue
            said = self._said.get(one.id, ())
            told = (_candidates(Saying(one, says, field, MOMENT)) for field, says in said)
            for name, value in chain.from_iterable(told):
                body = _with(base, one.path, value)
                key = json.dumps([about, body], sort_keys=True, default=str)
                if body is GONE or key in self._seen:
                    continue
                self._seen.add(key)
                where = f"{about}.{example}.{dotted(one.path) or 'whole'}.{name}"
                # Several branches have a longest text, each its own.
                self._named[where] += 1
                number = self._named[where]
                where = where if number == 1 else f"{where}-no-{number}"
                valid = schema is not None and accepts(schema, body)
                yield self._vector(where, about, body, valid=valid)

    def _vector(self, name: str, about: str, body: Any, *, valid: bool) -> dict[str, Any]:
        operation = self._operation
        request: dict[str, Any] = {"method": operation.method, "path": operation.path}
        if operation.parameters:
            request["parameters"] = {p.name: _given(p) for p in operation.parameters}
        request["authenticated"] = operation.secured
        sent = body if about == "request" else next(iter(self._bodies.values()), GONE)
        if sent is not GONE:
            request["body"] = sent
        media = _media(self._success)
        answer: dict[str, Any] = {"status": code(operation.success), "content_type": media}
        answer["body"] = body if about == "answer" else next(iter(self._answers.values()), None)
        if about == "request" and not valid:
            answer = {"status": 400, "content_type": JSON, "body": {"error": "Invalid request"}}
        return {
            "id": f"{operation.id}.{name}",
            "operation": operation.id,
            "about": about,
            "valid": valid,
            "request": request,
            "answer": answer,
        }


def _candidates(saying: Saying) -> Iterator[tuple[str, Any]]:
    """Values at and beside what one constraint says, each with a name, as probes ask them."""
    one = saying.constraint
    if not one.path and one.kind in {"null", "not-null", "type"}:
        return
    if one.kind == "closed":
        yield "unknown-name", MORE
        return
    # An answer of another good value may mean something else, as `success: false` does.
    only_bad = one.kind == "type" and one.direction == "answer"
    for table in (BAD,) if only_bad else (GOOD, BAD):
        maker = table.get(one.kind)
        for label, value, _ in maker(saying) if maker else ():
            yield label, GONE if value is ABSENT else value


def _with(base: Any, path: tuple[str, ...], value: Any) -> Any:
    """Return a copy of an example with one place changed, or GONE if it has no such place.

    What holds the place is made where the example has nothing there; a list with the one item.
    """
    whole = {"": copy.deepcopy(base)}
    *way, last = ["", *(0 if step == ITEMS else step for step in path)]
    node: Any = whole
    try:
        for step, below in zip(way, [*way, last][1:], strict=True):
            empty: Any = [None] if below == 0 else {}
            node = node.setdefault(step, empty) if isinstance(node, dict) else node[step]
        if value is GONE:
            del node[last]
        elif value is MORE:
            node[last] = {**node[last], "unknownName": 1}
        else:
            node[last] = value
    except (KeyError, IndexError, TypeError):
        return GONE
    return whole[""]


def _examples(document: Document, message: Message) -> dict[str, Any]:
    """What a message may hold, by name: its examples, or else what its schema accepts."""
    content = document.get(message.pointer).get("content", {}).get(message.chosen, {})
    found: dict[str, Any] = {}
    for name, node in content.get("examples", {}).items():
        example = document.get(str(node["$ref"])[1:]) if "$ref" in node else node
        found[name] = example.get("value")
    if "example" in content:
        found.setdefault("example", content["example"])
    if not found and message.schema is not None:
        found["plain"] = specimen(message.schema, MOMENT)
    return found


def _given(parameter: Parameter) -> Any:
    """What is sent for a parameter: its example, or else what its schema accepts."""
    if "example" in parameter.node:
        return parameter.node["example"]
    return "x" if parameter.schema is None else specimen(parameter.schema, MOMENT)


def _media(message: Message) -> str:
    return message.chosen or JSON
