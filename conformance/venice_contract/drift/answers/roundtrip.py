"""What was sent against what comes back, in every answer that shows a key.

Pure. Each entity of an answer is compared with what its key must look like, field by field under
the answer's own names; what is there always or only for limited keys is looked for; a secret must
show once.
"""

from collections.abc import Iterator
from typing import Any

from venice_contract.contract.echo import EchoMap
from venice_contract.contract.reading.schema import ANY_NAME, Schema
from venice_contract.contract.roles import Roles
from venice_contract.drift.answers.keys import (
    UNKNOWN,
    Key,
    at,
    gives_back,
    is_unchanged,
    left_out,
)
from venice_contract.drift.answers.violations import Scene, short
from venice_contract.drift.observe import Observation
from venice_contract.target import nodes
from venice_contract.verdict import ITEMS, Constraint, Path

LONGEST_ABOUT = 40
NEVER = "never"
"""The rule of a field that one answer lacks, though it shares the schema of others."""


class Comparison:
    """The entities of one answer against the keys of the run.

    Attributes:
        became: by request field and what was sent, as text, what came back as something else.
        decided: the constraints that it has decided.
    """

    def __init__(self, scene: Scene, roles: Roles, shown: EchoMap) -> None:
        self._scene = scene
        self._contract, self._operation = scene.contract, scene.operation
        self._roles = roles
        self._shown = shown
        self.became: dict[tuple[Path, str], Any] = {}
        self.decided: list[Constraint] = []

    def all(self, body: Any, keys: list[Key], *, one: bool) -> Iterator[Observation]:
        """Yield every field of every entity that is not what its key must look like."""
        if one and len(keys) == 1:
            yield from self._another(body, keys[0])
        for entity, key in self._known(body, keys):
            yield from self._fields(entity, key)
            yield from self._left_alone(entity, key)
            for path, means, shown in self._left_out(entity, key):
                if means != shown:
                    yield self._default(path, means, shown)
            yield from self._presence(entity, self._limited(entity, key))
            yield from self._ending(entity, key)
            if self._operation.id != key.made_by:
                yield from self._secret(key)
            self._decide(entity, key)

    def _decide(self, entity: dict[str, Any], key: Key) -> None:
        """Note what an entity decides, whether or not it is what its key must look like."""
        prefix = self._shown.prefix
        there = [path for path in self._shown.fields if at(entity, path[:-1]) is not UNKNOWN]
        ruling = [s for s, _, there in ruled(self._shown.root, entity) if there or key.limited]
        made = self._operation.id == key.made_by
        inside = [path for path, *_ in self._left_out(entity, key)]
        self.decided += (
            one
            for side, kind, paths in (
                ("answer", "echo", [(*prefix, *path) for path in there]),
                ("answer", "presence", [(*prefix, *steps) for steps in ruling]),
                ("answer", "secret", [prefix]),
                ("request", "absent-means", (*key.defaulted, *inside) if made else ()),
            )
            for path in paths
            for one in self._contract.at(self._operation.id, side, path)
            if one.kind == kind
        )

    def _left_out(self, entity: dict[str, Any], key: Key) -> Iterator[tuple[Path, Any, Any]]:
        """Yield what a creation left out inside of lists, maps and choices, and what is shown."""
        request = self._operation.request
        root = request.schema if request is not None and self._operation.id == key.made_by else None
        for path, source in self._shown.fields.items():
            schema, sent = root.at(source) if root else None, key.expected.get(source, UNKNOWN)
            if schema is not None and sent is not UNKNOWN:
                yield from left_out(schema, sent, at(entity, path))

    def _known(self, body: Any, keys: list[Key]) -> Iterator[tuple[dict[str, Any], Key]]:
        by_id = {key.id: key for key in keys}
        for entity in self._shown.entities(body):
            # A creation whose answer has no id has made a key of which none is known yet.
            key = by_id.get(str(entity.get(self._shown.key_name, "")))
            if key is not None:
                yield entity, key

    def _another(self, body: Any, key: Key) -> Iterator[Observation]:
        """Yield an observation where the answer shows another key than the one that was meant."""
        for entity in self._shown.entities(body)[:1]:
            shown = entity.get(self._shown.key_name, key.id)
            if str(shown) != key.id:
                says = ("the key that was named comes back", "answers another id")
                yield self._scene.saw(self._shown.prefix, "answer-other-key", "secret", says)

    def _fields(self, entity: dict[str, Any], key: Key) -> Iterator[Observation]:
        lost: set[Path] = set()
        defaulted = key.defaulted if self._operation.id == key.made_by else ()
        for path, source in self._shown.fields.items():
            schema = self._shown.root.at(path)
            answered, sent = at(entity, path), key.expected.get(source, UNKNOWN)
            if schema is None:
                continue
            if at(entity, path[:-1]) is UNKNOWN:
                yield from self._object_lost(entity, path, sent, lost)
                continue
            if UNKNOWN not in (sent, answered) and not is_unchanged(sent, answered, schema):
                self.became[source, repr(sent)] = answered
            if sent is UNKNOWN or _is_right(schema, sent, answered, key.alike.get(source, UNKNOWN)):
                key.right.add((self._operation.id, source))
                continue
            if source in defaulted and answered is not UNKNOWN:
                yield self._default(source, sent, answered)
                key.expected[source] = UNKNOWN
            else:
                for steps, one, other in _apart(schema, sent, answered):
                    yield self._difference((*path, *steps), source, one, other, key)

    def _object_lost(
        self, entity: dict[str, Any], path: Path, sent: Any, lost: set[Path]
    ) -> Iterator[Observation]:
        """Yield an observation where an object is gone of which something was sent, one for each.

        One that must be there is missing by the answer's own schema already, and one that never is
        there misses nothing.
        """
        whole = next(path[:end] for end in range(1, len(path)) if at(entity, path[:end]) is UNKNOWN)
        above, gone = self._shown.root.at(whole[:-1]), self._shown.root.at(whole)
        required = above is not None and whole[-1] in above.required
        never = gone is not None and rule_of(gone) == NEVER
        if required or never or whole in lost or sent is UNKNOWN or sent is None:
            return
        lost.add(whole)
        says = (f"{short(sent)} was sent inside it", "leaves it out")
        yield self._scene.saw((*self._shown.prefix, *whole), "echo-lost", "echo", says, sent=sent)

    def _left_alone(self, entity: dict[str, Any], key: Key) -> Iterator[Observation]:
        """Yield an observation for what a change that replaces has not named and left alone."""
        for path, source in self._shown.fields.items() if self._roles.update else ():
            schema, answered = self._shown.root.at(path), at(entity, path)
            taken = key.taken.get(source)
            # Nothing, none and no may be what a creation gives that leaves it out.
            if not taken or answered is UNKNOWN or not answered or schema is None:
                continue
            if not gives_back(taken, answered, schema):
                continue
            changing = self._roles.update.operation if self._roles.update else self._operation
            effect = self._contract.find(changing, "answer", (), "effect")
            says = ("a change takes away what it does not name", "leaves it alone")
            yield Observation(
                "change-merges",
                effect,
                None,
                *says,
                self._scene.exchange,
                taken,
                answered,
                late=True,
            )

    def _default(self, source: Path, sent: Any, answered: Any) -> Observation:
        constraint = self._contract.find(self._operation, "request", source, "absent-means")
        says = (f"{short(sent)} is meant when it is left out", f"answers {short(answered)}")
        return Observation(
            "default-differs", constraint, None, *says, self._scene.exchange, sent, answered
        )

    def _difference(
        self, path: Path, source: Path, sent: Any, answered: Any, key: Key
    ) -> Observation:
        """Tell an echo that fails from a field that was not named and changed all the same."""
        about = sent if isinstance(sent, str) and len(sent) < LONGEST_ABOUT else None
        where = (*self._shown.prefix, *path)
        does = "leaves it out" if answered is UNKNOWN else f"answers {short(answered)}"
        # What was shown right since a change has named it is no echo of that change any more.
        named = source in key.named and (self._operation.id, source) not in key.right
        says = (f"{short(sent)} was {'sent' if named else 'set before'}", does)
        if answered is UNKNOWN:
            return self._scene.saw(where, "echo-lost", "echo", says, sent=sent)
        changing = self._roles.update is not None and self._roles.update.operation.id
        before = (self._operation.id, source) in key.right or self._operation.id == changing
        if not named and key.changes and before:
            says = (f"{short(sent)} was set before, and no change has named it", does)
            return self._scene.saw(where, "side-effect", "echo", says, sent=sent, answered=answered)
        says = (f"{says[0]} and comes back", does)
        # What lags is a change; a key that is there at all has what it was made with.
        late = named and key.changes > 0
        return self._scene.saw(
            where, "echo-differs", "echo", says, answered, about=about, sent=sent, late=late
        )

    def _limited(self, entity: dict[str, Any], key: Key) -> bool | None:
        """Whether an entity is of a limited key, by what it shows; None where that is not known."""
        paths = [path for path, source in self._shown.fields.items() if source in key.amounts]
        if not any(at(entity, path[:-1]) is not UNKNOWN for path in paths):
            return True if key.limited else None
        shown = [at(entity, path) for path in paths]
        numbers = [one for one in shown if isinstance(one, int | float)]
        if any(one > 0 for one in numbers):
            return True
        return None if numbers or not key.unlimited else False

    def _presence(self, entity: dict[str, Any], limited: bool | None) -> Iterator[Observation]:
        for steps, rule, there in ruled(self._shown.root, entity):
            wanted = rule == "always" or (rule == "when-limited" and limited)
            path = (*self._shown.prefix, *steps)
            if wanted and not there:
                says = (f"it is there {rule.replace('-', ' ')}", "leaves it out")
                yield self._scene.saw(path, "presence-missing", "presence", says, about=rule)
            if rule == "when-limited" and limited is False and there:
                does = "shows it for a key without limits"
                says = ("it is there for limited keys alone", does)
                yield self._scene.saw(path, "presence-unexpected", "presence", says, about=rule)
            if rule == NEVER and there:
                says = ("it is never there", "shows it")
                yield self._scene.saw(path, "presence-unexpected", "presence", says, about=rule)

    def _ending(self, entity: dict[str, Any], key: Key) -> Iterator[Observation]:
        """Yield an observation where a field that ends the secret does not."""
        for name, child in self._shown.root.properties.items():
            length, shown = child.value("x-secret-end"), entity.get(name)
            if length and key.secret and isinstance(shown, str) and shown != key.secret[-length:]:
                says = (f"it is the last {length} characters of the secret", "answers others")
                yield self._scene.saw((*self._shown.prefix, name), "echo-differs", "echo", says)

    def _secret(self, key: Key) -> Iterator[Observation]:
        if key.secret and key.secret.encode() in self._scene.exchange.answer.content:
            says = ("the secret is shown once, by the creation", "shows it again")
            names = {*_names_of(self._scene.exchange.json, key.secret)}
            name = names.pop() if len(names) == 1 else None
            yield self._scene.saw(self._shown.prefix, "secret-shown", "secret", says, about=name)


