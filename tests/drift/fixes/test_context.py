"""Where an edit is written: in place, or in a copy for those that drifted."""

from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.edits import Ground
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.fixes import propose
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Effect

from tests.drift.fixes.cases import CASES, PERIOD, constraints, context
from tests.drift.fixes.fragment import TEXT
from tests.drift.rig import seen_at

PLACES = {
    ("createApiKey", "request"): PERIOD,
    ("updateApiKey", "request"): PERIOD,
    ("createApiKey", "answer"): ("data", *PERIOD),
    ("updateApiKey", "answer"): ("data", *PERIOD),
    ("getApiKeys", "answer"): ("data", "[]", *PERIOD),
}
"""Every message that shares the enum of periods."""


def seen(*places: tuple[str, str]) -> list[Observation]:
    return [
        seen_at(
            "value-accepted",
            "enum",
            PLACES[operation, side],
            operation,
            side,
            within=constraints(),
            about="WEEK",
        )
        for operation, side in places
    ]


def period() -> Schema:
    """Return the enum as the creation refers to it."""
    found = context().schema(seen(("createApiKey", "request"))[0])
    assert isinstance(found, Schema)
    return found


def test_a_node_that_drifts_in_every_message_is_changed_in_place() -> None:
    ground = context().ground(period(), seen(*PLACES))
    assert (ground.pointer, ground.steps) == ("/components/schemas/Period", ())


def test_a_node_that_drifts_in_one_message_is_copied_for_that_one() -> None:
    ground = context().ground(period(), seen(("createApiKey", "request")))
    assert ground.pointer == "/components/schemas/Create/properties/limitPeriod"
    assert len(ground.steps) == 1
    assert ground.node["enum"] == ["EPOCH", "MONTH", "LIFETIME"]
    assert ground.node["x-absent-means"]["value"] == "EPOCH"


def ground(*places: tuple[str, str], effect: Effect) -> Ground:
    """Return where a change of the enum is written that is meant for some places."""
    return context().ground(period(), seen(*places), effect=effect, keyword="enum")


def test_what_no_request_can_send_no_answer_can_give_back() -> None:
    sent = (("createApiKey", "request"), ("updateApiKey", "request"))
    assert ground(*sent, effect=Effect.NARROWS).pointer == "/components/schemas/Period"
    assert ground(sent[0], effect=Effect.NARROWS).pointer != "/components/schemas/Period"


def test_what_every_request_can_send_an_answer_may_give_back() -> None:
    sent = (("createApiKey", "request"), ("updateApiKey", "request"))
    assert ground(*sent, effect=Effect.WIDENS).pointer == "/components/schemas/Period"
    assert not ground(*sent, effect=Effect.WIDENS).steps


def test_what_one_request_takes_is_kept_from_the_others_beside_their_reference() -> None:
    """The shared enum is widened, and a request that does not take the value lists its own."""
    place = ground(("createApiKey", "request"), effect=Effect.WIDENS)
    assert place.pointer == "/components/schemas/Period"
    (step,) = place.steps
    assert step.pointer == "/components/schemas/Update/properties/limitPeriod"
    assert step.value == {
        "$ref": "#/components/schemas/Period",
        "enum": ["EPOCH", "MONTH", "LIFETIME"],
    }


def test_a_place_that_is_not_there_has_no_schema() -> None:
    table = context()
    for side, path in (("answer-418", ()), ("answer", ("x", "y"))):
        where: tuple[str, ...] = path
        seen_ = seen_at("value-accepted", "enum", where, side=side, within=constraints())
        assert table.schema(seen_) is None
    assert table.schema(CASES["bound-tighter"].seen(), ("consumptionLimit",)) is not None


def test_evidence_names_this_run() -> None:
    assert context().evidence() == {
        "source": "observed",
        "since": "2028-02-29",
        "seen": "2028-02-29",
    }


def test_a_parameter_is_no_answer() -> None:
    shared = (
        "get:\n      parameters:\n        - name: period\n          in: query\n          schema: "
    )
    text = TEXT.replace("get:\n", f"{shared}{{$ref: '#/components/schemas/Period'}}\n", 1)
    known = context(parse(text, "small.yaml"))
    assert known.answers_of(period()) == context().answers_of(period())


WIDER = parse(
    TEXT.replace(
        "        modelPrivacy: {type",
        """        accepted: {type: boolean, const: true}
        schedule:
          anyOf:
            - type: object
              properties:
                day: {type: integer, enum: [6, 7]}
            - type: 'null'
        modelPrivacy: {type""",
        1,
    ).replace(
        "          description: the keys\n",
        """          description: the keys
          headers:
            X-Total: {required: true, schema: {type: integer, maximum: 9}}
""",
    ),
    "wider.yaml",
)
WITHIN = Contract(WIDER)
TOTAL = ("header X-Total",)


@pytest.mark.parametrize(
    ("one", "written"),
    [
        (
            seen_at("value-refused", "enum-value", ("schedule", "day"), within=WITHIN, about=7),
            [("remove", "enum/1", None)],
        ),
        (
            seen_at(
                "type-accepted", "type", ("accepted",), within=WITHIN, about="string", answered="x"
            ),
            [
                ("set", "type", ["boolean", "string"]),
                ("set", "enum", [True, "x"]),
                ("remove", "const", None),
            ],
        ),
        (
            seen_at(
                "answer-bound", "maximum", TOTAL, "getApiKeys", "answer", within=WITHIN, answered=12
            ),
            [("set", "maximum", 12)],
        ),
        (
            seen_at("answer-missing", "required", TOTAL, "getApiKeys", "answer", within=WITHIN),
            [("remove", "X-Total", None)],
        ),
    ],
    ids=lambda told: getattr(told, "kind", ""),
)
def test_an_edit_reaches_into_branches_constants_and_headers(
    one: Observation, written: list[tuple[str, str, Any]]
) -> None:
    edit = propose(context(WIDER), [one])
    steps = [step for step in edit.steps if "/x-evidence" not in step.pointer] if edit else []
    assert [(s.op, s.value) for s in steps] == [(op, value) for op, _, value in written]
    assert all(s.pointer.endswith(f"/{end}") for s, (_, end, _) in zip(steps, written, strict=True))
