"""Settings are documented values unless chosen otherwise."""

from __future__ import annotations

from venice_contract.mock.settings import Settings


def test_documented_limits_by_default() -> None:
    """20 creations a minute, 500 active keys, 20 failures in 30 seconds, blocked for 30."""
    settings = Settings()
    assert settings.creates_a_minute == 20
    assert settings.active_keys == 500
    assert (settings.failures, settings.failure_window, settings.block) == (20, 30, 30)


def test_unlimited_keeps_the_rest() -> None:
    """Lifting the limits changes nothing else."""
    settings = Settings(usd=5, control_token="t").unlimited()
    assert (settings.creates_a_minute, settings.active_keys, settings.failures) == (None,) * 3
    assert (settings.usd, settings.control_token) == (5, "t")
