"""Whether a body is what the contract says, by the schema of its message alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from conformance.spec.document import Document
    from conformance.spec.operations import Message

_SHOWN = 3


def violation(document: Document, message: Message, media: str, body: Any) -> str:
    """Return what is wrong with a body, or an empty text.

    Args:
        document: the contract.
        message: the request or answer that it should be.
        media: its media type, one that the message has.
        body: a JSON value.
    """
    schema = document.get(message.pointer)["content"][media]["schema"]
    validator = jsonschema_rs.Draft202012Validator(
        {**schema, "components": document.data.get("components", {})}
    )
    wrong = [
        f"{'.'.join(str(step) for step in error.instance_path) or 'the body'}: {error.message}"
        for error in validator.iter_errors(body)
    ]
    more = [f"{len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
    return "; ".join(wrong[:_SHOWN] + more)
