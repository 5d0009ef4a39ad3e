"""The service: a request goes in, a reply comes out; no socket, no loop, no clock of its own."""

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import RLock
from urllib.parse import unquote

from venice_contract.errors import UsageError
from venice_contract.mock import documented
from venice_contract.mock.clock import SECOND, Clock
from venice_contract.mock.documented import DOCUMENTED, RATE_LIMIT_LOG, RATE_LIMIT_TYPES
from venice_contract.mock.faults import Registry
from venice_contract.mock.operations import ADDRESSES, Operations, Request, too_many
from venice_contract.mock.replies import (
    PAYLOAD_TOO_LARGE,
    UNKNOWN_ERROR,
    Refusal,
    Reply,
    json_reply,
    refused,
    unauthorised,
)
from venice_contract.mock.rules import Rules
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import MILLION, Key, Spent, Store, digest_of, new_key, new_secret
from venice_contract.mock.throttle import Throttle
from venice_contract.mock.wallet import new_token

PAYMENT = {  # shape: x402 in the spec; the values are the mock's own, so that nobody pays them
    "scheme": "exact",
    "network": "mock",
    "asset": "mock-usdc",
    "amount": "10000000",
    "payTo": "mock-receiver",
    "maxTimeoutSeconds": 300,
    "extra": {},
}
"""What a request without a key is offered where that is 402."""
OUTAGES = {500: UNKNOWN_ERROR, 503: "The service is unavailable"}
"""Statuses of an outage (guide: to be retried) and their texts; the text of 503 is a choice."""
ADMIN_DESCRIPTION = "First admin key of the mock"

_SENDABLE = re.compile(r"[!-~]{1,400}")  # as a bearer key
_LONGEST = 512  # bytes of an authorization header that are worth hashing


