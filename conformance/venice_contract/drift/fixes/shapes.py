"""Edits of what a message consists of: properties, statuses, content types, echoes and defaults."""

import copy
from typing import Any

from venice_contract.contract import references
from venice_contract.contract.echo import DERIVED
from venice_contract.contract.edits import Ground
from venice_contract.contract.reading.combining import EXCLUSIVE
from venice_contract.contract.reading.conditions import ONLY, WANTED
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.operations import NO_KEY, WRONG_KEY, Operation, Parameter
from venice_contract.contract.reading.schema import ANY_NAME, Schema
from venice_contract.contract.values.specimens import is_number, json_type
from venice_contract.contract.values.table import FRACTION, UNKNOWN_NAME
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.conversions import WRONG_ANSWERS, is_cut, source_of
from venice_contract.drift.answers.keys import NORMAL, UNKNOWN, instant
from venice_contract.drift.fixes import branches, conditions, moves
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.fixes.values import (
    add_type,
    remove_null,
    remove_value,
    set_keyword,
    whole_number,
)
from venice_contract.drift.observe import Observation
from venice_contract.target import nodes
from venice_contract.verdict import ITEMS, EditStep, Effect

FAR_ABOVE = 1000
"""An amount that comes back so many times smaller, and positive, is cut to a bound."""
LAST_OF_ONE_UNIT = "\uffff"
"""Characters after it are two UTF-16 units, in which many services cut texts."""


def require(context: Context, group: list[Observation]) -> list[EditStep]:
    """Add the property to those that are required, or say of a parameter that it is."""
    if _parameters(context, group):
        return _asked_for(context, group, required=True)
    holders = _holders(context, group)
    return [step for holder in holders for step in _required_of(context, *holder)]


def _required_of(context: Context, name: str, above: Schema, place: Ground) -> list[EditStep]:
    known = place.node.get("properties", {}).get(name, {})
    forget = [
        EditStep("remove", join(place.pointer, "properties", name, one))
        for one in ("x-absent-means", "default")
        if one in known
    ]
    rules = conditions.of_property(above, name)
    if all(one.kind == ONLY for one in rules):
        some = conditions.required(above, place, name)
        if some:
            return [*place.steps, *forget, *some]
    gone = conditions.without(context, above, place, rules)
    return [*place.steps, *forget, *gone, _required(place, name)]


