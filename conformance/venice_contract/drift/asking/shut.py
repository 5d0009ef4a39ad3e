"""An operation on a key that refuses a living key of the run, as the contract does not say.

A refusal that is documented, such as 400 for an id that nobody has, says nothing against the
contract by itself. It does where the list shows the key and the same call is refused again.
"""

from venice_contract.contract.roles import Route
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.observe import Exchange, Observation

KEY_REFUSED = (401, 403)
"""Statuses of a caller's key that is not accepted, which is no matter of the key that is named."""


def note_shut(asker: Asker, route: Route, exchange: Exchange, key: Key) -> None:
    """Note that an operation refuses a key that is there, once it was called again."""
    operation, status = route.operation, exchange.answer.status
    documented = operation.answer(status) is not None
    if not exchange.refused or status in KEY_REFUSED or not documented:
        return
    constraint = asker.contract.find(operation, "request", (), "operation")
    says = ("a key of the account is taken", f"refuses a key that the list shows, with {status}")
    found = Observation("request-refused", constraint, None, *says, exchange)
    if found.key in asker.seen.observations or key.id not in asker.list([]).shown:
        return
    again = asker.call(operation, exchange.call)
    if again.refused:
        asker.seen.saw("request-refused", constraint, says, exchange, again)
