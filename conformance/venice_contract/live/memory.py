"""What is remembered of the service's budgets from one request to the next."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What is remembered of the service's budgets; moments in Unix seconds.

    Args:
        creates: when keys were created.
        failures: when requests failed.
        creates_held: until when the service asked to hold creates.
        others_held: until when it asked to hold all other requests.
    """

    creates: list[float] = field(default_factory=list)
    failures: list[float] = field(default_factory=list)
    creates_held: float = 0.0
    others_held: float = 0.0


class Memory:
    """Keeps the tally of one run; `pace_file` keeps that of all runs on a machine."""

    def __init__(self) -> None:
        self._tally = Tally()

    def hold(self) -> Tally:
        """Return the tally as it stands, and keep others from sending until `let_go`."""
        return self._tally

    def let_go(self, tally: Tally | None = None) -> None:
        """Remember the tally if one is given, and let others send."""
        self._tally = tally or self._tally

    def close(self) -> None:
        """Let go of what the memory is kept in."""
