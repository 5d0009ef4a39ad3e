from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    NUMBER,
    Codec,
)
from ..codecs import number_or_unset as _number_or_unset
from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "USD",
        "DIEM",
        "BUNDLED_CREDITS",
    )
)


@_attrs_define(repr=False)
class Balances(Fields):
    """What is left to spend.

    Attributes:
        usd: US dollars
        diem: Diem
        bundled_credits: Credits that came with a bundle
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: float | Unset = _attrs_field(default=UNSET, converter=_number_or_unset)
    diem: float | Unset = _attrs_field(default=UNSET, converter=_number_or_unset)
    bundled_credits: float | Unset = _attrs_field(default=UNSET, converter=_number_or_unset)
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        if not isinstance(self.usd, Unset):
            _d["USD"] = self.usd
        if not isinstance(self.diem, Unset):
            _d["DIEM"] = self.diem
        if not isinstance(self.bundled_credits, Unset):
            _d["BUNDLED_CREDITS"] = self.bundled_credits
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 0
        try:
            _f_usd: float | Unset = UNSET
            if "USD" in _d:
                _count += 1
                _f_usd = _d["USD"]
                if type(_f_usd) is not float and type(_f_usd) is not int:
                    _f_usd = _check(_d, "USD", "a number", float, int)
            _f_diem: float | Unset = UNSET
            if "DIEM" in _d:
                _count += 1
                _f_diem = _d["DIEM"]
                if type(_f_diem) is not float and type(_f_diem) is not int:
                    _f_diem = _check(_d, "DIEM", "a number", float, int)
            _f_bundled_credits: float | Unset = UNSET
            if "BUNDLED_CREDITS" in _d:
                _count += 1
                _f_bundled_credits = _d["BUNDLED_CREDITS"]
                if type(_f_bundled_credits) is not float and type(_f_bundled_credits) is not int:
                    _f_bundled_credits = _check(_d, "BUNDLED_CREDITS", "a number", float, int)
            _made = cls(_f_usd, _f_diem, _f_bundled_credits)
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
            "USD": ("usd", NUMBER),
            "DIEM": ("diem", NUMBER),
            "BUNDLED_CREDITS": ("bundled_credits", NUMBER),
        }
    )
