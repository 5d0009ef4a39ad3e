"""The keys that a test makes, and their end: each is revoked when the test is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from venice_contract.suite.door import Door, Reply
    from venice_contract.suite.subject import Subject


class Keys:
    """Makes keys that can do no harm, and revokes them.

    Args:
        subject: gives the harmless bodies.
        door: to the server.
    """

    def __init__(self, subject: Subject, door: Door) -> None:
        self._subject = subject
        self._door = door
        self._alive: list[str] = []

    def body(self, without: Iterable[str] = (), **fields: Any) -> dict[str, Any]:
        """Return the body of a harmless key.

        Args:
            without: names of fields to leave out.
            **fields: what the test is about, put over the harmless fields.
        """
        body = self._subject.session.harmless_body(**fields)
        return {name: value for name, value in body.items() if name not in set(without)}

    def ask(
        self,
        body: Any,
        *,
        operation: str = "createApiKey",
        key: str | None = None,
        refusal: bool = False,
    ) -> Reply:
        """Try to create a key from a body, and remember the key if there is one."""
        response = self._door.send(operation, body, key=key, refusal=refusal)
        self.note(_json(response))
        return self._door.judged(operation, response, refusal=refusal)

    def make(self, without: Iterable[str] = (), **fields: Any) -> dict[str, Any]:
        """Create a key that the contract allows, and return its data."""
        body = self.body(without, **fields)
        reply = self.ask(body)
        assert reply.accepted, f"createApiKey refuses {body} with {reply.status}: {reply.body}"
        data: dict[str, Any] = reply.data
        return data

    def try_for(self, body: dict[str, Any]) -> str:
        """Return the id of a new key, whatever its answer is like; an empty text if none came."""
        self.note(_json(self._door.send("createApiKey", body)))
        return self._alive[-1] if self._alive else ""

    def note(self, body: Any) -> None:
        """Remember the key in an answer to a create, whoever sent it and whatever else it says."""
        data = body.get("data") if isinstance(body, dict) else None
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            self._alive.append(data["id"])

    def revoke(self, key_id: str) -> Reply:
        """Revoke a key as a test's own step."""
        if key_id in self._alive:
            self._alive.remove(key_id)
        return self._door.ask("deleteApiKey", key_id=key_id)

    def revoke_all(self) -> None:
        """Revoke what is left; an answer that breaks the contract is another test's affair."""
        while self._alive:
            self._door.send("deleteApiKey", key_id=self._alive.pop())


def _json(response: httpx.Response) -> Any:
    """Return the body of an answer as JSON, None if it is not."""
    try:
        return response.json()
    except ValueError:
        return None
