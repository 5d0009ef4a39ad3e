"""Tests of the vault of secrets, and of undoing the escapes that they hide behind."""

import base64
import codecs
import io
import json
import logging
import textwrap
from collections.abc import Callable
from urllib.parse import quote

import pytest
from venice_contract.live import secrets
from venice_contract.live.secrets import MASK, Secrets, fold, masked_logging

from benchmarks.canary import search

KEY = "VENICE_ADMIN_KEY_zH4pX9+f/Lq~2Wm7Yt5Rb8Kd3Ns6Gv1"
ODD = 'schlüssel "mit" \\Tücken/und%41mehr'


def _b64(offset: int, *, urlsafe: bool) -> Callable[[str], str]:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    return lambda secret: encode(b"x" * offset + secret.encode() + b"y" * 5).decode()


def _every_character(form: str) -> Callable[[str], str]:
    return lambda secret: "".join(form.format(byte) for byte in secret.encode("latin-1"))


DISGUISES: dict[str, Callable[[str], str]] = {
    "clear": lambda secret: f'"apiKey": "{secret}"',
    "upper": str.upper,
    "swapped": str.swapcase,
    "reversed": lambda secret: secret[::-1],
    "blanks": " ".join,
    "zero-width": "\u200b".join,
    "zero-width-in-json": lambda secret: json.dumps("\u200b".join(secret)),
    "quoted": lambda secret: f"?key={quote(secret)}",
    "quoted-all": lambda secret: f"?key={quote(secret, safe='')}",
    "percent-every": _every_character("%{:02x}"),
    "percent-twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "json": lambda secret: json.dumps({"k": secret}),
    "json-in-json": lambda secret: json.dumps(json.dumps({"k": secret})),
    "json-unicode": _every_character("\\u00{:02x}"),
    "python-bytes": _every_character("\\x{:02x}"),
    "xml": _every_character("&#x{:x};"),
    "json-slashes": lambda secret: json.dumps({"k": secret}).replace("/", "\\/"),
    "hex": lambda secret: secret.encode().hex(),
    "hex-colons": lambda secret: secret.encode().hex(":"),
    "quoted-printable": _every_character("={:02X}"),
    "numbers": lambda secret: json.dumps(list(secret.encode())),
    "rotated": lambda secret: codecs.encode(secret, "rot13"),
    "dashes": lambda secret: "-".join(textwrap.wrap(secret, 5)),
    "letters-in-json": lambda secret: json.dumps(list(secret)),
    "stars": "**".join,
    "colours": "\x1b[31m".join,
    "colours-in-json": lambda secret: json.dumps("\x1b[31m".join(secret)),
    "markup": "<b></b>".join,
    "accents": "\u0301".join,
    "full-width": lambda secret: "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in secret
    ),
    "hex-upper": lambda secret: "0X" + secret.encode().hex().upper(),
    "base64-quoted": lambda secret: quote(_b64(1, urlsafe=False)(secret), safe=""),
    "wrapped": lambda secret: "\n    ".join(textwrap.wrap(secret, 11)),
    "wrapped-crlf": lambda secret: "\r\n\t".join(textwrap.wrap(secret, 7)),
    "wrapped-in-box": lambda secret: " │\n│ ".join(textwrap.wrap(secret, 9)),
    "mime": lambda secret: base64.encodebytes(b"A" * 70 + secret.encode() + b"B" * 70).decode(),
    "mime-in-json": lambda secret: json.dumps(
        base64.encodebytes(b"A" * 70 + secret.encode()).decode()
    ),
} | {
    f"base64-{offset}-{'url' if urlsafe else 'std'}": _b64(offset, urlsafe=urlsafe)
    for offset in range(3)
    for urlsafe in (False, True)
}


# The independent search looks for whole secrets as they are written.
BEYOND_THE_SEARCH = {
    *("upper", "swapped", "reversed", "blanks", "zero-width", "zero-width-in-json", "hex-colons"),
    *("quoted-printable", "numbers", "rotated", "dashes", "letters-in-json", "stars", "colours"),
    *("colours-in-json", "markup", "accents", "full-width"),
}


# Quotes and backslashes at the break of a line belong to the wrapping, so ODD is not wrapped.
@pytest.mark.parametrize(
    ("disguise", "secret"),
    [(disguise, KEY) for disguise in DISGUISES]
    + [(disguise, ODD) for disguise in DISGUISES if not disguise.startswith("wrapped")],
)
def test_every_disguise_is_masked(disguise: str, secret: str) -> None:
    text = f"before {DISGUISES[disguise](secret)} after"
    vault = Secrets([secret])
    if disguise not in BEYOND_THE_SEARCH:
        assert search(text.encode(), secret.encode())
    masked = vault.mask(text)
    assert MASK in masked
    assert search(masked.encode(), secret.encode()) == []
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@pytest.mark.parametrize("width", [1, 2, 3, 5, 19, 76])
def test_base64_wrapped_at_any_width_is_masked(width: int) -> None:
    encoded = base64.b64encode(b"padding" + KEY.encode() + b"padding").decode()
    text = "\n  ".join(encoded[at : at + width] for at in range(0, len(encoded), width))
    vault = Secrets([KEY])
    assert search(text.encode(), KEY.encode())
    assert search(vault.mask(text).encode(), KEY.encode()) == []


