"""Habits of servers, and what a verdict makes of them: the same drifts, the same cost in keys."""

import re
from collections import Counter
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from tests.strangers.bending import Asked, Bent, Clock, Reply
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.judging import TAG, document, judge, judge_guarded
from tests.strangers.lies import Lie, serve
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Bench
from tests.strangers.pages import add_pages
from tests.strangers.server import Server

NAMED = (
    "WEEK accepted",
    "usd at most 1000",
    "MONTH refused by the update alone",
    "list without modelPrivacy",
    "usd not null",
    "small letters taken for a period",
    "description cut to 20",
)
LIES = [lie for lie in DRIFTS if lie.name in NAMED]
WORDED = [("silent", lie) for lie in LIES]
WORDED += [(errors, lie) for errors in ("pydantic", "ajv", "zod4-issues") for lie in LIES[::3]]
"""Every lie where nothing is said, which is hardest, and some where something is."""


@cache
def bench(errors: str) -> Bench:
    """Return what judges servers of one habit, all with the same freedoms in their answers."""
    manners = Manners(errors=errors, dates="Z", floats=True, amounts="null", foreign=3)
    return Bench(errors, fragment(), manners=manners)


@pytest.mark.parametrize(("errors", "lie"), WORDED, ids=lambda one: getattr(one, "name", one))
def test_a_drift_is_named_however_refusals_are_worded(lie: Lie, errors: str) -> None:
    row = bench(errors).liar(lie)
    assert (row.outcome, "elsewhere" in row.said) == ("NAMED", False), str(row)


def test_errors_without_details_cost_refusals_and_nothing_else() -> None:
    """Where a refusal names no field each is asked about alone; no key more is created."""
    silent, detailed = (bench(errors).honest(errors).cost for errors in ("silent", "zod4-issues"))
    assert silent[1] == detailed[1]
    assert silent[2] > 3 * detailed[2]
    assert detailed[2] <= 20
    assert detailed[0] <= 70


@pytest.mark.parametrize(("others", "open_"), [(240, False), (400, True)])
def test_a_list_of_more_pages_than_are_read_has_lost_no_key(others: int, open_: bool) -> None:
    """Larger pages are asked for where that is possible; else it is said that not all was read."""
    data = fragment()
    add_pages(data)
    server = serve(data, None, Manners(page=5, foreign=others), Clock())
    told = judge(server, document(data), clock=server.clock, base_url=server.base_url)
    assert not told.findings
    said = {check.message for check in told.open}
    assert said == ({"the list has more than 50 pages"} if open_ else set())


def test_an_operation_that_redirects_is_asked_there_from_then_on() -> None:
    """A few show it; every call twice would be twice the cost, and fill the creates of a minute."""
    sent: list[str] = []

    def before(_server: Server, asked: Asked) -> Reply | None:
        path = asked.request.url.path
        if asked.operation.path.endswith("}") or path.endswith("/"):
            return None
        sent.append(asked.operation.id)
        return Reply(307, None, {"location": f"{path}/?{asked.request.url.query.decode()}"})

    server = serve(fragment(), Lie("redirects", (), Bent(before=before)), Manners(), Clock())
    told = judge(server, document(fragment()), clock=server.clock, base_url=server.base_url)
    assert {one.kind for one in told.findings} == {"path-redirected"}
    assert max(Counter(sent).values()) <= 3


def test_a_creation_that_is_sent_again_carries_another_mark() -> None:
    """The key of a lost answer could not be told from a copy of the one that was made after it."""
    lost = cycle([503, 200])

    def after(_server: Server, asked: Asked, reply: Reply) -> None:
        if asked.role == "create":
            reply.status = next(lost)

    lie = Lie("done and lost", (), Bent(after=after))
    server = serve(fragment(), lie, Manners(), Clock())
    judge(server, document(fragment()), clock=server.clock, base_url=server.base_url)
    texts = [one.versions[0][1]["description"] for one in server.records.values()]
    marks = [text for text in texts if re.fullmatch(rf"{TAG}-\d+", text)]
    assert len(marks) == len({*marks}) > len(texts) / 2


def test_another_status_for_a_missing_key_is_a_drift_and_leaves_its_shape_open() -> None:
    """402 is documented; 403 is told for each operation, and what a 402 holds is not decided."""
    server = serve(fragment(), None, Manners(keyless=403), Clock())
    told = judge(server, document(fragment()), clock=server.clock, base_url=server.base_url)
    assert {finding.kind for finding in told.findings} == {"refusal-status"}
    assert len({one.operation for finding in told.findings for one in finding.about}) == 7
    assert told.open
    assert all(".answer-402" in check.id for check in told.open)


@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(errors="silent", foreign=300),
        Manners(ids="slug"),
        Manners(ids="slug", looks_first=True),
        Manners(ids="digits", foreign=3),
    ],
    ids=["usual", "silent", "slug", "looks first", "digits"],
)
def test_the_guard_of_a_foreign_account_costs_the_verdict_no_question(
    manners: Manners, tmp_path: Path
) -> None:
    server = serve(fragment(), None, manners, Clock())
    run = judge_guarded(server, document(fragment()), clock=server.clock, folder=tmp_path)
    assert run.problem is run.left is None
    assert run.told is not None
    assert (run.told.findings, run.told.open) == ((), [])
