"""Changes as text, JSON, Markdown, annotations of GitHub, and SARIF. Pure."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from venice_contract.contract.comparing.change import BOUNDS_MOVED, KINDS, Change, shown
from venice_contract.contract.reading.combining import LOWER
from venice_contract.verdict import Impact, Place, counted

ORDER = (Impact.BREAKING, Impact.ADDITIVE, Impact.BENIGN)
STEPS = {Impact.BREAKING: "major", Impact.ADDITIVE: "minor", Impact.BENIGN: "patch"}
"""The number of a semantic version that a change moves, from 1.0.0 on."""

LONGEST = 100
"""Characters of a value that a line shows; JSON has all of it."""

# What oasdiff calls the changes that it knows (checker/localizations of its repository).
_BOUNDS = {
    "minimum": "min",
    "maximum": "max",
    "exclusiveMinimum": "min",
    "exclusiveMaximum": "max",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
}
_OF_OPERATION = {
    "operation-added": "endpoint-added",
    "operation-removed": "api-removed-without-deprecation",
    "operation-id-changed": "api-operation-id-removed",
    "required-parameter-added": "new-required-request-parameter",
    "parameter-added": "new-optional-request-parameter",
    "parameter-removed": "request-parameter-removed",
    "required-body-added": "added-required-request-body",
    "body-added": "added-optional-request-body",
}
_OF_VALUE = {
    "became-required": "became-required",
    "became-optional": "became-optional",
    "value-added": "enum-value-added",
    "value-removed": "enum-value-removed",
    "enum-added": "became-enum",
    "type-changed": "type-changed",
    "format-added": "type-changed",
    "format-removed": "type-changed",
    "format-changed": "type-changed",
    "null-allowed": "became-nullable",
    "null-refused": "became-not-nullable",
    "pattern-added": "pattern-added",
    "pattern-removed": "pattern-removed",
    "pattern-changed": "pattern-changed",
    "default-added": "default-value-added",
    "default-removed": "default-value-removed",
    "default-changed": "default-value-changed",
    "became-read-only": "became-read-only",
    "became-write-only": "became-write-only",
}


def gathered(found: Sequence[Change]) -> list[list[Change]]:
    """Gather changes that are the same but for their place, the worst first."""
    same: dict[tuple[object, ...], list[Change]] = {}
    for change in found:
        same.setdefault(change.spoken, []).append(change)
    return sorted(same.values(), key=lambda some: ORDER.index(some[0].impact))


def as_text(found: Sequence[Change]) -> str:
    """One line a change, then what they mean for the version; nothing for none."""
    if not found:
        return ""
    lines = [line(*some) for some in gathered(found)]
    return "\n".join([*lines, _summary(found)]) + "\n"


def as_json(found: Sequence[Change]) -> str:
    """A list of one object a place."""
    return json.dumps([_object(change) for change in found], indent=2) + "\n"


def as_markdown(found: Sequence[Change]) -> str:
    """A table a reader of a pull request takes in."""
    if not found:
        return "No change.\n"
    lines = ["| impact | change | where | before | after |", "|---|---|---|---|---|"]
    for some in gathered(found):
        change = some[0]
        cells = (change.impact, f"`{change.kind}`{_times(some)}", f"`{_where(change)}`")
        said = (_short(change.before), _short(change.after))
        values = tuple(f"`{_cell(value)}`" if value else "" for value in said)
        lines.append("| " + " | ".join((*map(_cell, cells), *values)) + " |")
    return "\n".join([*lines, "", _summary(found)]) + "\n"


def as_github(found: Sequence[Change]) -> str:
    """One annotation a change, for a workflow of GitHub."""
    lines = []
    for some in gathered(found):
        change, place = some[0], _place(some[0])
        level = "error" if change.impact is Impact.BREAKING else "notice"
        where = f" file={_property(place.file)},line={place.line},col={place.column}"
        title = f"title={_property(f'{change.impact}: {change.kind}')}"
        lines.append(f"::{level}{where},{title}::{_message(_said(*some))}")
    return "".join(f"{line}\n" for line in lines)


def as_sarif(found: Sequence[Change]) -> str:
    """A log of SARIF 2.1.0, one result a place."""
    levels = {Impact.BREAKING: "error", Impact.ADDITIVE: "note", Impact.BENIGN: "note"}
    kinds = list(dict.fromkeys(change.kind for change in found))
    rules = [{"id": kind, "shortDescription": {"text": KINDS[kind].means}} for kind in kinds]
    results = [
        {
            "ruleId": change.kind,
            "level": levels[change.impact],
            "message": {"text": _said(change)},
            "locations": [_location(_place(change))],
            "properties": _object(change),
        }
        for change in found
    ]
    driver = {"name": "venice-contract diff", "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Change]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "github": as_github,
    "sarif": as_sarif,
}
"""Every form and the function that writes it."""


def line(*places: Change) -> str:
    """Tell one change in one line, at one place or at several."""
    change = places[0]
    theirs = oasdiff_id(change)
    kind = f"{change.kind} ({theirs})" if theirs else change.kind
    moved = f"{change.old} -> {change.new}"
    parts = [f"{change.impact:8}", kind, _where(change), _values(change), moved]
    return "  ".join(part for part in parts if part) + _times(places)


def _said(*places: Change) -> str:
    change = places[0]
    means, values = KINDS[change.kind].means, _values(change)
    return f"{_where(change)}: {means}{f' ({values})' if values else ''}{_times(places)}"


def _where(change: Change) -> str:
    around = change.where if change.where not in {"body", "operation"} else ""
    called = change.operation or "the whole document"
    return " ".join(part for part in (called, change.side, around, change.field) if part)


def _values(change: Change) -> str:
    before, after = _short(change.before), _short(change.after)
    crossed = change.kind in BOUNDS_MOVED and isinstance(change.after, dict)  # it names its words
    word = f"{change.keyword} " if change.keyword and (before or after) and not crossed else ""
    if before and after:
        return f"{word}{before} -> {after}"
    if before or after:
        return f"{word}{f'-{before}' if before else f'+{after}'}"
    return ""


def _short(value: Any) -> str:
    text = " ".join(shown(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _times(places: Sequence[Change]) -> str:
    return f"  x{len(places)}" if len(places) > 1 else ""


def _summary(found: Sequence[Change]) -> str:
    counts = [(impact, sum(change.impact is impact for change in found)) for impact in ORDER]
    told = ", ".join(f"{count} {impact}" for impact, count in counts if count)
    step = STEPS[next(impact for impact, count in counts if count)]
    places = counted(len(found), "place differs", "places differ")
    return f"{places} ({told}): a {step} step of the version."


def _place(change: Change) -> Place:
    """Return where to look: in the new document, but in the old one for what is gone."""
    return change.old if change.kind.endswith("-removed") else change.new


def _object(change: Change) -> dict[str, Any]:
    return {
        "impact": change.impact.value,
        "kind": change.kind,
        "oasdiff": oasdiff_id(change),
        "operation": change.operation,
        "direction": change.direction,
        "status": change.status,
        "in": change.where,
        "path": change.field,
        "keyword": change.keyword,
        "before": change.before,
        "after": change.after,
        "old": _position(change.old),
        "new": _position(change.new),
    }


def _position(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "pointer": place.pointer}


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    uri = place.file.replace("\\", "/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _message(text: str) -> str:
    """Escape the text of a workflow command (GitHub Actions, workflow commands)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def oasdiff_id(change: Change) -> str:
    """Return what oasdiff calls a change; empty where it has no name for it, or none is known."""
    if change.kind in _OF_OPERATION:
        return _OF_OPERATION[change.kind]
    said = "request" if change.direction == "request" else "response"
    if change.kind in {"status-added", "status-removed"}:
        success = "success" if str(change.status).startswith("2") else "non-success"
        return f"response-{success}-{change.kind}"
    if change.kind in {"media-type-added", "media-type-removed"}:
        return f"{said}-{'body-' if said == 'request' else ''}{change.kind}"
    if change.kind == "deprecated" and change.where == "operation":
        return "endpoint-deprecated"
    return _of_field(change, said) if change.where != "operation" else ""


def _of_field(change: Change, said: str) -> str:
    if change.kind == "required-field-added":
        return "new-required-request-property"
    if change.kind == "field-added" and said == "request":
        return "new-optional-request-property"
    if change.kind == "field-removed" and said == "request":
        return "request-property-removed"
    what = "property" if change.path else "body"
    if change.where != "body":
        what = "parameter" if said == "request" else "header"
    how = _OF_VALUE.get(change.kind, "")
    if change.kind in BOUNDS_MOVED and change.keyword in _BOUNDS:
        more = (change.kind == "bound-tightened") == (change.keyword in LOWER)
        moved = "increased" if more else "decreased"
        if change.before is None or change.after is None:
            moved = "set" if change.before is None else "unset"
        how = f"{_BOUNDS[change.keyword]}-{moved}"
    return f"{said}-{what}-{how}" if how else ""
