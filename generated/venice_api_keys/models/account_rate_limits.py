from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    NULL,
    TEXT,
    TRUTH,
    Codec,
    ListOf,
    Model,
    OneOf,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "accessPermitted",
        "apiTier",
        "balances",
        "keyExpiration",
        "nextEpochBegins",
        "rateLimits",
    )
)


@_attrs_define(repr=False)
class AccountRateLimits(Fields):
    """What the calling key may use.

    Attributes:
        access_permitted: Whether inference is open to it
        api_tier: The tier of an account.
        balances: What is left to spend.
        key_expiration: When the key ends; null for never
        next_epoch_begins: When the running epoch ends
        rate_limits: The limits, model by model
        additional_properties: Fields that the contract of this client does not list.
    """

    access_permitted: bool
    api_tier: ApiTier
    balances: Balances
    key_expiration: str | None
    next_epoch_begins: str
    rate_limits: list[ModelRateLimits]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["accessPermitted"] = self.access_permitted
        _d["apiTier"] = self.api_tier.to_dict()
        _d["balances"] = self.balances.to_dict()
        _d["keyExpiration"] = self.key_expiration
        _d["nextEpochBegins"] = self.next_epoch_begins
        _d["rateLimits"] = _wire(self.rate_limits)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 6
        try:
            _f_access_permitted = _d["accessPermitted"]
            if type(_f_access_permitted) is not bool:
                _f_access_permitted = _check(_d, "accessPermitted", "true or false", bool)
            _v_api_tier = _d["apiTier"]
            if _v_api_tier.__class__ is not dict:
                _v_api_tier = _check(_d, "apiTier", "an object", Mapping)
            _f_api_tier = ApiTier.from_dict(_v_api_tier)
            _v_balances = _d["balances"]
            if _v_balances.__class__ is not dict:
                _v_balances = _check(_d, "balances", "an object", Mapping)
            _f_balances = Balances.from_dict(_v_balances)
            _f_key_expiration = _d["keyExpiration"]
            if type(_f_key_expiration) is not str and _f_key_expiration is not None:
                _f_key_expiration = _check(_d, "keyExpiration", "a text or null", str, type(None))
            _f_next_epoch_begins = _d["nextEpochBegins"]
            if type(_f_next_epoch_begins) is not str:
                _f_next_epoch_begins = _check(_d, "nextEpochBegins", "a text", str)
            _f_rate_limits = ModelRateLimits.read_list(_d, "rateLimits")
            _made = cls(
                _f_access_permitted,
                _f_api_tier,
                _f_balances,
                _f_key_expiration,
                _f_next_epoch_begins,
                _f_rate_limits,
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
            "accessPermitted": ("access_permitted", TRUTH),
            "apiTier": ("api_tier", Model(ApiTier)),
            "balances": ("balances", Model(Balances)),
            "keyExpiration": ("key_expiration", OneOf[str | None](NULL, TEXT)),
            "nextEpochBegins": ("next_epoch_begins", TEXT),
            "rateLimits": ("rate_limits", ListOf(Model(ModelRateLimits))),
        }
    )


from ..models.api_tier import ApiTier  # noqa: E402
from ..models.balances import Balances  # noqa: E402
from ..models.model_rate_limits import ModelRateLimits  # noqa: E402
