"""What an action leaves a key as, by what it is called: `disable` leaves it `DISABLED`. Pure.

No schema says what an action does. Where the last step of its path begins as an enum value of a
field, that is what the field is afterwards, and a boolean that is called so is true. After the
opposite, such as `enable`, neither is so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import entity, step
from venice_contract.target.paging import plain

OPPOSITES = {
    "enable": "disable",
    "activate": "deactivate",
    "lock": "unlock",
    "archive": "unarchive",
    "suspend": "unsuspend",
    "pause": "resume",
    "block": "unblock",
    "freeze": "unfreeze",
}
OTHER = {**{back: there for there, back in OPPOSITES.items()}, **OPPOSITES, "restore": "archive"}
"""By what an action is called, the one whose end it is."""
SHORTEST = 3
"""Letters that an action and a value must share at least."""


@dataclass(frozen=True, slots=True)
class State:
    """A value that a field has after an action, or has no longer."""

    schema: Schema
    value: Any
    after: bool

    @property
    def said(self) -> str:
        """What must be so, for people."""
        return f"{self.schema.path[-1]} is {'' if self.after else 'not '}{self.value!r} after it"

    def contradicts(self, value: Any) -> bool:
        """Whether a field that shows a value is not as it must be, however that is spelt."""
        return (plain(str(value)) == plain(str(self.value))) is not self.after


def states(action: Operation, shown: Operation, key_name: str) -> Iterator[State]:
    """Yield what the fields of a key are after an action, as another operation shows them."""
    message = shown.answers.get(shown.success)
    root = entity(message.schema if message else None, key_name)
    for name, schema in (root.properties if root else {}).items():
        for word, value in _words(name, schema):
            if _begins(word, step(action)):
                yield State(schema, value, after=True)
            elif _begins(word, OTHER.get(step(action), "")):
                yield State(schema, value, after=False)


def _words(name: str, schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield what a value of a field is called, and the value."""
    if "boolean" in schema.types:
        yield plain(name).removeprefix("is"), True
    for value in schema.value("enum") or ():
        if isinstance(value, str):
            yield plain(value), value


def _begins(word: str, called: str) -> bool:
    stem = plain(called).removesuffix("e")
    return len(stem) >= SHORTEST and word.startswith(stem)
