"""Lies on command: every fault that the mock can be given, by name, and those that are armed.

`CATALOGUE` maps names to faults; a `Registry` arms them and counts, for each, the requests in
which it made a difference: the answer or a decision would have been another one without it.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from venice_contract.errors import UsageError
from venice_contract.mock.faults import conduct, values
from venice_contract.mock.faults.fault import Act, Fault
from venice_contract.mock.replies import Issue
from venice_contract.mock.rules import Rules
from venice_contract.mock.validation import checker

T = TypeVar("T")

CATALOGUE: Mapping[str, Fault] = {
    name: Fault(name, sentence, tuple(acts))
    for entries in (values.FAULTS, conduct.FAULTS)
    for name, (sentence, *acts) in entries.items()
}
"""Every fault by its name, in the order in which a catalogue prints them."""


def find_fault(name: str) -> Fault:
    """Return the fault of that name; raise UsageError with the nearest names if there is none."""
    try:
        return CATALOGUE[name]
    except KeyError:
        import difflib  # noqa: PLC0415 - needed for a message alone

        near = difflib.get_close_matches(name, CATALOGUE, n=2)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`mock --faults` lists them."
        raise UsageError(f"There is no fault {name!r}.", hint=hint) from None


def catalogue_text() -> str:
    """Return the catalogue for a terminal: one line a fault, under its group."""
    lines: list[str] = []
    group = ""
    for one in CATALOGUE.values():
        if one.group != group:
            group = one.group
            lines.append(group)
        lines.append(f"  {one.name:<44} {one.sentence}")
    return "\n".join(lines)


class Registry:
    """The armed faults, and receipts of those that fired; UsageError for one that is unknown."""

    def __init__(self, rules: Rules, names: Iterable[str] = ()) -> None:
        self._rules = rules
        self._armed: dict[str, Fault] = {}
        self._receipts: dict[str, int] = {}
        self._fired: set[str] = set()
        self._checkers: dict[tuple[str, ...], Callable[[Any], list[Issue]]] = {}
        for name in names:
            self.arm(name)

    @property
    def names(self) -> list[str]:
        """Names of the armed faults, in the order of arming."""
        return list(self._armed)

    def arm(self, name: str) -> None:
        """Arm a fault and begin its receipt anew."""
        self._armed[name] = find_fault(name)
        self._receipts[name] = 0

    def disarm(self, name: str) -> int:
        """Disarm a fault, if it was armed, and return its receipt."""
        find_fault(name)
        self._armed.pop(name, None)
        return self._receipts.get(name, 0)

    def clear(self) -> None:
        """Disarm everything and forget the receipts."""
        self._armed.clear()
        self._receipts.clear()

    def receipts(self) -> dict[str, int]:
        """Return in how many requests each fault fired, of those armed since the last clearing."""
        return dict(self._receipts)

    def settle(self) -> None:
        """End a request: count each fault that fired in it once."""
        for name in self._fired & self._receipts.keys():
            self._receipts[name] += 1
        self._fired.clear()

    def judge(self, operation: str, value: Any) -> list[Issue]:
        """Return what is wrong with a request by its table, as the armed faults have changed it."""
        names = tuple(name for name, _ in self._acting("request", operation))
        issues = self._checker(operation, names)(value)
        for name in names:
            others = tuple(other for other in names if other != name)
            if self._checker(operation, others)(value) != issues:
                self._fired.add(name)
        return issues

    def apply(
        self,
        stage: str,
        value: T,
        operation: str = "",
        *,
        outcome: Callable[[Any], Any] = lambda value: value,
        **context: Any,
    ) -> T:
        """Return what the armed faults make of a value at one stage (see `fault.Act`).

        `context` is what the value was made from, `outcome` what follows from it: a fault has fired
        where that is another.
        """
        if not self._armed:
            return value
        for name, act in self._acting(stage, operation):
            changed = act.change(copy.deepcopy(value), context)
            if outcome(changed) != outcome(value):
                self._fired.add(name)
            value = changed
        return value

    def _acting(self, stage: str, operation: str) -> Iterator[tuple[str, Act]]:
        for fault in self._armed.values():
            for act in fault.acts:
                if act.stage == stage and (not act.scope or operation in act.scope):
                    yield fault.name, act

    def _checker(self, operation: str, names: tuple[str, ...]) -> Callable[[Any], list[Issue]]:
        wanted = (operation, *names)
        if wanted not in self._checkers:
            shape = self._rules.requests[operation]
            for name, act in self._acting("request", operation):
                if name in names:
                    shape = act.change(shape, {})
            self._checkers[wanted] = checker(shape)
        return self._checkers[wanted]
