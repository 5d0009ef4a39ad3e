"""One cause is one finding, with an edit that is true or the reason why there is none.

Servers as people write them with frameworks that convert what they take, and that word refusals in
their own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.verdict import Status

from tests.drift.rig import judge_stranger
from tests.strangers.bending import Asked, Bent, Clock, RefusedError, Reply
from tests.strangers.fragments import NOTHING, fragment, operation, schema
from tests.strangers.judging import document, judge_guarded
from tests.strangers.lies import (
    Lie,
    answers,
    change,
    drops,
    serve,
    shows,
    stores,
    unguarded,
    unknown,
)
from tests.strangers.manners import Manners

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.strangers.fragments import Json
    from tests.strangers.server import Server

FLOATS = Manners(errors="pydantic", floats=True, amounts="null")
PERIODS = ["EPOCH", "MONTH", "LIFETIME"]


def component(name: str, **keywords: Any) -> Callable[[Json], None]:
    """A schema of the server differs in keywords."""
    return lambda data: change(schema(data, name), keywords)


def amounts(function: Callable[[Any], Any]) -> Bent:
    """What is kept of each amount is made of what was sent."""
    return stores("consumptionLimit", lambda v: {u: function(a) for u, a in (v or {}).items()})


def converted(amount: Any) -> Any:
    """Return an amount as a number, as frameworks that convert do."""
    return float(amount) if isinstance(amount, str | bool) else amount


def needs(text: str, broken: Callable[[Json], bool]) -> Bent:
    """A creation is refused for a rule of two fields."""

    def heard(_server: Server, asked: Asked) -> None:
        if asked.role == "create" and broken(asked.body):
            raise RefusedError(400, {"error": text})

    return Bent(heard=heard)


def beside(_server: Server, _asked: Asked, reply: Reply) -> None:
    """Every answer of success has one name more."""
    if isinstance(reply.body, dict) and 200 <= reply.status < 300:
        reply.body["requestId"] = "r-1"


def no_content(data: Json) -> None:
    """A revocation is answered 204, without content."""
    responses = operation(data, "deleteApiKey")["responses"]
    responses["204"] = {"description": "Done"}
    del responses["200"]


@dataclass(frozen=True)
class Cause:
    """One cause and the one finding that it must be.

    Args:
        lie: the server.
        kind: of the finding.
        writes: text of the edit's lines, empty where no edit would be true.
        manners: of the server.
    """

    lie: Lie
    kind: str
    writes: str = ""
    manners: Manners = FLOATS


def lie(name: str, *edits: Callable[[Json], None], bent: tuple[Bent, ...] = ()) -> Lie:
    """Return a server that breaks the contract in one thing."""
    return Lie(name, (), edits, bent)


CAUSES = (
    Cause(
        lie(
            "texts and booleans become amounts",
            component(
                "LimitAmount", type=["number", "null", "string", "boolean"], pattern=r"^\d+$"
            ),
            bent=(amounts(converted),),
        ),
        "type-accepted",
    ),
    Cause(
        lie(
            "periods in small letters become periods",
            component("LimitPeriod", enum=[*PERIODS, *map(str.lower, PERIODS)]),
            bent=(stores("limitPeriod", str.upper),),
        ),
        "value-accepted",
        "- epoch",
    ),
    Cause(
        lie("types are shown in small letters", bent=(shows("apiKeyType", str.lower),)),
        "answer-enum-value",
        "- inference",
    ),
    Cause(
        lie("amounts are cut to cents", bent=(amounts(lambda v: v and int(v * 100) / 100),)),
        "echo-differs",
    ),
    Cause(
        lie("no amount is too large", component("LimitAmount", maximum=NOTHING)),
        "bound-looser",
        "-      maximum: 9999999999",
    ),
    Cause(
        lie(
            "no amount may be nothing",
            component("LimitAmount", minimum=NOTHING, exclusiveMinimum=0),
        ),
        "bound-tighter",
        "+      exclusiveMinimum: 0",
    ),
    Cause(
        lie("no description is empty", component("KeyDescription", minLength=1)),
        "bound-tighter",
        "+      minLength: 1",
    ),
    Cause(
        lie("ten addresses at most", component("IpAllowlist", maxItems=10)),
        "bound-tighter",
        "+      maxItems: 10",
    ),
    Cause(
        lie("a field is not known", unknown("modelPrivacy")),
        "property-refused",
        "-        modelPriv",
    ),
    Cause(
        lie("the list is open to all", unguarded("getApiKeys")), "key-not-needed", "security: []"
    ),
    Cause(lie("204 for a revocation", no_content), "answer-status", "+        '204':"),
    Cause(lie("a name beside", bent=(Bent(after=beside),)), "answer-extra", "requestId"),
    Cause(
        lie("descriptions are trimmed", bent=(stores("description", str.strip),)),
        "echo-differs",
        "x-echo: trimmed",
    ),
    Cause(
        lie(
            "one privacy for one type",
            bent=(
                needs(
                    "Not for this kind of key",
                    lambda v: (
                        v.get("modelPrivacy") == "PRIVATE_ONLY" and v["apiKeyType"] != "ADMIN"
                    ),
                ),
            ),
        ),
        "fields-conflict",
    ),
    Cause(
        lie("a change keeps the limits", bent=(drops("consumptionLimit", "change"),)),
        "echo-differs",
    ),
    Cause(lie("reads have gone", bent=(answers("getApiKeyById", 410),)), "operation-missing"),
)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.lie.name)
def test_one_cause_is_one_finding(cause: Cause) -> None:
    """It is of its kind, and has the edit that is true, or says why it has none."""
    told = judge_stranger(fragment(), cause.lie, cause.manners)
    assert [one.kind for one in told.findings] == [cause.kind], told.kinds
    (finding,) = told.findings
    assert bool(finding.edit) is bool(cause.writes)
    assert bool(finding.without_edit) is not bool(cause.writes)
    assert cause.writes in (finding.edit.diff if finding.edit else "")


def test_short_ids_are_asked_about_with_those_of_the_run(tmp_path: Path) -> None:
    """A made-up number could be the id of somebody's key, and the run's own can not."""
    data = fragment()
    server = serve(data, None, Manners(ids="integer", foreign=3), Clock())
    found = judge_guarded(
        server, document(data), clock=server.clock, folder=tmp_path, base_url=server.base_url
    )
    assert found.told is not None
    assert found.told.status is Status.PASSED
    assert found.told.open == []
