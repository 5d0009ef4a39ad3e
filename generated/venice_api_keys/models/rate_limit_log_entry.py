from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..models.rate_limit_type import RateLimitType
from ..types import Fields, check, names_only

_known_rate_limit_type = {member.value: member for member in RateLimitType}.get
_FIELDS: frozenset[str] = frozenset(
    (
        "apiKeyId",
        "modelId",
        "rateLimitTier",
        "rateLimitType",
        "timestamp",
    )
)


@_attrs_define
class RateLimitLogEntry(Fields):
    """One time that a limit was exceeded.

    Attributes:
        api_key_id: The key that did
        model_id: The model it was using
        rate_limit_tier: The tier that set the limit
        rate_limit_type: Which limit was exceeded.
        timestamp: When it happened
        additional_properties: Fields that the contract of this client does not list.
    """

    api_key_id: str
    model_id: str
    rate_limit_tier: str
    rate_limit_type: RateLimitType
    timestamp: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["apiKeyId"] = self.api_key_id
        _d["modelId"] = self.model_id
        _d["rateLimitTier"] = self.rate_limit_tier
        _d["rateLimitType"] = str(self.rate_limit_type)
        _d["timestamp"] = self.timestamp
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 5
        try:
            api_key_id = _d["apiKeyId"]
            if type(api_key_id) is not str:
                api_key_id = check(_d, "apiKeyId", "a text", str)
            model_id = _d["modelId"]
            if type(model_id) is not str:
                model_id = check(_d, "modelId", "a text", str)
            rate_limit_tier = _d["rateLimitTier"]
            if type(rate_limit_tier) is not str:
                rate_limit_tier = check(_d, "rateLimitTier", "a text", str)
            _v = _d["rateLimitType"]
            rate_limit_type = (
                _known_rate_limit_type(_v) if type(_v) is str else None
            ) or RateLimitType.read(_d, "rateLimitType")
            timestamp = _d["timestamp"]
            if type(timestamp) is not str:
                timestamp = check(_d, "timestamp", "a text", str)
            made = cls(api_key_id, model_id, rate_limit_tier, rate_limit_type, timestamp)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made
