"""A pytest plugin that turns the end of each test into a check of the record.

What could not be run is never passed: a collection error, a broken fixture, a lost connection and
a run without any test are all errors. Reports are masked before any other plugin sees them.
"""

import inspect
from collections.abc import Callable, Generator
from typing import Any

import httpx
import pytest
import requests

from venice_contract.errors import (
    BudgetError,
    ContractToolError,
    RefusedKeyError,
    UnreachableError,
)
from venice_contract.suite.subject import Subject
from venice_contract.verdict import Check, Constraint, Place, Status

SUBJECT = pytest.StashKey["Subject"]()
"""Where the tests find what they are pointed at."""

SOURCE = "suite"
_UNDECIDED = (ContractToolError, httpx.TransportError, requests.RequestException)
# Exceptions after which asking on is of no use, and how many in a row end the run.
_LOST = (
    UnreachableError,
    RefusedKeyError,
    BudgetError,
    httpx.TransportError,
    requests.RequestException,
)
_ENOUGH = 3
NOTHING_TO_ASK = "the contract has nothing of the kind"
_OUTCOMES = {"passed": Status.PASSED, "skipped": Status.SKIPPED, "failed": Status.FAILED}


class SuitePlugin:
    """Hands the subject to the tests, and each outcome to `emit` as its test ends."""

    def __init__(self, subject: Subject, emit: Callable[[Check], None]) -> None:
        self._subject = subject
        self._emit = emit
        self._items: dict[str, pytest.Item] = {}
        self._ended: dict[str, Check] = {}
        self._undecided: set[str] = set()
        self._messages: dict[str, str] = {}
        self._lost = 0
        self.emitted = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Give the subject to the fixtures."""
        config.stash[SUBJECT] = self._subject

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record a module that could not be collected."""
        if report.failed:
            message = self._subject.mask(str(report.longrepr))
            self._send(_broken(f"collect:{report.nodeid}", "The tests can be read", message))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember what is to be run."""
        self._items = {item.nodeid: item for item in session.items}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Mask the report, and tell a failed test from one that could not be decided."""
        report = yield
        if call.excinfo is not None and report.failed:
            self._note_problem(item, report, call.excinfo.value)
        elif report.when == "call":
            self._lost = 0
        self._mask_report(report)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Fold the phases of a test into one check, and send it when the last one has ended."""
        before = self._ended.get(report.nodeid)
        status = self._status(report)
        check = Check(
            id=report.nodeid,
            title=_title(self._items[report.nodeid]),
            status=max(status, before.status) if before else status,
            group=_group(report.nodeid),
            source=SOURCE,
            message=self._message(report) or (before.message if before else ""),
            place=self._place(report.nodeid),
            about=self._about(report.nodeid),
            seconds=report.duration + (before.seconds if before else 0.0),
        )
        self._ended[report.nodeid] = check
        if report.when == "teardown":
            self._send(check)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Record tests that were never reached, and a session that came to no proper end."""
        for nodeid, item in self._items.items():
            if self._ended.get(nodeid) is None:
                self._send(
                    Check(
                        nodeid,
                        _title(item),
                        Status.NOT_RUN,
                        _group(nodeid),
                        SOURCE,
                        "not run",
                        about=self._about(nodeid),
                    )
                )
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            message = "No test was selected, so nothing was shown."
            self._send(_broken("session:empty", "At least one test is run", message))
        elif exitstatus in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR):
            message = f"pytest stopped: {pytest.ExitCode(exitstatus).name.lower()}."
            self._send(_broken("session:end", "The run comes to its end", message))

    def _note_problem(
        self, item: pytest.Item, report: pytest.TestReport, problem: BaseException
    ) -> None:
        """Remember why a phase failed, and end the run once the server is lost."""
        if report.when != "call" or is_undecided(problem):
            self._undecided.add(item.nodeid)
        speaks = isinstance(problem, (AssertionError, *_UNDECIDED, pytest.fail.Exception))
        told = _sentence(problem) if speaks else report.longreprtext
        self._messages[item.nodeid] = self._subject.mask(told)
        self._lost = self._lost + 1 if isinstance(problem, _LOST) else 0
        if self._lost >= _ENOUGH:
            item.session.shouldstop = "the server cannot be asked any more"

    def _mask_report(self, report: pytest.TestReport) -> None:
        mask = self._subject.mask
        if hasattr(report, "wasxfail"):
            report.wasxfail = mask(report.wasxfail)
        if isinstance(report.longrepr, tuple):
            path, line, reason = report.longrepr
            report.longrepr = (path, line, mask(reason))
        elif report.longrepr is not None:
            report.longrepr = mask(report.longreprtext)
        report.sections = [(name, mask(text)) for name, text in report.sections]

    def _status(self, report: pytest.TestReport) -> Status:
        """Return how one phase ended; that a fixture went well says nothing about its test."""
        if hasattr(report, "wasxfail"):
            return Status.EXPECTED_FAILURE if report.skipped else Status.FAILED
        if report.failed and report.nodeid in self._undecided:
            return Status.ERROR
        if report.passed and report.when != "call":
            return Status.NOT_RUN
        return _OUTCOMES[report.outcome]

    def _message(self, report: pytest.TestReport) -> str:
        if hasattr(report, "wasxfail"):
            return str(report.wasxfail)
        if isinstance(report.longrepr, tuple):
            why = str(report.longrepr[2]).removeprefix("Skipped: ")
            return NOTHING_TO_ASK if why.startswith("got empty parameter set") else why
        return self._messages.get(report.nodeid, "") if report.failed else ""

    def _about(self, nodeid: str) -> Constraint | None:
        callspec: Any = getattr(self._items[nodeid], "callspec", None)
        given = callspec.params.values() if callspec else ()
        return next((one for one in given if isinstance(one, Constraint)), None)

    def _place(self, nodeid: str) -> Place:
        """Return where the contract says what the test asks, or else where the test stands."""
        about = self._about(nodeid)
        if about is not None:
            return about.place
        path, line, _ = self._items[nodeid].location
        return Place(path, (line or 0) + 1, 1, "")

    def _send(self, check: Check) -> None:
        self.emitted += 1
        self._emit(check)


def is_undecided(problem: BaseException) -> bool:
    """Whether an exception says that the server could not be judged, rather than judged wrong."""
    if isinstance(problem, BaseExceptionGroup):
        return any(is_undecided(one) for one in problem.exceptions)
    return isinstance(problem, _UNDECIDED)


def _sentence(problem: BaseException) -> str:
    """Return what an exception says, without what pytest adds to the words of an assertion."""
    told, added, _ = str(problem).partition("\nassert ")
    return told if added and isinstance(problem, AssertionError) else str(problem)


def _title(item: pytest.Item) -> str:
    """Return the sentence of a test, with what it was asked about."""
    function = getattr(item, "function", None)
    sentence = (inspect.getdoc(function) or item.name).partition("\n")[0]
    _, bracket, asked = item.name.partition("[")
    return f"{sentence} [{asked}" if bracket else sentence


def _group(nodeid: str) -> str:
    stem = nodeid.partition("::")[0].rpartition("/")[2]
    return stem.removesuffix(".py").removeprefix("test_")


def _broken(name: str, title: str, message: str) -> Check:
    """Return the check that stands for a run which could not be made."""
    return Check(name, title, Status.ERROR, SOURCE, SOURCE, message)
