from typing import TYPE_CHECKING

from ..types import OpenEnum


class ListMarker(OpenEnum):
    """Marks an answer as a list.

    The server may send others: see `is_known`.
    """

    LIST = "list"
    if TYPE_CHECKING:
        VALUE_NOT_LISTED_ = "only type checkers see this: other values may come"
