"""The suite, composed: a subject made of an open session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.cli.building import CLIENT
from venice_contract.suite.runner import run_suite
from venice_contract.suite.subject import PACED, QUICK, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.cli.sessions import Opened
    from venice_contract.contract.document import Document
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
    subject = Subject(
        server.base_url,
        server.key,
        server.session,
        contract,
        seed=seed,
        cases=cases or (QUICK if server.own else PACED),
        client=CLIENT,
    )
    run_suite(subject, emit, pytest_args=pytest_args)
