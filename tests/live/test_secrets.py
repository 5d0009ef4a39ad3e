"""Tests of the vault of secrets."""

from __future__ import annotations

import base64
import json
import textwrap
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from venice_contract.live.secrets import MASK, Secrets

from benchmarks.canary import search

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "VENICE_ADMIN_KEY_zH4pX9+f/Lq~2Wm7Yt5Rb8Kd3Ns6Gv1"
ODD = 'schlüssel "mit" \\Tücken/und%41mehr'


def _b64(offset: int, *, urlsafe: bool) -> Callable[[str], str]:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    return lambda secret: encode(b"x" * offset + secret.encode() + b"y" * 5).decode()


def _every_character(form: str) -> Callable[[str], str]:
    return lambda secret: "".join(form.format(byte) for byte in secret.encode("latin-1"))


DISGUISES: dict[str, Callable[[str], str]] = {
    "clear": lambda secret: f'"apiKey": "{secret}"',
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


# Quotes and backslashes at the break of a line belong to the wrapping, so ODD is not wrapped.
@pytest.mark.parametrize(
    ("disguise", "secret"),
    [(disguise, KEY) for disguise in DISGUISES]
    + [(disguise, ODD) for disguise in DISGUISES if not disguise.startswith("wrapped")],
)
def test_every_disguise_is_masked(disguise: str, secret: str) -> None:
    """A secret is masked in every disguise, and the independent search finds it only before."""
    text = f"before {DISGUISES[disguise](secret)} after"
    vault = Secrets([secret])
    assert search(text.encode(), secret.encode())
    masked = vault.mask(text)
    assert MASK in masked
    assert search(masked.encode(), secret.encode()) == []
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@pytest.mark.parametrize("width", [1, 2, 3, 5, 19, 76])
def test_base64_wrapped_at_any_width_is_masked(width: int) -> None:
    """Base64 is masked wherever its lines break."""
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


@pytest.mark.parametrize("cut", [slice(0, 20), slice(-16, None), slice(10, 30)])
def test_a_fragment_is_masked(cut: slice) -> None:
    """What is left of a key that was cut off is masked, too."""
    assert Secrets([KEY]).mask(f"<{KEY[cut]}...") == f"<{MASK}..."


def test_short_values_are_not_learned() -> None:
    """A word of a test is not blanked out all over a report."""
    vault = Secrets()
    assert not vault.learn("ADMIN")
    assert vault.mask("ADMIN") == "ADMIN"
    assert vault.learn("eight___")


def test_repr_shows_a_count_only() -> None:
    """Printing the vault gives nothing away."""
    assert repr(Secrets([KEY])) == str(Secrets([KEY])) == "<Secrets: 1 known>"


def test_what_is_not_secret_is_untouched() -> None:
    """Text without secrets comes back as it is, escapes and line breaks included."""
    text = json.dumps({"a": 'ü/%41\\"\n', "b": ["│\n"]}, indent=2) + "\r\n%zz &amp; \\u00e4"
    assert Secrets([KEY]).mask(text) == text


def test_neighbouring_secrets_are_all_masked() -> None:
    """Secrets side by side and inside one another leave nothing readable."""
    vault = Secrets([KEY, KEY[5:40], "another-secret-value"])
    assert vault.mask(f"{KEY}another-secret-value!") == f"{MASK}!"


def test_a_false_escape_before_a_secret_hides_nothing() -> None:
    """A percent sign or backslash that happens to stand before a secret does not hide it."""
    vault = Secrets(["deadbeefcafe0123456789"])
    for before in ("%", "\\u", "\\x", "\\", "&#"):
        assert "cafe" not in vault.mask(f"{before}deadbeefcafe0123456789")


def test_lone_surrogates_are_no_obstacle() -> None:
    """A generated secret that is not valid Unicode is learned like any other."""
    vault = Secrets(["token-\ud800-with-surrogate"])
    assert vault.mask("a token-\ud800-with-surrogate b") == f"a {MASK} b"


def test_many_secrets_cost_little() -> None:
    """A megabyte is masked in well under a second while 500 keys are known."""
    vault = Secrets(
        f"VENICE_INFERENCE_KEY_{number:032x}{number * 7919:08d}" for number in range(500)
    )
    text = json.dumps([{"id": number, "text": "lorem ipsum " * 4} for number in range(14_000)])
    began = time.perf_counter()
    assert vault.mask(text) == text
    assert time.perf_counter() - began < 2.0
