"""The keys that a test makes, and their end: each is revoked when the test is over.

Which keys those are stands in one place, the journal of the run; this looks there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.specimens import specimen
from venice_contract.drift.answers.keys import at
from venice_contract.suite.subject import DocumentedAnswer, Subject


@dataclass(frozen=True, slots=True)
class Made:
    """A key that was made: its id, and its secret, kept out of repr."""

    id: str
    secret: str = field(repr=False)


class Keys:
    """Makes keys that can do no harm, and revokes every key that was made since it began."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._before = set(subject.alive)
        self._spare = ""

    @property
    def _needed(self) -> dict[str, Schema]:
        """The fields that a creation must send."""
        request = self._subject.roles.create.request
        schema = request.schema if request else None
        fields = schema.properties if schema else {}
        return {
            name: fields[name] for name in (schema.required if schema else ()) if name in fields
        }

    @property
    def alive(self) -> list[str]:
        """Ids of the keys that were made since, and that are not revoked yet."""
        return [one for one in self._subject.alive if one not in self._before]

    def body(self, without: Iterable[str] = (), **fields: Any) -> dict[str, Any]:
        """Return the body of a harmless key, with what the contract requires besides."""
        moment = self._subject.choices.moment
        needed = {name: specimen(one, moment) for name, one in self._needed.items()}
        body = needed | self._subject.session.harmless_body(**fields)
        return {name: value for name, value in body.items() if name not in set(without)}

    def make(self, without: Iterable[str] = (), **fields: Any) -> Made:
        """Create a key that the contract allows."""
        body = self.body(without, **fields)
        create = self._subject.roles.create.id
        reply = self._subject.ask(create, body)
        assert reply.accepted, f"{create} refuses {body} with {reply.status}: {reply.body}"
        secret = self._subject.roles.secret
        (entity,) = self._subject.entities(create, reply.body)
        return Made(
            str(entity[self._subject.roles.key_name]), at(reply.body, secret) if secret else ""
        )

    def spare(self) -> str:
        """Return the id of a key to try things on; an empty text if none could be made.

        What the answer to its create is like is not looked at: creating is what other tests are
        about, and those that only need a key should not fail for it. It outlives `revoke_all`.
        """
        body = self.body()
        names = self._subject.session.names
        few = {names.type, names.description, names.expires, *self._needed}
        smallest = {name: value for name, value in body.items() if name in few}
        for one in (body, smallest):
            self._subject.send(self._subject.roles.create.id, one)
            if self.alive:
                self._spare = self.alive[-1]
                break
        return self._spare

    def revoke(self, key_id: str) -> DocumentedAnswer:
        """Revoke a key as a test's own step."""
        return self._subject.ask(self._subject.roles.remove.operation.id, key_id=key_id)

    def revoke_all(self) -> None:
        """Revoke all but the spare one; an answer that breaks the contract is another's affair."""
        for key_id in self.alive:
            if key_id != self._spare:
                self._subject.send(self._subject.roles.remove.operation.id, key_id=key_id)

    def end(self) -> None:
        """Revoke what is left, the spare key too."""
        self._spare = ""
        self.revoke_all()
