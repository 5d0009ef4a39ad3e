"""What was sent against what comes back, in every answer that shows a key.

Pure. Each answer's entity is compared with the ledger, field by field under the answer's own
names; what is there always or only for limited keys is looked for; a secret must show once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.echo import echoes, entity
from venice_contract.drift.answers import short
from venice_contract.drift.ledger import UNKNOWN, Key, at, gives_back
from venice_contract.drift.observe import Scene
from venice_contract.verdict import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.schema import Schema
    from venice_contract.drift.observe import Observation

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """How one operation's answers show a key.

    Args:
        root: the schema of the entity.
        fields: leaf paths below the entity, each with the request path that it repeats.
    """

    root: Schema
    fields: dict[Path, Path]

    @property
    def prefix(self) -> Path:
        """Where the entity stands in the answer."""
        return self.root.path

    def entities(self, body: Any) -> list[dict[str, Any]]:
        """Return the entities of an answer, one or many."""
        nodes = [body]
        for step in self.prefix:
            if step == ITEMS:
                nodes = [item for node in nodes if isinstance(node, list) for item in node]
            else:
                nodes = [node.get(step) for node in nodes if isinstance(node, dict)]
        return [node for node in nodes if isinstance(node, dict)]


def mirror(answer: Schema | None, sent: frozenset[Path]) -> Mirror | None:
    """Return how an answer shows a key, None if it shows none."""
    root = entity(answer)
    if root is None:
        return None
    found = {}
    for path, source in echoes(answer, sent).items():
        schema = root.at(path)
        if schema is not None and not schema.properties:
            found[path] = source
    return Mirror(root, found)


def compare(
    scene: Scene, glass: Mirror, shown: dict[str, Any], key: Key, named: frozenset[Path]
) -> Iterator[Observation]:
    """Yield every field of an entity that is not what the ledger says.

    Args:
        scene: where the entity was seen.
        glass: how the operation shows a key.
        shown: the entity.
        key: the key it is.
        named: request paths that the call itself has sent, to tell an echo from a side effect.
    """
    for path, source in glass.fields.items():
        schema = glass.root.at(path)
        if schema is None or at(shown, path[:-1]) is UNKNOWN:
            continue
        answered, sent = at(shown, path), key.expected.get(source, UNKNOWN)
        if sent is not UNKNOWN and not gives_back(sent, answered, schema):
            defaulted = (
                source in key.defaulted
                and scene.operation == key.made_by
                and answered is not UNKNOWN
            )
            where = source if defaulted else (*glass.prefix, *path)
            yield _difference(scene, where, sent, answered, _origin(source, named, defaulted))
            if defaulted:
                key.expected[source] = UNKNOWN
    yield from _presence(scene, glass, shown, key)


def _origin(source: Path, named: frozenset[Path], defaulted: bool) -> str:
    if defaulted:
        return "is meant when it is left out"
    return "was sent" if source in named else "was set before"


def _difference(scene: Scene, path: Path, sent: Any, answered: Any, origin: str) -> Observation:
    about = sent if isinstance(sent, str) and len(sent) < 40 else None
    does = "leaves it out" if answered is UNKNOWN else f"answers {short(answered)}"
    if origin.startswith("is meant"):
        request = Scene(scene.operation, "request", "", scene.exchange)
        what: tuple[str, str, Any] = ("default-differs", "absent-means", None)
        return request.saw(path, what, (f"{short(sent)} {origin}", does), answered)
    if answered is UNKNOWN:
        return scene.saw(path, ("echo-lost", "echo", None), (f"{short(sent)} {origin}", does))
    what = ("echo-differs", "echo", about)
    return scene.saw(path, what, (f"{short(sent)} {origin} and comes back", does), answered)


def _presence(
    scene: Scene, glass: Mirror, shown: dict[str, Any], key: Key
) -> Iterator[Observation]:
    for name, child in glass.root.properties.items():
        rule = str((child.value("x-presence") or {}).get("rule", ""))
        wanted = rule == "always" or (rule == "when-limited" and key.limited)
        path = (*glass.prefix, name)
        if wanted and name not in shown:
            says = (f"it is there {rule.replace('-', ' ')}", "leaves it out")
            yield scene.saw(path, ("presence-missing", "presence", rule), says)
        if rule == "when-limited" and key.unlimited and name in shown:
            says = ("it is there for limited keys alone", "shows it for a key without limits")
            yield scene.saw(path, ("presence-unexpected", "presence", rule), says)


def shows_secret(scene: Scene, glass: Mirror, key: Key) -> Iterator[Observation]:
    """Yield an observation if an answer shows a secret that was to be shown once."""
    if key.secret and key.secret.encode() in scene.exchange.answer.content:
        says = ("the secret is shown once, by the creation", "shows it again")
        yield scene.saw(glass.prefix, ("secret-shown", "secret", None), says)
