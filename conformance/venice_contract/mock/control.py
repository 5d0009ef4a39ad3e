"""The control plane: what a test may do to the mock that no client of the service could.

It stands in front of the service. Shut unless a token is set; every command must carry it as
`x-mock-token`. The bodies are small JSON objects; README lists them.
"""

import hmac
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert

from venice_contract.errors import UsageError
from venice_contract.mock.answers import facts_of
from venice_contract.mock.bodies import parse
from venice_contract.mock.clock import LATEST, moment_of, require_known, text_of
from venice_contract.mock.faults import CATALOGUE, find_fault
from venice_contract.mock.replies import (
    PAYLOAD_TOO_LARGE,
    Outage,
    Refusal,
    Reply,
    json_reply,
    refused,
    unauthorised,
)
from venice_contract.mock.service import Service
from venice_contract.mock.store import MILLION, Key, Spent, digest_of
from venice_contract.mock.usage import (
    INSUFFICIENT,
    exceeded,
    limit_reached_text,
    spent_in_window,
    usage_facts,
)

CONTROL_PATH = "/__mock__/"
MOST = 1_000_000  # of one spending; keeps sums far from the edge of 64 bits

_FAULTS = CONTROL_PATH + "faults/"

Amount = Annotated[float, Meta(ge=0, le=MOST)]


class ClockCommand(Struct, forbid_unknown_fields=True):
    """Where the clock goes: back to the wall's time, to a moment, and some seconds from there."""

    wall: bool = False
    set: int | str | UnsetType = UNSET
    run: bool = False
    advance: Annotated[float, Meta(ge=-LATEST, le=LATEST)] = 0


class SpendCommand(Struct, forbid_unknown_fields=True):
    """What a key spends; it is named by its id, or by its secret as `key`."""

    id: str | None = None
    key: str | None = None
    usd: Amount = 0
    diem: Amount = 0
    vcu: Amount = 0


class WalletCommand(Struct, forbid_unknown_fields=True):
    """Whether a wallet holds a stake."""

    address: str
    staked: bool = True


class Control:
    """Answers what comes in: commands itself, everything else by the service behind it."""

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
        except (UsageError, ValidationError) as problem:
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
        asked = convert(given, ClockCommand)
        clock = self._service.clock
        moment = None if asked.set is UNSET else _moment(asked.set)
        step = round(asked.advance * 1000)
        require_known((clock.now() if moment is None else moment) + step)
        if asked.wall:
            clock.follow_wall()
        if moment is not None:
            clock.set(moment, running=asked.run)
        clock.advance(step)
        return self._read_clock(given)

    def _reset(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._service.reset()
        return {"reset": True}

    def _spend(self, given: dict[str, Any]) -> dict[str, Any]:
        asked = convert(given, SpendCommand)
        service, store = self._service, self._service.store
        now, faults = service.clock.now(), service.faults
        wanted = Spent(*(round(one * MILLION) for one in (asked.usd, asked.diem, asked.vcu)))
        key = self._spender(asked)
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

    def _spender(self, asked: SpendCommand) -> Key | None:
        if asked.key is not None:
            return self._service.store.by_digest(digest_of(asked.key.encode()))
        if asked.id is not None:
            return self._service.store.by_id(asked.id)
        raise UsageError("A spending needs the 'id' of a key, or the 'key' itself.")

    def _set_wallet(self, given: dict[str, Any]) -> dict[str, Any]:
        asked = convert(given, WalletCommand)
        address = asked.address.lower()
        self._service.store.set_wallet(address, staked=asked.staked)
        return {"address": address, "staked": asked.staked}

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
        outage = convert(given, Outage)
        self._service.store.outage = outage
        return {"requests": outage.requests}

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


def _moment(value: int | str) -> int:
    moment = value if isinstance(value, int) else moment_of(value)
    if moment is None:
        raise UsageError("'set' must be a date, a UTC date-time, or milliseconds since 1970.")
    return moment
