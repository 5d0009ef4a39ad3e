r"""Text of a server made harmless to show: what it sends may have been written to deceive.

Control characters (terminal escapes among them), marks that turn the reading direction, lone
surrogates and what XML 1.0 cannot hold become visible escapes such as `\x1b`.
"""

import re

# Longest text that any rendering shows of one value; the record keeps more. A server may answer
# with a megabyte, and a page that nobody can open says nothing.
SHOWN = 2_000

_NEWLINES = re.compile(r"\r\n|\r|\u2028|\u2029|\x85|\x0b|\x0c")
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # invisible, or turning direction
    "\ud800-\udfff\ufffe\uffff"  # not characters, or not in XML 1.0
    "\ufff9-\ufffb\U000e0000-\U000e0fff"  # annotations and tags
    "]"
)

# Colours may stand before the first letter.
_COMMAND = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::", re.MULTILINE)


def plain(text: str, *, limit: int = SHOWN) -> str:
    """Return the text with nothing in it that acts, at most `limit` characters of it."""
    cut = len(text) - limit
    if cut <= 0 and text.isascii() and text.isprintable():
        return text  # nearly every text, and nothing in it can act
    kept = _NEWLINES.sub("\n", text[:limit])
    kept = _UNSAFE.sub(_escape, kept)
    return f"{kept}... ({cut} more characters)" if cut > 0 else kept


def one_line(text: str, *, limit: int = 200) -> str:
    """Return the text as `plain` does, on a single line without runs of blanks."""
    return " ".join(plain(text, limit=limit).split())


def logged(text: str) -> str:
    """Return a text in which no line is a command to the CI service whose log shows it.

    GitHub takes `::name::` for one at the start of a line, after blanks too, and `##[name]`
    anywhere. What the terminal folds may begin a line as well, so this comes last.
    """
    return _COMMAND.sub(r"\1: :", text).replace("##[", "# #[")


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
