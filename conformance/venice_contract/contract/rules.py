"""What a fragment must keep to before anything is derived from it.

Each rule is a small function with a stable id, which yields what breaks it; `RULES` is the table.
Structure is left to openapi-spec-validator; the rules say what it does not: references that lead
nowhere or round in a circle, schemas that can never or always match, and evidence that is missing.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs

from venice_contract.contract import echo, limits, proof
from venice_contract.contract.constraints import constraints
from venice_contract.contract.echo import ECHOES
from venice_contract.contract.reading import conditions
from venice_contract.contract.reading import structure as structural
from venice_contract.contract.reading.combining import types_named
from venice_contract.contract.reading.document import STUMBLES, Document, join, split
from venice_contract.contract.reading.nodes import every_node, schema_roots, schemas, subschemas
from venice_contract.contract.reading.operations import (
    IGNORED,
    NO_KEY,
    OF_MESSAGES,
    REFUSED,
    operations,
)
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.structure import Breach
from venice_contract.contract.roles import entity, roles
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.validation import accepts, first_line, misread
from venice_contract.errors import ContractToolError

BOUNDS = (("minimum", "maximum"), ("minLength", "maxLength"))
EVIDENCED = ("minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern", "default")
"""Keywords of which the fragment says where they were read, beside the values of an enum."""
SOURCES = ("page", "spec", "guide", "docs-pr", "skill", "sdk", "inferred", "observed")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PRESENCES = ("always", "when-limited", "never")
DECIDING = frozenset(
    {"type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf", "pattern", "format"}
    | {"maxItems", "minItems", "if", "dependentRequired", "required", "minProperties"}
    | {"not", "contains", "prefixItems", "patternProperties"}
    | {bound for pair in BOUNDS for bound in pair}
)
PARTS = ("anyOf", "oneOf", "allOf")
"""Keywords whose schemas are told of the very value that has the keyword."""


def schemas_are_json_schema(document: Document) -> Iterator[Breach]:
    """Every schema is one of JSON Schema 2020-12."""
    for pointer, node in schema_roots(document):
        for place, what in misread(node):
            yield join(pointer, *place), what


def enums_have_values(document: Document) -> Iterator[Breach]:
    """An enum lists at least one value, none twice, each of a type that is named beside it."""
    for pointer, node in schemas(document):
        if "enum" not in node:
            continue
        values, place = node["enum"], join(pointer, "enum")
        if not values:
            yield place, "the enum is empty, so nothing is accepted."
        named = types_named(node.get("type"))
        told = [(json_type(value), value) for value in values]  # Python takes 1 for True
        for index, (kind, value) in enumerate(told):
            kinds = {kind, "integer"} if isinstance(value, int) and kind == "number" else {kind}
            if told[index] in told[:index]:
                yield join(place, index), f"the enum says {value!r} twice."
            if named and kinds.isdisjoint(named):
                called = " or ".join(named)
                yield join(place, index), f"the enum's {value!r} is not of type {called}."


def bounds_leave_room(document: Document) -> Iterator[Breach]:
    """No lower bound lies above its upper bound."""
    for pointer, node in schemas(document):
        for low, high in BOUNDS:
            if low in node and high in node and node[low] > node[high]:
                yield join(pointer, low), f"{low} {node[low]} is above {high} {node[high]}."


def patterns_compile(document: Document) -> Iterator[Breach]:
    """Every pattern is a regular expression, of Python and of JSON Schema, read in one way.

    Python warns where a future version would read a pattern otherwise.
    """
    for pointer, node in schemas(document):
        if "pattern" not in node:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                re.compile(node["pattern"])
            jsonschema_rs.Draft202012Validator({"pattern": node["pattern"]})
        except (re.error, Warning, ValueError, OverflowError, RecursionError) as problem:
            what = first_line(str(problem))
            yield join(pointer, "pattern"), f"the pattern is no regular expression: {what}."


def nothing_accepts_everything(document: Document) -> Iterator[Breach]:
    """Every schema decides something; `nullable` without a type decides nothing in 3.1.

    What stands beside a `$ref` or in a branch says more of properties that have their type there.
    """
    beside: tuple[str, ...] = ()
    for pointer, node in subschemas(document):
        if isinstance(node, dict) and {"$ref", "properties"} <= node.keys():
            beside += (f"{pointer}/properties/",)
        if isinstance(node, dict) and "properties" in node and _around(document, pointer):
            continue
        if node is False:
            yield pointer, "this schema accepts nothing; leave it out."
        elif node is True:
            yield pointer, "this schema accepts anything; give it a type."
        elif "nullable" in node:
            place = join(pointer, "nullable")
            yield place, "nullable is of OpenAPI 3.0; write type: [..., 'null']."
        elif not DECIDING & node.keys() and not pointer.startswith(beside):
            yield pointer, "this schema accepts anything; give it a type."


def conditions_are_read(document: Document) -> Iterator[Breach]:
    """Fields that depend on each other are told of requests, in forms that probes ask about."""
    read: set[str] = set()
    for operation in operations(document).values():
        root = operation.request.schema if operation.request else None
        for schema in _asked(root) if root else ():
            read.update(conditions.written(schema))
            yield from conditions.problems(schema)
    for pointer, node in schemas(document):
        for keyword in conditions.WORDS:
            place = join(pointer, keyword)
            if keyword in node and place not in read:
                yield (
                    place,
                    f"no probe asks about {keyword} here; say it of a request's object.",
                )


def _asked(schema: Schema) -> Iterator[Schema]:
    """An object of a request and those inside of it of which each property is asked about."""
    yield schema
    if not schema.variants:
        for child in schema.properties.values():
            yield from _asked(child)


def required_names_exist(document: Document) -> Iterator[Breach]:
    """What is required is also described."""
    for pointer, node in schemas(document):
        known = {**node.get("properties", {}), **_around(document, pointer)}
        for index, name in enumerate(node.get("required", ())):
            if name not in known:
                yield join(pointer, "required", index), f"{name!r} is required but not described."


def _around(document: Document, pointer: str) -> dict[str, Any]:
    """Return the properties that are described around a branch or a part of a schema."""
    found: dict[str, Any] = {}
    tokens = split(pointer)
    while len(tokens) > 1 and tokens[-2] in PARTS:
        tokens = tokens[:-2]
        node = document.get(join("", *tokens))
        found |= node.get("properties", {}) if isinstance(node, dict) else {}
    return found


def evidence_is_given(document: Document) -> Iterator[Breach]:
    """Every enum value and bound says where it was read, and when."""
    for pointer, node in schemas(document):
        evidence = node.get("x-evidence", {})
        for index, value in enumerate(node.get("enum", ())):
            if not _dated(evidence.get("enum", {}).get(str(value))):
                yield join(pointer, "enum", index), f"{value!r} has no evidence: add x-evidence."
        for keyword in EVIDENCED:
            if keyword in node and not _dated(evidence.get(keyword)):
                yield join(pointer, keyword), f"{keyword} has no evidence: add x-evidence."


def _dated(evidence: Any) -> bool:
    return isinstance(evidence, dict) and _sourced(evidence, "since", "seen")


def _sourced(evidence: dict[str, Any], *days: str) -> bool:
    known = evidence.get("source") in SOURCES
    return known and all(DAY.fullmatch(str(evidence.get(day))) for day in days)


def extensions_are_whole(document: Document) -> Iterator[Breach]:
    """What this project's own keywords say is complete, and says where it was read."""
    for pointer, node in schemas(document):
        meaning: Any = node.get("x-absent-means")
        if "x-absent-means" in node and not (_dated(meaning) and "value" in meaning):
            yield join(pointer, "x-absent-means"), "x-absent-means needs a value and its evidence."
        rule: Any = node.get("x-presence")
        if "x-presence" in node and not (_dated(rule) and rule.get("rule") in PRESENCES):
            known = ", ".join(PRESENCES[:-1]) + f" or {PRESENCES[-1]}"
            yield join(pointer, "x-presence"), f"x-presence needs a rule, {known}, and evidence."
        if not isinstance(node.get("x-echo-of", ""), str):
            yield join(pointer, "x-echo-of"), "x-echo-of names one field of the request."
        if "x-echo" in node and node["x-echo"] not in ECHOES:
            yield join(pointer, "x-echo"), f"x-echo is one of {', '.join(ECHOES)}."


