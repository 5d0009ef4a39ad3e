"""The client's shape, worked out for the templates: groups, methods, arguments, answers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint

from venice_contract.contract.reading import operations as reading
from venice_contract.generation import naming
from venice_contract.generation.adapting import is_json
from venice_contract.generation.kinds import (
    Kinds,
    alike,
    is_map,
    is_open,
    item_of,
    kind,
    literals,
    properties,
    text,
    union,
)
from venice_contract.generation.operations import CONTENTS, Operation
from venice_contract.generation.paging import Page, page_of
from venice_contract.target.paging import plain

MARKERS = frozenset({"success", "object"})
"""Fields of an envelope that say nothing once the answer is a success."""


NOTHING = ("nothing", "None", "")
"""How an answer without a body is read, its type, its codec."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as a function takes it."""

    name: str
    prop: Any
    wire: reading.Parameter
    location: str
    given: str
    optional: bool
    needed: bool
    first: bool
    text: str


@dataclass(frozen=True, slots=True)
class Success:
    """What an operation's answers of success hold."""

    type: str
    known: list[tuple[int, int, str, str]]
    model: Any = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method, and where its value goes."""

    name: str
    given: str
    optional: bool
    first: bool
    text: str
    parameter: str = ""
    fields: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method of a group."""

    name: str
    module: str
    endpoint: Any
    arguments: list[Argument]
    body: str
    returns: str
    whole: str
    inside: str
    page: Page | None
    example: str
    item: str

    @property
    def names(self) -> set[str]:
        """What it is called in the group, with the name of the method for one page."""
        return {self.name, *([f"{self.name}_page"] if self.page else [])}


@dataclass(slots=True)
class Group:
    """Operations that are methods of one attribute of the client."""

    name: str
    cls: str
    methods: list[Method] = field(default_factory=list)


