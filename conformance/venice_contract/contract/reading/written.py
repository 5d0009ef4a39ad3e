"""A text of YAML as plain JSON data, and the place of every node: the quick way, in C.

Pure. It reads what ruamel.yaml reads of JSON's data, ten times as fast: libyaml parses, and the
nodes that it leaves keep their lines. What it cannot read it gives up with `CannotReadError`, and
the caller lets ruamel.yaml say what is wrong.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, cast

import yaml
from ruamel.yaml.resolver import implicit_resolvers
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

TAG = "tag:yaml.org,2002:"
_MERGE = f"{TAG}merge"
DEEPEST = 200
"""Levels of nesting that are read; a schema of ten levels of objects takes some thirty."""
MOST_NODES = 1_000_000
"""Nodes that a text may unfold to by its aliases; the vendor's whole document has 23,000."""


HALVES = r"\\\\|((?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+)"
"""A backslash that stands for itself, or halves of characters (group 1) in a quoted text."""


class CannotReadError(Exception):
    """The text is not read this way; `args[0]` says why, and is empty where YAML is broken.

    `at` is the 0-based line and column of the node, where there is one.
    """

    def __init__(self, why: str, node: Node | None = None) -> None:
        super().__init__(why)
        mark = node.start_mark if node else None
        self.at = (mark.line, mark.column) if mark else None


class _Composer(yaml.CBaseLoader):
    """From text to nodes with marks, by the implicit types of YAML 1.2."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def descend_resolver(self, current_node: Node, current_index: Any) -> None:  # noqa: ARG002
        """Count the levels: libyaml's own stack would give way before it says so."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise CannotReadError("the file is nested too deeply to be read.")

    def ascend_resolver(self) -> None:
        """Count back."""
        self._depth -= 1


for _versions, _tag, _pattern, _first in implicit_resolvers:
    if (1, 2) in _versions:
        _Composer.add_implicit_resolver(_tag, _pattern, _first)


