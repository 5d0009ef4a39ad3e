"""Generated cases with the danger taken out, where danger is not what they ask about."""

import re
from typing import Any

from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.generation.meta import CoveragePhaseData

from venice_contract.suite.subject import Subject
from venice_contract.target.service import KEYS

_QUOTED = re.compile(r"'(\w+)'")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


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
    """
    if case.path_parameters and KEYS.id in case.path_parameters:
        case.path_parameters = {**case.path_parameters, KEYS.id: known_id}
    if (case.query and KEYS.id in case.query) or case.method.upper() == "DELETE":
        case.query = {**(case.query or {}), KEYS.id: known_id}
    if isinstance(case.body, dict) and (asked_about(case) or not _is_wrong(case)):
        case.body = _harmless_body(case, dict(case.body), harmless, known_id)


def _harmless_body(
    case: Case[Any], body: dict[str, Any], harmless: dict[str, object], known_id: str
) -> dict[str, Any]:
    asked = asked_about(case)
    if KEYS.description in body and asked != KEYS.description:
        body[KEYS.description] = harmless[KEYS.description]
    if KEYS.id in body and asked != KEYS.id:
        body[KEYS.id] = known_id
    if asked:
        others = {KEYS.type, KEYS.limit} & body.keys() - {asked}
        body |= {name: harmless[name] for name in others}
    elif KEYS.type in body and not (
        case.meta is not None and isinstance(case.meta.phase.data, CoveragePhaseData)
    ):  # it stands for no edge of a keyword: it was drawn, or is an example
        body[KEYS.expires] = body.get(KEYS.expires) or harmless[KEYS.expires]
    addresses = body.get(KEYS.addresses)
    if isinstance(addresses, list) and not (_is_wrong(case) and asked in ("", KEYS.addresses)):
        # No document says which addresses are refused; those that everybody can reach are not.
        body[KEYS.addresses] = [f"11.22.{n // 256}.{n % 256}" for n in range(len(addresses))]
    expiry = body.get(KEYS.expires)
    if isinstance(expiry, str) and expiry and not (_is_wrong(case) and asked == KEYS.expires):
        soon = str(harmless[KEYS.expires])
        body[KEYS.expires] = soon[:10] if _DAY.match(expiry) else soon  # a day stays a day
    return body


def _is_wrong(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
