"""What a fault is: a name, a sentence, and the places where it may change something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from venice_contract.mock.replies import Reply
    from venice_contract.mock.rules import Rules

RulesHook = Callable[["Rules"], "Rules"]
"""Changes the tables that requests are judged by."""
StoredHook = Callable[[str, dict[str, Any], frozenset[str]], dict[str, Any]]
"""Changes the fields to keep: operationId, fields, names that the request itself gave."""
AnswerHook = Callable[[str, Any], Any]
"""Changes the JSON value of a 200 answer, in place or anew: operationId, value."""
ReplyHook = Callable[[str, "Reply"], "Reply"]
"""Changes the finished reply: operationId (empty for no operation), reply."""
DecisionHook = Callable[[Any, Mapping[str, Any]], Any]
"""Changes one decision: the honest one, and what it was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way in which the mock can depart from the documents.

    Args:
        name: kebab-case, beginning with the group.
        group: `enum`, `limit`, `echo`, `shape`, `protocol` or `time`.
        sentence: what the server then does.
        rules: see `RulesHook`.
        stored: see `StoredHook`.
        answer: see `AnswerHook`.
        reply: see `ReplyHook`.
        decision: name of the decision that `decide` changes: `expired`, `admitted`, `deleted`,
            `window-spent`, `trailing-spent`, `next-epoch`, `failures`, `creates`, `block`.
        decide: see `DecisionHook`.
    """

    name: str
    group: str
    sentence: str
    rules: RulesHook | None = None
    stored: StoredHook | None = None
    answer: AnswerHook | None = None
    reply: ReplyHook | None = None
    decision: str = ""
    decide: DecisionHook | None = None
