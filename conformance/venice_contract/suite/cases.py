"""Generated cases: what Schemathesis makes of the contract, with the danger taken out.

They are lists that a budget can cut.
"""

import random
import re
from collections.abc import Iterator
from typing import Any

import hypothesis
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.generation.overrides import Override
from schemathesis.schemas import APIOperation, BaseSchema

from venice_contract.suite.subject import Subject
from venice_contract.target.service import KeyNames

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
_QUOTED = re.compile(r"'(\w+)'")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def _may_refuse(subject: Subject) -> Iterator[str]:
    """Yield operations whose valid requests may still be refused.

    A key that does not exist, and a proof in place of a key that nobody here has.
    """
    yield subject.roles.remove.operation.id
    for operation in subject.operations.values():
        if operation.request is not None and not operation.secured:
            yield operation.id


def _schemes(subject: Subject) -> dict[str, dict[str, str]]:
    """Return how the key of the run is said, for each scheme of security that is used alone."""
    said = {"bearer": {"bearer": subject.key}, "basic": {"username": subject.key, "password": ""}}
    return {
        requirement[0][0]: said.get(operation.carrier[0], {"api_key": subject.key})
        for operation in subject.operations.values()
        for requirement in [one for one in operation.security if len(one) == 1][:1]
    }


def load(subject: Subject) -> BaseSchema:
    """Return the contract as Schemathesis reads it, with nothing written and nothing retried."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": subject.base_url,
            "seed": subject.seed,
            "cache": {"enabled": False},
            "auth": {"openapi": _schemes(subject)},
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
                for name in _may_refuse(subject)
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
    """Return at most so many cases for one operation, from one of `SOURCES`.

    More are cut to a seeded choice, in the order in which they were made. `valid` cases are those
    that the contract allows.
    """
    mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
    if source == "examples":
        strategies = operation.get_strategies_from_examples() if valid else []
        made = [case for one in strategies for case in _collected(one, 1, seed)]
    elif source == "coverage":
        made = _coverage(operation, mode)
    else:
        strategy = operation.as_strategy(generation_mode=mode)
        made = _collected(strategy, min(most, DRAWN), seed)
    if len(made) <= most:
        return made
    chosen = random.Random(seed).sample(range(len(made)), most)  # noqa: S311 - repeatable, not secret
    return [made[index] for index in sorted(chosen)]


def drawing(most: int, **more: Any) -> hypothesis.settings:
    """Return settings of Hypothesis that draw so many examples, and repeat and keep nothing."""
    return hypothesis.settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
        **more,
    )


def _coverage(operation: Operation, mode: GenerationMode) -> list[Case[Any]]:
    made = CoverageGenerator(
        operation=operation,
        generation_modes=[mode],
        generation_config=operation.schema.config.generation,
        auth_storage=None,
        override=Override(query={}, headers={}, cookies={}, path_parameters={}),
        feedback=FeedbackSources(),
    )
    return [case for case in made if case.meta and case.meta.generation.mode == mode]


def _collected(strategy: Any, most: int, seed: int) -> list[Case[Any]]:
    """Draw from a strategy; nothing where it has nothing to give, as for a call without input."""
    found: list[Case[Any]] = []

    @hypothesis.seed(seed)
    @drawing(most)
    @hypothesis.given(strategy)
    def collect(case: Case[Any]) -> None:
        found.append(case)

    try:
        collect()
    except Unsatisfiable:
        return []
    return found


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


def make_harmless(
    case: Case[Any], harmless: dict[str, Any], known_id: str, names: KeyNames
) -> None:
    """Take the danger out of a case where danger is not its question.

    A key that escapes should be able to spend nothing and die within the hour, and only the run's
    own key is to be changed. What the case asks about is left alone, and so is a body that is wrong
    as a whole.
    """
    ends = names.revocation
    called = {names.id, ends.name, *names.parameters}
    if case.path_parameters:
        one = case.path_parameters if len(case.path_parameters) == 1 else called
        given = {name: known_id for name in case.path_parameters if name in one}
        case.path_parameters = {**case.path_parameters, **given}
    named = {name for name in case.query or () if name in called}
    if case.method.upper() == ends.method and ends.where == "query":
        named.add(ends.name)
    if named:
        case.query = {**(case.query or {}), **dict.fromkeys(named, known_id)}
    if isinstance(case.body, dict) and (asked_about(case) or not _is_wrong(case)):
        body = {
            **case.body,
            **dict.fromkeys(called & case.body.keys() - {asked_about(case)}, known_id),
        }
        case.body = _harmless_body(case, body, harmless, names)


def _harmless_body(
    case: Case[Any], body: dict[str, Any], harmless: dict[str, Any], names: KeyNames
) -> dict[str, Any]:
    asked = asked_about(case)
    there = body.keys() - {""}  # what a service does not have is called so
    if names.description in there and asked != names.description:
        body[names.description] = harmless[names.description]
    if asked:
        others = {names.type, names.limit} & there & harmless.keys() - {asked}
        body |= {name: harmless[name] for name in others}
    elif names.type in there and not (
        case.meta is not None and isinstance(case.meta.phase.data, CoveragePhaseData)
    ):  # it stands for no edge of a keyword: it was drawn, or is an example
        body[names.expires] = body.get(names.expires) or harmless[names.expires]
    addresses = body.get(names.addresses)
    if isinstance(addresses, list) and not (_is_wrong(case) and asked in ("", names.addresses)):
        # No document says which addresses are refused; those that everybody can reach are not.
        body[names.addresses] = [f"11.22.{n // 256}.{n % 256}" for n in range(len(addresses))]
    expiry = body.get(names.expires) if names.expires else None
    if isinstance(expiry, str) and expiry and not (_is_wrong(case) and asked == names.expires):
        soon = str(harmless[names.expires])
        body[names.expires] = soon[:10] if _DAY.match(expiry) else soon  # a day stays a day
    return body


def _is_wrong(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
