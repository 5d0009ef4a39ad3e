"""Tests of what the suite is pointed at."""

from venice_contract.suite.subject import Subject

READS = {"getApiKeys", "getApiKeyById", "updateApiKey"}


def test_constraints_are_chosen_by_kind_and_operation(subject: Subject) -> None:
    assert {one.operation for one in subject.asked("secret")} == READS
    found = subject.asked("presence", "getApiKeyById")
    assert {one.path[-1]: one.value for one in found} == {
        "vcu": "always",
        "usage": "always",
        "currentPeriodUsage": "when-limited",
    }
    assert subject.asked("presence", "deleteApiKey") == []


def test_the_keys_of_the_run_are_those_of_its_journal(subject: Subject) -> None:
    key_id = subject.ask("createApiKey", subject.session.harmless_body()).body["data"]["id"]
    assert subject.alive == [key_id]
    subject.ask("deleteApiKey", key_id=key_id)
    assert subject.alive == []
    assert subject.made == {key_id}


def test_requests_lead_through_the_guarded_adapter_and_show_no_key(subject: Subject) -> None:
    requests = subject.requests
    assert requests.get_adapter("https://elsewhere.test/") is requests.guarded
    assert subject.key not in repr(subject)
    assert subject.key not in subject.mask(f"the key is {subject.key}")
