"""Generated cases with the danger taken out, where danger is not what they ask about."""

import re
from typing import Any

from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.generation.meta import CoveragePhaseData

from venice_contract.suite.subject import Subject
from venice_contract.target.service import KeyNames

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
