"""Every addition that a vendor may make to the contract, by its name."""

from tests.strangers.actions import ACTIONS
from tests.strangers.kinds import KINDS_OF_MESSAGES
from tests.strangers.operations import OPERATIONS
from tests.strangers.pages import LISTS
from tests.strangers.rows import additions

TABLES = ("values", "collections", "depending", "parameters", "operations")
ADDITIONS = {
    one.name: one
    for several in (*map(additions, TABLES), KINDS_OF_MESSAGES, LISTS, OPERATIONS, ACTIONS)
    for one in several
}
