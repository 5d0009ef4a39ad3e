from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    TEXT,
    TRUTH,
    Codec,
)
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "id",
        "isCharged",
    )
)


@_attrs_define(repr=False)
class ApiTier(Fields):
    """The tier of an account.

    Attributes:
        id: Its name
        is_charged: Whether use is paid for as it happens
        additional_properties: Fields that the contract of this client does not list.
    """

    id: str
    is_charged: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

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
            _f_id = _d["id"]
            if type(_f_id) is not str:
                _f_id = _check(_d, "id", "a text", str)
            _f_is_charged = _d["isCharged"]
            if type(_f_is_charged) is not bool:
                _f_is_charged = _check(_d, "isCharged", "true or false", bool)
            _made = cls(_f_id, _f_is_charged)
            if len(_d) != _count:
                _made.keep_unknown(_d, _FIELDS)
        except KeyError as _problem:
            raise MismatchedAnswerError(_d, str(_problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return _made

    @classmethod
    def _takes(cls) -> Mapping[str, tuple[str, Codec[Any]]]:
        return _codecs()


@_cache
def _codecs() -> Mapping[str, tuple[str, Codec[Any]]]:
    return _names_of(
        {
            "id": ("id", TEXT),
            "isCharged": ("is_charged", TRUTH),
        }
    )
