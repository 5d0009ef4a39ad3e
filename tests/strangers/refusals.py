"""What is wrong with a request, and how servers tell it: each in the words of its library."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

TITLE = "Invalid request parameters"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong.

    Args:
        path: the field; of a missing or unknown one, its own path.
        code: the keyword of JSON Schema that is broken.
    """

    path: Path
    code: str
    limit: Any = None
    value: Any = None

    @property
    def name(self) -> str:
        """The field as people write it."""
        return ".".join(map(str, self.path)) or "body"

    @property
    def expected(self) -> str:
        """The wanted type, as one word."""
        kinds = self.limit if isinstance(self.limit, list) else [self.limit or "value"]
        return " or ".join(str(kind) for kind in kinds if kind != "null") or "value"

    @property
    def received(self) -> str:
        """The type of what was sent, as JavaScript calls it."""
        if isinstance(self.value, bool):
            return "boolean"
        names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
        return names.get(type(self.value), "null")


def issues(errors: Iterable[jsonschema_rs.ValidationError]) -> list[Issue]:
    """Return what a validator found, missing and unknown names one by one."""
    found = []
    for error in errors:
        told = error.kind.as_dict()
        name = error.kind.name
        path = tuple(error.instance_path)
        if name == "required":
            found.append(Issue((*path, told["property"]), name))
        elif name in ("additionalProperties", "unevaluatedProperties"):
            found.extend(Issue((*path, one), "additionalProperties") for one in told["unexpected"])
        elif name in ("anyOf", "oneOf") and not path and isinstance(error.instance, dict):
            found.extend(_nearest(error) or [Issue(path, name)])
        else:
            found.append(Issue(path, name, _limit(told), error.instance))
    return found


def _nearest(error: jsonschema_rs.ValidationError) -> list[Issue]:
    """Return what is wrong by the branch that an object is likeliest to be meant by."""
    of_branches = [issues(some) for some in error.kind.as_dict()["context"]]
    told = [some for some in of_branches if not {"const", "enum"} & {one.code for one in some}]
    return min(told or of_branches, key=len)


def _limit(told: dict[str, Any]) -> Any:
    names = ("limit", "options", "types", "expected_value", "pattern", "format", "multiple_of")
    return next((told[name] for name in names if name in told), None)


def _listed(issue: Issue, mark: str, between: str) -> str:
    values = issue.limit if isinstance(issue.limit, list) else [issue.limit]
    return between.join(f"{mark}{v}{mark}" if isinstance(v, str) else str(v) for v in values)


def _zod3(issue: Issue) -> str:
    of = {"string": "String", "array": "Array"}.get(issue.received, "Number")
    unit = {"string": "character(s)", "array": "element(s)"}.get(issue.received, "")
    texts = {
        "required": "Required",
        "additionalProperties": f"Unrecognized key(s) in object: '{(issue.path or [''])[-1]}'",
        "enum": f"Invalid enum value. Expected {_listed(issue, chr(39), ' | ')}, "
        f"received '{issue.value}'",
        "type": f"Expected {issue.expected}, received {issue.received}",
        "minimum": f"Number must be greater than or equal to {issue.limit}",
        "maximum": f"Number must be less than or equal to {issue.limit}",
        "exclusiveMinimum": f"Number must be greater than {issue.limit}",
        "exclusiveMaximum": f"Number must be less than {issue.limit}",
        "multipleOf": f"Number must be a multiple of {issue.limit}",
        "const": f"Invalid literal value, expected {json.dumps(issue.limit)}",
        "format": f"Invalid {issue.limit}",
        "pattern": "Invalid",
    }
    for keyword, word in (("min", "at least"), ("max", "at most")):
        for tail in ("Length", "Items"):
            texts[keyword + tail] = f"{of} must contain {word} {issue.limit} {unit}"
    return texts.get(issue.code, "Invalid input")


def _zod4(issue: Issue) -> str:
    of = {"string": "string", "array": "array"}.get(issue.received, "number")
    unit = {"string": " characters", "array": " items"}.get(issue.received, "")
    verb = "to be" if of == "number" else "to have"
    small, big = f"Too small: expected {of} {verb} ", f"Too big: expected {of} {verb} "
    texts = {
        "required": "Invalid input: expected nonoptional, received undefined",
        "additionalProperties": f'Unrecognized key: "{(issue.path or [""])[-1]}"',
        "enum": f"Invalid option: expected one of {_listed(issue, chr(34), '|')}",
        "type": f"Invalid input: expected {issue.expected}, received {issue.received}",
        "exclusiveMinimum": f"{small}>{issue.limit}",
        "exclusiveMaximum": f"{big}<{issue.limit}",
        "multipleOf": f"Invalid number: must be a multiple of {issue.limit}",
        "const": f"Invalid input: expected {json.dumps(issue.limit)}",
        "format": f"Invalid {issue.limit}",
        "pattern": f"Invalid string: must match pattern /{issue.limit}/",
    }
    for keyword in ("minimum", "minLength", "minItems"):
        texts[keyword] = f"{small}>={issue.limit}{unit}"
    for keyword in ("maximum", "maxLength", "maxItems"):
        texts[keyword] = f"{big}<={issue.limit}{unit}"
    return texts.get(issue.code, "Invalid input")


