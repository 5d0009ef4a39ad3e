"""Observations become findings, constraints become checks; no server is asked."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from venice_contract.drift.judging import judge
from venice_contract.drift.judging.deviations import Deviation
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.observe import Observation
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.errors import BudgetError, UndecidedError
from venice_contract.live.secrets import Secrets
from venice_contract.mock.transport import InProcessTransport
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Check, Edit, EditStep, Evidence, Finding, Impact, Status

from tests.drift.rig import BASE_URL, MOMENT, answer, contract, listed, request, seen_at, service

PERIOD, TYPE, USD = ("limitPeriod",), ("apiKeyType",), ("consumptionLimit", "usd")
CREATED, UPDATED = "createApiKey.request.limitPeriod", "updateApiKey.request.limitPeriod"
LISTED = "getApiKeys.answer.data[].limitPeriod"
LINES = contract().text.splitlines()
ENUM_LINE = LINES.index("      enum:", LINES.index("    LimitPeriod:")) + 1
KNOWN = Deviation(
    "week",
    f"{CREATED}.enum",
    "value-accepted",
    "known",
    "mock",
    date(2028, 1, 1),
    date(2028, 12, 31),
)


def saw(
    kind: str = "value-accepted",
    keyword: str = "enum",
    path: tuple[str, ...] = PERIOD,
    *,
    about: Any = "WEEK",
    **more: Any,
) -> Observation:
    """Return an observation, WEEK accepted by the creation if nothing else is said."""
    more.setdefault("says", ("it is so", f"shows {about}"))
    more.setdefault("answered", about)
    return seen_at(kind, keyword, path, about=about, **more)


UPDATE: dict[str, Any] = {"operation": "updateApiKey", "number": 3}
SHOWN = saw(
    "answer-enum-value", path=("data", "[]", "limitPeriod"), operation="getApiKeys", side="answer"
)


def judged(
    *observations: Observation, deviations: tuple[Deviation, ...] = (), secret: str = ""
) -> Judgement:
    """Return what is made of observations; every constraint is decided."""
    mock = service()
    target = HttpTarget(BASE_URL, mock.admin_key, transport=InProcessTransport(mock))
    inquiry = Inquiry(target, contract(), moment=MOMENT, budget=Budget())
    for observation in observations:
        inquiry.seen.add(observation)
    inquiry.seen.decided.update(one.id for one in listed().constraints)
    mask = Secrets([secret] if secret else []).mask
    return Judgement(inquiry, contract(), MOMENT.now.date(), deviations, mask)


def checks(judgement: Judgement) -> dict[str, Check]:
    found = judgement.run({}).checks
    assert len({check.id for check in found}) == len(found)
    return {check.id: check for check in found}


def findings(*observations: Observation) -> list[Finding]:
    return [one for check in checks(judged(*observations)).values() for one in check.findings]


def test_every_constraint_is_a_check_with_its_place() -> None:
    found = checks(judged())
    asked = {one.id: one for one in listed().constraints}
    assert list(found) == list(asked)
    for name, one in asked.items():
        wanted = Status.LEFT_OUT if one.unasked else Status.PASSED
        assert (found[name].status, found[name].message) == (wanted, one.unasked)
        assert found[name].about == one
    assert str(found[f"{CREATED}.enum"].place) == f"openapi/api_keys.yaml:{ENUM_LINE}"


def test_what_the_contract_does_not_list_is_told_in_the_words_of_its_finding() -> None:
    """The contract says of no request what the end of a secret gives back."""
    seen = seen_at("echo-differs", "echo", ("data", "last6Chars"), "getApiKeyById", "answer")
    check = checks(judged(seen))[seen.constraint.id]
    assert seen.constraint.id not in {one.id for one in listed().constraints}
    assert (check.status, check.title) == (Status.FAILED, seen.contract)


def test_a_shared_node_is_one_finding_for_all_who_drift_alike() -> None:
    judgement = judged(saw(), saw(number=2), saw(**UPDATE))
    found = checks(judgement)
    failed = {name for name, check in found.items() if check.status is Status.FAILED}
    assert failed == {f"{CREATED}.enum", f"{UPDATED}.enum"}
    (told,) = found[f"{CREATED}.enum"].findings
    assert not found[f"{UPDATED}.enum"].findings
    assert told.constraint.id == f"{CREATED}.enum"
    assert told.server_does == "shows WEEK"
    assert found[f"{UPDATED}.enum"].message == told.server_does
    assert told.confirmed == 3


def test_a_value_that_is_accepted_and_given_back_is_one_finding() -> None:
    """It is told as what the request does, though the answer was seen first."""
    (told,) = findings(SHOWN, saw())
    assert (told.kind, told.constraint.direction) == ("value-accepted", "request")
    assert told.server_does == "shows WEEK; it comes back from getApiKeys"
    assert [one.operation for one in told.about] == ["createApiKey", "getApiKeys"]


def test_other_values_and_other_nodes_are_other_findings() -> None:
    day = saw(about="DAY")
    elsewhere = saw(path=TYPE)
    found = checks(judged(saw(), day, elsewhere))
    assert [one.server_does for one in found[f"{CREATED}.enum"].findings] == [
        "shows WEEK",
        "shows DAY",
    ]
    assert found[f"{CREATED}.enum"].message == "shows WEEK; shows DAY"
    assert len(found["createApiKey.request.apiKeyType.enum"].findings) == 1


def test_what_another_observation_explains_is_left_out() -> None:
    wrong_type = saw("type-accepted", "type", about="number")
    lost = saw("echo-lost", "echo", ("data", "limitPeriod"), about=None, side="answer", sent="DAY")
    assert [one.kind for one in findings(saw(), wrong_type, lost)] == ["property-ignored"]


def test_a_finding_has_what_it_takes_to_see_it_again() -> None:
    (told,) = findings(saw(body={"data": {"limitPeriod": "WEEK"}}))
    assert str(told.place) == f"openapi/api_keys.yaml:{ENUM_LINE}"
    assert told.constraint.evidence == Evidence("page", "2026-05-07", "2026-08-21")
    assert told.curl.startswith('curl -sS -X POST "$VENICE_BASE_URL/api_keys" ')
    assert told.answer == '200 {"data": {"limitPeriod": "WEEK"}}'


def test_the_impact_of_a_finding_is_that_of_its_kind() -> None:
    refused = saw("value-refused", "enum-value", about="MONTH")
    assert [one.impact for one in findings(refused, saw())] == [Impact.ADDITIVE, Impact.BREAKING]


SECRET = "mock-" + "5ec4e7" * 12


def test_no_secret_is_told() -> None:
    quoting = saw(about=SECRET, body={"note": "x" * 540, "other": SECRET})
    judgement = judged(quoting, saw(), secret=SECRET)
    judgement.inquiry.seen.undecided[f"{CREATED}.type"] = f"seen once: answers '{SECRET}'"
    found = checks(judgement)
    text = json.dumps([asdict(check) for check in found.values()])
    assert SECRET[:9] not in text.replace(json.dumps(asdict(quoting.constraint)), "")
    assert [one.edit is None for one in found[f"{CREATED}.enum"].findings] == [True, False]
    assert SECRET not in judgement.edited().text
    assert "WEEK" in judgement.edited().text


def test_a_finding_proposes_the_edit_with_the_day_of_the_run() -> None:
    (told,) = findings(saw())
    assert told.edit
    steps = [(step.op, step.pointer.rpartition("/")[2], step.value) for step in told.edit.steps]
    assert ("insert", "-", "WEEK") in steps
    today = {"source": "observed", "since": "2028-02-29", "seen": "2028-02-29"}
    assert ("set", "WEEK", today) in steps
    (shown,) = findings(
        saw("secret-shown", "secret", ("data", "[]"), operation="getApiKeys", side="answer")
    )
    assert shown.edit is None


def test_the_edited_contract_has_every_edit() -> None:
    """Each for those messages alone that drift: the update still knows no WEEK."""
    edited = judged(saw(), saw("value-refused", "enum-value", about="MONTH"), SHOWN).edited()
    assert set(request(edited, *PERIOD).value("enum")) == {"EPOCH", "LIFETIME", "WEEK"}
    shown = answer(edited, "getApiKeys", "data", "[]", "limitPeriod")
    assert set(shown.value("enum")) == {"EPOCH", "MONTH", "LIFETIME", "WEEK"}
    kept = request(edited, *PERIOD, operation="updateApiKey")
    assert set(kept.value("enum")) == {"EPOCH", "MONTH", "LIFETIME"}


def test_what_no_keyword_says_has_a_check_of_its_own() -> None:
    """A name that no document has is no listed constraint, and fails all the same."""
    found = checks(judged(saw("property-demanded", "closed", ("team",), about="team")))
    (check,) = [one for one in found.values() if one.status is Status.FAILED]
    assert check.id not in {one.id for one in listed().constraints}
    assert [one.kind for one in check.findings] == ["property-demanded"]


def only_open(judgement: Judgement, name: str = f"{UPDATED}.enum") -> Check:
    """Return the check of a constraint that no answer has decided."""
    judgement.inquiry.seen.decided.discard(name)
    return checks(judgement)[name]


def test_what_no_answer_decided_is_an_error() -> None:
    check = only_open(judged())
    assert (check.status, check.message) == (Status.ERROR, "no answer decided it")


def test_what_was_left_open_once_is_an_error_though_others_decided_it() -> None:
    """The reason is told; a difference that was found outweighs it."""
    judgement = judged(saw())
    judgement.inquiry.seen.undecided.update({f"{UPDATED}.enum": "late", f"{CREATED}.enum": "late"})
    found = checks(judgement)
    left = found[f"{UPDATED}.enum"]
    assert (left.status, left.message) == (Status.ERROR, "late")
    assert found[f"{CREATED}.enum"].status is Status.FAILED


@pytest.mark.parametrize("known", [(), (KNOWN,)], ids=["a finding", "a known one"])
def test_what_no_answer_decided_is_undecided_beside_any_finding(
    known: tuple[Deviation, ...],
) -> None:
    check = only_open(judged(saw(), deviations=known))
    assert check.status is Status.ERROR
    assert check.message == "no answer decided it"


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (UndecidedError("It answered 500."), "It answered 500."),
        (BudgetError("30 requests are spent."), "left out: 30 requests are spent."),
    ],
)
@pytest.mark.parametrize("seen", [(), (saw(),)], ids=["nothing", "a finding"])
def test_what_a_run_did_not_reach_is_an_error(
    problem: UndecidedError, message: str, seen: tuple[Observation, ...]
) -> None:
    judgement = judged(*seen)
    judgement.inquiry.stopped, judgement.inquiry.stopped_by = str(problem), problem
    check = only_open(judgement)
    assert (check.status, check.message) == (Status.ERROR, message)


def test_a_place_that_no_answer_had_is_left_out() -> None:
    """Nothing contradicts it, and nothing was shown: it is not green."""
    judgement = judged()
    judgement.inquiry.seen.vacuous.add(f"{LISTED}.enum")
    check = checks(judgement)[f"{LISTED}.enum"]
    assert (check.status, check.message) == (Status.LEFT_OUT, "no answer showed it")


def test_a_known_difference_is_an_expected_failure_of_all_who_share_it() -> None:
    found = checks(judged(saw(), saw(**UPDATE), deviations=(KNOWN,)))
    (told,) = found[f"{CREATED}.enum"].findings
    assert told.deviation == "week"
    worse = {name: check.status for name, check in found.items() if check.status > Status.PASSED}
    assert worse == dict.fromkeys((f"{CREATED}.enum", f"{UPDATED}.enum"), Status.EXPECTED_FAILURE)


def test_a_known_difference_beside_another_is_a_failure() -> None:
    day = saw(about="DAY", **UPDATE)
    found = checks(judged(saw(), saw(**UPDATE), day, deviations=(KNOWN,)))
    assert found[f"{CREATED}.enum"].status is Status.EXPECTED_FAILURE
    assert found[f"{UPDATED}.enum"].status is Status.FAILED


def test_a_known_difference_that_no_keyword_says_is_expected_too() -> None:
    known = replace(KNOWN, constraint="createApiKey.request.team.*", kind="property-demanded")
    seen = saw("property-demanded", "closed", ("team",), about="team")
    found = checks(judged(seen, deviations=(known,)))
    worse = [check.status for check in found.values() if check.status > Status.PASSED]
    assert worse == [Status.EXPECTED_FAILURE]


@pytest.mark.parametrize(
    ("seen", "due", "status"),
    [
        ((), date(2028, 12, 31), Status.FAILED),
        ((saw(),), date(2028, 2, 28), Status.FAILED),
        ((saw(),), date(2028, 2, 29), None),
    ],
    ids=["unused", "past its review", "on the day of its review"],
)
def test_a_stale_deviation_fails(
    seen: tuple[Observation, ...], due: date, status: Status | None
) -> None:
    judgement = judged(*seen, deviations=(replace(KNOWN, review_by=due),))
    stale = checks(judgement).get("deviation.week")
    assert (stale and stale.status) is status
    judgement.inquiry.stopped = "It answered 500."
    assert "deviation.week" not in checks(judgement)


def test_what_is_edited_for_some_is_one_copy_for_all_that_share_it() -> None:
    """The list and the reading of one key still show one and the same key."""
    places: dict[str, tuple[str, ...]] = {"createApiKey": ("data", "consumptionLimit", "vcu")}
    places["getApiKeys"] = ("data", "[]", "consumptionLimits", "vcu")
    places["getApiKeyById"] = ("data", "consumptionLimits", "vcu")
    gone = [
        saw("presence-missing", "presence", path, about="always", operation=one, side="answer")
        for one, path in places.items()
    ]
    edited = judged(*gone).edited()
    listed_key = answer(edited, "getApiKeys", "data", "[]")
    assert answer(edited, "getApiKeyById", "data").pointer == listed_key.pointer
    for one, path in places.items():
        assert answer(edited, one, *path).value("x-presence") != "always"


def test_an_edit_that_would_break_a_rule_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Edit("", (EditStep("set", "/components/schemas/LimitPeriod/x-evidence", {}),))
    monkeypatch.setattr(judge, "propose", lambda *_: broken)
    judgement = judged(saw())
    (finding,) = judgement.findings()[f"{CREATED}.enum"]
    assert finding.edit is None
    assert finding.without_edit.startswith("the contract would break a rule: ")
    assert judgement.edited().text == contract().text
