from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    TEXT,
    Codec,
    Listed,
)
from ..errors import MismatchedAnswerError
from ..models.rate_limit_type import RateLimitType
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

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


@_attrs_define(repr=False)
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
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

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
            _f_api_key_id = _d["apiKeyId"]
            if type(_f_api_key_id) is not str:
                _f_api_key_id = _check(_d, "apiKeyId", "a text", str)
            _f_model_id = _d["modelId"]
            if type(_f_model_id) is not str:
                _f_model_id = _check(_d, "modelId", "a text", str)
            _f_rate_limit_tier = _d["rateLimitTier"]
            if type(_f_rate_limit_tier) is not str:
                _f_rate_limit_tier = _check(_d, "rateLimitTier", "a text", str)
            _v_rate_limit_type = _d["rateLimitType"]
            _f_rate_limit_type = (
                _known_rate_limit_type(_v_rate_limit_type)
                if type(_v_rate_limit_type) is str
                else None
            ) or Listed(RateLimitType).read(_d, "rateLimitType")
            _f_timestamp = _d["timestamp"]
            if type(_f_timestamp) is not str:
                _f_timestamp = _check(_d, "timestamp", "a text", str)
            _made = cls(
                _f_api_key_id, _f_model_id, _f_rate_limit_tier, _f_rate_limit_type, _f_timestamp
            )
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
            "apiKeyId": ("api_key_id", TEXT),
            "modelId": ("model_id", TEXT),
            "rateLimitTier": ("rate_limit_tier", TEXT),
            "rateLimitType": ("rate_limit_type", Listed(RateLimitType)),
            "timestamp": ("timestamp", TEXT),
        }
    )