def test_names_and_types_stay_readable() -> None:
    """The type of a key, its name and its last characters are no secrets."""
    vault = Secrets([KEY])
    text = json.dumps({"apiKeyType": "ADMIN", "last6Chars": KEY[-6:], "apiKey": KEY})
    shown = json.loads(vault.mask(text))
    assert shown == {"apiKeyType": "ADMIN", "last6Chars": KEY[-6:], "apiKey": MASK}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"<{KEY[:20]}>", f"<{MASK}>"),
        (f"<{KEY[:30]}>", f"<{MASK}>"),
        (f"<{KEY[10:30]}>", f"<{MASK}>"),
        (f"<{KEY[-15:]}>", f"<{MASK}>"),
        (f"<{KEY[-15:].upper()}>", f"<{MASK}>"),
        (f"<{KEY[:12]}{'*' * 20}{KEY[-12:]}>", f"<{MASK}{'*' * 20}{MASK}>"),
        (f"<{KEY[:6]}***{KEY[-6:]}>", f"<{MASK}***{KEY[-6:]}>"),
        (f"<{KEY[:8]}••••{KEY[-9:]}>", f"<{MASK}••••{MASK}>"),
        (f"<{KEY[:8]}...{KEY[-7:]}>", f"<{MASK}...{MASK}>"),
        (f"server says VENI{KEY[4:6]}...", f"server says {MASK}..."),
        (f"server says {KEY[:4]}…", f"server says {MASK}…"),
        ("server says VEN...", "server says VEN..."),
        (f"ends in {KEY[-6:]}", f"ends in {KEY[-6:]}"),
    ],
)
def test_a_fragment_is_masked(text: str, masked: str) -> None:
    """What is left of a key that was cut or starred is masked, but for its public last six."""
    assert Secrets([KEY]).mask(text) == masked


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize(
    ("disguise", "length"),
    [("reversed", 18), ("rotated", 18), ("hex", 25), ("base64-1-std", 20), ("numbers", 60)],
)
def test_a_fragment_of_a_disguise_is_masked(disguise: str, length: int, at: int) -> None:
    """A server and a report cut texts in the middle of what stands for a secret."""
    form = DISGUISES[disguise](KEY).strip("[]")[4 + at :][:length]
    masked = Secrets([KEY]).mask(f"{'-' * at}<{form}>")
    assert MASK in masked
    assert len(masked.replace(MASK, "")) < at + 10


def test_no_more_secrets_are_learned_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "MOST", 50)
    vault = Secrets(f"secret-number-{number:08d}" for number in range(60))
    assert len(vault) == 50
    assert vault.full
    assert not vault.learn("one more secret")
    endless = "".join(map(str, range(1_000_000)))
    assert Secrets([endless]).mask(f"<{endless[:4096]}>") == f"<{MASK}>"


def test_logs_are_masked_whatever_the_handler() -> None:
    logger, stream = logging.getLogger("tests.live.masked"), io.StringIO()
    logger.handlers, logger.propagate = [logging.StreamHandler(stream)], False
    vault, before = Secrets(), logging.getLogRecordFactory()
    with masked_logging(vault):
        vault.learn(KEY)
        logger.warning("sent %s", KEY)
        try:
            int(KEY)
        except ValueError:
            logger.exception("with a traceback")
    assert f"sent {MASK}" in stream.getvalue()
    assert f"base 10: '{MASK}'" in stream.getvalue()
    assert KEY not in stream.getvalue()
    assert logging.getLogRecordFactory() is before


def test_short_values_are_not_learned() -> None:
    """A word of a test is not blanked out all over a report."""
    vault = Secrets()
    assert not vault.learn("ADMIN")
    assert vault.mask("ADMIN") == "ADMIN"
    assert vault.learn("eight___")


def test_repr_shows_a_count_only() -> None:
    assert repr(Secrets([KEY])) == str(Secrets([KEY])) == "<Secrets: 1 known>"


def test_what_is_not_secret_is_untouched() -> None:
    text = json.dumps({"a": 'ü/%41\\"\n', "b": ["│\n"]}, indent=2) + "\r\n%zz &amp; \\u00e4"
    assert Secrets([KEY]).mask(text) == text


def test_neighbouring_secrets_are_all_masked() -> None:
    vault = Secrets([KEY, KEY[5:40], "another-secret-value"])
    assert vault.mask(f"{KEY}another-secret-value!") == f"{MASK}!"


def test_a_false_escape_before_a_secret_hides_nothing() -> None:
    vault = Secrets(["deadbeefcafe0123456789"])
    for before in ("%", "\\u", "\\x", "\\", "&#"):
        assert "cafe" not in vault.mask(f"{before}deadbeefcafe0123456789")


def test_lone_surrogates_are_no_obstacle() -> None:
    vault = Secrets(["token-\ud800-with-surrogate"])
    assert vault.mask("a token-\ud800-with-surrogate b") == f"a {MASK} b"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a%41b", "aAb"),
        ("a\\u0041b", "aAb"),
        ("a\\x41b", "aAb"),
        ("a\\/b", "a/b"),
        ("a&amp;&#65;&#x41;b", "a&AAb"),
        ("a \\\n   b", "ab"),
        ("'a'\r\n 'b'", "'ab'"),
        ("a\\n\\nb", "ab"),
        ("%zz &nope; \\q", "%zz &nope; \\q"),
        ("", ""),
    ],
)
def test_one_layer_of_disguise_is_undone(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_places_lead_back_to_the_original() -> None:
    text = "one %41%42 two\n    three"
    folded = fold(text)
    assert folded.text == "one AB twothree"
    assert [text[slice(*folded.origin(*span))] for span in ((4, 6), (0, 3), (9, 15))] == [
        "%41%42",
        "one",
        "o\n    three",
    ]


def test_a_long_run_of_blanks_costs_little() -> None:
    assert len(fold(" " * 200_000 + "x").text) == 200_001
