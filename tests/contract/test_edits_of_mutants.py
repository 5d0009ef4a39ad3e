"""What the edits of whole runs do to the file and to the names of the client.

`make score` runs every mutant and needs minutes; here each kind of change is met once on each side.
"""

import difflib
from datetime import UTC, datetime
from typing import Any

import pytest
from venice_contract.contract import rules
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.nodes import schemas
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.values.moment import Moment
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.mutants import mutants
from venice_contract.scoring.score import verdict
from venice_contract.scoring.server import MutantServer
from venice_contract.scoring.translate import rules_of

from tests.contract.fragment import contract

MOMENT = Moment(datetime(2026, 9, 1, tzinfo=UTC), "vc-5c04e000")
RULES = rules_of(contract())
MOST = {"enum-case": 41, "enum-rename": 41}
"""Lines that an edit may change; one that needs more is told here, any other has the default.

One request alone spells a value otherwise: the others go on to list theirs, and so does it.
"""
DEFAULT_MOST = 24
OF_VALUES = ("bound-", "length-", "null-", "type")


def chosen() -> dict[str, Mutant]:
    found = {f"{one.side}.{one.operator}": one for one in mutants(Contract(contract()), MOMENT)}
    return {one.name: one for one in found.values()}


MUTANTS = chosen()


def moves_no_class(mutant: Mutant) -> bool:
    """Whether it narrows, or is about what an answer may hold.

    What one request alone takes beyond what the others do is copied
    (docs/decisions/0007-edits-keep-names.md).
    """
    narrows = mutant.operator.endswith(("-tighter", "null-flip"))
    return mutant.operator.startswith(OF_VALUES) and (mutant.side == "answer" or narrows)


def edited(mutant: Mutant) -> Document:
    """Return the contract after a run against a mutant, its edits made."""
    return verdict(contract(), MutantServer(RULES, mutant, now=MOMENT.now), MOMENT).edited()


def lines(after: Document) -> int:
    """Return how many lines were taken out or put in."""
    pairs = difflib.unified_diff(contract().text.splitlines(), after.text.splitlines(), n=0)
    return sum(line[:1] in ("+", "-") for line in [*pairs][2:])


def public_names(document: Document) -> set[str]:
    """Return the names from which the generator makes those of classes."""
    titles = {str(node["title"]) for _, node in schemas(document) if "title" in node}
    return titles | set(document.data["components"]["schemas"])


def classes(document: Document) -> dict[tuple[Any, ...], str]:
    """Return which component stands for each object and enum, by message and path."""
    found = {}
    for operation in operations(document).values():
        for status, message in [("", operation.request), *operation.answers.items()]:
            for schema in message.schema.walk() if message and message.schema else ():
                if schema.properties or schema.value("enum"):
                    found[operation.id, status, schema.path] = schema.pointer
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_an_edit_is_small_and_takes_no_name_away(name: str) -> None:
    """Of what `moves_no_class` names, each class is also where it was."""
    mutant = MUTANTS[name]
    after = edited(mutant)
    assert lines(after) <= MOST.get(mutant.operator, DEFAULT_MOST)
    assert public_names(contract()) <= public_names(after)
    rules.check(after)
    if moves_no_class(mutant):
        before, now = classes(contract()), classes(after)
        assert {site: known for site, known in before.items() if now.get(site) != known} == {}
