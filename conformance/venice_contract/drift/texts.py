"""What texts can say: choices of a parameter or a form, as its schema reads them. Pure."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.specimens import VALIDATORS
from venice_contract.contract.values.table import ABSENT

WORD = "x"
"""A text that reads as no number and no boolean."""


def in_texts(schema: Schema | None, choices: Iterable[Choice]) -> list[Choice]:
    """Keep the choices that a text can say, where it reads as no other value that is right."""
    texts = bool(schema and {"string", "array"} & schema.types)
    kept = []
    for choice in choices:
        one, other = choice, not choice.accepted and choice.kind == "type"
        if other and not texts and isinstance(one.value, str):
            one = replace(one, value=WORD)
        valid = other and (texts or _reads_as_valid(schema, one.value))
        kept += [one] if _can_stand_in_a_url(one) and not valid else []
    return kept


def _reads_as_valid(schema: Schema | None, value: Any) -> bool:
    """Whether the text of a value reads as a value of the schema: `"10"` is 10 in a URL."""
    if schema is None:
        return False
    try:
        read = json.loads(str(value).lower() if isinstance(value, bool) else str(value))
    except ValueError:
        return False
    return VALIDATORS.accepts(schema, read)


def _can_stand_in_a_url(choice: Choice) -> bool:
    """Whether a parameter can say the value: null, objects and no items have no text there."""
    value = choice.value
    items = value if isinstance(value, list) and value else [value]
    return value is ABSENT or all(isinstance(one, str | int | float) for one in items)
