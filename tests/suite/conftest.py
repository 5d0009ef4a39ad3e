"""A mock, a guarded session with it on a clock of its own, and the suite pointed at them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from schemathesis.schemas import BaseSchema
from venice_contract.contract.reading.document import Document, load
from venice_contract.live.pacing import UNLIMITED, Limits
from venice_contract.live.session import Policy, open_session
from venice_contract.live.transport import Server
from venice_contract.mock.clock import Clock as MockClock
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.transport import InProcessTransport
from venice_contract.suite.cases import load as load_cases
from venice_contract.suite.runner import run_suite
from venice_contract.suite.subject import Subject, violation
from venice_contract.verdict import Check

from tests.strangers import bending

ROOT = Path(__file__).parents[2]
BASE_URL = "http://mock.test/api/v1"


def allowed(subject: Subject, body: Any) -> bool:
    """Whether the contract takes a body for a create."""
    request = subject.operations["createApiKey"].request
    assert request is not None
    return not violation(request.schema, body)


@pytest.fixture(scope="session")
def document() -> Document:
    return load(ROOT / "openapi" / "api_keys.yaml", shown_as="openapi/api_keys.yaml")


@pytest.fixture(scope="session")
def pointed(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Point a subject at a mock in this process; a context manager that yields both."""

    @contextmanager
    def point(
        *faults: str,
        cases: int = 2,
        limits: bool = False,
        seed: int = 0,
        inner: httpx.BaseTransport | None = None,
        key: str = "",
    ) -> Iterator[tuple[Subject, Service]]:
        ticking = bending.Clock()
        settings = Settings() if limits else Settings().unlimited()
        clock = MockClock(lambda: int(ticking.now() * 1000))
        service = Service(settings=settings, faults=faults, clock=clock)
        server = Server(inner or InProcessTransport(service), BASE_URL, key or service.admin_key)
        policy = Policy(limits=Limits() if limits else UNLIMITED, own_server=True)
        with open_session(
            server, journal_dir=tmp_path_factory.mktemp("journal"), policy=policy, clock=ticking
        ) as session:
            subject = Subject(
                base_url=BASE_URL,
                key=server.key,
                session=session,
                document=document,
                seed=seed,
                cases=cases,
                client=ROOT / "generated",
            )
            yield subject, service
        service.close()

    return point


@pytest.fixture(scope="session")
def judged(pointed: Callable[..., Any]) -> Callable[..., list[Check]]:
    """Run the suite, or a part of it, against a mock with faults, and return its checks."""

    def judge(*faults: str, args: Sequence[str] = (), **options: Any) -> list[Check]:
        checks: list[Check] = []
        with pointed(*faults, **options) as (subject, _):
            assert run_suite(subject, checks.append, pytest_args=args) == len(checks)
        return checks

    return judge


@pytest.fixture(scope="module")
def subject(pointed: Callable[..., Any]) -> Iterator[Subject]:
    with pointed() as (found, _):
        yield found


@pytest.fixture(scope="module")
def schema(subject: Subject) -> BaseSchema:
    return load_cases(subject)