def wall_clock() -> Clock:
    """Return a clock that follows the wall's time until it is set."""
    return Clock(lambda: time.time_ns() // 1_000_000)


class Service:
    """The stand-in, whole; `lock` is held by whoever changes the account.

    `entropy` gives random bytes. UsageError where a fault has an unknown name, or the admin key
    cannot serve as one.
    """

    def __init__(  # noqa: PLR0913 - keywords, each with a default
        self,
        *,
        store: Store | None = None,
        rules: Rules = DOCUMENTED,
        settings: Settings | None = None,
        clock: Clock | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
        faults: Iterable[str] = (),
        admin_key: str | None = None,
    ) -> None:
        self.clock = clock or wall_clock()
        self.settings = settings or Settings()
        rules = rules if self.settings.ip_allowlist else _without_allowlist(rules)
        self.faults = Registry(rules, faults)
        self.throttle = Throttle(self.settings)
        self.admin_key = admin_key or new_secret(entropy)
        if not _SENDABLE.fullmatch(self.admin_key):
            raise UsageError("The admin key is at most 400 visible ASCII characters, no blanks.")
        self.lock = RLock()
        self.store = store or Store()
        self.operations = Operations(
            store=self.store,
            settings=self.settings,
            rules=rules,
            faults=self.faults,
            throttle=self.throttle,
            entropy=entropy,
        )
        self._entropy = entropy
        self._open_account()

    def close(self) -> None:
        """Close the account."""
        self.store.close()

    def reset(self) -> None:
        """Return to the first state: one admin key, no faults, no counts, the wall's time."""
        with self.lock:
            self.store.clear()
            self.faults.clear()
            self.throttle.forget()
            self.clock.follow_wall()
            self._open_account()

    def handle(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        """Answer one request: method in capitals, names of headers in lower case.

        `target` is the path as it came, still percent-encoded, with its query; `body` is None where
        it was too large to be read.
        """
        with self.lock:
            outage = self.store.next_outage()
            if outage is None or outage.status is None:
                reply = self._answer(method, target, headers, body)
                return reply.but(outage=outage) if outage else reply
            limits = self.throttle.headers(self.clock.now())
            return json_reply(outage.status, {"error": OUTAGES[outage.status]}, limits, outage)

    def operation_of(self, method: str, target: str) -> str:
        """Return the operationId of a request, as `handle` takes it; empty if there is none."""
        try:
            return self._route(method, target)[0]
        except Refusal:
            return ""

    def stand(self, address: str) -> None:
        """Let a wallet hold a stake, so that keys are made for it."""
        with self.lock:
            self.store.set_wallet(address, staked=True)

    def challenge(self, shift: float) -> str:
        """Return a challenge as it would be handed out so many seconds from now."""
        now = self.clock.now() + int(shift * 1000)
        return new_token(self.store.account.signing_key, now, "spare")

    def _answer(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        now = self.clock.now()
        operation, status = "", 200
        more: Sequence[tuple[bytes, bytes]] = ()
        blocked = self.throttle.blocked_until(now)
        try:
            if blocked is not None:
                raise too_many(blocked, now)
            if body is None:
                raise refused(413, PAYLOAD_TOO_LARGE)
            operation, path_id, query = self._route(method, target)
            caller = self._admit(operation, headers, now)
            payload = self.operations.answer(
                Request(operation, now, headers, body, query, path_id, caller)
            )
        except Refusal as refusal:
            status, more, payload = refusal.status, refusal.headers, refusal.payload
            if blocked is None and (status != 429 or self.settings.throttled_fails):
                self._count_failure(headers, now)
        reply = json_reply(status, payload, [*self.throttle.headers(now), *more])
        reply = self.faults.apply("reply", reply, operation)
        self.faults.settle()
        return reply

    def _route(self, method: str, target: str) -> tuple[str, str, str]:
        """Return operationId, path id and query, or raise 404 or 405; a last slash is ignored."""
        path, _, query = target.partition("?")
        base = self.settings.base_path
        place = path.removesuffix("/").removeprefix(base) if path.startswith(base) else ""
        path_id = ""
        operations = documented.ROUTES.get(place)
        if operations is None:
            path_id = place.removeprefix("/api_keys/")
            if path_id == place or not path_id or "/" in path_id:
                raise refused(404, "Not found")
            operations = documented.ONE_KEY
        if method not in operations:
            allowed = ", ".join(operations).encode()
            raise refused(405, "Method not allowed", ((b"allow", allowed),))
        return operations[method], unquote(path_id, errors="replace"), query

    def _admit(self, operation: str, headers: Mapping[bytes, bytes], now: int) -> Key | None:
        """Return the key that asks, None where none is needed; a 401 gives no reason."""
        if operation in documented.OPEN:
            return None
        if b"authorization" not in headers and self.settings.no_key_status == 402:
            raise Refusal(
                402, {"x402Version": 2, "error": "Payment required", "accepts": [PAYMENT]}
            )
        key = self._bearer(headers)
        if key is None or self.operations.has_expired(key, now):
            raise unauthorised()
        barred = operation == RATE_LIMIT_LOG and self.settings.log_needs_admin
        reaches = key.fields["apiKeyType"] == "ADMIN" or (
            operation in documented.INFERENCE_REACHES and not barred
        )
        if not self.faults.apply("admitted", reaches):
            raise unauthorised()
        self.store.touch(key, now)
        return key

    def _bearer(self, headers: Mapping[bytes, bytes]) -> Key | None:
        value = headers.get(b"authorization", b"")
        scheme, _, token = value.partition(b" ")
        if not token or len(value) > _LONGEST or scheme.lower() != b"bearer":
            return None
        return self.store.by_digest(digest_of(token.strip()))

    def _count_failure(self, headers: Mapping[bytes, bytes], now: int) -> None:
        """Count a request without success; past the limit it begins a block (guide)."""
        most = self.settings.failures
        if most is None:
            return
        count = self.throttle.failed(now)
        if not self.faults.apply("failures", count > most, count=count):
            return
        self.throttle.block(now, self.faults.apply("block", self.settings.block * SECOND))
        caller = self._bearer(headers)
        self.store.log_exceeded(caller.id if caller else "unknown", "FAILED_REQUESTS", now)

    def _open_account(self) -> None:
        settings = self.settings
        balances = Spent(round(settings.usd * MILLION), round(settings.diem * MILLION))
        self.store.open_account(balances, self._entropy(32))
        now = self.clock.now()
        key = new_key(self.admin_key, self._entropy, now)
        known = self.store.by_digest(key.digest)
        if known is not None:
            if known.fields["apiKeyType"] != "ADMIN" or known.expired(now):
                raise UsageError(
                    "The admin key that was given is a key of this state that is expired or not of"
                    " type ADMIN; give another one."
                )
            return
        # The first key of an earlier run, if it was generated, is known to nobody any more.
        for earlier in self.store.all_keys():
            if earlier.bootstrap:
                self.store.remove(earlier)
        key.fields |= {"apiKeyType": "ADMIN", "description": ADMIN_DESCRIPTION}
        key.bootstrap = True
        self.store.put(key)
        if not self.store.account.exceeded:  # so that the log of a new account has rows to read
            for kind in RATE_LIMIT_TYPES:
                self.store.log_exceeded(key.id, kind, now)


def _without_allowlist(rules: Rules) -> Rules:
    for operation, table in rules.requests.items():
        if table.get(ADDRESSES):
            rules = rules.edit("request", operation, ADDRESSES, lambda _: None)
    return rules
