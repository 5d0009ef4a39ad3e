"""Tests of what the suite is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.live.requests_adapter import GuardedAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venice_contract.suite.subject import Subject


@pytest.fixture
def subject(pointed: Callable[..., Any]) -> Iterator[Subject]:
    """A subject pointed at a mock."""
    with pointed() as (found, _):
        yield found


def test_constraints_are_chosen_by_kind_operation_and_path(subject: Subject) -> None:
    """Only constraints on requests are chosen, and only those that match throughout."""
    values = subject.asked("enum-value", operation="createApiKey", path="limitPeriod")
    assert [one.value for one in values] == ["EPOCH", "MONTH", "LIFETIME"]
    assert subject.asked("enum-value", operation="create") == []
    assert subject.asked("echo") == []


def test_the_contract_says_which_bodies_it_allows(subject: Subject) -> None:
    """A body is allowed if the schema of the request takes it."""
    body = {"apiKeyType": "INFERENCE", "description": "x"}
    assert subject.allows("createApiKey", body)
    assert not subject.allows("createApiKey", body | {"limitPeriod": "WEEK"})
    assert not subject.allows("getApiKeys", {})


def test_requests_lead_through_the_guarded_adapter(subject: Subject) -> None:
    """Schemathesis can reach nothing but the guarded transport, and is told what is expected."""
    adapter = subject.requests.get_adapter("https://elsewhere.test/")
    assert isinstance(adapter, GuardedAdapter)
    subject.expect_refusal(True)
    assert adapter.expects_refusal


def test_neither_key_nor_session_is_shown(subject: Subject) -> None:
    """The repr of a subject holds no secret, and its mask hides the key."""
    assert subject.key not in repr(subject)
    assert subject.key not in subject.mask(f"the key is {subject.key}")
