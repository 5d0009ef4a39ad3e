from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..models.api_key_type import ApiKeyType
from ..models.limit_period import LimitPeriod
from ..models.model_privacy import ModelPrivacy
from ..types import UNSET, Fields, Secret, Unset, check, names_only

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
    )
)


@_attrs_define
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
        additional_properties: Fields that the contract of this client does not list.
    """

    api_key: Secret
    api_key_type: ApiKeyType
    consumption_limit: ConsumptionLimit
    limit_period: LimitPeriod
    model_privacy: ModelPrivacy
    expires_at: None | str
    id: str
    description: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

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
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 7
        try:
            _v = _d["apiKey"]
            if type(_v) is not str:
                _v = check(_d, "apiKey", "a text", Secret, str)
            api_key = _v if isinstance(_v, Secret) else Secret(_v)
            _v = _d["apiKeyType"]
            api_key_type = (
                _known_api_key_type(_v) if type(_v) is str else None
            ) or ApiKeyType.read(_d, "apiKeyType")
            _v = _d["consumptionLimit"]
            if type(_v) is not dict:
                _v = check(_d, "consumptionLimit", "an object", Mapping)
            consumption_limit = ConsumptionLimit.from_dict(_v)
            _v = _d["limitPeriod"]
            limit_period = (
                _known_limit_period(_v) if type(_v) is str else None
            ) or LimitPeriod.read(_d, "limitPeriod")
            _v = _d["modelPrivacy"]
            model_privacy = (
                _known_model_privacy(_v) if type(_v) is str else None
            ) or ModelPrivacy.read(_d, "modelPrivacy")
            expires_at = _d["expiresAt"]
            if type(expires_at) is not str and expires_at is not None:
                expires_at = check(_d, "expiresAt", "a text or null", str, type(None))
            id = _d["id"]
            if type(id) is not str:
                id = check(_d, "id", "a text", str)
            description: str | Unset = UNSET
            if "description" in _d:
                _count += 1
                description = _d["description"]
                if type(description) is not str:
                    description = check(_d, "description", "a text", str)
            made = cls(
                api_key,
                api_key_type,
                consumption_limit,
                limit_period,
                model_privacy,
                expires_at,
                id,
                description,
            )
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.consumption_limit import ConsumptionLimit  # noqa: E402
