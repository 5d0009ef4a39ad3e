"""What can be chosen about a mock, and what the vendor has said of it, with source and date.

Where two statements disagree the newer one stands; the older is kept, so that the mock can be the
service as of a date. Sources are those of `documented` and `docs-pr`, the vendor's corrections of
its own guide. None of it was observed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from venice_contract.mock.documented import CHOICE, GUIDE, GUIDES, PAGE, SDK, SDK_DATE

AUGUST = "2026-08-21"
"""The newest published revision at hand, with the guides of the day after."""
OCTOBER = "2026-10-02"
"""The newest statement of all."""
DATES = (AUGUST, OCTOBER)
LATEST = DATES[-1]
"""The date that is meant where none is named."""


class Statement(NamedTuple):
    """One thing that was said, and the date since when it is known; empty for no date."""

    value: Any
    source: str
    date: str = ""


_DOCS_PR = ("docs-pr", "2026-09-10")
_SKILL = ("skill", OCTOBER)


def _said(*statements: Statement) -> Any:
    """Declare a setting by what was said of it, oldest first; the newest stands."""
    return field(default=statements[-1].value, metadata={"said": statements})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices; what others have spoken of is as the newest statements have it by default.

    Args:
        creates_a_minute: creations in 60 s; None lifts the limit.
        active_keys: keys alive at once; None lifts the limit.
        failures: failed requests tolerated in the failure window; None lifts the limit.
        block: seconds for which every request is then refused.
        throttled_fails: whether a 429 for a limit counts as a failure.
        failure_headers: whether answers show what is left of the failures that are tolerated.
        no_key_status: answer to a request without a key: 401, or 402 with ways to pay.
        unknown_id_status: answer to an id that no active key has. The documents of August are
            silent, and list only 401 beside 400 and 500.
        media_type_status: answer to a body that is not declared as JSON.
        body_bytes: largest body.
        log_needs_admin: whether only ADMIN keys read the log of exceeded limits.
        ip_allowlist: whether keys take a list of the addresses that may use them.
        bundled_credits: balance of that name, in US dollars; None shows none.
        vcu_always: whether answered limits hold vcu, null where it was not sent.
        wallet_limits_derived: whether a key minted with a wallet gets its diem from vcu, and no
            limit where usd was 0.
        control_token: opens the control plane; empty keeps it shut.
    """

    base_path: str = "/api/v1"  # where the operations stand, as on the service (page)
    creates_a_minute: int | None = _said(Statement(20, PAGE))
    active_keys: int | None = _said(Statement(500, PAGE))
    failures: int | None = _said(Statement(20, GUIDE, GUIDES), Statement(50, *_DOCS_PR))
    failure_window: int = _said(Statement(30, GUIDE, GUIDES))  # seconds in which failures count
    block: int = _said(Statement(30, GUIDE, GUIDES))
    throttled_fails: bool = _said(Statement(True, CHOICE), Statement(False, *_DOCS_PR))
    failure_headers: bool = _said(Statement(False, GUIDE, GUIDES), Statement(True, *_SKILL))
    no_key_status: int = _said(Statement(401, GUIDE, GUIDES), Statement(402, *_SKILL))
    unknown_id_status: int = _said(Statement(401, CHOICE), Statement(400, *_SKILL))
    media_type_status: int = _said(Statement(415, GUIDE, GUIDES), Statement(400, *_SKILL))
    # The guide names 413 without a figure; the skill says 35 MB, here taken as decimal.
    body_bytes: int = _said(Statement(1 << 20, CHOICE), Statement(35_000_000, *_SKILL))
    log_needs_admin: bool = _said(Statement(False, GUIDE, GUIDES), Statement(True, *_SKILL))
    # Absent from the skill of the same month.
    ip_allowlist: bool = _said(Statement(False, CHOICE), Statement(True, SDK, SDK_DATE))
    # The skill says that balances may hold it, and names no amount.
    bundled_credits: float | None = _said(Statement(None, CHOICE), Statement(0.0, *_SKILL))
    # The skill names no value for an amount that was not sent; null, no limit, is a choice.
    vcu_always: bool = _said(Statement(False, CHOICE), Statement(True, *_SKILL))
    # The skill names no formula; that diem is what vcu was sent as is a choice, for one is the
    # legacy name of the other (page).
    wallet_limits_derived: bool = _said(Statement(False, CHOICE), Statement(True, *_SKILL))
    control_token: str = field(default="", repr=False)
    usd: float = 1000.0  # balance of the account at the start, in US dollars
    diem: float = 1000.0  # balance of the account at the start, in Diem

    def as_of(self, date: str) -> Settings:
        """Return the same settings with all that was stated as it was stated at a date."""
        return replace(self, **{name: stated(name, date) for name in STATEMENTS})

    def unlimited(self) -> Settings:
        """Return the same settings with the service's three limits lifted."""
        return replace(self, creates_a_minute=None, active_keys=None, failures=None)


STATEMENTS: Mapping[str, tuple[Statement, ...]] = {
    one.name: one.metadata["said"] for one in fields(Settings) if one.metadata
}
"""Name of a setting to what was said of it, oldest first."""


def stated(name: str, as_of: str) -> Any:
    """Return what a setting is by the newest statement of a date, or the oldest there is."""
    first, *later = STATEMENTS[name]
    # The guides were read the day after the revision of August, and belong to it.
    return [first, *(one for one in later if one.date <= as_of)][-1].value
