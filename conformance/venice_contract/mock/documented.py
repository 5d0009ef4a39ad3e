"""The documented tables, with the evidence beside every entry.

Sources: `page` is the vendor's page for creating a key (undated), `spec` its published OpenAPI
revisions with the date of the one that brought the fact, `guide` its prose guides as of 2026-08-22,
`skill` its skills for agents, `sdk` a third party's SDK (venice-py 2.9.0), `choice` what the mock
decided where all of them are silent.
"""

from venice_contract.mock.rules import Evidence, Field, Rules, Shape

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

REVISED = "2026-08-21"  # the newest published revision at hand
GUIDES = "2026-08-22"  # when the guides were read

PAGE = "page"
SPEC = "spec"
GUIDE = "guide"
SKILL = "skill"
SDK = "sdk"
SDK_DATE = "2026-10-01"  # the month of the release; the day is not known
CHOICE = "choice"

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


def _known(of: str, source: str, date: str = "") -> Evidence:
    return Evidence(of, source, date or {SPEC: REVISED, GUIDE: GUIDES}.get(source, ""))


def _object(*entries: Field, closed: bool = True) -> Shape:
    return Shape(types=("object",), fields=entries, closed=closed)


def _always(name: str, shape: Shape, *evidence: Evidence) -> Field:
    return Field(name, shape, required=True, evidence=evidence or (_known("field", SPEC),))


def _sometimes(name: str, shape: Shape, *evidence: Evidence) -> Field:
    return Field(name, shape, evidence=evidence or (_known("field", SPEC),))


AMOUNT = Shape(types=("number", "null"), minimum=0, maximum=MAXIMUM)
_AMOUNT_EVIDENCE = (
    _known("field", PAGE),
    _known("minimum", SPEC),
    _known("maximum", SPEC, "2026-03-11"),
    _known("null", SPEC),
)
LIMITS = _object(
    *(Field(name, AMOUNT, evidence=_AMOUNT_EVIDENCE) for name in ("usd", "diem", "vcu")),
    closed=False,
)

TYPE = Shape(types=("string",), enum=API_KEY_TYPES)
PERIOD = Shape(types=("string",), enum=LIMIT_PERIODS)
PRIVACY = Shape(types=("string",), enum=MODEL_PRIVACIES)
DESCRIPTION = Shape(types=("string",), max_length=DESCRIPTION_LENGTH)
EXPIRY = Shape(types=("string",), patterns=EXPIRY_PATTERNS)
ALLOWLIST = Shape(
    types=("array",),
    max_items=100,  # sdk
    items=Shape(types=("string",), max_length=64),  # sdk; see `addresses` for the form
)
SUBNETS = Shape(types=("array",), items=STRING)
EXPIRY_OR_NULL = Shape(types=("string", "null"), patterns=EXPIRY_PATTERNS)

_PERIOD_EVIDENCE = (
    _known("enum", PAGE),
    _known("enum", SPEC, "2026-05-07"),
    _known("default", PAGE),
)
_PRIVACY_EVIDENCE = (
    _known("enum", SPEC, "2026-08-21"),
    _known("default", CHOICE),
    _known("default", SKILL, "2026-10-02"),
)
_TYPE_EVIDENCE = (_known("enum", PAGE), _known("required", PAGE))
_DESCRIPTION_EVIDENCE = (_known("field", PAGE), _known("maxLength", SPEC, "2026-06-19"))

_type = Field("apiKeyType", TYPE, required=True, evidence=_TYPE_EVIDENCE)
_limits = Field("consumptionLimit", LIMITS, evidence=(_known("field", PAGE),))
_period = Field("limitPeriod", PERIOD, default=DEFAULT_PERIOD, evidence=_PERIOD_EVIDENCE)
_privacy = Field("modelPrivacy", PRIVACY, default=DEFAULT_PRIVACY, evidence=_PRIVACY_EVIDENCE)
_allowlist = Field(
    "ipAllowlist",
    ALLOWLIST,
    evidence=tuple(_known(of, SDK, SDK_DATE) for of in ("field", "maxItems", "maxLength")),
)
_expiry = Field("expiresAt", EXPIRY, evidence=(_known("pattern", SPEC), _known("field", PAGE)))

