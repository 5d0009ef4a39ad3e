"""The suite, composed: a subject made of an open session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from venice_contract.cli.building import CLIENT, inputs
from venice_contract.cli.sessions import Opened
from venice_contract.contract.reading.document import Document
from venice_contract.generation.render import render
from venice_contract.suite.runner import run_suite
from venice_contract.suite.subject import PACED, QUICK, Subject
from venice_contract.verdict import Check


def run(
    server: Opened,
    contract: Document,
    emit: Callable[[Check], None],
    *,
    seed: int,
    cases: int | None,
    pytest_args: tuple[str, ...],
) -> None:
    """Run the suite against an open session."""
    with _client(contract) as client:
        subject = Subject(
            server.base_url,
            server.key,
            server.session,
            contract,
            seed=seed,
            cases=cases or (QUICK if server.own else PACED),
            client=client,
        )
        run_suite(subject, emit, pytest_args=pytest_args)


@contextmanager
def _client(contract: Document) -> Iterator[Path | None]:
    """Find the client that the tests drive: of this folder, installed, or made for this run."""
    if CLIENT.exists():
        yield CLIENT
    elif find_spec("venice_api_keys"):
        yield None
    else:
        with TemporaryDirectory(prefix="venice-contract-") as folder:
            made = Path(folder) / "client"
            render(inputs(Path(contract.file)), made, contract=contract)
            yield made
