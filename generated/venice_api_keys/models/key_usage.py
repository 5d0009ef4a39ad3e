from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    Codec,
    Model,
)
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(("trailingSevenDays",))


@_attrs_define(repr=False)
class KeyUsage(Fields):
    """What a key has used of late.

    Attributes:
        trailing_seven_days: What a key has used in the last seven days, as decimal texts.
        additional_properties: Fields that the contract of this client does not list.
    """

    trailing_seven_days: TrailingUsage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["trailingSevenDays"] = self.trailing_seven_days.to_dict()
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 1
        try:
            _v_trailing_seven_days = _d["trailingSevenDays"]
            if _v_trailing_seven_days.__class__ is not dict:
                _v_trailing_seven_days = _check(_d, "trailingSevenDays", "an object", Mapping)
            _f_trailing_seven_days = TrailingUsage.from_dict(_v_trailing_seven_days)
            _made = cls(_f_trailing_seven_days)
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
            "trailingSevenDays": ("trailing_seven_days", Model(TrailingUsage)),
        }
    )


from ..models.trailing_usage import TrailingUsage  # noqa: E402
