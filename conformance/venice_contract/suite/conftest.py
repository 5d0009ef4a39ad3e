"""Fixtures of the suite: the server, a way to call it, and keys that end with their test."""

from collections.abc import Iterator

import pytest
from schemathesis.schemas import BaseSchema

from venice_contract.errors import RefusedKeyError, UsageError
from venice_contract.suite import cases
from venice_contract.suite.keys import Keys
from venice_contract.suite.plugin import SUBJECT
from venice_contract.suite.subject import Subject


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask a test marked with `asks` once for each thing that the contract says.

    The mark's first argument is a function from the subject to named values; the rest of its
    arguments name the test's parameters.
    """
    for mark in metafunc.definition.iter_markers("asks"):
        found = mark.args[0](_subject(metafunc.config))
        metafunc.parametrize(
            mark.args[1:],
            [pytest.param(*values, id=name) for name, values in found],
        )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, and refuse to run without a subject."""
    config.addinivalue_line("markers", "asks(values, *names): once for each value of the contract")
    _subject(config)


def _subject(config: pytest.Config) -> Subject:
    subject = config.stash.get(SUBJECT, None)
    if subject is None:
        problem = UsageError(
            "The suite was started by pytest itself and does not know which server to test.",
            hint="Run it by `venice-contract suite --target URL -- PYTEST ARGS`.",
        )
        raise pytest.UsageError(str(problem))
    return subject


@pytest.fixture(scope="session")
def subject(pytestconfig: pytest.Config) -> Subject:
    """The server under test and its contract."""
    return _subject(pytestconfig)


@pytest.fixture(scope="session", autouse=True)
def answering(subject: Subject) -> None:
    """The server answers, and takes the key; without that nothing can be decided.

    The list it gives also tells the guard which keys were there before.
    """
    if subject.send(subject.roles.list.id).status in (401, 403):
        raise RefusedKeyError(
            "The server does not accept the key.", hint="An ADMIN key of the account is needed."
        )


@pytest.fixture
def keys(subject: Subject) -> Iterator[Keys]:
    """Makes keys; they are revoked when the test ends."""
    made = Keys(subject)
    yield made
    made.end()


@pytest.fixture
def own_key(keys: Keys) -> str:
    """The id of one key that the test may change as it likes."""
    key_id = keys.spare()
    if not key_id:
        pytest.skip("no key could be made to try this on; the tests of creating say why")
    return key_id


@pytest.fixture(scope="session")
def schema(subject: Subject) -> BaseSchema:
    """The contract as Schemathesis reads it."""
    return cases.load(subject)
