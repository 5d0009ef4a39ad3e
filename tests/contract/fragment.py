"""The real fragment, its text, and edits of its text."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.reading.schema import Schema, resolve

ROOT = Path(__file__).parents[2]
FILE = ROOT / "openapi" / "api_keys.yaml"
TEXT = FILE.read_text(encoding="utf-8")


@cache
def contract() -> Document:
    return parse(TEXT, "api_keys.yaml")


def edited(*edits: tuple[str, str]) -> str:
    """Return the fragment's text with the first occurrence of each text replaced."""
    text = TEXT
    for old, new in edits:
        assert old in text, f"the fragment has no {old!r} to edit"
        text = text.replace(old, new, 1)
    return text


def small(schema: str, more: str = "") -> Document:
    """Return a fragment of one operation whose request is a schema, written in flow style."""
    return parse(
        f"""\
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /api_keys:
    post:
      operationId: createApiKey
      requestBody:
        content:
          application/json:
            schema: {schema}
      responses:
        '200': {{description: ok}}
{more}
""",
        "small.yaml",
    )


def component(**node: Any) -> Schema:
    """Return an object that is a component of its own, followed."""
    whole = {"openapi": "3.1.0", "components": {"schemas": {"One": {"type": "object", **node}}}}
    return resolve(parse(yaml.safe_dump(whole), "f"), "/components/schemas/One")
