"""Whether a body is what the contract says, by the schema of its message alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from venice_contract.contract.document import Document
    from venice_contract.contract.operations import Message

_SHOWN = 3


class Validation:
    """Validates bodies, each schema compiled once.

    Args:
        document: the contract.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._validators: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}

    def violation(self, message: Message, media: str, body: Any) -> str:
        """Return what is wrong with a body, or an empty text.

        Args:
            message: the request or answer that it should be.
            media: its media type, one that the message has.
            body: a JSON value.
        """
        wrong = [
            f"{'.'.join(str(step) for step in error.instance_path) or 'the body'}: {error.message}"
            for error in self._validator(message.pointer, media).iter_errors(body)
        ]
        more = [f"{len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        return "; ".join(wrong[:_SHOWN] + more)

    def _validator(self, pointer: str, media: str) -> jsonschema_rs.Draft202012Validator:
        """Return the validator of one message, its references looked up in the whole document."""
        known = self._validators.get((pointer, media))
        if known is None:
            schema = self._document.get(pointer)["content"][media]["schema"]
            known = self._validators[pointer, media] = jsonschema_rs.Draft202012Validator(
                {**schema, "components": self._document.data.get("components", {})}
            )
        return known
