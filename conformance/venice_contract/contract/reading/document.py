"""A document in memory: plain JSON data, the place of every node, and the tree to edit.

Reading is the only shell here; everything else takes text and gives data.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from venice_contract.contract.reading.sections import Folded
from venice_contract.contract.reading.written import CannotReadError, Sketch, Written, read
from venice_contract.errors import BrokenContractError, UsageError
from venice_contract.verdict import Place

BYTE_ORDER_MARK = "\ufeff"

STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of reading or editing nodes as something that they are not."""


def escape(token: str) -> str:
    """Escape one token of a JSON Pointer (RFC 6901)."""
    plain = "~" not in token and "/" not in token  # nearly all of them
    return token if plain else token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """Extend a JSON Pointer by tokens."""
    for token in tokens:
        pointer += f"/{escape(str(token))}"
    return pointer


def split(pointer: str) -> list[str]:
    """Return the unescaped tokens of a JSON Pointer; a leading `#` is allowed."""
    tokens = pointer.removeprefix("#").split("/")[1:]
    if "~" not in pointer:
        return tokens
    return [token.replace("~1", "/").replace("~0", "~") for token in tokens]


def above(pointer: str) -> str:
    """Return the JSON Pointer of the node that holds another."""
    return pointer.rpartition("/")[0]


def _index(token: str) -> int:
    """Return the index that a token names in a list; RFC 6901 knows no negative ones."""
    if not token.isdecimal():
        raise ValueError(token)
    return int(token)


def yaml_codec() -> YAML:
    """Return the reader and writer that gives our fragment back byte for byte."""
    codec = YAML(typ="rt")
    codec.preserve_quotes = True
    codec.width = 4096
    codec.indent(mapping=2, sequence=4, offset=2)
    codec.representer.add_representer(
        type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return codec


class Document:
    """A document that was read, or a sketch of one, as plain data with places (`written`)."""

    def __init__(self, file: str, text: str, written: Written | Sketch) -> None:
        self.file = file
        self.text = text
        self._written = written
        self.operations: dict[str, dict[str, Any]] = {}
        """What `reading.operations` has read of each section; it goes with the document."""

    @cached_property
    def tree(self) -> CommentedMap:
        """The document to edit: comments, quotes and order kept."""
        return _tree(self.text, self.file)

    @property
    def data(self) -> dict[str, Any]:
        """The document as plain JSON types; not to be changed."""
        return self._written.data

    def other_keys(self) -> Iterator[tuple[str, str]]:
        """Yield every key that is no text, after the pointer of its mapping."""
        for tokens, key in self._written.other_keys():
            yield join("", *tokens), key

    @property
    def version(self) -> str:
        """What it says of its own version, empty if nothing."""
        info = self.data.get("info")
        return str(info.get("version", "")) if isinstance(info, dict) else ""

    @property
    def day(self) -> str:
        """The ISO date that its version names, as 20260821.003341 does; empty where none."""
        told = re.match(r"(20\d{2})([-.]?)(\d{1,2})\2(\d{1,2})(?!\d)", self.version)
        if not told:
            return ""
        try:
            return date(int(told[1]), int(told[3]), int(told[4])).isoformat()
        except ValueError:
            return ""

    def components(self, kind: str) -> dict[str, Any]:
        """Return its components of a kind, such as `schemas`, by name."""
        found: dict[str, Any] = self.data.get("components", {}).get(kind, {})
        return found

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def get(self, pointer: str) -> Any:
        """Return the node at a JSON Pointer, or raise KeyError."""
        return self.way(pointer)[-1]

    def way(self, pointer: str) -> list[Any]:
        """Return the nodes from the root to the one at a JSON Pointer, or raise KeyError."""
        node: Any = self.data
        way = [node]
        for token in split(pointer):
            try:
                node = node[_index(token)] if isinstance(node, list) else node[token]
            except (KeyError, IndexError, ValueError, TypeError):
                raise KeyError(pointer) from None
            way.append(node)
        return way

    def place(self, pointer: str) -> Place:
        """Return where a node stands; the nearest node above it that exists, otherwise."""
        line, column = self._written.place(split(pointer))
        return Place(self.file, line + 1, column + 1, pointer)

    def edited(
        self, edit: Callable[[CommentedMap], None], pointers: Collection[str] = ("",)
    ) -> Document:
        """Return the document after an edit of its tree, comments and order kept.

        `pointers` lead to every node that the edit changes, removes or puts there.
        """
        ways = [split(pointer) for pointer in pointers]
        folded = Folded(self.text, self._written, ways)
        text = None
        with contextlib.suppress(BrokenContractError):  # sections of JSON end with commas
            text = folded.unfolded(self._round_trip(folded.text, edit))
        if text is None:
            text = self._round_trip(self.text, edit)
        return self if text == self.text else parse(text, self.file)

    def _round_trip(self, text: str, edit: Callable[[CommentedMap], None]) -> str:
        tree = _tree(text, self.file)
        edit(tree)
        return dump(tree)

    def broken(self, message: str, pointer: str, *, hint: str = "") -> BrokenContractError:
        """Return the error that says what is wrong with a node, and where."""
        place = self.place(pointer)
        return BrokenContractError(
            message, file=self.file, line=place.line, column=place.column, hint=hint
        )


def parse(text: str, file: str) -> Document:
    """Read a document; BrokenContractError for no YAML, no mapping, or a key said twice."""
    if not text.strip():
        raise BrokenContractError("the file is empty.", file=file)
    try:
        return Document(file, text, read(text))
    except CannotReadError as problem:
        if not problem.args[0]:
            _tree(text, file)  # says what is wrong
        what = problem.args[0] or "it says in YAML what no JSON can say."
        line, column = problem.at or (-1, -1)
        raise BrokenContractError(what, file=file, line=line + 1, column=column + 1) from None


def _tree(text: str, file: str) -> CommentedMap:
    try:
        tree = yaml_codec().load(text)
    except DuplicateKeyError as problem:
        raise _marked(problem, file, "a key stands twice in one mapping") from None
    except MarkedYAMLError as problem:
        raise _marked(problem, file, "this is not YAML") from None
    except YAMLError as problem:
        first = str(problem).partition("\n")[0]
        raise BrokenContractError(f"this is not YAML: {first}.", file=file) from None
    except ValueError as problem:  # a date such as 2025-13-01, or a number of 5000 digits
        first = str(problem).partition(";")[0]
        raise BrokenContractError(f"a value cannot be read: {first}.", file=file) from None
    except RecursionError:
        raise BrokenContractError("the file is nested too deeply to be read.", file=file) from None
    if not isinstance(tree, CommentedMap):
        raise BrokenContractError(
            "an OpenAPI document is a mapping, and this is not.", file=file, line=1, column=1
        )
    return tree


def load(
    path: Path, *, shown_as: str | None = None, hint: str = "Name the fragment with --spec."
) -> Document:
    """Read a document from a file.

    UsageError if there is none or it cannot be read, BrokenContractError as of `parse`.
    """
    file = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        reason = (problem.strerror or "cannot be read").lower()
        raise UsageError(f"{file}: {reason}.", hint=hint) from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start]
        line = before.count(b"\n") + 1
        column = problem.start - (before.rfind(b"\n") + 1) + 1
        raise BrokenContractError(
            "this byte is not UTF-8.", file=file, line=line, column=column, hint="Save it as UTF-8."
        ) from None
    return parse(text, file)


