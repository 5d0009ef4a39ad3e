from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    Codec,
    Listed,
    ListOf,
    Model,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..models.list_marker import ListMarker
from ..types import Fields
from ..types import names_of as _names_of

_known_list_marker = {member.value: member for member in ListMarker}.get
_FIELDS: frozenset[str] = frozenset(
    (
        "object",
        "data",
    )
)


@_attrs_define(repr=False)
class ListApiKeysResponse(Fields):
    """The active keys of an account.

    Attributes:
        object_: Marks an answer as a list.
        data: The keys
        additional_properties: Fields that the contract of this client does not list.
    """

    object_: ListMarker
    data: list[ApiKeySummary]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["object"] = str(self.object_)
        _d["data"] = _wire(self.data)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 2
        try:
            _v_object_ = _d["object"]
            _f_object_ = (
                _known_list_marker(_v_object_) if type(_v_object_) is str else None
            ) or Listed(ListMarker).read(_d, "object")
            _f_data = ApiKeySummary.read_list(_d, "data")
            _made = cls(_f_object_, _f_data)
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
            "object": ("object_", Listed(ListMarker)),
            "data": ("data", ListOf(Model(ApiKeySummary))),
        }
    )


from ..models.api_key_summary import ApiKeySummary  # noqa: E402
