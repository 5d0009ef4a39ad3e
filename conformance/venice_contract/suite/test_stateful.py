"""Sequences: Schemathesis follows the contract's links from create to read, update and delete."""

from typing import Any

import hypothesis
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.stateful import APIStateMachine
from schemathesis.schemas import BaseSchema

from venice_contract.live.transport import BlockedCallError
from venice_contract.suite.cases import drawing, make_harmless, spare_id
from venice_contract.suite.keys import Keys
from venice_contract.suite.subject import NoVerdictError, Subject, no_verdict

_STEPS = 6


def test_links_lead_through_the_life_of_a_key(
    subject: Subject, schema: BaseSchema, keys: Keys, own_key: str
) -> None:
    """Along every link of the contract the answers stay documented ones."""
    walk = _walk(subject, schema, keys, own_key)
    hypothesis.seed(subject.seed)(walk)
    try:
        walk.run(settings=drawing(max(2, subject.cases // 2), stateful_step_count=_STEPS))
    except FailureGroup as group:
        told = "\n".join(f"{one.operation}: {one.title}: {one.message}" for one in group.exceptions)
        raise AssertionError(told) from None


def _walk(subject: Subject, schema: BaseSchema, keys: Keys, own_key: str) -> type[APIStateMachine]:
    """Return Schemathesis's machine over the links, led through the guarded transport."""

    class Walk(schema.as_state_machine()):  # type: ignore[misc] # made at run time
        """One walk along the links; its keys end with it."""

        def before_call(self, case: Case[Any]) -> None:
            """Take the danger out of what is drawn, but leave what a link filled in."""
            known = _id_for(case, subject, own_key)
            make_harmless(case, keys.body(), known, subject.session.names)

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
            """Stop at an outage."""
            if no_verdict(response.status_code):
                raise NoVerdictError(f"{case.operation.label}: {response.status_code}.")

        def teardown(self) -> None:
            """Revoke what this walk made."""
            keys.revoke_all()

    return Walk


def _id_for(case: Case[Any], subject: Subject, own_key: str) -> str:
    """Return the id that a link put into the case, or else one that may be named."""
    parts = [one for one in (case.path_parameters, case.query, case.body) if isinstance(one, dict)]
    linked = next((one["id"] for one in parts if isinstance(one.get("id"), str)), "")
    return linked if linked in subject.made else spare_id(case, subject, own_key)
