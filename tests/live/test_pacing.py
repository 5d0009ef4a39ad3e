"""Tests of the budgets, on a clock that moves only by waiting, and of what headers say of them."""

from email.utils import formatdate
from itertools import pairwise

import pytest
from venice_contract.errors import BudgetError, UnreachableError
from venice_contract.live.pacing import MARGIN, UNLIMITED, Caps, Limits, Pacer, advice, http_date

from tests.live.stand_in import BEGAN, Time, ask


def _pacer(time: Time, limits: Limits | None = None, caps: Caps | None = None) -> Pacer:
    return Pacer(time, limits=limits, caps=caps)


def _most_in(moments: list[float], length: float) -> int:
    return max(sum(1 for m in moments if start <= m <= start + length) for start in moments)


def test_never_more_creates_than_the_window_holds() -> None:
    time, moments = Time(), []
    pacer = _pacer(time)
    for _ in range(65):
        pacer.before(create=True)
        time.at += 0.01
        moments.append(time.at)
        pacer.after(200, {}, create=True)
    assert _most_in(moments, 60.0) == 20
    least = 3 * 60.0
    assert least <= time.at - BEGAN < least + 3 * (MARGIN + 0.3)


def test_never_more_failures_than_are_forgiven_even_by_surprise() -> None:
    time, moments = Time(), []
    pacer = _pacer(time, Limits(failures=50))
    for _ in range(130):
        pacer.before()
        moments.append(time.at)
        pacer.after(400, {})
    assert _most_in(moments, 30.0) == 50


def test_expected_refusals_leave_a_place_for_a_surprise() -> None:
    time = Time()
    pacer = _pacer(time, Limits(failures=50))
    for _ in range(49):
        ask(pacer, 400, refusal=True)
    ask(pacer, 500)
    assert time.waits == []
    pacer.before()
    assert time.waits == [pytest.approx(30 + MARGIN)]


def test_a_refused_create_takes_no_place_among_the_creates() -> None:
    time = Time()
    pacer = _pacer(time, Limits(creates=3))
    for status in (400, 307, 422, 200, 503, None):
        ask(pacer, status, create=True)
    assert time.waits == []
    pacer.before(create=True)
    assert time.waits == [pytest.approx(60 + MARGIN)]


def test_events_are_dated_by_their_answers() -> None:
    """A slow answer makes the window later, for the service may have counted it late."""
    time = Time()
    pacer = _pacer(time, Limits(creates=1))
    pacer.before(create=True)
    time.at += 10.0
    pacer.after(200, {}, create=True)
    pacer.before(create=True)
    assert time.at == pytest.approx(BEGAN + 70.0 + MARGIN)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": formatdate(BEGAN + 9, usegmt=True)}, 9.0),
        ({"x-ratelimit-reset-requests": str(BEGAN + 12)}, 12.0),
        ({"x-ratelimit-reset-requests": "soon", "retry-after": "later"}, 1.0),
        ({}, 1.0),
        (
            {
                "date": formatdate(BEGAN + 3600, usegmt=True),
                "x-ratelimit-reset-requests": str(BEGAN + 3605),
            },
            5.0,
        ),
    ],
)
def test_a_429_is_waited_out_as_told(headers: dict[str, str], seconds: float) -> None:
    time = Time()
    pacer = _pacer(time)
    ask(pacer, 429, headers)
    pacer.before(create=True)
    assert time.waits == [pytest.approx(seconds + MARGIN)]


def test_silent_429s_are_waited_out_longer_each_time() -> None:
    time = Time()
    pacer = _pacer(time, UNLIMITED)
    for _ in range(4):
        ask(pacer, 429)
    pacer.before()
    assert time.waits == [pytest.approx(s + MARGIN, abs=0.001) for s in (1, 2, 4, 8)]


def test_a_wait_that_was_too_short_is_not_believed_again() -> None:
    """A service that shuts out after the wait it named is waited for longer each time."""
    time = Time()
    pacer = _pacer(time, UNLIMITED)
    for _ in range(4):
        ask(pacer, 429, {"retry-after": "0"})
    pacer.before()
    assert time.waits == [pytest.approx(s + MARGIN, abs=0.1) for s in (0, 2, 4, 8)]


def test_a_service_that_is_closed_is_waited_for_as_told() -> None:
    """A 503 that names a wait holds every request, one that names none holds nothing."""
    time = Time()
    pacer = _pacer(time)
    for headers in ({}, {"retry-after": "25"}):
        ask(pacer, 503, headers)
    pacer.before(create=True)
    assert time.waits == [pytest.approx(25 + MARGIN)]


def test_an_empty_budget_of_the_service_holds_what_it_speaks_of() -> None:
    time = Time()
    pacer = _pacer(time)
    headers = {
        "x-ratelimit-limit-requests": "20",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": str(BEGAN + 40),
    }
    ask(pacer, 200, headers)
    pacer.before()
    assert time.waits == []
    pacer.after(200, {})
    pacer.before(create=True)
    assert time.waits == [pytest.approx(40 + MARGIN)]


@pytest.mark.parametrize(
    ("caps", "named"),
    [
        (Caps(requests=1), "1 request"),
        (Caps(creates=1), "1 create"),
        (Caps(alive=1), "1 key alive"),
        (Caps(seconds=1.0), "1 seconds"),
    ],
)
def test_caps_end_the_run_and_let_cleaning_up_through(caps: Caps, named: str) -> None:
    time = Time()
    pacer = _pacer(time, caps=caps)
    pacer.before(create=True)
    pacer.key_born()
    pacer.after(200, {}, create=True)
    time.at += 2.0
    with pytest.raises(BudgetError, match=named):
        pacer.before(create=True)
    pacer.before(cleanup=True)


