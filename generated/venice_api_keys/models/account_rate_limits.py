from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import Fields, check, names_only

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


@_attrs_define
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
    key_expiration: None | str
    next_epoch_begins: str
    rate_limits: list[ModelRateLimits]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["accessPermitted"] = self.access_permitted
        _d["apiTier"] = self.api_tier.to_dict()
        _d["balances"] = self.balances.to_dict()
        _d["keyExpiration"] = self.key_expiration
        _d["nextEpochBegins"] = self.next_epoch_begins
        _d["rateLimits"] = [_item.to_dict() for _item in self.rate_limits]
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 6
        try:
            access_permitted = _d["accessPermitted"]
            if type(access_permitted) is not bool:
                access_permitted = check(_d, "accessPermitted", "true or false", bool)
            _v = _d["apiTier"]
            if type(_v) is not dict:
                _v = check(_d, "apiTier", "an object", Mapping)
            api_tier = ApiTier.from_dict(_v)
            _v = _d["balances"]
            if type(_v) is not dict:
                _v = check(_d, "balances", "an object", Mapping)
            balances = Balances.from_dict(_v)
            key_expiration = _d["keyExpiration"]
            if type(key_expiration) is not str and key_expiration is not None:
                key_expiration = check(_d, "keyExpiration", "a text or null", str, type(None))
            next_epoch_begins = _d["nextEpochBegins"]
            if type(next_epoch_begins) is not str:
                next_epoch_begins = check(_d, "nextEpochBegins", "a text", str)
            rate_limits = ModelRateLimits.read_list(_d, "rateLimits")
            made = cls(
                access_permitted, api_tier, balances, key_expiration, next_epoch_begins, rate_limits
            )
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.api_tier import ApiTier  # noqa: E402
from ..models.balances import Balances  # noqa: E402
from ..models.model_rate_limits import ModelRateLimits  # noqa: E402
