"""Valid, harmless values of a schema: what is sent where nothing is asked.

Pure. Guesses are made from the keywords, the likeliest first, and the schema decides.
"""

import math
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeGuard

from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Schema, resolve
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.texts import Lengths, longer, matching, of_format
from venice_contract.contract.values.validation import accepts

JUST = 0.01
"""How far outside a bound "just outside" is: the least amount of money that is worth naming."""
NAME = "one"
"""The name under which a value is put into a map."""


def json_type(value: Any) -> str:
    """Name the JSON type of a value."""
    kinds = {bool: "boolean", str: "string", int: "number", float: "number", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a value is a number in JSON; a truth value is none."""
    return json_type(value) == "number"


def json_type_of(name: str) -> str:
    """Name the JSON type of what JSON Schema calls so: an integer is a number."""
    return "number" if name == "integer" else name


def is_whole(schema: Schema) -> bool:
    """Whether a number must be a whole one."""
    return "integer" in schema.types and "number" not in schema.types


def is_numeric(schema: Schema) -> bool:
    """Whether a schema allows numbers."""
    return bool({"number", "integer"} & schema.types)


def step(schema: Schema) -> float:
    """Return how far outside a bound "just outside" is."""
    return 1 if is_whole(schema) else JUST


def lowest(schema: Schema) -> float | None:
    """Return the least number that a schema allows, None if it sets no lower bound."""
    low, above = schema.value("minimum"), schema.value("exclusiveMinimum")
    if low is None and above is None:
        return None
    found: float = low if above is None else above + step(schema)
    return found


def on_grid(schema: Schema, number: float, *, up: bool) -> float:
    """Return the nearest multiple that a schema allows, at or above a number or at or below it."""
    unit = schema.value("multipleOf")
    if not unit:
        return number
    one = Decimal(str(unit))
    steps = (Decimal(str(number)) / one).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    near = steps * one
    return int(near) if isinstance(unit, int) else float(near)


def lengths(schema: Schema) -> Lengths:
    """Return the least and the most characters of a text."""
    return schema.value("minLength") or 0, schema.value("maxLength")


def is_bounded_above(schema: Schema) -> bool:
    """Whether a schema sets an upper bound for numbers."""
    return not {"maximum", "exclusiveMaximum"}.isdisjoint(schema.keywords)


def specimen(schema: Schema, moment: Moment, number: int = 0) -> Any:
    """Return a valid, harmless value of a schema; the likeliest guess where none is found."""
    guesses = _guesses(schema, moment, number)
    likeliest = next(guesses)
    if accepts(schema, likeliest):
        return likeliest
    return next((one for one in guesses if accepts(schema, one)), likeliest)


def _guesses(schema: Schema, moment: Moment, number: int) -> Iterator[Any]:
    if schema.value("enum"):
        values = schema.value("enum")
        yield values[number % len(values)]
        yield from values
    for branch in schema.variants:
        yield specimen(branch, moment, number)
    if is_numeric(schema):
        yield from _number_guesses(schema, number)
    if "string" in schema.types:
        yield from _text_guesses(schema, moment, number)
    if "boolean" in schema.types:
        yield number % 2 == 0
    if schema.items is not None:
        fewest = schema.value("minItems") or 0
        yield several(schema.items, fewest, moment) if fewest else []
    if "object" in schema.types or schema.properties:
        yield _object_guess(schema, moment, number)
    yield from _held_guesses(schema, moment)
    yield from ([], None)


def _held_guesses(schema: Schema, moment: Moment) -> Iterator[Any]:
    """Lists and maps that hold what they must, where a keyword is a schema that says so."""
    if "contains" in schema.keywords:
        yield containing(schema, moment)
    if "prefixItems" in schema.keywords:
        yield [specimen(place, moment) for place in places(schema)]


def containing(schema: Schema, moment: Moment) -> list[Any]:
    """Return a list of as many items as it must contain of one kind."""
    node = within(schema, "contains")
    return [specimen(node, moment, number) for number in range(schema.value("minContains") or 1)]


def places(schema: Schema) -> list[Schema]:
    """Return the schemas of the items that a list begins with; none where it says none."""
    return [
        within(schema, "prefixItems", index)
        for index in range(len(schema.value("prefixItems") or ()))
    ]


def within(schema: Schema, keyword: str, *tokens: str | int) -> Schema:
    """Return the schema that a keyword is, or holds."""
    return resolve(schema.document, join(schema.keywords[keyword].pointer, *tokens), schema.path)


def _object_guess(schema: Schema, moment: Moment, number: int) -> dict[str, Any]:
    made = {
        n: specimen(c, moment, number) for n, c in schema.properties.items() if n in schema.required
    }
    fewest = schema.value("minProperties") or 0
    if schema.additional is not None and len(made) < fewest:
        made |= entries(schema, fewest - len(made), moment)
    return made


def _number_guesses(schema: Schema, number: int) -> Iterator[float]:
    low, unit = lowest(schema), schema.value("multipleOf")
    base = low if low is not None else (schema.value("maximum") or 1) - 1
    if unit:
        base = math.ceil(base / unit) * unit
    yield base + number * (unit or 1)
    yield base
    yield from (schema.value("maximum") or 0, 0, 1)


def _text_guesses(schema: Schema, moment: Moment, number: int) -> Iterator[str]:
    pattern, form = schema.value("pattern"), schema.value("format")
    if pattern is not None:
        made = matching(pattern, moment, several=number + 4, lengths=lengths(schema))
        texts = [text for _, text in made]
        yield from texts[number:] + texts[:number]
    if form is not None:
        texts = [text for _, text in of_format(form, moment)[0]]
        yield from texts[number:] + texts[:number]
    text = f"{moment.tag}-{number}"
    fewest, most = lengths(schema)
    text = longer(text, fewest)
    yield text if most is None else text[-most:] if most else ""


def several(schema: Schema, number: int, moment: Moment) -> list[Any]:
    """Return so many values of a schema, different ones as far as there are."""
    found: list[Any] = []
    for index in range(number * 4):
        one = specimen(schema, moment, index)
        if one not in found:
            found.append(one)
        if len(found) >= number:
            break
    return found + found[:1] * (number - len(found))


def entries(schema: Schema, number: int, moment: Moment) -> dict[str, Any]:
    """Return so many values of a map, under names that it may have."""
    inner = schema.additional
    values = several(inner, max(0, number), moment) if inner is not None else []
    return dict(zip(names(schema, number, moment), values, strict=False))


def names(schema: Schema, number: int, moment: Moment) -> list[str]:
    """Return so many names that the values of a map may stand under, as far as there are any."""
    usual = [f"{NAME}-{index}" if index else NAME for index in range(max(1, number))]
    if "propertyNames" not in schema.keywords:
        return usual
    node = within(schema, "propertyNames")
    pattern = node.value("pattern")
    made = matching(pattern, moment, several=number, lengths=lengths(node)) if pattern else ()
    texts = [*usual, *(text for _, text in made), *(node.value("enum") or ())]
    fit = [text for text in dict.fromkeys(texts) if accepts(node, text)]
    # The first grows by its last letter where a pattern has made too few.
    grown = [text * times for text in fit[:1] for times in range(2, number + 2)]
    return list(dict.fromkeys([*fit, *(text for text in grown if accepts(node, text))]))


def row(schema: Schema, number: int, moment: Moment) -> list[Any]:
    """Return a list of so many items, with what it must begin with and contain."""
    found = [specimen(place, moment) for place in places(schema)]
    needed = number - len(found)
    if schema.items is not None:
        found += several(schema.items, needed, moment) if needed > 0 else []
    else:
        found += found[-1:] * needed
    found = found[:number]
    if "contains" in schema.keywords and found:
        node = within(schema, "contains")
        if not any(accepts(node, one) for one in found):
            found[-1] = specimen(node, moment)
    return found
