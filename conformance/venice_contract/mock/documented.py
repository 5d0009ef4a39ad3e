"""The documented tables, with the evidence beside every entry.

Sources: `page` is the vendor's page for creating a key (undated), `spec` its published OpenAPI
revisions with the date of the one that brought the fact, `guide` its prose guides as of 2026-08-22,
`skill` its skills for agents, `sdk` a third party's SDK (venice-py 2.9.0), `choice` what the mock
decided where all of them are silent.
"""

from typing import Any

from venice_contract.mock.rules import Field, Rules, Shape

CREATE = "createApiKey"
UPDATE = "updateApiKey"
DELETE = "deleteApiKey"
LIST = "getApiKeys"
READ = "getApiKeyById"
RATE_LIMITS = "getApiKeyRateLimits"
RATE_LIMIT_LOG = "getApiKeyRateLimitLogs"
WEB3_TOKEN = "getApiKeyGenerateWeb3Key"  # noqa: S105 - an operationId of the spec, no secret
WEB3_CREATE = "postApiKeyGenerateWeb3Key"

ROUTES = {
    "/api_keys": {"GET": LIST, "POST": CREATE, "PATCH": UPDATE, "DELETE": DELETE},
    "/api_keys/rate_limits": {"GET": RATE_LIMITS},
    "/api_keys/rate_limits/log": {"GET": RATE_LIMIT_LOG},
    "/api_keys/generate_web3_key": {"GET": WEB3_TOKEN, "POST": WEB3_CREATE},
}
"""The operations by their path and their method (spec)."""
ONE_KEY = {"GET": READ}
"""Those of `/api_keys/` and an id that is none of these paths (spec)."""
OPEN = frozenset({WEB3_TOKEN, WEB3_CREATE})
"""Operations that need no key (spec: `security: []`)."""
INFERENCE_REACHES = frozenset({RATE_LIMITS, RATE_LIMIT_LOG})
"""Operations of this family that an INFERENCE key reaches (guide); the page bars the others."""

GUIDES = "2026-08-22"  # when the guides were read

PAGE = "page"
GUIDE = "guide"
SDK = "sdk"
SDK_DATE = "2026-10-01"  # the month of the release; the day is not known
CHOICE = "choice"
SPEC = "spec 2026-08-21"  # the newest published revision at hand
SDK_SAYS = f"{SDK} {SDK_DATE}"

STRING = Shape(types=("string",))
NUMBER = Shape(types=("number",))
BOOLEAN = Shape(types=("boolean",))
STRING_OR_NULL = Shape(types=("string", "null"))

API_KEY_TYPES = ("INFERENCE", "ADMIN")  # page
LIMIT_PERIODS = ("EPOCH", "MONTH", "LIFETIME")  # page; spec since 2026-05-07
MODEL_PRIVACIES = ("ALL", "PRIVATE_TEXT", "PRIVATE_ONLY")  # spec since 2026-08-21
RATE_LIMIT_TYPES = (  # spec since 2026-07-30
    "RPD",
    "RPM",
    "TPM",
    "FAILED_REQUESTS",
    "UNSUPPORTED_FEATURE_REQUESTS",
)

MAXIMUM = 9_999_999_999  # spec since 2026-03-11
DESCRIPTION_LENGTH = 64  # spec since 2026-06-19; the page shows no bound
DEFAULT_PERIOD = "EPOCH"  # page: "legacy default"
DEFAULT_PRIVACY = "ALL"  # skill of 2026-10-02; before it a choice, after the spec's example
WEB3_DESCRIPTION = "Web3 API Key"  # spec

EXPIRY_PATTERNS = (  # spec: empty, a date, or a UTC date-time with or without milliseconds
    r"^$",
    r"^\d{4}-\d{2}-\d{2}$",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$",
)


def _object(*entries: Field, closed: bool = True) -> Shape:
    return Shape(types=("object",), fields=entries, closed=closed)


def _always(name: str, shape: Shape, evidence: str = SPEC) -> Field:
    return Field(name, shape, required=True, evidence=evidence)


def _sometimes(name: str, shape: Shape, evidence: str = SPEC, default: Any = None) -> Field:
    return Field(name, shape, default=default, evidence=evidence)


AMOUNT = Shape(types=("number", "null"), minimum=0, maximum=MAXIMUM)
LIMITS = _object(
    *(_sometimes(name, AMOUNT, f"{PAGE}, {SPEC}") for name in ("usd", "diem", "vcu")), closed=False
)
TYPE = Shape(types=("string",), enum=API_KEY_TYPES)
PERIOD = Shape(types=("string",), enum=LIMIT_PERIODS)
PRIVACY = Shape(types=("string",), enum=MODEL_PRIVACIES)
DESCRIPTION = Shape(types=("string",), max_length=DESCRIPTION_LENGTH)
EXPIRY = Shape(types=("string",), patterns=EXPIRY_PATTERNS)
EXPIRY_OR_NULL = Shape(types=("string", "null"), patterns=EXPIRY_PATTERNS)
ALLOWLIST = Shape(
    types=("array",),
    max_items=100,  # sdk
    items=Shape(types=("string",), max_length=64),  # sdk; see `operations` for the form
)
SUBNETS = Shape(types=("array",), items=STRING)

