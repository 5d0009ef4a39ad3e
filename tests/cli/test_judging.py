"""The verdict by probes, from the command line, against the own mock and against others."""

import contextlib
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.cli import judging
from venice_contract.cli.judging import intention, planned
from venice_contract.contract.constraints import constraints
from venice_contract.contract.reading.document import load
from venice_contract.errors import BudgetError, ExitCode, KeysLeftError
from venice_contract.mock.serve import running_mock
from venice_contract.report.record import read_record
from venice_contract.verdict import Check, Status

from tests.cli.conftest import FAULT, Ran, Tool, command, workplace
from tests.contract.fragment import contract
from tests.contract.test_rules import digest
from tests.strangers.cases import bench as second_vendor_bench
from tests.strangers.server import ADMIN
from tests.strangers.wire import served

KEY = "an-admin-key-of-a-test"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """One verdict against the own mock without faults."""
    with workplace(tmp_path_factory.mktemp("honest") / "place") as folder:
        ran = command("drift")
    return folder, ran


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every request that leaves the process, or would."""
    seen: list[str] = []

    def handle(_: Any, request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        raise httpx.ConnectError("nothing leaves a test")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    return seen


def test_an_honest_server_conforms(honest: tuple[Path, Ran]) -> None:
    _, ran = honest
    assert ran.code == ExitCode.CONFORMS
    assert ran.said == []
    assert "FAILED" not in ran.out


def test_every_constraint_of_the_key_operations_is_decided(honest: tuple[Path, Ran]) -> None:
    folder, _ = honest
    run = read_record(folder / "reports" / "run.jsonl")
    status = {check.id: check.status for check in run.checks}
    judged = ("createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById", "deleteApiKey")
    wanted = [
        one.id
        for one in constraints(load(folder / "openapi" / "api_keys.yaml"))
        if one.operation in judged and not one.unasked
    ]
    assert len(wanted) > 300
    assert [name for name in wanted if status.get(name) is not Status.PASSED] == []


def test_a_fault_is_named_with_its_line(drifted: tuple[Path, Ran]) -> None:
    place, ran = drifted
    assert ran.code == ExitCode.DRIFT
    assert "value-accepted" in ran.out
    assert "createApiKey.request.limitPeriod.enum" in ran.out
    fragment = (place / "openapi" / "api_keys.yaml").read_text(encoding="utf-8").splitlines()
    line = fragment.index("      enum:", fragment.index("    LimitPeriod:")) + 1
    assert f"openapi/api_keys.yaml:{line}" in ran.out
    assert "WEEK" in ran.out


def test_a_published_document_says_who_is_wrong(drifted: tuple[Path, Ran]) -> None:
    """No document has WEEK: the server is ahead of both, and each report says so."""
    folder, ran = drifted
    said = " ".join(ran.out.split())
    assert "published-stale: the contract says 'WEEK' is refused since 2026-05-07" in said
    assert "the published document of 2026-08-21 says that limitPeriod is one of" in said
    for name in ("run.jsonl", "run.html", "summary.md", "junit.xml", "run.sarif"):
        text = (folder / "reports" / name).read_text(encoding="utf-8").replace("\\-", "-")
        assert "published-stale" in text
    facts = read_record(folder / "reports" / "run.jsonl").facts
    assert facts["published"] == "openapi/upstream-facts.yaml, 20260821.003341"


@pytest.mark.parametrize(
    ("named", "code", "says"),
    [
        ("none.yaml", ExitCode.USAGE, "Name a published document."),
        ("http://example.org/a.yaml", ExitCode.USAGE, "only https is called"),
        ("https://example.org/a.yaml", ExitCode.UNDECIDED, "no document came"),
        ("openapi/upstream.toml", ExitCode.USAGE, "upstream.toml"),
    ],
)
def test_a_published_document_that_cannot_be_read_stops_the_run(
    named: str, code: ExitCode, says: str, tool: Tool, place: Path, sent: list[str]
) -> None:
    ran = tool("drift", "--published", named)
    assert ran.code == code
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert sent == [url for url in [named] if url.startswith("https")]
    assert not (place / "reports").exists()


def test_a_plan_sends_nothing(tool: Tool, place: Path, sent: list[str]) -> None:
    before = digest(place)
    ran = tool("drift", "--plan", "--target", "http://127.0.0.1:9")
    assert ran.code == ExitCode.CONFORMS
    assert "requests" in ran.out
    assert "keys alive" in ran.out
    assert (sent, digest(place)) == ([], before)


def test_quiet_says_the_verdict_and_leaves_nothing_to_sweep(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --quiet nothing is told but verdict and path; a job's summary is added to its file.

    After a run that ended there is no journal of keys that could be left.
    """
    summary = place / "step.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ran = tool("drift", "--quiet")
    assert (ran.code, ran.err) == (ExitCode.CONFORMS, "")
    first, *decided, report = ran.out.splitlines()
    assert first == "The server keeps the contract"
    assert " decided, " in decided[0]
    assert "needs a wallet" not in decided[0]
    assert report == "report  reports/run.html"
    assert summary.read_text() == f"before\n{(place / 'reports' / 'summary.md').read_text()}"
    assert "nothing to sweep" in tool("sweep").out


