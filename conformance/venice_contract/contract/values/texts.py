r"""Texts of a form: those that match a pattern or a format, and near misses of them.

Pure. Forms that APIs are known to ask for come first, for a service may check more than its
pattern says: an address of the pattern `\d+` dots `\d+` may have to be a real one. Where none of
them matches, rstr makes a text from the pattern, on a fixed seed.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import rstr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.values.moment import Moment

Labelled = tuple[str, str]

Lengths = tuple[int, int | None]
"""The least and the most characters of a text, None for any number."""
ANY_LENGTH: Lengths = (0, None)

SEED = 20260821
UUIDS = ("00000000-0000-4000-8000-000000000000", "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d")
NO_FORM = "never"
"""A near miss that is of no form at all: where it is accepted, any text is."""
ADDRESSES = ("11.22.33.44", "11.22.34.0/24", "11.22.33.45", "11.22.35.0/28")
"""Addresses and subnets that everybody can reach, as services may want; nothing is sent to them."""


def known(moment: Moment) -> Iterator[Labelled]:
    """Yield well-formed texts of the forms that APIs ask for."""
    plain, exact, shifted = moment.instants
    yield "instant", plain
    yield "instant-with-milliseconds", exact
    yield "day", moment.day()
    yield "instant-with-offset", shifted
    yield "uuid", UUIDS[0]
    yield "digits", "123456"
    for index, address in enumerate(ADDRESSES):
        yield f"address-{index}", address
    yield "mail", "nobody@example.com"
    yield "link", "https://example.com/a"
    yield from _near_dates([plain, moment.day()], moment)


@lru_cache(maxsize=4096)
def matching(
    pattern: str, moment: Moment, *, several: int = 2, lengths: Lengths = ANY_LENGTH
) -> tuple[Labelled, ...]:
    """Return texts that a pattern matches, each with a label; none where none can be made.

    Args:
        pattern: to match.
        moment: time and tag of the run.
        several: how many are wanted.
        lengths: the least and the most characters, where a text can be found or cut so long.
    """
    texts = _matching(pattern, moment, several)
    fitted = [(label, _fitted(text, pattern, lengths)) for label, text in texts]
    return tuple((label, text) for label, text in fitted if text is not None) or texts


def _fitted(text: str, pattern: str, lengths: Lengths) -> str | None:
    """Return a text, cut or made longer where that fits it to lengths, None where nothing does."""
    fewest, most = lengths
    text = longer(text, fewest)
    sizes = range(len(text) if most is None else min(len(text), most), fewest - 1, -1)
    return next((text[:size] for size in sizes if re.search(pattern, text[:size])), None)


def _matching(pattern: str, moment: Moment, several: int) -> tuple[Labelled, ...]:
    try:
        form = re.compile(pattern)
    except re.error:  # a pattern of another dialect; the contract's rules refuse it
        return ()
    found = [(label, text) for label, text in known(moment) if form.search(text)]
    if found and len(found) < several:
        # Long lists of addresses should differ, and none should lie in a subnet of another.
        more = ((f"address-{n}", f"11.22.36.{n}") for n in range(len(found), several))
        found += [(label, text) for label, text in more if form.search(text)]
    return tuple(found) or _made(pattern, several)


def _made(pattern: str, several: int) -> tuple[Labelled, ...]:
    """Make texts in doublings, so that a list of a hundred does not make a hundred hundreds."""
    return _drawn(pattern, 1 << (several - 1).bit_length())[:several]


@lru_cache(maxsize=512)
def _drawn(pattern: str, several: int) -> tuple[Labelled, ...]:
    maker = rstr.Rstr(random.Random(SEED))  # noqa: S311 - texts to ask about, no secrets
    found: dict[str, str] = {}
    for _ in range(several * 4):
        try:
            text = maker.xeger(pattern)
        except (re.error, ValueError, LookupError, OverflowError, RecursionError):
            break
        if re.search(pattern, text) and text.isprintable():
            found.setdefault(text, f"made-{len(found)}")
        if len(found) >= several:
            break
    return tuple((label, text) for text, label in found.items())


def near_matching(
    pattern: str, moment: Moment, lengths: Lengths = ANY_LENGTH
) -> Iterator[Labelled]:
    """Yield texts that are nearly of a form; those that match all the same are to be left out.

    Those that are too long or too short come last: the pattern is not all that refuses them.
    """
    fewest, most = lengths
    if most is not None and most > fewest:
        lengths = (fewest, most - 1)  # so that one more is not too long
    for label, text in _near(pattern, moment, lengths):
        # What a length refuses as well tells nothing of the pattern.
        if len(text) >= fewest and (most is None or label != "longer"):
            yield label, text


def _near(pattern: str, moment: Moment, lengths: Lengths) -> Iterator[Labelled]:
    texts = [text for _, text in matching(pattern, moment, lengths=lengths)]
    dates = [("no-date", NO_FORM), *_near_dates(texts, moment)]
    if len(dates) > 1 and not re.search(pattern, dates[0][1]):
        yield from dates
        return
    for text in texts[:1]:
        yield "no-form", NO_FORM
        yield "cut-off", text[:-1]
        yield "one-more", f"{text}!"
        yield "padded", f" {text}"
        yield "other-case", text.swapcase()
        yield "longer", longer(text, len(text) + 40)
        yield "empty", ""


def _near_dates(texts: list[str], moment: Moment) -> Iterator[Labelled]:
    """Yield what parsers of dates take beside a documented instant or day, the likeliest first."""
    instant, day = moment.instant(), moment.day()
    if instant in texts:
        yield "instant-with-offset", instant[:-1] + "+00:00"
        yield "instant-without-zone", instant[:-1]
        yield "instant-with-microseconds", instant[:-1] + ".250000Z"
        yield "instant-without-seconds", instant[:-4] + "Z"
        yield "instant-with-blank", instant.replace("T", " ")
    if day in texts:
        yield "day-with-slashes", day.replace("-", "/")
        yield "padded-day", f" {day}"


FORMATS = frozenset(
    {"date-time", "date", "time", "duration", "uuid", "email", "uri", "uri-reference", "hostname"}
    | {"ipv4", "ipv6", "json-pointer", "regex"}
)
"""Formats that are known here, and that validators look at."""


def of_format(name: str, moment: Moment) -> tuple[list[Labelled], list[Labelled]]:
    """Return texts of a format of JSON Schema, and near misses; none for a format not known."""
    instant, day = moment.instant(), moment.day()
    table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "date-time": (
            (instant, moment.instant(31, millisecond=250), instant[:-1] + "+00:00"),
            ("never", day, instant[:-1]),
        ),
        "date": ((day,), ("never", day.replace("-", "/"), instant)),
        "time": (("12:00:00Z",), ("never", "25:00:00Z")),
        "uuid": (UUIDS, ("never", UUIDS[0][:-1])),
        "email": (("nobody@example.com", "a.b@example.org"), ("never", "nobody@", "@example.com")),
        "uri": (("https://example.com/a", "https://example.org/b"), ("never", "/a")),
        "hostname": (("example.com", "a.example.org"), ("-never-.", "exa mple")),
        "ipv4": (("11.22.33.44", "11.22.33.45"), ("never", "11.22.33.300", "11.22.33")),
        "duration": (("P1D", "PT1H"), ("never", "1 day")),
        "uri-reference": (("/a", "https://example.com/a"), ("\\\\never",)),
        "json-pointer": (("/a", "/a/0"), ("never",)),
        "regex": (("^a$", "a+"), ("(",)),
        "ipv6": (("2a00:1::1", "2a00:1::2"), ("never", "2a00:1::g", "11.22.33.44")),
    }
    good, bad = table.get(name, ((), ()))
    return (
        [(f"{name}-{index}" if index else name, text) for index, text in enumerate(good)],
        [(f"no-{name}-{index}" if index else f"no-{name}", text) for index, text in enumerate(bad)],
    )


def longer(text: str, length: int) -> str:
    """Return a text that repeats its last letter or digit until it has a length."""
    last = next((char for char in reversed(text) if char.isalnum()), "x")
    if len(text) >= length:
        return text
    at = text.rfind(last) + 1
    return text[:at] + last * (length - len(text)) + text[at:]
