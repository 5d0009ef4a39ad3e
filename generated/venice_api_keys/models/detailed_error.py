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
        "error",
        "details",
        "issues",
    )
)


@_attrs_define(repr=False)
class DetailedError(Fields):
    """What went wrong, field by field where it can be told.

    Attributes:
        error: One text for people
        details: An object a field, each with its texts in _errors
        issues: The same, as a flat list
        additional_properties: Fields that the contract of this client does not list.
    """

    error: str
    details: DetailedErrorDetails | Unset = UNSET
    issues: list[DetailedErrorIssuesItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["error"] = self.error
        if not isinstance(self.details, Unset):
            _d["details"] = self.details.to_dict()
        if not isinstance(self.issues, Unset):
            _d["issues"] = _wire(self.issues)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 1
        try:
            _f_error = _d["error"]
            if type(_f_error) is not str:
                _f_error = _check(_d, "error", "a text", str)
            _f_details: DetailedErrorDetails | Unset = UNSET
            if "details" in _d:
                _count += 1
                _v_details = _d["details"]
                if _v_details.__class__ is not dict:
                    _v_details = _check(_d, "details", "an object", Mapping)
                _f_details = DetailedErrorDetails.from_dict(_v_details)
            _f_issues: list[DetailedErrorIssuesItem] | Unset = UNSET
            if "issues" in _d:
                _count += 1
                _f_issues = DetailedErrorIssuesItem.read_list(_d, "issues")
            _made = cls(_f_error, _f_details, _f_issues)
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
            "error": ("error", TEXT),
            "details": ("details", Model(DetailedErrorDetails)),
            "issues": ("issues", ListOf(Model(DetailedErrorIssuesItem))),
        }
    )


from ..models.detailed_error_details import DetailedErrorDetails  # noqa: E402
from ..models.detailed_error_issues_item import DetailedErrorIssuesItem  # noqa: E402
