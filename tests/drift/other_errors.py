"""How servers tell what is wrong with a request: eight habits, each in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Invalid request parameters"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a request.

    Args:
        path: the field.
        code: `enum`, `missing`, `unknown`, `most`, `least`, `longest`, else what it should be.
        bound: the bound that would have been kept.
        allowed: the values that would have been right.
    """

    path: tuple[str, ...]
    code: str
    bound: float = 0
    allowed: tuple[str, ...] = ()

    def quoted(self, mark: str, between: str) -> str:
        """Return the allowed values as text."""
        return between.join(f"{mark}{value}{mark}" for value in self.allowed)

    def text(self, texts: dict[str, str], otherwise: str) -> str:
        """Return the text for the code, filled in."""
        kind = "number" if self.code in ("most", "least") else self.code
        return texts.get(self.code, otherwise).format(
            bound=self.bound, last=self.path[-1] if self.path else "", kind=kind
        )


def told(style: str, wrong: list[Wrong]) -> dict[str, Any]:
    """Return the body of a refusal in one of the habits of `STYLES`."""
    return {"error": TITLE} | STYLES[style](wrong)


SENTENCES = {
    "missing": "is required",
    "unknown": "is not a known field",
    "most": "must not exceed {bound}",
    "least": "must be at least {bound}",
    "longest": "may have at most {bound} characters",
    "date": "is no date",
}


def _sentence(one: Wrong) -> str:
    texts = SENTENCES | {"enum": f"must be one of {one.quoted('', ', ')}"}
    return f"{'.'.join(one.path)} {one.text(texts, 'must be a {kind}')}"


def _first(wrong: list[Wrong]) -> dict[str, Any]:
    return {"error": _sentence(wrong[0])}


def _sentences(wrong: list[Wrong]) -> dict[str, Any]:
    return {"error": "; ".join(map(_sentence, wrong)) + "."}


PYDANTIC = {
    "missing": "Field required",
    "unknown": "Extra inputs are not permitted",
    "most": "Input should be less than or equal to {bound}",
    "least": "Input should be greater than or equal to {bound}",
    "longest": "String should have at most {bound} characters",
}
PYDANTIC_CONTEXT = {"most": "le", "least": "ge", "longest": "max_length"}


def _pydantic(wrong: list[Wrong]) -> dict[str, Any]:
    detail = []
    for one in wrong:
        listing = " or ".join(one.quoted("'", ", ").rsplit(", ", 1))
        text = one.text(PYDANTIC | {"enum": f"Input should be {listing}"}, "Input should be {kind}")
        issue: dict[str, Any] = {"type": one.code, "loc": ["body", *one.path], "msg": text}
        if one.code == "enum":
            issue["ctx"] = {"expected": listing}
        elif one.code in PYDANTIC_CONTEXT:
            issue["ctx"] = {PYDANTIC_CONTEXT[one.code]: one.bound}
        detail.append(issue)
    return {"detail": detail}


AJV = {
    "enum": "must be equal to one of the allowed values",
    "missing": "must have required property '{last}'",
    "unknown": "must NOT have additional properties",
    "most": "must be <= {bound}",
    "least": "must be >= {bound}",
    "longest": "must NOT have more than {bound} characters",
}
AJV_OF_THE_OBJECT = {
    "missing": ("required", "missingProperty"),
    "unknown": ("additionalProperties", "additionalProperty"),
}


def _ajv(wrong: list[Wrong]) -> dict[str, Any]:
    errors = []
    for one in wrong:
        path, keyword = one.path, one.code
        params: dict[str, Any] = {"limit": one.bound}
        if one.code in AJV_OF_THE_OBJECT:
            path, (keyword, name) = one.path[:-1], AJV_OF_THE_OBJECT[one.code]
            params = {name: one.path[-1]}
        elif one.allowed:
            params = {"allowedValues": list(one.allowed)}
        place = "".join(f"/{step}" for step in path)
        text = one.text(AJV, "must be {kind}")
        told_as = {"instancePath": place, "keyword": keyword, "params": params, "message": text}
        errors.append(told_as)
    return {"errors": errors}


ZOD3 = {
    "missing": "Required",
    "unknown": "Unrecognized key(s) in object: '{last}'",
    "most": "Number must be less than or equal to {bound}",
    "least": "Number must be greater than or equal to {bound}",
    "longest": "String must contain at most {bound} character(s)",
}
ZOD4 = {
    "missing": "Invalid input: expected value, received undefined",
    "unknown": 'Unrecognized key: "{last}"',
    "most": "Too big: expected number to be <={bound}",
    "least": "Too small: expected number to be >={bound}",
    "longest": "Too big: expected string to have <={bound} characters",
}
ZOD_BOUNDS = {
    "most": ("too_big", "maximum"),
    "longest": ("too_big", "maximum"),
    "least": ("too_small", "minimum"),
}


def _zod_text(one: Wrong, *, four: bool) -> str:
    listed = one.quoted('"', "|") if four else one.quoted("'", " | ")
    said = "Invalid option: expected one of " if four else "Invalid enum value. Expected "
    texts = (ZOD4 if four else ZOD3) | {"enum": said + listed}
    return one.text(texts, "Invalid input: expected {kind}")


def _issue(one: Wrong, *, four: bool) -> dict[str, Any]:
    issue: dict[str, Any] = {"code": "invalid_type", "path": list(one.path)}
    if one.code == "enum":
        issue["code"] = "invalid_value" if four else "invalid_enum_value"
        issue["values" if four else "options"] = list(one.allowed)
    elif one.code == "unknown":
        issue |= {"code": "unrecognized_keys", "keys": [one.path[-1]], "path": list(one.path[:-1])}
    elif one.code in ZOD_BOUNDS:
        code, name = ZOD_BOUNDS[one.code]
        issue |= {"code": code, name: one.bound, "inclusive": True}
    return issue | {"message": _zod_text(one, four=four)}


def _nested(wrong: list[Wrong]) -> dict[str, Any]:
    """What the vendor's guide shows: an object a field, with its texts in `_errors`."""
    details: dict[str, Any] = {"_errors": []}
    for one in wrong:
        node = details
        for step in one.path[:-1] if one.code == "unknown" else one.path:
            node = node.setdefault(step, {"_errors": []})
        node["_errors"].append(_zod_text(one, four=False))
    return {"details": details}


def _zod3(wrong: list[Wrong]) -> dict[str, Any]:
    return _nested(wrong) | {"issues": [_issue(one, four=False) for one in wrong]}


def _zod4(wrong: list[Wrong]) -> dict[str, Any]:
    return {"issues": [_issue(one, four=True) for one in wrong]}


STYLES: dict[str, Callable[[list[Wrong]], dict[str, Any]]] = {
    "plain": lambda _: {},
    "first": _first,
    "sentence": _sentences,
    "pydantic": _pydantic,
    "ajv": _ajv,
    "nested": _nested,
    "zod3": _zod3,
    "zod4": _zod4,
}
