"""Which operation of the fragment creates, lists, reads, changes and revokes a key.

Pure. Found by method and path, not by name, so that renaming an operationId breaks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.contract.operations import Operation
    from venice_contract.verdict import Constraint

COLLECTION = "/api_keys"
ITEM = "/api_keys/{id}"


@dataclass(frozen=True, slots=True)
class Roles:
    """The five key operations, older revisions know no update, and reads that cost nothing."""

    create: Operation
    list: Operation
    read: Operation
    update: Operation | None
    remove: Operation
    plain: tuple[Operation, ...] = ()

    @property
    def all(self) -> tuple[Operation, ...]:
        """The five, creating first."""
        found = (self.create, self.list, self.read, self.update, self.remove)
        return tuple(operation for operation in found if operation is not None)

    def __contains__(self, operation_id: object) -> bool:
        return any(operation.id == operation_id for operation in (*self.all, *self.plain))


def roles(operations: Mapping[str, Operation]) -> Roles:
    """Find the five key operations.

    Raises:
        UsageError: one of them is not in the fragment.
    """
    by_place = {(operation.method, operation.path): operation for operation in operations.values()}

    def needed(method: str, path: str) -> Operation:
        if (method, path) not in by_place:
            raise UsageError(
                f"The fragment has no {method} {path}, and a verdict needs it.",
                hint="Add the operation, or check which file --spec names.",
            )
        return by_place[method, path]

    return Roles(
        create=needed("POST", COLLECTION),
        list=needed("GET", COLLECTION),
        read=needed("GET", ITEM),
        update=by_place.get(("PATCH", COLLECTION)),
        remove=needed("DELETE", COLLECTION),
        plain=tuple(
            operation
            for operation in operations.values()
            if operation.method == "GET"
            and operation.path != COLLECTION
            and not operation.parameters
        ),
    )


def shown_by_reading(constraint: Constraint, success: str) -> bool:
    """Whether one successful read of a plain operation can decide a constraint."""
    return constraint.status == success and constraint.kind != "enum-value"
