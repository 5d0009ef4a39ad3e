"""What a request gives is kept by its columns, and foreign fields by their names."""

from __future__ import annotations

from typing import Any

import pytest
from venice_contract.mock.documented import CREATE_REQUEST, WEB3_REQUEST
from venice_contract.mock.rules import Shape
from venice_contract.mock.written import Written, key_of

from tests.mock.conftest import bare_key


def test_fields_have_their_columns() -> None:
    """Every documented field is kept, the moment of its expiration beside it."""
    given = {
        "apiKeyType": "ADMIN",
        "description": "A key",
        "consumptionLimit": {"usd": 5},
        "limitPeriod": "MONTH",
        "modelPrivacy": "PRIVATE_ONLY",
        "expiresAt": "1970-01-02",
    }
    kept = Written(CREATE_REQUEST).changed(bare_key(), given)
    assert (kept.kind, kept.description, kept.limits) == ("ADMIN", "A key", {"usd": 5})
    assert (kept.period, kept.privacy) == ("MONTH", "PRIVATE_ONLY")
    assert (kept.expires_at, kept.expires_ms) == ("1970-01-02", 86_400_000)
    assert kept.extras is None


@pytest.mark.parametrize("never", ["", None])
def test_never(never: Any) -> None:
    """An empty text and null take the expiration away."""
    kept = Written(CREATE_REQUEST).changed(
        bare_key(expires_at="x", expires_ms=1), {"expiresAt": never}
    )
    assert (kept.expires_at, kept.expires_ms) == (None, None)


def test_what_is_not_named_stays() -> None:
    """A change leaves the other fields, and the key before it, as they were."""
    before = bare_key(period="MONTH", limits={"usd": 5})
    kept = Written(CREATE_REQUEST).changed(before, {"description": "New"})
    assert (kept.period, kept.limits, kept.description) == ("MONTH", {"usd": 5}, "New")
    assert before.description is None


def test_foreign_fields_are_kept_by_name() -> None:
    """A field without a column is added to those that were kept before."""
    kept = Written(Shape()).changed(bare_key(extras={"team": "blue"}), {"colour": "red"})
    assert kept.extras == {"team": "blue", "colour": "red"}


def test_a_wallet_proof_is_not_kept() -> None:
    """Address, signature and token prove something once and are forgotten."""
    proof = {"address": "0x", "signature": "0x", "token": "t"}
    kept = Written(WEB3_REQUEST).changed(bare_key(), {"apiKeyType": "INFERENCE", **proof})
    assert kept.extras is None


@pytest.mark.parametrize(
    ("shape", "limits"), [(CREATE_REQUEST, {"usd": 1}), (Shape(), {"usd": 1, "eur": 2})]
)
def test_unknown_amounts(shape: Shape, limits: dict[str, Any]) -> None:
    """A table drops the amounts that it does not know; one without amounts keeps all."""
    kept = Written(shape).changed(bare_key(), {"consumptionLimit": {"usd": 1, "eur": 2}})
    assert kept.limits == limits


def test_defaults_are_the_tables() -> None:
    """The defaults of a request are those that its table gives."""
    assert Written(WEB3_REQUEST).defaults["description"] == "Web3 API Key"
    assert Written(CREATE_REQUEST).defaults == {"limitPeriod": "EPOCH", "modelPrivacy": "ALL"}


def test_a_blank_key_shows_the_end_of_its_secret() -> None:
    """Of a secret the last six characters are kept, and its hash."""
    key = key_of(("mock-0123456789", "an id", b"hash"), 5)
    assert (key.id, key.digest, key.last_six, key.created_ms) == ("an id", b"hash", "456789", 5)
