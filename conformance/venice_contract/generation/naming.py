"""Names that are taken, by Python, the client or the contract, and what takes their place."""

from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.config import ClassOverride
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case

from venice_contract.contract.reading.document import Document, join, split
from venice_contract.contract.reading.nodes import schemas
from venice_contract.generation.adapting import CONTROL, Json, operations, types_of
from venice_contract.generation.kinds import properties

FIELDS = frozenset(
    {"additional_keys", "additional_properties", "as_input", "attribute", "from_dict"}
    | {"from_input", "keep_unknown", "read_list", "to_dict"}
)
"""What every model has itself; a property of such a name gets a `_` in Python."""

ARGUMENTS = frozenset({"client", "headers", "timeout"})
"""What every method or function takes itself."""

BODY_ARGUMENTS = frozenset({"body", "extra"})
"""What it takes beside that where there is a body."""

METHODS = frozenset({"with_raw_response", "str", "int", "float", "bool", "bytes", "dict", "object"})
"""What a group has itself, or what its annotations name."""

CLIENT = frozenset(
    {"aclose", "base_url", "close", "from_env", "headers", "http_client", "key", "on_unknown"}
    | {"httpx", "pace", "retries", "send", "timedelta", "timeout"}
)
"""What a client has itself, or what its annotations name; a group of such a name gets a `_`."""

CLASSES = frozenset(
    {"Any", "Codec", "Fields", "List", "Literal", "Mapping", "Self", "TYPE_CHECKING", "ClassVar"}
    | {"Call", "Answers", "Final", "HasId", "Resource", "AsyncResource", "OpenEnum", "OpenIntEnum"}
    | {"ListOf", "Listed", "MapOf", "Model", "OneOf", "Told", "ANYTHING", "DAY", "INSTANT"}
    | {"NULL", "NUMBER", "SECRET", "TEXT", "TRUTH", "WHOLE", "ANSWERS", "VALUE_NOT_LISTED_"}
    | {"INSTANT_OR_NONE", "UUID_TEXT", "MOMENT"}
)
"""What the generated modules import beside the names that the package exports."""

PREFIX = "field_"
"""What the generator puts before a name that Python cannot have."""

LONGEST_MODULE = 200
"""Bytes of the name of a module; file systems have room for 255."""


def identifier(name: str) -> str:
    """Return what a name is called in Python."""
    return str(PythonIdentifier(name, PREFIX))


def class_name(name: str) -> str:
    """Return what a class of such a name is called in Python."""
    return str(ClassName(name, PREFIX))


def refuse_twins(contract: Document) -> None:
    """Raise BrokenContractError for two names of the contract that are one in Python."""
    seen: dict[str, str] = {}
    for tokens, node in operations(contract.data):
        name = node.get("operationId")
        for one in (name, *node.get("tags", ())):
            if len(identifier(str(one)).encode()) > LONGEST_MODULE:
                raise contract.broken(
                    f"the name {one!r:.40}... is longer than that of a module may be.",
                    join("", *tokens),
                )
        if name is not None:
            place = (*tokens, "operationId")
            _meet(contract, seen, identifier(str(name)), str(name), place)
    told: dict[str, str] = {}
    components = contract.data.get("components", {}).get("schemas", {})
    for name, schema in components.items():
        title = schema.get("title", name) if isinstance(schema, dict) else name
        called = class_name(str(title))
        _meet(contract, told, called, name, ("components", "schemas", name))
    for pointer, schema in schemas(contract):
        names = list(schema.get("properties", {}))
        short = [identifier(name) for name in names]
        fields: dict[str, str] = {}
        for name, python in zip(names, short, strict=True):
            whole = short.count(python) > 1
            called = str(PythonIdentifier(name, PREFIX, skip_snake_case=True)) if whole else python
            _meet(contract, fields, called, name, (*split(pointer), "properties", name))


def _meet(
    contract: Document, seen: dict[str, str], called: str, name: str, place: tuple[str, ...]
) -> None:
    if called in seen:
        raise contract.broken(
            f"{name!r} and {seen[called]!r} are one name in Python, {called!r}.", join("", *place)
        )
    if CONTROL.search(name):
        raise contract.broken(f"the name {name!r} holds a control character.", join("", *place))
    seen[called] = name


def overrides(parsed: GeneratorData, exported: Iterable[str]) -> dict[str, ClassOverride]:
    """New names for classes that would hide one of ours, and for modules that would meet."""
    reserved, taken = CLASSES | set(exported), classes(parsed)
    modules: set[str] = set()
    found: dict[str, ClassOverride] = {}
    for prop in (*parsed.models, *parsed.enums):
        name, module = prop.class_info.name, prop.class_info.module_name
        called = str(name)
        while called in reserved or (called != name and called in taken):
            called += "Model"
        if called != name:
            module = PythonIdentifier(called, PREFIX)
        short = str(module).encode()[:LONGEST_MODULE].decode(errors="ignore")
        unique, number = short, 2
        while unique in modules:
            unique, number = f"{short}_{number}", number + 1
        modules.add(unique)
        if called != name or unique != prop.class_info.module_name:
            found[str(name)] = ClassOverride.model_validate(
                {"class_name": called, "module_name": unique}
            )
    return found


