"""Which fields prove who asks: by the contract's own words, whatever a vendor calls them."""

import pytest
from venice_contract.contract.constraints import NOT_PROVOKED, Contract
from venice_contract.contract.proof import FAULTS, NOT_OURS, UNMADE, Proof, proof
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.reading.operations import operations

from tests.contract.fragment import contract, edited

MINT = "postApiKeyGenerateWeb3Key"


def read(document: Document) -> Proof:
    found = proof(operations(document))
    assert found is not None
    return found


def renamed(*edits: tuple[str, str]) -> Document:
    return parse(edited(*edits), "api_keys.yaml")


def test_the_proof_is_read_with_its_fields_and_its_refusals() -> None:
    """The guide documents eight refusals, one for each thing that can be wrong."""
    found = read(contract())
    assert (found.operation.id, found.issuing.id) == (MINT, "getApiKeyGenerateWeb3Key")
    assert (found.issued, found.challenge) == (("data", "token"), "token")
    assert found.fields == ("address", "signature", "token")
    assert (found.by, found.scheme) == ("wallet", "eip191")
    assert found.refused.keys() == FAULTS.keys()
    assert len(set(found.refused.values())) == 8
    said = [one for one in Contract(contract()).constraints if one.kind == "false-proof"]
    assert {one.id.rpartition(".")[2]: one.value for one in said} == read(contract()).refused
    assert {one.evidence.source for one in said if one.evidence} == {"guide"}


def test_a_vendor_that_renames_its_fields_needs_no_code() -> None:
    document = renamed(
        ("        address:\n", "        wallet:\n"),
        ("        - address\n", "        - wallet\n"),
        ("signer: address", "signer: wallet"),
        ("challenge: token", "challenge: challenge"),
        (
            "        token:\n          type: string\n          description: The token, as",
            ("        challenge:\n          type: string\n          description: The token, as"),
        ),
    )
    assert read(document).fields == ("wallet", "signature", "challenge")


def test_a_contract_that_names_no_challenge_has_no_proof() -> None:
    without = renamed(("issued-by: getApiKeyGenerateWeb3Key", "issued-by: nobody"))
    assert proof(operations(without)) is None


OURS = ("wallet", *sorted(NOT_OURS))
WRITTEN = "no document says which addresses are refused"
"""Why the fragment leaves something out, whatever a run can make."""


@pytest.mark.parametrize(
    ("means", "reasons"),
    [
        ((), {"needs a wallet"}),
        (("wallet",), {"", UNMADE, WRITTEN, NOT_PROVOKED}),
        (OURS, {"", WRITTEN, NOT_PROVOKED}),
    ],
)
def test_what_needs_a_proof_is_left_out_unless_the_run_can_make_it(
    means: tuple[str, ...], reasons: set[str]
) -> None:
    said = Contract(contract(), means).constraints
    assert {one.unasked for one in said if one.operation == MINT} == reasons
    assert not [one for one in said if one.operation != MINT and "wallet" in one.unasked]
