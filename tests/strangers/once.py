"""Drifts that show in many places, and that must be told in one finding whose edit is true."""

import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from venice_contract.contract.edits import apply
from venice_contract.contract.reading.document import Document

from tests.strangers.bending import Asked, Bent, Clock, Record, Reply
from tests.strangers.drifts_of_answers import KEYS, OPERATED, SHOWN
from tests.strangers.drifts_of_requests import RULED, TAKEN
from tests.strangers.fragments import NOTHING, Json, fragment, schema
from tests.strangers.judging import Told, document, judge, judge_and_edit, judge_guarded
from tests.strangers.lies import (
    Edit,
    Lie,
    answers,
    component,
    drops,
    says_after,
    serve,
    shows,
    stores,
    takes,
)
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Row, cost, placed, reasons
from tests.strangers.server import Server

SILENT = Manners(errors="silent")
PRETTY = Manners(errors="zod4-pretty")
FLOATS = Manners(errors="pydantic", floats=True, amounts="null")
"""Of servers whose framework converts what it takes."""
PERIODS = ["EPOCH", "MONTH", "LIFETIME"]
MOST = 9999999999


@dataclass(frozen=True)
class Once:
    """A drift that is one.

    Args:
        edit: what its edit must write, as JSON; empty where no edit would be true.
        guarded: whether it is judged through the guarded door, as the command line does.
        decided: whether all else is decided all the same.
        closes: whether the contract has words for all of it, so that nothing is left to tell.
    """

    lie: Lie
    kind: str
    edit: str = ""
    manners: Manners = field(default_factory=Manners)
    guarded: bool = False
    decided: bool = False
    closes: bool = True

    def judge(self) -> Row:
        """Judge the server, and once more by the edited contract where there is an edit."""
        data = fragment()
        server = serve(data, self.lie, self.manners, Clock())
        if self.guarded:
            told, edited = _guarded(server, document(data))
        else:
            told, edited = judge_and_edit(server, document(data), clock=server.clock)
        if told is None:
            return Row("once", self.lie.name, "UNDECIDED", "nothing was said")
        outcome = "ONE" if [one.kind for one in told.findings] == [self.kind] else "MANY"
        said = placed(told.findings)
        if outcome == "ONE" and self.decided and told.open:
            outcome, said = "UNDECIDED", f"{said}; {reasons(told.open)}"
        steps = json.dumps([s.value for one in told.findings if one.edit for s in one.edit.steps])
        if (self.edit and self.edit not in steps) or (not self.edit and steps != "[]"):
            outcome, said = "OTHER", f"{said}; {steps[:200]}"
        if outcome == "ONE" and self.edit and self.closes:
            left = self._left(data, edited)
            outcome, said = ("OTHER", f"after the edit: {left}") if left else (outcome, said)
        return Row("once", self.lie.name, outcome, said, cost(told))

    def _left(self, data: Json, edited: Document) -> str:
        """What is said of the same server by the edited contract; nothing where it conforms."""
        server = serve(data, self.lie, self.manners, Clock())
        if self.guarded:
            again = _guarded(server, edited)[0]
        else:
            again = judge(server, edited, clock=server.clock)
        return placed(again.findings) if again else "nothing was said"