PYDANTIC = {
    "required": "Field required",
    "additionalProperties": "Extra inputs are not permitted",
    "minimum": "Input should be greater than or equal to {limit}",
    "maximum": "Input should be less than or equal to {limit}",
    "exclusiveMinimum": "Input should be greater than {limit}",
    "exclusiveMaximum": "Input should be less than {limit}",
    "multipleOf": "Input should be a multiple of {limit}",
    "minLength": "String should have at least {limit} characters",
    "maxLength": "String should have at most {limit} characters",
    "minItems": "List should have at least {limit} items after validation",
    "maxItems": "List should have at most {limit} items after validation",
    "pattern": "String should match pattern '{limit}'",
    "type": "Input should be a valid {expected}",
}
PYDANTIC_TYPES = {
    "required": "missing",
    "additionalProperties": "extra_forbidden",
    "minimum": "greater_than_equal",
    "maximum": "less_than_equal",
    "minLength": "string_too_short",
    "maxLength": "string_too_long",
    "minItems": "too_short",
    "maxItems": "too_long",
    "pattern": "string_pattern_mismatch",
    "enum": "enum",
}
PYDANTIC_CONTEXT = {
    "minimum": "ge",
    "maximum": "le",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
}

SENTENCES = {
    "required": "{name} is required",
    "additionalProperties": "{name} is not allowed",
    "enum": "{name} must be one of {listed}",
    "type": "{name} must be a {expected}",
    "minimum": "{name} must be at least {limit}",
    "maximum": "{name} must be at most {limit}",
    "minLength": "{name} must have at least {limit} characters",
    "maxLength": "{name} must have at most {limit} characters",
    "minItems": "{name} must have at least {limit} entries",
    "maxItems": "{name} must have at most {limit} entries",
}
GERMAN = {
    "required": "Das Feld {name} fehlt",
    "additionalProperties": "Das Feld {name} ist unbekannt",
    "enum": "{name} muss eines von {listed} sein",
    "minimum": "{name} muss mindestens {limit} sein",
    "maximum": "{name} darf höchstens {limit} sein",
    "maxLength": "{name} darf höchstens {limit} Zeichen haben",
}
AJV = {
    "required": "must have required property '{last}'",
    "additionalProperties": "must NOT have additional properties",
    "enum": "must be equal to one of the allowed values",
    "type": "must be {expected}",
    "minimum": "must be >= {limit}",
    "maximum": "must be <= {limit}",
    "minLength": "must NOT have fewer than {limit} characters",
    "maxLength": "must NOT have more than {limit} characters",
    "minItems": "must NOT have fewer than {limit} items",
    "maxItems": "must NOT have more than {limit} items",
    "pattern": 'must match pattern "{limit}"',
    "format": 'must match format "{limit}"',
}


JOI = {
    "required": '"{name}" is required',
    "additionalProperties": '"{name}" is not allowed',
    "enum": '"{name}" must be one of [{listed}]',
    "type": '"{name}" must be a {expected}',
    "minimum": '"{name}" must be greater than or equal to {limit}',
    "maximum": '"{name}" must be less than or equal to {limit}',
    "minLength": '"{name}" length must be at least {limit} characters long',
    "maxLength": '"{name}" length must be less than or equal to {limit} characters long',
    "maxItems": '"{name}" must contain less than or equal to {limit} items',
}
RAILS = {
    "required": "can't be blank",
    "additionalProperties": "is not permitted",
    "enum": "is not included in the list",
    "minimum": "must be greater than or equal to {limit}",
    "maximum": "must be less than or equal to {limit}",
    "maxLength": "is too long (maximum is {limit} characters)",
    "maxItems": "is too long (maximum is {limit} items)",
}


def _filled(texts: dict[str, str], issue: Issue, otherwise: str) -> str:
    return texts.get(issue.code, otherwise).format(
        name=issue.name,
        last=issue.path[-1] if issue.path else "",
        limit=issue.limit,
        expected=issue.expected,
        listed=_listed(issue, "", ", "),
    )


