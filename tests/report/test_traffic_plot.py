"""Tests of the requests of a run over its time."""

import pytest
from venice_contract.report.html import HEIGHT, WIDTH, TrafficPlot, traffic_plot
from venice_contract.verdict import Exchange


def sent(at: float, status: int = 200, waited: float = 0.0) -> Exchange:
    """Return a request that took a tenth of a second."""
    return Exchange(at, 0.1, waited, "GET", "/api_keys", status)


def plot(*exchanges: Exchange) -> TrafficPlot:
    drawn = traffic_plot(exchanges)
    assert drawn is not None
    return drawn


WORDS = {200: "answered", 302: "answered", 404: "refused", 429: "refused"}
WORDS |= dict.fromkeys((0, 500, 503), "failed")


@pytest.mark.parametrize(("status", "word"), WORDS.items())
def test_a_request_is_drawn_by_what_became_of_it(status: int, word: str) -> None:
    drawn = plot(sent(0.0, status))
    assert [bar.word for bar in drawn.blocks] == [word]
    assert f"1 {word}" in drawn.said
    assert traffic_plot(()) is None


def test_a_wait_is_a_band_before_its_request() -> None:
    drawn = plot(sent(0.0), sent(59.9, waited=30.0))
    (band,) = (one for one in drawn.blocks if one.word == "wait")
    assert band.width == pytest.approx(WIDTH / 2)
    assert band.x + band.width == pytest.approx(WIDTH * 59.9 / 60, abs=0.01)
    assert drawn.said == ("2 requests in 60.0 s: 2 answered. Held back 1 time, 30.0 s in all.")


def test_the_drawing_begins_with_the_first_request() -> None:
    drawn = plot(sent(9.0), sent(10.9))
    assert drawn.seconds == pytest.approx(2.0)
    assert drawn.blocks[0].x == 0


def test_bars_of_one_stretch_stand_on_each_other() -> None:
    drawn = plot(sent(0.0), sent(0.0, 400), sent(0.0, 0), sent(9.9))
    first = [bar for bar in drawn.blocks if bar.x == 0]
    assert sum(bar.height for bar in first) == pytest.approx(HEIGHT, abs=0.02)
    assert min(bar.y for bar in first) == pytest.approx(0, abs=0.02)
    assert drawn.most == 3
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in drawn.blocks)


def test_moments_that_make_no_sense_stay_inside() -> None:
    drawn = plot(sent(-5.0, waited=1e6), sent(0.0))
    assert all(0 <= one.x <= WIDTH and one.width >= 0 for one in drawn.blocks)
