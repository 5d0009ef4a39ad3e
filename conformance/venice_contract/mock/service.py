"""The service: a request goes in, a reply comes out; no socket, no loop, no clock of its own."""

from __future__ import annotations

import os
import re
import time
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from venice_contract.errors import UsageError
from venice_contract.mock import account, keys, wallet
from venice_contract.mock.admission import admit, bearer
from venice_contract.mock.answers import teller_of, tellers
from venice_contract.mock.blanks import PREFIX, Blanks, digest_of
from venice_contract.mock.clock import Clock
from venice_contract.mock.control import CONTROL_PATH, Control
from venice_contract.mock.documented import (
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
from venice_contract.mock.faults.board import Board
from venice_contract.mock.listing import Listing
from venice_contract.mock.parts import Parts, Request
from venice_contract.mock.records import MILLION, Key
from venice_contract.mock.replies import (
    JSON_TYPE,
    PAYLOAD_TOO_LARGE,
    Refusal,
    Reply,
    encode,
    refused,
)
from venice_contract.mock.settings import Settings
from venice_contract.mock.short_way import reader
from venice_contract.mock.store import Store
from venice_contract.mock.throttle import Throttle
from venice_contract.mock.validation import checker
from venice_contract.mock.windows import SECOND
from venice_contract.mock.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from venice_contract.mock.rules import Rules
    from venice_contract.mock.short_way import Reader

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
USABLE = re.compile(r"[!-~]{1,400}")
"""What can be sent as a bearer key."""
ADMIN_DESCRIPTION = "First admin key of the mock"


def _listing(store: Store, rules: Rules) -> Listing | None:
    """Return the list kept ready, if the documented table makes it."""
    shape = rules.answers[LIST]
    if shape != DOCUMENTED.answers[LIST]:
        return None
    return Listing(store, teller_of(KEY_WITH_USAGE))


def _read_create(rules: Rules) -> Reader | None:
    """Return the short way to read a create, if the documented tables tell of it."""
    documented = (DOCUMENTED.requests[CREATE], DOCUMENTED.answers[CREATE])
    known = (rules.requests[CREATE], rules.answers[CREATE]) == documented
    return reader(rules.requests[CREATE]) if known else None


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
        UsageError: a fault has an unknown name, or the admin key cannot serve as one.
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
            blank=Blanks(entropy).take,
            tell=tellers(rules),
            checks={name: checker(shape) for name, shape in rules.requests.items()},
            written={name: Written(shape) for name, shape in rules.requests.items()},
            listing=_listing(self.store, rules),
            read_create=_read_create(rules),
        )
        self.admin_key = admin_key or PREFIX + "admin-" + entropy(24).hex()
        if not USABLE.fullmatch(self.admin_key):
            raise UsageError("The admin key is at most 400 visible ASCII characters, no blanks.")
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
            self.control.outage = None
            self._open_state()

    def handle(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        """Answer one request.

        Args:
            method: in capitals.
            target: path as it came, still percent-encoded, with its query.
            headers: names in lower case.
            body: bytes of the body; None for one that was too large to be read.
        """
        with self._lock:
            if target.startswith(CONTROL_PATH):
                return self.control.handle(method, target.partition("?")[0], headers, body)
            if self.control.outage is None:
                return self._answer(method, target, headers, body)
            disruption = self.control.disruption()
            if isinstance(disruption, Reply):
                limits = self.parts.throttle.headers(self.clock.now())
                return disruption.but(headers=[*disruption.headers, *limits])
            reply = self._answer(method, target, headers, body)
        return reply if disruption is None else reply.but(disruption=disruption)

    def _answer(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        now, parts = self.clock.now(), self.parts
        board = parts.faults
        operation, status = "", 200
        more: tuple[tuple[bytes, bytes], ...] = ()
        blocked = parts.throttle.blocked_until(now)
        try:
            if blocked is not None:
                raise keys.too_many(blocked, now)
            if body is None:
                raise refused(413, PAYLOAD_TOO_LARGE)
            operation, path_id, query = self._operation(method, target)
            caller = admit(parts.store, operation, headers, now, board)
            request = Request(operation, now, headers, body, query, path_id, caller, board)
            answer = OPERATIONS[operation](parts, request)
            content = answer if isinstance(answer, bytes) else encode(answer)
        except Refusal as refusal:
            status, more, content = refusal.status, refusal.headers, encode(refusal.payload)
            if blocked is None:
                self._count_failure(headers, now, board)
        length = (b"content-length", b"%d" % len(content))
        limits = parts.throttle.headers(now)
        reply = Reply(status, [JSON_TYPE, length, *limits, *more], content)
        if board is not None:
            reply = board.reply(operation, reply)
            board.settle()
        return reply

    def _operation(self, method: str, target: str) -> tuple[str, str, str]:
        """Return operationId, path id and query, or raise 404 or 405.

        One slash at the end of the path is ignored.
        """
        ways, path_id, query = self._routes.get(target), "", ""
        if ways is None:
            path, _, query = target.partition("?")
            path = path.removesuffix("/")
            ways = self._routes.get(path)
            if ways is None:
                rest = path.removeprefix(self._read_prefix)
                if not path.startswith(self._read_prefix) or not rest or "/" in rest:
                    raise refused(404, "Not found")
                ways, path_id = READ_ROUTE, unquote(rest, errors="replace")
        if method not in ways:
            allowed = ", ".join(ways).encode()
            raise refused(405, "Method not allowed", ((b"allow", allowed),))
        return ways[method], path_id, query

    def _count_failure(self, headers: Mapping[bytes, bytes], now: int, board: Board | None) -> None:
        """Count a request without success; past the limit it begins a block (guide)."""
        most, block = self.settings.failures, self.settings.block * SECOND
        if most is None:
            return
        count = self.parts.throttle.failed(now)
        begins = count > most
        if board is not None:
            begins = board.decide("failures", begins, count=count)
        if not begins:
            return
        if board is not None:
            block = board.decide("block", block)
        self.parts.throttle.block(now, block)
        caller = bearer(self.store, headers)
        self.store.log_exceeded(caller.id if caller else "unknown", "FAILED_REQUESTS", now)

    def _open_state(self) -> None:
        """Give the state its account and its first admin key, where they are not there yet."""
        parts, settings = self.parts, self.settings
        self.store.open_account(
            round(settings.usd * MILLION), round(settings.diem * MILLION), parts.entropy(32)
        )
        digest, now = digest_of(self.admin_key), self.clock.now()
        known = self.store.by_digest(digest)
        if known is not None:
            if known.kind != "ADMIN" or known.expired(now):
                raise UsageError(
                    "The admin key that was given is a key of this state that is expired or not of"
                    " type ADMIN; give another one."
                )
            return
        # The first key of an earlier run, if it was generated, is known to nobody any more.
        for key in self.store.all_keys():
            if key.bootstrap:
                self.store.delete(key.id)
        _, key_id, _ = parts.blank()
        key = Key(key_id, digest, self.admin_key[-6:], now, "ADMIN")
        key.description, key.bootstrap = ADMIN_DESCRIPTION, True
        self.store.insert(key)
