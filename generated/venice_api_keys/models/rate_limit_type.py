from typing import TYPE_CHECKING

from ..types import OpenEnum


class RateLimitType(OpenEnum):
    """Which limit was exceeded.

    The server may send others: see `is_known`.
    """

    RPD = "RPD"
    RPM = "RPM"
    TPM = "TPM"
    FAILED_REQUESTS = "FAILED_REQUESTS"
    UNSUPPORTED_FEATURE_REQUESTS = "UNSUPPORTED_FEATURE_REQUESTS"
    if TYPE_CHECKING:
        VALUE_NOT_LISTED_ = "only type checkers see this: other values may come"