CREATE_REQUEST = _object(
    _type,
    Field("description", DESCRIPTION, required=True, evidence=_DESCRIPTION_EVIDENCE),
    _limits,
    _period,
    _privacy,
    _expiry,
    _allowlist,
)

UPDATE_REQUEST = _object(
    _always("id", STRING),
    Field("description", DESCRIPTION, evidence=(_known("maxLength", SPEC, "2026-06-19"),)),
    Field("consumptionLimit", LIMITS, evidence=(_known("field", SPEC),)),
    Field("limitPeriod", PERIOD, evidence=(_known("enum", SPEC, "2026-05-07"),)),
    Field("modelPrivacy", PRIVACY, evidence=(_known("enum", SPEC, "2026-08-21"),)),
    Field("expiresAt", EXPIRY_OR_NULL, evidence=(_known("pattern", SPEC), _known("null", SPEC))),
    _allowlist,
)

WEB3_REQUEST = _object(
    _type,
    Field("description", STRING, default=WEB3_DESCRIPTION, evidence=(_known("default", SPEC),)),
    _limits,
    _period,
    _privacy,
    _expiry,
    _allowlist,
    _always("address", STRING),
    _always("signature", STRING),
    _always("token", STRING),
)

DELETE_REQUEST = _object(
    # The spec calls the parameter optional (2026-08-21), but there is nothing to delete without
    # it, and the operation documents 400: the mock refuses its absence.
    Field("id", STRING, required=True, evidence=(_known("required", CHOICE),)),
    closed=False,
)

_ECHOED = (
    _always("limitPeriod", PERIOD, _known("enum", PAGE)),
    _always("modelPrivacy", PRIVACY, _known("enum", SPEC, "2026-08-21")),
    _always("expiresAt", STRING_OR_NULL, _known("field", PAGE), _known("null", SPEC)),
    _sometimes("description", STRING, _known("field", PAGE)),
    _always("id", STRING, _known("field", PAGE)),
    _sometimes("ipAllowlist", SUBNETS, _known("field", SDK, SDK_DATE)),
)
CREATED_KEY = _object(
    _always("apiKey", STRING, _known("field", PAGE)),
    _always("apiKeyType", TYPE, _known("enum", PAGE)),
    _always("consumptionLimit", LIMITS, _known("field", PAGE)),
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
    _always("trailingSevenDays", _object(*(_always(n, STRING) for n in ("usd", "vcu", "diem")))),
)
PERIOD_USAGE = _object(_always("usd", STRING), _always("diem", STRING))
KEY_WITH_USAGE = _object(
    *KEY.fields,
    _sometimes("usage", USAGE),
    _sometimes("currentPeriodUsage", PERIOD_USAGE, _known("field", SPEC)),
)

RATE_LIMIT = _object(_always("amount", NUMBER), _always("type", STRING))
MODEL_LIMITS = _object(
    _sometimes("apiModelId", STRING),
    _always("rateLimits", Shape(types=("array",), items=RATE_LIMIT)),
)
BALANCES = _object(
    _sometimes("USD", NUMBER),
    _sometimes("DIEM", NUMBER),
    _sometimes("BUNDLED_CREDITS", NUMBER, _known("field", SKILL, "2026-10-02")),
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
    _always(
        "rateLimitType",
        Shape(types=("string",), enum=RATE_LIMIT_TYPES),
        _known("enum", SPEC, "2026-07-30"),
    ),
    _always("timestamp", STRING),
)

_success = _always("success", BOOLEAN, _known("field", PAGE))
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
