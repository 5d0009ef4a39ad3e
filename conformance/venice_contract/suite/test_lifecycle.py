"""The life of a key: made, listed, read, changed, revoked; and what never happens on the way."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.suite.echo import differences, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.suite.door import Door
    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject

# Fields that stay until they are changed; what else an answer holds moves by itself.
_KEPT = (
    *("apiKeyType", "createdAt", "last6Chars"),
    *("description", "limitPeriod", "modelPrivacy", "consumptionLimits", "expiresAt"),
)


def changes(_subject: Subject) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Yield one change for each field of an update."""
    for name, value in {
        "description": "changed",
        "limitPeriod": "LIFETIME",
        "modelPrivacy": "PRIVATE_ONLY",
        "consumptionLimit": {"usd": 3},
        "expiresAt": None,
    }.items():
        yield name, (name, value)


def secured(subject: Subject) -> Iterator[tuple[str, tuple[str]]]:
    """Yield each operation that needs a key."""
    for operation in subject.operations.values():
        if operation.secured:
            yield operation.id, (operation.id,)


def _listed(door: Door, key_id: str) -> dict[str, Any] | None:
    """Return what the list says of a key, None if it is not there."""
    found = [item for item in door.ask("getApiKeys").data if item["id"] == key_id]
    assert len(found) <= 1, f"the list holds {len(found)} keys of one id"
    return found[0] if found else None


def test_a_new_key_is_listed_and_read_as_it_was_made(
    subject: Subject, keys: Keys, door: Door
) -> None:
    """Create, list and read give back what was sent, each under its own names."""
    body = keys.body(
        limitPeriod="MONTH", modelPrivacy="PRIVATE_TEXT", consumptionLimit={"usd": 2.5, "diem": 7}
    )
    reply = keys.ask(body)
    assert reply.accepted, f"createApiKey refuses {body}: {reply.body}"
    key_id = reply.data["id"]
    answers = {
        "createApiKey": reply.body,
        "getApiKeyById": door.ask("getApiKeyById", key_id=key_id).body,
        "getApiKeys": {"data": {"[]": _listed(door, key_id)}},
    }
    for operation, answer in answers.items():
        echoes = [
            one for one in subject.constraints if (one.kind, one.operation) == ("echo", operation)
        ]
        assert echoes, f"the contract does not say what {operation} gives back"
        wrong = differences(body, answer, echoes)
        assert not wrong, f"{operation}: {'; '.join(wrong)}"


def test_the_secret_of_a_key_is_shown_once(keys: Keys, door: Door) -> None:
    """Only the answer to a create holds the secret; the list shows its end."""
    made = keys.make()
    secret = made["apiKey"]
    read = door.ask("getApiKeyById", key_id=made["id"])
    changed = door.ask("updateApiKey", {"id": made["id"], "description": "changed"})
    listed = _listed(door, made["id"])
    assert listed is not None, "a key that was just made is not in the list"
    for name, answer in {"read": read.body, "update": changed.body, "list": listed}.items():
        assert secret not in str(answer), f"the answer to {name} holds the secret"
    shown = listed["last6Chars"] == secret[-6:]
    assert shown, "last6Chars is not the end of the secret"


@pytest.mark.asks(changes, "name", "value")
def test_a_change_changes_what_it_names_and_nothing_else(
    name: str, value: Any, keys: Keys, door: Door
) -> None:
    """An update of one field leaves all other fields as they were."""
    key_id = keys.make(
        limitPeriod="MONTH", modelPrivacy="PRIVATE_TEXT", consumptionLimit={"usd": 1, "diem": 2}
    )["id"]
    before = door.ask("getApiKeyById", key_id=key_id).data
    reply = door.ask("updateApiKey", {"id": key_id, name: value})
    assert reply.accepted, f"updateApiKey refuses {name} = {value!r}: {reply.body}"
    after = door.ask("getApiKeyById", key_id=key_id).data
    shown_as = "consumptionLimits" if name == "consumptionLimit" else name
    for field in _KEPT:
        if field != shown_as:
            assert after.get(field) == before.get(field), f"changing {name} changed {field}, too"
    wanted = value["usd"] if isinstance(value, dict) else value
    got = after[shown_as].get("usd") if isinstance(value, dict) else after.get(shown_as)
    assert same(wanted, got), f"{name} was changed to {wanted!r} and is {got!r}"


