"""The account of every choice of one operation."""

from __future__ import annotations

from venice_contract.contract.constraints import constraints
from venice_contract.drift.asking import Asker
from venice_contract.drift.marks import Marks
from venice_contract.drift.notes import Notes
from venice_contract.drift.observe import Seen
from venice_contract.drift.plan import Budget
from venice_contract.drift.probes import Column, columns
from venice_contract.drift.refusal import read
from venice_contract.drift.values import ABSENT, Choice
from venice_contract.mock.transport import InProcessTransport
from venice_contract.target.http import HttpTarget

from tests.drift.rig import BASE_URL, MOMENT, contract, exchanged, roles_of, service

MAXIMUM = "createApiKey.request.consumptionLimit.usd.maximum"


def opened() -> tuple[Notes, Seen, dict[tuple[str, ...], Column]]:
    """Return the notes of the creating operation, nothing decided yet."""
    mock, seen = service(), Seen()
    roles = roles_of(contract())
    target = HttpTarget(BASE_URL, mock.admin_key, transport=InProcessTransport(mock))
    asker = Asker(target, roles, seen, Marks(constraints(contract()), seen), Budget())
    found = columns(roles.create, MOMENT)
    return Notes(asker, roles.create, found), seen, {column.path: column for column in found}


def of_usd(found: dict[tuple[str, ...], Column], keyword: str) -> list[Choice]:
    """Return the choices about usd that concern one kind of constraint."""
    column = found["consumptionLimit", "usd"]
    return [c for c in (*column.accept, *column.refuse) if c.keyword == keyword]


def test_a_constraint_is_decided_with_its_last_choice() -> None:
    """Not before: one good answer does not make a bound hold."""
    notes, seen, found = opened()
    *first, last = of_usd(found, "maximum")
    assert len(first) >= 2
    for choice in first:
        notes.resolve(choice)
        assert MAXIMUM not in seen.decided
    notes.resolve(last)
    assert MAXIMUM in seen.decided


def test_deciding_a_choice_twice_counts_once() -> None:
    """The others stay open."""
    notes, seen, found = opened()
    for _ in range(9):
        notes.resolve(of_usd(found, "maximum")[0])
    assert MAXIMUM not in seen.decided


def test_what_an_answer_leaves_open_has_a_reason() -> None:
    """The status is named."""
    notes, seen, found = opened()
    choice = of_usd(found, "maximum")[0]
    notes.undecided({choice.path: choice}, exchanged(status=503))
    assert seen.undecided[MAXIMUM] == "the server answered 503"


def test_bounds_are_learned_from_choices_about_bounds_alone() -> None:
    """A refusal of another kind may name numbers that mean something else."""
    notes, _, found = opened()
    refusal = read(b'{"details": {"consumptionLimit": {"usd": {"_errors": ["must be <= 7"]}}}}')
    notes.learn(of_usd(found, "type")[-1], refusal)
    assert not notes.learned
    notes.learn(of_usd(found, "maximum")[0], refusal)
    assert notes.learned == {(("consumptionLimit", "usd"), "upper"): 7}


def test_texts_that_were_accepted_are_kept() -> None:
    """They tell which forms a field has; numbers are none."""
    notes, _, found = opened()
    notes.accepted(of_usd(found, "maximum")[0])
    notes.accepted(Choice(("expiresAt",), "day", "2030-01-01", True, "pattern"))
    assert dict(notes.accepted_texts) == {("expiresAt",): ["2030-01-01"]}


def test_a_refusal_with_another_status_is_told() -> None:
    """An invalid request is answered 400, where that is documented."""
    notes, seen, _ = opened()
    notes.refusal(exchanged({"error": "x"}, status=422))
    ((found,),) = seen.observations.values()
    assert (found.kind, found.status, found.learned) == ("refusal-status", "400", "422")


def test_a_refusal_as_documented_is_judged_by_its_shape() -> None:
    """A 400 without the text for people breaks the contract of the 400."""
    notes, seen, _ = opened()
    notes.refusal(exchanged({"error": "x"}, status=400))
    assert not seen.observations
    assert "createApiKey.answer-400.status" in seen.decided
    notes.refusal(exchanged({"message": "x"}, status=400, number=2))
    assert [found[0].kind for found in seen.observations.values()] == ["answer-missing"]


def test_an_observation_says_what_was_sent_and_what_became_of_it() -> None:
    """Leaving a field out has words of its own."""
    notes, seen, _ = opened()
    absent = Choice(("description",), "absent", ABSENT, False, "required")
    notes.observe(absent, "property-optional", [exchanged()], accepted=True)
    ((found,),) = seen.observations.values()
    assert found.contract == "leaving it out is refused"
    assert found.server == "accepts leaving it out"
    assert found.path == ("description",)


def test_an_unknown_name_is_laid_on_the_object() -> None:
    """What is closed is the object, not the name."""
    notes, seen, _ = opened()
    extra = Choice(("x",), "unknown-name", "x", False, "closed", "x")
    notes.observe(extra, "property-accepted", [exchanged()], accepted=True)
    ((found,),) = seen.observations.values()
    assert found.path == ()
