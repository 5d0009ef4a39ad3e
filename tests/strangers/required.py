"""A field that the contract does not know and the server demands, and how it says so."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from tests.strangers.fragments import Json, schema

KINDS: dict[str, Json] = {
    "text": {"type": "string", "minLength": 1, "maxLength": 80},
    "enum": {"type": "string", "enum": ["production", "staging"]},
    "integer": {"type": "integer", "minimum": 1, "maximum": 10},
    "boolean": {"type": "boolean"},
    "list": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "object": {"type": "object", "properties": {"unit": {"type": "string"}}},
    "form": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
}
"""What may be demanded; of the last no guess is right."""
TOLD = ("vendor", "pydantic", "go", "sentences", "silent")
"""In which manners of refusal; `silent` names no field."""
REQUESTS = {"create": "CreateApiKeyRequest", "update": "UpdateApiKeyRequest"}
NAME = "costCentre"


@dataclass(frozen=True)
class Demand:
    """A server that demands one field more than its contract.

    Args:
        of: `create` or `update`, or both with a blank between.
    """

    name: str
    kind: str
    of: str
    errors: str

    @property
    def edit(self) -> Callable[[Json], None]:
        """The change of the fragment that the server follows."""

        def demand(data: Json) -> None:
            for which in self.of.split():
                node = schema(data, REQUESTS[which])
                node["properties"][NAME] = copy.deepcopy(KINDS[self.kind])
                node["required"].append(NAME)

        return demand


DEMANDS = tuple(
    Demand(f"{of} demands {kind}, told as {errors}", kind, of, errors)
    for of in ("create", "update", "create update")
    for kind in KINDS
    for errors in TOLD
    if errors in ("vendor", "sentences", "silent") or kind == "text"
)
"""Each must end in one finding that names the field, or quotes the refusal where none is named."""
