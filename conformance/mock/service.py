"""The service: a request goes in, a reply comes out; no socket, no loop, no clock of its own."""

from __future__ import annotations

import os
import time
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from conformance.mock import account, keys, wallet
from conformance.mock.admission import admit, caller_of, digest_of
from conformance.mock.answers import teller_of, tellers
from conformance.mock.clock import Clock
from conformance.mock.control import CONTROL_PATH, Control
from conformance.mock.documented import (
    CREATE,
    DELETE,
    DOCUMENTED,
    KEY_WITH_USAGE,
    LIST,
    RATE_LIMIT_LOG,
    RATE_LIMITS,
    READ,
    UPDATE,
    WEB3_CREATE,
    WEB3_TOKEN,
)
from conformance.mock.faults.board import Board
from conformance.mock.listing import Listing
from conformance.mock.parts import Parts, Request
from conformance.mock.records import MILLION
from conformance.mock.replies import JSON_TYPE, Refusal, Reply, encode, refused
from conformance.mock.settings import Settings
from conformance.mock.store import Store
from conformance.mock.throttle import Throttle
from conformance.mock.validation import checker
from conformance.mock.windows import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from conformance.mock.rules import Rules

OPERATIONS: dict[str, Callable[[Parts, Request], Any]] = {
    LIST: keys.read_all,
    CREATE: keys.create,
    UPDATE: keys.update,
    DELETE: keys.delete,
    READ: keys.read_one,
    RATE_LIMITS: account.read_limits,
    RATE_LIMIT_LOG: account.read_log,
    WEB3_TOKEN: wallet.issue_token,
    WEB3_CREATE: wallet.create,
}
ROUTES: dict[str, dict[str, str]] = {
    "/api_keys": {"GET": LIST, "POST": CREATE, "PATCH": UPDATE, "DELETE": DELETE},
    "/api_keys/rate_limits": {"GET": RATE_LIMITS},
    "/api_keys/rate_limits/log": {"GET": RATE_LIMIT_LOG},
    "/api_keys/generate_web3_key": {"GET": WEB3_TOKEN, "POST": WEB3_CREATE},
}
READ_ROUTE = {"GET": READ}
ADMIN_DESCRIPTION = "First admin key of the mock"


def _listing(store: Store, rules: Rules) -> Listing | None:
    """Return the list kept ready, if the documented table makes it."""
    shape = rules.answers[LIST]
    if shape != DOCUMENTED.answers[LIST]:
        return None
    return Listing(store, teller_of(KEY_WITH_USAGE))