class Sketch:
    """Plain data that no text says yet: a document that was edited to be asked about, not shown."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def place(self, _tokens: Sequence[str]) -> tuple[int, int]:
        """Return the beginning: nothing of it has a line."""
        return (0, 0)

    def other_keys(self) -> Iterator[tuple[list[str], str]]:
        """Yield nothing: every key of plain data is a text."""
        yield from ()


class Written:
    """A mapping that was read."""

    def __init__(self, root: MappingNode) -> None:
        self._root = root
        self._built: dict[int, Any] = {}
        self._named: dict[int, dict[str, tuple[Node, Node]]] = {}
        self.data: dict[str, Any] = self._build(root)

    def place(self, tokens: Sequence[str]) -> tuple[int, int]:
        """Return the 0-based line and column of the key or item that tokens lead to.

        The nearest node above it that exists, where there is none.
        """
        node: Node = self._root
        mark = (0, 0)
        for token in tokens:
            found = self._step(node, token)
            if found is None:
                break
            shown, node = found
            mark = (shown.start_mark.line, shown.start_mark.column)
        return mark

    def other_keys(self) -> Iterator[tuple[list[str], str]]:
        """Yield every key that is no text, as written, after the tokens of its mapping."""
        yield from _other_keys(self._root, [])

    def _step(self, node: Node, token: str) -> tuple[Node, Node] | None:
        """Return the node to show and the node to go on with."""
        if isinstance(node, MappingNode):
            if id(node) not in self._named:
                self._named[id(node)] = {key.value: (key, value) for key, value in _pairs(node)}
            return self._named[id(node)].get(token)
        if isinstance(node, SequenceNode) and token.isdecimal() and int(token) < len(node.value):
            item = node.value[int(token)]
            return item, item
        return None

    def _build(self, node: Node) -> Any:
        if id(node) in self._built:
            return self._built[id(node)]
        built: Any
        if isinstance(node, ScalarNode):
            convert = _CONVERT.get(node.tag)
            built = convert(node.value) if convert else node.value
        elif isinstance(node, SequenceNode):
            built = [self._build(item) for item in node.value]
        else:
            pairs = _pairs(cast("MappingNode", node))
            built = {key.value: self._build(value) for key, value in pairs}
        self._built[id(node)] = built
        return built


def read(text: str) -> Written:
    """Read a text; CannotReadError for no mapping, a key said twice, or what has no bounds."""
    try:
        return _read(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise CannotReadError("") from None


def _read(text: str) -> Written:
    composer = None
    try:
        composer = _Composer(text)
        root = composer.get_single_node()
    except yaml.YAMLError:
        if (joined := _joined(text)) == text:
            raise
        return _read(joined)
    finally:
        if composer is not None:
            composer.dispose()
    _bounded(root, {}, set())
    if not isinstance(root, MappingNode):
        raise CannotReadError("")
    return Written(root)


def _bounded(node: Node | None, sizes: dict[int, int], above: set[int]) -> int:
    """Return how many nodes one unfolds to, before anything else reads it.

    CannotReadError for too many, or an alias that leads back into what it names.
    """
    if not isinstance(node, MappingNode | SequenceNode):
        return 1
    if id(node) in above:
        raise CannotReadError("an alias of the file leads back into what it names.")
    if id(node) not in sizes:
        above.add(id(node))
        inner = node.value
        if isinstance(node, MappingNode):
            inner = [one for pair in node.value for one in pair]
        sizes[id(node)] = 1 + sum(_bounded(one, sizes, above) for one in inner)
        above.discard(id(node))
    if sizes[id(node)] > MOST_NODES:
        raise CannotReadError(f"the file unfolds to more than {MOST_NODES} nodes by its aliases.")
    return sizes[id(node)]


def _joined(text: str) -> str:
    """Return a text without halves of characters, which libyaml refuses (RFC 8259, 7).

    Two halves are one character; one alone is replaced.
    """

    def joined(escape: re.Match[str]) -> str:
        if not escape[1]:
            return escape[0]
        halves: str = json.loads(f'"{escape[0]}"')
        return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    return re.sub(HALVES, joined, text)


def _pairs(node: MappingNode) -> list[tuple[ScalarNode, Node]]:
    """List keys and values, those of a merge key behind the mapping's own."""
    pairs = node.value
    for key, _ in pairs:
        if not isinstance(key, ScalarNode):
            raise CannotReadError(
                "the key of a mapping is a text, and this is a list or more.", key
            )
    own = [(key, value) for key, value in pairs if key.tag != _MERGE]
    known = {key.value for key, _ in own}
    if len(known) != len(own):
        raise CannotReadError("")
    for key, source in pairs:
        if key.tag == _MERGE:
            for one in source.value if isinstance(source, SequenceNode) else [source]:
                if not isinstance(one, MappingNode) or one is node:
                    raise CannotReadError("")
                own += [pair for pair in _pairs(one) if pair[0].value not in known]
                known = {name.value for name, _ in own}
    return own


def _other_keys(node: Node, above: list[str]) -> Iterator[tuple[list[str], str]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                if key.tag not in {f"{TAG}str", _MERGE} and key.tag.startswith(TAG):
                    yield above, key.value
                yield from _other_keys(value, [*above, key.value])
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _other_keys(item, [*above, str(index)])


def _integer(text: str) -> int:
    plain = text.replace("_", "").lower()
    return int(plain, 0 if plain.lstrip("+-")[:2] in {"0x", "0o", "0b"} else 10)


def _number(text: str) -> float:
    return float(re.sub(r"\.(inf|nan)$", r"\1", text.replace("_", "").lower()))


def _day(text: str) -> str:
    """Keep a date as it is written; it must be one, for ruamel.yaml makes a date of it."""
    named = re.match(r"(\d{4})-(\d\d?)-(\d\d?)", text)
    if named:
        date(*(int(part) for part in named.groups()))
    return text


_CONVERT: dict[str, Callable[[str], Any]] = {
    f"{TAG}bool": lambda text: text.lower() == "true",
    f"{TAG}float": _number,
    f"{TAG}int": _integer,
    f"{TAG}null": lambda _: None,
    f"{TAG}timestamp": _day,
}
