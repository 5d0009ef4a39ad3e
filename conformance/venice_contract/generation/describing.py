"""What a schema says in numbers, as the sentence that stands in the client's docstrings. Pure."""

import json
from typing import Any

Json = dict[str, Any]

LONGEST_EXAMPLE = 60


def described(node: Json) -> None:
    """Add bounds, form and example to the description of a schema, in place."""
    said = sentences(node)
    text = str(node.get("description") or "").strip()
    if said:
        text = text if not text or text[-1] in ".!?:;" else f"{text}."
        node["description"] = " ".join([text, *said]).strip()


def sentences(node: Json) -> list[str]:
    """Say every bound of a schema, what leaving it out means, and one example."""
    found: list[str] = []
    branches = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    branches = [one for one in branches if one.get("type") != "null"]
    for part in (node, *(branches if len(branches) == 1 else ())):
        found += _bounds(part)
    absent = node.get("x-absent-means")
    if isinstance(absent, dict) and "value" in absent:
        found.append(f"Left out, it means {_short(absent['value'])}.")
    elif "default" in node:
        found.append(f"Left out, it means {_short(node['default'])}.")
    if node.get("deprecated"):
        found.append("Deprecated.")
    example = _example(node)
    if example is not None:
        found.append(f"Example: {example}.")
    return list(dict.fromkeys(found))


def _bounds(node: Json) -> list[str]:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    high = node.get("maximum", node.get("exclusiveMaximum"))
    after = "above " if "exclusiveMinimum" in node else ""
    before = "below " if "exclusiveMaximum" in node else ""
    found = [_range(low, high, after, before)] if low is not None or high is not None else []
    if "multipleOf" in node:
        found.append(f"A multiple of {_short(node['multipleOf'])}.")
    for least, most, what in (
        ("minLength", "maxLength", "character"),
        ("minItems", "maxItems", "item"),
        ("minProperties", "maxProperties", "entry"),
    ):
        if least in node or most in node:
            found.append(_count(node.get(least), node.get(most), what))
    return found


def _range(low: Any, high: Any, after: str, before: str) -> str:
    if high is None:
        return f"{'Above' if after else 'At least'} {_short(low)}."
    if low is None:
        return f"{'Below' if before else 'At most'} {_short(high)}."
    return f"From {after}{_short(low)} to {before}{_short(high)}."


def _count(least: Any, most: Any, what: str) -> str:
    several = "entries" if what == "entry" else f"{what}s"
    if most is None:
        return f"At least {least} {what if least == 1 else several}."
    if not least:
        return f"At most {most} {what if most == 1 else several}."
    return f"From {least} to {most} {several}."


def _example(node: Json) -> str | None:
    given = node.get("examples")
    value = node.get("example", given[0] if isinstance(given, list) and given else None)
    if value is None or isinstance(value, dict):
        return None
    text = _short(value)
    return text if len(text) <= LONGEST_EXAMPLE else None


def _short(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**LONGEST_EXAMPLE:
        return f"{'-' if value < 0 else ''}10^{len(str(abs(value))) - 1} and more"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return json.dumps(value, ensure_ascii=False)
