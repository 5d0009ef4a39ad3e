"""The read of an id that no key has."""

import pytest
from venice_contract.drift.asking.barred import unlike
from venice_contract.verdict import Status

from tests.drift.rig import judge_stranger
from tests.strangers.bending import Clock
from tests.strangers.fragments import fragment
from tests.strangers.judging import document, judge_and_edit
from tests.strangers.lies import serve
from tests.strangers.manners import Manners

STATUS = "getApiKeyById.answer-400.status"


def without_proofs() -> dict[str, object]:
    """Return the contract without the operation that takes a proof."""
    data = fragment()
    del data["paths"]["/api_keys/generate_web3_key"]
    return data


@pytest.mark.parametrize(
    ("like", "other"),
    [
        ("7d1c5c3e-9df2-4b47-b726-d0a222ef2ab5", "7d1c5c3e-9df2-4b47-b726-d1a333ef3ab6"),
        ("key_8fj2", "key_9fj3"),
        ("41", "63"),
        ("abc", "abcc"),
        ("", "x"),
    ],
)
def test_an_unknown_id_has_the_form_of_a_known_one(like: str, other: str) -> None:
    """Its last digits are others, and none of the account's keys has it."""
    assert unlike({like, "52"}, like) == other


def test_an_id_that_no_key_has_is_read_once_where_refusals_are_left() -> None:
    told = judge_stranger(without_proofs())
    found = {check.id: check.status for check in told.checks}
    assert (told.kinds, told.open) == ([], [])
    assert found[STATUS] is Status.PASSED
    assert found["getApiKeyById.answer-400.error.required"] is Status.PASSED


def test_another_status_for_an_unknown_id_is_one_finding_with_an_edit() -> None:
    manners = Manners(unknown=404)
    server = serve(without_proofs(), None, manners, Clock())
    contract = document(without_proofs())
    told, edited = judge_and_edit(server, contract, clock=server.clock, base_url=server.base_url)
    (found,) = told.findings
    assert (found.kind, found.constraint.id) == ("refusal-status", STATUS)
    assert found.contract_says.startswith("an id that no key has is answered 400")
    again = judge_stranger(without_proofs(), manners=manners, within=edited)
    assert (again.kinds, again.open) == ([], [])


def test_a_run_that_keeps_to_twenty_refusals_says_that_it_asked_no_unknown_id() -> None:
    """With keys for a proof in the contract, and no proof, its constraints are left out."""
    told = judge_stranger(fragment(), manners=Manners(unknown=404))
    (left,) = (check for check in told.checks if check.id == STATUS)
    assert (told.kinds, left.status) == ([], Status.LEFT_OUT)
    assert "one refusal more than a run" in left.message
