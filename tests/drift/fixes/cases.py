"""One small difference for each kind of finding that has an edit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.fixes import propose
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation, Seen
from venice_contract.verdict import Edit

from tests.drift.fixes.fragment import small
from tests.drift.rig import seen_at

Path = tuple[str, ...]
TODAY = "2028-02-29"
JUDGED = ("createApiKey", "getApiKeys", "updateApiKey", "createProvedKey")
LIMIT, LISTED = ("consumptionLimit",), ("data", "[]")
USD, DIEM = (*LIMIT, "usd"), (*LIMIT, "diem")
PERIOD, EXPIRY, TEXT = ("limitPeriod",), ("expiresAt",), ("description",)
DAY = r"^\d{4}-\d{2}-\d{2}$"


@cache
def constraints() -> Contract:
    return Contract(small())


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One difference and what is true of the fragment once it is edited.

    Args:
        what: kind of finding, kind of constraint, and what within it.
        holds: of the operation and of the schema at the path, None if there is none.
        answered: what the server showed in its place.
    """

    what: tuple[str, str, Any]
    path: Path
    holds: Callable[[Operation, Any], bool]
    side: str = "request"
    operation: str = "createApiKey"
    answered: Any = None
    sent: Any = None

    def seen(self, number: int = 1) -> Observation:
        kind, keyword, about = self.what
        return seen_at(
            kind,
            keyword,
            self.path,
            self.operation,
            self.side,
            within=constraints(),
            number=number,
            about=about,
            answered=self.answered,
            sent=self.sent,
        )

    def edited(self, document: Document) -> bool:
        """Whether a fragment says what the server does."""
        operation = operations(document)[self.operation]
        status = self.seen().constraint.status
        message = operation.answers.get(status) if status else operation.request
        root = message.schema if message else None
        return self.holds(operation, root.at(self.path) if root else None)


def says(keyword: str, value: Any) -> Callable[[Operation, Schema], bool]:
    return lambda _, schema: bool(schema.value(keyword) == value)


def types(*names: str) -> Callable[[Operation, Schema], bool]:
    """Return whether a schema has these types and no others."""
    return lambda _, schema: schema.types == set(names)


def never(_: Operation, schema: Schema) -> bool:
    """Whether a property is never there."""
    return bool(schema.value("x-presence")["rule"] == "never")


def gone(_: Operation, schema: Schema | None) -> bool:
    """Whether there is no such property."""
    return schema is None


def requires(*names: str) -> Callable[[Operation, Schema | None], bool]:
    def required(operation: Operation, _: Schema | None) -> bool:
        assert operation.request
        assert operation.request.schema
        return operation.request.schema.required == names

    return required


def refuses_proofs(texts: dict[str, str]) -> Callable[[Operation, Schema | None], bool]:
    """Return whether false proofs are refused with these texts."""
    return lambda operation, _: operation.node["x-proof"]["refused"] == texts


