"""The life of a key: made, listed, read, changed, revoked; and what never happens on the way."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.contract.operations import WRONG_KEY
from venice_contract.drift.keys import UNKNOWN, at, gives_back
from venice_contract.suite.echo import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.suite.calls import Caller
    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject
    from venice_contract.verdict import Constraint

    Asked = Iterator[tuple[str, tuple[Constraint]]]

# Fields that stay until they are changed; what else an answer holds moves by itself.
_KEPT = (
    *("apiKeyType", "createdAt", "last6Chars"),
    *("description", "limitPeriod", "modelPrivacy", "consumptionLimits", "expiresAt"),
    "ipAllowlist",
)


_CHANGES = {
    ("description",): "changed",
    ("limitPeriod",): "LIFETIME",
    ("modelPrivacy",): "PRIVATE_ONLY",
    ("consumptionLimit", "usd"): 3,
    ("expiresAt",): None,
    ("ipAllowlist",): ["11.22.33.44"],
}


def changes(subject: Subject) -> Iterator[tuple[str, tuple[Constraint, Any]]]:
    """Yield one change for each field of an update, with what says that it is given back."""
    for one in subject.asked("echo", "updateApiKey"):
        if one.value in _CHANGES:
            yield one.said, (one, _CHANGES[one.value])


def secured(subject: Subject) -> Asked:
    """Yield what each operation that needs a key answers without one."""
    for one in subject.asked("status"):
        operation = subject.operations[one.operation]
        if operation.secured and one.side == f"answer-{operation.unauthorized}":
            yield one.operation, (one,)


def secrets(subject: Subject) -> Asked:
    """Yield each answer that must not show the secret of a key."""
    for one in subject.asked("secret"):
        yield one.operation, (one,)


def presence(subject: Subject) -> Asked:
    """Yield what is in the answer of a read always, or for limited keys alone."""
    for one in subject.asked("presence", "getApiKeyById"):
        yield one.path[-1], (one,)


def revocation(subject: Subject) -> Asked:
    """Yield what a revocation leaves behind."""
    for one in subject.asked("effect", "deleteApiKey"):
        yield one.operation, (one,)


def _listed(caller: Caller, key_id: str) -> dict[str, Any] | None:
    """Return what the list says of a key, None if it is not there."""
    found = [item for item in caller.ask("getApiKeys").data if item["id"] == key_id]
    assert len(found) <= 1, f"the list holds {len(found)} keys of one id"
    return found[0] if found else None


def test_a_new_key_is_listed_and_read_as_it_was_made(
    subject: Subject, keys: Keys, caller: Caller
) -> None:
    """Create, list and read give back what was sent, each under its own names."""
    body = keys.body(
        limitPeriod="MONTH", modelPrivacy="PRIVATE_TEXT", consumptionLimit={"usd": 2.5, "diem": 7}
    )
    reply = caller.ask("createApiKey", body)
    assert reply.accepted, f"createApiKey refuses {body}: {reply.body}"
    key_id = reply.data["id"]
    answers = {
        "createApiKey": reply.body,
        "getApiKeyById": caller.ask("getApiKeyById", key_id=key_id).body,
        "getApiKeys": {"data": {"[]": _listed(caller, key_id)}},
    }
    for operation, answer in answers.items():
        echoes = subject.asked("echo", operation)
        assert echoes, f"the contract does not say what {operation} gives back"
        wrong = [told for _, told in differences(body, answer, echoes, subject.schema_of)]
        assert not wrong, f"{operation}: {'; '.join(wrong)}"


@pytest.mark.asks(secrets, "constraint")
def test_the_secret_of_a_key_is_shown_once(
    constraint: Constraint, keys: Keys, caller: Caller
) -> None:
    """Only the answer to a create holds the secret; all others show its end at most."""
    made = keys.make()
    secret, key_id = made["apiKey"], made["id"]
    if constraint.operation == "updateApiKey":
        shown = caller.ask("updateApiKey", {"id": key_id, "description": "changed"}).data
    elif constraint.operation == "getApiKeys":
        shown = _listed(caller, key_id)
        assert shown is not None, "a key that was just made is not in the list"
    else:
        shown = caller.ask(constraint.operation, key_id=key_id).data
    assert secret not in str(shown), f"the answer to {constraint.operation} holds the secret"
    right = shown["last6Chars"] == secret[-6:]
    assert right, "last6Chars is not the end of the secret"


@pytest.mark.asks(changes, "constraint", "value")
def test_a_change_changes_what_it_names_and_nothing_else(
    constraint: Constraint, value: Any, subject: Subject, keys: Keys, caller: Caller
) -> None:
    """An update of one field leaves all other fields as they were."""
    key_id = keys.make(
        limitPeriod="MONTH", modelPrivacy="PRIVATE_TEXT", consumptionLimit={"usd": 1, "diem": 2}
    )["id"]
    before = caller.ask("getApiKeyById", key_id=key_id).data
    name, *inner = constraint.value
    reply = caller.ask("updateApiKey", {"id": key_id, name: {inner[0]: value} if inner else value})
    assert reply.accepted, f"updateApiKey refuses {name} = {value!r}: {reply.body}"
    after = caller.ask("getApiKeyById", key_id=key_id).data
    _, shown_as, *_ = constraint.path
    for field in _KEPT:
        if field != shown_as:
            assert after.get(field) == before.get(field), f"changing {name} changed {field}, too"
    got = at(after, (shown_as, *inner))
    same = gives_back(value, got, subject.schema_of(constraint))
    assert same, f"{name} was changed to {value!r} and is {got!r}"


def test_the_type_of_a_key_cannot_be_changed(keys: Keys, caller: Caller) -> None:
    """An update that names apiKeyType is refused, and the type stays."""
    key_id = keys.make()["id"]
    reply = caller.ask("updateApiKey", {"id": key_id, "apiKeyType": "ADMIN"}, refusal=True)
    assert reply.refused, "updateApiKey accepts apiKeyType"
    assert caller.ask("getApiKeyById", key_id=key_id).data["apiKeyType"] == "INFERENCE"


@pytest.mark.asks(presence, "constraint")
def test_usage_is_shown_and_that_of_the_period_for_limited_keys_alone(
    constraint: Constraint, keys: Keys, caller: Caller
) -> None:
    """What is always there is, and what belongs to keys with a limit is there for them alone."""
    name = constraint.path[-1]
    for limited in (True, False):
        key_id = keys.make([] if limited else ["consumptionLimit"])["id"]
        body = caller.ask("getApiKeyById", key_id=key_id).body
        shown = at(body, constraint.path) is not UNKNOWN
        wanted = limited or constraint.value == "always"
        kind = "with" if limited else "without"
        assert shown == wanted, f"of a key {kind} a limit, {name} is shown: {shown}"


def test_an_inference_key_does_not_reach_the_other_keys(keys: Keys, caller: Caller) -> None:
    """A key of type INFERENCE is refused where keys are listed and made."""
    secret = keys.make(apiKeyType="INFERENCE")["apiKey"]
    reply = caller.ask("getApiKeys", key=secret, refusal=True)
    assert reply.refused, "an INFERENCE key may list the keys of the account"
    reply = caller.ask("createApiKey", keys.body(), key=secret, refusal=True)
    assert reply.refused, "an INFERENCE key may make keys"


@pytest.mark.asks(revocation, "constraint")
def test_a_revoked_key_is_gone_from_the_list(
    constraint: Constraint, keys: Keys, caller: Caller
) -> None:
    """After its revocation a key is no longer listed."""
    key_id = keys.make()["id"]
    assert _listed(caller, key_id) is not None, "a key that was just made is not in the list"
    reply = keys.revoke(key_id)
    assert reply.accepted, f"deleteApiKey refuses a key of ours: {reply.body}"
    assert reply.body["success"] is True, "deleteApiKey says that it did not succeed"
    assert _listed(caller, key_id) is None, "a revoked key is still in the list"


def test_an_unknown_key_cannot_be_revoked_or_changed(subject: Subject, caller: Caller) -> None:
    """An id that no key has is refused, whatever the status."""
    decoy = subject.session.decoy()
    assert caller.ask("deleteApiKey", key_id=decoy, refusal=True).refused, (
        "it revokes an unknown key"
    )
    body = {"id": decoy, "description": "changed"}
    assert caller.ask("updateApiKey", body, refusal=True).refused, "it changes an unknown key"


@pytest.mark.asks(secured, "constraint")
def test_nothing_is_answered_without_a_key(
    constraint: Constraint, subject: Subject, keys: Keys, caller: Caller
) -> None:
    """A call without a key, and one with a made-up key, is refused as the contract says of each."""
    operation = constraint.operation
    documented = subject.operations[operation]
    wrong_key = documented.refuses(WRONG_KEY) or documented.unauthorized
    decoy = subject.session.decoy()
    bodies = {"updateApiKey": {"id": decoy}, "createApiKey": keys.body()}
    names_a_key = operation in ("getApiKeyById", "deleteApiKey")
    key_id = decoy if names_a_key else None
    for key in ("", f"made-up-{uuid.uuid5(uuid.NAMESPACE_URL, subject.session.tag)}"):
        if operation == "createApiKey":
            reply = caller.ask(operation, keys.body(), key=key, refusal=True)
        else:
            reply = caller.ask(
                operation, bodies.get(operation), key_id=key_id, key=key, refusal=True
            )
        told = "a made-up key" if key else "no key"
        wanted = wrong_key if key else documented.unauthorized
        assert str(reply.status) == wanted, f"{operation} answers {reply.status} to {told}"


def test_the_limits_of_the_account_can_be_read(caller: Caller) -> None:
    """The two reads of rate limits answer as documented."""
    assert caller.ask("getApiKeyRateLimits").accepted
    assert caller.ask("getApiKeyRateLimitLogs").accepted


@pytest.mark.usefixtures("keys")
def test_a_wallet_that_signed_nothing_gets_no_key(caller: Caller) -> None:
    """A token for wallets is handed out, and an empty signature of it is refused."""
    token = caller.ask("getApiKeyGenerateWeb3Key").data["token"]
    body = {
        "apiKeyType": "INFERENCE",
        "address": "0x" + "0" * 40,
        "signature": "0x" + "0" * 130,
        "token": token,
    }
    reply = caller.ask("postApiKeyGenerateWeb3Key", body, refusal=True)
    assert reply.status == 400, f"a wallet that signed nothing is answered {reply.status}"
