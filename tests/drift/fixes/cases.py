"""One small difference for each kind of finding that has an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.operations import Operation, operations
from venice_contract.drift.mending.bench import Bench, Facts
from venice_contract.drift.observe import Observation, Scene

from tests.drift.mending.fragment import small
from tests.drift.rig import exchanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.document import Document
    from venice_contract.contract.schema import Schema

Path = tuple[str, ...]
TODAY = "2028-02-29"
JUDGED = ("createApiKey", "getApiKeys", "updateApiKey")
LIMIT, LISTED = ("consumptionLimit",), ("data", "[]")
USD, DIEM = (*LIMIT, "usd"), (*LIMIT, "diem")
PERIOD, EXPIRY, TEXT = ("limitPeriod",), ("expiresAt",), ("description",)
DAY = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One difference and what is true of the fragment once it is mended.

    Args:
        what: kind of finding, kind of constraint, and what within it.
        path: where in the message.
        holds: of the operation and of the schema at the path, None if there is none.
        status: of the answer, empty for the request.
        operation: operationId.
        learned: what the server showed in its place.
        contract: what the contract says, as a clause.
    """

    what: tuple[str, str, Any]
    path: Path
    holds: Callable[[Operation, Any], bool]
    status: str = ""
    operation: str = "createApiKey"
    learned: Any = None
    contract: str = "it is so"

    def seen(self, number: int = 1) -> Observation:
        """Return the observation."""
        direction = "answer" if self.status else "request"
        scene = Scene(self.operation, direction, self.status, exchanged(number=number))
        return scene.saw(self.path, self.what, (self.contract, "differs"), self.learned)

    def mended(self, document: Document) -> bool:
        """Whether a fragment says what the server does."""
        operation = operations(document)[self.operation]
        message = operation.answers.get(self.status) if self.status else operation.request
        root = message.schema if message else None
        return self.holds(operation, root.at(self.path) if root else None)


def says(keyword: str, value: Any) -> Callable[[Operation, Schema], bool]:
    """Return whether a schema says something."""
    return lambda _, schema: bool(schema.value(keyword) == value)


def types(*names: str) -> Callable[[Operation, Schema], bool]:
    """Return whether a schema has these types and no others."""
    return lambda _, schema: schema.types == set(names)


def gone(_: Operation, schema: Schema | None) -> bool:
    """Whether there is no such property."""
    return schema is None


def requires(*names: str) -> Callable[[Operation, Schema | None], bool]:
    """Return whether the request requires these names."""

    def required(operation: Operation, _: Schema | None) -> bool:
        assert operation.request
        assert operation.request.schema
        return operation.request.schema.required == names

    return required


ALL = [
    Case(("value-refused", "enum-value", "MONTH"), PERIOD, says("enum", ["EPOCH", "LIFETIME"])),
    Case(
        ("value-accepted", "enum", "WEEK"),
        PERIOD,
        says("enum", ["EPOCH", "MONTH", "LIFETIME", "WEEK"]),
    ),
    Case(("bound-tighter", "maximum", None), USD, says("maximum", 99)),
    Case(("bound-looser", "maximum", None), DIEM, says("maximum", None)),
    Case(("null-refused", "null", None), USD, types("number")),
    Case(("null-accepted", "not-null", None), TEXT, types("string", "null")),
    Case(("type-refused", "type", "fraction"), USD, types("integer", "null")),
    Case(("type-accepted", "type", "string"), USD, types("number", "string", "null"), learned="10"),
    Case(
        ("form-refused", "pattern", None),
        EXPIRY,
        lambda _, schema: [v.value("pattern") for v in schema.variants] == [DAY],
    ),
    Case(
        ("form-accepted", "pattern", "never"),
        EXPIRY,
        lambda _, schema: schema.types == {"string", "null"} and not schema.variants,
        operation="updateApiKey",
    ),
    Case(
        ("property-required", "optional", None),
        PERIOD,
        requires("apiKeyType", "description", "limitPeriod"),
    ),
    Case(("property-optional", "required", None), TEXT, requires("apiKeyType")),
    Case(("property-refused", "type", None), ("modelPrivacy",), gone),
    Case(("property-ignored", "type", None), ("modelPrivacy",), gone),
    Case(
        ("property-accepted", "closed", "undocumentedField"),
        (),
        says("additionalProperties", value=True),
    ),
    Case(
        ("default-differs", "absent-means", None),
        PERIOD,
        lambda _, schema: schema.value("x-absent-means")["value"] == "MONTH",
        learned="MONTH",
    ),
    Case(
        ("echo-differs", "echo", "MONTH"),
        (*LISTED, "limitPeriod"),
        says("enum", ["EPOCH", "LIFETIME"]),
        "200",
        "getApiKeys",
        "EPOCH",
        "'MONTH' was sent",
    ),
    Case(("echo-lost", "echo", None), ("data", *DIEM), gone, "200"),
    Case(
        ("presence-missing", "presence", "always"),
        (*LISTED, "usage"),
        says("x-presence", None),
        "200",
        "getApiKeys",
    ),
    Case(
        ("presence-unexpected", "presence", "when-limited"),
        (*LISTED, "currentPeriodUsage"),
        says("x-presence", None),
        "200",
        "getApiKeys",
    ),
    Case(
        ("answer-enum-value", "enum", "DAY"),
        (*LISTED, "limitPeriod"),
        says("enum", ["EPOCH", "MONTH", "LIFETIME", "DAY"]),
        "200",
        "getApiKeys",
        "DAY",
    ),
    Case(("answer-bound", "minimum", None), ("data", *USD), says("minimum", -5), "200", learned=-5),
    Case(("answer-null", "not-null", None), ("data", "id"), types("string", "null"), "200"),
    Case(
        ("answer-type", "type", "number"),
        ("data", "id"),
        types("string", "number"),
        "200",
        learned=5,
    ),
    Case(
        ("answer-missing", "required", "id"),
        ("data", "id"),
        gone,
        "200",
    ),
    Case(
        ("answer-extra", "closed", "hash"),
        ("data",),
        lambda _, schema: "hash" in schema.properties,
        "200",
        learned={"hash": "x"},
    ),
    Case(
        ("answer-status", "status", 201), (), lambda op, _: op.success == "201", "200", learned=201
    ),
    Case(
        ("refusal-status", "status", "422"),
        (),
        lambda op, _: op.invalid == "422",
        "400",
        learned="422",
    ),
    Case(
        ("answer-content-type", "content-type", "application/json"),
        (),
        lambda op, _: op.answers["200"].media == ("text/plain",),
        "200",
        learned="text/plain",
    ),
    Case(("key-not-needed", "status", 200), (), lambda op, _: not op.secured, "401", learned=200),
]
CASES = {case.what[0]: case for case in ALL}


def bench(document: Document | None = None, **facts: Any) -> Bench:
    """Return a bench with a contract on it, and facts about an amount and dates."""
    known: dict[str, Any] = {
        "learned": {("createApiKey", USD, "upper"): 99.0},
        "occurred": set(),
        "accepted_forms": {
            ("createApiKey", EXPIRY): ["2030-01-01"],
            ("updateApiKey", EXPIRY): ["2030-01-01", "never"],
        },
        "shown": {},
        "today": TODAY,
    }
    return Bench(document or small(), JUDGED, Facts(**(known | facts)))
