"""What the vendor has said of its service, statement by statement, with source and date.

Where two disagree, the newer one stands; the older is kept as history, so that the mock can be the
service as it was stated to be at a date. Sources are those of `documented`, and besides: `docs-pr`
for the vendor's corrections of its own guide, `skill` for its skills for agents, which it says were
checked against the live service. None of it was observed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from venice_contract.mock.documented import CHOICE, GUIDE, GUIDES, PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

AUGUST = "2026-08-21"
"""The newest published revision at hand, with the guides of the day after."""
OCTOBER = "2026-10-02"
"""The newest statement of all."""
DATES = (AUGUST, OCTOBER)


class Statement(NamedTuple):
    """One thing that was said.

    Args:
        value: what the setting is by it.
        source: who said so.
        date: since when it is known, `YYYY-MM-DD`; empty where the source has no date.
    """

    value: Any
    source: str
    date: str = ""


_DOCS_PR = ("docs-pr", "2026-09-10")
_SKILL = ("skill", OCTOBER)
STATEMENTS: Mapping[str, tuple[Statement, ...]] = {
    "creates_a_minute": (Statement(20, PAGE),),
    "active_keys": (Statement(500, PAGE),),
    "failures": (Statement(20, GUIDE, GUIDES), Statement(50, *_DOCS_PR)),
    "failure_window": (Statement(30, GUIDE, GUIDES),),
    "block": (Statement(30, GUIDE, GUIDES),),
    "throttled_fails": (Statement(True, CHOICE), Statement(False, *_DOCS_PR)),
    "failure_headers": (Statement(False, GUIDE, GUIDES), Statement(True, *_SKILL)),
    "no_key_status": (Statement(401, GUIDE, GUIDES), Statement(402, *_SKILL)),
    "unknown_id_status": (Statement(401, CHOICE), Statement(400, *_SKILL)),
    "media_type_status": (Statement(415, GUIDE, GUIDES), Statement(400, *_SKILL)),
    # The guide names 413 without a figure; the skill says 35 MB, here taken as decimal.
    "body_bytes": (Statement(1 << 20, CHOICE), Statement(35_000_000, *_SKILL)),
    "log_needs_admin": (Statement(False, GUIDE, GUIDES), Statement(True, *_SKILL)),
    # The skill names no value for an amount that was not sent; null, no limit, is a choice.
    "vcu_always": (Statement(False, CHOICE), Statement(True, *_SKILL)),
    # The skill names no formula; that diem is what vcu was sent as is a choice, for one is the
    # legacy name of the other (page).
    "wallet_limits_derived": (Statement(False, CHOICE), Statement(True, *_SKILL)),
    # The skill says that balances may hold it, and names no amount.
    "bundled_credits": (Statement(None, CHOICE), Statement(0.0, *_SKILL)),
}
"""Name of a setting to what was said of it, oldest first."""


def stated(name: str, as_of: str) -> Any:
    """Return what a setting is by the newest statement of a date, or the oldest there is."""
    first, *later = STATEMENTS[name]
    # The guides were read the day after the revision of August, and belong to it.
    return [first, *(one for one in later if one.date <= as_of)][-1].value
