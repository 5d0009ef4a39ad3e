"""Faults of kinds that people report elsewhere, each with the contract that shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.strangers.additions import ADDITIONS
from tests.strangers.fragments import Json, add_field, fragment, operation
from tests.strangers.lies import Edit, Lie
from tests.strangers.pages import add_pages


@dataclass(frozen=True)
class Reported:
    """A contract and a server that differ in one thing.

    Args:
        serves: makes the fragment that the server follows; the plain one by default.
    """

    name: str
    edit: Edit
    at: tuple[str, ...]
    serves: Edit | None = None

    @property
    def lie(self) -> Lie:
        """The server as a lie about the contract."""
        return Lie(self.name, self.at)

    def server(self) -> Json:
        data = fragment()
        if self.serves:
            self.serves(data)
        return data


add_union, add_usage, add_rotation = (
    ADDITIONS[name].edit for name in ("destination", "usage", "rotate")
)


def _with(**keywords: object) -> Callable[[Json], None]:
    return lambda data: add_field(data, "extra1", dict(keywords))


KNOWN_TO_NONE: dict[str, Json] = {
    "a boolean": {"type": "boolean"},
    "an integer": {"type": "integer"},
    "a text": {"type": "string"},
    "a form": {"type": "string", "pattern": "^[a-z]{4}$"},
    "an enum": {"type": "string", "enum": ["red", "blue"]},
    "a map": {"type": "object", "additionalProperties": {"type": "string"}},
    "a list": {"type": "array", "items": {"type": "string"}},
    "an object": {"type": "object", "properties": {"size": {"type": "integer"}}},
    "a date-time": {"type": "string", "format": "date-time"},
}


def _required_query(data: Json) -> None:
    add_pages(data)
    operation(data, "getApiKeys")["parameters"][1]["required"] = True


def _one_branch(data: Json) -> None:
    add_union(data)
    for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
        node = data["components"]["schemas"][where]["properties"]["destination"]
        del node["oneOf"][0]


MAP: Json = {"type": "object", "additionalProperties": {"type": "string"}}
NUMBERS: Json = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}
WHOLE: Json = {"type": "integer", "minimum": 1, "maximum": 50}

REPORTED = (
    *(
        Reported(f"{kind} that the server does not know", _with(**node), ("extra1",))
        for kind, node in KNOWN_TO_NONE.items()
    ),
    Reported("an action that the server lacks", add_rotation, ("@rotateApiKey*",)),
    Reported("a read that the server lacks", add_usage, ("@getApiKeyUsage*",)),
    Reported("pages that the server lacks", add_pages, ("@getApiKeys*",)),
    Reported(
        "a required query that the server does not ask for",
        _required_query,
        ("@getApiKeys*",),
        add_pages,
    ),
    Reported(
        "integer from 1, on the server from 0",
        _with(**WHOLE),
        ("extra1",),
        _with(**WHOLE | {"minimum": 0}),
    ),
    Reported(
        "integer, on the server a number",
        _with(**WHOLE),
        ("extra1",),
        _with(**WHOLE | {"type": "number"}),
    ),
    Reported(
        "a map of texts, on the server of numbers too", _with(**MAP), ("extra1",), _with(**NUMBERS)
    ),
    Reported("a union that lost a branch", add_union, ("destination", "kind"), _one_branch),
)
"""Every reported kind that concerns a verdict; what must be green stands in `honest`."""
