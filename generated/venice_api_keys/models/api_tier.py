from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import Fields, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "id",
        "isCharged",
    )
)


@_attrs_define
class ApiTier(Fields):
    """The tier of an account.

    Attributes:
        id: Its name
        is_charged: Whether use is paid for as it happens
        additional_properties: Fields that the contract of this client does not list.
    """

    id: str
    is_charged: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["id"] = self.id
        _d["isCharged"] = self.is_charged
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 2
        try:
            id = _d["id"]
            if type(id) is not str:
                id = check(_d, "id", "a text", str)
            is_charged = _d["isCharged"]
            if type(is_charged) is not bool:
                is_charged = check(_d, "isCharged", "true or false", bool)
            made = cls(id, is_charged)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made
