from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    TEXT,
    Codec,
)
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "usd",
        "vcu",
        "diem",
    )
)


@_attrs_define(repr=False)
class TrailingUsage(Fields):
    """What a key has used in the last seven days, as decimal texts.

    Attributes:
        usd: US dollars
        vcu: The older name of Diem, on its way out; use diem. Deprecated.
        diem: Diem
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: str
    vcu: str
    diem: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["usd"] = self.usd
        _d["vcu"] = self.vcu
        _d["diem"] = self.diem
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 3
        try:
            _f_usd = _d["usd"]
            if type(_f_usd) is not str:
                _f_usd = _check(_d, "usd", "a text", str)
            _f_vcu = _d["vcu"]
            if type(_f_vcu) is not str:
                _f_vcu = _check(_d, "vcu", "a text", str)
            _f_diem = _d["diem"]
            if type(_f_diem) is not str:
                _f_diem = _check(_d, "diem", "a text", str)
            _made = cls(_f_usd, _f_vcu, _f_diem)
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
            "usd": ("usd", TEXT),
            "vcu": ("vcu", TEXT),
            "diem": ("diem", TEXT),
        }
    )
