"""The nine operations: an admitted request goes in, the JSON value of a 200 answer comes out."""

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct
from msgspec.structs import replace

from venice_contract.mock import documented, wallet
from venice_contract.mock.answers import facts_of, serialize
from venice_contract.mock.bodies import read_json
from venice_contract.mock.clock import SECOND, next_epoch, text_of
from venice_contract.mock.faults import Registry
from venice_contract.mock.replies import (
    RATE_LIMITED,
    Issue,
    Refusal,
    encode,
    invalid,
    refused,
    unauthorised,
)
from venice_contract.mock.rules import Rules
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Key, Store, new_key, new_secret
from venice_contract.mock.throttle import Throttle
from venice_contract.mock.usage import anything_left, spent_in_window, usage_facts

TIER = "paid"  # example of the spec
MODEL = "zai-org-glm-5-1"  # default of the spec; a log entry must name a model, creations have none
MODEL_LIMITS = [  # invented: the documents give the types and one example, 100 RPM
    {
        "apiModelId": MODEL,
        "rateLimits": [
            {"amount": 100, "type": "RPM"},
            {"amount": 10_000, "type": "RPD"},
            {"amount": 1_000_000, "type": "TPM"},
        ],
    }
]
ADDRESSES = "ipAllowlist"
"""The addresses that may use a key, of which one SDK alone tells (venice-py 2.9.0): addresses and
subnets go in, canonical subnets come back. What is refused, and how, is a choice; so is that the
mock lets every address in."""
_INVALID_ADDRESS = "Invalid IP address or subnet"
_NOT_KEPT = frozenset({"id", "address", "signature", "token"})


class Request(Struct, frozen=True):
    """One request to an operation, admitted already.

    `now` is in milliseconds since 1970, `path_id` the decoded `{id}` of the path or empty, `caller`
    None where the operation needs no key.
    """

    operation: str
    now: int
    headers: Mapping[bytes, bytes]
    body: bytes
    query: str
    path_id: str
    caller: Key | None


