"""Titles for schemas without a name whose class would be called as another one is. Pure.

The generator calls the class of an inline schema by its place: `limits` of `Key` becomes
`KeyLimits`, whether a component is called so or not, and a name of signs alone becomes nothing.
A title takes the place of the last part.
"""

from typing import Any

from openapi_python_client.strings import ClassName, pascal_case

Json = dict[str, Any]

PREFIX = "field_"
"""What the generator puts before a name that Python cannot have."""


def told_apart(schemas: Json, operations: list[Json]) -> None:
    """Give a title, in place, to each inline schema whose class would meet another one."""
    names = _Names(schemas)
    for name, schema in schemas.items():
        names.inside(schema, str(ClassName(schema.get("title") or name, PREFIX)), "", name)
    for node in operations:
        owner = str(node.get("operationId", ""))
        for parameter in node.get("parameters", ()):
            names.walk(parameter.get("schema"), owner, parameter["name"])
        for media in node.get("requestBody", {}).get("content", {}).values():
            names.walk(media.get("schema"), owner, "body")
        for status, answer in node.get("responses", {}).items():
            for media in answer.get("content", {}).values():
                names.walk(media.get("schema"), owner, f"response_{status}")


class _Names:
    """The classes so far, each with the values of its enum; one enum may stand in many places."""

    def __init__(self, schemas: Json) -> None:
        self.taken = {
            str(ClassName(schema.get("title") or name, PREFIX)): None
            for name, schema in schemas.items()
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
        return str(ClassName(f"{pascal_case(owner)}{pascal_case(title)}", PREFIX))


def _has_class(schema: Json) -> bool:
    """Whether the generator makes a class of it."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return "enum" in schema or "object" in kinds or len(schema.get("allOf", ())) > 1
