r"""Texts of a form: those that match a pattern or a format, and near misses of them.

Pure. Forms that APIs are known to ask for come first, for a service may check more than its
pattern says: an address of the pattern `\d+` dots `\d+` may have to be a real one. Where none of
them matches, rstr makes a text from the pattern, on a fixed seed.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import rstr

from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.validation import matcher

Labelled = tuple[str, str]
Matches = Callable[[str], bool]

Lengths = tuple[int, int | None]
"""The least and the most characters of a text, None for any number."""
ANY_LENGTH: Lengths = (0, None)

FAR_LONGER = 300
"""So many characters more, and a form has no longest text."""
VARIED = 16
"""So many texts of a form are made to find one with many kinds of characters."""
LOOKED_OUT = re.compile(r"\(\?!\^?(\w+)\$?\)")
"""Words that a form looks ahead for, and refuses."""
SEED = 20260821
UUIDS = ("00000000-0000-4000-8000-000000000000", "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d")
NO_FORM = "never"
OTHER_NO_FORM = "~ Never 0 ~"
NO_FORMS = frozenset({NO_FORM, OTHER_NO_FORM, "-never-.", "\\\\never", "("})
"""Near misses that are of no form at all: where one is accepted, any text is."""
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

    `several` are wanted, of at least and at most so many characters where one can be found or cut.
    """
    matches = matcher(pattern, looking=True)
    if matches is None:  # a pattern of another dialect; the contract's rules refuse it
        return ()
    texts = _matching(pattern, matches, moment, several)
    fitted = [(label, _fitted(text, matches, lengths)) for label, text in texts]
    return tuple((label, text) for label, text in fitted if text is not None) or texts


def _fitted(text: str, matches: Matches, lengths: Lengths) -> str | None:
    """Return a text, cut or made longer where that fits it to lengths, None where nothing does."""
    fewest, most = lengths
    text = longer(text, fewest)
    sizes = range(len(text) if most is None else min(len(text), most), fewest - 1, -1)
    return next((text[:size] for size in sizes if matches(text[:size])), None)


def _matching(pattern: str, matches: Matches, moment: Moment, several: int) -> tuple[Labelled, ...]:
    found = [(label, text) for label, text in known(moment) if matches(text)]
    if found and len(found) < several:
        # Long lists of addresses should differ, and none should lie in a subnet of another.
        more = ((f"address-{n}", f"11.22.36.{n}") for n in range(len(found), several))
        found += [(label, text) for label, text in more if matches(text)]
    return tuple(found) or _made(pattern, several)


def _made(pattern: str, several: int) -> tuple[Labelled, ...]:
    """Make texts in doublings, so that a list of a hundred does not make a hundred hundreds."""
    return _drawn(pattern, 1 << (several - 1).bit_length())[:several]


@lru_cache(maxsize=512)
def _drawn(pattern: str, several: int) -> tuple[Labelled, ...]:
    maker = rstr.Rstr(random.Random(SEED))  # noqa: S311 - texts to ask about, no secrets
    found: dict[str, str] = {}
    matches = matcher(pattern, looking=True)
    for _ in range(several * 4 if matches else 0):
        try:
            text = maker.xeger(pattern)
        except (re.error, ValueError, LookupError, OverflowError, RecursionError):
            break
        if matches and matches(text) and text.isprintable():
            found.setdefault(text, f"made-{len(found)}")
        if len(found) >= several:
            break
    return tuple((label, text) for text, label in found.items())


def near_matching(
    pattern: str, moment: Moment, lengths: Lengths = ANY_LENGTH
) -> Iterator[Labelled]:
    """Yield texts that are nearly of a form; those that match all the same are to be left out.

    None is too long or too short: what a length refuses as well tells nothing of the pattern.
    """
    fewest, most = lengths
    if most is not None and most > fewest:
        lengths = (fewest, most - 1)  # so that one more is not too long
    for label, text in _near(pattern, moment, lengths):
        if len(text) >= fewest and (most is None or len(text) <= most):
            yield label, text


def _near(pattern: str, moment: Moment, lengths: Lengths) -> Iterator[Labelled]:
    texts = [text for _, text in matching(pattern, moment, lengths=lengths)]
    matches, dates = matcher(pattern, looking=True), list(_near_dates(texts, moment))
    if dates and matches and not matches(NO_FORM):
        yield "no-date", NO_FORM
        yield from dates
        yield "empty", ""
        return
    for text in texts[:1]:
        yield "no-form", no_form(matcher(pattern, looking=True))
        shortest, *longest = ends(pattern, text) or (text,)
        yield from (("looked-out", f"{word}{shortest}") for word in LOOKED_OUT.findall(pattern))
        yield "one-more", f"{text}!"
        yield "shorter-form", shortest[:-1]
        yield "later-form", text[1:]
        for end in longest:
            yield "longer-form", longer(end, len(end) + 1)
        varied = _varied(pattern, texts)
        for end in ends(pattern, varied)[1:] if _variety(varied) > _variety(text) else ():
            yield "varied-longer-form", longer(end, len(end) + 1)
        if lengths[0] == lengths[1]:
            yield "other-end", f"{text[:-1]}!"
        yield "empty", ""
        yield "padded", f" {text}"
        yield "other-case", text.swapcase()