class Shape:
    """Answers the templates' questions about operations."""

    def __init__(
        self,
        parsed: GeneratorData,
        known: dict[str, Operation],
        kinds: Kinds,
        exported: frozenset[str],
    ) -> None:
        self._parsed = parsed
        self._kinds = kinds
        self._exported = exported
        self._known = known

    def operation(self, endpoint: Endpoint) -> Operation:
        """What an endpoint is on the wire."""
        return self._known[str(endpoint.name)]

    def endpoints(self) -> Iterator[Endpoint]:
        """Every endpoint of the contract."""
        return naming.endpoints(self._parsed)

    def body(self, endpoint: Endpoint) -> Any:
        """The body in the media type in which it goes out, or None."""
        media = self.operation(endpoint).media
        for body in endpoint.bodies:
            if text(body.content_type) == media:
                return body
        return None

    def is_model(self, prop: Any) -> bool:
        """Whether a property is an object with a class of its own."""
        return kind(prop) == "ModelProperty" and not is_map(prop)

    def _has_fields(self, prop: Any) -> bool:
        """Whether a body is given field by field, and not as a whole."""
        return self.is_model(prop) and (bool(properties(prop)) or not is_open(prop))

    def parameters(self, endpoint: Endpoint) -> list[Parameter]:
        """Every parameter, those of the path first."""
        op = self.operation(endpoint)
        found = []
        for prop in (*endpoint.path_parameters, *endpoint.query_parameters):
            wire = op.parameter(text(prop.name))
            optional = not prop.required
            identity = wire.name in op.identities or wire.name == "id"
            given = self._kinds.given(prop)
            if optional and "None" not in given.split(" | ") and given != "Any":
                given = f"{given} | None"
            found.append(
                Parameter(
                    name=str(prop.python_name),
                    prop=prop,
                    wire=wire,
                    location=wire.where,
                    given=given,
                    optional=optional,
                    needed=identity and wire.where != "path" and op.method != "GET",
                    first=wire.where == "path",
                    text=_said(prop),
                )
            )
        return found

    def parameter(self, parameters: list[Parameter], name: str) -> Parameter:
        """The parameter that a part of the path stands for."""
        return next(one for one in parameters if one.location == "path" and one.wire.name == name)

    def success(self, endpoint: Endpoint) -> Success:
        """What the answers of a success hold: one type, or a union where they differ."""
        known: list[tuple[int, int, str, str]] = []
        types: list[str] = []
        models: list[Any] = []
        headless = self.operation(endpoint).method == "HEAD"
        for answer in _successes(endpoint):
            low, high = answer.status_code.range or (200, 299)
            how, type_, codec = NOTHING if headless else self._read(answer)
            known.append((low, high, how, codec))
            types.append(type_)
            models.append(None if headless else answer.prop)
        if not known:
            return Success("Any", [(200, 299, "anything", "")])
        one = models[0] if len(models) == 1 and models[0] and self.is_model(models[0]) else None
        return Success(union(types), known, one)

    def _read(self, answer: Any) -> tuple[str, str, str]:
        source = answer.source["return_type"]
        if source == "None" or not _is_success(answer):
            return NOTHING
        if source == "bytes":
            return "bytes", "bytes", ""
        content = getattr(answer.data, "content", None) or {}
        if source == "str" and not any(is_json(text(name)) for name in content):
            return "text", "str", ""
        if kind(answer.prop) == "AnyProperty":
            return "json", "Any", ""
        return "json", self._kinds.type(answer.prop), self._kinds.codec(answer.prop)

    def accept(self, endpoint: Endpoint) -> str:
        """What the request accepts where that is not JSON by its plain name; else empty."""
        found: list[str] = []
        for answer in endpoint.responses:
            if _is_success(answer):
                found += [text(name) for name in getattr(answer.data, "content", None) or {}]
        plain_json = any(name.partition(";")[0].strip() == "application/json" for name in found)
        return "" if plain_json or not found else ", ".join(dict.fromkeys(found))

    def imports(self, endpoint: Endpoint) -> list[str]:
        """The classes of the contract that the module of an endpoint needs."""
        body = self.body(endpoint)
        props = [*endpoint.path_parameters, *endpoint.query_parameters]
        props += [body.prop] if body else []
        answers = [one for one in endpoint.responses if _is_success(one)]
        props += [one.prop for one in answers if one.source["return_type"] != "None"]
        return sorted(import_lines(props, "...models", self._kinds))

    def model_imports(self, model: Any, *, lazy: bool) -> list[str]:
        """The classes that the module of a model needs: enums above it, models below."""
        props = properties(model)
        if is_open(model) and model.additional_properties:
            props.append(model.additional_properties)
        lines = import_lines(props, "..models", self._kinds, own=str(model.class_info.name))
        enums = {str(prop.class_info.name) for prop in self._parsed.enums}
        return sorted(line for line in lines if (line.rpartition(" ")[2] in enums) is not lazy)

    def groups(self, methods: dict[str, tuple[str, str]]) -> list[Group]:
        """The attributes of the client, each with its methods."""
        found: dict[str, Group] = {}
        for endpoint in self.endpoints():
            attribute, name = methods.get(str(endpoint.name), (endpoint.tags[0], endpoint.name))
            attribute, name = str(attribute), str(name)
            if attribute in naming.CLIENT:
                attribute += "_"
            if attribute not in found:
                called = naming.class_name(attribute)
                cls = naming.group_class(called, self._parsed, self._exported)
                found[attribute] = Group(attribute, cls)
            listed = found[attribute].methods
            taken = naming.METHODS.union(*(method.names for method in listed))
            made = self._method(endpoint, attribute, name)
            while not taken.isdisjoint(made.names):
                made = self._method(endpoint, attribute, f"{made.name}_")
            listed.append(made)
        return list(found.values())

    def id_attribute(self) -> str:
        """The attribute in which most objects hold the id that methods want."""
        found = [
            argument.identity[0]
            for endpoint in self.endpoints()
            for argument in self._arguments(endpoint)
            if argument.identity
        ]
        return max(dict.fromkeys(found), key=found.count, default="id")

    def _method(self, endpoint: Endpoint, attribute: str, name: str) -> Method:
        success = self.success(endpoint)
        arguments = self._arguments(endpoint)
        inside, returns = self._inside(success)
        body = self.body(endpoint)
        op, parameters = self.operation(endpoint), self.parameters(endpoint)
        page = page_of(op, success.model, success.type, parameters, self._kinds)
        return Method(
            name=name,
            module=f"{endpoint.tags[0]}.{naming.identifier(str(endpoint.name))}",
            endpoint=endpoint,
            arguments=sorted(arguments, key=lambda one: (not one.first, one.optional)),
            body=""
            if body is None
            else (self._kinds.type(body.prop) if self._has_fields(body.prop) else "*"),
            returns=returns,
            whole=success.type,
            inside=inside,
            page=page,
            example=self._example(endpoint, attribute, name, arguments),
            item=item_of(returns) if op.method == "GET" and page is None else "",
        )

    def _arguments(self, endpoint: Endpoint) -> list[Argument]:
        """Parameters first, then the fields of the body, or the body itself where it has none."""
        op = self.operation(endpoint)
        body = self.body(endpoint)
        fields: dict[str, Any] = {}
        if body is not None and self._has_fields(body.prop):
            fields = {text(prop.name): prop for prop in properties(body.prop)}
        found = self._of_parameters(endpoint, op, fields)
        shared = {name for one in found for name in one.fields}
        names = {one.name for one in found}
        found += [
            self._of_field(op, prop, names)
            for prop in fields.values()
            if str(prop.python_name) not in shared
        ]
        if body is not None and not self._has_fields(body.prop):
            given = self._kinds.given(body.prop)
            found.append(
                Argument("body", given, not op.body_required, False, "what to send.", "body")
            )
        return found

    def _of_parameters(
        self, endpoint: Endpoint, op: Operation, fields: dict[str, Any]
    ) -> list[Argument]:
        """Each parameter; one of the path fills the field of the same name too."""
        found: list[Argument] = []
        for one in self.parameters(endpoint):
            identity = self._identity(op, one.wire.name, one.location)
            given = one.given.removesuffix(" | None") if one.needed else one.given
            same = fields.get(one.wire.name) if one.location == "path" else None
            if same is not None and not alike(self._kinds.given(same), given):
                same = None
            found.append(
                Argument(
                    name=one.name,
                    given=_identified(given) if identity else given,
                    optional=one.optional and not one.needed,
                    first=one.first or bool(identity),
                    text=one.text,
                    parameter=one.name,
                    fields=(str(same.python_name),) if same is not None else (),
                    identity=identity,
                )
            )
        return found

    def _of_field(self, op: Operation, prop: Any, names: set[str]) -> Argument:
        wire_name, name = text(prop.name), str(prop.python_name)
        while name in naming.ARGUMENTS | naming.BODY_ARGUMENTS or name in names:
            name += "_"
        names.add(name)
        named = op.segments[1::2]
        meant = prop.required or (op.method != "POST" and not named) or wire_name in op.identities
        meant = meant and wire_name not in named
        identity = self._identity(op, wire_name, "body") if meant else ()
        given = self._kinds.given(prop)
        return Argument(
            name=name,
            given=_identified(given) if identity else given,
            optional=not prop.required and not identity,
            first=bool(identity),
            text=_said(prop),
            fields=(str(prop.python_name),),
            identity=identity,
        )

    def _identity(self, op: Operation, name: str, location: str) -> tuple[str, ...]:
        """Attributes in which an object may hold the id that an argument wants."""
        last = location == "path" and op.segments[-2] == name and plain(name).endswith("id")
        filters = location == "query" and op.method == "GET"
        if name not in op.identities and (filters or not (last or name == "id")):
            return ()
        names = (op.identities.get(name, "id"), name, "id")
        return tuple(dict.fromkeys(naming.identifier(one) for one in names))

    def _inside(self, success: Success) -> tuple[str, str]:
        """The field of the envelope that a method returns, and its type."""
        if success.model is None:
            return "", success.type
        props = properties(success.model)
        rest = [prop for prop in props if not _is_marker(prop)]
        if not rest and props and any(text(prop.name) == "success" for prop in props):
            return "nothing", "None"
        if len(rest) == 1 and text(rest[0].name) in CONTENTS and rest[0].required:
            return str(rest[0].python_name), self._kinds.type(rest[0])
        return "", success.type

    def _example(
        self, endpoint: Endpoint, attribute: str, name: str, arguments: list[Argument]
    ) -> str:
        op = self.operation(endpoint)
        body = self.body(endpoint)
        props: dict[str, Any] = {
            str(one.python_name): one
            for one in (*endpoint.path_parameters, *endpoint.query_parameters)
        }
        if body is not None and self.is_model(body.prop):
            props |= {str(one.python_name): one for one in properties(body.prop)}
        given = []
        for one in sorted(arguments, key=lambda each: (not each.first, each.optional)):
            prop = props.get(one.fields[0] if one.fields else one.name)
            example = op.example.get(text(prop.name)) if prop is not None else None
            if one.optional and example is None:
                continue
            value = _value(prop, example)
            given.append(value if one.first else f"{one.name}={value}")
        return f"client.{attribute}.{name}({', '.join(given)})"


