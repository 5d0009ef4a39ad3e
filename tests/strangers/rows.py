"""Rows of tables as additions and lies: what their words mean.

An addition says what it is (`says`), which fields it brings (`field`, of its own name, or several),
which `parameters` of operations and `actions` on a key, and which lies are told about it. A schema
with properties and no type is an object that has no others. A lie is a merge patch (RFC 7396) of
the schema that it is about, so that `~` takes a keyword away, where no word of `WORDS` says more.
"""

import copy
import html
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.strangers.bending import Bent
from tests.strangers.fragments import (
    INVALID,
    NOTHING,
    Json,
    a_parameter,
    add_field,
    add_operation_on_a_key,
    operation,
    patched,
    requests_of,
    told,
)
from tests.strangers.lies import (
    BECOMES,
    DOES,
    TAKEN,
    Addition,
    Edit,
    Lie,
    also_takes,
    always,
    answered,
    answers,
    changes_nothing,
    drops,
    hears,
    hides,
    ignores,
    inner,
    means,
    says_after,
    shows,
    status,
    stays,
    stores,
    takes,
    unknown,
)
from tests.strangers.manners import Manners
from tests.tables import table

REASONS = {
    "becomes": BECOMES,
    "taken": TAKEN,
    "does": DOES,
    "gone": "whether an operation is gone for good is for a person to say",
    "any page": "no schema says which page shows a key",
    "any parameter": "no schema says what a parameter does",
}
"""Why lies of some kinds have no edit, by a word."""


def each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make something else of all that a list or a map holds."""

    def edit(whole: Any) -> Any:
        if isinstance(whole, dict):
            return {name: function(one) for name, one in whole.items()}
        return [function(one) for one in whole]

    return edit


def _swapped(limits: Any) -> Any:
    names = {"usd": "diem", "diem": "usd"}
    return {names.get(unit, unit): amount for unit, amount in (limits or {}).items()}


def _or_nothing(limits: Any) -> Json:
    """Return limits as they were sent, none where anything in them is wrong."""
    amounts: list[Any] = list(limits.values()) if isinstance(limits, dict) else [""]
    right = (one is None or (type(one) in {int, float} and 0 <= one <= MOST) for one in amounts)
    return limits if all(right) else {}


MOST = 9999999999
REMADE: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "number": float,
    "whole number": int,
    "boolean": bool,
    "object": lambda v: {"name": v},
    "list": lambda v: [v] if isinstance(v, str) else v,
    "number of base 16": lambda v: int(v, 16),
    "text of JSON": lambda v: str(v).lower(),
    "small letters": str.lower,
    "capitals": str.upper,
    "trimmed": str.strip,
    "without dashes": lambda v: v.replace("-", ""),
    "first ten": lambda v: v[:10],
    "first 64": lambda v: v[:64],
    "first alone": lambda v: v[:1],
    "reversed": lambda v: v[::-1],
    "sorted": sorted,
    "joined by commas": ",".join,
    "nothing as null": lambda v: v or None,
    "nothing as 0": lambda v: v or 0,
    "nothing as FREE": lambda v: v or "FREE",
    "hundreds": lambda v: round(v, -2),
    "quarters": lambda v: max(0.25, int(v * 4) / 4),
    "texts inside": each(str),
    "capitals inside": each(str.upper),
    "small letters inside": each(str.lower),
    "7 inside": lambda v: dict.fromkeys(v, 7) if isinstance(v, dict) else v,
    "sorted values": lambda v: sorted(v.values()),
    "names with -x": lambda v: {f"{name}-x": one for name, one in v.items()},
    "escaped": html.escape,
    "accents apart": lambda v: unicodedata.normalize("NFD", v),
    "first twenty": lambda v: v[:20],
    "the day alone": lambda v: (v or "")[:10],
    "masked": lambda v: v[:3] + "*" * 20 + v[-6:],
    "dollars and Diem swapped": _swapped,
    "without zeros": lambda v: {unit: amount for unit, amount in v.items() if amount},
    "whole Diem": lambda v: {u: round(a) if u == "diem" and a else a for u, a in v.items()},
    "nothing where wrong": _or_nothing,
    "with READ": lambda v: sorted({*v, "READ"}),
    "models alone": each(lambda one: {"model": one["model"]}),
    "retries as texts": each(
        lambda one: {name: str(v) if name == "retries" else v for name, v in one.items()}
    ),
    "daily requests doubled": inner("daily", "requests", value=lambda v: 2 * v),
    "of kind webhook": inner("kind", value="webhook"),
}
"""What may become of a value, by a name."""


def _nodes(data: Json, name: str) -> list[Json]:
    """Return the schemas of a field in requests, or of a parameter, to be edited."""
    return requests_of(data, name) or [one["schema"] for one in _parameters(data, name)]


def _parameters(data: Json, name: str) -> list[Json]:
    operations = [node for item in data["paths"].values() for node in item.values()]
    known = [
        one for node in operations if isinstance(node, dict) for one in node.get("parameters", ())
    ]
    return [one for one in known if one.get("name") == name]


def _says(name: str, patch: Json) -> Edit:
    return lambda data: [patched(node, patch) for node in _nodes(data, name)]


def _closed(node: Any) -> Any:
    """Return a schema in full: what has properties and no type is an object that has no others."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "properties" in node and "type" not in node:
        node = {"type": "object", "additionalProperties": False, **node}
        node["properties"] = {name: _closed(one) for name, one in node["properties"].items()}
    inner = ("items", "additionalProperties", "anyOf", "oneOf")
    return node | {keyword: _closed(node[keyword]) for keyword in inner if keyword in node}