def test_the_type_of_a_key_cannot_be_changed(keys: Keys, door: Door) -> None:
    """An update that names apiKeyType is refused, and the type stays."""
    key_id = keys.make()["id"]
    reply = door.ask("updateApiKey", {"id": key_id, "apiKeyType": "ADMIN"}, refusal=True)
    assert reply.refused, "updateApiKey accepts apiKeyType"
    assert door.ask("getApiKeyById", key_id=key_id).data["apiKeyType"] == "INFERENCE"


@pytest.mark.parametrize("limited", [True, False], ids=["limited", "unlimited"])
def test_usage_is_shown_and_that_of_the_period_for_limited_keys_alone(
    limited: bool, keys: Keys, door: Door
) -> None:
    """Every key shows its usage; that of the running period belongs to keys with a limit."""
    without = [] if limited else ["consumptionLimit"]
    read = door.ask("getApiKeyById", key_id=keys.make(without)["id"]).data
    assert "usage" in read, "a key is read without its usage"
    shown = "currentPeriodUsage" in read
    assert shown == limited, f"a key is {'limited' if limited else 'not limited'}, yet {shown=}"


def test_an_inference_key_does_not_reach_the_other_keys(keys: Keys, door: Door) -> None:
    """A key of type INFERENCE is refused where keys are listed and made."""
    secret = keys.make(apiKeyType="INFERENCE")["apiKey"]
    reply = door.ask("getApiKeys", key=secret, refusal=True)
    assert reply.refused, "an INFERENCE key may list the keys of the account"
    reply = keys.ask(keys.body(), key=secret, refusal=True)
    assert reply.refused, "an INFERENCE key may make keys"


def test_a_revoked_key_is_gone_from_the_list(keys: Keys, door: Door) -> None:
    """After its revocation a key is no longer listed."""
    key_id = keys.make()["id"]
    assert _listed(door, key_id) is not None, "a key that was just made is not in the list"
    reply = keys.revoke(key_id)
    assert reply.accepted, f"deleteApiKey refuses a key of ours: {reply.body}"
    assert reply.body["success"] is True, "deleteApiKey says that it did not succeed"
    assert _listed(door, key_id) is None, "a revoked key is still in the list"


def test_an_unknown_key_cannot_be_revoked_or_changed(subject: Subject, door: Door) -> None:
    """An id that no key has is refused, whatever the status."""
    decoy = subject.session.decoy()
    assert door.ask("deleteApiKey", key_id=decoy, refusal=True).refused, "it revokes an unknown key"
    body = {"id": decoy, "description": "changed"}
    assert door.ask("updateApiKey", body, refusal=True).refused, "it changes an unknown key"


@pytest.mark.asks(secured, "operation")
def test_nothing_is_answered_without_a_key(
    operation: str, subject: Subject, keys: Keys, door: Door
) -> None:
    """A call without a key, and one with a made-up key, is answered 401."""
    decoy = subject.session.decoy()
    bodies = {"updateApiKey": {"id": decoy}}
    names_a_key = operation in ("getApiKeyById", "deleteApiKey")
    key_id = decoy if names_a_key else None
    for key in ("", f"made-up-{uuid.uuid5(uuid.NAMESPACE_URL, subject.session.tag)}"):
        if operation == "createApiKey":
            reply = keys.ask(keys.body(), key=key, refusal=True)
        else:
            reply = door.ask(operation, bodies.get(operation), key_id=key_id, key=key, refusal=True)
        told = "a made-up key" if key else "no key"
        assert reply.status == 401, f"{operation} answers {reply.status} to {told}"


def test_the_limits_of_the_account_can_be_read(door: Door) -> None:
    """The two reads of rate limits answer as documented."""
    assert door.ask("getApiKeyRateLimits").accepted
    assert door.ask("getApiKeyRateLimitLogs").accepted


def test_a_wallet_that_signed_nothing_gets_no_key(subject: Subject, keys: Keys, door: Door) -> None:
    """A token for wallets is handed out, and an empty signature of it is refused."""
    token = door.ask("getApiKeyGenerateWeb3Key").data["token"]
    body = {
        "apiKeyType": "INFERENCE",
        "address": "0x" + "0" * 40,
        "signature": "0x" + "0" * 130,
        "token": token,
    }
    reply = keys.ask(body, operation="postApiKeyGenerateWeb3Key", refusal=True)
    assert reply.status == 400, f"a wallet that signed nothing is answered {reply.status}"