def import_lines(props: list[Any], prefix: str, kinds: Kinds, own: str = "") -> set[str]:
    """The imports of every class of the contract that some properties name."""
    found: set[str] = set()
    for prop in props:
        name = kind(prop)
        if name == "ListProperty":
            found |= import_lines([prop.inner_property], prefix, kinds, own)
        elif name == "UnionProperty":
            found |= import_lines(list(prop.inner_properties), prefix, kinds, own)
        elif is_map(prop):
            found |= import_lines([prop.additional_properties], prefix, kinds, own)
        elif name in {"ModelProperty", "EnumProperty"} and str(prop.class_info.name) != own:
            info = prop.class_info
            found.add(f"from {prefix}.{info.module_name} import {info.name}")
    return found


def _identified(given: str) -> str:
    """What may be given for an id: its own kind, a UUID for a text, an object that has one."""
    return given if given == "Any" else f"{union([given, *(['_UUID'] * ('str' in given))])} | HasId"


def _successes(endpoint: Endpoint) -> list[Any]:
    """The answers that say that it was done: 2XX, else a redirection, else the default."""
    listed = [*endpoint.responses.patterns]
    found = [one for one in listed if _is_success(one)]
    found = found or [one for one in listed if _status_class(one) == REDIRECTION]
    default = endpoint.responses.default
    return found or ([default] if default else [])


SUCCESS, REDIRECTION = 2, 3


def _is_success(answer: Any) -> bool:
    return _status_class(answer) == SUCCESS


def _status_class(answer: Any) -> int:
    low: int = answer.status_code.range[0] if answer.status_code.range else 200
    return low // 100


def _is_marker(prop: Any) -> bool:
    if text(prop.name) not in MARKERS:
        return False
    one_value = kind(prop) == "EnumProperty" and len(prop.values) == 1
    return one_value or kind(prop) in {"BooleanProperty", "StringProperty"}


def _said(prop: Any) -> str:
    return " ".join(text(prop.description).split()) or "What to send."


def _value(prop: Any, example: Any) -> str:
    if example is None and prop is not None and getattr(prop, "example", None):
        example = text(prop.example)
    if isinstance(example, str):
        return '"' + example.replace("\\", "").replace('"', "") + '"'
    if example is not None:
        return repr(example)
    name = kind(prop) if prop is not None else ""
    if name == "EnumProperty":
        return literals(prop).partition(", ")[0]
    samples = {"IntProperty": "1", "FloatProperty": "1.5", "BooleanProperty": "True"}
    samples |= {"ListProperty": "[]", "ModelProperty": "{}"}
    return samples.get(name, '"..."')
