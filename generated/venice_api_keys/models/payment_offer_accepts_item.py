from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    Codec,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(())


@_attrs_define(repr=False)
class PaymentOfferAcceptsItem(Fields):
    """One way to pay"""

    _is_open: ClassVar[bool] = True

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = {_k: _wire(_v) for _k, _v in self.additional_properties.items()}
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 0
        try:
            _made = cls()
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
    return _names_of({})
