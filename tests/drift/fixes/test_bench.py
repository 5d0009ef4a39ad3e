"""Where an edit is written: in place, or in a copy for those that drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.contract.schema import Schema
from venice_contract.verdict import Effect

from tests.drift.mending.cases import CASES, PERIOD, bench
from tests.drift.rig import scene

if TYPE_CHECKING:
    from venice_contract.drift.observe import Observation

WHAT = ("value-accepted", "enum", "WEEK")
PLACES = {
    ("createApiKey", ""): PERIOD,
    ("updateApiKey", ""): PERIOD,
    ("createApiKey", "200"): ("data", *PERIOD),
    ("updateApiKey", "200"): ("data", *PERIOD),
    ("getApiKeys", "200"): ("data", "[]", *PERIOD),
}
"""Every message that shares the enum of periods."""


def seen(*places: tuple[str, str]) -> list[Observation]:
    """Return one observation at each of some places."""
    return [
        scene(operation, status).saw(PLACES[operation, status], WHAT, ("", ""))
        for operation, status in places
    ]


def period() -> Schema:
    """Return the enum as the creation refers to it."""
    found = bench().schema(seen(("createApiKey", ""))[0])
    assert isinstance(found, Schema)
    return found


def test_a_node_that_drifts_in_every_message_is_changed_in_place() -> None:
    """No copy is made where all that share it do the same."""
    ground = bench().ground(period(), seen(*PLACES))
    assert (ground.pointer, ground.steps) == ("/components/schemas/Period", ())


def test_a_node_that_drifts_in_one_message_is_copied_for_that_one() -> None:
    """The others keep theirs."""
    ground = bench().ground(period(), seen(("createApiKey", "")))
    assert ground.pointer == "/components/schemas/Create/properties/limitPeriod"
    assert len(ground.steps) == 1
    assert ground.node["enum"] == ["EPOCH", "MONTH", "LIFETIME"]
    assert ground.node["x-absent-means"]["value"] == "EPOCH"


def placed(*places: tuple[str, str], effect: Effect) -> str:
    """Return where a change of the enum is written that is meant for some places."""
    return bench().ground(period(), seen(*places), effect=effect, keyword="enum").pointer


def test_what_no_request_can_send_no_answer_can_give_back() -> None:
    """A value that every request refuses is taken out of the answers, too."""
    sent = (("createApiKey", ""), ("updateApiKey", ""))
    assert placed(*sent, effect=Effect.NARROWS) == "/components/schemas/Period"
    assert placed(sent[0], effect=Effect.NARROWS) != "/components/schemas/Period"


def test_what_every_request_can_send_an_answer_may_give_back() -> None:
    """A value that is new to all requests is new to the answers, too."""
    sent = (("createApiKey", ""), ("updateApiKey", ""))
    assert placed(*sent, effect=Effect.WIDENS) == "/components/schemas/Period"
    assert placed(sent[0], effect=Effect.WIDENS) != "/components/schemas/Period"


def test_a_place_that_is_not_there_has_no_schema() -> None:
    """An undocumented status or a missing field raises nothing."""
    table = bench()
    assert table.schema(scene("createApiKey", "418").saw((), WHAT, ("", ""))) is None
    assert table.schema(scene("createApiKey", "200").saw(("x", "y"), WHAT, ("", ""))) is None
    assert table.schema(CASES["bound-tighter"].seen(), ("consumptionLimit",)) is not None


def test_evidence_names_this_run() -> None:
    """What is written was observed today."""
    assert bench().evidence() == {
        "source": "observed",
        "since": "2028-02-29",
        "seen": "2028-02-29",
    }
