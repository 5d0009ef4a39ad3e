from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    TEXT,
    Codec,
    ListOf,
    Model,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "rateLimits",
        "apiModelId",
    )
)


@_attrs_define(repr=False)
class ModelRateLimits(Fields):
    """The limits of one model.

    Attributes:
        rate_limits: Its limits
        api_model_id: The model
        additional_properties: Fields that the contract of this client does not list.
    """

    rate_limits: list[RateLimit]
    api_model_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["rateLimits"] = _wire(self.rate_limits)
        if not isinstance(self.api_model_id, Unset):
            _d["apiModelId"] = self.api_model_id
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 1
        try:
            _f_rate_limits = RateLimit.read_list(_d, "rateLimits")
            _f_api_model_id: str | Unset = UNSET
            if "apiModelId" in _d:
                _count += 1
                _f_api_model_id = _d["apiModelId"]
                if type(_f_api_model_id) is not str:
                    _f_api_model_id = _check(_d, "apiModelId", "a text", str)
            _made = cls(_f_rate_limits, _f_api_model_id)
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
            "rateLimits": ("rate_limits", ListOf(Model(RateLimit))),
            "apiModelId": ("api_model_id", TEXT),
        }
    )


from ..models.rate_limit import RateLimit  # noqa: E402
