from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    INSTANT,
    TEXT,
    Codec,
    Listed,
    ListOf,
    Model,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..models.api_key_type import ApiKeyType
from ..models.limit_period import LimitPeriod
from ..models.model_privacy import ModelPrivacy
from ..types import UNSET, Fields, Unset
from ..types import check as _check
from ..types import names_of as _names_of

_known_api_key_type = {member.value: member for member in ApiKeyType}.get
_known_limit_period = {member.value: member for member in LimitPeriod}.get
_known_model_privacy = {member.value: member for member in ModelPrivacy}.get
_FIELDS: frozenset[str] = frozenset(
    (
        "apiKeyType",
        "description",
        "consumptionLimit",
        "limitPeriod",
        "modelPrivacy",
        "expiresAt",
        "ipAllowlist",
    )
)


@_attrs_define(repr=False)
class CreateApiKeyRequest(Fields):
    """What a new key is to be.

    Attributes:
        api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only inference.
        description: A text for people, to tell keys apart. At most 64 characters.
        consumption_limit: How much a key may spend in one period, for each kind of money by itself.
        limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
            default, does so each UTC day, MONTH on the first of each UTC month, LIFETIME
            never.
        model_privacy: Which models a key may call by how private they are. ALL leaves every model
            open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of every model.
        expires_at: When the key ends; the empty text means never.
        ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets in any.
            Known from one third-party SDK (venice-py 2.9.0) alone. At most 100 items.
        additional_properties: Fields that the contract of this client does not list.
    """

    api_key_type: ApiKeyType
    description: str
    consumption_limit: ConsumptionLimit | Unset = UNSET
    limit_period: LimitPeriod | Unset = UNSET
    model_privacy: ModelPrivacy | Unset = UNSET
    expires_at: str | Unset = UNSET
    ip_allowlist: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["apiKeyType"] = str(self.api_key_type)
        _d["description"] = self.description
        if not isinstance(self.consumption_limit, Unset):
            _d["consumptionLimit"] = self.consumption_limit.to_dict()
        if not isinstance(self.limit_period, Unset):
            _d["limitPeriod"] = str(self.limit_period)
        if not isinstance(self.model_privacy, Unset):
            _d["modelPrivacy"] = str(self.model_privacy)
        if not isinstance(self.expires_at, Unset):
            _d["expiresAt"] = self.expires_at
        if not isinstance(self.ip_allowlist, Unset):
            _d["ipAllowlist"] = _wire(self.ip_allowlist)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 2
        try:
            _v_api_key_type = _d["apiKeyType"]
            _f_api_key_type = (
                _known_api_key_type(_v_api_key_type) if type(_v_api_key_type) is str else None
            ) or Listed(ApiKeyType).read(_d, "apiKeyType")
            _f_description = _d["description"]
            if type(_f_description) is not str:
                _f_description = _check(_d, "description", "a text", str)
            _f_consumption_limit: ConsumptionLimit | Unset = UNSET
            if "consumptionLimit" in _d:
                _count += 1
                _v_consumption_limit = _d["consumptionLimit"]
                if _v_consumption_limit.__class__ is not dict:
                    _v_consumption_limit = _check(_d, "consumptionLimit", "an object", Mapping)
                _f_consumption_limit = ConsumptionLimit.from_dict(_v_consumption_limit)
            _f_limit_period: LimitPeriod | Unset = UNSET
            if "limitPeriod" in _d:
                _count += 1
                _v_limit_period = _d["limitPeriod"]
                _f_limit_period = (
                    _known_limit_period(_v_limit_period) if type(_v_limit_period) is str else None
                ) or Listed(LimitPeriod).read(_d, "limitPeriod")
            _f_model_privacy: ModelPrivacy | Unset = UNSET
            if "modelPrivacy" in _d:
                _count += 1
                _v_model_privacy = _d["modelPrivacy"]
                _f_model_privacy = (
                    _known_model_privacy(_v_model_privacy)
                    if type(_v_model_privacy) is str
                    else None
                ) or Listed(ModelPrivacy).read(_d, "modelPrivacy")
            _f_expires_at: str | Unset = UNSET
            if "expiresAt" in _d:
                _count += 1
                _f_expires_at = _d["expiresAt"]
                if type(_f_expires_at) is not str:
                    _f_expires_at = _check(_d, "expiresAt", "a text", str)
            _f_ip_allowlist: list[str] | Unset = UNSET
            if "ipAllowlist" in _d:
                _count += 1
                _f_ip_allowlist = _codec_ip_allowlist().read(_d, "ipAllowlist")
            _made = cls(
                _f_api_key_type,
                _f_description,
                _f_consumption_limit,
                _f_limit_period,
                _f_model_privacy,
                _f_expires_at,
                _f_ip_allowlist,
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
def _codec_ip_allowlist() -> Codec[list[str]]:
    return ListOf(TEXT)


@_cache
def _codecs() -> Mapping[str, tuple[str, Codec[Any]]]:
    return _names_of(
        {
            "apiKeyType": ("api_key_type", Listed(ApiKeyType)),
            "description": ("description", TEXT),
            "consumptionLimit": ("consumption_limit", Model(ConsumptionLimit)),
            "limitPeriod": ("limit_period", Listed(LimitPeriod)),
            "modelPrivacy": ("model_privacy", Listed(ModelPrivacy)),
            "expiresAt": ("expires_at", INSTANT),
            "ipAllowlist": ("ip_allowlist", _codec_ip_allowlist()),
        }
    )


from ..models.consumption_limit import ConsumptionLimit  # noqa: E402
