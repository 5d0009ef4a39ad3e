"""What can be chosen about a mock: its limits, its statuses, its sizes, its money."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from venice_contract.mock.statements import AUGUST, STATEMENTS, stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices; what `statements` knows is as it was stated in August 2026 by default.

    Args:
        base_path: where the operations stand, as on the service (page).
        creates_a_minute: creations in 60 s; None lifts the limit.
        active_keys: keys alive at once; None lifts the limit.
        failures: failed requests tolerated in the failure window; None lifts the limit.
        failure_window: seconds in which failures count.
        block: seconds for which every request is then refused.
        throttled_fails: whether a 429 for a limit counts as a failure.
        failure_headers: whether answers show what is left of the failures that are tolerated.
        no_key_status: answer to a request without a key: 401, or 402 with ways to pay.
        unknown_id_status: answer to an id that no active key has. The documents of August list only
            401 beside 400 and 500, and 400 is kept for requests that are wrong in themselves.
        media_type_status: answer to a body that is not declared as JSON.
        body_bytes: largest body.
        log_needs_admin: whether only ADMIN keys read the log of exceeded limits.
        bundled_credits: balance of that name, in US dollars; None shows none.
        vcu_always: whether answered limits hold vcu, null where it was not sent.
        wallet_limits_derived: whether a key minted with a wallet gets its diem from vcu, and no
            limit where usd was 0.
        control_token: opens the control plane; empty keeps it shut.
        usd: balance of the account at the start, in US dollars.
        diem: balance of the account at the start, in Diem.
    """

    base_path: str = "/api/v1"
    creates_a_minute: int | None = stated("creates_a_minute", AUGUST)
    active_keys: int | None = stated("active_keys", AUGUST)
    failures: int | None = stated("failures", AUGUST)
    failure_window: int = stated("failure_window", AUGUST)
    block: int = stated("block", AUGUST)
    throttled_fails: bool = stated("throttled_fails", AUGUST)
    failure_headers: bool = stated("failure_headers", AUGUST)
    no_key_status: int = stated("no_key_status", AUGUST)
    unknown_id_status: int = stated("unknown_id_status", AUGUST)
    media_type_status: int = stated("media_type_status", AUGUST)
    body_bytes: int = stated("body_bytes", AUGUST)
    log_needs_admin: bool = stated("log_needs_admin", AUGUST)
    bundled_credits: float | None = stated("bundled_credits", AUGUST)
    vcu_always: bool = stated("vcu_always", AUGUST)
    wallet_limits_derived: bool = stated("wallet_limits_derived", AUGUST)
    control_token: str = field(default="", repr=False)
    usd: float = 1000.0
    diem: float = 1000.0

    def as_of(self, date: str) -> Settings:
        """Return the same settings with all that was stated as it was stated at a date."""
        return replace(self, **{name: stated(name, date) for name in STATEMENTS})

    def unlimited(self) -> Settings:
        """Return the same settings with the service's three limits lifted."""
        return replace(self, creates_a_minute=None, active_keys=None, failures=None)
