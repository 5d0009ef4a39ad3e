"""Sequences: Schemathesis follows the contract's links from create to read, update and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
from schemathesis.core.failures import FailureGroup

from venice_contract.live.transport import BlockedCallError
from venice_contract.suite.door import NoVerdictError, no_verdict
from venice_contract.suite.harmless import make_harmless, spare_id

if TYPE_CHECKING:
    from schemathesis.core.transport import Response
    from schemathesis.generation.case import Case
    from schemathesis.generation.stateful import APIStateMachine
    from schemathesis.schemas import BaseSchema

    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject

_STEPS = 6


def test_links_lead_through_the_life_of_a_key(
    subject: Subject, schema: BaseSchema, keys: Keys, fresh_key: str
) -> None:
    """Along every link of the contract the answers stay documented ones."""
    walk = _walk(subject, schema, keys, fresh_key)
    hypothesis.seed(subject.seed)(walk)
    try:
        walk.run(settings=_settings(subject))
    except FailureGroup as group:
        told = "\n".join(f"{one.operation}: {one.title}: {one.message}" for one in group.exceptions)
        raise AssertionError(told) from None


def _walk(
    subject: Subject, schema: BaseSchema, keys: Keys, fresh_key: str
) -> type[APIStateMachine]:
    """Return Schemathesis's machine over the links, led through the guarded transport."""

    class Walk(schema.as_state_machine()):  # type: ignore[misc] # made at run time
        """One walk along the links; its keys end with it."""

        def before_call(self, case: Case[Any]) -> None:
            """Take the danger out of what is drawn, but leave what a link filled in."""
            make_harmless(case, subject.session.harmless_body(), _id_for(case, subject, fresh_key))

        def call(self, case: Case[Any], **kwargs: Any) -> Response:
            """Send the case, or give the walk up where the guard does not let it out."""
            try:
                return super().call(case, **kwargs)  # type: ignore[no-any-return] # untyped base
            except BlockedCallError:
                hypothesis.reject()

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:  # noqa: ARG002 - the base's
            """Lead the request through the guarded transport."""
            return {"session": subject.requests}

        def after_call(self, response: Response, case: Case[Any]) -> None:
            """Remember the key of a create, and stop at an outage."""
            _noted(response, case, keys)

        def teardown(self) -> None:
            """Revoke what this walk made."""
            keys.revoke_all()

    return Walk


def _noted(response: Response, case: Case[Any], keys: Keys) -> None:
    """Remember the key of a create, and raise where an answer decides nothing."""
    if no_verdict(response.status_code):
        raise NoVerdictError(f"{case.operation.label}: {response.status_code}.")
    if case.method.upper() == "POST":
        keys.note(_json(response))


def _id_for(case: Case[Any], subject: Subject, fresh_key: str) -> str:
    """Return the id that a link put into the case, or else one that may be named."""
    linked = _named_id(case)
    own = linked in subject.session.transport.register.born
    return linked if own else spare_id(case, subject, fresh_key)


def _named_id(case: Case[Any]) -> str:
    """Return the id in the case, wherever it stands; an empty text if there is none."""
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict) and isinstance(part.get("id"), str):
            return str(part["id"])
    return ""


def _json(response: Response) -> Any:
    """Return the body of an answer as JSON, None if it is not."""
    try:
        return response.json()
    except ValueError:
        return None


def _settings(subject: Subject) -> hypothesis.settings:
    """Return settings that draw a few short walks and repeat nothing."""
    return hypothesis.settings(
        max_examples=max(2, subject.cases // 2),
        stateful_step_count=_STEPS,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
