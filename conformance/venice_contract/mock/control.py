"""The control plane: what a test may do to the mock that no client of the service could.

It stands in front of the service. Shut unless a token is set; every command must carry it as
`x-mock-token`. The bodies are small JSON objects; README lists them.
"""

from __future__ import annotations

import hmac
from functools import partial
from typing import TYPE_CHECKING, Any

from venice_contract.errors import UsageError
from venice_contract.mock.answers import facts_of
from venice_contract.mock.bodies import parse
from venice_contract.mock.clock import LATEST, moment_of, require_known, text_of
from venice_contract.mock.faults import CATALOGUE, find_fault
from venice_contract.mock.records import MILLION, Spent, digest_of
from venice_contract.mock.replies import (
    PAYLOAD_TOO_LARGE,
    Disruption,
    Refusal,
    json_reply,
    refused,
    unauthorised,
)
from venice_contract.mock.service import OUTAGES
from venice_contract.mock.store import FOREVER, Outage
from venice_contract.mock.usage import (
    INSUFFICIENT,
    exceeded,
    limit_reached_text,
    spent_in_window,
    usage_facts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from venice_contract.mock.records import Key
    from venice_contract.mock.replies import Reply
    from venice_contract.mock.service import Service

CONTROL_PATH = "/__mock__/"
MOST = 1_000_000  # of one spending; keeps sums far from the edge of 64 bits

_LONGEST = 60.0  # seconds; a longer delay would look like a mock that hangs
_FAULTS = CONTROL_PATH + "faults/"


class Control:
    """Answers what comes in: commands itself, everything else by the service behind it.

    Args:
        service: the service to act on.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._token = service.settings.control_token.encode()
        self._commands: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "clock"): self._read_clock,
            ("POST", "clock"): self._set_clock,
            ("POST", "reset"): self._reset,
            ("POST", "spend"): self._spend,
            ("GET", "wallets"): lambda _: {"wallets": service.store.account.wallets},
            ("POST", "wallets"): self._set_wallet,
            ("GET", "faults"): self._read_faults,
            ("DELETE", "faults"): self._disarm_all,
            ("POST", "outage"): self._begin_outage,
            ("DELETE", "outage"): self._end_outage,
            ("GET", "state"): self._state,
        }

    def handle(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        """Answer one request, see `Service.handle`."""
        if not target.startswith(CONTROL_PATH):
            return self._service.handle(method, target, headers, body)
        try:
            with self._service.lock:
                return json_reply(200, self._answer(method, target, headers, body))
        except Refusal as refusal:
            return json_reply(refusal.status, refusal.payload)
        except UsageError as problem:
            return json_reply(400, {"error": str(problem)})

    def _answer(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Any:
        path = target.partition("?")[0]
        if body is None:
            raise refused(413, PAYLOAD_TOO_LARGE)
        if not self._token:
            raise refused(404, "Not found")
        if not hmac.compare_digest(headers.get(b"x-mock-token", b""), self._token):
            raise refused(401, "The control plane needs its own token")
        if path.startswith(_FAULTS):
            return self._one_fault(method, path.removeprefix(_FAULTS))
        command = self._commands.get((method, path.removeprefix(CONTROL_PATH)))
        if command is None:
            raise refused(404, "The control plane has no such command")
        given = parse(body) if body else {}
        if not isinstance(given, dict):
            raise UsageError("A command of the control plane is a JSON object.")
        return command(given)

    def _read_clock(self, _given: dict[str, Any]) -> dict[str, Any]:
        clock = self._service.clock
        return {"now": text_of(clock.now()), "ms": clock.now(), "mode": clock.mode}

    def _set_clock(self, given: dict[str, Any]) -> dict[str, Any]:
        if not {"wall", "set", "run", "advance"}.issuperset(given):
            raise UsageError("The clock takes set, run, advance and wall.")
        clock = self._service.clock
        moment = _moment(given["set"]) if "set" in given else None
        step = _milliseconds(given["advance"]) if "advance" in given else 0
        require_known((clock.now() if moment is None else moment) + step)
        if given.get("wall") is True:
            clock.follow_wall()
        if moment is not None:
            clock.set(moment, running=given.get("run") is True)
        clock.advance(step)
        return self._read_clock(given)

    def _reset(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._service.reset()
        return {"reset": True}

    def _spend(self, given: dict[str, Any]) -> dict[str, Any]:
        """Book a spending, which stands for a call of inference."""
        if not {"id", "key", "usd", "diem", "vcu"}.issuperset(given):
            raise UsageError("A spending takes id or key, usd, diem and vcu.")
        service, store = self._service, self._service.store
        now, faults = service.clock.now(), service.faults
        wanted = Spent(*(_millionths(given, unit) for unit in ("usd", "diem", "vcu")))
        key = self._spender(given)
        if key is None or service.operations.has_expired(key, now):
            raise unauthorised()
        used = spent_in_window(key, now, faults, partial(exceeded, key, wanted=wanted))
        faults.settle()
        if (unit := exceeded(key, used, wanted)) is not None:
            raise refused(402, limit_reached_text(unit))
        if min(store.account.balances.less(wanted)) < 0:
            raise refused(402, INSUFFICIENT)
        key = store.spend(key, now, wanted)
        return {"id": key.id} | usage_facts(key, now, None)

    def _spender(self, given: dict[str, Any]) -> Key | None:
        if isinstance(secret := given.get("key"), str):
            return self._service.store.by_digest(digest_of(secret.encode()))
        if isinstance(key_id := given.get("id"), str):
            return self._service.store.by_id(key_id)
        raise UsageError("A spending needs the 'id' of a key, or the 'key' itself.")

    def _set_wallet(self, given: dict[str, Any]) -> dict[str, Any]:
        address = given.get("address")
        if not isinstance(address, str) or not {"address", "staked"}.issuperset(given):
            raise UsageError("A wallet takes its address, and staked.")
        staked = given.get("staked", True) is True
        self._service.store.set_wallet(address.lower(), staked=staked)
        return {"address": address.lower(), "staked": staked}

    def _read_faults(self, _given: dict[str, Any]) -> dict[str, Any]:
        faults = self._service.faults
        return {
            "armed": faults.names,
            "receipts": faults.receipts(),
            "catalogue": [
                {"name": one.name, "group": one.group, "sentence": one.sentence}
                for one in CATALOGUE.values()
            ],
        }

    def _one_fault(self, method: str, name: str) -> dict[str, Any]:
        faults = self._service.faults
        if method in ("POST", "PUT"):
            faults.arm(name)
        elif method == "DELETE":
            return {"name": name, "armed": False, "fired": faults.disarm(name)}
        elif method != "GET":
            raise refused(405, "Method not allowed")
        find_fault(name)
        fired = faults.receipts().get(name, 0)
        return {"name": name, "armed": name in faults.names, "fired": fired}

    def _disarm_all(self, _given: dict[str, Any]) -> dict[str, Any]:
        receipts = self._service.faults.receipts()
        self._service.faults.clear()
        return {"receipts": receipts}

    def _begin_outage(self, given: dict[str, Any]) -> dict[str, Any]:
        outage = _outage(given)
        self._service.store.outage = outage
        return {"requests": outage.left}

    def _end_outage(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._service.store.outage = None
        return {"requests": 0}

    def _state(self, _given: dict[str, Any]) -> dict[str, Any]:
        """Return everything but secrets and their hashes."""
        service, account = self._service, self._service.store.account
        now = service.clock.now()
        return {
            "now": text_of(now),
            "keys": [
                facts_of(key)
                | usage_facts(key, now, None)
                | {"expired": key.expired(now), "bootstrap": key.bootstrap}
                for key in service.store.all_keys()
            ],
            "balances": account.balances.shown(),
            "wallets": account.wallets,
            "exceeded": [
                {"apiKeyId": key_id, "rateLimitType": kind, "timestamp": text_of(moment)}
                for key_id, kind, moment in account.exceeded
            ],
            "faults": {"armed": service.faults.names, "receipts": service.faults.receipts()},
        }


def _outage(given: dict[str, Any]) -> Outage:
    known = {"status", "requests", "delay", "drip", "cut", "reset"}
    if not known.issuperset(given):
        raise UsageError(f"An outage takes {', '.join(sorted(known))}.")
    left = given.get("requests", FOREVER)
    if not isinstance(left, int) or isinstance(left, bool) or left < FOREVER:
        raise UsageError("'requests' must be a number of requests; leave it out for no end.")
    status = given.get("status")
    if status is not None and not (isinstance(status, int) and status in OUTAGES):
        raise UsageError(f"'status' of an outage is one of {sorted(OUTAGES)}.")
    disruption = Disruption(
        _number(given, "delay", "seconds", _LONGEST),
        _number(given, "drip", "seconds", _LONGEST),
        given.get("cut") is True,
        given.get("reset") is True,
    )
    return Outage(status, disruption, left)


def _number(given: dict[str, Any], name: str, kind: str, most: float) -> float:
    value = given.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise UsageError(f"'{name}' must be {kind} from 0 to {most:.0f}.")
    return float(value)


def _millionths(given: dict[str, Any], unit: str) -> int:
    return round(_number(given, unit, "an amount", MOST) * MILLION)


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