class Operations:
    """Answers requests from the account; `entropy` gives that many random bytes."""

    def __init__(
        self,
        *,
        store: Store,
        settings: Settings,
        rules: Rules,
        faults: Registry,
        throttle: Throttle,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._settings = settings
        self._rules = rules
        self._faults = faults
        self._throttle = throttle
        self._entropy = entropy
        known = documented.DOCUMENTED.answers
        self._foreign = {name for name, shape in rules.answers.items() if shape != known.get(name)}
        self._operations: dict[str, Callable[[Request], Any]] = {
            documented.LIST: self._list,
            documented.CREATE: self._create,
            documented.UPDATE: self._update,
            documented.DELETE: self._delete,
            documented.READ: self._read,
            documented.RATE_LIMITS: self._rate_limits,
            documented.RATE_LIMIT_LOG: self._rate_limit_log,
            documented.WEB3_TOKEN: self._web3_token,
            documented.WEB3_CREATE: self._web3_create,
        }

    def answer(self, request: Request) -> Any:
        """Return the JSON value of the 200 answer, or raise the Refusal that is deserved."""
        operation = request.operation
        facts, table = self._operations[operation](request), self._rules.answers[operation]
        payload = serialize(facts, table, bend=operation in self._foreign)
        return self._faults.apply("answer", payload, operation, outcome=encode)

    def _create(self, request: Request) -> Any:
        return self._mint(request, self._valid_body(request))

    def _web3_create(self, request: Request) -> Any:
        body = self._valid_body(request)
        problem = wallet.problem_of(body, self._store.account.signing_key, request.now)
        if not problem and not self._store.account.wallets.get(str(body["address"]).lower(), False):
            problem = wallet.NO_STAKE
        if problem:
            raise refused(400, problem)
        if self._settings.wallet_limits_derived and body.get("consumptionLimit") is not None:
            body = body | {"consumptionLimit": wallet.derived(body["consumptionLimit"])}
        return self._mint(request, body)

    def _web3_token(self, request: Request) -> Any:
        token = wallet.new_token(
            self._store.account.signing_key, request.now, self._entropy(16).hex()
        )
        return {"data": {"token": token}, "success": True}

    def _mint(self, request: Request, body: dict[str, Any]) -> Any:
        self._require_room(request)
        fields = self._rules.requests[request.operation].fields
        defaults = {one.name: one.default for one in fields if one.default is not None}
        secret = new_secret(self._entropy)
        key = new_key(secret, self._entropy, request.now)
        key = self._with_fields(request, key, {**defaults, **body}, frozenset(body))
        self._store.put(key)
        self._throttle.created(request.now)
        return {"data": {"apiKey": secret, **self._facts(key)}, "success": True}

    def _list(self, request: Request) -> Any:
        """Return the active keys, oldest first; the caller's own is one of them."""
        shown = [
            self._facts(key) | usage_facts(key, request.now, self._faults)
            for key in self._store.all_keys()
            if not self.has_expired(key, request.now)
        ]
        return {"data": shown, "object": "list"}

    def _read(self, request: Request) -> Any:
        """Return one key; an expired one can still be read."""
        key = self._known(request.path_id)
        usage = usage_facts(key, request.now, self._faults)
        return {"data": self._facts(key) | usage}

    def _update(self, request: Request) -> Any:
        """Replace what the body names; everything else stays.

        `consumptionLimit` is replaced as a whole: the object that was sent is the object that is
        answered. The documents do not say whether amounts that it leaves out should stay.
        """
        body = self._valid_body(request)
        before = self._known(str(body.get("id", "")))
        key = self._with_fields(request, before, body, frozenset(body))
        self._store.put(key)
        return {"data": self._facts(key), "success": True}

    def _delete(self, request: Request) -> Any:
        """Revoke a key, which stops working at once; a key may revoke itself."""
        values = parse_qs(request.query, keep_blank_values=True, errors="replace")
        self._require_valid(request, {name: given[-1] for name, given in values.items()})
        key = self._known(values["id"][-1] if "id" in values else "")
        if self._faults.apply("deleted", True):
            self._store.remove(key)
        return {"success": True}

    def _rate_limits(self, request: Request) -> Any:
        caller = request.caller
        credits_left = self._settings.bundled_credits
        bundled = {} if credits_left is None else {"BUNDLED_CREDITS": credits_left}
        begins = self._faults.apply("next-epoch", next_epoch(request.now), now=request.now)
        return {
            "data": {
                "accessPermitted": caller is not None and self._may_spend(caller, request.now),
                "apiTier": {"id": TIER, "isCharged": True},
                "balances": self._store.account.balances.shown() | bundled,
                "keyExpiration": caller and caller.fields["expiresAt"],
                "nextEpochBegins": text_of(begins),
                "rateLimits": MODEL_LIMITS,
            }
        }

    def _rate_limit_log(self, _request: Request) -> Any:
        entries = [
            {
                "apiKeyId": key_id,
                "modelId": MODEL,
                "rateLimitTier": TIER,
                "rateLimitType": kind,
                "timestamp": text_of(moment),
            }
            for key_id, kind, moment in self._store.account.exceeded
        ]
        return {"data": entries, "object": "list"}

    def has_expired(self, key: Key, now: int) -> bool:
        """Tell whether a key has expired, by the clock or by a fault."""
        return self._faults.apply("expired", key.expired(now))

    def _facts(self, key: Key) -> dict[str, Any]:
        facts = facts_of(key)
        limits = facts["consumptionLimit"]
        if self._settings.vcu_always and isinstance(limits, dict):
            limits = {**limits, "vcu": limits.get("vcu")}
            facts |= {"consumptionLimit": limits, "consumptionLimits": limits}
        if self._settings.ip_allowlist:
            facts.setdefault(ADDRESSES, [])
        return facts

    def _may_spend(self, key: Key, now: int) -> bool:
        left = self._store.account.balances
        if left.usd <= 0 and left.diem <= 0:
            return False
        used = spent_in_window(
            key, now, self._faults, outcome=lambda spent: anything_left(key, spent)
        )
        return anything_left(key, used)

    def _valid_body(self, request: Request) -> Any:
        body = read_json(
            request.headers,
            request.body,
            most=self._settings.body_bytes,
            wrong_type=self._settings.media_type_status,
        )
        self._require_valid(request, body)
        return body

    def _require_valid(self, request: Request, value: Any) -> None:
        issues = self._faults.judge(request.operation, value)
        if issues := issues or _wrong_addresses(value):
            raise invalid(issues)

    def _with_fields(
        self, request: Request, key: Key, fields: dict[str, Any], given: frozenset[str]
    ) -> Key:
        limits = self._rules.requests[request.operation].get("consumptionLimit")
        known = frozenset(one.name for one in limits.shape.fields) if limits else frozenset()
        fields = self._faults.apply(
            "stored",
            fields,
            request.operation,
            outcome=lambda kept: with_fields(key, kept, known),
            given=given,
        )
        return with_fields(key, fields, known)

    def _known(self, key_id: str) -> Key:
        """Return the key with that id; the documents are silent about others, see Settings."""
        key = self._store.by_id(key_id)
        if key is None:
            status = self._settings.unknown_id_status
            raise unauthorised() if status == 401 else refused(status, "API key not found")
        return key

    def _require_room(self, request: Request) -> None:
        """Raise 429 for the 21st creation in a minute or the 501st active key (page)."""
        now, most = request.now, self._settings.creates_a_minute
        if most is not None:
            count = self._throttle.creates_in_window(now)
            if self._faults.apply("creates", count >= most, count=count):
                self._log_exceeded(request)
                raise too_many(self._throttle.reset_at(now), now)
        active = self._settings.active_keys
        if active is not None and self._store.count_active(now) >= active:
            self._log_exceeded(request)
            raise refused(
                429,
                f"{RATE_LIMITED}: an account holds at most {active} active keys",
                ((b"retry-after", b"60"),),
            )

    def _log_exceeded(self, request: Request) -> None:
        """Log the nearest of the documented types, RPM; a wallet's create has no caller."""
        caller = request.caller.id if request.caller else "unknown"
        self._store.log_exceeded(caller, "RPM", request.now)


def with_fields(key: Key, fields: Mapping[str, Any], amounts: frozenset[str]) -> Key:
    """Return the key with the fields of a body, those that no document knows by their name, too.

    `amounts` of `consumptionLimit` are known, and others dropped, as Zod does with an object left
    open; none known means that all are kept.
    """
    kept = {name: value for name, value in fields.items() if name not in _NOT_KEPT}
    limits = kept.get("consumptionLimit")
    if amounts and isinstance(limits, dict):
        kept["consumptionLimit"] = {n: v for n, v in limits.items() if n in amounts}
    if "expiresAt" in kept:
        kept["expiresAt"] = kept["expiresAt"] or None  # "" and null both mean: never (spec)
    if isinstance(kept.get(ADDRESSES), list):
        kept[ADDRESSES] = [_subnet(entry) or entry for entry in kept[ADDRESSES]]
    return replace(key, fields=key.fields | kept)


def _wrong_addresses(body: Any) -> list[Issue]:
    """Return what is wrong with the addresses of a body that fits its table."""
    entries = body.get(ADDRESSES) if isinstance(body, dict) else None
    return [
        {"code": "custom", "path": [ADDRESSES, index], "message": _INVALID_ADDRESS}
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
        if isinstance(entry, str) and _subnet(entry) is None
    ]


def _subnet(entry: Any) -> str | None:
    """Return an address or subnet as a subnet, None for what is neither."""
    try:
        return str(ip_network(entry, strict=False)) if isinstance(entry, str) else None
    except ValueError:
        return None


def too_many(until: int, now: int) -> Refusal:
    """Return the 429 with the seconds after which it is worth asking again (guide)."""
    seconds = max(-(-(until - now) // SECOND), 1)
    return refused(429, RATE_LIMITED, ((b"retry-after", b"%d" % seconds),))
