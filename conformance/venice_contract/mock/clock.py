"""A clock that can be set: the wall's time by default, any other on command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.errors import UsageError
from venice_contract.mock.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Time as the service sees it, in milliseconds since 1970 (UTC).

    Args:
        wall: gives the wall's time in milliseconds; handed over so that nothing here reads it.
    """

    def __init__(self, wall: Callable[[], int]) -> None:
        self._wall = wall
        self._offset = 0
        self._frozen: int | None = None

    @property
    def mode(self) -> str:
        """`wall`, `shifted` (runs at another time) or `frozen` (stands still)."""
        if self._frozen is not None:
            return "frozen"
        return "shifted" if self._offset else "wall"

    def now(self) -> int:
        """Return the current moment."""
        if self._frozen is not None:
            return self._frozen
        if not self._offset:
            return self._wall()
        return min(max(self._wall() + self._offset, EARLIEST), LATEST)

    def set(self, moment: int, *, running: bool = False) -> None:
        """Jump to a moment, backwards too; stand still there unless `running`."""
        if not EARLIEST <= moment <= LATEST:
            raise UsageError("The mock's clock runs from 1970 to 9999.")
        self._frozen = None if running else moment
        self._offset = moment - self._wall() if running else 0

    def advance(self, milliseconds: int) -> None:
        """Move by that much, forwards or backwards, and keep standing or running."""
        moment = self.now() + milliseconds
        if not EARLIEST <= moment <= LATEST:
            raise UsageError("The mock's clock runs from 1970 to 9999.")
        if self._frozen is None:
            self._offset += milliseconds
        else:
            self._frozen = moment

    def follow_wall(self) -> None:
        """Return to the wall's time."""
        self._frozen = None
        self._offset = 0
