"""Generated cases: what Schemathesis makes of the contract, as lists that a budget can choose from.

Generating is kept apart from sending, because against a server with limits one request may have to
wait for seconds, and because a list can be cut down evenly where a stream can only be cut off.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import hypothesis
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.generation.overrides import Override

if TYPE_CHECKING:
    from schemathesis.generation.case import Case
    from schemathesis.schemas import APIOperation, BaseSchema

    from conformance.suite.subject import Subject

    Operation = APIOperation[Any, Any, Any, Any]

SOURCES = ("examples", "coverage", "fuzzing")
"""Where cases come from: the contract's examples, every edge of every keyword, and chance."""

DRAWN = 24
"""Cases drawn at random at most; beyond that they cost more than they find in so small a family."""

# Checks that Schemathesis would make by further requests, or about what the contract leaves open:
# whether a revoked key can still be read, and what a method it does not name answers.
_LEFT_OUT = (
    "ignored_auth",
    "unsupported_method",
    "allow_header_conformance",
    "object_level_authorization",
    "missing_required_header",
    "use_after_free",
)
# Operations whose valid requests may still be refused: a key that does not exist, and a wallet
# that nobody here has.
_MAY_REFUSE = ("deleteApiKey", "postApiKeyGenerateWeb3Key")
_QUOTED = re.compile(r"'(\w+)'")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def load(subject: Subject) -> BaseSchema:
    """Return the contract as Schemathesis reads it, with nothing written and nothing retried."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": subject.base_url,
            "seed": subject.seed,
            "cache": {"enabled": False},
            "auth": {"openapi": {"BearerAuth": {"bearer": subject.key}}},
            "generation": {"database": "none", "allow-x00": False, "codec": "utf-8"},
            "phases": {
                "coverage": {"unexpected-methods": []},
                # A walk may read a key that it has revoked, and no document says what that answers.
                "stateful": {
                    "inference": {"algorithms": []},
                    "checks": {"positive_data_acceptance": {"enabled": False}},
                },
            },
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx"]},
                "negative_data_rejection": {"expected-statuses": ["4xx"]},
                **{name: {"enabled": False} for name in _LEFT_OUT},
            },
            "operations": [
                {
                    "include-operation-id": name,
                    "checks": {"positive_data_acceptance": {"enabled": False}},
                }
                for name in _MAY_REFUSE
            ],
        }
    )
    return schemathesis.openapi.from_dict(subject.document.data, config=config)


def find(schema: BaseSchema, operation: str) -> Operation:
    """Return an operation by its operationId."""
    return schema.find_operation_by_id(operation)  # type: ignore[attr-defined,no-any-return] # of OpenAPI schemas


def cases(
    operation: Operation, source: str, *, valid: bool, most: int, seed: int
) -> list[Case[Any]]:
    """Return cases for one operation.

    Args:
        operation: of the contract.
        source: one of `SOURCES`.
        valid: whether the contract allows the requests.
        most: how many at most; a seeded choice, in the order in which they were made.
        seed: of the choice and of what is drawn.
    """
    if source == "examples":
        made = _examples(operation, seed) if valid else []
    elif source == "coverage":
        made = _coverage(operation, valid=valid)
    else:
        made = _drawn(operation, _mode(valid=valid), min(most, DRAWN), seed)
    if len(made) <= most:
        return made
    chosen = random.Random(seed).sample(range(len(made)), most)  # noqa: S311 - repeatable, not secret
    return [made[index] for index in sorted(chosen)]


def asked_about(case: Case[Any]) -> str:
    """Return the field that a coverage case asks about, if it says so."""
    data = case.meta.phase.data if case.meta else None
    if not isinstance(data, CoveragePhaseData):
        return ""
    if data.location and "/properties/" in data.location:
        return data.location.partition("/properties/")[2].partition("/")[0]
    quoted = _QUOTED.search(data.description)
    return quoted[1] if quoted else ""


def spare_id(case: Case[Any], subject: Subject, own_key: str) -> str:
    """Return an id for a case to name: a key to change, or one that nobody has, to delete."""
    return subject.session.decoy() if case.method.upper() == "DELETE" else own_key


def make_harmless(case: Case[Any], harmless: dict[str, object], known_id: str) -> None:
    """Take the danger out of a case where danger is not its question.

    A key that escapes should be able to spend nothing and die within the hour, and only the run's
    own key is to be changed. What the case asks about is left alone, and so is a body that is wrong
    as a whole.

    Args:
        case: changed in place.
        harmless: the body of a harmless key.
        known_id: goes where the case names a key.
    """
    if case.path_parameters and "id" in case.path_parameters:
        case.path_parameters = {**case.path_parameters, "id": known_id}
    if (case.query and "id" in case.query) or case.method.upper() == "DELETE":
        case.query = {**(case.query or {}), "id": known_id}
    if not isinstance(case.body, dict) or (_is_wrong(case) and not asked_about(case)):
        return
    asked = asked_about(case)
    body: dict[str, Any] = dict(case.body)
    for name in ("description", "consumptionLimit"):
        if name in body and name != asked and (asked or name == "description"):
            body[name] = harmless[name]
    if "id" in body and asked != "id":
        body["id"] = known_id
    if (
        isinstance(body.get("expiresAt"), str)
        and body["expiresAt"]
        and not _is_wrong_at(case, "expiresAt")
    ):
        body["expiresAt"] = _soon(body["expiresAt"], str(harmless["expiresAt"]))
    case.body = body


def _soon(written: str, soon: str) -> str:
    """Return the harmless expiry, spelt as the case spells it: a day, or an instant."""
    return f"{soon[:10]}" if _DAY.match(written) else soon


def _is_wrong(case: Case[Any]) -> bool:
    """Whether the contract refuses the case."""
    return case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE


def _is_wrong_at(case: Case[Any], name: str) -> bool:
    """Whether the contract refuses the case because of this field."""
    return _is_wrong(case) and asked_about(case) in ("", name)


def _mode(*, valid: bool) -> GenerationMode:
    """Return the mode of generation."""
    return GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE


def _examples(operation: Operation, seed: int) -> list[Case[Any]]:
    """Return the examples that the contract gives."""
    found: list[Case[Any]] = []
    for strategy in operation.get_strategies_from_examples():
        found += _collected(strategy, 1, seed)
    return found


def _coverage(operation: Operation, *, valid: bool) -> list[Case[Any]]:
    """Return a case for each edge of each keyword."""
    mode = _mode(valid=valid)
    made = CoverageGenerator(
        operation=operation,
        generation_modes=[mode],
        generation_config=operation.schema.config.generation,
        auth_storage=None,
        override=Override(query={}, headers={}, cookies={}, path_parameters={}),
        feedback=FeedbackSources(),
    )
    return [case for case in made if case.meta and case.meta.generation.mode == mode]


def _drawn(operation: Operation, mode: GenerationMode, most: int, seed: int) -> list[Case[Any]]:
    """Return cases drawn at random."""
    return _collected(operation.as_strategy(generation_mode=mode), most, seed)


def _collected(strategy: Any, most: int, seed: int) -> list[Case[Any]]:
    """Draw from a strategy; nothing where it has nothing to give, as for a call without input."""
    found: list[Case[Any]] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(strategy)
    def collect(case: Case[Any]) -> None:
        found.append(case)

    try:
        collect()
    except Unsatisfiable:
        return []
    return found
