from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..models.api_key_type import ApiKeyType
from ..models.limit_period import LimitPeriod
from ..models.model_privacy import ModelPrivacy
from ..types import UNSET, Fields, Unset, check, names_only

_known_api_key_type = {member.value: member for member in ApiKeyType}.get
_known_limit_period = {member.value: member for member in LimitPeriod}.get
_known_model_privacy = {member.value: member for member in ModelPrivacy}.get
_FIELDS: frozenset[str] = frozenset(
    (
        "apiKeyType",
        "consumptionLimits",
        "limitPeriod",
        "modelPrivacy",
        "createdAt",
        "expiresAt",
        "id",
        "last6Chars",
        "lastUsedAt",
        "description",
        "usage",
        "currentPeriodUsage",
    )
)


@_attrs_define
class ApiKeySummary(Fields):
    """A key as the list and the reading of one key show it, with what it has used.

    Attributes:
        api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only inference.
        consumption_limits: How much a key may spend in one period, for each kind of money by itself.
        limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
            default, does so each UTC day, MONTH on the first of each UTC month, LIFETIME
            never.
        model_privacy: Which models a key may call by how private they are. ALL leaves every model
            open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of every model.
        created_at: When it was made
        expires_at: When it ends; null for never
        id: What it is called in every other operation
        last_6_chars: The end of its secret
        last_used_at: When it was last used; null for not yet
        description: The text it was given
        usage: What a key has used of late.
        current_period_usage: What a limited key has used in its running period, as decimal texts.
        additional_properties: Fields that the contract of this client does not list.
    """

    api_key_type: ApiKeyType
    consumption_limits: ConsumptionLimit
    limit_period: LimitPeriod
    model_privacy: ModelPrivacy
    created_at: None | str
    expires_at: None | str
    id: str
    last_6_chars: str
    last_used_at: None | str
    description: str | Unset = UNSET
    usage: KeyUsage | Unset = UNSET
    current_period_usage: CurrentPeriodUsage | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["apiKeyType"] = str(self.api_key_type)
        _d["consumptionLimits"] = self.consumption_limits.to_dict()
        _d["limitPeriod"] = str(self.limit_period)
        _d["modelPrivacy"] = str(self.model_privacy)
        _d["createdAt"] = self.created_at
        _d["expiresAt"] = self.expires_at
        _d["id"] = self.id
        _d["last6Chars"] = self.last_6_chars
        _d["lastUsedAt"] = self.last_used_at
        if not isinstance(self.description, Unset):
            _d["description"] = self.description
        if not isinstance(self.usage, Unset):
            _d["usage"] = self.usage.to_dict()
        if not isinstance(self.current_period_usage, Unset):
            _d["currentPeriodUsage"] = self.current_period_usage.to_dict()
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 9
        try:
            _v = _d["apiKeyType"]
            api_key_type = (
                _known_api_key_type(_v) if type(_v) is str else None
            ) or ApiKeyType.read(_d, "apiKeyType")
            _v = _d["consumptionLimits"]
            if type(_v) is not dict:
                _v = check(_d, "consumptionLimits", "an object", Mapping)
            consumption_limits = ConsumptionLimit.from_dict(_v)
            _v = _d["limitPeriod"]
            limit_period = (
                _known_limit_period(_v) if type(_v) is str else None
            ) or LimitPeriod.read(_d, "limitPeriod")
            _v = _d["modelPrivacy"]
            model_privacy = (
                _known_model_privacy(_v) if type(_v) is str else None
            ) or ModelPrivacy.read(_d, "modelPrivacy")
            created_at = _d["createdAt"]
            if type(created_at) is not str and created_at is not None:
                created_at = check(_d, "createdAt", "a text or null", str, type(None))
            expires_at = _d["expiresAt"]
            if type(expires_at) is not str and expires_at is not None:
                expires_at = check(_d, "expiresAt", "a text or null", str, type(None))
            id = _d["id"]
            if type(id) is not str:
                id = check(_d, "id", "a text", str)
            last_6_chars = _d["last6Chars"]
            if type(last_6_chars) is not str:
                last_6_chars = check(_d, "last6Chars", "a text", str)
            last_used_at = _d["lastUsedAt"]
            if type(last_used_at) is not str and last_used_at is not None:
                last_used_at = check(_d, "lastUsedAt", "a text or null", str, type(None))
            description: str | Unset = UNSET
            if "description" in _d:
                _count += 1
                description = _d["description"]
                if type(description) is not str:
                    description = check(_d, "description", "a text", str)
            usage: KeyUsage | Unset = UNSET
            if "usage" in _d:
                _count += 1
                _v = _d["usage"]
                if type(_v) is not dict:
                    _v = check(_d, "usage", "an object", Mapping)
                usage = KeyUsage.from_dict(_v)
            current_period_usage: CurrentPeriodUsage | Unset = UNSET
            if "currentPeriodUsage" in _d:
                _count += 1
                _v = _d["currentPeriodUsage"]
                if type(_v) is not dict:
                    _v = check(_d, "currentPeriodUsage", "an object", Mapping)
                current_period_usage = CurrentPeriodUsage.from_dict(_v)
            made = cls(
                api_key_type,
                consumption_limits,
                limit_period,
                model_privacy,
                created_at,
                expires_at,
                id,
                last_6_chars,
                last_used_at,
                description,
                usage,
                current_period_usage,
            )
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.consumption_limit import ConsumptionLimit  # noqa: E402
from ..models.current_period_usage import CurrentPeriodUsage  # noqa: E402
from ..models.key_usage import KeyUsage  # noqa: E402
