from typing import TYPE_CHECKING

from ..types import OpenEnum


class ApiKeyType(OpenEnum):
    """What a key may reach. ADMIN reaches everything, INFERENCE only inference.

    The server may send others: see `is_known`.
    """

    INFERENCE = "INFERENCE"
    ADMIN = "ADMIN"
    if TYPE_CHECKING:
        VALUE_NOT_LISTED_ = "only type checkers see this: other values may come"