@pytest.mark.parametrize("refuses", [False, True])
def test_a_server_that_is_not_there_or_refuses_the_key_is_undecided(
    tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch, *, refuses: bool
) -> None:
    """Where nobody listens any more, and at a mock that knows another key."""
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    with contextlib.ExitStack() as running:
        mock = running.enter_context(running_mock())
        if not refuses:
            running.close()
        ran = tool("drift", "--target", mock.base_url)
    assert ran.code == ExitCode.UNDECIDED
    (said,) = ran.said
    assert "key" in said or not refuses
    assert read_record(place / "reports" / "run.jsonl").status is Status.ERROR
    written = "".join(path.read_text() for path in place.rglob("reports/*"))
    assert KEY not in ran.err + ran.out + written


def test_a_url_is_judged_like_the_own_mock(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_mock(faults=["limit-usd-clamped"]) as mock:
        monkeypatch.setenv("VENICE_API_KEY", mock.admin_key)
        ran = tool("drift", "--target", mock.base_url)
        headers = {"authorization": f"Bearer {mock.admin_key}"}
        left = httpx.get(mock.base_url + "/api_keys", headers=headers).json()["data"]
    assert ran.code == ExitCode.DRIFT
    assert "consumptionLimit.usd" in ran.out
    assert mock.admin_key not in ran.out + ran.err
    assert len(left) == 1


REFUSED = [
    (["--target", "http://127.0.0.1:9/api/v1"], "", "There is no key."),
    (["--target", "https://api.venice.ai/api/v1"], KEY, "the vendor's own service"),
    (["--target", "http://mock.example.org/api/v1"], KEY, "plain http"),
    (["--target", "ftp://127.0.0.1/"], KEY, "not an http or https URL"),
    (["--target", "https://me:word@example.org"], KEY, "carries more than a path"),
    (["--target", "http://127.0.0.1:9"], "short", "is not a key"),
    (["--fault", "nonsense"], "", "no fault 'nonsense'"),
    (["--fault", "limit-usd-clamped", "--target", "http://127.0.0.1:9"], KEY, "own mock"),
]


@pytest.mark.parametrize(
    ("arguments", "key", "says"), REFUSED, ids=[says for _, _, says in REFUSED]
)
def test_what_must_not_be_sent_is_not(
    arguments: list[str],
    key: str,
    says: str,
    tool: Tool,
    sent: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if key:
        monkeypatch.setenv("VENICE_API_KEY", key)
    ran = tool("drift", *arguments)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert len(ran.said) == 1
    assert says in ran.said[0]
    assert sent == []
    assert KEY not in ran.err


def test_the_vendor_is_asked_only_with_consent(
    tool: Tool, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the owner's word a request would leave; the one of this test is stopped on its way."""
    monkeypatch.setenv("VENICE_API_KEY", KEY)
    ran = tool("drift", "--target", "https://api.venice.ai/api/v1", "--i-own-this-account")
    assert ran.code == ExitCode.UNDECIDED
    assert sent
    assert all(url.startswith("https://api.venice.ai/api/v1/") for url in sent)


def test_written_edits_make_the_server_conform(tool: Tool, place: Path) -> None:
    contract = place / "openapi" / "api_keys.yaml"
    before = contract.read_text(encoding="utf-8").splitlines()
    first = tool("drift", "--quiet", "--fault", FAULT, "--write")
    assert first.code == ExitCode.DRIFT
    assert "is edited" in first.said[-1]
    after = contract.read_text(encoding="utf-8").splitlines()
    assert "        - WEEK" in after
    assert [line for line in after if line in before] == before
    assert tool("drift", "--quiet", "--fault", FAULT).code == ExitCode.CONFORMS
    assert tool("lint").code == ExitCode.CONFORMS


def test_written_edits_keep_line_endings_and_byte_order_mark(tool: Tool, place: Path) -> None:
    contract = place / "openapi" / "api_keys.yaml"
    before = b"\xef\xbb\xbf" + contract.read_bytes().replace(b"\n", b"\r\n")
    contract.write_bytes(before)
    assert tool("drift", "--quiet", "--fault", FAULT, "--write").code == ExitCode.DRIFT
    after = contract.read_bytes()
    new = [line for line in after.split(b"\n") if line not in before.split(b"\n")]
    assert after.startswith(b"\xef\xbb\xbf")
    assert new
    assert new[0].strip() == b"- WEEK"
    assert after.count(b"\n") == after.count(b"\r\n") > before.count(b"\n")
    assert [one.name for one in contract.parent.glob(".*")] == []


def test_without_findings_nothing_is_written(tool: Tool, place: Path) -> None:
    before = digest(place / "openapi")
    ran = tool("drift", "--quiet", "--write")
    assert (ran.code, ran.said) == (0, [])
    assert digest(place / "openapi") == before


@pytest.mark.parametrize(
    ("command", "problem", "says"),
    [
        ("drift", BudgetError("It is spent."), "It is spent."),
        ("drift", KeyboardInterrupt(), "interrupted"),
        ("conform", KeyboardInterrupt(), "interrupted"),
    ],
    ids=["budget", "interrupt", "interrupt before the suite"],
)
def test_a_run_that_breaks_off_keeps_its_record(
    command: str,
    problem: BaseException,
    says: str,
    tool: Tool,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No suite follows on probes that ended early, and the last check says why they did."""
    monkeypatch.setattr(judging, "inquire", Mock(side_effect=problem))
    monkeypatch.setattr(judging, "_suite", lambda *_: pytest.fail("the suite was begun"))
    ran = tool(command)
    check = read_record(place / "reports" / "run.jsonl").checks[-1]
    assert (ran.code, check.id, check.status) == (3, "probes.run", Status.ERROR)
    assert check.message == says
    assert isinstance(problem, KeyboardInterrupt) or ran.said == [f"venice-contract: {says}"]


def test_keys_left_behind_outweigh_everything_and_each_is_named(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [f"e28e82dc-9df2-4b47-b726-{number:012}" for number in range(100)]
    left = Mock(side_effect=KeysLeftError(f"Keys may be left: {', '.join(ids)}."))
    monkeypatch.setattr(judging, "inquire", left)
    ran = tool("drift")
    assert ran.code == ExitCode.KEYS_LEFT
    assert all(one in ran.err for one in ids)


@pytest.mark.parametrize(
    ("made", "code", "status"),
    [(False, ExitCode.CONFORMS, Status.SKIPPED), (True, ExitCode.DRIFT, Status.FAILED)],
)
def test_a_stale_client_fails_the_main_job_if_there_is_one(
    tool: Tool,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    made: bool,
    code: ExitCode,
    status: Status,
) -> None:
    passed = Check("a", "a question", Status.PASSED, "suite", "suite")
    monkeypatch.setattr(judging, "_probes", lambda *_, **__: "")
    monkeypatch.setattr(
        judging, "_suite", lambda _flags, _contract, record, *_: record.check(passed)
    )
    if made:
        (place / "generated").mkdir()
    assert tool("conform", "--quiet").code == code
    first = read_record(place / "reports" / "run.jsonl").checks[0]
    assert (first.id, first.status) == ("client.fresh", status)
    assert ("`generate` mends it" in first.message) is made


def test_the_demonstration_finds_something_and_leaves_nothing(tool: Tool, place: Path) -> None:
    ran = tool("demo")
    assert ran.code == ExitCode.CONFORMS
    assert judging.DEMONSTRATED in ran.out
    assert "LIFETIME" in ran.out
    assert [path.name for path in place.iterdir()] == ["openapi"]


def test_a_plan_is_within_the_limits_of_the_service_and_the_guard_is_told_the_same() -> None:
    """20 keys a minute are created at most, and so many refusals that no block follows."""
    requests, creates, refusals, alive, _ = map(int, re.findall(r"\d+", planned(contract())))
    assert alive <= creates <= min(20, requests)
    assert refusals <= 20
    meant = intention(contract())
    assert [meant.requests, meant.creates, meant.alive] == [requests, creates, alive]
    means = ("wallet", "challenge-expired", "challenge-foreign")
    told = map(int, re.findall(r"\d+", planned(contract(), means)))
    requests, creates, proved, refusals, alive, _ = told
    assert 0 < proved < creates <= 20
    assert refusals <= 35
    assert alive <= creates <= requests <= 110


def test_another_vendor_is_judged_by_its_own_contract(
    place: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over real HTTP: its paths, its names and its ways are those of the contract."""
    bench = second_vendor_bench("second")
    (place / "keys.yaml").write_text(bench.contract.text, encoding="utf-8")
    monkeypatch.setenv("VENICE_API_KEY", ADMIN)
    server = bench._serve(None)
    with served(server) as url:
        ran = tool("drift", "--spec", "keys.yaml", "--target", url, "--quiet")
    assert ran.code == ExitCode.CONFORMS
    assert not [one for one in server.records.values() if one.gone > server.clock.now()]


@pytest.mark.parametrize(
    ("scheme", "key"),
    [
        ("{type: apiKey, in: header, name: X-Token}", lambda one: one.headers["x-token"]),
        ("{type: apiKey, in: query, name: key}", lambda one: one.url.params["key"]),
        (
            "{type: http, scheme: basic}",
            lambda one: b64decode(one.headers["authorization"].split()[1]).decode()[:-1],
        ),
    ],
    ids=["header", "query", "basic"],
)
def test_the_guard_says_the_key_where_the_contract_has_it(
    place: Path,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    key: Callable[[httpx.Request], str],
) -> None:
    bench = second_vendor_bench("second")
    server = bench._serve(None)
    text, usual = bench.contract.text, "Bearer:\n      type: http\n      scheme: bearer\n"
    assert usual in text
    (place / "keys.yaml").write_text(text.replace(usual, f"Bearer: {scheme}\n"), encoding="utf-8")
    monkeypatch.setenv("VENICE_API_KEY", ADMIN)
    answer = server.handle_request

    def moved(request: httpx.Request) -> httpx.Response:
        with contextlib.suppress(KeyError):
            request.headers["authorization"] = f"Bearer {key(request)}"
        return answer(request)

    monkeypatch.setattr(server, "handle_request", moved)
    with served(server) as url:
        ran = tool("drift", "--spec", "keys.yaml", "--target", url, "--quiet")
    assert ran.code == ExitCode.CONFORMS, ran.out
    assert not [one for one in server.records.values() if one.gone > server.clock.now()]
