"""Errors are a vocabulary: one sentence, a stable code, an exit code, and perhaps a next step."""

import pytest
from venice_contract import errors
from venice_contract.errors import BrokenContractError, ContractToolError, ExitCode, UsageError

from tests.promises.classes import kinds_of_error


def test_exit_codes_are_those_of_the_readme() -> None:
    """The numbers are what scripts compare with, and never change."""
    assert {code.name: int(code) for code in ExitCode} == {
        "CONFORMS": 0,
        "DRIFT": 1,
        "USAGE": 2,
        "UNDECIDED": 3,
        "KEYS_LEFT": 4,
    }


def test_no_error_can_look_like_a_verdict() -> None:
    for kind in kinds_of_error():
        assert kind.exit_code in (ExitCode.USAGE, ExitCode.UNDECIDED, ExitCode.KEYS_LEFT)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.UndecidedError, 3),
        (errors.UnreachableError, 3),
        (errors.NotSentError, 3),
        (errors.RefusedKeyError, 3),
        (errors.BudgetError, 3),
        (errors.KeysLeftError, 4),
    ],
)
def test_each_kind_has_its_exit_code(kind: type[ContractToolError], code: int) -> None:
    assert kind("Something is so.").exit_code == code
    assert BrokenContractError("is wrong.", file="f").exit_code == ExitCode.USAGE


def test_a_hint_follows_the_sentence() -> None:
    assert str(UsageError("A flag is wrong.")) == "A flag is wrong."
    told = UsageError("A flag is wrong.", hint="Leave it out.")
    assert str(told) == "A flag is wrong. Leave it out."
    assert (told.message, told.hint) == ("A flag is wrong.", "Leave it out.")


def test_a_broken_contract_knows_its_place() -> None:
    told = BrokenContractError("it is wrong.", file="a.yaml", line=3, column=7, hint="Mend it.")
    assert str(told) == "a.yaml:3:7: it is wrong. Mend it."
    assert (told.file, told.line, told.column) == ("a.yaml", 3, 7)


def test_a_place_may_be_the_whole_file() -> None:
    assert str(BrokenContractError("it is empty.", file="a.yaml")) == "a.yaml: it is empty."
