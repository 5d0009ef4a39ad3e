"""What the rows of one operation have decided, left open, learned and found."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from venice_contract.drift.answers import short
from venice_contract.drift.observe import Scene
from venice_contract.drift.values import ABSENT, UNBOUNDED, Choice

if TYPE_CHECKING:
    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.probes import Column, Row
    from venice_contract.drift.refusal import Refusal

Path = tuple[str, ...]
UNKNOWN_KEY = ("401", "403", "404", "429")
"""Refusals that say nothing of the request's form: of the key, of an id, of the pace."""


class Notes:
    """Keeps account of every choice of one operation; a constraint is decided with its last one.

    Args:
        asker: where observations and decisions go.
        operation: whose requests the choices are.
        columns: its fields with all their choices.
    """

    def __init__(self, asker: Asker, operation: Operation, columns: tuple[Column, ...]) -> None:
        self._asker = asker
        self._operation = operation
        self._open: dict[str, set[int]] = defaultdict(set)
        self.learned: dict[tuple[Path, str], float] = {}
        self.accepted_texts: dict[Path, list[str]] = defaultdict(list)
        for column in columns:
            for choice in (*column.accept, *column.refuse):
                for constraint in asker.marks.of_choice(operation.id, choice):
                    self._open[constraint.id].add(id(choice))

    def resolve(self, choice: Choice) -> None:
        """Note that a choice is decided; its constraints are, once no other choice is open."""
        for constraint in self._asker.marks.of_choice(self._operation.id, choice):
            still = self._open[constraint.id]
            still.discard(id(choice))
            if not still:
                self._asker.seen.decided.add(constraint.id)

    def accepted(self, choice: Choice) -> None:
        """Note that the server accepted a choice, against the contract or not."""
        if isinstance(choice.value, str):
            self.accepted_texts[choice.path].append(choice.value)

    def undecided(self, row: Row, exchange: Exchange) -> None:
        """Note that an answer decided nothing about the choices of a row."""
        self.held_back(row, f"the server answered {exchange.answer.status}")

    def held_back(self, row: Row, reason: str) -> None:
        """Note that nothing was decided about the choices of a row, and why."""
        for choice in row.values():
            for constraint in self._asker.marks.of_choice(self._operation.id, choice):
                self._asker.seen.undecided[constraint.id] = reason

    def learn(self, choice: Choice, refusal: Refusal) -> None:
        """Remember the bounds that a refusal names."""
        for complaint in refusal.about(choice.path):
            for side, value in (("upper", complaint.upper), ("lower", complaint.lower)):
                bounded = choice.keyword in ("minimum", "maximum", "max-length")
                if value is not None and (bounded or choice.about == UNBOUNDED):
                    self.learned[choice.path, side] = value

    def refusal(self, exchange: Exchange) -> None:
        """Judge the refusal of an invalid request: its status and its shape."""
        status, documented = str(exchange.answer.status), self._operation.invalid
        if not documented or status == documented or status in UNKNOWN_KEY:
            self._asker.judge(self._operation, exchange, ())
            return
        scene = Scene(self._operation.id, "answer", documented, exchange)
        says = (f"an invalid request is answered {documented}", f"answers {status}")
        self._asker.seen.add(scene.saw((), ("refusal-status", "status", status), says, status))

    def observe(
        self,
        choice: Choice,
        kind: str,
        exchanges: list[Exchange],
        *,
        accepted: bool,
        gone: Path = (),
    ) -> None:
        """Note that a choice was accepted or refused against the contract.

        Args:
            choice: the choice.
            kind: id of the finding kind.
            exchanges: every exchange that shows it.
            accepted: what the server does with it.
            gone: the property that the server does not know any more, empty if that is not it.
        """
        sent = "leaving it out" if choice.value is ABSENT else short(choice.value)
        says = (
            f"{sent} is {'refused' if accepted else 'accepted'}",
            f"{'accepts' if accepted else 'refuses'} {sent}",
        )
        path = choice.path[:-1] if choice.keyword == "closed" else gone or choice.path
        what = (kind, "type", None) if gone else (kind, choice.keyword, choice.about)
        for exchange in exchanges:
            scene = Scene(self._operation.id, "request", "", exchange)
            self._asker.seen.add(scene.saw(path, what, says, choice.value))
