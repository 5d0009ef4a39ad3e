"""Published revisions as contracts and as servers: does the verdict name what the vendor changed?

A published document is cut down to this family and rewritten in the contract's terms: OpenAPI 3.1,
null as a type, the empty expiry as a length, and the refusals that every revision leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from venice_contract.contract.changes import Change, changes
from venice_contract.contract.document import Document, dump, load, parse, yaml_codec
from venice_contract.contract.moment import Moment
from venice_contract.contract.operations import operations
from venice_contract.errors import ContractToolError, UsageError
from venice_contract.scoring.score import verdict
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of
from venice_contract.verdict import Status

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from venice_contract.verdict import Finding

FAMILY = "/api_keys"
KEPT = frozenset(
    {"type", "enum", "minimum", "maximum", "maxLength", "minLength", "pattern", "required"}
    | {"additionalProperties", "default"}
)
ERROR = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
REFUSALS = ("400", "401", "4XX", "500")


@dataclass(frozen=True, slots=True)
class Replay:
    """One revision as the contract and another as the server.

    Args:
        old: name of the contract's file.
        new: name of the server's.
        findings: what the verdict named.
        written: each change that a comparison of the two documents names, and whether the verdict
            named something there.
        undecided: what the verdict could not decide, or why it could not run at all.
    """

    old: str
    new: str
    findings: tuple[Finding, ...] = ()
    written: tuple[tuple[Change, bool], ...] = ()
    undecided: tuple[str, ...] = ()


def published(path: Path) -> Document:
    """Read a published document and rewrite this family of it.

    Raises:
        UsageError: it cannot be read, is not YAML, or has none of these paths.
    """
    try:
        data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as problem:
        reason = str(problem).partition("\n")[0]
        raise UsageError(f"{path}: no published document: {reason}.") from None
    paths = data.get("paths", {}) if isinstance(data, dict) else {}
    family = {name: _path(item) for name, item in paths.items() if name.startswith(FAMILY)}
    if not family:
        raise UsageError(f"{path}: it has no path below {FAMILY}.")
    told = {
        "openapi": "3.1.0",
        "info": {"title": "published", "version": str(data["info"]["version"])},
        "security": [{"BearerAuth": []}],
        "paths": family,
    }
    return parse(dump(yaml_codec().map(**told)), path.name)


def _path(item: dict[str, Any]) -> dict[str, Any]:
    return {method: _operation(node) for method, node in item.items() if "responses" in node}


def _operation(node: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": node["operationId"]}
    if node.get("parameters"):
        told["parameters"] = [
            {key: one[key] for key in ("name", "in", "required", "schema") if key in one}
            for one in node["parameters"]
        ]
    if "security" in node:
        told["security"] = node["security"]
    if "requestBody" in node:
        told["requestBody"] = {"required": True, "content": _content(node["requestBody"])}
    content = _content(node["responses"]["200"])
    told["responses"] = {"200": {"description": "OK", "content": content}}
    for status in REFUSALS:
        content = {"application/json": {"schema": ERROR}}
        told["responses"][status] = {"description": "refused", "content": content}
    return told


def _content(message: dict[str, Any]) -> dict[str, Any]:
    found = message["content"]["application/json"]["schema"]
    return {"application/json": {"schema": schema(found)}}


def schema(node: dict[str, Any]) -> dict[str, Any]:
    """Rewrite one published schema in the contract's terms."""
    told = {key: value for key, value in node.items() if key in KEPT}
    nullable = bool(node.get("nullable"))
    if told.get("enum") == [""]:
        return {"type": "string", "maxLength": 0}
    if "properties" in node:
        told["properties"] = {name: schema(one) for name, one in node["properties"].items()}
        if "consumptionLimits" in told["properties"]:
            told["properties"]["consumptionLimits"]["x-echo-of"] = "consumptionLimit"
    if "items" in node:
        told["items"] = schema(node["items"])
    branches = [schema(one) for one in node.get("anyOf", ()) if "type" in one]
    nullable = nullable or any(one.get("nullable") for one in node.get("anyOf", ()))
    if len(branches) == 1:
        told.update(branches[0])
    elif branches:
        told["anyOf"] = [*branches, *([{"type": "null"}] if nullable else [])]
        return told
    if nullable and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
    return told


def replay(old: Path, new: Path, *, now: datetime) -> Replay:
    """Judge the newer revision, as a server, by the older one.

    A pair that cannot run is undecided with its reason, so that the next pair is still judged.
    """
    try:
        return _replayed(old, new, now=now)
    except ContractToolError as problem:
        return Replay(old.name, new.name, undecided=(f"this pair cannot run: {problem}",))


def _replayed(old: Path, new: Path, *, now: datetime) -> Replay:
    contract, server = published(old), published(new)
    missing = operations(contract).keys() - operations(server).keys()
    mutant = MutantServer(rules_of(server), None, now=now, missing=frozenset(missing))
    run = verdict(contract, mutant, Moment(now, "vc-4e91a700")).run({})
    found = {id(f): f for check in run.checks for f in check.findings}
    called = {one.id: one.called for one in operations(contract).values()}
    places = {
        (called.get(about.operation, ""), about.direction, about.path)
        for finding in found.values()
        for about in finding.about
    }
    wanted = changes(load(old), load(new), paths=(f"{FAMILY}*",))
    written = tuple((change, _named(change, places)) for change in wanted)
    undecided = tuple(
        f"{check.id}: {check.message}" for check in run.checks if check.status is Status.ERROR
    )
    return Replay(old.name, new.name, tuple(found.values()), written, undecided)


def _named(change: Change, places: set[tuple[str, str, tuple[str, ...]]]) -> bool:
    """Whether a finding is at the place of a change, or at the object that it is a field of."""
    known = {
        path
        for operation, direction, path in places
        if (operation, direction) == (change.operation, change.direction)
    }
    return change.path in known or (change.kind.startswith("field") and change.path[:-1] in known)


def told(one: Replay) -> str:
    """Tell a replay as text: what the verdict named, and what the documents say changed."""
    lines = [f"{one.old} as contract, {one.new} as server: {len(one.findings)} named"]
    lines += [
        f"  {f.kind:20} {f.constraint.id}: {f.contract_says}; the server {f.server_does}"
        for f in one.findings
    ]
    lines += [f"  undecided: {why}" for why in one.undecided]
    seen = sum(named for _, named in one.written)
    lines.append(f"  the documents differ in {len(one.written)} places, {seen} of them named:")
    lines += [
        f"    {'named' if named else 'unnamed':8} {c.kind:24} {c.operation} {c.direction} {c.field}"
        for c, named in one.written
    ]
    return "\n".join(lines)