def marks_are_true(document: Document) -> Iterator[Breach]:
    """What marks an object or an operation is true."""
    nodes = [*schemas(document), *((o.pointer, o.node) for o in operations(document).values())]
    for pointer, node in nodes:
        for name in ("x-limits", "x-replaces"):
            if node.get(name, True) is not True:
                yield join(pointer, name), f"{name} is true, or is not there."


def ended_keys_are_shown(document: Document) -> Iterator[Breach]:
    """What a key is shown as that was ended is a value of what the list shows of one."""
    every = operations(document)
    try:
        family = roles(every)
    except ContractToolError:
        return  # what it lacks is said where a verdict is asked for
    shown = entity(family.list.answers[family.list.success].schema, family.key_name)
    fields = shown.properties if shown else {}
    for one in every.values():
        said = one.node.get("x-ended", one.ended)
        fits = isinstance(said, dict) and said.keys() <= fields.keys()
        if "x-ended" in one.node and not (
            fits and said and all(accepts(fields[name], value) for name, value in said.items())
        ):
            about = "x-ended names fields that the list shows of a key, with a value they may have."
            yield join(one.pointer, "x-ended"), about


def refusals_say_whom(document: Document) -> Iterator[Breach]:
    """A refusal is for a call without a key, a wrong one or an unknown id, and it alone is."""
    for pointer, node in every_node(document):
        if isinstance(node, dict) and node.get("x-refuses", NO_KEY) not in REFUSED:
            yield join(pointer, "x-refuses"), f"x-refuses is one of {', '.join(REFUSED)}."
    for operation in operations(document).values():
        told: dict[str, str] = {}
        for status, answer in operation.answers.items():
            whom = answer.node.get("x-refuses")
            if whom in told:
                place = join(operation.pointer, "responses", status)
                yield place, f"{told[whom]} and {status} both say x-refuses: {whom}."
            elif whom:
                told[whom] = status


