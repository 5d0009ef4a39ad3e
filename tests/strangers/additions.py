"""Every addition that a vendor may make to the contract, by its name."""

from tests.strangers.kinds import KINDS
from tests.strangers.operations import OPERATIONS
from tests.strangers.pages import LISTS
from tests.strangers.rows import additions

TABLES = ("values", "collections", "depending", "parameters")
ADDITIONS = {
    one.name: one
    for several in (*map(additions, TABLES), KINDS, LISTS, OPERATIONS)
    for one in several
}