def wall_clock() -> Clock:
    """Return a clock that follows the wall's time until it is set."""
    return Clock(lambda: time.time_ns() // 1_000_000)


class Service:
    """The stand-in, whole.

    Args:
        store: the state; a new one in memory if none is given.
        rules: the tables to go by; the documented ones if none are given.
        settings: limits, sizes, money, and the token of the control plane.
        clock: time; the wall's if none is given.
        entropy: gives random bytes; the operating system's if none is given.
        faults: names of faults to arm at once.
        admin_key: secret of the first admin key; one is generated if none is given.

    Raises:
        UsageError: a fault has an unknown name.
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
        self.store = store or Store()
        self.faults = Board(rules, faults)
        self.parts = Parts(
            store=self.store,
            settings=self.settings,
            rules=rules,
            board=self.faults,
            throttle=Throttle(self.settings),
            entropy=entropy,
            tell=tellers(rules),
            checks={name: checker(shape) for name, shape in rules.requests.items()},
            listing=_listing(self.store, rules),
            plain_create=all(
                rules.answers[one] == DOCUMENTED.answers[one] for one in (CREATE, WEB3_CREATE)
            ),
        )
        self.admin_key = admin_key or keys.PREFIX + "admin-" + entropy(24).hex()
        self._lock = RLock()
        self._routes = {self.settings.base_path + path: way for path, way in ROUTES.items()}
        self._read_prefix = self.settings.base_path + "/api_keys/"
        self._open_state()
        self.control = Control(self)

    def close(self) -> None:
        """Write what is pending and close the state."""
        self.store.close()

    def reset(self) -> None:
        """Return to the first state: one admin key, no faults, no counts, the wall's time."""
        with self._lock:
            self.store.clear()
            self.faults.clear()
            self.parts.throttle.forget()
            self.clock.follow_wall()
            self._open_state()

    def handle(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes
    ) -> Reply:
        """Answer one request.

        Args:
            method: in capitals.
            target: path as it came, still percent-encoded, with its query.
            headers: names in lower case.
            body: bytes of the body.
        """
        path, _, query = target.partition("?")
        with self._lock:
            if path.startswith(CONTROL_PATH):
                return self.control.handle(method, path, headers, body)
            if self.control.quiet:
                return self._answer(method, path, query, headers, body)
            disruption = self.control.disruption()
            if isinstance(disruption, Reply):
                return disruption
            reply = self._answer(method, path, query, headers, body)
        return reply if disruption is None else reply._replace(disruption=disruption)

    def _answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], body: bytes
    ) -> Reply:
        now = self.clock.now()
        operation, status = "", 200
        more: tuple[tuple[bytes, bytes], ...] = ()
        blocked = self.parts.throttle.blocked_until(now)
        try:
            if blocked is not None:
                raise keys.too_many(blocked, now)
            operation, path_id = self._operation(method, path)
            caller = admit(self.parts, operation, headers, now)
            request = Request(operation, now, headers, body, query, path_id, caller)
            answer = OPERATIONS[operation](self.parts, request)
            content = answer if isinstance(answer, bytes) else encode(answer)
        except Refusal as refusal:
            status, more, content = refusal.status, refusal.headers, encode(refusal.payload)
            if blocked is None:
                self._count_failure(headers, now)
        length = (b"content-length", b"%d" % len(content))
        limits = self.parts.throttle.headers(now)
        reply = Reply(status, [JSON_TYPE, length, *limits, *more], content)
        if self.faults.armed:
            reply = self.faults.reply(operation, reply)
            self.faults.settle()
        return reply

    def _operation(self, method: str, path: str) -> tuple[str, str]:
        """Return operationId and path id, or raise 404 or 405; one slash at the end is ignored."""
        path_id = ""
        ways = self._routes.get(path) or self._routes.get(path.removesuffix("/"))
        if ways is None:
            rest = path.removesuffix("/").removeprefix(self._read_prefix)
            if not path.startswith(self._read_prefix) or not rest or "/" in rest:
                raise refused(404, "Not found")
            ways, path_id = READ_ROUTE, unquote(rest, errors="replace")
        try:
            return ways[method], path_id
        except KeyError:
            allowed = ", ".join(ways).encode()
            raise refused(405, "Method not allowed", ((b"allow", allowed),)) from None

    def _count_failure(self, headers: Mapping[bytes, bytes], now: int) -> None:
        """Count a request without success; past the limit it begins a block (guide)."""
        most, block = self.settings.failures, self.settings.block * SECOND
        if most is None:
            return
        if self.faults.armed:
            most = self.faults.decide("failures", most)
            block = self.faults.decide("block", block)
        if self.parts.throttle.failed(now, most=most, block=block):
            caller = caller_of(self.parts, headers)
            self.store.log_exceeded(caller, "FAILED_REQUESTS", now)

    def _open_state(self) -> None:
        """Give the state its account and its first admin key, where they are not there yet."""
        parts, settings = self.parts, self.settings
        self.store.open_account(
            round(settings.usd * MILLION), round(settings.diem * MILLION), parts.entropy(32)
        )
        if self.store.by_digest(digest_of(self.admin_key)) is not None:
            return
        # The first key of an earlier run, if it was generated, is known to nobody any more.
        for key in self.store.all_keys():
            if key.bootstrap:
                self.store.delete(key.id)
        blank = keys.blank_key(parts, self.admin_key, self.clock.now())
        self.store.insert(
            blank._replace(api_key_type="ADMIN", description=ADMIN_DESCRIPTION, bootstrap=True)
        )
