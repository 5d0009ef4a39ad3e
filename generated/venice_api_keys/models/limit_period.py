from typing import TYPE_CHECKING

from ..types import OpenEnum


class LimitPeriod(OpenEnum):
    """When the spent amounts of a key start again from zero. EPOCH, the older default, does so each
    UTC day, MONTH on the first of each UTC month, LIFETIME never.

    The server may send others: see `is_known`.
    """

    EPOCH = "EPOCH"
    MONTH = "MONTH"
    LIFETIME = "LIFETIME"
    if TYPE_CHECKING:
        VALUE_NOT_LISTED_ = "only type checkers see this: other values may come"
