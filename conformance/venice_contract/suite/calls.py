"""How the hand-written tests call the server: one call in, one answer held to the contract out.

Every answer is checked for a documented status, media type and shape, whatever the test is about.
An outage (5xx) or a full window (429) tells nothing about the contract and is raised as undecided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.operations import JSON, Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.validation import validator
from venice_contract.drift.answers.keys import UNKNOWN, at, gives_back
from venice_contract.errors import UndecidedError
from venice_contract.suite.subject import Subject
from venice_contract.target import Answer, Call
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Constraint

_SHOWN = 3


class NoVerdictError(UndecidedError):
    """The server answered, but with an outage or a full window instead of a decision."""

    code = "no-verdict"


@dataclass(frozen=True, slots=True)
class DocumentedAnswer:
    """An answer that keeps to the contract."""

    status: int
    body: Any

    @property
    def accepted(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Whether the server said that the request was at fault."""
        return 400 <= self.status < 500


class Caller:
    """Calls operations of the contract by their operationId."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        transport = subject.session.transport
        self._target = HttpTarget(subject.base_url, subject.key, transport=transport)

    def ask(
        self,
        operation: str,
        body: Any = None,
        *,
        key_id: str | None = None,
        key: str | None = None,
        refusal: bool = False,
    ) -> DocumentedAnswer:
        """Send one call and return its answer, proved to be a documented one.

        Where a refusal was expected and did not come, that is the news; what the answer is like is
        not looked at. The id goes where the contract says; an empty key sends none. NoVerdictError
        for a 429 or a 5xx, UnreachableError for no answer.
        """
        answer = self.send(operation, body, key_id=key_id, key=key, refusal=refusal)
        status, media = answer.status, answer.media_type
        if no_verdict(status):
            raise NoVerdictError(f"{operation} was answered {status}, which decides nothing.")
        if refusal and 200 <= status < 300:
            return DocumentedAnswer(status, None)
        message = self._subject.operations[operation].answer(status)
        assert message, f"{operation} answers {status}, which the contract does not document"
        assert media in message.media, f"{operation} answers {status} as {media or 'nothing'}"
        try:
            told = answer.json()
        except ValueError:
            told = None
        wrong = violation(message.schemas.get(media), told)
        assert not wrong, f"{operation} answers {status} with {wrong}"
        return DocumentedAnswer(status, told)

    def send(
        self,
        operation: str,
        body: Any = None,
        *,
        key_id: str | None = None,
        key: str | None = None,
        refusal: bool = False,
    ) -> Answer:
        """Send one call as `ask` does, and return its answer whatever it is."""
        found = self._subject.operations[operation]
        route = self._subject.route(operation)
        path = found.path
        query: tuple[tuple[str, str], ...] = ()
        if route and key_id is not None:
            path = route.path(quote(key_id, safe=""))
            query = ((route.name, key_id),) if route.where == "query" else ()
            if route.where == "body":
                body = {**route.names(key_id), **(body or {})}
        return self._target.send(
            Call(
                operation,
                found.method,
                path,
                body,
                query,
                authenticated=found.secured and key != "",
                bearer=key or "",
                refusal=refusal,
                carrier=found.carrier,
                media=found.request.chosen if found.request else JSON,
            )
        )


def violation(schema: Schema | None, body: Any) -> str:
    """Return what is wrong with a body, an empty text where nothing is, or no schema says so."""
    errors = validator(schema).iter_errors(body) if schema else ()
    wrong = [
        f"{'.'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"
        for error in errors
    ]
    more = [f"{len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
    return "; ".join(wrong[:_SHOWN] + more)


def differences(
    contract: Contract, operation: Operation, sent: Any, entity: Mapping[str, Any] | None
) -> list[tuple[Constraint, str]]:
    """Return each echo that is broken, with a sentence about what came back.

    `entity` is the key that the answer shows, None if it shows none.
    """
    shown = contract.echoes(operation)
    wrong: list[tuple[Constraint, str]] = []
    if shown is None:
        return wrong
    for path, source in shown.fields.items():
        schema = shown.root.at(path)
        before, after = at(sent, source), at(entity, path)
        if schema is None or before is UNKNOWN or gives_back(before, after, schema):
            continue
        one = contract.find(operation, "answer", (*shown.prefix, *path), "echo")
        came = "nothing" if after is UNKNOWN else repr(after)
        wrong.append((one, f"{one.said} was sent as {before!r} and came back as {came}"))
    return wrong


def no_verdict(status: int) -> bool:
    """Whether an HTTP status decides nothing about the contract."""
    return status == httpx.codes.TOO_MANY_REQUESTS or status >= 500