def _schemas(patches: Json) -> Edit:
    def edit(data: Json) -> None:
        known = data["components"]["schemas"]
        for name, patch in patches.items():
            new = name not in known
            known[name] = told(_closed(patch)) if new else patched(known[name], patch)
            known[name].setdefault("description", f"The {name}")

    return edit


def _action(row: Json) -> Edit:
    """Add an operation on a key."""
    name, body = row["name"], row.get("body")

    def edit(data: Json) -> None:
        add_operation_on_a_key(data, row["method"], row["step"], name, name, row["answer"])
        if body:
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
            operation(data, name)["requestBody"] = {"required": True, "content": content}

    return edit


def _operations(patches: Json) -> Edit:
    return lambda data: [patched(operation(data, name), patch) for name, patch in patches.items()]


def _demanded(name: str) -> Edit:
    return lambda data: [one.update(required=True) for one in _parameters(data, name)]


WORDS: dict[str, Callable[[str, Any], Edit | Bent]] = {
    "takes": takes,
    "also": also_takes,
    "means": means,
    "unknown": lambda name, _: unknown(name),
    "demanded": lambda name, _: _demanded(name),
    "create": lambda _, patch: _schemas({"CreateApiKeyRequest": patch}),
    "update": lambda _, patch: _schemas({"UpdateApiKeyRequest": patch}),
    "schemas": lambda _, patches: _schemas(patches),
    "operations": lambda _, patches: _operations(patches),
    "status": lambda _, moved: status(*moved),
    "answers": lambda _, said: answers(*said),
    "answered": lambda _, said: answered(*said),
    "guarded": lambda _, name: _operations({name: {"security": [{"BearerAuth": []}]}}),
    "unguarded": lambda _, name: _operations({name: {"security": []}}),
    "refuses": lambda _, name: _operations({name: {"responses": {"400": INVALID}}}),
    "ignores": lambda _, named: ignores(*named),
    "unheard": lambda _, named: hears(named[0], lambda values: values.pop(named[1], None)),
    "stays": lambda _, name: says_after(name, stays),
    "forgets": lambda *_: Bent(keeps=changes_nothing),
    "always": always,
    "stores": lambda name, how: stores(name, REMADE[how]),
    "shows": lambda name, how: shows(name, REMADE[how]),
    "told": lambda name, value: shows(name, lambda _: value),
    "loses": lambda name, steps: stores(name, inner(*steps, value=NOTHING)),
    "drops": lambda name, roles: drops(name, roles or "create change"),
    "hides": lambda name, roles: hides(name, roles or ""),
}
"""What a server does, by a word: it is given the name of the field, and what stands in the row."""


def does(row: Json, name: str) -> list[Edit | Bent]:
    """Return what a row makes a server do about a field; what is no word patches its schema."""
    made = [WORDS[word](name, value) for word, value in row.items() if word in WORDS]
    patch = {keyword: value for keyword, value in row.items() if keyword not in WORDS}
    return [_says(name, patch), *made] if patch else made