def _issue(issue: Issue, *, four: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"code": "invalid_type", "path": list(issue.path)}
    if issue.code == "enum":
        told["code"] = "invalid_value" if four else "invalid_enum_value"
        told["values" if four else "options"] = issue.limit
    elif issue.code == "additionalProperties":
        told |= {"code": "unrecognized_keys", "keys": [issue.path[-1]]}
        told["path"] = list(issue.path[:-1])
    elif issue.code[:3] in ("min", "max") and issue.limit is not None:
        low = issue.code.startswith("min")
        told["code"] = "too_small" if low else "too_big"
        told |= {"minimum" if low else "maximum": issue.limit, "inclusive": True}
    elif issue.code == "required":
        told |= {"expected": "string", "received": "undefined"}
    elif issue.code == "type":
        told |= {"expected": issue.expected, "received": issue.received}
    elif issue.code in ("anyOf", "oneOf"):
        told["code"] = "invalid_union"
    else:
        told["code"] = "invalid_string"
    return told | {"message": _zod4(issue) if four else _zod3(issue)}


def _tree(found: list[Issue], text: Callable[[Issue], str]) -> dict[str, Any]:
    root: dict[str, Any] = {"_errors": []}
    for issue in found:
        node = root
        known = issue.path[:-1] if issue.code == "additionalProperties" else issue.path
        for step in known:
            node = node.setdefault(str(step), {"_errors": []})
        node["_errors"].append(text(issue))
    return root


def _treeified(found: list[Issue]) -> dict[str, Any]:
    root: dict[str, Any] = {"errors": []}
    for issue in found:
        node = root
        known = issue.path[:-1] if issue.code == "additionalProperties" else issue.path
        for step in known:
            if isinstance(step, int):
                items = node.setdefault("items", [])
                items.extend({"errors": []} for _ in range(step + 1 - len(items)))
                node = items[step]
            else:
                node = node.setdefault("properties", {}).setdefault(step, {"errors": []})
        node["errors"].append(_zod4(issue))
    return root


def _prettified(found: list[Issue]) -> str:
    lines = []
    for issue in found:
        known = issue.path[:-1] if issue.code == "additionalProperties" else issue.path
        place = f"\n  → at {'.'.join(map(str, known))}" if known else ""
        lines.append(f"✖ {_zod4(issue)}{place}")
    return "\n".join(lines)


def _flattened(found: list[Issue]) -> dict[str, Any]:
    fields: dict[str, list[str]] = {}
    form: list[str] = []
    for issue in found:
        known = issue.path[:-1] if issue.code == "additionalProperties" else issue.path
        (fields.setdefault(str(known[0]), []) if known else form).append(_zod4(issue))
    return {"formErrors": form, "fieldErrors": fields}


def _pydantic(found: list[Issue]) -> dict[str, Any]:
    detail = []
    for issue in found:
        quoted = _listed(issue, "'", ", ")
        head, comma, tail = quoted.rpartition(", ")
        listing = f"{head} or {tail}" if comma else tail
        texts = PYDANTIC | {"enum": f"Input should be {listing}"}
        told: dict[str, Any] = {
            "type": PYDANTIC_TYPES.get(issue.code, f"{issue.expected}_type"),
            "loc": ["body", *issue.path],
            "msg": _filled({k: t for k, t in texts.items() if k != "enum"}, issue, "Invalid value")
            if issue.code != "enum"
            else texts["enum"],
            "input": issue.value,
        }
        if issue.code == "enum":
            told["ctx"] = {"expected": listing}
        elif issue.code in PYDANTIC_CONTEXT:
            told["ctx"] = {PYDANTIC_CONTEXT[issue.code]: issue.limit}
        detail.append(told)
    return {"detail": detail}


def _ajv(found: list[Issue]) -> dict[str, Any]:
    errors = []
    for issue in found:
        path, params = issue.path, {"limit": issue.limit}
        if issue.code == "required":
            path, params = issue.path[:-1], {"missingProperty": issue.path[-1]}
        elif issue.code == "additionalProperties":
            path, params = issue.path[:-1], {"additionalProperty": issue.path[-1]}
        elif issue.code == "enum":
            params = {"allowedValues": issue.limit}
        errors.append(
            {
                "instancePath": "".join(f"/{step}" for step in path),
                "keyword": issue.code,
                "params": params,
                "message": _filled(AJV, issue, "must be valid"),
            }
        )
    return {"error": "Validation failed", "errors": errors}


GO_TYPES = {"integer": "int", "number": "float64", "boolean": "bool", "array": "[]string"}


