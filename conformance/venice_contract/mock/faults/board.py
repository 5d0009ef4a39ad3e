"""The faults that are armed, where they act, and the receipts of those that fired.

A receipt counts requests in which the fault made a difference: the other armed faults being
what they are, the answer or the decision would have been another one without it.
"""

from __future__ import annotations

import copy
from functools import reduce
from typing import TYPE_CHECKING, Any

from venice_contract.mock.faults import fault as named
from venice_contract.mock.replies import encode
from venice_contract.mock.validation import checker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from venice_contract.mock.faults.fault import Fault
    from venice_contract.mock.replies import Reply
    from venice_contract.mock.rules import Rules, Shape
    from venice_contract.mock.validation import Issue


class Board:
    """Arms faults and counts their firing.

    Args:
        rules: the tables without any fault.
        names: faults to arm at once.

    Attributes:
        armed: whether any fault is armed.
    """

    def __init__(self, rules: Rules, names: Iterable[str] = ()) -> None:
        self._rules = rules
        self._armed: dict[str, Fault] = {}
        self._receipts: dict[str, int] = {}
        self._fired: set[str] = set()
        self._shapes: dict[tuple[str, ...], Rules] = {}
        self.armed = False
        for name in names:
            self.arm(name)

    @property
    def names(self) -> list[str]:
        """Names of the armed faults, in the order of arming."""
        return list(self._armed)

    def arm(self, name: str) -> None:
        """Arm a fault and begin its receipt anew; raise UsageError for an unknown name."""
        self._armed[name] = named(name)
        self._receipts[name] = 0
        self.armed = True

    def disarm(self, name: str) -> int:
        """Disarm a fault, if it was armed, and return its receipt."""
        named(name)
        self._armed.pop(name, None)
        self.armed = bool(self._armed)
        return self._receipts.get(name, 0)

    def clear(self) -> None:
        """Disarm everything and forget the receipts."""
        self._armed.clear()
        self.armed = False
        self._receipts.clear()

    def receipts(self) -> dict[str, int]:
        """Return how often each fault fired that was armed since the last clearing."""
        return dict(self._receipts)

    def settle(self) -> None:
        """End a request: book what fired in it."""
        for name in self._fired:
            self._receipts[name] = self._receipts.get(name, 0) + 1
        self._fired.clear()

    def judge(self, operation: str, value: Any) -> list[Issue]:
        """Return what is wrong with a request by the faulted tables."""
        names = [name for name, one in self._armed.items() if one.rules]
        issues = checker(self._shape(operation, names))(value)
        for name in names:
            rest = [other for other in names if other != name]
            if checker(self._shape(operation, rest))(value) != issues:
                self._fired.add(name)
        return issues

    def stored(
        self,
        operation: str,
        fields: dict[str, Any],
        given: frozenset[str],
        build: Callable[[dict[str, Any]], Any],
    ) -> dict[str, Any]:
        """Return the fields that are kept; `build` shows what becomes of them."""
        for one in list(self._armed.values()):
            if one.stored:
                changed = one.stored(operation, copy.deepcopy(fields), given)
                if build(changed) != build(fields):
                    self._fired.add(one.name)
                fields = changed
        return fields

    def answer(self, operation: str, payload: Any) -> Any:
        """Return the JSON value that is answered."""
        for one in list(self._armed.values()):
            if one.answer:
                before = encode(payload)
                payload = one.answer(operation, copy.deepcopy(payload))
                if encode(payload) != before:
                    self._fired.add(one.name)
        return payload

    def reply(self, operation: str, reply: Reply) -> Reply:
        """Return the reply that is sent."""
        for one in list(self._armed.values()):
            if one.reply:
                changed = one.reply(operation, reply)
                if changed != reply:
                    self._fired.add(one.name)
                reply = changed
        return reply

    def decide(
        self,
        decision: str,
        honest: Any,
        *,
        outcome: Callable[[Any], Any] = lambda taken: taken,
        **context: Any,
    ) -> Any:
        """Return the decision that is taken; `honest` is what the documents would have.

        A fault has fired where what follows from the decision, its `outcome`, is another.
        """
        taken = honest
        for one in list(self._armed.values()):
            if one.decision == decision and one.decide:
                changed = one.decide(taken, context)
                if outcome(changed) != outcome(taken):
                    self._fired.add(one.name)
                taken = changed
        return taken

    def _shape(self, operation: str, names: list[str]) -> Shape:
        wanted = tuple(names)
        if wanted not in self._shapes:
            hooks = [hook for name in names if (hook := named(name).rules)]
            self._shapes[wanted] = reduce(lambda rules, hook: hook(rules), hooks, self._rules)
        return self._shapes[wanted].requests[operation]
