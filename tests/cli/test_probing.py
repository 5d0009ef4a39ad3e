"""What the probes would cost is known before anything is sent."""

import re

from venice_contract.cli.probing import intention, planned

from tests.contract.fragment import contract


def test_a_plan_is_within_the_limits_of_the_service() -> None:
    """The plan creates at most 20 keys a minute and is refused at most 20 times in 30 seconds."""
    told = planned(contract())
    requests, creates, refusals, alive, _ = map(int, re.findall(r"\d+", told))
    assert creates <= 20
    assert refusals <= 20
    assert alive <= creates <= requests


def test_a_plan_with_a_wallet_is_within_the_limits_of_the_service() -> None:
    told = planned(contract(), ("wallet", "challenge-expired", "challenge-foreign"))
    requests, creates, proved, refusals, alive, _ = map(int, re.findall(r"\d+", told))
    assert 0 < proved < creates <= 20
    assert refusals <= 35
    assert alive <= creates <= requests <= 110


def test_the_guard_is_told_the_same() -> None:
    meant = intention(contract())
    numbers = list(map(int, re.findall(r"\d+", planned(contract()))))
    assert [meant.requests, meant.creates, meant.alive] == [numbers[0], numbers[1], numbers[3]]
