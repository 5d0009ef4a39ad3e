"""The requests and waits of a run over its time, as bars and bands to draw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from venice_contract.verdict import Exchange, counted

WIDTH, HEIGHT = 600, 100
"""Units of the drawing; the page stretches it to its own width."""

BINS = 60
"""Bars in the whole run; so many can be told apart on a phone, too."""

SHORTEST_WAIT = 0.05
"""Seconds below which holding back is no wait that a reader would see or mind."""

WORDS = ("answered", "refused", "failed")
"""What becomes of a request: an answer below 400, one below 500, one above or none at all."""


class Bar(NamedTuple):
    """Requests of one stretch of time that ended alike; place and size in units of the drawing."""

    word: str
    x: float
    y: float
    width: float
    height: float


class Band(NamedTuple):
    """A wait: where it begins, and how wide it is."""

    x: float
    width: float


class TrafficPlot(NamedTuple):
    """All that is drawn."""

    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    seconds: float
    most: int
    said: str


def traffic_plot(exchanges: Sequence[Exchange]) -> TrafficPlot | None:
    """Arrange the exchanges of a run for drawing, from the first; None where there are none."""
    if not exchanges:
        return None
    first = min(one.at - one.waited for one in exchanges)
    exchanges = [replace(one, at=one.at - first) for one in exchanges]
    seconds = max(*(one.at + one.seconds for one in exchanges), 0.001)
    stretches: list[Counter[str]] = [Counter() for _ in range(BINS)]
    for one in exchanges:
        at = min(max(one.at, 0.0), seconds)
        stretches[min(int(at / seconds * BINS), BINS - 1)][_word(one)] += 1
    most = max(stretch.total() for stretch in stretches)
    bars = [bar for number, stretch in enumerate(stretches) for bar in _bars(number, stretch, most)]
    waits = [one for one in exchanges if one.waited >= SHORTEST_WAIT]
    return TrafficPlot(
        tuple(bars),
        tuple(_band(one, seconds) for one in waits),
        seconds,
        most,
        _said(exchanges, waits, seconds),
    )


def _word(one: Exchange) -> str:
    if 0 < one.status < 400:
        return "answered"
    return "refused" if 400 <= one.status < 500 else "failed"


def _bars(number: int, stretch: Counter[str], most: int) -> list[Bar]:
    width, ground, made = WIDTH / BINS, float(HEIGHT), list[Bar]()
    for word in WORDS:
        if stretch[word]:
            height = stretch[word] / most * HEIGHT
            ground -= height
            made.append(Bar(word, number * width, round(ground, 2), width - 1, round(height, 2)))
    return made


def _band(one: Exchange, seconds: float) -> Band:
    start = max(0.0, one.at - one.waited)
    return Band(
        round(start / seconds * WIDTH, 2), round(max(one.at - start, 0) / seconds * WIDTH, 2)
    )


def _said(exchanges: Sequence[Exchange], waits: Sequence[Exchange], seconds: float) -> str:
    ended = Counter(map(_word, exchanges))
    parts = [f"{ended[word]} {word}" for word in WORDS if ended[word]]
    waited = sum(one.waited for one in waits)
    held = (
        f"Held back {counted(len(waits), 'time')}, {waited:.1f} s in all."
        if waits
        else "No limit held it back."
    )
    return f"{counted(len(exchanges), 'request')} in {seconds:.1f} s: {', '.join(parts)}. {held}"
