"""The models of requests and answers, each imported on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account_rate_limits import AccountRateLimits
    from .api_key_summary import ApiKeySummary
    from .api_key_type import ApiKeyType
    from .api_tier import ApiTier
    from .balances import Balances
    from .consumption_limit import ConsumptionLimit
    from .create_api_key_request import CreateApiKeyRequest
    from .create_api_key_response import CreateApiKeyResponse
    from .create_wallet_api_key_request import CreateWalletApiKeyRequest
    from .created_api_key import CreatedApiKey
    from .current_period_usage import CurrentPeriodUsage
    from .delete_api_key_response import DeleteApiKeyResponse
    from .detailed_error import DetailedError
    from .detailed_error_details import DetailedErrorDetails
    from .detailed_error_issues_item import DetailedErrorIssuesItem
    from .get_api_key_response import GetApiKeyResponse
    from .key_usage import KeyUsage
    from .limit_period import LimitPeriod
    from .list_api_keys_response import ListApiKeysResponse
    from .list_marker import ListMarker
    from .model_privacy import ModelPrivacy
    from .model_rate_limits import ModelRateLimits
    from .payment_offer import PaymentOffer
    from .payment_offer_accepts_item import PaymentOfferAcceptsItem
    from .rate_limit import RateLimit
    from .rate_limit_log_entry import RateLimitLogEntry
    from .rate_limit_log_response import RateLimitLogResponse
    from .rate_limit_type import RateLimitType
    from .rate_limits_response import RateLimitsResponse
    from .standard_error import StandardError
    from .trailing_usage import TrailingUsage
    from .update_api_key_request import UpdateApiKeyRequest
    from .update_api_key_response import UpdateApiKeyResponse
    from .updated_api_key import UpdatedApiKey
    from .wallet_token import WalletToken
    from .wallet_token_response import WalletTokenResponse

_WHERE: dict[str, str] = {
    "AccountRateLimits": ".account_rate_limits",
    "ApiKeySummary": ".api_key_summary",
    "ApiKeyType": ".api_key_type",
    "ApiTier": ".api_tier",
    "Balances": ".balances",
    "ConsumptionLimit": ".consumption_limit",
    "CreateApiKeyRequest": ".create_api_key_request",
    "CreateApiKeyResponse": ".create_api_key_response",
    "CreateWalletApiKeyRequest": ".create_wallet_api_key_request",
    "CreatedApiKey": ".created_api_key",
    "CurrentPeriodUsage": ".current_period_usage",
    "DeleteApiKeyResponse": ".delete_api_key_response",
    "DetailedError": ".detailed_error",
    "DetailedErrorDetails": ".detailed_error_details",
    "DetailedErrorIssuesItem": ".detailed_error_issues_item",
    "GetApiKeyResponse": ".get_api_key_response",
    "KeyUsage": ".key_usage",
    "LimitPeriod": ".limit_period",
    "ListApiKeysResponse": ".list_api_keys_response",
    "ListMarker": ".list_marker",
    "ModelPrivacy": ".model_privacy",
    "ModelRateLimits": ".model_rate_limits",
    "PaymentOffer": ".payment_offer",
    "PaymentOfferAcceptsItem": ".payment_offer_accepts_item",
    "RateLimit": ".rate_limit",
    "RateLimitLogEntry": ".rate_limit_log_entry",
    "RateLimitLogResponse": ".rate_limit_log_response",
    "RateLimitType": ".rate_limit_type",
    "RateLimitsResponse": ".rate_limits_response",
    "StandardError": ".standard_error",
    "TrailingUsage": ".trailing_usage",
    "UpdateApiKeyRequest": ".update_api_key_request",
    "UpdateApiKeyResponse": ".update_api_key_response",
    "UpdatedApiKey": ".updated_api_key",
    "WalletToken": ".wallet_token",
    "WalletTokenResponse": ".wallet_token_response",
}

if not TYPE_CHECKING:  # type checkers would take any name as good

    def __getattr__(name):
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_WHERE[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *_WHERE]


__all__ = (
    "AccountRateLimits",
    "ApiKeySummary",
    "ApiKeyType",
    "ApiTier",
    "Balances",
    "ConsumptionLimit",
    "CreateApiKeyRequest",
    "CreateApiKeyResponse",
    "CreatedApiKey",
    "CreateWalletApiKeyRequest",
    "CurrentPeriodUsage",
    "DeleteApiKeyResponse",
    "DetailedError",
    "DetailedErrorDetails",
    "DetailedErrorIssuesItem",
    "GetApiKeyResponse",
    "KeyUsage",
    "LimitPeriod",
    "ListApiKeysResponse",
    "ListMarker",
    "ModelPrivacy",
    "ModelRateLimits",
    "PaymentOffer",
    "PaymentOfferAcceptsItem",
    "RateLimit",
    "RateLimitLogEntry",
    "RateLimitLogResponse",
    "RateLimitsResponse",
    "RateLimitType",
    "StandardError",
    "TrailingUsage",
    "UpdateApiKeyRequest",
    "UpdateApiKeyResponse",
    "UpdatedApiKey",
    "WalletToken",
    "WalletTokenResponse",
)