def no_form(matches: Matches | None) -> str:
    """Return a text that is of no form at all, and not of one that it might be by chance."""
    return OTHER_NO_FORM if matches and matches(NO_FORM) else NO_FORM


def extremes(pattern: str, moment: Moment, texts: tuple[Labelled, ...]) -> Iterator[Labelled]:
    """Yield the shortest and the longest text of a form, the most varied, and one inside a text."""
    matches, first = matcher(pattern, looking=True), texts[0][1] if texts else ""
    if matches is None or not first or list(_near_dates([first], moment)):
        return
    shortest, *longest = ends(pattern, first)
    yield from (("end-of-form", end) for end in (shortest, *longest))
    yield "varied", _varied(pattern, [text for _, text in texts])
    if matches(f"~{first}~"):
        yield "inside-a-text", f"x {shortest} x"


def _varied(pattern: str, texts: list[str]) -> str:
    """Return the text of a form that has most kinds of characters."""
    return max((*texts, *(text for _, text in _drawn(pattern, VARIED))), key=_variety)


def _variety(text: str) -> int:
    """How many kinds of characters a text has."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    return sum(any(map(kind, text)) for kind in kinds)


@lru_cache(maxsize=4096)
def ends(pattern: str, text: str) -> tuple[str, ...]:
    """Return the shortest and the longest that a text of a form is of it, cut or made longer.

    A form that has no end has no longest text.
    """
    matches = matcher(pattern, looking=True)
    if matches is None:
        return ()
    shortest = longest = text
    while shortest and matches(shortest[:-1]):
        shortest = shortest[:-1]
    for length in range(len(text) + 1, len(text) + FAR_LONGER + 1):
        if not matches(longer(text, length)):
            break
        longest = longer(text, length)
    return (shortest, longest) if len(longest) < len(text) + FAR_LONGER else (shortest,)


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


Texts = tuple[str, ...]
FORMATS: dict[str, Callable[[Moment], tuple[Texts, Texts]]] = {
    "date-time": lambda at: (at.instants, (NO_FORM, at.day(), at.instant()[:-1])),
    "date": lambda at: ((at.day(),), (NO_FORM, at.day().replace("-", "/"), at.instant())),
    "time": lambda _: (("12:00:00Z",), (NO_FORM, "25:00:00Z")),
    "uuid": lambda _: (UUIDS, (NO_FORM, UUIDS[0][:-1])),
    "email": lambda _: (
        ("nobody@example.com", "A.b@example.org"),
        (NO_FORM, "nobody@", "@example.com"),
    ),
    "uri": lambda _: (("https://example.com/a", "https://example.org/B"), (NO_FORM, "/a")),
    "hostname": lambda _: (("example.com", "a.example.org"), ("-never-.", "exa mple")),
    "ipv4": lambda _: (("11.22.33.44", "11.22.33.45"), (NO_FORM, "11.22.33.300", "11.22.33")),
    "duration": lambda _: (("P1D", "PT1H"), (NO_FORM, "1 day")),
    "uri-reference": lambda _: (("/a", "https://example.com/a"), ("\\\\never",)),
    "json-pointer": lambda _: (("/a", "/a/0"), (NO_FORM,)),
    "regex": lambda _: (("^a$", "a+"), ("(",)),
    "ipv6": lambda _: (("2a00:1::1", "2a00:1::2"), (NO_FORM, "2a00:1::g", "11.22.33.44")),
}
"""Texts of each format that validators look at, and near misses of it."""
EVEN_EMPTY = frozenset({"uri-reference", "json-pointer", "regex"})
"""Formats of which the empty text is one; a service may take it for "nothing" of any other."""


def of_format(name: str, moment: Moment) -> tuple[list[Labelled], list[Labelled]]:
    """Return texts of a format of JSON Schema, and near misses; none for a format not known."""
    good, bad = FORMATS[name](moment) if name in FORMATS else ((), ())
    return (
        [(f"{name}-{index}" if index else name, text) for index, text in enumerate(good)],
        [
            *(
                (f"no-{name}-{index}" if index else f"no-{name}", one)
                for index, one in enumerate(bad)
            ),
            *([("empty", "")] if good and name not in EVEN_EMPTY else []),
        ],
    )


def longer(text: str, length: int) -> str:
    """Return a text that repeats its last letter or digit until it has a length."""
    last = next((char for char in reversed(text) if char.isalnum()), "x")
    if len(text) >= length:
        return text
    at = text.rfind(last) + 1
    return text[:at] + last * (length - len(text)) + text[at:]