def _names_of(body: Any, secret: str) -> Iterator[str]:
    """Yield the names under which an answer shows a secret."""
    objects = (one for one in nodes(body) if isinstance(one, dict))
    pairs = (pair for one in objects for pair in one.items())
    yield from (name for name, value in pairs if isinstance(value, str) and secret in value)


def _is_right(schema: Schema, sent: Any, answered: Any, alike: Any) -> bool:
    """Whether a field is as it was sent, as the service may keep it, or never there."""
    hidden = answered is UNKNOWN and rule_of(schema) == NEVER
    kept = alike is not UNKNOWN and alike == answered
    return hidden or kept or gives_back(sent, answered, schema)


def _apart(schema: Schema, sent: Any, answered: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield where something comes back otherwise: what a list or map holds of an enum by itself."""
    inner, step, pairs = schema.items, ITEMS, list[tuple[Any, Any]]()
    if isinstance(sent, list) and isinstance(answered, list) and len(sent) == len(answered):
        pairs = list(zip(sent, answered, strict=True))
    elif isinstance(sent, dict) and isinstance(answered, dict) and sent.keys() == answered.keys():
        inner, step, pairs = schema.additional, ANY_NAME, [(sent[n], answered[n]) for n in sent]
    held = [sorted(map(repr, some)) for some in zip(*pairs, strict=True)]
    if inner is None or not inner.value("enum") or not held or held[0] == held[1]:
        yield (), sent, answered  # or their order alone is another one
        return
    told = [(one, other) for one, other in pairs if not gives_back(one, other, inner)]
    yield from (((step,), one, other) for one, other in told)


def ruled(node: Schema, shown: dict[str, Any]) -> Iterator[tuple[Path, str, bool]]:
    """Yield what `x-presence` rules, inside objects that are there: path, rule, whether there."""
    for name, child in node.properties.items():
        rule = rule_of(child)
        if rule:
            there = shown.get(name) is not None or (rule == "always" and name in shown)
            yield (name,), rule, there
        inner = shown.get(name)
        if isinstance(inner, dict):
            for steps, said, there in ruled(child, inner):
                yield (name, *steps), said, there


def rule_of(schema: Schema) -> str:
    """Return when a field of an answer is there, by the contract's own word; empty if none."""
    return str((schema.value("x-presence") or {}).get("rule", ""))