def _guarded(server: Server, contract: Document) -> tuple[Told | None, Document]:
    """Judge a server through the guarded door, and return the contract with every edit made.

    Nothing is told where it leaves a key or takes another's.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = judge_guarded(
            server, contract, clock=server.clock, folder=Path(folder), base_url=server.base_url
        )
    kept = all((one.gone == float("inf")) is bool(one.owner) for one in server.records.values())
    if not kept or found.left is not None or found.problem is not None or found.told is None:
        return None, contract
    edited = contract
    for one in found.told.findings:
        edited = apply(edited, one.edit) if one.edit else edited
    return found.told, edited


def _named(name: str, lies: Iterable[Lie]) -> Lie:
    return next(lie for lie in lies if lie.name == name)


def _demands(data: Json, node: Json) -> None:
    request = schema(data, "CreateApiKeyRequest")
    request["properties"]["owner"] = node
    request["required"].append("owner")


def _amounts_are(node: Json) -> Callable[[Json], None]:
    def edit(data: Json) -> None:
        found = schema(data, "LimitAmount")
        found.clear()
        found.update(node)

    return edit


def _request(name: str, **properties: Json) -> Callable[[Json], None]:
    return lambda data: schema(data, name)["properties"].update(properties)


def _end(data: Json, form: str) -> None:
    schema(data, "KeyExpiry")["anyOf"][2]["pattern"] = rf"^\d{{4}}-\d{{2}}-\d{{2}}{form}$"


def _renamed(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    if "last6Chars" in entity:
        entity["last6"] = entity.pop("last6Chars")


def _in_snake_case(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    for name in list(entity):
        entity[re.sub(r"[A-Z0-9]", lambda one: f"_{one[0].lower()}", name)] = entity.pop(name)


def _secret(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role == "read":
        entity["key"] = record.secret


def _secret_in_lists(_server: Server, entity: Json, asked: Asked, record: Record) -> None:
    if asked.role == "list":
        entity["apiKey"] = record.secret


def _as_name(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
    if "description" in entity:
        entity["name"] = entity.pop("description")


def _whole_diem(limits: Json) -> Json:
    return {unit: round(a) if unit == "diem" and a else a for unit, a in limits.items()}


def _five(_server: Server, asked: Asked, reply: Reply) -> None:
    """A list has five keys on a page, and a cursor that nobody documents."""
    start = int(dict(asked.request.url.params).get("cursor", "0"))
    keys = reply.body["data"]
    reply.body["data"] = keys[start : start + 5]
    reply.body["nextCursor"] = str(start + 5) if start + 5 < len(keys) else None


def _of_somebody_else(server: Server, asked: Asked, reply: Reply) -> None:
    reply.body = server.answer(asked, [next(iter(server.records.values()))]).body


def _empty(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.status, reply.body, reply.content = 204, None, b""
    reply.headers.pop("content-type", None)


def _beside(_server: Server, _asked: Asked, reply: Reply) -> None:
    if isinstance(reply.body, dict) and 200 <= reply.status < 300:
        reply.body["requestId"] = "r-1"


def _amounts(function: Callable[[Any], Any]) -> tuple[Bent, ...]:
    def each(limits: Json) -> Json:
        return {unit: function(amount) for unit, amount in limits.items()}

    return tuple(shows(name, each) for name in ("consumptionLimit", "consumptionLimits"))


def _without_limits(_server: Server, values: Json, _before: Json, asked: Asked) -> None:
    if asked.role == "change" and "limitPeriod" in asked.body:
        values["consumptionLimit"] = asked.body.get("consumptionLimit", {})


def _or_nothing(limits: Any) -> Json:
    """Limits as they were sent, none where anything in them is wrong."""
    amounts: list[Any] = list(limits.values()) if isinstance(limits, dict) else [""]
    right = all(one is None or (type(one) in {int, float} and 0 <= one <= MOST) for one in amounts)
    return limits if right else {}


RULE = _named("ADMIN keys may not have limits", RULED)


def once(name: str, kind: str, *does: Edit | Bent, **more: Any) -> Once:
    """Return a drift that is named nowhere but in its table."""
    return Once(Lie(name, (), *does), kind, **more)


ONCE: tuple[Once, ...] = (
    Once(_named("amounts taken as texts", TAKEN), "type-accepted"),
    Once(_named("amounts cut to cents", TAKEN), "echo-differs"),
    once("amounts told as texts", "answer-type", *_amounts(lambda v: v and str(v)), edit="["),
    once("null shown as 0", "echo-differs", *_amounts(lambda v: v or 0), edit="number"),
    Once(_named("usage as numbers", SHOWN), "answer-type", "number"),
    once(
        "periods in small letters",
        "answer-enum-value",
        shows("limitPeriod", str.lower),
        edit="month",
    ),
    once("last6Chars renamed", "answer-missing", Bent(shows=_renamed), edit="string"),
    once("answers in snake case", "answer-missing", Bent(shows=_in_snake_case), edit="api_key"),
    once("the secret under another name", "secret-shown", Bent(shows=_secret)),
    Once(_named("create answers the bare key", OPERATED), "answer-missing", "#/id"),
    once("a delete is 204", "answer-status", says_after("deleteApiKey", _empty), edit="d"),
    Once(_named("list without a key", OPERATED), "key-not-needed", "[]"),
    Once(_named("ADMIN keys may not have limits", RULED), "fields-conflict"),
    Once(_named("limitPeriod needs a limit", RULED), "fields-conflict"),
    Once(_named("keys for life have no end", RULED), "fields-conflict"),
    Once(_named("limits and their period change together", RULED), "fields-conflict"),
    Once(_named("ADMIN keys need an ipAllowlist", RULED), "fields-conflict", decided=True),
    *(
        once(
            f"an end as {name}",
            "form-accepted",
            partial(_end, form=form),
            edit=written,
            decided=True,
        )
        for name, form, written in (
            ("an instant with microseconds", r"T\d{2}:\d{2}:\d{2}(\.\d{3}|\.\d{6})?Z", "d{6}"),
            ("an instant with a blank", r"[T ]\d{2}:\d{2}:\d{2}(\.\d{3})?Z", ""),
        )
    ),
    Once(_named("usd at most 1000 beside diem", RULED), "fields-conflict"),
    once(
        "amounts above 0", "bound-tighter", component("LimitAmount", exclusiveMinimum=0), edit="0"
    ),
    once("whole amounts", "type-refused", component("LimitAmount", multipleOf=1), edit="integer"),
    once(
        "description at least 3",
        "bound-tighter",
        component("KeyDescription", minLength=3),
        edit="3",
    ),
    *(
        once(
            f"description at most {most}, {manners.errors}",
            "bound-tighter" if most < 64 else "bound-looser",
            component("KeyDescription", maxLength=most),
            edit=str(most),
            manners=manners,
        )
        for most in (32, 100)
        for manners in (SILENT, PRETTY)
    ),
    once(
        "amounts at most 5000, silent",
        "bound-tighter",
        component("LimitAmount", maximum=5000),
        edit="5000",
        manners=SILENT,
    ),
    once(
        "INFERENCE refused, silent",
        "value-refused",
        component("ApiKeyType", enum=["ADMIN"]),
        edit="null",
        manners=SILENT,
    ),
    once(
        "the update takes a type",
        "property-accepted",
        _request("UpdateApiKeyRequest", apiKeyType={"$ref": "#/components/schemas/ApiKeyType"}),
        edit="ApiKeyType",
    ),
    once(
        "privacy in small letters",
        "value-refused",
        component("ModelPrivacy", enum=["all", "private_text", "private_only"]),
        lambda data: schema(data, "CreateApiKeyRequest")["properties"]["modelPrivacy"][
            "x-absent-means"
        ].update(value="all"),
        edit="private_text",
    ),
    once(
        "periods in small letters become periods",
        "value-accepted",
        component("LimitPeriod", enum=[*PERIODS, *map(str.lower, PERIODS)]),
        stores("limitPeriod", str.upper),
        edit="epoch",
        manners=FLOATS,
        closes=False,  # no keyword says that letters change on the way
    ),
    once(
        "no amount is too large",
        "bound-looser",
        component("LimitAmount", maximum=NOTHING),
        edit="null",
        manners=FLOATS,
    ),
    once(
        "ten addresses at most",
        "bound-tighter",
        component("IpAllowlist", maxItems=10),
        edit="10",
        manners=FLOATS,
    ),
    once("a name beside", "answer-extra", Bent(after=_beside), edit="string", manners=FLOATS),
    once(
        "descriptions are trimmed",
        "echo-differs",
        stores("description", str.strip),
        edit="trimmed",
        manners=FLOATS,
    ),
    *(
        once(
            f"a change keeps the limits, {manners.amounts}",
            "echo-differs",
            drops("consumptionLimit", "change"),
            manners=manners,
        )
        for manners in (FLOATS, Manners())
    ),
    once("a change of the period clears the limits", "side-effect", Bent(keeps=_without_limits)),
    *(
        once(f"{name} is demanded", "property-demanded", partial(_demands, node=node), edit=part)
        for name, part, node in (
            (
                "an object with an address",
                '"format": "email"',
                {
                    "type": "object",
                    "required": ["mail"],
                    "properties": {"mail": {"type": "string", "format": "email"}},
                },
            ),
            (
                "a list of some words",
                '"enum": ["read", "write"]',
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "enum": ["read", "write"]},
                },
            ),
        )
    ),
    *(
        once(
            f"amounts are texts, {manners.errors}",
            "type-refused",
            _amounts_are({"type": ["string", "null"], "pattern": r"^\d+(\.\d+)?$"}),
            manners=manners,
        )
        for manners in (Manners(), SILENT)
    ),
    once(
        "an amount of 0 is none",
        "echo-lost",
        stores("consumptionLimit", lambda limits: {u: a for u, a in limits.items() if a}),
    ),
    once(
        "limits with every amount",
        "property-required",
        component("ConsumptionLimit", required=["usd", "diem", "vcu"]),
        edit="vcu",
    ),
    once(
        "descriptions cut at 64",
        "bound-looser",
        component("KeyDescription", maxLength=NOTHING),
        stores("description", lambda text: text[:64]),
        edit="64",
    ),
    once(
        "limits that are wrong are none",
        "type-accepted",
        takes("consumptionLimit", {}),
        stores("consumptionLimit", _or_nothing),
        decided=True,
    ),
    once("reads have gone", "operation-missing", answers("getApiKeyById", 410), manners=FLOATS),
    Once(
        Lie("ADMIN keys may not have limits, as Zod says it", (), *RULE.edits, *RULE.bent),
        "fields-conflict",
        manners=Manners(errors="zod3-issues", length="utf-16"),
    ),
    once(
        "LIFETIME by another name",
        "value-refused",
        component("LimitPeriod", enum=["EPOCH", "MONTH", "LIFETIME_X"]),
        edit="LIFETIME_X",
        manners=Manners(errors="zod3-issues", length="utf-16"),
    ),
    once(
        "a period is required, where lengths are counted in UTF-16",
        "property-required",
        lambda data: schema(data, "CreateApiKeyRequest")["required"].append("limitPeriod"),
        edit="limitPeriod",
        manners=Manners(errors="one-name", length="utf-16"),
    ),
    once(
        "descriptions of 200 characters cut at 64",
        "bound-looser",
        component("KeyDescription", maxLength=200),
        stores("description", lambda text: text[:64]),
        edit="64",
    ),
    once("Diem is whole", "echo-differs", stores("consumptionLimit", _whole_diem), edit="integer"),
    once(
        "an empty allowlist is null",
        "answer-null",
        shows("ipAllowlist", lambda addresses: addresses or None),
        edit="null",
    ),
    once("descriptions told as names", "answer-extra", Bent(shows=_as_name), edit="string"),
    once(
        "lists show every secret",
        "secret-shown",
        Bent(shows=_secret_in_lists),
        manners=Manners(foreign=3),
    ),
    once(
        "a change is answered with the key of somebody else",
        "answer-other-key",
        says_after("updateApiKey", _of_somebody_else),
        manners=Manners(foreign=3),
    ),
    Once(_named("a key of type INFERENCE opens the list", KEYS), "key-opens-too-much"),
    once(
        "pages that nobody documents",
        "answer-extra",
        says_after("getApiKeys", _five),
        edit="string",
        manners=Manners(foreign=7),
        closes=False,  # by which parameter a page is asked for is for a person to say
    ),
)
"""Every such drift."""
