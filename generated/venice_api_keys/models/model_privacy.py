from typing import TYPE_CHECKING

from ..types import OpenEnum


class ModelPrivacy(OpenEnum):
    """Which models a key may call by how private they are. ALL leaves every model open, PRIVATE_TEXT
    asks it of text models alone, PRIVATE_ONLY of every model.

    The server may send others: see `is_known`.
    """

    ALL = "ALL"
    PRIVATE_TEXT = "PRIVATE_TEXT"
    PRIVATE_ONLY = "PRIVATE_ONLY"
    if TYPE_CHECKING:
        VALUE_NOT_LISTED_ = "only type checkers see this: other values may come"
