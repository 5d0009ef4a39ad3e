"""Amounts are exact, and told as decimals."""

from __future__ import annotations

import pytest
from venice_contract.mock.records import Spent
from venice_contract.mock.usage import caps, decimal, exceeded, has_limits

from tests.mock.conftest import bare_key


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.0000"),
        (1, "0.000001"),
        (10_242_400, "10.2424"),
        (2_500_000, "2.5000"),
        (9_999_999_999_000_000, "9999999999.0000"),
        (-1_500_000, "-1.5000"),
    ],
)
def test_decimal(amount: int, text: str) -> None:
    """Millionths are told with at least four places and never as an exponent."""
    assert decimal(amount) == text


def test_caps_are_numbers_of_usd_and_diem() -> None:
    """Null, absence, vcu and what a foreign table lets through are no caps."""
    key = bare_key(limits={"usd": 0, "diem": None, "vcu": 5})
    assert caps(key) == {"usd": 0}
    assert caps(bare_key(limits={"usd": "5", "diem": True})) == {}
    assert has_limits(key)
    assert not has_limits(bare_key())


def test_exceeded_at_the_edge() -> None:
    """Exactly the limit is not past it; a millionth more is."""
    key = bare_key(limits={"usd": 0.3})
    assert exceeded(key, Spent(usd=200_000), Spent(usd=100_000)) is None
    assert exceeded(key, Spent(usd=200_000), Spent(usd=100_001)) == "usd"
    assert exceeded(key, Spent(), Spent(diem=5)) is None