@pytest.mark.parametrize("cleanup", [False, True])
def test_a_wait_beyond_the_run_is_not_begun(*, cleanup: bool) -> None:
    time = Time()
    pacer = _pacer(time)
    ask(pacer, 429, {"retry-after": "3600"})
    with pytest.raises(BudgetError, match=r"asks to wait 3600 s, until 2026-01-01T01:00:00"):
        pacer.before(cleanup=cleanup)
    assert time.waits == []


def test_traffic_tells_what_was_spent() -> None:
    time = Time()
    pacer = _pacer(time, Limits(creates=1))
    for status in (200, 200, 404):
        ask(pacer, status, create=status == 200)
        if status == 200:
            pacer.key_born()
    pacer.key_gone()
    traffic = pacer.traffic()
    assert (traffic.requests, traffic.creates, traffic.refusals) == (3, 2, 1)
    assert (traffic.alive_at_most, traffic.left_behind) == (2, 1)
    assert traffic.waited == pytest.approx(60 + MARGIN)
    assert pacer.now() - BEGAN == pytest.approx(traffic.seconds)


def test_windows_slide_rather_than_jump() -> None:
    time, moments = Time(), []
    pacer = _pacer(time, Limits(creates=3))
    for _ in range(9):
        pacer.before(create=True)
        moments.append(time.at)
        pacer.after(200, {}, create=True)
        time.at += 10.0
    assert _most_in(moments, 60.0) == 3
    gaps = [b - a for a, b in pairwise(moments)]
    assert max(gaps) < 60.0


def test_a_service_that_shuts_out_earlier_is_asked_more_slowly() -> None:
    """Shut out after the older figure of 20 failures, a run keeps to it from then on."""
    time, moments = Time(), list[float]()
    pacer = _pacer(time)
    for _ in range(70):
        pacer.before()
        if len(moments) == 21:
            pacer.after(429, {"retry-after": "30"})
            pacer.before()
        moments.append(time.at)
        pacer.after(400, {})
    assert _most_in(moments[21:], 30.0) == 20
    assert time.waits[0] == pytest.approx(30 + MARGIN)


def test_nothing_remaining_of_the_failures_holds_every_request() -> None:
    """`x-ratelimit-remaining: 0` and its reset in Unix milliseconds are obeyed."""
    time = Time()
    pacer = _pacer(time)
    pacer.before()
    ends = str(round((BEGAN + 17) * 1000))
    pacer.after(400, {"x-ratelimit-remaining": "0", "x-ratelimit-resets": ends})
    pacer.before()
    assert time.waits == [pytest.approx(17 + MARGIN)]


def test_nonsense_is_told_once_and_not_obeyed() -> None:
    time, notes = Time(), list[str]()
    pacer = Pacer(time, on_note=notes.append)
    for _ in range(2):
        ask(pacer, 429, {"retry-after": "1000000000000"})
    pacer.before()
    assert time.waits == [pytest.approx(1 + MARGIN), pytest.approx(2 + MARGIN)]
    assert len(notes) == 1
    assert "retry-after: 1000000000000" in notes[0]


def test_429_without_end_ends_the_run() -> None:
    time = Time()
    pacer = _pacer(time)
    for _ in range(8):
        ask(pacer, 429)
    with pytest.raises(BudgetError, match="429 8 times in a row"):
        pacer.before()
    assert time.at - BEGAN < 120


def test_a_server_that_answers_nothing_ends_the_run() -> None:
    time = Time()
    pacer = _pacer(time)
    for _ in range(2):
        pacer.before()
        time.at += 20.0
        pacer.after(None, {})
    with pytest.raises(UnreachableError, match="no usable answer for 40 s"):
        pacer.before()
    pacer.before(cleanup=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1" + "0" * 12}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, None),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:09 +99999999999999999999"}, None),
        ({"date": "Thu, 01 Jan 2026 00:00:09 -99999999999999999999", "retry-after": "5"}, 5.0),
        ({"x-ratelimit-reset-requests": "inf"}, None),
        ({"x-ratelimit-reset-requests": "1" * 20}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": "5", "x-ratelimit-reset-requests": str(BEGAN + 9)}, 9.0),
        ({"x-ratelimit-reset-requests": str(BEGAN - 9)}, 0.0),
        ({"x-ratelimit-reset-requests": str(round((BEGAN + 9) * 1000))}, 9.0),
        ({"x-ratelimit-resets": str(round((BEGAN + 9) * 1000))}, 9.0),
        ({"x-ratelimit-resets": str(round(BEGAN + 9))}, 9.0),
        ({"x-ratelimit-resets": "9"}, 9.0),
        ({"retry-after": formatdate(BEGAN - 9, usegmt=True)}, 0.0),
    ],
)
def test_waits_are_read_and_nonsense_is_not(headers: dict[str, str], seconds: float | None) -> None:
    wait, nonsense = advice(headers, BEGAN)
    assert wait == seconds
    assert bool(nonsense) is (bool(headers) and seconds is None)


def test_dates_are_read_and_nonsense_is_not() -> None:
    assert http_date(formatdate(BEGAN, usegmt=True)) == BEGAN
    assert http_date("") is None
    assert http_date("yesterday") is None
