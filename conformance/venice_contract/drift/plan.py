"""The plan of a verdict: which rows are sent to which operation, and what they will cost.

Pure. A plan is made before anything is sent, so that `--plan` can show it; what an unexpected
answer adds is decided while running, inside the same budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.drift.probes import Column, Row, columns, pack
from venice_contract.drift.values import ABSENT

if TYPE_CHECKING:
    from venice_contract.drift.roles import Roles
    from venice_contract.drift.values import Moment

CREATES_A_MINUTE = 20
"""Keys that may be created in 60 s (the vendor's page)."""
FAILURES_IN_WINDOW = 20
"""Refusals within 30 s that do not yet block (the vendor's rate-limit guide)."""
FAILURE_WINDOW = 30.0
CREATE_WINDOW = 60.0
SECONDS_A_REQUEST = 0.2
"""A guess at a round trip to a distant service, for the estimate alone."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Hard caps of a run; what does not fit is undecided.

    Args:
        requests: in all.
        creates: in all.
        refusals: in all.
        alive: keys of the run at one time.
    """

    requests: int = 1000
    creates: int = 200
    refusals: int = 400
    alive: int = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a verdict.

    Args:
        create: rows that must be accepted by the creating operation.
        update: rows that must be accepted by the updating operation.
        refuse_create: rows whose every choice must be refused by the creating operation.
        refuse_update: the same for the updating operation.
        reads: how many keys are read one by one.
        plain: how many operations are read once, for the shape of their answer.
        without_key: operations that are called once without a key.
        columns: the columns of `create` and of `update`.
    """

    create: tuple[Row, ...]
    update: tuple[Row, ...]
    refuse_create: tuple[Row, ...]
    refuse_update: tuple[Row, ...]
    reads: int
    plain: int
    without_key: tuple[str, ...]
    columns: dict[str, tuple[Column, ...]]

    @property
    def cost(self) -> dict[str, float]:
        """Requests, creates, refusals, keys alive and seconds, when nothing unexpected happens."""
        creates, updates = len(self.create), len(self.update)
        refusals = len(self.refuse_create) + len(self.refuse_update) + len(self.without_key)
        lists = 4
        requests = creates * 2 + updates + self.reads + self.plain + refusals + lists
        waits = max(
            (creates - 1) // CREATES_A_MINUTE * CREATE_WINDOW,
            (refusals - 1) // FAILURES_IN_WINDOW * FAILURE_WINDOW,
        )
        return {
            "requests": requests,
            "creates": creates,
            "refusals": refusals,
            "alive": creates,
            "seconds": waits + requests * SECONDS_A_REQUEST,
        }


def plan(roles: Roles, moment: Moment) -> Plan:
    """Make the plan for the five key operations."""
    create = columns(roles.create, moment)
    update = columns(roles.update, moment) if roles.update else ()
    create_rows = pack({column.path: column.accept for column in create if column.accept})
    update_rows = pack(
        {
            column.path: column.accept
            for column in update
            if column.accept and column.path != ("id",)
        }
    )
    return Plan(
        create=tuple(create_rows),
        update=tuple(update_rows),
        refuse_create=tuple(pack({c.path: c.refuse for c in create if c.refuse})),
        refuse_update=tuple(pack({c.path: c.refuse for c in update if c.refuse})),
        reads=min(len(create_rows), max((_spread(column) for column in create), default=1)),
        plain=len(roles.plain),
        without_key=tuple(op.id for op in roles.all if op.secured and op.unauthorized),
        columns={"create": create, "update": update},
    )


def _spread(column: Column) -> int:
    """How many keys have to be read one by one to see every enum value of a field, and none."""
    values = {repr(choice.value) for choice in column.accept if choice.keyword == "enum-value"}
    return len(values) + 1


def harmless(
    columns_: tuple[Column, ...], moment: Moment, number: int
) -> dict[tuple[str, ...], Any]:
    """Return base values for the fields that a row does not ask about.

    The first choice of an enum, the tag as text, the lowest limit for every amount that is not
    deprecated, and an end within the hour: a key that escapes can spend nothing and dies by itself.
    """
    base: dict[tuple[str, ...], Any] = {}
    for column in columns_:
        schema = column.schema
        if schema is None or not column.accept or schema.properties:
            continue
        first = column.accept[0]
        if first.keyword == "minimum" and not schema.value("deprecated"):
            base[column.path] = first.value
        elif any(choice.label.startswith("instant") for choice in column.accept):
            base[column.path] = moment.instant(40, millisecond=number % 1000)
        elif column.required and schema.value("enum"):
            base[column.path] = first.value
        elif column.required:
            base[column.path] = f"{moment.tag}-{number}"
    return {path: value for path, value in base.items() if value is not ABSENT}
