from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    NULL,
    NUMBER,
    Codec,
    OneOf,
)
from ..codecs import number_none_or_unset as _number_none_or_unset
from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "usd",
        "diem",
        "vcu",
    )
)


@_attrs_define(repr=False)
class ConsumptionLimit(Fields):
    """How much a key may spend in one period, for each kind of money by itself.

    Attributes:
        usd: The most that may be spent in one period; null sets no limit. From 0 to
            9999999999.
        diem: The most that may be spent in one period; null sets no limit. From 0 to
            9999999999.
        vcu: The most that may be spent in one period; null sets no limit. From 0 to
            9999999999.
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: float | None | Unset = _attrs_field(default=UNSET, converter=_number_none_or_unset)
    diem: float | None | Unset = _attrs_field(default=UNSET, converter=_number_none_or_unset)
    vcu: float | None | Unset = _attrs_field(default=UNSET, converter=_number_none_or_unset)
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        if not isinstance(self.usd, Unset):
            _d["usd"] = self.usd
        if not isinstance(self.diem, Unset):
            _d["diem"] = self.diem
        if not isinstance(self.vcu, Unset):
            _d["vcu"] = self.vcu
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 0
        try:
            _f_usd: float | None | Unset = UNSET
            if "usd" in _d:
                _count += 1
                _f_usd = _d["usd"]
                if type(_f_usd) is not float and type(_f_usd) is not int and _f_usd is not None:
                    _f_usd = _check(_d, "usd", "a number or null", float, int, type(None))
            _f_diem: float | None | Unset = UNSET
            if "diem" in _d:
                _count += 1
                _f_diem = _d["diem"]
                if type(_f_diem) is not float and type(_f_diem) is not int and _f_diem is not None:
                    _f_diem = _check(_d, "diem", "a number or null", float, int, type(None))
            _f_vcu: float | None | Unset = UNSET
            if "vcu" in _d:
                _count += 1
                _f_vcu = _d["vcu"]
                if type(_f_vcu) is not float and type(_f_vcu) is not int and _f_vcu is not None:
                    _f_vcu = _check(_d, "vcu", "a number or null", float, int, type(None))
            _made = cls(_f_usd, _f_diem, _f_vcu)
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
            "usd": ("usd", OneOf[float | None](NUMBER, NULL)),
            "diem": ("diem", OneOf[float | None](NUMBER, NULL)),
            "vcu": ("vcu", OneOf[float | None](NUMBER, NULL)),
        }
    )
