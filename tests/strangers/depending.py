"""Fields that depend on each other, told in words of JSON Schema, and the lies about them.

Each lie is one finding, and the contract with its edit, if it has one, is kept by the liar.
"""

from collections.abc import Callable
from typing import Any

from tests.strangers.fragments import ANSWERS, NOTHING, Json, add_field, schema, told, whole
from tests.strangers.lies import BECOMES, Addition, Lie, change, drops, says, shows

CREATE = "CreateApiKeyRequest"
REASON = ("reason",)
TEXT = {"type": "string", "maxLength": 30}
A_RULE = "whether two fields depend on each other is for a person to say"


def _is(name: str, value: str) -> Json:
    return {"properties": {name: {"const": value}}, "required": [name]}


def _of_creations(name: str, node: Json, **keywords: Any) -> Callable[[Json], None]:
    """Add a field to the creation and the answers, and keywords to the creation as a whole."""

    def edit(data: Json) -> None:
        schema(data, CREATE)["properties"][name] = {"description": name} | told(node)
        for where in ANSWERS:
            schema(data, where)["properties"][name] = {"description": name} | told(node)
        change(schema(data, CREATE), keywords)

    return edit


def _whole(**keywords: Any) -> Callable[[Json], None]:
    """The creation as a whole says something else."""
    return lambda data: change(schema(data, CREATE), keywords)


def _required(data: Json) -> None:
    schema(data, CREATE)["required"].append("reason")


FORBIDDEN: Json = {"properties": {"reason": False}}
DEMANDED: Json = {"required": ["reason"]}
ONLY = Addition(
    "if-only",
    "a reason, taken of keys of type ADMIN alone",
    _of_creations("reason", TEXT, **{"if": _is("apiKeyType", "ADMIN"), "else": FORBIDDEN}),
    (
        Lie("takes it for INFERENCE", REASON, _whole(**{"if": NOTHING, "else": NOTHING})),
        Lie("refuses it for ADMIN", REASON, _whole(**{"if": _is("apiKeyType", "INFERENCE")})),
        Lie("to 60 characters", REASON, says("reason", maxLength=60)),
        Lie("ignores it", REASON, drops("reason")),
        Lie("requires it for ADMIN", REASON, _whole(then=DEMANDED)),
        Lie("in capitals", REASON, shows("reason", str.upper), unedited=BECOMES),
    ),
)
BOTH = Addition(
    "if-then-else",
    "a reason, which keys of type ADMIN must have, and others may not",
    _of_creations(
        "reason", TEXT, **{"if": _is("apiKeyType", "ADMIN"), "then": DEMANDED, "else": FORBIDDEN}
    ),
    (
        Lie("takes it for INFERENCE", REASON, _whole(**{"else": NOTHING})),
        Lie("does not require it", REASON, _whole(then=NOTHING)),
        Lie("for INFERENCE instead", REASON, _whole(**{"if": _is("apiKeyType", "INFERENCE")})),
        Lie("knows no condition", REASON, _whole(**{"if": NOTHING, "else": NOTHING})),
        Lie("requires it always", REASON, _whole(**{"else": NOTHING}), _required),
        Lie("at most 20", REASON, says("reason", maxLength=20)),
        Lie("ignores it", REASON, drops("reason")),
    ),
)
WANTED = Addition(
    "required-for-admin",
    "a reason that any key may have, and keys of type ADMIN must, told under allOf",
    _of_creations("reason", TEXT, allOf=[{"if": _is("apiKeyType", "ADMIN"), "then": DEMANDED}]),
    (
        Lie("does not require it", REASON, _whole(allOf=NOTHING)),
        Lie("requires it always", REASON, _whole(allOf=NOTHING), _required),
        Lie(
            "requires it for INFERENCE",
            REASON,
            _whole(allOf=[{"if": _is("apiKeyType", "INFERENCE"), "then": DEMANDED}]),
        ),
        Lie(
            "refuses it for INFERENCE",
            REASON,
            _whole(allOf=[{"if": _is("apiKeyType", "ADMIN"), "then": DEMANDED, "else": FORBIDDEN}]),
            unedited=A_RULE,
        ),
        Lie("at most 20", REASON, says("reason", maxLength=20)),
        Lie("ignores it", REASON, drops("reason")),
        Lie("takes any length", REASON, says("reason", maxLength=NOTHING)),
    ),
)

PAIR = ("team", "seat")