def _go(found: list[Issue]) -> dict[str, Any]:
    issue = found[0]
    last = issue.path[-1] if issue.path else ""
    if issue.code == "type":
        kind = GO_TYPES.get(issue.expected, issue.expected)
        text = (
            f"json: cannot unmarshal {issue.received} into Go struct field "
            f"CreateRequest.{issue.name} of type {kind}"
        )
    elif issue.code == "additionalProperties":
        text = f'json: unknown field "{last}"'
    else:
        tags = {"enum": "oneof", "minimum": "gte", "maximum": "lte", "maxLength": "max"}
        tag = tags.get(issue.code, issue.code.lower())
        text = (
            f"Key: 'CreateRequest.{issue.name}' Error:Field validation for '{last}' "
            f"failed on the '{tag}' tag"
        )
    return {"error": text}


def _joi(found: list[Issue]) -> dict[str, Any]:
    text = ". ".join(_filled(JOI, issue, '"{name}" is invalid') for issue in found)
    keys = [issue.name for issue in found]
    told = {"body": {"source": "body", "keys": keys, "message": text}}
    return {"error": "Bad Request", "message": text, "validation": told}


def _rails(found: list[Issue]) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for issue in found:
        errors.setdefault(_snake(issue.name), []).append(_filled(RAILS, issue, "is invalid"))
    return {"error": TITLE, "errors": errors}


def _aspnet(found: list[Issue]) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for issue in found:
        name = ".".join(str(step)[:1].upper() + str(step)[1:] for step in issue.path)
        wrong = "is required" if issue.code == "required" else "is invalid"
        key, text = name, f"The {name} field {wrong}."
        if issue.code in ("type", "enum", "additionalProperties"):
            key = f"$.{issue.name}"
            text = f"The JSON value could not be converted. Path: {key} | LineNumber: 0."
        errors.setdefault(key, []).append(text)
    title = "One or more validation errors occurred."
    return {"error": title, "title": title, "status": 400, "errors": errors}


def _google(found: list[Issue]) -> dict[str, Any]:
    fields = [{"field": _snake(issue.name), "description": "is not valid"} for issue in found]
    kind = "type.googleapis.com/google.rpc.BadRequest"
    told = [{"@type": kind, "fieldViolations": fields}]
    return {"error": "INVALID_ARGUMENT", "code": 3, "message": TITLE, "violations": told}


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", name)


def _japanese(found: list[Issue]) -> dict[str, Any]:
    return {"error": "、".join(f"{issue.name}が正しくありません" for issue in found)}


def _sentences(found: list[Issue], texts: dict[str, str], otherwise: str) -> str:
    return "; ".join(_filled(texts, issue, otherwise) for issue in found) + "."


def _vendor(found: list[Issue]) -> dict[str, Any]:
    return {
        "error": TITLE,
        "details": _tree(found, _zod3),
        "issues": [_issue(one, four=False) for one in found],
    }


STYLES: dict[str, Callable[[list[Issue]], dict[str, Any]]] = {
    "vendor": _vendor,
    "zod3-format": lambda found: {"error": TITLE, "details": _tree(found, _zod3)},
    "zod3-issues": lambda found: {
        "error": TITLE,
        "issues": [_issue(one, four=False) for one in found],
    },
    "zod3-text": lambda found: {
        "error": json.dumps([_issue(one, four=False) for one in found], indent=2)
    },
    "zod4-issues": lambda found: {
        "error": TITLE,
        "issues": [_issue(one, four=True) for one in found],
    },
    "zod4-tree": lambda found: {"error": TITLE, "details": _treeified(found)},
    "zod4-pretty": lambda found: {"error": _prettified(found)},
    "zod4-flat": lambda found: {"error": TITLE, "details": _flattened(found)},
    "pydantic": lambda found: {"error": TITLE} | _pydantic(found),
    "ajv": _ajv,
    "go": _go,
    "joi": _joi,
    "rails": _rails,
    "aspnet": _aspnet,
    "google": _google,
    "sentences": lambda found: {"error": _sentences(found, SENTENCES, "{name} is invalid")},
    "german": lambda found: {"error": _sentences(found, GERMAN, "{name} ist ungültig")},
    "japanese": _japanese,
    "one-name": lambda found: {"error": _sentences(found[-1:], {}, "{name} : valeur refusée")},
    "silent": lambda _: {"error": TITLE},
}
"""Every habit, by name; `vendor` is what the vendor's guide and skill show."""


def told(style: str, found: list[Issue], *, fail_fast: bool = False) -> dict[str, Any]:
    """Return the body of a refusal, with the first thing alone where a server looks no further."""
    return STYLES[style](found[:1] if fail_fast else found)
