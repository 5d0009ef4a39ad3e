"""What the contract says of the service's limits, and what is kept to where it says nothing."""

from venice_contract.contract.limits import ServiceLimit, ServiceLimits, service_limits
from venice_contract.contract.reading.document import parse
from venice_contract.live.pacing import Limits
from venice_contract.mock.settings import Settings

from tests.contract.fragment import edited


def said(*edits: tuple[str, str]) -> ServiceLimits:
    return service_limits(parse(edited(*edits), "api.yaml"))


def test_the_contract_and_the_mock_have_read_the_same_limits() -> None:
    limits, own = said(), Settings()
    assert (limits.creates.most, limits.creates.seconds) == (own.creates_a_minute, 60.0)
    assert (limits.failures.most, limits.failures.seconds) == (own.failures, own.failure_window)
    assert limits.active_keys == own.active_keys


def test_a_run_keeps_to_the_limits_that_its_contract_says() -> None:
    limits = said(
        ("    most: 50\n    seconds: 30\n", "    most: 7\n    seconds: 2.5\n"),
        ("    lowest: 20\n", "    lowest: 5\n"),
    )
    assert limits.failures == ServiceLimit(7, 2.5, 5)
    kept = Limits.of(limits)
    assert (kept.failures, kept.failure_window, kept.failures_at_least) == (7, 2.5, 5)
    assert (kept.creates, kept.create_window, kept.active_keys) == (20, 60.0, 500)


def test_a_contract_that_says_none_is_asked_at_a_careful_pace() -> None:
    assert Limits.of(said(("x-service-limits:", "x-other-limits:"))) == Limits()