def unrequire(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take the property out of those that are required, or say of a parameter that it is not."""
    if _parameters(context, group):
        return _asked_for(context, group, required=False)
    if group[0].constraint.kind == WANTED:
        return conditions.ignored(context, group)
    holders = _holders(context, group, Effect.WIDENS)
    return [
        step for name, _, place in holders for step in (*place.steps, *_not_required(place, name))
    ]


def drop_property(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take the property or parameter out, required or not."""
    parameters = _parameters(context, group)
    if parameters:
        alone = not any(context.is_shared(one, group) for one in parameters)
        listed = dict.fromkeys(one.entry for one in parameters if alone)
        return [EditStep("remove", entry) for entry in listed]
    if group[0].field[-1:] in ((ITEMS,), (ANY_NAME,)):
        return _emptied(context, group)
    holders = _holders(context, group)
    return [step for holder in holders for step in _dropped_from(context, *holder)]


def _dropped_from(context: Context, name: str, above: Schema, place: Ground) -> list[EditStep]:
    gone = EditStep("remove", join(place.pointer, "properties", name))
    rules = conditions.of_property(above, name, others=True)
    depend = conditions.without(context, above, place, rules)
    return [*place.steps, gone, *_not_required(place, name), *depend]


def _emptied(context: Context, group: list[Observation]) -> list[EditStep]:
    path = group[0].field
    above = context.schema(group[0], path[:-1])
    if above is None:
        return []
    keyword = "maxItems" if path[-1] == ITEMS else "maxProperties"
    return set_keyword(context, group, above, keyword, 0, up=1)


def drop_if_gone(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take out a property that no answer had; one that some had is merely not required."""
    first = group[0]
    constraint, request = first.constraint, context.operation(first).request
    taken = first.kind == "echo-lost" and request and not _is_named(context, first)
    if taken and context.had_echo(source_of(first)):
        return []  # what a change takes away that it may not name was there before it
    if (constraint.operation, constraint.side, first.field) in context.seen.occurred:
        return unrequire(context, group) if first.kind == "answer-missing" else []
    copied = any(place.steps for _, _, place in _holders(context, group))
    if copied and first.kind == "answer-missing":
        # Others still have it; a copy would move a class.
        return [*unrequire(context, group), *_never(context, group)]
    return drop_property(context, group)


def _is_named(context: Context, observation: Observation) -> bool:
    """Whether the request of an operation may name the field whose echo an answer shows."""
    request = context.operation(observation).request
    source = source_of(observation)
    return bool(request and request.schema and request.schema.at(source) is not None)


def is_envelope(context: Context, observation: Observation) -> bool:
    """Whether what holds nearly all of an answer is missing or something else, and is wanted.

    Its content may stand elsewhere, which is for a person to say: in a name that no document has,
    or in none, where links lead into it.
    """
    gone = observation.kind in ("answer-missing", "answer-type")
    if not gone or context.parameter(observation):
        return False
    inner, whole = context.schema(observation), context.schema(observation, ())
    if inner is None or whole is None or len(list(inner.walk())) * 2 <= len(list(whole.walk())):
        return False
    shown = observation.exchange.answer.json_or(None)
    new = not isinstance(shown, dict) or shown.keys() - whole.properties.keys()
    operation, path = context.operation(observation), observation.field
    return bool(new) or references.leads_into(context.document, operation, path)


def _never(context: Context, group: list[Observation]) -> list[EditStep]:
    """Say beside the `$ref` that this answer does not have a property."""
    schema = context.schema(group[0])
    if schema is None:
        return []
    rule = {"rule": "never", **context.evidence()}
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="x-presence")
    if not all("$ref" in step.value for step in place.steps):
        return []  # it cannot stand beside the `$ref`
    return [*place.steps, EditStep("set", join(place.pointer, "x-presence"), rule)]


def forget_presence(context: Context, group: list[Observation]) -> list[EditStep]:
    """Take back the claim that an optional field is there; say so where no answer had it."""
    first = group[0]
    shown = (first.constraint.operation, first.constraint.side, first.field)
    if first.kind == "presence-missing" and shown not in context.seen.occurred:
        never = _never(context, group)
        if never:
            return never
    return [
        step
        for name, _, place in _holders(context, group)
        for step in (
            *place.steps,
            EditStep("remove", join(place.pointer, "properties", name, "x-presence")),
        )
    ]


def add_property(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Describe a property that answers have."""
    name = group[0].about
    said = group[0].constraint.pointer
    objects = (*schema.variants, *schema.branches)
    chosen = [one for one in objects if one.pointer == group[0].branch]
    chosen += [one for one in schema.variants if said.startswith(one.pointer)]
    schema = next(iter(chosen), schema)
    place = context.ground(schema, group, effect=Effect.WIDENS)
    shown = [value for o in group for value in context.seen.shown.get(o.key, [o.answered])]
    known = [value for value in shown if isinstance(value, dict) and name in value]
    if not known:
        return []
    types = sorted({json_type(value.get(name)) for value in known})
    if types == ["null"]:
        types = ["null", "string"]
    described: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    return [*place.steps, EditStep("set", join(place.pointer, "properties", name), described)]


def open_object(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Describe the name that is accepted; open the object if it was one that nobody has."""
    place = context.ground(schema, group)
    if group[0].about != UNKNOWN_NAME:
        name = str(group[0].about)
        described = context.request_property(name) or {"type": json_type(group[0].answered)}
        where = join(place.pointer, "properties", name)
        return [*place.steps, EditStep("set", where, described)]
    return [*place.steps, EditStep("set", join(place.pointer, "additionalProperties"), value=True)]


def demand(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Describe a property that the server demands, and require it.

    One that stands for a property which is not known any more is what that was.
    """
    first = group[0]
    if first.answered is None:
        return []
    demanded = [one for one in group if one.kind == first.kind]
    place, name = context.ground(schema, demanded), str(first.about)
    gone = moves.sent_as(context, group, name)
    if gone in place.node.get("properties", {}):
        said = place.node["properties"][gone]
        operation = context.operation(first)
        follow = references.sent_as(context.document, operation, gone, name)
        return [*place.steps, *moves.renamed(place, gone, name, said), *follow]
    said = _demanded(first, context.evidence())
    there = EditStep("set", join(place.pointer, "properties", name), said)
    return [*place.steps, there, _required(place, name)]


def _demanded(first: Observation, evidence: dict[str, str]) -> dict[str, Any]:
    """Return what the contract would say of a field that was demanded, with the evidence of it."""
    said: dict[str, Any] = copy.deepcopy(first.sent)
    for node in nodes(said):
        if isinstance(node, dict) and isinstance(node.get("enum"), list):
            node["x-evidence"] = {"enum": dict.fromkeys(node["enum"], evidence)}
    return said


def set_default(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write what a field left out means now."""
    value = group[0].answered
    for keyword in ("x-absent-means", "default"):
        if keyword not in schema.keywords:
            continue
        pointer = schema.keywords[keyword].pointer
        if instant(value) or any(one.answered != value for one in group):
            # What is counted from the moment of a request is no default.
            return [EditStep("remove", pointer)]
        meaning = {"value": value, **context.evidence()}
        return [EditStep("set", pointer, meaning if keyword == "x-absent-means" else value)]
    return []


def echo(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Narrow an answer to what it gives back of what was sent."""
    if schema.value("enum"):
        return remove_value(context, group, schema)
    if group[0].sent is None and schema.nullable:
        return remove_null(context, group, schema)
    return (
        _normal_form(context, group, schema)
        or _cut(context, group, schema)
        or _clamp(context, group, schema)
        or work_out(context, group, schema)
    )


def _cut(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write how long a text may be of which the beginning comes back alone."""
    sent, answered = group[0].sent, group[0].answered
    if not is_cut(sent, answered):
        return []
    units = sum(1 + (char > LAST_OF_ONE_UNIT) for char in answered)
    return set_keyword(context, group, schema, "maxLength", units)


def _normal_form(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Write the word of the contract by which all that was sent is what came back, if one is."""
    for name, normal in NORMAL.items():
        pairs = [(normal(one.sent), normal(one.answered)) for one in group]
        if schema.value("x-echo") is None and all(a is not None and a == b for a, b in pairs):
            place = context.ground(schema, group, effect=Effect.WIDENS, keyword="x-echo")
            return [*place.steps, EditStep("set", join(place.pointer, "x-echo"), name)]
    return []


def work_out(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Say that the service works out what a field shows: it is of another type than what was sent.

    The type is added to those that answers may have, as others may share the schema.
    """
    sent = [one for one in group if one.sent is not None]
    if not any(one.sent for one in sent) and any(one.answered is None for one in sent):
        return []  # null where 0 was sent is not what it is whatever was sent
    same = any(json_type(one.sent) == json_type(one.answered) for one in sent)
    if not sent or same or schema.value("enum"):
        return []
    place = context.ground(schema, group, effect=Effect.NARROWS, keyword="x-echo")
    derived = EditStep("set", join(place.pointer, "x-echo"), DERIVED)
    types = add_type(context, group, schema) if group[0].kind in WRONG_ANSWERS else []
    return [*types, *place.steps, derived]


def side_effect(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    """Take out what an answer never shows; what else a change changes is no schema's to say."""
    if schema.value("enum"):
        return remove_value(context, group, schema)
    if not any(_is_named(context, one) for one in group):
        return _normal_form(context, group, schema)  # what a creation shows, a change shows, too
    if not schema.nullable or any(o.sent is not None for o in group):
        return []
    return remove_null(context, group, schema)


def _clamp(context: Context, group: list[Observation], schema: Schema) -> list[EditStep]:
    if not all(is_number(o.sent) and is_number(o.answered) for o in group):
        return []
    sent, answers = [o.sent for o in group], {o.answered for o in group}
    if all(o.answered == o.answered // 1 and abs(o.answered - o.sent) < 1 for o in group):
        broken = context.had_anywhere(group[0].field[-1], FRACTION)
        return [] if broken else whole_number(context, group, schema, Effect.MOVES)
    if len(answers) == 1 and sent:
        limit = answers.pop()
        # What becomes of 0 may be what was there before, for it is often taken for nothing.
        at_edge = {schema.value(one) for one in (*EXCLUSIVE, *EXCLUSIVE.values())} & set(sent) - {0}
        clear = at_edge or len(set(sent)) > 1 or all(one > FAR_ABOVE * limit > 0 for one in sent)
        if clear and all(number > limit for number in sent):
            return set_keyword(context, group, schema, "maximum", limit)
        if clear and all(number < limit for number in sent):
            return set_keyword(context, group, schema, "minimum", limit)
    return []


def rename_status(context: Context, group: list[Observation]) -> list[EditStep]:
    """Move what is documented for one status to the one that is answered."""
    first = group[0]
    operation = context.operation(first)
    new = str(first.answered)
    old = first.constraint.status or (operation.success if new.startswith("2") else "")
    refused = old == operation.success and new.startswith("4")
    if old not in operation.answers or refused:
        return []
    responses = join(operation.pointer, "responses")
    if new in operation.answers:
        # Who calls without a key is refused as others are, whose status is documented already.
        return (
            [EditStep("remove", join(responses, old))] if old == operation.refuses(NO_KEY) else []
        )
    fits = [one for one in operation.answers if _fits(operation, one, group)]
    kept = context.document.get(join(responses, old))
    if old not in fits:
        # It is for the same callers, and says what another one says, or nothing.
        said, other = (
            context.document.get(operation.answers[one].pointer) for one in (old, *fits, old)[:2]
        )
        own = {name: said[name] for name in ("description", "x-refuses") if name in said}
        kept = own | ({"content": other["content"]} if fits else {})
    # Others were refused as documented, so that one status has become two.
    both = (operation.id, f"answer-{old}", ()) in context.seen.occurred
    gone = [] if both else [EditStep("remove", join(responses, old))]
    return [EditStep("set", join(responses, new), kept), *gone]


def _fits(operation: Operation, status: str, group: list[Observation]) -> bool:
    """Whether what was answered is what the contract says of some status."""
    schema = operation.answers[status].schema
    answers = [one.exchange.answer for one in group if one.exchange.answer.content]
    shown = [one.json_or(UNKNOWN) for one in answers]
    known = bool(shown) and UNKNOWN not in shown
    return known and all(schema and accepts(schema, one) for one in shown)


def rename_content(context: Context, group: list[Observation]) -> list[EditStep]:
    """Move what is documented for one media type to the one that is answered, or taken."""
    first = group[0]
    operation = context.operation(first)
    taken = first.constraint.side == "request"
    message = operation.request if taken else operation.answers.get(first.constraint.status)
    if message is None or not message.media or not first.answered:
        return []
    place = context.ground(message, group)
    content = join(place.pointer, "content")
    said = place.node["content"][message.chosen]
    is_json = first.exchange.answer.json_or(UNKNOWN) is not UNKNOWN
    kept = taken or (message.chosen.endswith("json") and is_json)
    return [
        *place.steps,
        EditStep("set", join(content, first.answered), said if kept else {}),
        EditStep("remove", join(content, message.chosen)),
    ]


def open_to_all(context: Context, group: list[Observation]) -> list[EditStep]:
    """Say that an operation needs no key."""
    operation = context.operation(group[0])
    answers = join(operation.pointer, "responses")
    refusals = dict.fromkeys((operation.unauthorized, operation.refuses(WRONG_KEY)))
    needed = [one for one in ("x-needs",) if one in operation.node]
    return [
        EditStep("set", join(operation.pointer, "security"), []),
        *(EditStep("remove", join(operation.pointer, one)) for one in needed),
        *(EditStep("remove", join(answers, status)) for status in refusals if status.isdecimal()),
    ]


def replaces(context: Context, group: list[Observation]) -> list[EditStep]:
    """Say that a change takes away what it does not name, or that it does not."""
    changed = next((one for one in group if one.constraint.kind == "effect"), group[0])
    if changed.sent is not None:
        return []  # one field was left alone, and others may not have been
    place = join(context.operation(changed).pointer, "x-replaces")
    replaced = changed.kind == "change-replaces"
    return [EditStep("set", place, True) if replaced else EditStep("remove", place)]


def keep_to_keys(context: Context, group: list[Observation]) -> list[EditStep]:
    """Say that an operation needs the key that it may be given, or that another one needs."""
    operation = context.operation(group[0])
    secured = [one for one in context.operations.values() if one.secured]
    offered = [one for one in operation.written_security if one]
    needed = offered or next((one.written_security for one in secured), [])
    steps = [EditStep("set", join(operation.pointer, "security"), needed)]
    status = str(group[0].answered)
    alike = [one.pointer for one in secured if status in one.answers]
    if alike and status not in operation.answers:
        source, place = (join(one, "responses", status) for one in (alike[0], operation.pointer))
        steps.append(EditStep("set", place, context.document.get(source)))
    return steps if needed else []


def _parameters(context: Context, group: list[Observation]) -> list[Parameter]:
    found = [context.parameter(one) for one in group if len(one.field) == 1]
    return [one for one in found if one is not None]


def _asked_for(context: Context, group: list[Observation], *, required: bool) -> list[EditStep]:
    """Say of a parameter whether it must be sent, where no others have it by the same entry."""
    parameter = _parameters(context, group)[0]
    if context.is_shared(parameter, group):
        return []
    place = context.ground(parameter.message, group)
    return [*place.steps, EditStep("set", join(place.pointer, "required"), required)]


def _holders(
    context: Context, group: list[Observation], effect: Effect | None = None
) -> list[tuple[str, Schema, Ground]]:
    """The name of a property and the object it belongs to, of several each that it was seen in."""
    path = group[0].field
    above = context.schema(group[0], path[:-1])
    if above is None or not path or path[-1] == ITEMS:
        return []
    found = branches.concerned(above, path[-1], group)
    if path[-1] not in above.properties:
        having = [one for one in above.variants if path[-1] in one.properties]
        chosen = [one for one in having if one.pointer == group[0].branch]
        found = (chosen or having)[:1]
    return [
        (path[-1], one, context.ground(one.saying(path[-1]), group, up=1, effect=effect))
        for one in found or [above]
    ]


def _required(place: Ground, name: str) -> EditStep:
    if "required" in place.node:
        return EditStep("insert", join(place.pointer, "required", "-"), name)
    return EditStep("set", join(place.pointer, "required"), [name])


def _not_required(place: Ground, name: str) -> list[EditStep]:
    names = list(place.node.get("required", ()))
    if name not in names:
        return []
    return [EditStep("remove", join(place.pointer, "required", names.index(name)))]
