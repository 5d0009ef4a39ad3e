"""What a verdict costs when the contract grows: more fields, and longer enums.

`python -m benchmarks.growth` judges an honest server in this process. Every optional field of a
creation, a change and their answers is there so many times; then one enum has so many values.
"""

import argparse
import copy
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import Document, load, parse, reach
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import entity
from venice_contract.contract.values.moment import Moment
from venice_contract.scoring.score import verdict
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of
from venice_contract.verdict import Status

FRAGMENT = Path(__file__).parents[1] / "openapi" / "api_keys.yaml"
MOMENT = Moment(datetime(2026, 11, 24, 12, tzinfo=UTC), "vc-90a70000")
SHOWN_OF_LIMITS = ("when-limited", "always")
TIMES, VALUES = (1, 5, 10, 30), (10, 30, 75)


def _objects(contract: Contract) -> Iterator[tuple[bool, Schema]]:
    """Yield what a creation and a change send, then each answer that shows a key."""
    roles = contract.family
    changing = [roles.create, *(route.operation for route in (roles.update,) if route)]
    for operation in changing:
        if operation.request and operation.request.schema:
            yield True, operation.request.schema
    for operation in roles.all:
        answer = operation.answers[operation.success].schema
        shown = entity(answer, roles.key_name) if contract.echoes(operation) else None
        if shown is not None:
            yield False, shown


def wider(document: Document, times: int) -> Document:
    """Return a contract in which every optional field of a creation is there so many times."""
    contract, data = Contract(document), copy.deepcopy(document.data)
    create = contract.family.create.request
    if create is None or create.schema is None or times == 1:
        return document
    root = create.schema
    names = [name for name in root.properties if name not in root.required]
    written = {name: _node(document, root.properties[name]) for name in names}
    for number in range(2, times + 1):
        for _, shown in _objects(contract):
            node = reach(data, shown.pointer)
            for name in names:
                node["properties"][f"{name}{number}"] = copy.deepcopy(written[name])
    _unlimited(data)
    return parse(json.dumps(data), document.file)


def _unlimited(node: Any) -> None:
    """Take out when amounts are shown: the server knows limits by their first name alone."""
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        _unlimited(child)
    if isinstance(node, dict) and node.get("x-presence", {}).get("rule") in SHOWN_OF_LIMITS:
        del node["x-presence"]


def _node(document: Document, schema: Schema) -> dict[str, Any]:
    node = copy.deepcopy(document.get(schema.pointer))
    return {key: value for key, value in node.items() if not key.startswith("x-absent")}


def longer(document: Document, number: int) -> Document:
    """Return a contract in which one optional enum of a creation has so many values."""
    contract, data = Contract(document), copy.deepcopy(document.data)
    create = contract.family.create.request
    if create is None or create.schema is None:
        return document
    for name, schema in create.schema.properties.items():
        if "enum" in schema.keywords and name not in create.schema.required:
            enum = reach(data, schema.keywords["enum"].pointer)
            enum += [f"VALUE_{index}" for index in range(len(enum), number)]
            break
    return parse(json.dumps(data), document.file)


def judged(document: Document) -> str:
    """Judge an honest server by a contract, and tell what it cost."""
    began = time.process_time()
    server = MutantServer(rules_of(document), None, now=MOMENT.now)
    run = verdict(document, server, MOMENT).run({})
    seconds = time.process_time() - began
    asked = [check for check in run.checks if check.status is not Status.LEFT_OUT]
    decided = sum(check.status is Status.PASSED for check in asked)
    traffic = run.traffic
    cost = [traffic.requests, traffic.creates, traffic.refusals, traffic.alive_at_most]
    return " | ".join([*map(str, cost), f"{seconds:.1f}", f"{decided} of {len(asked)}"])


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="*", default=TIMES)
    parser.add_argument("--values", type=int, nargs="*", default=VALUES)
    chosen = parser.parse_args()
    document = load(FRAGMENT)
    print("| contract | requests | creates | refusals | alive | CPU seconds | decided |")
    print("|---|---|---|---|---|---|---|")
    for times in chosen.times:
        print(f"| {times} times the fields | {judged(wider(document, times))} |", flush=True)
    for number in chosen.values:
        print(f"| {number} values | {judged(longer(document, number))} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