def lie(name: str, row: str | Json, at: tuple[str, ...], *more: Edit | Bent) -> Lie:
    """Return a lie of a table; it is about the first of its places where it names no field."""
    row = {row: None} if isinstance(row, str) else dict(row)
    named = row.pop("at", at)
    named = PLACES.get(named, (named,)) if isinstance(named, str) else tuple(named)
    about = row.pop("of", next(iter(named), ""))
    why = {word: row.pop(word, "") for word in ("open", "unedited", "apart")}
    why["unedited"] = REASONS.get(why["unedited"], why["unedited"])
    return Lie(name, named, *does(row, about), *more, **why)


PLACES = {"money": ("usd", "diem", "vcu", "consumptionLimit", "consumptionLimits")}
"""Several places by one word."""


IN = {
    "create": "CreateApiKeyRequest",
    "update": "UpdateApiKeyRequest",
    "created": "CreatedApiKey",
    "updated": "UpdatedApiKey",
    "listed": "ApiKeySummary",
}
"""The messages of a field, by a word; all by default."""


def _field(name: str, row: Json) -> Edit:
    node = _closed(dict(row))
    into = tuple(IN[word] for word in node.pop("in", " ".join(IN)).split())
    more: Json = {word: node.pop(word) for word in ("absent", "demanded") if word in node}
    if patch := node.pop("answer", None):
        more["answer"] = patched(copy.deepcopy(node), patch)
    return lambda data: add_field(data, name, node, into=into, **more)


def _parameter(of: str, several: list[Json]) -> Edit:
    def edit(data: Json) -> None:
        known = operation(data, of).setdefault("parameters", [])
        for row in several:
            about = row.get("description", f"The {row['name']}")
            made = a_parameter(row["name"], row["in"], about, row["schema"])
            known.append(made | {"required": row.get("required", False)})

    return edit


@dataclass(frozen=True)
class Made:
    """What a row cannot say of an addition.

    Args:
        edit: what is added to the contract.
        bent: what every server does, honest or not.
        lies: what a liar does, by the name of the lie.
    """

    edit: Edit = lambda _: None
    bent: tuple[Bent, ...] = ()
    manners: Manners = field(default_factory=Manners)
    lies: Mapping[str, Edit | Bent] = field(default_factory=dict)


def addition(name: str, row: Json, made: Made) -> Addition:
    """Return an addition of a table, with its lies."""
    row = dict(row)
    fields = row.pop("fields", None) or ({name: row.pop("field")} if "field" in row else {})
    parameters = row.pop("parameters", {})
    at = row.pop("at", fields)
    at = (at,) if isinstance(at, str) else tuple(at)
    says, told_lies = row.pop("says"), row.pop("lies")
    edits = [made.edit, *(_field(*one) for one in fields.items())]
    edits += [_action(one) for one in row.pop("actions", ())]
    edits += [_parameter(*one) for one in parameters.items()]
    edits += [one for one in does(row, "") if not isinstance(one, Bent)]

    def edit(data: Json) -> None:
        for one in edits:
            one(data)

    own = {called: [made.lies[called]] if called in made.lies else [] for called in told_lies}
    assert made.lies.keys() <= told_lies.keys()
    lies = tuple(lie(called, one, at, *own[called]) for called, one in told_lies.items())
    return Addition(name, says, edit, lies, made.bent, made.manners)


def read(name: str) -> Json:
    """Return the rows of a table that stands beside this module."""
    return table((Path(__file__).parent / "tables" / f"{name}.yaml").read_text(encoding="utf-8"))


def lies(name: str, own: Mapping[str, tuple[Edit | Bent, ...]]) -> tuple[Lie, ...]:
    """Return the lies of a table, and what its rows cannot say of some."""
    rows = read(name)
    assert own.keys() <= rows.keys()
    return tuple(lie(called, row, (), *own.get(called, ())) for called, row in rows.items())


def additions(name: str, made: Mapping[str, Made] | None = None) -> tuple[Addition, ...]:
    """Return the additions of the table of a name, which stands beside this module."""
    made, rows = made or {}, read(name)
    assert made.keys() <= rows.keys()
    return tuple(addition(called, row, made.get(called, Made())) for called, row in rows.items())
