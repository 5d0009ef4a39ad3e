from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "usd",
        "diem",
        "vcu",
    )
)


@_attrs_define
class ConsumptionLimit(Fields):
    """How much a key may spend in one period, for each kind of money by itself.

    Attributes:
        usd: The most that may be spent in one period; null sets no limit.
        diem: The most that may be spent in one period; null sets no limit.
        vcu: The most that may be spent in one period; null sets no limit.
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: float | None | Unset = UNSET
    diem: float | None | Unset = UNSET
    vcu: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

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
            usd: float | None | Unset = UNSET
            if "usd" in _d:
                _count += 1
                usd = _d["usd"]
                if type(usd) is not float and type(usd) is not int and usd is not None:
                    usd = check(_d, "usd", "a number or null", float, int, type(None))
            diem: float | None | Unset = UNSET
            if "diem" in _d:
                _count += 1
                diem = _d["diem"]
                if type(diem) is not float and type(diem) is not int and diem is not None:
                    diem = check(_d, "diem", "a number or null", float, int, type(None))
            vcu: float | None | Unset = UNSET
            if "vcu" in _d:
                _count += 1
                vcu = _d["vcu"]
                if type(vcu) is not float and type(vcu) is not int and vcu is not None:
                    vcu = check(_d, "vcu", "a number or null", float, int, type(None))
            made = cls(usd, diem, vcu)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made