def rename_properties(parsed: GeneratorData, exported: Iterable[str]) -> None:
    """Rename, in Python alone, properties that would hide a method or a class."""
    reserved = FIELDS | CLASSES | classes(parsed) | set(exported)
    for model in parsed.models:
        _rename(properties(model), reserved)
    models = {model.class_info.name: model for model in parsed.models}
    for model in parsed.models:
        _share([*properties(model), model.additional_properties], models)
    for endpoint in endpoints(parsed):
        props = [one.prop for one in (*endpoint.bodies, *endpoint.responses)]
        _share(props + endpoint.path_parameters + endpoint.query_parameters, models)


def _share(props: list[Any], models: dict[Any, Any]) -> None:
    """Point copies of a model, which the generator makes where it is named, to the one model."""
    for prop in props:
        inner = getattr(prop, "inner_property", None)
        _share([inner] if inner else list(getattr(prop, "inner_properties", ())), models)
        model = models.get(prop.class_info.name) if hasattr(prop, "class_info") else None
        if model is not None:
            for name in ("required_properties", "optional_properties", "additional_properties"):
                object.__setattr__(prop, name, getattr(model, name))


def _rename(props: list[Any], reserved: frozenset[str] | set[str]) -> None:
    used = {str(prop.python_name) for prop in props}
    for prop in props:
        name = str(prop.python_name)
        if name not in reserved:
            continue
        while name in reserved or name in used:
            name += "_"
        used.add(name)
        object.__setattr__(
            prop, "python_name", PythonIdentifier(name, PREFIX, skip_snake_case=True)
        )


def rename_parameters(parsed: GeneratorData, exported: Iterable[str]) -> None:
    """Rename parameters that would hide what every function takes, or a class that it needs."""
    reserved = ARGUMENTS | CLASSES | classes(parsed) | set(exported)
    for endpoint in endpoints(parsed):
        given = [*endpoint.path_parameters, *endpoint.query_parameters]
        _rename(given, reserved | (BODY_ARGUMENTS if endpoint.bodies else frozenset()))


def endpoints(parsed: GeneratorData) -> Iterator[Endpoint]:
    """Every endpoint of the contract."""
    for collection in parsed.endpoint_collections_by_tag.values():
        yield from collection.endpoints


def classes(parsed: GeneratorData) -> set[str]:
    """The names of all classes of the contract."""
    return {str(prop.class_info.name) for prop in (*parsed.models, *parsed.enums)}


def group_class(name: str, parsed: GeneratorData, exported: Iterable[str]) -> str:
    """The class of a group of operations, beside the classes of the contract."""
    taken = {*classes(parsed), *exported, *CLASSES}
    while name in taken or f"Async{name}" in taken:
        name += "Group"
    return name


# -- classes of schemas without a name -------------------------------------------------------------


def title_inline(data: Json) -> None:
    """Give a title, in place, to each inline schema whose class would be called as another one is.

    The generator calls the class of an inline schema by its place: `limits` of `Key` becomes
    `KeyLimits`, whether a component is called so or not, and a name of signs alone becomes nothing.
    A title takes the place of the last part.
    """
    schemas = data.get("components", {}).get("schemas", {})
    made = _Classes(schemas)
    for name, schema in schemas.items():
        made.inside(schema, class_name(schema.get("title") or name), "", name)
    for _, node in operations(data):
        owner = str(node.get("operationId", ""))
        for parameter in node.get("parameters", ()):
            made.walk(parameter.get("schema"), owner, parameter["name"])
        for media in node.get("requestBody", {}).get("content", {}).values():
            made.walk(media.get("schema"), owner, "body")
        for status, answer in node.get("responses", {}).items():
            for media in answer.get("content", {}).values():
                made.walk(media.get("schema"), owner, f"response_{status}")


class _Classes:
    """The classes so far, each with the values of its enum; one enum may stand in many places."""

    def __init__(self, schemas: Json) -> None:
        self.taken = {
            class_name(schema.get("title") or name): None for name, schema in schemas.items()
        }

    def walk(self, schema: Any, owner: str, name: str) -> None:
        """Look at what stands at one place, and below it."""
        if not isinstance(schema, dict) or "$ref" in schema:
            return
        called = self._called(owner, schema.get("title") or name)
        if _has_class(schema):
            called = self._unique(schema, owner, name)
        self.inside(schema, called, owner, name)

    def inside(self, schema: Json, called: str, owner: str, name: str) -> None:
        """Look at what stands below a schema whose class is called so."""
        for inner, child in schema.get("properties", {}).items():
            self.walk(child, called, inner)
        self.walk(schema.get("additionalProperties"), called, "AdditionalProperty")
        self.walk(schema.get("items"), owner, f"{name}_item")
        for index, branch in enumerate((*schema.get("anyOf", ()), *schema.get("oneOf", ()))):
            self.walk(branch, owner, f"{name}_{branch.get('title') or f'type_{index}'}")

    def _unique(self, schema: Json, owner: str, name: str) -> str:
        title = given = str(schema.get("title") or name)
        values = schema.get("enum")
        called = self._called(owner, title)
        while not pascal_case(title) or (
            called in self.taken and (values is None or self.taken[called] != values)
        ):
            title = f"{title}Model"
            called = self._called(owner, title)
        if title != given:
            schema["title"] = title
        self.taken[called] = values
        return called

    @staticmethod
    def _called(owner: str, title: str) -> str:
        return class_name(f"{pascal_case(owner)}{pascal_case(title)}")


def _has_class(schema: Json) -> bool:
    """Whether the generator makes a class of it."""
    return "enum" in schema or "object" in types_of(schema) or len(schema.get("allOf", ())) > 1
