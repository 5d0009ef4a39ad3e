"""What can be chosen about a mock: its limits, its sizes, its money."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices, at the documented values by default.

    Args:
        base_path: where the operations stand, as on the service (page).
        creates_a_minute: creations in 60 s (page); None lifts the limit.
        active_keys: keys alive at once (page); None lifts the limit.
        failures: failed requests tolerated in the failure window (guide); None lifts the limit.
        failure_window: seconds in which failures count (guide).
        block: seconds for which every request is then refused (guide).
        body_bytes: largest body; the guide names 413 but no figure.
        unknown_id_status: answer to an id that no active key has. The documents list only 401
            beside 400 and 500, and 400 is kept for requests that are wrong in themselves.
        control_token: opens the control plane; empty keeps it shut.
        usd: balance of the account at the start, in US dollars.
        diem: balance of the account at the start, in Diem.
    """

    base_path: str = "/api/v1"
    creates_a_minute: int | None = 20
    active_keys: int | None = 500
    failures: int | None = 20
    failure_window: int = 30
    block: int = 30
    body_bytes: int = 1 << 20
    unknown_id_status: int = 401
    control_token: str = field(default="", repr=False)
    usd: float = 1000.0
    diem: float = 1000.0

    def unlimited(self) -> Settings:
        """Return the same settings with the service's three limits lifted."""
        return replace(self, creates_a_minute=None, active_keys=None, failures=None)