def headers_are_heard(document: Document) -> Iterator[Breach]:
    """No header is described whose description OpenAPI tells its readers to ignore."""
    why = "is ignored where it is described: say it by `security` or `content`."
    for pointer, node in every_node(document):
        if not isinstance(node, dict):
            continue
        name = str(node.get("name"))
        if node.get("in") == "header" and "type" not in node and name.casefold() in IGNORED:
            yield pointer, f"the header {name} {why}"
        headers = node.get("headers")
        for said in headers if isinstance(headers, dict) else ():
            if str(said).casefold() in OF_MESSAGES:
                yield join(pointer, "headers", said), f"the header {said} {why}"


def history_is_whole(document: Document) -> Iterator[Breach]:
    """What older statements said is told in words, each with where it was read and when."""
    for pointer, node in every_node(document):
        evidence = node.get("x-evidence") if isinstance(node, dict) else None
        for index, one in enumerate(
            evidence.get("before", ()) if isinstance(evidence, dict) else ()
        ):
            said = isinstance(one, dict) and isinstance(one.get("said"), str)
            if not (said and _sourced(one, "seen")):
                place = join(pointer, "x-evidence", "before", index)
                yield place, "an older statement has said, source and seen."


def proofs_are_whole(document: Document) -> Iterator[Breach]:
    """What proves who asks names fields of the body, and what leads to it hands out a challenge."""
    yield from proof.problems(operations(document))


def what_is_kept_is_whole(document: Document) -> Iterator[Breach]:
    """What a key keeps otherwise than it was sent is said of fields that can be sent."""
    for operation in operations(document).values():
        yield from echo.kept_problems(operation)


def service_limits_are_whole(document: Document) -> Iterator[Breach]:
    """What is said of the service's limits can be read, and says where it was read."""
    found = list(limits.problems(document))
    yield from found
    for name, one in document.data.get(limits.EXTENSION, {}).items() if not found else ():
        if not _dated(one["x-evidence"]):
            place = join("", limits.EXTENSION, name, "x-evidence")
            yield place, f"{name} has no evidence: source, since and seen."


RULES: tuple[Callable[[Document], Iterator[Breach]], ...] = (
    structural.version_is_3_1,
    structural.paths_are_there,
    structural.keys_are_texts,
    structural.values_are_json,
    structural.references_lead_somewhere,
    schemas_are_json_schema,
    structural.references_lead_to_their_kind,
    structural.schemas_end,
    structural.operation_ids_are_unique,
    structural.operations_can_succeed,
    enums_have_values,
    bounds_leave_room,
    patterns_compile,
    nothing_accepts_everything,
    conditions_are_read,
    required_names_exist,
    structural.links_lead_to_operations,
    evidence_is_given,
    extensions_are_whole,
    marks_are_true,
    ended_keys_are_shown,
    refusals_say_whom,
    headers_are_heard,
    history_is_whole,
    proofs_are_whole,
    what_is_kept_is_whole,
    service_limits_are_whole,
)


def check(document: Document, *, structure: bool = True) -> None:
    """Raise BrokenContractError for a breach of a rule, or what openapi-spec-validator finds.

    Without `structure` that one, which takes 0.3 s to load, is asked only where reading stumbles.
    """
    try:
        if found := breach(document):
            raise document.broken(found[1], found[0])
        constraints(document)
    except STUMBLES:
        _validate(document)
        raise document.broken("this is not an OpenAPI document.", "") from None
    if structure:
        _validate(document)


def breach(document: Document) -> Breach | None:
    """Return where the first rule is broken and how, None where the fragment keeps to all."""
    return next((found for rule in RULES for found in rule(document)), None)


def _validate(document: Document) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415 - slow to load

    try:
        problem = next(iter(OpenAPIV31SpecValidator(document.data).iter_errors()), None)
    except STUMBLES:
        raise document.broken("this is not an OpenAPI document.", "") from None
    if problem:
        pointer = join("", *getattr(problem, "absolute_path", ()))
        what = first_line(problem.message)
        raise document.broken(f"this is not OpenAPI 3.1: {what}.", pointer)
