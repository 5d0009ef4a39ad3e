"""Properties: whatever is sent, the answer is a documented one and says what was sent.

The cases are Schemathesis's: the contract's examples, each edge of each keyword, and chance.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.case import Case
from schemathesis.schemas import BaseSchema

from venice_contract.errors import ContractToolError
from venice_contract.live.transport import BlockedCallError
from venice_contract.suite import cases
from venice_contract.suite.keys import Keys
from venice_contract.suite.subject import NoVerdictError, Subject, no_verdict

# Failures after which a test has said enough, and further requests would cost without telling.
_ENOUGH = 5


def everything(subject: Subject) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield every operation, asked rightly and wrongly."""
    for operation in subject.operations:
        yield f"{operation}-valid", (operation, True)
        yield f"{operation}-invalid", (operation, False)


@pytest.mark.asks(everything, "operation", "valid")
def test_every_answer_keeps_to_the_contract(
    operation: str,
    valid: bool,
    subject: Subject,
    schema: BaseSchema,
    keys: Keys,
    own_key: str,
) -> None:
    """Valid requests are accepted and echoed, invalid ones refused, all as documented."""
    found, most = cases.find(schema, operation), subject.cases
    chosen = [
        case
        for source in cases.SOURCES
        for case in cases.cases(found, source, valid=valid, most=most, seed=subject.seed)
    ]
    if not chosen:
        pytest.skip("the contract leaves nothing to get wrong here")
    subject.requests.guarded.expects_refusal = not valid
    failures: dict[str, str] = {}
    silent = ""
    for case in chosen:
        known = cases.spare_id(case, subject, own_key)
        cases.make_harmless(case, keys.body(), known, subject.session.names)
        try:
            failures |= _judged(case, subject, keys, operation)
        except BlockedCallError:
            continue  # the guard of the account does not let it out, whatever it would tell
        except (ContractToolError, requests.RequestException) as problem:
            silent = str(problem)
            break
        if len(failures) >= _ENOUGH:
            break
    subject.requests.guarded.expects_refusal = False
    if failures:
        pytest.fail("\n".join(failures.values()))
    if silent:
        raise NoVerdictError(f"{operation}: {silent}")


def _judged(case: Case[Any], subject: Subject, keys: Keys, operation: str) -> dict[str, str]:
    """Send one case; return what is wrong with its answer, by what makes it the same again."""
    response = case.call(session=subject.requests)
    body = _json(response)
    if no_verdict(response.status_code):
        raise NoVerdictError(f"answered {response.status_code}, which decides nothing.")
    wrong: dict[str, str] = {}
    try:
        case.validate_response(response, transport_kwargs={"session": subject.requests})
    except FailureGroup as group:
        for failure in group.exceptions:
            wrong[f"{failure.title} {failure.message}"] = f"{failure.title}: {failure.message}"
    if 200 <= response.status_code < 300 and isinstance(case.body, dict):
        entity = next(iter(subject.entities(operation, body)), None)
        found = subject.differences(operation, case.body, entity)
        wrong |= {one.id: text for one, text in found}
    keys.revoke_all()
    return {name: f"{text}\n  {case.as_curl_command()}" for name, text in wrong.items()}


def _json(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