_DEFAULT_PRIVACY = f"{SPEC}, the default {CHOICE}, then skill 2026-10-02"
_type = _always("apiKeyType", TYPE, PAGE)
_allowlist = _sometimes("ipAllowlist", ALLOWLIST, SDK_SAYS)
_MINTED = (
    _sometimes("consumptionLimit", LIMITS, PAGE),
    _sometimes("limitPeriod", PERIOD, f"{PAGE}, spec 2026-05-07", DEFAULT_PERIOD),
    _sometimes("modelPrivacy", PRIVACY, _DEFAULT_PRIVACY, DEFAULT_PRIVACY),
    _sometimes("expiresAt", EXPIRY, f"{PAGE}, {SPEC}"),
    _allowlist,
)

CREATE_REQUEST = _object(
    _type, _always("description", DESCRIPTION, f"{PAGE}, the length spec 2026-06-19"), *_MINTED
)
UPDATE_REQUEST = _object(
    _always("id", STRING),
    _sometimes("description", DESCRIPTION, "spec 2026-06-19"),
    _sometimes("consumptionLimit", LIMITS),
    _sometimes("limitPeriod", PERIOD, "spec 2026-05-07"),
    _sometimes("modelPrivacy", PRIVACY),
    _sometimes("expiresAt", EXPIRY_OR_NULL),
    _allowlist,
)
WEB3_REQUEST = _object(
    _type,
    _sometimes("description", STRING, SPEC, WEB3_DESCRIPTION),
    *_MINTED,
    _always("address", STRING),
    _always("signature", STRING),
    _always("token", STRING),
)
DELETE_REQUEST = _object(
    # The spec calls the parameter optional (2026-08-21), but there is nothing to delete without
    # it, and the operation documents 400: the mock refuses its absence.
    _always("id", STRING, CHOICE),
    closed=False,
)

_ECHOED = (
    _always("limitPeriod", PERIOD, PAGE),
    _always("modelPrivacy", PRIVACY, SPEC),
    _always("expiresAt", STRING_OR_NULL, f"{PAGE}, {SPEC}"),
    _sometimes("description", STRING, PAGE),
    _always("id", STRING, PAGE),
    _sometimes("ipAllowlist", SUBNETS, SDK_SAYS),
)
CREATED_KEY = _object(
    _always("apiKey", STRING, PAGE),
    _always("apiKeyType", TYPE, PAGE),
    _always("consumptionLimit", LIMITS, PAGE),
    *_ECHOED,
)
KEY = _object(
    _always("apiKeyType", TYPE),
    _always("consumptionLimits", LIMITS),
    *_ECHOED,
    _always("createdAt", STRING_OR_NULL),
    _always("last6Chars", STRING),
    _always("lastUsedAt", STRING_OR_NULL),
)
USAGE = _object(
    _always("trailingSevenDays", _object(*(_always(n, STRING) for n in ("usd", "vcu", "diem"))))
)
PERIOD_USAGE = _object(_always("usd", STRING), _always("diem", STRING))
KEY_WITH_USAGE = _object(
    *KEY.fields, _sometimes("usage", USAGE), _sometimes("currentPeriodUsage", PERIOD_USAGE)
)

RATE_LIMIT = _object(_always("amount", NUMBER), _always("type", STRING))
MODEL_LIMITS = _object(
    _sometimes("apiModelId", STRING),
    _always("rateLimits", Shape(types=("array",), items=RATE_LIMIT)),
)
BALANCES = _object(
    _sometimes("USD", NUMBER),
    _sometimes("DIEM", NUMBER),
    _sometimes("BUNDLED_CREDITS", NUMBER, "skill 2026-10-02"),
)
RATE_LIMITS_DATA = _object(
    _always("accessPermitted", BOOLEAN),
    _always("apiTier", _object(_always("id", STRING), _always("isCharged", BOOLEAN))),
    _always("balances", BALANCES),
    _always("keyExpiration", STRING_OR_NULL),
    _always("nextEpochBegins", STRING),
    _always("rateLimits", Shape(types=("array",), items=MODEL_LIMITS)),
)
LOG_ENTRY = _object(
    _always("apiKeyId", STRING),
    _always("modelId", STRING),
    _always("rateLimitTier", STRING),
    _always("rateLimitType", Shape(types=("string",), enum=RATE_LIMIT_TYPES), "spec 2026-07-30"),
    _always("timestamp", STRING),
)

_success = _always("success", BOOLEAN, PAGE)
_object_list = _always("object", Shape(types=("string",), enum=("list",)))


def _list_of(item: Shape) -> Shape:
    return _object(_always("data", Shape(types=("array",), items=item)), _object_list)


DOCUMENTED = Rules(
    requests={
        CREATE: CREATE_REQUEST,
        UPDATE: UPDATE_REQUEST,
        WEB3_CREATE: WEB3_REQUEST,
        DELETE: DELETE_REQUEST,
    },
    answers={
        LIST: _list_of(KEY_WITH_USAGE),
        CREATE: _object(_always("data", CREATED_KEY), _success),
        UPDATE: _object(_always("data", KEY), _success),
        DELETE: _object(_success),
        READ: _object(_always("data", KEY_WITH_USAGE)),
        RATE_LIMITS: _object(_always("data", RATE_LIMITS_DATA)),
        RATE_LIMIT_LOG: _list_of(LOG_ENTRY),
        WEB3_TOKEN: _object(_always("data", _object(_always("token", STRING))), _success),
        WEB3_CREATE: _object(_always("data", CREATED_KEY), _success),
    },
)
"""What the documents say, operation by operation."""
