"""How fast a service may be asked, and how many keys it keeps, as the contract says it.

Pure. `x-service-limits` at the root of the document says it: keys made (`creates`) and failed
requests (`failures`, any 4xx but 429) in so many seconds, and `active-keys` at one time. What a
service says of itself, in headers and refusals, stands above all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.values.validation import first_line

EXTENSION = "x-service-limits"
_COUNT = {"type": "integer", "minimum": 1, "maximum": 10**9}
_SECONDS = {"type": "number", "exclusiveMinimum": 0, "maximum": 86_400}
_IN_TIME = {
    "type": "object",
    "required": ["most", "seconds", "x-evidence"],
    "additionalProperties": False,
    "properties": {"most": _COUNT, "seconds": _SECONDS, "lowest": _COUNT, "x-evidence": {}},
}
_AT_ONCE = {
    "type": "object",
    "required": ["most", "x-evidence"],
    "additionalProperties": False,
    "properties": {"most": _COUNT, "x-evidence": {}},
}
SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"creates": _IN_TIME, "failures": _IN_TIME, "active-keys": _AT_ONCE},
}
"""What the extension may hold, as JSON Schema."""


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """At most so many in any window of so many seconds.

    `lowest` is the lowest figure that any statement gave: a service may still count so.
    """

    most: int
    seconds: float
    lowest: int


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """What a service allows; by default a careful pace, for contracts that say nothing of it.

    `active_keys` is how many keys there may be at one time, None where that is not said.
    """

    creates: ServiceLimit = ServiceLimit(20, 60.0, 20)
    failures: ServiceLimit = ServiceLimit(20, 30.0, 20)
    active_keys: int | None = None


def service_limits(document: Document) -> ServiceLimits:
    """Return what a document that keeps to the rules says of its service."""
    said = document.data.get(EXTENSION, {})
    otherwise = ServiceLimits()
    return ServiceLimits(
        creates=_limit(said.get("creates"), otherwise.creates),
        failures=_limit(said.get("failures"), otherwise.failures),
        active_keys=said.get("active-keys", {}).get("most"),
    )


def _limit(said: Any, otherwise: ServiceLimit) -> ServiceLimit:
    if said is None:
        return otherwise
    return ServiceLimit(said["most"], float(said["seconds"]), said.get("lowest", said["most"]))


def problems(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what is said of the service that cannot be read: where it stands, and a sentence."""
    said, pointer = document.data.get(EXTENSION, {}), join("", EXTENSION)
    for error in jsonschema_rs.Draft202012Validator(SHAPE).iter_errors(said):
        yield join(pointer, *error.instance_path), f"{first_line(error.message)}."
        return
    for name, one in said.items():
        if one.get("lowest", one["most"]) > one["most"]:
            yield join(pointer, name, "lowest"), f"lowest {one['lowest']} is above {one['most']}."
