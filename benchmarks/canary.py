"""An independent search for a secret in the bytes of a report, by decoding what is there.

Masking encodes the secret and looks for the result; this search decodes the data and looks for the
secret. They share no code, so a mistake in one shows in the other. It is meant to be thorough, not
fast: every byte is looked at in every way.
"""

import base64
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_WRAPS = re.compile(rb"\\[nrt]|=\r?\n|[^A-Za-z0-9+/_.~-]")
_NOT_BASE64 = re.compile(rb"\\[nrt]|[^A-Za-z0-9+/]")
_HEX = re.compile(rb"[0-9A-Fa-f]{8,}")
_ESCAPED = re.compile(rb"\\u00([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|&#x([0-9A-Fa-f]{2});")
_SLASHED = re.compile(rb"\\([\\/\"'])")


def search(data: bytes, *secrets: bytes) -> list[str]:
    """Name every disguise in which one of the secrets stands in the data, `clear` or `base64`."""
    found = set()
    squeezed = [(secret, _squeezed(secret)) for secret in secrets]
    for view, text in _views(data):
        thin = _squeezed(text)
        found |= {view for secret, _ in squeezed if secret in text}
        found |= {f"{view}-wrapped" for secret, bare in squeezed if bare in thin} - {
            f"{name}-wrapped" for name in found
        }
        for name, decode in (("base64", _from_base64), ("hex", _from_hex)):
            for decoded in decode(text):
                found |= {name for secret in secrets if secret in decoded}
    return sorted(found)


def _views(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Look at the data as it is, and with up to two layers of escapes undone."""
    seen = {data}
    views = [("clear", data)]
    for _ in range(2):
        yield from views
        undone = {
            plain: name
            for _, text in views
            for name, plain in (("percent", unquote_to_bytes(text)), ("escaped", _unescaped(text)))
            if plain not in seen
        }
        seen |= set(undone)
        views = [(name, plain) for plain, name in undone.items()]
    yield from views


def _unescaped(text: bytes) -> bytes:
    plain = _ESCAPED.sub(lambda match: bytes([int(next(filter(None, match.groups())), 16)]), text)
    return _SLASHED.sub(rb"\1", plain)


def _squeezed(text: bytes) -> bytes:
    return _WRAPS.sub(b"", text)


def _from_base64(text: bytes) -> Iterator[bytes]:
    """Decode the data as if it were one base64 text, at each of the four alignments."""
    letters = _NOT_BASE64.sub(b"", text.translate(bytes.maketrans(b"-_", b"+/")))
    for skip in range(4):
        run = letters[skip:]
        yield base64.b64decode(run + b"A" * (-len(run) % 4))


def _from_hex(text: bytes) -> Iterator[bytes]:
    for run in _HEX.findall(_squeezed(text)):
        for skip in range(2):
            digits = run[skip:]
            yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
