from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    INSTANT_OR_NONE,
    SECRET,
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
from ..types import UNSET, Fields, Secret, Unset
from ..types import check as _check
from ..types import names_of as _names_of

_known_api_key_type = {member.value: member for member in ApiKeyType}.get
_known_limit_period = {member.value: member for member in LimitPeriod}.get
_known_model_privacy = {member.value: member for member in ModelPrivacy}.get
_FIELDS: frozenset[str] = frozenset(
    (
        "apiKey",
        "apiKeyType",
        "consumptionLimit",
        "limitPeriod",
        "modelPrivacy",
        "expiresAt",
        "id",
        "description",
        "ipAllowlist",
    )
)


@_attrs_define(repr=False)
class CreatedApiKey(Fields):
    """A key on the day it was made; the only place its secret stands.

    Attributes:
        api_key: The secret, shown this once
        api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only inference.
        consumption_limit: How much a key may spend in one period, for each kind of money by itself.
        limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
            default, does so each UTC day, MONTH on the first of each UTC month, LIFETIME
            never.
        model_privacy: Which models a key may call by how private they are. ALL leaves every model
            open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of every model.
        expires_at: When it ends; null for never
        id: What it is called in every other operation
        description: The text it was given
        ip_allowlist: Subnets from which the key may be used, an address as a subnet of one; an
            empty list lets in any. Known from one third-party SDK (venice-py 2.9.0)
            alone.
        additional_properties: Fields that the contract of this client does not list.
    """

    api_key: Secret
    api_key_type: ApiKeyType
    consumption_limit: ConsumptionLimit
    limit_period: LimitPeriod
    model_privacy: ModelPrivacy
    expires_at: str | None
    id: str
    description: str | Unset = UNSET
    ip_allowlist: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["apiKey"] = self.api_key
        _d["apiKeyType"] = str(self.api_key_type)
        _d["consumptionLimit"] = self.consumption_limit.to_dict()
        _d["limitPeriod"] = str(self.limit_period)
        _d["modelPrivacy"] = str(self.model_privacy)
        _d["expiresAt"] = self.expires_at
        _d["id"] = self.id
        if not isinstance(self.description, Unset):
            _d["description"] = self.description
        if not isinstance(self.ip_allowlist, Unset):
            _d["ipAllowlist"] = _wire(self.ip_allowlist)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 7
        try:
            _f_api_key = SECRET.read(_d, "apiKey")
            _v_api_key_type = _d["apiKeyType"]
            _f_api_key_type = (
                _known_api_key_type(_v_api_key_type) if type(_v_api_key_type) is str else None
            ) or Listed(ApiKeyType).read(_d, "apiKeyType")
            _v_consumption_limit = _d["consumptionLimit"]
            if _v_consumption_limit.__class__ is not dict:
                _v_consumption_limit = _check(_d, "consumptionLimit", "an object", Mapping)
            _f_consumption_limit = ConsumptionLimit.from_dict(_v_consumption_limit)
            _v_limit_period = _d["limitPeriod"]
            _f_limit_period = (
                _known_limit_period(_v_limit_period) if type(_v_limit_period) is str else None
            ) or Listed(LimitPeriod).read(_d, "limitPeriod")
            _v_model_privacy = _d["modelPrivacy"]
            _f_model_privacy = (
                _known_model_privacy(_v_model_privacy) if type(_v_model_privacy) is str else None
            ) or Listed(ModelPrivacy).read(_d, "modelPrivacy")
            _f_expires_at = _d["expiresAt"]
            if type(_f_expires_at) is not str and _f_expires_at is not None:
                _f_expires_at = _check(_d, "expiresAt", "a text or null", str, type(None))
            _f_id = _d["id"]
            if type(_f_id) is not str:
                _f_id = _check(_d, "id", "a text", str)
            _f_description: str | Unset = UNSET
            if "description" in _d:
                _count += 1
                _f_description = _d["description"]
                if type(_f_description) is not str:
                    _f_description = _check(_d, "description", "a text", str)
            _f_ip_allowlist: list[str] | Unset = UNSET
            if "ipAllowlist" in _d:
                _count += 1
                _f_ip_allowlist = _codec_ip_allowlist().read(_d, "ipAllowlist")
            _made = cls(
                _f_api_key,
                _f_api_key_type,
                _f_consumption_limit,
                _f_limit_period,
                _f_model_privacy,
                _f_expires_at,
                _f_id,
                _f_description,
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
            "apiKey": ("api_key", SECRET),
            "apiKeyType": ("api_key_type", Listed(ApiKeyType)),
            "consumptionLimit": ("consumption_limit", Model(ConsumptionLimit)),
            "limitPeriod": ("limit_period", Listed(LimitPeriod)),
            "modelPrivacy": ("model_privacy", Listed(ModelPrivacy)),
            "expiresAt": ("expires_at", INSTANT_OR_NONE),
            "id": ("id", TEXT),
            "description": ("description", TEXT),
            "ipAllowlist": ("ip_allowlist", _codec_ip_allowlist()),
        }
    )


from ..models.consumption_limit import ConsumptionLimit  # noqa: E402
