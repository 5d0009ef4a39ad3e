from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "USD",
        "DIEM",
    )
)


@_attrs_define
class Balances(Fields):
    """What is left to spend.

    Attributes:
        usd: US dollars
        diem: Diem
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: float | Unset = UNSET
    diem: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        if not isinstance(self.usd, Unset):
            _d["USD"] = self.usd
        if not isinstance(self.diem, Unset):
            _d["DIEM"] = self.diem
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 0
        try:
            usd: float | Unset = UNSET
            if "USD" in _d:
                _count += 1
                usd = _d["USD"]
                if type(usd) is not float and type(usd) is not int:
                    usd = check(_d, "USD", "a number", float, int)
            diem: float | Unset = UNSET
            if "DIEM" in _d:
                _count += 1
                diem = _d["DIEM"]
                if type(diem) is not float and type(diem) is not int:
                    diem = check(_d, "DIEM", "a number", float, int)
            made = cls(usd, diem)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made
