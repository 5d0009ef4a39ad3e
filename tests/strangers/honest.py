"""Honest servers in many manners: a name, the manners, and what the contract says beside."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.strangers.bending import Asked, Bent, Reply
from tests.strangers.fragments import Json, add_field, operation
from tests.strangers.lies import Edit, status
from tests.strangers.manners import Manners
from tests.strangers.operations import no_content
from tests.strangers.pages import add_pages
from tests.strangers.reading import Operation
from tests.strangers.refusals import STYLES
from tests.strangers.server import Server


@dataclass(frozen=True)
class Honest:
    """A server that keeps its contract.

    Args:
        edit: what the contract says beside, on both sides alike.
        troubles: makes what goes wrong once or twice, through no fault of the contract.
    """

    name: str
    manners: Manners = field(default_factory=Manners)
    edit: Edit | None = None
    troubles: Callable[[], Bent] | None = None


def _with(name: str, **keywords: object) -> Callable[[Json], None]:
    return lambda data: add_field(data, name, dict(keywords))


def _unknown(code: int) -> Callable[[Json], None]:
    """The contract has a status of its own for ids that no key has, and no other for them."""
    unknown = {"$ref": "#/components/responses/UnknownKey"}

    def edit(data: Json) -> None:
        for name in ("getApiKeyById", "updateApiKey", "deleteApiKey"):
            node = operation(data, name)
            others = {at: one for at, one in node["responses"].items() if one != unknown}
            node["responses"] = {str(code): unknown} | others

    return edit


PAGE = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
WAF = b"<html><body>Request blocked. Reference 18.2f3a</body></html>"


def _trouble(role: str, status: int, times: int = 1) -> Callable[[], Bent]:
    """The first requests of a role fail: with HTML of a status, or with no answer at all for 0."""

    def make() -> Bent:
        left = iter(range(times))

        def before(_server: Server, asked: Asked) -> Reply | None:
            if asked.role != role or next(left, None) is None:
                return None
            if not status:
                raise httpx.ReadError("Connection reset by peer", request=asked.request)
            page = WAF if status == 403 else PAGE
            return Reply(status, headers={"content-type": "text/html"}, content=page)

        return Bent(before=before)

    return make


def _known_after(seconds: float) -> Callable[[], Bent]:
    """Keys open so many seconds after they were made, and are shut as late after their end."""

    def door(server: Server, operation: Operation, key: str, opens: bool) -> bool:
        holder, then = server.holder(key, revoked=True), server.clock.now() - seconds
        if holder is None:
            return opens
        return holder.born <= then < holder.gone and server.may(holder, operation)

    return lambda: Bent(door=door)


def _found_after(seconds: float) -> Callable[[], Bent]:
    """No operation finds a key until so many seconds after it was made."""

    def before(server: Server, asked: Asked) -> Reply | None:
        told = (*asked.request.url.path.split("/"), *asked.request.url.params.values())
        named = {*told, asked.body.get("id") if isinstance(asked.body, dict) else ""}
        then = server.clock.now() - seconds
        if not any(one.born > then for name, one in server.records.items() if name in named):
            return None
        return Reply(asked.operation.unknown, {"error": "API key not found"})

    return lambda: Bent(before=before)


def _listed_as(order: Callable[[list[Json], str], list[Json]]) -> Callable[[], Bent]:
    """A list is put in order before it is told; the function is given its keys and the time."""

    def after(server: Server, asked: Asked, reply: Reply) -> None:
        if asked.role == "list":
            reply.body["data"] = order(reply.body["data"], server.clock.text())

    return lambda: Bent(after=after)


def _anyhow(keys: list[Json], now: str) -> list[Json]:
    return sorted(keys, key=lambda key: hashlib.sha256(f"{key['id']} {now}".encode()).digest())


def _unexpired(keys: list[Json], now: str) -> list[Json]:
    return [key for key in keys if not key["expiresAt"] or key["expiresAt"] > now]


TROUBLES = (
    Honest("lists in another order each time", Manners(foreign=9), troubles=_listed_as(_anyhow)),
    Honest("lists without what has expired", troubles=_listed_as(_unexpired)),
    Honest("keys are known after 3 s", troubles=_known_after(3.0)),
    Honest("keys are found after 2 s", troubles=_found_after(2.0)),
    *(
        Honest(f"{status or 'a reset'} on the first {role}", troubles=_trouble(role, status))
        for role in ("remove", "read", "list", "change", "create")
        for status in (503, 0)
    ),
    *(
        Honest(f"two {status} on a {role}", troubles=_trouble(role, status, 2))
        for role in ("remove", "read")
        for status in (502, 520)
    ),
    Honest("the page of a firewall on a read", troubles=_trouble("read", 403)),
    Honest("the page of a firewall on a revocation", troubles=_trouble("remove", 403)),
)
"""Weather at one place."""

ALIKE = (
    ("minLength 3", _with("label", type="string", minLength=3)),
    ("a number from 0.5 to 1", _with("share", type="number", minimum=0.5, maximum=1)),
    ("a number from 0 to 0.1", _with("fee", type="number", minimum=0, maximum=0.1)),
    ("an integer from 1 to 3", _with("retries", type="integer", minimum=1, maximum=3)),
    ("an integer of three", _with("retries", type="integer", enum=[1, 2, 3])),
    ("a UUID", _with("owner", type="string", format="uuid")),
    ("a date", _with("since", type="string", format="date")),
    ("a date-time", _with("since", type="string", format="date-time")),
    ("an e-mail address", _with("contact", type="string", format="email")),
    ("a URI", _with("callback", type="string", format="uri")),
    ("a boolean", _with("enabled", type="boolean")),
    ("204 for a revocation", no_content),
    ("201 for a creation", status("createApiKey", "200", "201")),
)
"""What both sides say alike, of kinds that were taken for drift before."""

HONEST: tuple[Honest, ...] = (
    Honest("as documented"),
    *(Honest(f"refusals as {style}", Manners(errors=style)) for style in STYLES),
    *(
        Honest(f"refusals as {style}, one at a time", Manners(errors=style, fail_fast=True))
        for style in ("vendor", "pydantic", "sentences", "silent")
    ),
    *(
        Honest(f"{code} for unknown ids", Manners(unknown=code), _unknown(code))
        for code in (400, 404, 410)
    ),
    Honest("looks for the id first", Manners(looks_first=True, unknown=400)),
    *(
        Honest(f"ids as {style}", Manners(ids=style))
        for style in ("integer", "ulid", "long", "slug")
    ),
    *(Honest(f"lengths in {unit}", Manners(length=unit)) for unit in ("utf-16", "bytes")),
    *(
        Honest(f"dates as {style}", Manners(dates=style))
        for style in ("sent", "Z", "offset", "micro")
    ),
    Honest("null for amounts that were not sent", Manners(amounts="null")),
    Honest("amounts with a decimal point", Manners(floats=True)),
    Honest("a change of one amount keeps the others", Manners(merges=True)),
    Honest("revoked keys are unknown", Manners(readable=False)),
    Honest("newest keys first", Manners(newest_first=True)),
    Honest("400 keys of others", Manners(foreign=400)),
    Honest("400 keys of others, newest first", Manners(foreign=400, newest_first=True)),
    Honest("others make and revoke keys", Manners(busy=True)),
    Honest("pages of five", Manners(page=5), add_pages),
    Honest("pages of five, 23 keys of others", Manners(page=5, foreign=23), add_pages),
    *(Honest(f"lists lag {lag} s", Manners(lag=lag, seed=1)) for lag in (0.3, 1.0, 3.0)),
    *(Honest(f"weather 1 in {n}", Manners(weather=n, seed=n)) for n in (50, 30, 20)),
    Honest("weather 1 in 50, lists lag 3 s", Manners(weather=50, lag=3.0, seed=7)),
    Honest("no charset", Manners(charset=False)),
    *(
        Honest(f"JSON written {style}", Manners(writes=style))
        for style in ("escaped", "pretty", "gzip", "marked")
    ),
    Honest("20 creations a minute", Manners(creates=20)),
    Honest("blocks after 50 failures in 30 s", Manners(failures=50)),
    Honest("no two keys of one description", Manners(unique=True)),
    *(
        Honest(f"no two keys of one description, {unit}", Manners(unique=True, length=unit))
        for unit in ("utf-16", "bytes")
    ),
    Honest(
        "as Express and Zod",
        Manners(errors="zod3-issues", length="utf-16", ids="ulid", dates="ms", newest_first=True),
    ),
    Honest(
        "as FastAPI and pydantic",
        Manners(errors="pydantic", dates="offset", floats=True, amounts="null", charset=False),
    ),
    Honest(
        "as net/http of Go",
        Manners(errors="go", fail_fast=True, ids="integer", dates="Z", length="bytes"),
    ),
    *(Honest(f"both sides know {name}", edit=edit) for name, edit in ALIKE),
    *TROUBLES,
)
"""Every honest server; each must be green."""