def _add_pair(data: Json) -> None:
    add_field(data, "team", {"type": "string", "enum": ["RED", "BLUE"]})
    add_field(data, "seat", {"type": "integer", "minimum": 1, "maximum": 50})
    change(schema(data, CREATE), {"dependentRequired": {"seat": ["team"]}})


DEPENDENT = Addition(
    "dependent",
    "a seat, which must be told with its team",
    _add_pair,
    (
        Lie("takes a seat alone", PAIR, _whole(dependentRequired=NOTHING)),
        Lie(
            "a team needs a seat",
            PAIR,
            _whole(dependentRequired={"team": ["seat"]}),
            apart="one rule is gone, and another one is there",
        ),
        Lie(
            "each needs the other",
            PAIR,
            _whole(dependentRequired={"seat": ["team"], "team": ["seat"]}),
            unedited=A_RULE,
        ),
        Lie("refuses BLUE", PAIR, says("team", enum=["RED"])),
        Lie("seat to 20", PAIR, says("seat", maximum=20)),
        Lie("ignores the seat", PAIR, drops("seat")),
        Lie("refuses both", PAIR, _whole(**{"not": {"required": ["team", "seat"]}})),
    ),
)

BURST, ZONE = ("burst",), ("zone",)
TWO_RULES = "the rule is gone, and another one is there"


def _then(name: str, **keywords: Any) -> Json:
    return {"properties": {name: keywords}}


LIMITED = Addition(
    "if-maximum",
    "a number up to 1000, of keys of type INFERENCE up to 100",
    _of_creations(
        "burst",
        whole(1, 1000),
        **{"if": _is("apiKeyType", "INFERENCE"), "then": _then("burst", maximum=100)},
    ),
    (
        Lie("to 1000 for all", BURST, _whole(**{"if": NOTHING, "then": NOTHING})),
        Lie("to 100 for all", BURST, says("burst", maximum=100)),
        Lie("to 50 for INFERENCE", BURST, _whole(then=_then("burst", maximum=50))),
        Lie("to 200 for INFERENCE", BURST, _whole(then=_then("burst", maximum=200))),
        Lie(
            "for ADMIN instead",
            BURST,
            _whole(**{"if": _is("apiKeyType", "ADMIN")}),
            apart=TWO_RULES,
        ),
    ),
)
NARROWED = Addition(
    "if-enum",
    "EU, US or ASIA, of keys for life EU or US",
    _of_creations(
        "zone",
        {"type": "string", "enum": ["EU", "US", "ASIA"]},
        **{"if": _is("limitPeriod", "LIFETIME"), "then": _then("zone", enum=["EU", "US"])},
    ),
    (
        Lie("ASIA for life", ZONE, _whole(**{"if": NOTHING, "then": NOTHING})),
        Lie("EU alone for life", ZONE, _whole(then=_then("zone", enum=["EU"]))),
        Lie("refuses ASIA", ZONE, says("zone", enum=["EU", "US"])),
        Lie("for MONTH", ZONE, _whole(**{"if": _is("limitPeriod", "MONTH")}), apart=TWO_RULES),
        Lie("ignores it", ZONE, drops("zone")),
    ),
)


def _add_mode(data: Json) -> None:
    """Add a mode that has one value so far, and a note that is taken with it alone."""
    add_field(data, "mode", {"type": "string", "enum": ["OPEN"]}, required=True)
    add_field(data, "note", TEXT | {"x-only-when": {"mode": "OPEN"}})


def _add_mode_with_reason(data: Json) -> None:
    add_field(data, "mode", {"type": "string", "enum": ["OPEN"]}, required=True)
    _of_creations("reason", TEXT, **{"if": _is("mode", "OPEN"), "then": DEMANDED})(data)


ONE_VALUE = Addition(
    "only-value",
    "a note, taken with the only value that another field has",
    _add_mode,
    (
        Lie("note to 60", "note", says("note", maxLength=60)),
        Lie("loses the note", "note", drops("note")),
    ),
)
ALWAYS = Addition(
    "only-value-demands",
    "a reason, which the only value of another field demands",
    _add_mode_with_reason,
    (
        Lie("may be left out", REASON, _whole(**{"if": NOTHING, "then": NOTHING})),
        Lie("to 60 characters", REASON, says("reason", maxLength=60)),
    ),
)

DEPENDING = (ONLY, BOTH, WANTED, DEPENDENT, LIMITED, NARROWED, ONE_VALUE, ALWAYS)
"""Every field that depends on another one."""
