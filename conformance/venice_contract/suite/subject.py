"""What the suite is pointed at: a server, a key to it, and the contract it is held to.

One call goes in, one answer held to the contract comes out: every answer is checked for a
documented status, media type and shape, whatever the test is about. An outage (5xx) or a full
window (429) tells nothing about the contract and is raised as undecided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Roles
from venice_contract.contract.values.choices import Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.validation import validator
from venice_contract.drift.answers.keys import UNKNOWN, at, gives_back
from venice_contract.drift.calls import Calls
from venice_contract.errors import UndecidedError
from venice_contract.live.session import Session
from venice_contract.suite.requests_adapter import GuardedRequests
from venice_contract.target import Answer
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Constraint

QUICK = 150
"""Generated cases for each operation, source and kind, unless the caller says otherwise."""
PACED = 3
"""The same against a server with limits: with 20 creates a minute (page), more would take hours."""
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


@dataclass(frozen=True)
class Subject:
    """A server under test, such as `https://api.venice.ai/api/v1` (page), and its contract.

    `client` is the folder of the generated client, None if it is installed.
    """

    base_url: str
    key: str = field(repr=False)
    session: Session = field(repr=False)
    document: Document = field(repr=False)
    seed: int = 0
    cases: int = QUICK
    client: Path | None = None

    def mask(self, text: str) -> str:
        """Return the text with every secret of the run hidden."""
        return self.session.secrets.mask(text)

    @cached_property
    def requests(self) -> GuardedRequests:
        """A session of `requests` that leads to the same transport, for Schemathesis."""
        return GuardedRequests(self.session.transport)

    @cached_property
    def contract(self) -> Contract:
        """The document as constraints."""
        return contract_of(self.document)

    @property
    def roles(self) -> Roles:
        """What each operation does to keys."""
        return self.contract.family

    @property
    def operations(self) -> Mapping[str, Operation]:
        """The operations of the contract by operationId."""
        return self.contract.operations

    @cached_property
    def choices(self) -> Choices:
        """What fields may hold, and what a server must refuse."""
        now = datetime.fromtimestamp(self.session.now(), UTC)
        return Choices(self.contract.said, Moment(now, self.session.tag))

    def ask(
        self,
        operation: str,
        body: Any = None,
        *,
        key_id: str = "",
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
        message = self.operations[operation].answer(status)
        assert message, f"{operation} answers {status}, which the contract does not document"
        assert media in message.media, f"{operation} answers {status} as {media or 'nothing'}"
        told = answer.json_or(None)
        wrong = violation(message.schemas.get(media), told)
        assert not wrong, f"{operation} answers {status} with {wrong}"
        return DocumentedAnswer(status, told)

    def send(
        self,
        operation: str,
        body: Any = None,
        *,
        key_id: str = "",
        key: str | None = None,
        refusal: bool = False,
    ) -> Answer:
        """Send one call as `ask` does, and return its answer whatever it is."""
        found = self.operations[operation]
        route = self._calls.route_of(found)
        if named := route.names(key_id) if route else {}:
            body = named | (body or {})
        said = found.secured and key != ""
        call = self._calls.of(found, key_id, body=body, refusal=refusal, authenticated=said)
        return self._target.send(replace(call, bearer=key or ""))

    @cached_property
    def _target(self) -> HttpTarget:
        return HttpTarget(self.base_url, self.key, transport=self.session.transport)

    @cached_property
    def _calls(self) -> Calls:
        return Calls(self.roles, self.choices.moment)

    def entities(self, operation: str, body: Any) -> list[dict[str, Any]]:
        """Return the keys that an answer of an operation shows."""
        shown = self.contract.echoes(self.operations[operation])
        return shown.entities(body) if shown else []

    def differences(
        self, operation: str, sent: Any, entity: Mapping[str, Any] | None
    ) -> list[tuple[Constraint, str]]:
        """Return each echo that is broken, with a sentence about what came back.

        `entity` is the key that the answer shows, None if it shows none.
        """
        asked = self.operations[operation]
        shown = self.contract.echoes(asked)
        wrong: list[tuple[Constraint, str]] = []
        if shown is None:
            return wrong
        for path, source in shown.fields.items():
            schema = shown.root.at(path)
            before, after = at(sent, source), at(entity, path)
            if schema is None or before is UNKNOWN or gives_back(before, after, schema):
                continue
            one = self.contract.find(asked, "answer", (*shown.prefix, *path), "echo")
            came = "nothing" if after is UNKNOWN else repr(after)
            wrong.append((one, f"{one.said} was sent as {before!r} and came back as {came}"))
        return wrong

    def asked(self, kind: str, operation: str = "") -> list[Constraint]:
        """Return the constraints of one kind, of all operations or of one."""
        return [
            one
            for one in self.contract.constraints
            if one.kind == kind and operation in ("", one.operation)
        ]

    @property
    def alive(self) -> list[str]:
        """Ids of the keys that the run has made and not yet revoked, by its journal."""
        return self.session.transport.register.open_ids

    @property
    def made(self) -> set[str]:
        """Ids of all keys that the run has made; these alone may be changed."""
        return set(self.session.transport.register.born)


def violation(schema: Schema | None, body: Any) -> str:
    """Return what is wrong with a body, an empty text where nothing is, or no schema says so."""
    errors = validator(schema).iter_errors(body) if schema else ()
    wrong = [
        f"{'.'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"
        for error in errors
    ]
    more = [f"{len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
    return "; ".join(wrong[:_SHOWN] + more)


def no_verdict(status: int) -> bool:
    """Whether an HTTP status decides nothing about the contract."""
    return status == httpx.codes.TOO_MANY_REQUESTS or status >= 500