def dump(tree: CommentedMap) -> str:
    """Write a tree back as text, comments and order kept."""
    stream = io.StringIO()
    yaml_codec().dump(tree, stream)
    return stream.getvalue()


def reach(tree: Any, pointer: str) -> Any:
    """Return the node of a tree that a JSON Pointer leads to, or raise an error of lookups."""
    node = tree
    for token in split(pointer):
        node = node[int(token)] if isinstance(node, list) else node[token]
    return node


def put(tree: Any, pointer: str, value: Any) -> None:
    """Write a node into a tree, with the mappings above it that are not there."""
    *above, last = split(pointer)
    node = tree
    for token in above:
        within = isinstance(node, list)
        node = node[int(token)] if within else node.setdefault(token, CommentedMap())
    node[int(last) if isinstance(node, list) else last] = value


def spelled_like(before: str, after: str) -> str:
    r"""Return a text with the line endings and the byte order mark of the one that it replaces.

    Its lines may end with `\n`, `\r\n` or both: a line that stays keeps its own ending, a new
    one ends as the line before it does.
    """
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else ""
    old = before.removeprefix(BYTE_ORDER_MARK).split("\n")
    new = after.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").split("\n")
    if "\r\n" not in before:
        return mark + "\n".join(new)
    ended = [line.endswith("\r") for line in old[:-1]]
    if all(ended):
        return mark + "\r\n".join(new)
    bare = [line.removesuffix("\r") for line in old[:-1]]
    crlf = [False] * (len(new) - 1)
    matcher = difflib.SequenceMatcher(None, bare, new[:-1], autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        above = ended[first - 1] if first else ended[0]
        crlf[start:end] = ended[first:last] if tag == "equal" else [above] * (end - start)
    ends = ["\r\n" if one else "\n" for one in crlf]
    return mark + "".join(line + end for line, end in zip(new, [*ends, ""], strict=True))


def _marked(problem: MarkedYAMLError, file: str, what: str) -> BrokenContractError:
    mark = problem.problem_mark or problem.context_mark
    detail = (problem.problem or "").partition("\n")[0].strip()
    return BrokenContractError(
        f"{what}: {detail}." if detail else f"{what}.",
        file=file,
        line=mark.line + 1 if mark else 0,
        column=mark.column + 1 if mark else 0,
    )
