"""What was sent against what comes back, in every answer that shows a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.echo import sent_paths
from venice_contract.contract.operations import operations
from venice_contract.drift.ledger import UNKNOWN, Key
from venice_contract.drift.roundtrip import Mirror, compare, mirror, shows_secret

from tests.drift.rig import KEY, answer, contract, scene

if TYPE_CHECKING:
    from venice_contract.drift.observe import Observation

USD = ("consumptionLimit", "usd")
EXPECTED: dict[tuple[str, ...], Any] = {
    ("apiKeyType",): "INFERENCE",
    USD: 5,
    ("limitPeriod",): "MONTH",
    ("modelPrivacy",): "ALL",
    ("description",): "vc-1a2b3c4d-1",
    ("expiresAt",): "2028-03-01",
    ("id",): "k1",
}


def glass(operation: str = "getApiKeys") -> Mirror:
    """Return how an operation shows a key."""
    found = mirror(answer(contract(), operation), sent_paths(operations(contract())))
    assert found is not None
    return found


def seen(shown: dict[str, Any], **changed: Any) -> list[Observation]:
    """Compare a key with the ledger."""
    key = Key("k1", "secret", {**EXPECTED, **changed.pop("expected", {})}, **changed)
    return list(compare(scene("getApiKeys"), glass(), shown, key, frozenset()))


def test_each_place_has_its_own_name_for_what_was_sent() -> None:
    """The creation says `consumptionLimit`, everything else `consumptionLimits`."""
    assert glass("createApiKey").fields["consumptionLimit", "usd"] == USD
    assert glass("getApiKeys").fields["consumptionLimits", "usd"] == USD
    assert glass("updateApiKey").fields["consumptionLimits", "usd"] == USD
    assert glass("getApiKeys").prefix == ("data", "[]")
    assert glass("createApiKey").prefix == ("data",)


def test_an_answer_without_a_key_has_no_mirror() -> None:
    """A deletion shows nothing."""
    assert mirror(answer(contract(), "deleteApiKey"), frozenset()) is None
    assert mirror(None, frozenset()) is None


def test_a_key_that_is_as_it_was_made_shows_nothing() -> None:
    """A day that came back as an instant is the same."""
    assert not seen(KEY)


def test_each_field_that_differs_is_one_observation() -> None:
    """The constraint is the answer's own."""
    (found,) = seen({**KEY, "limitPeriod": "EPOCH"})
    assert (found.kind, found.path) == ("echo-differs", ("data", "[]", "limitPeriod"))
    assert found.about == "MONTH"
    assert found.learned == "EPOCH"
    assert "was set before" in found.contract


def test_a_field_that_is_gone_is_lost() -> None:
    """Leaving it out is told apart from changing it."""
    shown = {**KEY, "consumptionLimits": {}}
    (found,) = seen(shown)
    assert (found.kind, found.path[2:]) == ("echo-lost", ("consumptionLimits", "usd"))


def test_what_no_request_has_said_is_not_compared() -> None:
    """An unknown amount may be anything."""
    assert not seen(KEY, expected={USD: UNKNOWN})


def test_a_default_that_differs_is_laid_on_the_request() -> None:
    """Its constraint is what absence means, and it is told once for a key."""
    key = Key(
        "k1",
        "s",
        {**EXPECTED, ("limitPeriod",): "EPOCH"},
        frozenset({("limitPeriod",)}),
        "createApiKey",
    )
    shown = {"id": "k1", "limitPeriod": "MONTH"}
    here = scene("createApiKey")
    found = list(compare(here, glass("createApiKey"), shown, key, frozenset()))
    default = [one for one in found if one.kind == "default-differs"]
    assert [(one.direction, one.path, one.learned) for one in default] == [
        ("request", ("limitPeriod",), "MONTH")
    ]
    again = list(compare(here, glass("createApiKey"), shown, key, frozenset()))
    assert not any(one.kind == "default-differs" for one in again)


def test_what_is_always_there_and_what_only_limits_bring_is_looked_for() -> None:
    """`usage` comes with every key, `currentPeriodUsage` with limited ones alone."""
    bare = {
        name: value for name, value in KEY.items() if name not in ("usage", "currentPeriodUsage")
    }
    assert [(one.kind, one.path[2:]) for one in seen(bare)] == [
        ("presence-missing", ("usage",)),
        ("presence-missing", ("currentPeriodUsage",)),
    ]
    unlimited = seen({**KEY, "consumptionLimits": {"usd": None}}, expected={USD: None})
    assert [one.kind for one in unlimited] == ["presence-unexpected"]


def test_a_secret_that_is_shown_again_is_told() -> None:
    """It was to be shown once; a key without one cannot show it."""
    again = scene("getApiKeys", content=b'{"data": [{"x": "sk-1"}]}')
    assert [one.kind for one in shows_secret(again, glass(), Key("k1", "sk-1", {}))] == [
        "secret-shown"
    ]
    assert not list(shows_secret(again, glass(), Key("k1", "sk-2", {})))
    assert not list(shows_secret(again, glass(), Key("k1", "", {})))


def test_entities_are_found_in_lists_objects_and_not_in_garbage() -> None:
    """Whatever is no object is passed over."""
    assert glass().entities({"data": [KEY, 1, None]}) == [KEY]
    assert not glass().entities({"data": {"id": 1}})
    assert not glass().entities([])
    assert glass("createApiKey").entities({"data": KEY}) == [KEY]
