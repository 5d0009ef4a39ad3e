from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import MismatchedAnswerError
from ..types import UNSET, Fields, Unset, check, names_only

_FIELDS: frozenset[str] = frozenset(
    (
        "error",
        "details",
        "issues",
    )
)


@_attrs_define
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
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["error"] = self.error
        if not isinstance(self.details, Unset):
            _d["details"] = self.details.to_dict()
        if not isinstance(self.issues, Unset):
            _d["issues"] = [_item.to_dict() for _item in self.issues]
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 1
        try:
            error = _d["error"]
            if type(error) is not str:
                error = check(_d, "error", "a text", str)
            details: DetailedErrorDetails | Unset = UNSET
            if "details" in _d:
                _count += 1
                _v = _d["details"]
                if type(_v) is not dict:
                    _v = check(_d, "details", "an object", Mapping)
                details = DetailedErrorDetails.from_dict(_v)
            issues: list[DetailedErrorIssuesItem] | Unset = UNSET
            if "issues" in _d:
                _count += 1
                issues = DetailedErrorIssuesItem.read_list(_d, "issues")
            made = cls(error, details, issues)
            if len(_d) != _count:
                made.keep_unknown(_d, _FIELDS)
        except KeyError as problem:
            raise MismatchedAnswerError(_d, str(problem.args[0]), "there", absent=True) from None
        except (TypeError, ValueError, AttributeError):
            raise MismatchedAnswerError(_d, "", "an object of this kind") from None
        return made


from ..models.detailed_error_details import DetailedErrorDetails  # noqa: E402
from ..models.detailed_error_issues_item import DetailedErrorIssuesItem  # noqa: E402
