"""Tests of the independent search for secrets."""

import base64
import quopri

import pytest

from benchmarks.canary import search

SECRET = b"VENICE_ADMIN_KEY_zH4pX9+f/Lq-2Wm7Yt5"


@pytest.mark.parametrize(
    ("data", "disguise"),
    [
        (b"x" + SECRET + b"y", "clear"),
        (SECRET[:9] + b"\n      " + SECRET[9:], "clear-wrapped"),
        (SECRET.replace(b"/", b"%2f").replace(b"+", b"%2B"), "percent"),
        (SECRET.replace(b"V", b"\\u0056").replace(b"/", b"\\/"), "escaped"),
        (SECRET.hex().upper().encode(), "hex"),
        (base64.b64encode(b"a" + SECRET), "base64"),
        (base64.urlsafe_b64encode(b"ab" + SECRET), "base64"),
        (base64.encodebytes(b"abc" * 30 + SECRET), "base64"),
        (quopri.encodestring(b"x" * 60 + SECRET), "clear-wrapped"),
    ],
)
def test_each_disguise_is_named(data: bytes, disguise: str) -> None:
    assert disguise in search(b"noise, noise; " + data + b" noise", SECRET)


def test_nothing_is_found_where_nothing_is() -> None:
    other = b"VENICE_ADMIN_KEY_" + b"q" * 20
    assert search(other + base64.b64encode(other) + other.hex().encode(), SECRET) == []
    assert search(b"", SECRET) == []
