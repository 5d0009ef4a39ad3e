"""Honest servers in many manners: a name, the manners, and what the contract says beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.strangers.additions import add_pages, no_content
from tests.strangers.fragments import add_field
from tests.strangers.lies import status
from tests.strangers.manners import Manners
from tests.strangers.refusals import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strangers.fragments import Json


@dataclass(frozen=True)
class Honest:
    """A server that keeps its contract.

    Args:
        name: of the case.
        manners: its habits.
        edit: what the contract says beside, on both sides alike.
    """

    name: str
    manners: Manners = field(default_factory=Manners)
    edit: Callable[[Json], None] | None = None


def _with(name: str, **keywords: object) -> Callable[[Json], None]:
    return lambda data: add_field(data, name, dict(keywords))


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
    *(Honest(f"{code} for unknown ids", Manners(unknown=code)) for code in (400, 404, 410)),
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
        for style in ("escaped", "pretty", "gzip")
    ),
    Honest("20 creations a minute", Manners(creates=20)),
    Honest("blocks after 50 failures in 30 s", Manners(failures=50)),
    Honest("no two keys of one description", Manners(unique=True)),
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
)
"""Every honest server; each must be green."""