ALL = [
    Case(("value-refused", "enum-value", "MONTH"), PERIOD, says("enum", ["EPOCH", "LIFETIME"])),
    Case(
        ("value-accepted", "enum", "WEEK"),
        PERIOD,
        says("enum", ["EPOCH", "MONTH", "LIFETIME", "WEEK"]),
    ),
    Case(("condition-ignored", "only-when", None), ("note",), says("x-only-when", None)),
    Case(
        ("condition-moved", "only-when", None),
        ("note",),
        says("x-only-when", {"apiKeyType": "INFERENCE"}),
    ),
    Case(("bound-tighter", "maximum", None), USD, says("maximum", 99)),
    Case(("bound-looser", "maximum", None), DIEM, says("maximum", None)),
    Case(("null-refused", "null", None), USD, types("number")),
    Case(("null-accepted", "not-null", None), TEXT, types("string", "null")),
    Case(("type-refused", "type", "fraction"), USD, types("integer", "null")),
    Case(
        ("type-accepted", "type", "string"), USD, types("number", "string", "null"), answered="10"
    ),
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
        answered="MONTH",
    ),
    Case(
        ("echo-differs", "echo", "MONTH"),
        (*LISTED, "limitPeriod"),
        says("enum", ["EPOCH", "LIFETIME"]),
        "answer",
        "getApiKeys",
        "EPOCH",
        "MONTH",
    ),
    Case(("side-effect", "echo", None), ("data", *USD), types("number"), "answer", answered=0),
    Case(("echo-lost", "echo", None), ("data", *DIEM), gone, "answer"),
    Case(
        ("presence-missing", "presence", "always"),
        (*LISTED, "usage"),
        never,
        "answer",
        "getApiKeys",
    ),
    Case(
        ("presence-unexpected", "presence", "when-limited"),
        (*LISTED, "currentPeriodUsage"),
        says("x-presence", None),
        "answer",
        "getApiKeys",
    ),
    Case(
        ("answer-enum-value", "enum", "DAY"),
        (*LISTED, "limitPeriod"),
        says("enum", ["EPOCH", "MONTH", "LIFETIME", "DAY"]),
        "answer",
        "getApiKeys",
        "DAY",
    ),
    Case(
        ("answer-bound", "minimum", None),
        ("data", *USD),
        says("minimum", -5),
        "answer",
        answered=-5,
    ),
    Case(
        ("answer-form", "format", None),
        (*LISTED, "last6Chars"),
        lambda _, schema: "format" not in schema.keywords,
        "answer",
        operation="getApiKeys",
        answered="never",
    ),
    Case(("answer-null", "not-null", None), ("data", "id"), types("string", "null"), "answer"),
    Case(
        ("answer-type", "type", "number"),
        ("data", "id"),
        types("string", "number"),
        "answer",
        answered=5,
    ),
    Case(("answer-missing", "required", "id"), ("data", "id"), gone, "answer"),
    Case(
        ("answer-extra", "closed", "hash"),
        ("data",),
        lambda _, schema: "hash" in schema.properties,
        "answer",
        answered={"hash": "x"},
    ),
    Case(
        ("answer-status", "status", 201),
        (),
        lambda op, _: op.success == "201",
        "answer",
        answered=201,
    ),
    Case(
        ("refusal-status", "status", "422"),
        (),
        lambda op, _: op.invalid == "422",
        "answer-400",
        answered="422",
    ),
    Case(
        ("answer-content-type", "content-type", "application/json"),
        (),
        lambda op, _: op.answers["200"].media == ("text/plain",),
        "answer",
        answered="text/plain",
    ),
    Case(
        ("media-refused", "content-type", "application/json"),
        (),
        lambda op, _: op.request is not None and "merge" in op.request.media[0],
        answered="application/merge-patch+json",
    ),
    Case(
        ("key-not-needed", "status", 200),
        (),
        lambda op, _: not op.secured,
        "answer-401",
        answered=200,
    ),
]
ALL += [
    Case(
        ("proof-accepted", "false-proof", "signer-unfit"),
        (),
        refuses_proofs({"signature-foreign": "Foreign"}),
        operation="createProvedKey",
    ),
    Case(
        ("change-replaces", "operation", "PATCH"),
        (),
        lambda op, _: op.replaces,
        operation="updateApiKey",
    ),
    Case(
        ("change-merges", "operation", "POST"),
        (),
        lambda op, _: not op.replaces,
        operation="createProvedKey",
    ),
    Case(
        ("key-needed", "operation", "POST"),
        (),
        lambda op, _: op.secured and "401" in op.answers,
        operation="createProvedKey",
        answered=401,
    ),
    Case(
        ("proof-refusal", "false-proof", "signer-unfit"),
        (),
        refuses_proofs({"signer-unfit": "Unknown", "signature-foreign": "Foreign"}),
        operation="createProvedKey",
        answered="Unknown",
    ),
]
ALL.append(
    Case(
        ("property-demanded", "closed", "team"),
        (),
        lambda _, schema: "team" in schema.required and "team" in schema.properties,
        answered="x",
        sent={"type": "string"},
    )
)
CASES = {case.what[0]: case for case in ALL}


def context(document: Document | None = None, **facts: Any) -> Context:
    """Return a contract with what is known of the server: facts about an amount and dates."""
    known: dict[str, Any] = {
        "learned": {("createApiKey", USD, "upper"): 99.0},
        "accepted_texts": {
            ("createApiKey", EXPIRY): ["2030-01-01"],
            ("updateApiKey", EXPIRY): ["2030-01-01", "never"],
        },
    }
    return Context(document or small(), JUDGED, Seen(**(known | facts)), TODAY)


def fixed(known: Context, seen: list[Observation]) -> Edit:
    """Return the edit that there is for some differences."""
    edit = propose(known, seen)
    assert edit is not None
    return edit


def written(*cases: Case, **facts: Any) -> dict[str, Any]:
    """Return what an edit writes, by the last part of each pointer; removals as None."""
    edit = propose(context(**facts), [case.seen(number) for number, case in enumerate(cases)])
    steps = [step for step in edit.steps if "/x-evidence" not in step.pointer] if edit else []
    return {s.pointer.rpartition("/")[2]: None if s.op == "remove" else s.value for s in steps}
