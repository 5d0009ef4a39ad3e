"""The control plane: what a test may do to the mock that no client of the service could.

Shut unless a token is set; every request must carry it as `x-mock-token`. The bodies are small
JSON objects; README lists them.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from venice_contract.errors import UsageError
from venice_contract.mock import faults
from venice_contract.mock.bodies import parse
from venice_contract.mock.outage import Outage, outage_from
from venice_contract.mock.replies import (
    JSON_TYPE,
    PAYLOAD_TOO_LARGE,
    Disruption,
    Refusal,
    Reply,
    encode,
    refused,
)
from venice_contract.mock.snapshot import snapshot
from venice_contract.mock.spending import spend
from venice_contract.mock.windows import EARLIEST, LATEST, moment_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from venice_contract.mock.service import Service

CONTROL_PATH = "/__mock__/"
TOKEN_HEADER = "x-mock-token"  # noqa: S105 - the name of a header
_FAULTS = CONTROL_PATH + "faults/"


class Control:
    """Answers under `/__mock__/`.

    Args:
        service: the service to act on.

    Attributes:
        outage: what disturbs the service, None for nothing.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._token = service.settings.control_token.encode()
        self.outage: Outage | None = None
        self._ways: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "clock"): lambda _: self._clock(),
            ("POST", "clock"): self._set_clock,
            ("POST", "reset"): lambda _: self._reset(),
            ("POST", "spend"): lambda body: spend(service, body),
            ("GET", "wallets"): lambda _: {"wallets": service.store.wallets()},
            ("POST", "wallets"): self._tell_wallet,
            ("GET", "faults"): lambda _: self._faults(),
            ("DELETE", "faults"): lambda _: self._disarm_all(),
            ("POST", "outage"): self._begin_outage,
            ("DELETE", "outage"): lambda _: self._end_outage(),
            ("GET", "state"): lambda _: snapshot(service),
        }

    def handle(
        self, method: str, path: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        """Answer one request to the control plane; no body is one that was too large."""
        if body is None:
            return _reply(413, {"error": PAYLOAD_TOO_LARGE})
        try:
            return _reply(200, self._answer(method, path, headers, body))
        except Refusal as refusal:
            return _reply(refusal.status, refusal.payload)
        except UsageError as problem:
            return _reply(400, {"error": str(problem)})

    def disruption(self) -> Reply | Disruption | None:
        """Return what an outage does to the next request of the service, and count it."""
        if self.outage is None:
            return None
        if self.outage.left == 0:
            self.outage = None
            return None
        self.outage.left -= 1
        return self.outage.effect

    def _answer(self, method: str, path: str, headers: Mapping[bytes, bytes], body: bytes) -> Any:
        if not self._token:
            raise refused(404, "Not found")
        if not hmac.compare_digest(headers.get(TOKEN_HEADER.encode(), b""), self._token):
            raise refused(401, "The control plane needs its own token")
        if path.startswith(_FAULTS):
            return self._one_fault(method, path.removeprefix(_FAULTS))
        way = self._ways.get((method, path.removeprefix(CONTROL_PATH)))
        if way is None:
            raise refused(404, "The control plane has no such command")
        told = parse(body) if body else {}
        if not isinstance(told, dict):
            raise UsageError("A command of the control plane is a JSON object.")
        return way(told)

    def _clock(self) -> dict[str, Any]:
        clock = self._service.clock
        return {"now": text_of(clock.now()), "ms": clock.now(), "mode": clock.mode}

    def _set_clock(self, told: dict[str, Any]) -> dict[str, Any]:
        if not {"wall", "set", "run", "advance"}.issuperset(told):
            raise UsageError("The clock is told by set, run, advance and wall.")
        clock, before = self._service.clock, self._service.clock.now()
        moment = _moment(told["set"]) if "set" in told else None
        step = _milliseconds(told["advance"]) if "advance" in told else 0
        if not EARLIEST <= (before if moment is None else moment) + step <= LATEST:
            raise UsageError("The mock's clock runs from 1970 to 9999.")
        if told.get("wall") is True:
            clock.follow_wall()
        if moment is not None:
            clock.set(moment, running=told.get("run") is True)
        clock.advance(step)
        return self._clock()

    def _reset(self) -> dict[str, Any]:
        self._service.reset()
        return {"reset": True}

    def _tell_wallet(self, told: dict[str, Any]) -> dict[str, Any]:
        address = told.get("address")
        if not isinstance(address, str) or not {"address", "staked"}.issuperset(told):
            raise UsageError("A wallet is told by its address, and staked.")
        staked = told.get("staked", True) is True
        self._service.store.set_wallet(address.lower(), staked=staked)
        return {"address": address.lower(), "staked": staked}

    def _faults(self) -> dict[str, Any]:
        board = self._service.faults
        return {
            "armed": board.names,
            "receipts": board.receipts(),
            "catalogue": [
                {"name": one.name, "group": one.group, "sentence": one.sentence}
                for one in faults.CATALOGUE.values()
            ],
        }

    def _one_fault(self, method: str, name: str) -> dict[str, Any]:
        board = self._service.faults
        if method in ("POST", "PUT"):
            board.arm(name)
        elif method == "DELETE":
            return {"name": name, "armed": False, "fired": board.disarm(name)}
        elif method != "GET":
            raise refused(405, "Method not allowed")
        faults.fault(name)
        fired = board.receipts().get(name, 0)
        return {"name": name, "armed": name in board.names, "fired": fired}

    def _disarm_all(self) -> dict[str, Any]:
        receipts = self._service.faults.receipts()
        self._service.faults.clear()
        return {"receipts": receipts}

    def _begin_outage(self, told: dict[str, Any]) -> dict[str, Any]:
        self.outage = outage_from(told)
        return {"requests": self.outage.left}

    def _end_outage(self) -> dict[str, Any]:
        self.outage = None
        return {"requests": 0}


def _reply(status: int, payload: Any) -> Reply:
    content = encode(payload)
    return Reply(status, [JSON_TYPE, (b"content-length", b"%d" % len(content))], content)


def _milliseconds(seconds: Any) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise UsageError("'advance' must be a number.")
    if abs(seconds) > LATEST:
        raise UsageError("'advance' must not leave the years that the mock's clock knows.")
    return round(seconds * 1000)


def _moment(value: Any) -> int:
    if isinstance(value, str) and (moment := moment_of(value)) is not None:
        return moment
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UsageError("'set' must be a date, a UTC date-time, or milliseconds since 1970.")
