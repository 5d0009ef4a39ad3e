from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    NUMBER,
    TEXT,
    Codec,
)
from ..codecs import number as _number
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "amount",
        "type",
    )
)


@_attrs_define(repr=False)
class RateLimit(Fields):
    """One limit of one model.

    Attributes:
        amount: How many
        type_: Of what in which time, such as RPM, RPD or TPM
        additional_properties: Fields that the contract of this client does not list.
    """

    amount: float = _attrs_field(converter=_number)
    type_: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["amount"] = self.amount
        _d["type"] = self.type_
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 2
        try:
            _f_amount = _d["amount"]
            if type(_f_amount) is not float and type(_f_amount) is not int:
                _f_amount = _check(_d, "amount", "a number", float, int)
            _f_type_ = _d["type"]
            if type(_f_type_) is not str:
                _f_type_ = _check(_d, "type", "a text", str)
            _made = cls(_f_amount, _f_type_)
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
            "amount": ("amount", NUMBER),
            "type": ("type_", TEXT),
        }
    )
