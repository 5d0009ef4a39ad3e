from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import Fields, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "success",
        "data",
    )
)


@_attrs_define
class WalletTokenResponse(Fields):
    """The answer to the asking for a token.

    Attributes:
        success: Whether it was done
        data: A token for a wallet to sign.
        additional_properties: Fields that the contract of this client does not list.
    """

    success: bool
    data: WalletToken
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["success"] = self.success
        _d["data"] = self.data.to_dict()
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 2
        try:
            success = _d["success"]
            if type(success) is not bool:
                success = check(_d, "success", "true or false", bool)
            _v = _d["data"]
            if type(_v) is not dict:
                _v = check(_d, "data", "an object", Mapping)
            data = WalletToken.from_dict(_v)
            made = cls(success, data)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.wallet_token import WalletToken  # noqa: E402
