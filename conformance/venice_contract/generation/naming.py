"""Names that Python or the client's own modules have already, and what takes their place."""

from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.config import ClassOverride
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.strings import ClassName, PythonIdentifier

from venice_contract.contract.reading.document import Document, join, split
from venice_contract.contract.reading.nodes import schemas
from venice_contract.generation.adapting import CONTROL, operations

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


LONGEST_MODULE = 200
"""Bytes of the name of a module; file systems have room for 255."""


def refuse_twins(contract: Document) -> None:
    """Raise BrokenContractError for two names of the contract that are one in Python."""
    seen: dict[str, str] = {}
    for tokens, node in operations(contract.data):
        name = node.get("operationId")
        for one in (name, *node.get("tags", ())):
            if len(str(PythonIdentifier(str(one), "field_")).encode()) > LONGEST_MODULE:
                raise contract.broken(
                    f"the name {one!r:.40}... is longer than that of a module may be.",
                    join("", *tokens),
                )
        if name is not None:
            place = (*tokens, "operationId")
            _meet(contract, seen, str(PythonIdentifier(str(name), "field_")), str(name), place)
    told: dict[str, str] = {}
    components = contract.data.get("components", {}).get("schemas", {})
    for name, schema in components.items():
        title = schema.get("title", name) if isinstance(schema, dict) else name
        called = str(ClassName(str(title), "field_"))
        _meet(contract, told, called, name, ("components", "schemas", name))
    for pointer, schema in schemas(contract):
        names = list(schema.get("properties", {}))
        short = [str(PythonIdentifier(name, "field_")) for name in names]
        fields: dict[str, str] = {}
        for name, python in zip(names, short, strict=True):
            whole = short.count(python) > 1
            called = (
                str(PythonIdentifier(name, "field_", skip_snake_case=True)) if whole else python
            )
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
            module = PythonIdentifier(called, "field_")
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
        properties = [*(model.required_properties or ()), *(model.optional_properties or ())]
        _rename(properties, reserved)
    models = {model.class_info.name: model for model in parsed.models}
    for model in parsed.models:
        _share([*(model.required_properties or ()), *(model.optional_properties or ())], models)
        _share([model.additional_properties], models)
    for endpoint in endpoints(parsed):
        props = [one.prop for one in (*endpoint.bodies, *endpoint.responses)]
        _share(props + endpoint.path_parameters + endpoint.query_parameters, models)


def _share(properties: list[Any], models: dict[Any, Any]) -> None:
    """Point copies of a model, which the generator makes where it is named, to the one model."""
    for prop in properties:
        inner = getattr(prop, "inner_property", None)
        _share([inner] if inner else list(getattr(prop, "inner_properties", ())), models)
        model = models.get(prop.class_info.name) if hasattr(prop, "class_info") else None
        if model is not None:
            for name in ("required_properties", "optional_properties", "additional_properties"):
                object.__setattr__(prop, name, getattr(model, name))


def _rename(properties: list[Any], reserved: frozenset[str] | set[str]) -> None:
    used = {str(prop.python_name) for prop in properties}
    for prop in properties:
        name = str(prop.python_name)
        if name not in reserved:
            continue
        while name in reserved or name in used:
            name += "_"
        used.add(name)
        object.__setattr__(
            prop, "python_name", PythonIdentifier(name, "field_", skip_snake_case=True)
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
