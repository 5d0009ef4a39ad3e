from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "rateLimits",
        "apiModelId",
    )
)


@_attrs_define
class ModelRateLimits(Fields):
    """The limits of one model.

    Attributes:
        rate_limits: Its limits
        api_model_id: The model
        additional_properties: Fields that the contract of this client does not list.
    """

    rate_limits: list[RateLimit]
    api_model_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["rateLimits"] = [_item.to_dict() for _item in self.rate_limits]
        if not isinstance(self.api_model_id, Unset):
            _d["apiModelId"] = self.api_model_id
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 1
        try:
            rate_limits = RateLimit.read_list(_d, "rateLimits")
            api_model_id: str | Unset = UNSET
            if "apiModelId" in _d:
                _count += 1
                api_model_id = _d["apiModelId"]
                if type(api_model_id) is not str:
                    api_model_id = check(_d, "apiModelId", "a text", str)
            made = cls(rate_limits, api_model_id)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.rate_limit import RateLimit  # noqa: E402
