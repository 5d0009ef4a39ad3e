from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import Fields, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "usd",
        "vcu",
        "diem",
    )
)


@_attrs_define
class TrailingUsage(Fields):
    """What a key has used in the last seven days, as decimal texts.

    Attributes:
        usd: US dollars
        vcu: The older name of Diem, on its way out; use diem.
        diem: Diem
        additional_properties: Fields that the contract of this client does not list.
    """

    usd: str
    vcu: str
    diem: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

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
            usd = _d["usd"]
            if type(usd) is not str:
                usd = check(_d, "usd", "a text", str)
            vcu = _d["vcu"]
            if type(vcu) is not str:
                vcu = check(_d, "vcu", "a text", str)
            diem = _d["diem"]
            if type(diem) is not str:
                diem = check(_d, "diem", "a text", str)
            made = cls(usd, vcu, diem)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made
