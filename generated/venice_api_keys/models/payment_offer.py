from __future__ import annotations

from collections.abc import Mapping
from functools import cache as _cache
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..codecs import (
    TEXT,
    WHOLE,
    Codec,
    ListOf,
    Model,
)
from ..codecs import wire as _wire
from ..errors import MismatchedAnswerError
from ..types import Fields
from ..types import check as _check
from ..types import names_of as _names_of

_FIELDS: frozenset[str] = frozenset(
    (
        "x402Version",
        "error",
        "accepts",
    )
)


@_attrs_define(repr=False)
class PaymentOffer(Fields):
    """What a call without a key is told, by the rules of x402 - how it may be paid for.

    Attributes:
        x_402_version: The version of the protocol
        error: One text for people
        accepts: The ways to pay
        additional_properties: Fields that the contract of this client does not list.
    """

    x_402_version: int
    error: str
    accepts: list[PaymentOfferAcceptsItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        _d: dict[str, Any] = dict(self.additional_properties)
        _d["x402Version"] = self.x_402_version
        _d["error"] = self.error
        _d["accepts"] = _wire(self.accepts)
        return _d

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        _d = src_dict
        _count = 3
        try:
            _f_x_402_version = _d["x402Version"]
            if type(_f_x_402_version) is not int:
                _f_x_402_version = _check(_d, "x402Version", "a whole number", int)
            _f_error = _d["error"]
            if type(_f_error) is not str:
                _f_error = _check(_d, "error", "a text", str)
            _f_accepts = PaymentOfferAcceptsItem.read_list(_d, "accepts")
            _made = cls(_f_x_402_version, _f_error, _f_accepts)
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
            "x402Version": ("x_402_version", WHOLE),
            "error": ("error", TEXT),
            "accepts": ("accepts", ListOf(Model(PaymentOfferAcceptsItem))),
        }
    )


from ..models.payment_offer_accepts_item import PaymentOfferAcceptsItem  # noqa: E402
