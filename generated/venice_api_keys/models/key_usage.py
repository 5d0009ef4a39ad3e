from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import Fields, check, names_only

_FIELDS: frozenset[str] = frozenset(("trailingSevenDays",))


@_attrs_define
class KeyUsage(Fields):
    """What a key has used of late.

    Attributes:
        trailing_seven_days: What a key has used in the last seven days, as decimal texts.
        additional_properties: Fields that the contract of this client does not list.
    """

    trailing_seven_days: TrailingUsage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

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
            _v = _d["trailingSevenDays"]
            if type(_v) is not dict:
                _v = check(_d, "trailingSevenDays", "an object", Mapping)
            trailing_seven_days = TrailingUsage.from_dict(_v)
            made = cls(trailing_seven_days)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.trailing_usage import TrailingUsage  # noqa: E402
